package ticket

import (
	"context"
	"strconv"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Finish is what whoever came writes down when they are done.
type Finish struct {
	Key   string // made by the form
	Words string // what was done, for the colleagues; may be empty
}

// FinishVisit writes down that a visit to which somebody has come is over. What was done there is a note: whoever answers the customer
// has it in front of them. Whoever is done already and has more to say leaves another note.
func FinishVisit(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, p promise.ID, f Finish) error {
	if err := fault.Join(field.Optional("words", f.Words, l.Text)); err != nil {
		return err
	}
	content := digest(nil, "finish", id.digits(), strconv.FormatInt(int64(p), 10), field.Block(f.Words))
	earlier, err := before(ctx, tx, f.Key, content)
	if err != nil || earlier != nil {
		return err
	}
	c, visit, err := beginVisit(ctx, tx, by, id, p)
	if err != nil {
		return err
	}
	isDone := !visit.DoneAt.IsZero() // pressed twice
	if !isDone && !c.book.Done(p) {
		return fault.Conflict("day.fault.not_there")
	}
	if field.Block(f.Words) != "" {
		m, err := c.write(ctx, tx, message{Author: by.ID, ByStaff: true, Audience: Internal, Body: f.Words})
		if err != nil {
			return err
		}
		if err := c.mention(ctx, tx, m, f.Words); err != nil {
			return err
		}
		c.record(event.Event{Kind: event.NoteWritten, MessageID: orNil(int64(m))})
		c.remember(tx.Now, f.Key, content, m)
	}
	if !isDone {
		c.record(event.Event{Kind: event.VisitDone, PromiseID: orNil(int64(p))})
	}
	return c.settle(ctx, tx)
}

// Rung is how a call went that somebody had to make who does not work the queue.
type Rung struct {
	Key     string
	Outcome promise.Outcome
	Words   string
}

// LogOwnCall writes down a call of one's own, which keeps it. What else follows from it is the desk's: one that was to find a new time
// for a visit is logged there.
func LogOwnCall(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, p promise.ID, g Rung) error {
	if err := by.May(people.Attend, int64(id)); err != nil {
		return err
	}
	log := CallLog{Key: g.Key, Outcome: g.Outcome, Words: g.Words, Keeps: []promise.ID{p}}
	content, err := log.digest("own call", id)
	if err != nil {
		return err
	}
	earlier, err := before(ctx, tx, g.Key, content)
	if err != nil || earlier != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	call := c.book.Get(p)
	if call == nil || call.Kind != promise.Callback || call.Owner.Person != int64(by.ID) {
		return fault.NotFound()
	}
	if err := log.check(ctx, tx, c, l); err != nil {
		return err
	}
	m, _, err := c.logCall(ctx, tx, log)
	if err != nil {
		return err
	}
	c.remember(tx.Now, g.Key, content, m)
	return c.settle(ctx, tx)
}
