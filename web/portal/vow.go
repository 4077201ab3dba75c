package portal

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// Situation is what the promise card is about.
type Situation int

// The situations of a ticket, as its customer sees them.
const (
	Promised  Situation = iota // something is to come
	Yours                      // we wait for the customer
	Late                       // a time that the customer knew has passed, and what it promised is owed
	Asked                      // it is solved, and the customer is asked
	Presumed                   // likewise, for the customer did not answer us
	Confirmed                  // closed: the customer said so
	Silent                     // closed: nobody answered the question
	Ended                      // closed, for a reason that is ours
)

// Vow is the promise card.
type Vow struct {
	Situation
	Promise *promise.Promise   // what is to come, nil if nothing is
	Was     time.Time          // Late: the time that was said
	Since   time.Time          // Confirmed and Silent, and Promised after a confirmation: when that was; else zero
	Further []*promise.Promise // what else was agreed, the first due first
}

// VowOf decides what the promise card of a ticket says at now. A time that the customer never knew is not
// apologised for.
func VowOf(w ticket.Whole, now time.Time) Vow {
	if w.IsClosed() {
		if w.CloseReason != nil && *w.CloseReason == promise.Confirmed {
			return Vow{Situation: Confirmed, Since: confirmedAt(w)}
		}
		if w.CloseReason != nil && *w.CloseReason == promise.Silent {
			return Vow{Situation: Silent, Since: *w.ClosedAt}
		}
		return Vow{Situation: Ended, Since: *w.ClosedAt}
	}
	book := w.Book()
	pending := shown(book.Pending())
	v := Vow{}
	if len(pending) > 0 {
		v.Promise = pending[0]
	}
	owed, recovery := owedOf(book, pending)
	switch {
	case owed != nil:
		v.Situation, v.Was, v.Promise = Late, owed.Due, recovery
	case v.Promise != nil && v.Promise.WasTold() && v.Promise.Due.Before(now):
		v.Situation, v.Was, v.Promise = Late, v.Promise.Due, nil // it has broken, and the sweep is about to notice
	case w.Status == promise.Solved && w.FinishedAs == nil:
		v.Situation, v.Promise = Asked, confirmation(book)
		if solvedBySilence(w) {
			v.Situation = Presumed
		}
	case w.Status == promise.Solved && *w.FinishedAs == promise.Confirmed:
		v.Since = confirmedAt(w)
	case w.Status == promise.Awaiting:
		v.Situation, v.Promise = Yours, nil
	}
	for _, p := range pending {
		if p.Kind.IsAgreed() && p != v.Promise && p.Due.After(now) {
			v.Further = append(v.Further, p)
		}
	}
	return v
}

// owedOf is the oldest owed promise whose time the customer knew, and the pending one that makes it good.
func owedOf(book *promise.Book, pending []*promise.Promise) (owed, recovery *promise.Promise) {
	for _, o := range book.Owed() {
		if !o.WasTold() {
			continue
		}
		for _, p := range pending {
			for id := p.Recovers; id != 0; {
				if id == o.ID {
					return o, p
				}
				next := book.Get(id)
				if next == nil {
					break
				}
				id = next.Recovers
			}
		}
		return o, nil
	}
	return nil, nil
}

// shown are the promises that a customer is shown: not what we promise to ourselves, and not what waits for them.
func shown(pending []*promise.Promise) []*promise.Promise {
	return slices.DeleteFunc(pending, func(p *promise.Promise) bool {
		return p.Kind == promise.CheckBack || p.Kind == promise.FollowUp || p.Kind == promise.Confirmation
	})
}

// confirmation is the pending question whether it works, nil while none is asked.
func confirmation(book *promise.Book) *promise.Promise {
	for _, p := range book.Pending() {
		if p.Kind == promise.Confirmation {
			return p
		}
	}
	return nil
}

// solvedBySilence reports whether nobody has solved the ticket, but the third letter to a silent customer.
func solvedBySilence(w ticket.Whole) bool {
	for i := len(w.Events) - 1; i >= 0; i-- {
		if w.Events[i].Kind == event.TicketSolved {
			return w.Events[i].ActorID == nil
		}
	}
	return false
}

// confirmedAt is when the customer last said that it is solved.
func confirmedAt(w ticket.Whole) time.Time {
	for i := len(w.Events) - 1; i >= 0; i-- {
		if w.Events[i].Kind == event.CustomerConfirmed {
			return w.Events[i].At
		}
	}
	return valueOf(w.ClosedAt)
}

func valueOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// Untold are the promises on the card whose time the customer sees here for the first time (rule 7).
func (v Vow) Untold() []promise.ID {
	var ids []promise.ID
	for _, p := range append([]*promise.Promise{v.Promise}, v.Further...) {
		if p != nil && !p.WasTold() {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// state is the glyph of the card. Customers never see "soon": urgency is ours, not theirs.
func (v Vow) state() ui.State {
	switch v.Situation {
	case Late:
		return ui.Late
	case Asked, Confirmed:
		return ui.Kept
	case Silent, Ended, Yours, Presumed:
		return ui.Paused
	default:
		return ui.Upcoming
	}
}

// colour is that of the card's marker: what the customer is to do is not put aside, though we wait.
func (v Vow) colour() ui.State {
	if v.Situation == Yours || v.Situation == Presumed {
		return ui.Upcoming
	}
	return v.state()
}

// says is the customer's sentence for a promise, with the marks <when> and, for a commitment, <words>.
func says(l *i18n.Localizer, p *promise.Promise, now time.Time) []i18n.Part {
	b := i18n.Blanks{When: ui.Window(l, p, now)}
	switch p.Kind {
	case promise.FirstReply, promise.NextReply:
		return l.Parts("promise.customer.reply", b)
	case promise.Resolution:
		return l.Parts("promise.customer.resolution", b)
	case promise.Commitment, promise.Callback, promise.Visit:
		if words := sentence(ui.Clause(l, p.Kind, p.Words)); words != "" {
			b.Words = words
			return l.Parts("promise.customer.commitment", b)
		}
	}
	return l.Parts("promise.customer.update", b)
}

// sentence makes what an agent promised in own words the beginning of a sentence: with a capital and without
// a full stop.
func sentence(words string) string {
	words = strings.TrimRight(strings.TrimSpace(words), ".")
	r, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + words[size:]
}

// ends names the two ends of the line under a promise: how it began and what the customer has then.
func ends(l *i18n.Localizer, k promise.Kind) (from, to string) {
	switch {
	case k.IsReply():
		return l.T("promise.track.wrote"), l.T("promise.track.answer")
	case k == promise.Resolution:
		return l.T("promise.track.promised"), l.T("promise.track.solved")
	case k.IsAgreed():
		return l.T("promise.track.promised"), l.T("promise.track.done")
	default:
		return l.T("promise.track.promised"), l.T("promise.track.news")
	}
}

// begun is where the line under a promise begins: a reply counts from the message, anything else from the promise.
func begun(p *promise.Promise) time.Time {
	if p.Kind.IsReply() && p.Recovers == 0 {
		return p.Started
	}
	return p.MadeAt
}

// keeper is who answers for a promise by name, false when it is a team.
func (o Opened) keeper(p *promise.Promise) (people.Person, bool) {
	id := int64(0)
	switch {
	case p != nil && p.Owner.Person != 0:
		id = p.Owner.Person
	case o.AssigneeID != nil:
		id = int64(*o.AssigneeID)
	}
	for _, person := range o.People {
		if id != 0 && int64(person.ID) == id {
			return person, true
		}
	}
	return people.Person{}, false
}
