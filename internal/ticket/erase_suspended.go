package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// eraseSuspended removes what somebody wrote that became no ticket, and the blocks that name their address. It returns the keys of the
// files. It looks for them by their addresses, and so comes before those are erased.
func eraseSuspended(ctx context.Context, tx *pg.Tx, id people.ID) ([]string, error) {
	const theirs = `
		select f.blob from suspended s join suspended_files f on f.suspended_id = s.id
		where lower(s.address) in (select lower(address::text) from addresses where person_id = $1) or s.ticket_id in (select id from tickets where requester_id = $1)
			or s.author_id in (select * from same_person($1))`
	const rows = `
		delete from suspended s
		where lower(s.address) in (select lower(address::text) from addresses where person_id = $1) or s.ticket_id in (select id from tickets where requester_id = $1)
			or s.author_id in (select * from same_person($1))`
	const blocks = `delete from blocks where kind = 'address' and value in (select lower(address::text) from addresses where person_id = $1)`
	found, err := tx.Query(ctx, theirs, id)
	if err != nil {
		return nil, err
	}
	keys, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		return nil, wrap("find the files of what is suspended", err)
	}
	for _, q := range []string{rows, blocks} {
		if _, err := tx.Exec(ctx, q, id); err != nil {
			return nil, wrap("erase what is suspended", err)
		}
	}
	return keys, nil
}
