package desk

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// promiseLine says what happened to a promise.
func (t Ticket) promiseLine(ctx context.Context, h happening) *line {
	e := h.Event
	p := t.Whole.Promise(promise.ID(*e.PromiseID))
	if p == nil {
		return nil
	}
	switch p.Kind {
	case promise.Confirmation:
		return t.confirmationLine(ctx, e, p)
	case promise.FollowUp:
		return t.followUpLine(ctx, e, p)
	case promise.CheckBack:
		if v := t.lookLine(ctx, e, p); v != nil {
			return v
		}
	}
	l := i18n.From(ctx)
	v := &line{lang: langOf(p.Kind, p.Words, t.Whole.Locale)}
	b := i18n.Blanks{Kind: noun(ctx, p.Kind, p.Words), Name: t.actor(ctx, e.ActorID), Customer: t.customer(), Reason: ui.Clean(e.Became)}
	if e.WasAt != nil {
		b.Was = l.Lead(*e.WasAt, e.At)
	}
	if e.BecameAt != nil {
		b.Time = l.Lead(*e.BecameAt, e.At)
	}
	switch e.Kind {
	case event.PromiseMade:
		v.ring = ui.Upcoming
		v.parts = t.madeLine(ctx, h, p, b)
	case event.PromiseKept:
		v.ring, b.Span = ui.Kept, l.Early(p.Due, e.At)
		v.parts = l.Parts("desk.event.kept", b)
		if p.Outcome == promise.NotAtHome { // kept it is, and somebody has to find another time
			b.Time = l.Lead(p.Ended, e.At)
			v.parts = l.Parts("kinds.event.not_home", b)
		}
	case event.PromiseBroken:
		v.ring = ui.Broken
		v.parts = l.Parts("desk.event.broken", b)
	case event.PromiseMoved:
		v.ring = ui.Upcoming
		if !p.Opens.IsZero() {
			b.Was = l.LeadWithin(p.Opens, p.Due, e.At)
		}
		if then := t.Whole.Promise(p.Successor); then != nil && !then.Opens.IsZero() && e.BecameAt != nil && then.Due.Equal(*e.BecameAt) {
			b.Time = l.LeadWithin(then.Opens, then.Due, e.At)
		}
		v.parts = l.Parts("desk.event.moved", b)
	case event.PromiseMovedByRule:
		v.ring = ui.Upcoming
		v.parts = l.Parts("desk.event.reckoned", b)
	case event.PromiseWithdrawn:
		v.icon = "x"
		v.parts = l.Parts("desk.event.withdrawn", b)
	case event.PromiseDelivered:
		v.ring, b.Span = ui.Broken, l.Late(p.Due, e.At)
		v.parts = l.Parts("desk.event.delivered", b)
	case event.PromiseUndelivered:
		v.ring = ui.Broken
		v.parts = l.Parts("desk.event.not_counted", b)
	case event.PromiseOwedAgain:
		v.ring = ui.Broken
		v.parts = l.Parts("desk.event.owed_again", b)
	case event.PromiseReleased:
		v.icon = "check"
		v.parts = l.Parts("desk.event.let_go", b)
	case event.PromiseLapsed:
		v.icon = "minus"
		v.parts = l.Parts("desk.event.lapsed", b)
	case event.PromiseGivenToAnother:
		since := e.Became == event.SinceAway
		if !p.Kind.IsAgreed() && !since { // the ticket's own line has said it
			return nil
		}
		if e.PersonID != nil {
			b.Owner = t.person(ctx, *e.PersonID)
		} else {
			b.Owner = t.teamName(e.TeamID)
		}
		v.icon = "swap"
		v.parts = l.Parts("desk.event.handed_over", b)
		if since {
			v.parts = l.Parts("absence.event.lent", b)
		}
	case event.VisitDelayed:
		v.icon = "clock"
		v.parts = l.Parts("kinds.event.late", b)
	case event.PromiseReminded:
		v.icon = "mail"
		v.parts = l.Parts("day.line.reminded", b)
	case event.VisitDone:
		v.icon = "check"
		v.parts = l.Parts("day.line.done", b)
	default:
		return t.timeLine(ctx, e, v, b)
	}
	return v
}

// madeLine says who promised, by when, and whether the customer was told in the same moment.
func (t Ticket) madeLine(ctx context.Context, h happening, p *promise.Promise, b i18n.Blanks) []i18n.Part {
	l := i18n.From(ctx)
	inPerson := p.MadeBy != 0 && p.Recovers == 0
	if inPerson {
		b.Name = t.person(ctx, people.ID(p.MadeBy))
	}
	switch {
	case inPerson && !p.Opens.IsZero():
		b.Time = l.LeadWithin(p.Opens, p.Due, h.At)
		return l.Parts("kinds.event.promised", b)
	case inPerson && h.known:
		return l.Parts("thread.promised_known", b)
	case inPerson:
		return l.Parts("desk.event.promised", b)
	case h.known:
		return l.Parts("thread.made_known", b)
	default:
		return l.Parts("desk.event.made", b)
	}
}

