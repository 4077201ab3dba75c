package ticket

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// notQuite is what a customer said who corrected how we understand their problem.
const notQuite = "not_quite"

// SayRight takes the customer's "Yes, that's right" to how we understand their problem. It is an answer to the words that
// they read: what was written anew meanwhile they are asked to read first. It moves no promise, and twice is once.
func SayRight(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, read OutlineID) error {
	if err := may(ctx, tx, by, people.WriteOwn, id); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	stands, err := latestOutline(ctx, tx, id, Understanding)
	switch {
	case err != nil:
		return err
	case stands.ID == 0 || stands.ID != read || stands.Body == "":
		return fault.Invalid("plan.fault.anew").On("of")
	case stands.Answer != nil && *stands.Answer == SaidRight:
		return c.settle(ctx, tx)
	case stands.Answer != nil:
		return fault.Invalid("plan.fault.corrected").On("of")
	case c.ticket.IsClosed():
		return fault.Invalid("plan.fault.over").On("of")
	}
	const q = `update outlines set answer = 'right', answered_at = $2 where id = $1`
	if _, err := tx.Exec(ctx, q, stands.ID, tx.Now); err != nil {
		return wrap("say that it is right", err)
	}
	c.record(event.Event{Kind: event.UnderstandingRight})
	return c.settle(ctx, tx)
}

// correct ties a customer's message to the words of ours that it corrects. Words that have been written anew since are
// still those that they read.
func correct(ctx context.Context, tx *pg.Tx, id ID, read OutlineID, m MessageID) error {
	if read == 0 {
		return nil
	}
	const q = `
		update outlines set answer = 'not_quite', answered_at = $3, message_id = $4
		where id = $1 and ticket_id = $2 and part = 'understanding' and message_id is null`
	_, err := tx.Exec(ctx, q, read, id, tx.Now, m)
	return wrap("correct how we understand it", err)
}
