package people

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Here is the condition of who can own tickets: they work here, and are no technician.
const Here = `is_active and role not in ('customer', 'technician')`

// Stay keeps these of the staff at work until the change is over, and returns those who are: whoever ends somebody's work
// waits, and then finds what they were given. It comes before the lock of any ticket, as in Deactivate.
func Stay(ctx context.Context, tx *pg.Tx, ids ...ID) ([]ID, error) {
	const q = `select id, ` + Here + ` as here from people where id = any($1) order by id for share`
	return here(tx.Query(ctx, q, ids))
}

// Hold is Stay, and lets nobody else give them anything by a rule meanwhile.
func Hold(ctx context.Context, tx *pg.Tx, ids ...ID) ([]ID, error) {
	const q = `select id, ` + Here + ` as here from people where id = any($1) order by id for no key update`
	return here(tx.Query(ctx, q, ids))
}

func here(rows pgx.Rows, err error) ([]ID, error) {
	if err != nil {
		return nil, err
	}
	type footing struct {
		ID   ID
		Here bool
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[footing])
	var found []ID
	for _, f := range all {
		if f.Here {
			found = append(found, f.ID)
		}
	}
	return found, err
}
