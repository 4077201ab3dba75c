package desk

import (
	"context"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// pledge is the one sentence about what happens next.
type pledge struct {
	state ui.State
	at    time.Time
	when  string // the distance
	parts []i18n.Part
	lang  string // of what is promised, when it is in the customer's words
	share int
}

// task is what a promise asks, as a clause without its time.
func (t Ticket) task(ctx context.Context, p *promise.Promise) string {
	b := i18n.Blanks{Customer: t.customer()}
	switch {
	case p.Kind.IsReply():
		return i18n.T(ctx, "desk.task.reply", b)
	case p.Kind == promise.Resolution:
		return i18n.T(ctx, "desk.task.solve", b)
	case p.Kind == promise.Commitment && p.Words != "":
		return ui.Clean(p.Words)
	case p.Kind == promise.CheckBack:
		return i18n.T(ctx, "thread.verb.look")
	case p.Kind == promise.Callback:
		return i18n.T(ctx, "kinds.task.call", b)
	case p.Kind == promise.Visit:
		b.Owner = t.ownerName(p.Owner)
		return i18n.T(ctx, "kinds.task.visit", b)
	default:
		return i18n.T(ctx, "desk.task.update", b)
	}
}

func (t Ticket) pledge(ctx context.Context, p *promise.Promise) pledge {
	l := i18n.From(ctx)
	v := pledge{state: stateOf(t.Whole.IsLate(), p, t.Share, t.Now), at: p.Due, share: t.Share, lang: langOf(p.Kind, p.Words, t.Whole.Locale)}
	b := i18n.Blanks{Customer: t.customer(), When: ui.Window(l, p, t.Now)}
	was := t.owed(p)
	switch {
	case p.Kind == promise.Confirmation:
		b.When = l.Lead(p.Due, t.Now)
		v.parts = l.Parts("desk.pledge.close", b)
	case p.Kind == promise.FollowUp:
		b.When, b.Number, b.Total = l.Lead(p.Due, t.Now), l.Number(p.Step), l.Number(len(t.Whole.Terms.FollowUpDays))
		v.parts = l.Parts("thread.pledge.follow_up", b)
		if !p.Posted.IsZero() {
			v.parts = l.Parts("thread.follow_up.posted", b)
		}
	case p.Kind == promise.CheckBack && was.IsZero():
		v.parts = l.Parts("thread.pledge.look", b)
	case !was.IsZero():
		v.at = was
		b.What, b.When, b.Was = t.task(ctx, p), l.At(p.Due, t.Now), l.At(was, t.Now)
		v.parts = l.Parts("desk.pledge.late", b)
		if p.Kind == promise.CheckBack { // we said it to nobody
			v.parts = l.Parts("thread.pledge.look_late", b)
		}
	default:
		b.What = t.task(ctx, p)
		v.parts = l.Parts("desk.pledge.sentence", b)
	}
	v.when = l.Margin(v.at, t.Now)
	return v
}

// promised says who made a promise, and when.
func (t Ticket) promised(ctx context.Context, p *promise.Promise) string {
	l := i18n.From(ctx)
	b := i18n.Blanks{When: l.At(t.given(p), t.Now)}
	switch p.MadeBy {
	case 0:
		return l.T("desk.pledge.by_rules", b)
	case int64(t.Me.ID):
		return l.T("desk.pledge.by_you", b)
	default:
		b.Name = First(t.Whole.Named(p.MadeBy))
		return l.T("desk.pledge.by", b)
	}
}

// given is when the customer was first promised what p is about: what makes good a broken promise was given with it.
func (t Ticket) given(p *promise.Promise) time.Time {
	for p.Recovers != 0 && t.Whole.Promise(p.Recovers) != nil {
		p = t.Whole.Promise(p.Recovers)
	}
	return p.MadeAt
}

// owing is what is owed beside the next promise, longest; nil when nothing is, or when the next promise makes it good.
func (t Ticket) owing(next *promise.Promise) *promise.Promise {
	if next.Recovers != 0 {
		return nil
	}
	if owed := t.Whole.Book().Owed(); len(owed) > 0 {
		return owed[0]
	}
	return nil
}

// owedLine says since when it is owed.
func (t Ticket) owedLine(ctx context.Context, p *promise.Promise) []i18n.Part {
	l := i18n.From(ctx)
	return l.Parts("desk.pledge.also_late", i18n.Blanks{When: l.At(p.Due, t.Now), What: noun(ctx, p.Kind, p.Words)})
}

// also is what comes after the next promise, in a line; "" when nothing does.
func (t Ticket) also(ctx context.Context, next *promise.Promise) string {
	l := i18n.From(ctx)
	for _, p := range t.pending() {
		if p.ID != next.ID {
			name, _ := t.promiseName(ctx, p)
			return l.T("desk.pledge.then", i18n.Blanks{What: name, When: l.Lead(begins(p), t.Now)})
		}
	}
	return ""
}

// begins is the time of a promise that one has to be ready by: an appointment's window opens then.
func begins(p *promise.Promise) time.Time {
	if p.Opens.IsZero() {
		return p.Due
	}
	return p.Opens
}

// stand is how a promise in the panel stands.
func (t Ticket) stand(p *promise.Promise) ui.State {
	return stateOf(p.Recovers != 0, p, 0, t.Now)
}

// over is what stands in the pledge's place on a closed ticket.
func (t Ticket) over(ctx context.Context) string {
	if t.isSpam() {
		return t.spamOver(ctx)
	}
	if t.isMerged() {
		return t.mergedOver(ctx)
	}
	b := i18n.Blanks{Customer: t.customer()}
	if r := t.Whole.CloseReason; r != nil && *r == promise.Confirmed {
		return i18n.T(ctx, "desk.pledge.confirmed", b)
	}
	return i18n.T(ctx, "desk.pledge.silent", b)
}

// outcome is the count of kept promises to the customer.
func (t Ticket) outcome(ctx context.Context) string {
	l := i18n.From(ctx)
	return l.T("desk.panel.kept", i18n.Blanks{Number: l.Number(t.Record.Kept), Total: l.Number(t.Record.Ended)})
}

func foldID(act string, id promise.ID) string {
	if id == 0 {
		return "act-" + act
	}
	return "act-" + act + "-" + strconv.FormatInt(int64(id), 10)
}
