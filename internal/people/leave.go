package people

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// Deactivate ends somebody's work here: they are signed out everywhere, and are told nothing any more. What they owned is
// not this room's: ticket.OwnerLeft does both in one change. One admin always stays. It reports whether they
// worked here until now.
func Deactivate(ctx context.Context, tx *pg.Tx, by Actor, id ID) (bool, error) {
	if err := by.May(Staffing, 0); err != nil {
		return false, err
	}
	// Everybody is locked, so that of two admins who deactivate each other at once one stays.
	const others = `select id, is_active, role from people where role <> 'customer' order by id for no key update`
	rows, err := tx.Query(ctx, others)
	if err != nil {
		return false, err
	}
	staff, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		ID       ID
		IsActive bool
		Role     Role
	}])
	if err != nil {
		return false, fmt.Errorf("read who works here: %w", err)
	}
	works, was, admins := false, false, 0
	for _, p := range staff {
		if p.ID == id {
			works, was = true, p.IsActive
		} else if p.Role == Admin && p.IsActive {
			admins++
		}
	}
	switch {
	case !works:
		return false, fault.NotFound()
	case admins == 0:
		return false, fault.Conflict("fault.last_admin")
	case !was:
		return false, nil
	}
	batch := &pgx.Batch{}
	batch.Queue(`update people set is_active = false where id = $1`, id)
	batch.Queue(`delete from sessions where person_id = $1`, id)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return false, fmt.Errorf("deactivate person %d: %w", id, err)
	}
	return true, nil
}
