package simulate

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// patience is after how long a ticket is brought to its end, whatever it takes.
const patience = 45 * 24 * time.Hour

// isLookedAfter plans that somebody of the staff comes to the ticket, once, until it has closed.
func (y *year) isLookedAfter(id ticket.ID, r *rand.Rand) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if !y.cared[id] {
		y.cared[id] = true
		y.agenda.add(atWork(r, y.now.Add(y.delay(r)), y.served[id]), y.staff(id))
	}
}

// delay is how long the staff lets a ticket wait: mostly some hours, sometimes too long.
func (y *year) delay(r *rand.Rand) time.Duration {
	switch n := r.IntN(20); {
	case n < 13:
		return soonOr(r, 4*time.Hour)
	case n < 18:
		return soonOr(r, 20*time.Hour)
	default:
		return soonOr(r, 5*24*time.Hour)
	}
}

// atWork is an instant or the next at which somebody works who serves a zone, from eight to six on working days; nil: the desk's own.
func atWork(r *rand.Rand, at time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = here
	}
	for {
		local := at.In(zone)
		y, m, d := local.Date()
		switch h := local.Hour(); {
		case local.Weekday() == time.Saturday, local.Weekday() == time.Sunday, h >= 18:
			at = time.Date(y, m, d+1, 8, 0, 0, 0, zone)
		case h < 8:
			at = time.Date(y, m, d, 8, r.IntN(180), 0, 0, zone)
		default:
			return at.UTC()
		}
	}
}

func (y *year) whole(ctx context.Context, id ticket.ID) (ticket.Whole, error) {
	var number int64
	if err := y.DB.QueryRow(ctx, `select number from tickets where id = $1`, id).Scan(&number); err != nil {
		return ticket.Whole{}, err
	}
	return ticket.Get(ctx, y.DB, y.Karin.Acting(), number)
}

// staff lets somebody of the staff come to a ticket, and come again until it has closed.
func (y *year) staff(id ticket.ID) act {
	return func(ctx context.Context, r *rand.Rand) error {
		w, err := y.whole(ctx, id)
		if err != nil {
			return err
		}
		if w.IsClosed() {
			y.mu.Lock()
			delete(y.cared, id)
			y.mu.Unlock()
			return nil
		}
		if err := y.attends(ctx, r, w); err != nil {
			return err
		}
		rest := y.delay(r)
		switch {
		case w.Status == promise.Awaiting || w.Status == promise.Solved:
			rest += 48 * time.Hour
		case len(w.Book().Owed()) > 0 && r.IntN(8) > 0: // somebody was told of it
			rest = min(rest, soonOr(r, 2*time.Hour))
		}
		y.agenda.add(atWork(r, y.now.Add(rest), y.zones[w.Locale]), y.staff(id))
		return nil
	}
}

func (y *year) attends(ctx context.Context, r *rand.Rand, w ticket.Whole) error {
	by := []people.Person{y.Maja, y.temp(), y.Jonas, y.Ingrid}[r.IntN(4)].Acting()
	if call := w.Book().NextCall(); call != nil && !call.Opens.After(y.now) && r.IntN(6) > 0 {
		return y.rings(w.ID)(ctx, r) // nobody writes to a customer whose call is due
	}
	next := w.Book().Next()
	looksAgain := next != nil && next.Kind == promise.CheckBack
	switch {
	case y.now.Sub(w.OpenedAt) > patience && w.Status != promise.Solved:
		return y.answers(ctx, r, by, w, promise.Solved)
	case w.UnansweredSince == nil && (w.Status == promise.Awaiting || w.Status == promise.Solved) && !looksAgain && len(w.Book().Owed()) == 0:
		return nil // it is the customer's turn
	}
	n := r.IntN(115)
	if isLate := len(w.Book().Owed()) > 0; (isLate || w.UnansweredSince != nil) && r.IntN(2) == 0 {
		n = 0 // half of those who come see to what is late or unanswered first
	}
	switch {
	case n < 62:
		then := []promise.Status{"", "", promise.Awaiting, promise.OnHold, promise.Solved, promise.Solved}[r.IntN(6)]
		if owesSolution(w) && r.IntN(2) == 0 {
			then = promise.Solved
		}
		return y.answers(ctx, r, by, w, then)
	case n < 68:
		return y.changes(ctx, "noted", w, func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Note(ctx, tx, by, y.Limits, w.ID, ticket.Draft{Key: cast.Key(), Body: "The line is old."})
			return err
		})
	case n < 72:
		return y.appoints(ctx, r, by, w)
	case n < 75:
		return y.changes(ctx, "promised", w, func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Promise(ctx, tx, by, y.Limits, w.ID, y.commitment(r))
			return err
		})
	case n < 80:
		return y.agrees(ctx, r, by, w)
	case n < 82:
		return y.merges(ctx, r, by, w)
	case n < 84:
		return y.changes(ctx, "changed the priority", w, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.SetPriority(ctx, tx, by, w.ID, sla.Priorities[r.IntN(len(sla.Priorities))])
		})
	case n < 88:
		return y.changes(ctx, "changed the team", w, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.SetTeam(ctx, tx, by, w.ID, []people.TeamID{y.Team, y.Second}[r.IntN(2)])
		})
	case n < 92:
		return y.changes(ctx, "took it", w, func(ctx context.Context, tx *pg.Tx) error { return ticket.Take(ctx, tx, by, w.ID) })
	case n < 95:
		return y.asksUp(ctx, r, by, w)
	case n < 98:
		return y.changes(ctx, "said no reply needed", w, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.NoReplyNeeded(ctx, tx, by, y.Limits, w.ID, ticket.NoReply{Reason: "They only said thanks.", Seen: w.LastMessage()})
		})
	case n < 113:
		return y.turns(ctx, r, by, w)
	default:
		return nil // looked, and did nothing
	}
}

