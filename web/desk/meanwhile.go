package desk

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// WhileAway is the page of what happened to what is somebody's while they were away.
type WhileAway struct {
	Frame   layout.Frame
	Me      people.Person
	Now     time.Time
	Absence people.Absence
	Tickets []ticket.Meanwhile
	Visits  bool // they come to customers: their appointments are told, and nothing of theirs is taken back
}

// absencePath is an address of one absence.
func absencePath(id people.AbsenceID, to string) string {
	return AbsencesAddress + "/" + number(int64(id)) + to
}

// endWords is what ends an absence.
func endWords(ctx context.Context, me people.ID, a people.Absence, now time.Time) string {
	switch {
	case a.Begins.After(now):
		return i18n.T(ctx, "absence.remove")
	case a.Person == me:
		return i18n.T(ctx, "absence.i_am_back")
	default:
		return i18n.T(ctx, "absence.is_back", i18n.Blanks{Name: First(a.Name)})
	}
}

func ownerNumber(m ticket.Meanwhile) string {
	if m.Owner == nil {
		return "0"
	}
	return number(int64(*m.Owner))
}

// sums are the figures of what happened, those that are not 0.
func (p WhileAway) sums(ctx context.Context) []string {
	var answered, kept, broken, moved, gone int
	for _, t := range p.Tickets {
		if t.WasTaken {
			gone++
		}
		for _, d := range t.Done {
			switch d.Kind {
			case event.StaffReplied, event.CallLogged:
				answered++
			case event.PromiseKept:
				kept++
			case event.PromiseBroken:
				broken++
			case event.PromiseMoved:
				moved++
			}
		}
	}
	l := i18n.From(ctx)
	var out []string
	for _, one := range []struct {
		key string
		n   int
	}{
		{l.T("absence.sum.answered", i18n.Blanks{Count: answered}), answered},
		{l.T("absence.sum.kept", i18n.Blanks{Count: kept}), kept},
		{l.T("absence.sum.broken", i18n.Blanks{Count: broken}), broken},
		{l.T("absence.sum.moved", i18n.Blanks{Count: moved}), moved},
		{l.T("absence.sum.gone", i18n.Blanks{Count: gone}), gone},
	} {
		if one.n > 0 {
			out = append(out, one.key)
		}
	}
	return out
}

// meanwhileSaid says one thing that happened in a sentence; nil for what nobody needs to read.
func meanwhileSaid(ctx context.Context, m ticket.Meanwhile, d ticket.Done) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: First(d.By), Customer: First(m.Customer), Owner: First(d.To), Team: ui.Clean(d.To)}
	if d.By == "" {
		b.Name = l.T("desk.who.rules")
	}
	if d.Promise != "" {
		return meanwhilePromise(ctx, m, d, b)
	}
	switch d.Kind {
	case event.StaffReplied:
		return &line{icon: "reply", parts: l.Parts("absence.did.answered", b)}
	case event.CallLogged:
		return &line{icon: "phone", parts: l.Parts("absence.did.called", b)}
	case event.CustomerWrote:
		return &line{icon: "mail", parts: l.Parts("absence.did.wrote", b)}
	case event.CustomerSaidNotYet:
		return &line{icon: "x", parts: l.Parts("absence.did.not_yet", b)}
	case event.CustomerConfirmed:
		return &line{icon: "check", parts: l.Parts("absence.did.confirmed", b)}
	case event.TicketSolved:
		return &line{icon: "solve", parts: l.Parts("absence.did.solved", b)}
	case event.TicketReopened:
		return &line{icon: "undo", parts: l.Parts("desk.event.reopened", b)}
	case event.TakenOver:
		return &line{icon: "swap", parts: l.Parts("absence.did.taken_over", b)}
	case event.TicketAssigned, event.TicketDealt:
		return &line{icon: "swap", parts: l.Parts("desk.event.assigned", b)}
	default: // it has no owner any more
		return &line{icon: "users", parts: l.Parts("desk.event.released", b)}
	}
}

// meanwhilePromise is meanwhileSaid for what became of a promise.
func meanwhilePromise(ctx context.Context, m ticket.Meanwhile, d ticket.Done, b i18n.Blanks) *line {
	l := i18n.From(ctx)
	v := &line{lang: langOf(d.Promise, d.Words, m.Locale)}
	b.Kind = noun(ctx, d.Promise, d.Words)
	if d.Was != nil {
		b.Was = l.Lead(*d.Was, d.At)
	}
	if d.Became != nil {
		b.Time = l.Lead(*d.Became, d.At)
	}
	switch d.Kind {
	case event.PromiseMade:
		v.icon, v.parts = "calendar", l.Parts("absence.did.agreed", b)
	case event.PromiseKept:
		v.ring, v.parts = ui.Kept, l.Parts("absence.did.kept", b)
	case event.PromiseBroken:
		v.ring, v.parts = ui.Broken, l.Parts("absence.did.broken", b)
	case event.PromiseMoved:
		v.ring, v.parts = ui.Upcoming, l.Parts("absence.did.moved", b)
	case event.PromiseWithdrawn:
		v.icon, v.parts = "x", l.Parts("absence.did.withdrawn", b)
	default:
		return nil
	}
	return v
}

// meanwhileLent says who has a promise of theirs.
func meanwhileLent(ctx context.Context, lent ticket.Lent, now time.Time) []i18n.Part {
	l := i18n.From(ctx)
	when := l.At(lent.DueAt, now)
	if lent.Opens != nil {
		when = l.Within(*lent.Opens, lent.DueAt, now)
	}
	return l.Parts("absence.lent", i18n.Blanks{Kind: noun(ctx, lent.Kind, lent.Words), Owner: ui.Clean(lent.Has), When: when})
}

// when is the window of an appointment; empty: it is none, or the sentence says the time already.
func (p WhileAway) when(ctx context.Context, d ticket.Done) string {
	switch l := i18n.From(ctx); {
	case !p.Visits || d.DueAt == nil || d.Kind == event.PromiseMoved:
		return ""
	case d.Opens == nil:
		return l.At(*d.DueAt, p.Now)
	default:
		return l.Within(*d.Opens, *d.DueAt, p.Now)
	}
}

// AwayBanner tells somebody at the desk that they are entered as away, or that they can read what happened meanwhile.
func AwayBanner(ctx context.Context, a people.Absence, now time.Time) layout.Banner {
	b := i18n.Blanks{When: i18n.From(ctx).At(a.Ends, now)}
	if a.Covers(now) {
		return layout.Banner{Tone: ui.ToneSoon, Text: i18n.T(ctx, "absence.banner.now", b), Link: i18n.T(ctx, "absence.banner.change"), Href: AbsencesAddress}
	}
	return layout.Banner{Text: i18n.T(ctx, "absence.banner.over", b), Link: i18n.T(ctx, "absence.banner.happened"), Href: absencePath(a.ID, "/happened")}
}
