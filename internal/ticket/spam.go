package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// SpamUndo is for how long it can be undone that a ticket was called spam, and for how long what is suspended waits (rule 15).
const SpamUndo = 30 * 24 * time.Hour

// Spam is what is done beside calling a ticket spam.
type Spam struct {
	BlockAddress, BlockDomain bool
}

// SpamCall is that a ticket was called spam: by whom and when, and until when it can be undone.
type SpamCall struct {
	By    people.ID
	At    time.Time
	Until time.Time
}

// CallSpam closes a ticket as no question at all (rule 15): everything is withdrawn, nobody is mailed or asked, and mails that
// have not left never will.
func CallSpam(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, s Spam) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := beginQuietly(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if c.book.Status == promise.Closed {
		return fault.Conflict("spam.fault.closed")
	}
	if err := c.rememberStanding(ctx, tx); err != nil {
		return err
	}
	c.record(event.Event{Kind: event.CalledSpam})
	if _, err := c.shut(ctx, tx, promise.Spam); err != nil {
		return err
	}
	if err := c.settle(ctx, tx); err != nil {
		return err
	}
	if err := outbox.DropUnsent(ctx, tx, int64(id)); err != nil {
		return err
	}
	return c.block(ctx, tx, s)
}

// rememberStanding writes down how a ticket stands, so that it can be put back.
func (c *change) rememberStanding(ctx context.Context, tx *pg.Tx) error {
	const q = `
		insert into spam_calls (ticket_id, called_by_id, called_at, status, finished_as, unanswered_since, ended_status, ended_as, waiting_for, unanswered)
		values (@ticket, @by, @now, @status, @finished, @unanswered, @ended, @ended_as, @waiting_for,
			array(select id from messages where ticket_id = @ticket and not by_staff and answered_by_id is null))
		on conflict (ticket_id) do update set called_by_id = excluded.called_by_id, called_at = excluded.called_at, status = excluded.status,
			finished_as = excluded.finished_as, unanswered_since = excluded.unanswered_since, ended_status = excluded.ended_status,
			ended_as = excluded.ended_as, waiting_for = excluded.waiting_for, unanswered = excluded.unanswered`
	b := c.book
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"ticket": c.ticket.ID, "by": c.by.ID, "now": tx.Now, "status": b.Status, "finished": orNone(b.Finished), "unanswered": pointerTo(b.Unanswered),
		"ended": orNone(b.Ended), "ended_as": orNone(b.EndedAs), "waiting_for": c.ticket.WaitingFor,
	})
	return wrap("write down how the ticket stands", err)
}

// spamCall is a row of spam_calls.
type spamCall struct {
	CalledByID      people.ID
	CalledAt        time.Time
	Status          promise.Status
	FinishedAs      *promise.Reason
	UnansweredSince *time.Time
	EndedStatus     *promise.Status
	EndedAs         *promise.Reason
	WaitingFor      string
	Unanswered      []MessageID
}

func (s spamCall) stood() promise.Stood {
	return promise.Stood{
		ShutAt: s.CalledAt, Status: s.Status, Finished: orEmpty(s.FinishedAs), Unanswered: valueOf(s.UnansweredSince), Ended: orEmpty(s.EndedStatus), EndedAs: orEmpty(s.EndedAs),
	}
}

const selectSpamCall = `
	select called_by_id, called_at, status, finished_as, unanswered_since, ended_status, ended_as, waiting_for, unanswered
	from spam_calls where ticket_id = $1`

func readSpamCall(ctx context.Context, r pg.Reader, id ID) (spamCall, error) {
	rows, err := r.Query(ctx, selectSpamCall, id)
	if err != nil {
		return spamCall{}, err
	}
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[spamCall])
	return s, pg.Found(err)
}

// NotSpam undoes that a ticket was called spam, within 30 days: it has the status that it had, new promises, and what its customer
// wrote meanwhile. The blocks that were made with the call end. The customer is told nothing.
func NotSpam(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := beginQuietly(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if !c.isSpam() {
		return fault.Conflict("spam.fault.not_spam")
	}
	call, err := readSpamCall(ctx, tx, id)
	if err != nil {
		return err
	}
	if tx.Now.Sub(call.CalledAt) > SpamUndo {
		return fault.Conflict("spam.fault.too_late")
	}
	c.unshut = true
	const again = `update messages set answered_by_id = null where ticket_id = $1 and id = any($2)`
	if _, err := tx.Exec(ctx, again, id, call.Unanswered); err != nil {
		return wrap("take messages for unanswered again", err)
	}
	c.ticket.WaitingFor = call.WaitingFor
	c.record(event.Event{Kind: event.NotSpam, Became: string(call.Status)})
	c.book.Unshut(call.stood())
	if err := c.bringBack(ctx, tx); err != nil {
		return err
	}
	if err := c.disown(ctx, tx); err != nil {
		return err
	}
	if err := yieldVisits(ctx, tx, c); err != nil {
		return err
	}
	if q := c.unasked(); q != nil {
		c.post(outbox.Letter{Kind: outbox.Solved, Automatic: true}, q)
	}
	if err := c.settle(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from spam_calls where ticket_id = $1`, id); err != nil {
		return wrap("forget that it was called spam", err)
	}
	return endBlocksOf(ctx, tx, by, id)
}

// unasked is the question whether it works that this change made and whose mail was dropped before: it is asked now.
func (c *change) unasked() *promise.Promise {
	for _, p := range c.book.Pending() {
		if p.Kind == promise.Confirmation && p.Left.IsZero() {
			return p
		}
	}
	return nil
}

// isSpam reports whether the ticket was closed as spam before this change.
func (c *change) isSpam() bool {
	return c.ticket.Status == promise.Closed && orEmpty(c.ticket.CloseReason) == promise.Spam
}

// refuseSpam keeps everybody from opening what was called spam by anything but undoing that: nobody is to write to a spammer
// by accident.
func (c *change) refuseSpam() error {
	if c.isSpam() && !c.unshut && (c.book.Status != promise.Closed || c.waiting != nil) {
		return fault.Conflict("spam.fault.first")
	}
	return nil
}

// AskSpamCall asks in a batch how a ticket came to be called spam; the call stays nil where it was not.
func AskSpamCall(batch *pgx.Batch, by people.Actor, t Ticket, call **SpamCall) {
	if !by.Can(people.ReadDesk, int64(t.ID)) || orEmpty(t.CloseReason) != promise.Spam {
		return
	}
	batch.Queue(selectSpamCall, t.ID).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[spamCall])
		for _, s := range found {
			*call = &SpamCall{By: s.CalledByID, At: s.CalledAt, Until: s.CalledAt.Add(SpamUndo)}
		}
		return err
	})
}
