package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/ui"
)

// Abouts are the topics and tags that a page of the desk names.
type Abouts struct {
	Topics topic.Tree
	Tags   []topic.Tag // all of the desk's, by name
	Desk   i18n.Locale // the language that every name is there in
	Asked  []topic.Field
	Given  topic.Given // the answers of a form that came back
}

// Acts on what a ticket is about.
const (
	Topic   = "topic"
	Facts   = "facts"
	Tagging = "tag"
)

// mostTags is how many tags a row shows.
const mostTags = 3

// WasOf is the name of the input that carries what stood on the page in another.
func WasOf(input string) string { return "was-" + input }

// topicChoices are the topics of a menu, each with those above it. What is archived is left out but for what is chosen.
func (a Abouts) topicChoices(ctx context.Context, chosen topic.ID, first string) []ui.Option {
	l := i18n.From(ctx).Locale()
	out := []ui.Option{{Value: first, Label: i18n.T(ctx, "topics.filter.any_topic"), Chosen: chosen == 0}}
	for _, t := range a.Topics {
		if a.Topics.IsOpen(t.ID) || t.ID == chosen {
			out = append(out, ui.Option{Value: strconv.FormatInt(int64(t.ID), 10), Label: a.Topics.Name(t.ID, l, a.Desk), Chosen: t.ID == chosen})
		}
	}
	return out
}

// topicOf is what a row's topic is called, without those above it.
func (q Queue) topicOf(ctx context.Context, r Row) string {
	if r.TopicID == nil {
		return ""
	}
	t, _ := q.About.Topics.Find(*r.TopicID)
	return t.Names.In(i18n.From(ctx).Locale(), q.About.Desk)
}

// topicName is what the ticket's topic is called with those above it.
func (t Ticket) topicName(ctx context.Context) string {
	return ui.Clean(t.Whole.About.Name(i18n.From(ctx).Locale(), t.About.Desk))
}

func (t Ticket) topicOptions(ctx context.Context) []ui.Option {
	id := topic.ID(0)
	if t.Whole.TopicID != nil {
		id = *t.Whole.TopicID
	}
	out := t.About.topicChoices(ctx, id, "0")
	out[0].Label = i18n.T(ctx, "topics.panel.none")
	return out
}

// offered is the topic's team, where somebody else has the ticket.
func (t Ticket) offered() (people.Team, bool) {
	if t.Whole.TopicID == nil || t.isDone() {
		return people.Team{}, false
	}
	id := t.About.Topics.Team(*t.Whole.TopicID)
	if id == nil || *id == t.Whole.TeamID {
		return people.Team{}, false
	}
	i := slices.IndexFunc(t.Teams, func(one people.Team) bool { return one.ID == *id })
	if i < 0 {
		return people.Team{}, false
	}
	return t.Teams[i], true
}

// facts are what the topic asks, with what stands there.
func (t Ticket) facts() []ui.Question {
	var out []ui.Question
	for _, f := range t.About.Asked {
		kept, _ := t.Whole.About.Answer(f.ID)
		q := ui.Question{Field: f, Desk: t.About.Desk, Kept: kept, Value: kept.Value, Free: true, Error: t.problemOf(Facts, 0, f.Input())}
		if t.About.Given != nil {
			q.Value = t.About.Given(f.Input())
		}
		out = append(out, q)
	}
	return out
}

// untagged are the tags that the ticket has not.
func (t Ticket) untagged() []topic.Tag {
	return slices.DeleteFunc(slices.Clone(t.About.Tags), func(one topic.Tag) bool {
		return slices.ContainsFunc(t.Whole.About.Tags, func(on topic.Tag) bool { return on.ID == one.ID })
	})
}

// aboutLine is line for what the ticket is about and how it is sorted.
func (t Ticket) aboutLine(ctx context.Context, e event.Event) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID), Was: ui.Clean(e.Was), What: ui.Clean(e.Became)}
	switch e.Kind {
	case event.TopicChanged:
		switch {
		case e.Was == "":
			return &line{icon: "flag", parts: l.Parts("topics.event.topic_set", b)}
		case e.Became == "":
			return &line{icon: "flag", parts: l.Parts("topics.event.topic_unset", b)}
		}
		return &line{icon: "flag", parts: l.Parts("topics.event.topic", b)}
	case event.Tagged:
		return &line{icon: "tag", parts: l.Parts("topics.event.tagged", b)}
	case event.Untagged:
		return &line{icon: "tag", parts: l.Parts("topics.event.untagged", b)}
	case event.RulesChanged:
		b.Was, b.What = ui.PolicyName(ctx, e.Was), ui.PolicyName(ctx, e.Became)
		if e.Was == e.Became {
			return &line{icon: "history", parts: l.Parts("policies.event.renewed", b)}
		}
		return &line{icon: "history", parts: l.Parts("policies.event.changed", b)}
	case event.AnswerChanged:
		return t.answerLine(ctx, e, b)
	default:
		return t.questionLine(ctx, e)
	}
}

func (t Ticket) answerLine(ctx context.Context, e event.Event, b i18n.Blanks) *line {
	l, told := i18n.From(ctx), ticket.Told(e)
	b.Label = ui.Clean(told.Question)
	b.Was, b.What = brief(ui.AnswerValue(ctx, told.Kind, told.Was)), brief(ui.AnswerValue(ctx, told.Kind, told.Became))
	switch {
	case told.Was == "":
		return &line{icon: "pen", parts: l.Parts("topics.event.answered", b)}
	case told.Became == "":
		return &line{icon: "pen", parts: l.Parts("topics.event.cleared", b)}
	}
	return &line{icon: "pen", parts: l.Parts("topics.event.answer", b)}
}

// brief is a long answer as one line of the history has room for.
func brief(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if cut := []rune(text); len(cut) > 160 {
		return string(cut[:159]) + "…"
	}
	return text
}

// factLang is the language of an answer that somebody typed: the customer's, as far as anybody knows.
func factLang(t Ticket, a topic.Answer) string {
	if a.Kind == topic.Text || a.Kind == topic.LongText {
		return string(t.Whole.Locale)
	}
	return ""
}