// timeLine says what time, and the customer's knowing of it, did to a promise.
func (t Ticket) timeLine(ctx context.Context, e event.Event, v *line, b i18n.Blanks) *line {
	l := i18n.From(ctx)
	switch {
	case e.Kind == event.PromiseTold && b.Time != "":
		v.icon, v.parts = "eye", l.Parts("thread.told", b)
	case e.Kind == event.PromiseWarned && b.Was != "":
		v.icon, v.parts = "bell", l.Parts("thread.warned", b)
	case e.Kind == event.PromisePaused && e.WasAt != nil:
		b.Span = l.Span(t.Whole.Terms.Hours().Between(e.At, *e.WasAt))
		v.ring, v.parts = ui.Paused, l.Parts("thread.paused", b)
	case e.Kind == event.PromiseResumed && b.Time != "":
		v.ring, v.parts = ui.Upcoming, l.Parts("thread.resumed", b)
	default:
		return nil
	}
	return v
}

// followUpLine says what became of a message to a customer who is silent.
func (t Ticket) followUpLine(ctx context.Context, e event.Event, p *promise.Promise) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID), Customer: t.customer(), Number: l.Number(p.Step), Total: l.Number(len(t.Whole.Terms.FollowUpDays))}
	if e.BecameAt != nil {
		b.Time = l.Lead(*e.BecameAt, e.At)
	}
	switch e.Kind {
	case event.PromiseMade:
		b.Time = l.Lead(p.Due, e.At)
		return &line{ring: ui.Paused, parts: l.Parts("thread.follow_up.made", b)}
	case event.PromisePosted:
		return &line{icon: "mail", parts: l.Parts("thread.follow_up.posted", b)}
	case event.PromiseKept:
		return &line{icon: "mail", parts: l.Parts("thread.follow_up.sent", b)}
	case event.PromiseReworded:
		return &line{icon: "pen", parts: l.Parts("thread.follow_up.reworded", b)}
	case event.PromiseWithdrawn:
		return &line{icon: "minus", parts: l.Parts("thread.follow_up.skipped", b)}
	case event.PromiseMovedByRule:
		if b.Time != "" {
			return &line{icon: "alert", parts: l.Parts("thread.follow_up.stuck", b)}
		}
	}
	return nil
}

// lookLine says what became of a look that we promised to ourselves; nil for what is told as of any other promise.
func (t Ticket) lookLine(ctx context.Context, e event.Event, p *promise.Promise) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID), Time: l.Lead(p.Due, e.At)}
	switch e.Kind {
	case event.PromiseMade:
		return &line{ring: ui.Paused, parts: l.Parts("thread.look.made", b)}
	case event.PromiseCameUp:
		return &line{icon: "bell", parts: l.Parts("thread.look.up", b)}
	case event.PromiseKept:
		b.Span = l.Early(p.Due, e.At)
		return &line{ring: ui.Kept, parts: l.Parts("thread.look.kept", b)}
	case event.PromiseDelivered:
		b.Span = l.Late(p.Due, e.At)
		return &line{ring: ui.Broken, parts: l.Parts("thread.look.kept", b)}
	case event.PromiseBroken:
		b.Was = b.Time
		if e.BecameAt == nil {
			return nil
		}
		b.Time = l.Lead(*e.BecameAt, e.At)
		return &line{ring: ui.Broken, parts: l.Parts("thread.look.broken", b)}
	default:
		return nil
	}
}

// confirmationLine says what became of the question whether it works.
func (t Ticket) confirmationLine(ctx context.Context, e event.Event, p *promise.Promise) *line {
	l := i18n.From(ctx)
	switch e.Kind {
	case event.PromiseMade:
		b := i18n.Blanks{Customer: t.customer(), Time: l.Lead(p.Due, e.At)}
		return &line{ring: ui.Paused, parts: l.Parts("desk.event.asked", b)}
	case event.PromiseKept:
		if e.ActorID == nil {
			return &line{icon: "clock", parts: l.Parts("desk.event.silent", i18n.Blanks{Customer: t.customer()})}
		}
	case event.PromiseMovedByRule:
		if e.BecameAt != nil {
			return &line{icon: "alert", parts: l.Parts("thread.question_stuck", i18n.Blanks{Customer: t.customer(), Time: l.Lead(*e.BecameAt, e.At)})}
		}
	}
	return nil
}
