package portal

import (
	"context"
	"slices"
	"strconv"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/ui"
)

// About is what a new question is about: the topics that are offered, and what the chosen one asks.
type About struct {
	Topics topic.Tree
	Desk   i18n.Locale
	Chosen topic.ID // 0: none yet
	Asked  []topic.Field
	Given  topic.Given // nil: nothing
}

// TopicField is the id of the choice, and the name of its topmost row; deeper rows are [TopicRows].
const TopicField = "topic"

// TopicRows are the names of the choices, the top first.
var TopicRows = [topic.MaxLevel]string{TopicField, "topic2", "topic3"}

// topicRow is one choice among topics.
type topicRow struct {
	name, id, label, problem string
	tiles                    []tile
}

type tile struct {
	value, icon, label string
	chosen             bool
}

// rows are the choices that are open: the top, and what is below each topic that was chosen.
func (a Asking) rows(ctx context.Context) []topicRow {
	l, about := i18n.From(ctx).Locale(), a.About
	path := about.Topics.Path(about.Chosen)
	var rows []topicRow
	above := topic.ID(0)
	for level, name := range TopicRows {
		offered := about.Topics.Offered(above)
		if len(offered) == 0 {
			break
		}
		row := topicRow{name: name, id: name, label: i18n.T(ctx, "topics.portal.which")}
		if level == 0 {
			row.label, row.problem = i18n.T(ctx, "topics.portal.title"), wrong(a.Problems, TopicField)
		}
		for _, t := range offered {
			row.tiles = append(row.tiles, tile{
				value: strconv.FormatInt(int64(t.ID), 10), icon: ui.IconOr(t.Icon, "help"), label: ui.Clean(t.Names.In(l, about.Desk)),
				chosen: slices.ContainsFunc(path, func(p topic.Topic) bool { return p.ID == t.ID }),
			})
		}
		if level > 0 { // none of these
			row.tiles = append(row.tiles, tile{
				value: strconv.FormatInt(int64(above), 10), icon: "help", label: i18n.T(ctx, "topics.portal.else"), chosen: len(path) == level,
			})
		}
		rows = append(rows, row)
		if len(path) <= level {
			break
		}
		above = path[level].ID
	}
	return rows
}

// questions are those of the chosen topic that customers are asked.
func (a Asking) questions() []ui.Question {
	var out []ui.Question
	for _, f := range a.About.Asked {
		if !f.IsShown {
			continue
		}
		q := ui.Question{Field: f, Desk: a.About.Desk, Error: wrong(a.Problems, f.Input())}
		if a.About.Given != nil {
			q.Value = a.About.Given(f.Input())
		}
		out = append(out, q)
	}
	return out
}
