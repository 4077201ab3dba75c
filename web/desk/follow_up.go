package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/mail"
	"github.com/kepthq/kept/web/ui"
)

// followUp is a message to a silent customer: one that has left, or one that will.
type followUp struct {
	state ui.State
	what  string
	when  string
}

// lastFollowUp is the third message: it solves.
const lastFollowUp = 3

// followUps are the messages to a customer who does not answer, those that have left at first.
func (t Ticket) followUps(ctx context.Context) []followUp {
	l := i18n.From(ctx)
	var all []followUp
	for _, p := range t.sinceTurn() {
		f := followUp{state: ui.Kept, what: stepName(ctx, p.Step)}
		switch {
		case !p.Left.IsZero():
			f.when = l.T("turn.follow.left", i18n.Blanks{When: l.At(p.Left, t.Now)})
		case p.State == promise.Kept:
			f.when = l.T("turn.follow.left", i18n.Blanks{When: l.At(p.Ended, t.Now)})
		case p.State == promise.Withdrawn:
			f.state, f.when = ui.Paused, l.T("turn.follow.skipped")
		case t.stuck(p):
			f.state, f.when = ui.Paused, l.T("turn.follow.not_left")
		case isPosted(p):
			f.when = l.T("desk.mail.on_its_way")
		default:
			continue
		}
		all = append(all, f)
	}
	for _, p := range t.Whole.Book().Planned() {
		f := followUp{state: ui.Upcoming, what: stepName(ctx, p.Step), when: l.At(p.Due, t.Now)}
		if p.Step == lastFollowUp {
			f.when = l.T("turn.follow.solves", i18n.Blanks{When: f.when})
		}
		all = append(all, f)
	}
	return all
}

// sinceTurn are the messages that belong to the customer's present turn.
func (t Ticket) sinceTurn() []*promise.Promise {
	return slices.DeleteFunc(slices.Clone(t.Whole.Promises), func(p *promise.Promise) bool {
		return p.Kind != promise.FollowUp || t.Whole.WaitingSince == nil || p.MadeAt.Before(*t.Whole.WaitingSince)
	})
}

// isPosted reports whether a message was asked for and has not left the house.
func isPosted(p *promise.Promise) bool {
	return !p.Posted.IsZero() && p.Left.IsZero() && (p.State == promise.Pending || p.State == promise.Superseded)
}

// stuck reports whether it is not simply on its way: somebody looks again in its place, or its mail waits for a person.
func (t Ticket) stuck(p *promise.Promise) bool {
	return isPosted(p) && (p.State == promise.Superseded || slices.ContainsFunc(t.Mails, func(f outbox.Fate) bool {
		return f.IsAutomatic && f.State != outbox.Queued && f.State != outbox.Sent && f.State != outbox.Sending && !f.At.Before(p.Posted)
	}))
}

// isStuck reports whether the newest of them is.
func (t Ticket) isStuck() bool {
	all := t.sinceTurn()
	return len(all) > 0 && t.stuck(all[len(all)-1])
}

// following is the one that can still be worded otherwise, nil if there is none.
func (t Ticket) following() *promise.Promise {
	if t.Whole.Status != promise.Awaiting {
		return nil
	}
	return t.Whole.Book().Following()
}

// followText is what the next one will say: somebody's own words, or the ready ones in the customer's language.
func (t Ticket) followText(p *promise.Promise) string {
	switch {
	case t.isOpen(Reword, p.ID):
		return t.Entry.Text
	case p.Words != "":
		return p.Words
	default:
		return mail.ReadyFollowUp(i18n.For(t.Whole.Locale, t.Zone), p.Step)
	}
}

// OwnWords are the words that somebody has written for a follow-up: none where they left the ready ones as they are.
func OwnWords(words string, customer i18n.Locale, step int) string {
	if strings.TrimSpace(words) == mail.ReadyFollowUp(i18n.For(customer, time.UTC), step) {
		return ""
	}
	return words
}

func stepName(ctx context.Context, step int) string {
	switch step {
	case 1:
		return i18n.T(ctx, "turn.follow.first")
	case lastFollowUp:
		return i18n.T(ctx, "turn.follow.third")
	default:
		return i18n.T(ctx, "turn.follow.second")
	}
}