func owesSolution(w ticket.Whole) bool {
	return slices.ContainsFunc(w.Book().Owed(), func(p *promise.Promise) bool { return p.Kind == promise.Resolution })
}

func (y *year) changes(ctx context.Context, what string, w ticket.Whole, f func(ctx context.Context, tx *pg.Tx) error) error {
	_, err := y.do(ctx, what, w.ID, f)
	return err
}

func (y *year) commitment(r *rand.Rand) ticket.Commitment {
	return ticket.Commitment{Words: "we ring you", Due: y.now.Add(time.Hour + soonOr(r, 8*24*time.Hour))}
}

// answers replies, keeps or takes back what was agreed, and says whose move it is. At the end of its patience the staff takes back
// what is still agreed.
func (y *year) answers(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole, then promise.Status) error {
	d := ticket.Draft{Key: cast.Key(), Body: "We are on it.", Seen: w.LastMessage(), Then: then}
	for _, p := range w.Book().Pending() {
		switch {
		case !p.Kind.IsAgreed():
		case p.Kind != promise.Commitment && then == promise.Solved && y.now.Sub(w.OpenedAt) > patience:
			d.Withdraws = append(d.Withdraws, p.ID)
		case p.Kind != promise.Commitment && r.IntN(10) > 0: // a call or a visit is not kept by a letter
		case r.IntN(4) > 0 || then == promise.Solved:
			d.Keeps = append(d.Keeps, p.ID)
		case r.IntN(3) == 0:
			d.Withdraws = append(d.Withdraws, p.ID)
		}
	}
	if then != promise.Solved && r.IntN(5) == 0 {
		c := y.commitment(r)
		d.Promise = &c
	}
	if r.IntN(5) == 0 {
		d.Undo = time.Duration(1+r.IntN(30)) * time.Second
	}
	done, err := y.do(ctx, "answered", w.ID, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, by, y.Limits, w.ID, d)
		return err
	})
	if err != nil || !done {
		return err
	}
	if d.Undo > 0 && r.IntN(10) == 0 {
		return y.changes(ctx, "took a reply back", w, func(ctx context.Context, tx *pg.Tx) error { _, err := ticket.Undo(ctx, tx, by, w.ID); return err })
	}
	y.reacts(w.ID, r, then)
	return nil
}

// agrees moves or takes back something that was agreed.
func (y *year) agrees(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole) error {
	for _, p := range w.Book().Pending() {
		if !p.Kind.IsAgreed() {
			continue
		}
		if r.IntN(3) == 0 {
			return y.changes(ctx, "took a promise back", w, func(ctx context.Context, tx *pg.Tx) error {
				return ticket.Withdraw(ctx, tx, by, y.Limits, w.ID, p.ID, ticket.Withdrawal{Words: "We cannot do that.", Seen: w.LastMessage()})
			})
		}
		m := ticket.Moving{Due: y.commitment(r).Due, Reason: "The van broke down."}
		if !p.Opens.IsZero() {
			a := y.appointment(r)
			m.Opens, m.Due = a.Opens, a.Opens.Add(p.Due.Sub(p.Opens))
		}
		moved, err := y.do(ctx, "moved a "+string(p.Kind), w.ID, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Move(ctx, tx, by, y.Limits, w.ID, p.ID, m)
		})
		if err == nil && moved && !m.Opens.IsZero() {
			y.comesTo(w.ID, &ticket.Appointment{Kind: p.Kind, Opens: m.Opens, Closes: m.Due}, r)
		}
		return err
	}
	return nil
}

// asksUp asks the supervisors, who mostly answer within a day.
func (y *year) asksUp(ctx context.Context, r *rand.Rand, by people.Actor, w ticket.Whole) error {
	var id ticket.QuestionID
	done, err := y.do(ctx, "asked up", w.ID, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.AskUp(ctx, tx, by, y.Limits, w.ID, ticket.Asking{Body: "Is the cable down?"})
		return err
	})
	if err != nil || !done || r.IntN(8) == 0 {
		return err
	}
	y.agenda.add(atWork(r, y.now.Add(soonOr(r, 20*time.Hour)), nil), func(ctx context.Context, _ *rand.Rand) error {
		return y.changes(ctx, "answered a colleague", w, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.AnswerQuestion(ctx, tx, y.Ingrid.Acting(), y.Limits, id, "It is.")
		})
	})
	return nil
}
