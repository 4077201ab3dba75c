package notify

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Open marks one of somebody's own notices as read. It returns the number of its ticket, 0 for none.
func Open(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) (int64, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return 0, err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return 0, err
	}
	const q = `
		update notices n set read_at = coalesce(read_at, @now) where id = @id and person_id = @me and ` + seen + `
		returning coalesce((select number from tickets where id = n.ticket_id), 0)`
	var number int64
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"id": id, "me": by.ID, "now": tx.Now}).Scan(&number)
	return number, pg.Found(err)
}

// Read marks somebody's own notices of a ticket as read, because they have opened it.
func Read(ctx context.Context, tx *pg.Tx, by people.Actor, ticket int64) error {
	if err := by.May(people.ReadDesk, ticket); err != nil {
		return err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	const q = `update notices set read_at = $3 where person_id = $1 and ticket_id = $2 and read_at is null`
	_, err := tx.Exec(ctx, q, by.ID, ticket, tx.Now)
	return err
}

// AskRead is Read of the ticket with a number, in a batch with what its page reads: opening a page waits for nothing but its
// reading. Where nothing is unread, nothing is written. It goes before AskBell, which then counts what is left.
func AskRead(batch *pgx.Batch, by people.Actor, number int64) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const q = `update notices n set read_at = (select kept_now()) where n.person_id = @me and n.read_at is null
		and n.ticket_id = (select t.id from tickets t where t.number = @number and ` + people.InSight + `)`
	batch.Queue(q, pgx.StrictNamedArgs{"me": by.ID, "number": number, "reader": by.Reader()})
}

// Waits reports whether somebody has not read yet that the same person did the same on the same ticket.
func Waits(ctx context.Context, r pg.Reader, person people.ID, n Notice) (waits bool, err error) {
	const q = `select exists (select from notices where person_id = $1 and kind = $2 and ticket_id = $3 and actor_id = $4 and read_at is null)`
	err = r.QueryRow(ctx, q, person, n.Kind, n.Ticket, n.Actor).Scan(&waits)
	return waits, err
}

// ReadAll marks all of somebody's own notices up to a number as read: what came after the page was shown stays unread.
func ReadAll(ctx context.Context, tx *pg.Tx, by people.Actor, upTo ID) error {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	const q = `update notices n set read_at = @now where n.person_id = @me and n.id <= @newest and n.read_at is null and n.in_app and ` + seen
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "newest": upTo, "now": tx.Now})
	return err
}
