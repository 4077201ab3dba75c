package topic

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// Tagging is a ticket's tags, for the ticket's own verbs: they say who may, and lock the ticket first.

// Hang gives a ticket a tag; false: it has it already.
func Hang(ctx context.Context, tx *pg.Tx, ticket int64, t TagID) (bool, error) {
	const q = `insert into ticket_tags (ticket_id, tag_id) values ($1, $2) on conflict do nothing`
	var many int
	if err := tx.QueryRow(ctx, `select count(*) from ticket_tags where ticket_id = $1 and tag_id <> $2`, ticket, t).Scan(&many); err != nil {
		return false, err
	}
	if many >= MaxOfTags {
		return false, fault.Invalid("topics.fault.too_many_on_ticket").On("tag").Max(MaxOfTags)
	}
	done, err := tx.Exec(ctx, q, ticket, t)
	return done.RowsAffected() == 1, err
}

// TakeOff takes a tag off a ticket and says what it is called; "": it was not on it. Not found: there is no such tag.
func TakeOff(ctx context.Context, tx *pg.Tx, ticket int64, t TagID) (string, error) {
	var name string
	if err := tx.QueryRow(ctx, `select name::text from tags where id = $1`, t).Scan(&name); err != nil {
		return "", pg.Found(err)
	}
	done, err := tx.Exec(ctx, `delete from ticket_tags where ticket_id = $1 and tag_id = $2`, ticket, t)
	if err != nil || done.RowsAffected() == 0 {
		return "", err
	}
	return name, nil
}

// QueueTags reads a ticket's tags with the rest of it.
func QueueTags(batch *pgx.Batch, ticket int64, into *[]Tag) {
	const q = `select g.id, g.name::text, g.colour from ticket_tags x join tags g on g.id = x.tag_id where x.ticket_id = $1 and g.removed_at is null order by g.name, g.id`
	batch.Queue(q, ticket).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[Tag])
		return err
	})
}
