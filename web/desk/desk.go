// Package desk draws the agents' pages: the queue, a ticket, and their own settings. It exists so that the
// next promise is always in sight: what, by when, and whose it is. It gets everything as values and must never
// ask a database or a clock.
package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// soonShare is the share of the promised time from which on a promise is due soon, soonWithin the time left
// (docs/design.md 5).
const (
	soonShare  = 75
	soonWithin = 30 * time.Minute
)

// stateOf is how a pending promise stands to an agent. Late is the ticket's: something is owed. A look that we promised
// ourselves rests until it comes up.
func stateOf(late bool, p *promise.Promise, share int, now time.Time) ui.State {
	switch {
	case late || p.Due.Before(now) && !p.Kind.IsWorkerKept():
		return ui.Late
	case p.Kind.IsWorkerKept(), p.Kind == promise.CheckBack && p.Warned.IsZero():
		return ui.Paused
	case share >= soonShare || p.Due.Sub(now) <= soonWithin:
		return ui.Soon
	default:
		return ui.Upcoming
	}
}

// verb is what a promise asks of the desk, in lists.
func verb(ctx context.Context, k promise.Kind, words string) string {
	switch k {
	case promise.FirstReply:
		return i18n.T(ctx, "desk.verb.first_reply")
	case promise.NextReply:
		return i18n.T(ctx, "desk.verb.reply")
	case promise.Update:
		return i18n.T(ctx, "desk.verb.update")
	case promise.Resolution:
		return i18n.T(ctx, "desk.verb.solve")
	case promise.Confirmation:
		return i18n.T(ctx, "desk.verb.close")
	case promise.FollowUp:
		return i18n.T(ctx, "thread.verb.follow_up")
	case promise.CheckBack:
		return i18n.T(ctx, "thread.verb.look")
	case promise.Callback:
		return i18n.T(ctx, "kinds.verb.call")
	case promise.Visit:
		return i18n.T(ctx, "kinds.verb.visit")
	default:
		if words == "" {
			return i18n.T(ctx, "desk.verb.update")
		}
		return i18n.T(ctx, "desk.verb.commitment")
	}
}

// noun names a promise in the history.
func noun(ctx context.Context, k promise.Kind, words string) string {
	switch k {
	case promise.Resolution:
		return i18n.T(ctx, "desk.noun.solution")
	case promise.Commitment:
		if words != "" {
			return ui.Clean(words)
		}
		return i18n.T(ctx, "desk.verb.update")
	default:
		return verb(ctx, k, words)
	}
}

// langOf is the language of a promise's name: a commitment's own words are the customer's language.
func langOf(k promise.Kind, words string, customer i18n.Locale) string {
	if k == promise.Commitment && words != "" {
		return string(customer)
	}
	return ""
}

// First is somebody's first name, as colleagues call each other and as a short line has room for.
func First(name string) string {
	words := strings.Fields(ui.Clean(name))
	if len(words) == 0 {
		return ui.Clean(name)
	}
	return words[0]
}

func face(id people.ID, name string) ui.Face {
	return ui.Face{Initials: ui.Initials(name), Hue: int(id)}
}

func small(f ui.Face) ui.Face { f.Size = "sm"; return f }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// TicketAddress is the page of a ticket. The list that the reader looks at goes along, so that the way back stays.
func TicketAddress(number int64, list List) string {
	address := "/desk/tickets/" + strconv.FormatInt(number, 10)
	if q := list.Query(); q != "" {
		return address + "?list=" + escape(q)
	}
	return address
}
