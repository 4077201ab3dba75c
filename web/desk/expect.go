package desk

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/ui"
)

// Offered is what a composer is about to promise, as far as the record goes.
func (d Draft) Offered() promise.Kind {
	switch d.What {
	case ACall:
		return promise.Callback
	case AVisit:
		return promise.Visit
	default:
		return promise.Commitment
	}
}

// Promises reports whether a draft promises something to the customer.
func (d Draft) Promises() bool { return d.What != LookAgain && d.Day != ByRules && d.Day != "" }

// usualLine says what the record shows of what is about to be promised; where it shows too little, what the rules give for news, which
// is all that they say of what somebody promises in person.
func (t Ticket) usualLine(ctx context.Context, w writing) string {
	l := i18n.From(ctx)
	said := w.draft.Weighed
	if said == nil {
		return ""
	}
	if said.Usual == nil {
		within := t.Whole.Terms.Update
		if w.draft.What != "update" || within == 0 {
			return ""
		}
		b := i18n.Blanks{Span: openSpan(l, within), When: l.By(t.Whole.Terms.Hours().Add(t.Now, within), t.Now)}
		return l.T("expect.usual.target", b)
	}
	b := i18n.Blanks{Span: openSpan(l, said.Usual.P90), When: l.By(said.By, t.Now), Team: ui.Clean(t.Whole.TeamName)}
	if said.Usual.Topic != 0 {
		b.What = t.recordTopic(ctx, topic.ID(said.Usual.Topic))
	}
	switch {
	case b.What != "":
		return l.T("expect.usual.topic", b)
	case said.Usual.Team != 0:
		return l.T("expect.usual.team", b)
	default:
		return l.T("expect.usual.desk", b)
	}
}

// openSpan is a length of opening time. It is never told in days, for a day of that is not a day; and rounded up.
func openSpan(l *i18n.Localizer, d time.Duration) string {
	if d < 10*time.Hour {
		return l.Span((d + time.Minute - 1).Truncate(time.Minute))
	}
	return l.T("time.span.hours", i18n.Blanks{Count: int((d + time.Hour - 1) / time.Hour)})
}

// recordTopic is what a topic of the record is called, with "" for one that is not there any more.
func (t Ticket) recordTopic(ctx context.Context, id topic.ID) string {
	for _, one := range t.About.Topics.Path(id) {
		if one.ID == id {
			return ui.Clean(one.Names.In(i18n.From(ctx).Locale(), t.About.Desk))
		}
	}
	return ""
}

// warningLine is one reason against a time, in a sentence.
func (t Ticket) warningLine(ctx context.Context, v expect.Warning, owner people.ID) string {
	l := i18n.From(ctx)
	b := i18n.Blanks{Owner: First(t.staffName(owner))}
	switch v.Against {
	case expect.Holiday:
		b.Day = i18n.For(l.Locale(), t.Whole.Terms.Calendar.Zone()).Day(v.From, t.Now)
		b.Name = ui.Clean(v.Day.Name)
		if b.Name == "" && v.Day.Holiday != nil {
			b.Name = ui.FeastWords(ctx, *v.Day.Holiday)
		}
		if b.Name == "" {
			return l.T("expect.warn.closed", b)
		}
		return l.T("expect.warn.holiday", b)
	case expect.Shut:
		b.When = l.At(v.To, t.Now)
		return l.T("expect.warn.shut", b)
	case expect.Away:
		b.When = l.At(v.To, t.Now)
		return l.T("expect.warn.away", b)
	case expect.Overlap:
		b.Hours = l.Hours(v.From, v.To)
		if v.Kind == promise.Visit {
			return l.T("expect.warn.visit", b)
		}
		return l.T("expect.warn.call", b)
	default:
		return l.T("expect.warn.sooner")
	}
}

func (t Ticket) staffName(id people.ID) string {
	for _, p := range t.Staff {
		if p.ID == id {
			return p.Name
		}
	}
	return t.Whole.Named(int64(id))
}

// betterLine is what the button says that takes a better time, and what it puts into the fields, in the customer's zone.
func (t Ticket) betterLine(ctx context.Context, p expect.Proposal) (words, day, from, until string) {
	l := i18n.From(ctx)
	begin := p.Due
	if !p.Opens.IsZero() {
		begin, until = p.Opens, p.Due.In(t.Zone).Format("15:04")
	}
	here := begin.In(t.Zone)
	b := i18n.Blanks{When: l.At(p.Due, t.Now)}
	if !p.Opens.IsZero() {
		b.When = l.Within(p.Opens, p.Due, t.Now)
	}
	return l.T("expect.better", b), here.Format(time.DateOnly), here.Format("15:04"), until
}

// ComposerField says which composer asks what the record shows.
const ComposerField = "composer"

// TakeField is the button that takes a better time: its value is the day, when it begins, and of a window when it ends.
const TakeField = "take"
