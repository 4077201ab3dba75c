package ui

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/topic"
)

// Question is a topic's question in a form, with what stands in it.
type Question struct {
	topic.Field
	Desk  i18n.Locale // the language that every name is there in
	Value string
	Kept  topic.Answer // what stands on the ticket; a choice that is no more can be kept
	Error string
	Free  bool // nothing is required: the staff may not know
}

func (q Question) field(ctx context.Context) Field {
	l := i18n.From(ctx).Locale()
	f := Field{
		Name: q.Input(), Label: Clean(q.Names.In(l, q.Desk)), Hint: Clean(q.Hints.In(l, q.Desk)), Value: q.Value, Error: q.Error,
		Optional: !q.IsRequired && !q.Free,
	}
	switch q.Kind {
	case topic.LongText:
		f.Max, f.Rows = topic.MaxLong, 3
	case topic.Date:
		f.Type = "date"
	case topic.Text:
		f.Max = topic.MaxText
	case topic.Number:
		f.Mode = "decimal"
	}
	f.Free = q.Free
	return f
}

// options are those of a choice, with nothing chosen as the first.
func (q Question) options(ctx context.Context) []Option {
	l := i18n.From(ctx).Locale()
	out := []Option{{Value: "", Label: i18n.T(ctx, "topics.answer.choose"), Chosen: q.Value == ""}}
	found := q.Value == ""
	for _, o := range q.Options {
		v := topic.Value(o, q.Desk)
		out = append(out, Option{Value: v, Label: o.In(l, q.Desk), Chosen: v == q.Value})
		found = found || v == q.Value
	}
	if !found && q.Value == q.Kept.Value {
		out = append(out, Option{Value: q.Value, Label: q.Kept.Says(l, q.Desk), Chosen: true})
	}
	return out
}

// AnswerWords are what was answered, in the reader's language where it is no text of somebody's own.
func AnswerWords(ctx context.Context, a topic.Answer, desk i18n.Locale) string {
	l := i18n.From(ctx)
	return AnswerValue(ctx, a.Kind, a.Says(l.Locale(), desk))
}

// AnswerValue is AnswerWords of a value whose choice has been named already.
func AnswerValue(ctx context.Context, k topic.Kind, value string) string {
	l := i18n.From(ctx)
	switch {
	case k == topic.YesNo && value == topic.Yes:
		return l.T("topics.answer.yes")
	case k == topic.YesNo && value == topic.No:
		return l.T("topics.answer.no")
	case k == topic.Date:
		if day, err := time.ParseInLocation(time.DateOnly, value, l.Zone()); err == nil {
			return l.Date(day.Add(12 * time.Hour))
		}
	}
	return Clean(value)
}
