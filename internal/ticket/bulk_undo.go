package ticket

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/topic"
)

// UndoBulk asks that every ticket of an act be set back, and says how many that are: StepBulk does it. Whoever asks twice asks once.
func UndoBulk(ctx context.Context, tx *pg.Tx, by people.Actor, id BulkID) (int, error) {
	if err := by.May(people.Work, 0); err != nil {
		return 0, err
	}
	const q = `select finished_at is not null, undo_at is not null,
			(select count(*) from bulk_tickets x where x.act_id = b.id and x.outcome = 'done' and x.undone is null)
		from bulk_acts b where b.id = @act and b.actor_id = @by for update of b`
	var isFinished, isAsked bool
	var n int
	if err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"act": id, "by": by.ID}).Scan(&isFinished, &isAsked, &n); err != nil {
		return 0, pg.Found(err)
	}
	switch {
	case !isFinished:
		return 0, fault.Conflict("bulk.fault.under_way")
	case isAsked:
		return n, nil
	case n == 0:
		return 0, fault.Conflict("bulk.fault.nothing_done")
	}
	if _, err := tx.Exec(ctx, `update bulk_acts set undo_at = (select kept_now()) where id = $1`, id); err != nil {
		return 0, wrap("ask that it be set back", err)
	}
	if n > AtOnce {
		return n, tx.Later(ctx, GoOn{id})
	}
	return n, nil
}

// back sets one ticket back by the verb that is the act's counterpart, unless anybody has done anything to it since: that is not
// overrun. What only time did stands in nobody's way.
func (b bulk) back(ctx context.Context, tx *pg.Tx, by people.Actor, t turn, found Ticket) (result, error) {
	const q = `select exists (select from events where ticket_id = @ticket and number > @number and actor_id is not null)`
	var isChanged bool
	if err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"ticket": found.ID, "number": t.LastEvent}).Scan(&isChanged); err != nil {
		return result{}, err
	}
	if isChanged {
		return result{}, fault.Conflict("bulk.fault.changed_since")
	}
	err := b.reverse(ctx, tx, by, *t.Was, found)
	return result{outcome: BulkDone}, err
}

func (b bulk) reverse(ctx context.Context, tx *pg.Tx, by people.Actor, was stood, found Ticket) error {
	switch b.Verb {
	case BulkTake, BulkAssign:
		return Assign(ctx, tx, by, found.ID, Handing{To: was.Owner, Was: found.AssigneeID})
	case BulkTeam:
		if err := SetTeam(ctx, tx, by, found.ID, was.Team); err != nil {
			return err
		}
		var owner *people.ID // whoever does not see that team's tickets has it no more
		if err := tx.QueryRow(ctx, `select assignee_id from tickets where id = $1`, found.ID).Scan(&owner); err != nil || same(was.Owner, owner) {
			return wrap("look who has the ticket", err)
		}
		return Assign(ctx, tx, by, found.ID, Handing{To: was.Owner, Was: owner}) // the other team's tickets were not theirs to see
	case BulkPriority:
		return SetPriority(ctx, tx, by, found.ID, was.Priority)
	case BulkTag:
		tag, err := topic.NamedTag(ctx, tx, field.Line(b.Target))
		if err != nil {
			return err
		}
		return Untag(ctx, tx, by, found.ID, tag.ID)
	case BulkTopic:
		return SetTopic(ctx, tx, by, found.ID, was.Topic)
	case BulkRules:
		return setBack(ctx, tx, by, found.ID, was.Policy)
	case BulkSpam:
		return NotSpam(ctx, tx, by, found.ID)
	case BulkSolve, BulkWait, BulkHold:
		if was.Status == promise.Solved {
			return solveQuietly(ctx, tx, by, found.ID, was)
		}
		if err := Reopen(ctx, tx, by, found.ID); err != nil || !isWaiting(was.Status) {
			return err
		}
		why, err := waitedFor(ctx, tx, found.ID, was.Status)
		if err != nil {
			return err
		}
		l := Limits{Subject: math.MaxInt} // it was measured when it was written
		return SetWaiting(ctx, tx, by, l, found.ID, Wait{Status: was.Status, For: why, since: was.Waiting})
	default:
		return fmt.Errorf("nothing over many tickets is called %q", b.Verb)
	}
}

// waitedFor is for what or for whom a ticket waited when it last had a status. Its history says so, and forgets it with its customer.
func waitedFor(ctx context.Context, r pg.Reader, id ID, s promise.Status) (why string, err error) {
	kind := event.AwaitsCustomer
	if s == promise.OnHold {
		kind = event.TicketHeld
	}
	err = r.QueryRow(ctx, `select became from events where ticket_id = $1 and kind = $2 order by number desc limit 1`, id, kind).Scan(&why)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return why, wrap("read what it waited for", err)
}

// solveQuietly has a ticket stand solved again: its customer was asked then whether it works, and heard of nothing else.
func solveQuietly(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, was stood) error {
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	c.book.SolveAgain(was.Finished, was.Solved)
	return c.settle(ctx, tx)
}
