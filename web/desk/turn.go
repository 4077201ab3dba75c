package desk

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// Acts about whose move it is.
const (
	Await   = "await"
	Hold    = "hold"
	Look    = "look"
	Dismiss = "dismiss"
	Reword  = "reword"
)

// LookAgain is what a composer promises the customer instead of words: nothing, but somebody of us looks again.
const LookAgain = "look"

// AsBefore is the choice of no status of its own, in a list where a browser takes an empty one for none.
const AsBefore = "as_before"

// isWaiting reports whether the next move is the customer's, or others'.
func (t Ticket) isWaiting() bool {
	return t.Whole.Status == promise.Awaiting || t.Whole.Status == promise.OnHold
}

// waits says what or for whom the ticket waits. What stands in it for the customer is in the customer's language.
func (t Ticket) waits(ctx context.Context) (parts []i18n.Part, lang string) {
	l := i18n.From(ctx)
	b := i18n.Blanks{What: ui.Clean(t.Whole.WaitingFor), Who: ui.Clean(t.Whole.WaitingFor)}
	switch {
	case t.Whole.Status == promise.Awaiting && b.What == "":
		return l.Parts("turn.waits.customer"), ""
	case t.Whole.Status == promise.Awaiting:
		return l.Parts("turn.waits.customer_for", b), string(t.Whole.Locale)
	case b.Who == "":
		return l.Parts("turn.waits.others"), ""
	default:
		return l.Parts("turn.waits.others_for", b), ""
	}
}

// mayWait reports whether somebody may decide that the next move is not ours: the ticket was answered before, and is
// not done.
func (t Ticket) mayWait() bool { return t.Whole.Status != promise.New && !t.isDone() }

// before says what the ticket becomes again when a message needs no reply.
func (t Ticket) before(ctx context.Context) string {
	b := i18n.Blanks{Status: i18n.T(ctx, "turn.status.open")}
	if s := t.Whole.EndedStatus; s != nil {
		switch *s {
		case promise.Awaiting:
			b.Status = i18n.T(ctx, "turn.status.awaiting")
		case promise.OnHold:
			b.Status = i18n.T(ctx, "turn.status.on_hold")
		case promise.Solved:
			b.Status = i18n.T(ctx, "turn.status.solved")
		case promise.Closed:
			b.Status = i18n.T(ctx, "turn.status.closed")
		case promise.New, promise.Open:
		}
	}
	return i18n.T(ctx, "turn.dismiss.before", b)
}

// thens are the statuses that a message which needs no reply can bring.
func (t Ticket) thens(ctx context.Context) []ui.Option {
	b := i18n.Blanks{Customer: t.customer()}
	out := []ui.Option{
		{Value: AsBefore, Label: t.before(ctx)},
		{Value: string(promise.Awaiting), Label: i18n.T(ctx, "turn.then.awaiting", b)},
		{Value: string(promise.OnHold), Label: i18n.T(ctx, "turn.then.on_hold")},
		{Value: string(promise.Solved), Label: i18n.T(ctx, "turn.then.solved", b)},
	}
	for i := range out {
		out[i].Chosen = t.isOpen(Dismiss, 0) && out[i].Value == t.Entry.Then
	}
	return out
}

// quick are the days on which somebody looks again most: tomorrow, Monday, and this day next week.
func (t Ticket) quick(ctx context.Context) []ui.Option {
	l := i18n.From(ctx)
	now := t.Now.In(l.Zone())
	day := func(ahead int, label string) ui.Option {
		at := time.Date(now.Year(), now.Month(), now.Day()+ahead, 12, 0, 0, 0, l.Zone())
		if label == "" {
			label = l.Day(at, t.Now)
		}
		return ui.Option{Value: at.Format(time.DateOnly), Label: label}
	}
	out := []ui.Option{day(1, l.T("time.left.tomorrow"))}
	if monday := (int(time.Monday) - int(now.Weekday()) + 7) % 7; monday > 1 {
		out = append(out, day(monday, ""))
	}
	return append(out, day(7, l.T("turn.look.week")))
}

// lookDays are the days of one's own choice, by the reader's clock.
func (t Ticket) lookDays(ctx context.Context) []ui.Option {
	chosen := ""
	if t.isOpen(Look, 0) {
		chosen = t.Entry.Day
	}
	t.Zone = i18n.From(ctx).Zone()
	return t.days(ctx, chosen)
}

func (t Ticket) lookTime() string {
	if t.isOpen(Look, 0) {
		return t.Entry.Time
	}
	return ""
}

// entryFor is what was typed into "What do we wait for?" of a form that came back, else what stands already.
func (t Ticket) entryFor(act string) string {
	if t.isOpen(act, 0) && len(t.Problems) > 0 {
		return t.Entry.For
	}
	if act == Await && t.Whole.Status == promise.Awaiting || act == Hold && t.Whole.Status == promise.OnHold {
		return t.Whole.WaitingFor
	}
	return ""
}

// leaver is who has written the reply that has not left yet.
func (t Ticket) leaver() string {
	id := t.Whole.Leaving.Author
	for _, p := range t.Staff {
		if p.ID == id {
			return p.Name
		}
	}
	return t.Whole.Named(int64(id))
}

// leavesIn is how long the reply in its undo time can still be taken back, in milliseconds: what script counts.
func (t Ticket) leavesIn() string {
	return number(max(0, t.Whole.Leaving.PublicAt.Sub(t.Now).Milliseconds()))
}

// leaves says when it leaves.
func (t Ticket) leaves(ctx context.Context) string {
	l := i18n.From(ctx)
	return l.T("turn.leaving.at", i18n.Blanks{Clock: l.ClockWithSeconds(t.Whole.Leaving.PublicAt)})
}

// mine reports whether the reader has written it.
func (t Ticket) mine() bool { return t.Whole.Leaving.Author == t.Me.ID }

// blocked says to everybody else why nothing can be sent in this moment; "" when it can.
func (t Ticket) blocked(ctx context.Context) string {
	if t.isSpam() {
		return i18n.T(ctx, "spam.blocked")
	}
	if t.isMerged() {
		return i18n.T(ctx, "merge.blocked", i18n.Blanks{Number: number(t.Whole.Merged.Into.Number)})
	}
	if t.Whole.Leaving == nil || t.mine() {
		return ""
	}
	l := i18n.From(ctx)
	return l.T("turn.leaving.blocked", i18n.Blanks{Name: First(t.leaver()), Customer: t.customer(), Clock: l.ClockWithSeconds(t.Whole.Leaving.PublicAt)})
}
