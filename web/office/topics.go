package office

import (
	"context"
	"slices"
	"strconv"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Where the pages of topics and tags stand.
const (
	TopicsPath = "/office/settings/topics"
	TagsPath   = "/office/settings/tags"
)

// TopicsPage is the tree of topics, and the form that adds one.
type TopicsPage struct {
	Frame layout.Frame
	Tree  topic.Tree
	Teams []people.Team
	Desk  i18n.Locale
	Form  TopicForm
}

// TopicForm is a topic as a form has it.
type TopicForm struct {
	Draft    topic.Draft
	Skills   []people.Skill
	Problems []ui.Problem
}

// TopicPage is one topic, with its questions.
type TopicPage struct {
	Frame  layout.Frame
	Tree   topic.Tree
	Topic  topic.Topic
	Fields []topic.Field
	Teams  []people.Team
	Desk   i18n.Locale
	Form   TopicForm
	Added  FieldForm // the form that adds a question
	Said   []ui.Problem
}

// FieldForm is a question as a form has it.
type FieldForm struct {
	Draft    topic.FieldDraft
	Problems []ui.Problem
}

// FieldPage is one question of a topic.
type FieldPage struct {
	Frame layout.Frame
	Topic topic.Topic
	Field topic.Field
	Desk  i18n.Locale
	Form  FieldForm
	Said  []ui.Problem
}

func topicPath(id topic.ID, tail string) string {
	return TopicsPath + "/" + strconv.FormatInt(int64(id), 10) + tail
}

func fieldPath(f topic.Field, tail string) string {
	return topicPath(f.TopicID, "/questions/"+strconv.FormatInt(int64(f.ID), 10)+tail)
}

func wrongAt(problems []ui.Problem, field string) string {
	i := slices.IndexFunc(problems, func(p ui.Problem) bool { return p.Field == field })
	if i < 0 {
		return ""
	}
	return problems[i].Message
}

// tongues are the desk's own language and the others.
func tongues(desk i18n.Locale) (others []i18n.Locale) {
	return slices.DeleteFunc(slices.Clone(i18n.Locales), func(l i18n.Locale) bool { return l == desk })
}

// anyWrong reports whether one of the fields under these names has a message: then what they stand in is open.
func anyWrong(problems []ui.Problem, prefix string, languages []i18n.Locale) bool {
	return slices.ContainsFunc(languages, func(l i18n.Locale) bool { return wrongAt(problems, prefix+string(l)) != "" })
}

// nameIn is a name in the reader's language.
func nameIn(ctx context.Context, n topic.Names, desk i18n.Locale) string {
	return ui.Clean(n.In(i18n.From(ctx).Locale(), desk))
}

// parents are where a topic can stand; 0 is one that is new.
func parents(ctx context.Context, all topic.Tree, id topic.ID, f TopicForm, desk i18n.Locale) []ui.Option {
	out := []ui.Option{{Value: "0", Label: i18n.T(ctx, "topics.form.top"), Chosen: f.Draft.Parent == 0}}
	below := all.Below(id)
	for _, t := range all {
		if t.Level < topic.MaxLevel && all.IsOpen(t.ID) && !slices.Contains(below, t.ID) {
			out = append(out, ui.Option{
				Value: strconv.FormatInt(int64(t.ID), 10), Label: all.Name(t.ID, i18n.From(ctx).Locale(), desk), Chosen: t.ID == f.Draft.Parent,
			})
		}
	}
	return out
}

func topicTeams(ctx context.Context, all []people.Team, f TopicForm) []ui.Option {
	out := []ui.Option{{Value: "0", Label: i18n.T(ctx, "topics.form.inherit_team"), Chosen: f.Draft.Team == 0}}
	for _, t := range all {
		out = append(out, ui.Option{Value: strconv.FormatInt(int64(t.ID), 10), Label: t.Name, Chosen: t.ID == f.Draft.Team})
	}
	return out
}

func topicSkills(ctx context.Context, f TopicForm) []ui.Option {
	out := []ui.Option{{Value: "0", Label: i18n.T(ctx, "assign.topic.inherit"), Chosen: f.Draft.Skill == 0}}
	for _, s := range f.Skills {
		out = append(out, ui.Option{Value: strconv.FormatInt(s.ID, 10), Label: s.Name, Chosen: s.ID == f.Draft.Skill})
	}
	return out
}

func topicPriorities(ctx context.Context, f TopicForm) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "topics.form.inherit_priority"), Chosen: f.Draft.Priority == ""}}
	for _, p := range sla.Priorities {
		out = append(out, ui.Option{Value: string(p), Label: prioName(ctx, p), Chosen: p == f.Draft.Priority})
	}
	return out
}

func prioName(ctx context.Context, p sla.Priority) string {
	switch p {
	case sla.Urgent:
		return i18n.T(ctx, "ui.prio.urgent")
	case sla.High:
		return i18n.T(ctx, "ui.prio.high")
	case sla.Low:
		return i18n.T(ctx, "ui.prio.low")
	default:
		return i18n.T(ctx, "ui.prio.normal")
	}
}

func kindName(ctx context.Context, k topic.Kind) string {
	switch k {
	case topic.LongText:
		return i18n.T(ctx, "topics.kind.long_text")
	case topic.Number:
		return i18n.T(ctx, "topics.kind.number")
	case topic.Date:
		return i18n.T(ctx, "topics.kind.date")
	case topic.Choice:
		return i18n.T(ctx, "topics.kind.choice")
	case topic.YesNo:
		return i18n.T(ctx, "topics.kind.yes_no")
	default:
		return i18n.T(ctx, "topics.kind.text")
	}
}

func kinds(ctx context.Context, chosen topic.Kind) []ui.Option {
	var out []ui.Option
	for _, k := range topic.Kinds {
		out = append(out, ui.Option{Value: string(k), Label: kindName(ctx, k), Chosen: k == chosen})
	}
	return out
}

// about says of a topic in the tree who gets it and how urgent it is, where it says so itself.
func (p TopicsPage) about(ctx context.Context, t topic.Topic) string {
	var said string
	if t.TeamID != nil {
		if i := slices.IndexFunc(p.Teams, func(one people.Team) bool { return one.ID == *t.TeamID }); i >= 0 {
			said = ui.Clean(p.Teams[i].Name)
		}
	}
	if t.Priority != nil {
		if said != "" {
			said += " · "
		}
		said += prioName(ctx, *t.Priority)
	}
	return said
}
