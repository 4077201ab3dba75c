package people

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// Deactivate ends somebody's work here: they are signed out everywhere, are told nothing any more, and whom they have
// invited is invited no more. What they owned is not this room's: ticket.OwnerLeft does both in one change. One admin
// always stays, and nobody ends their own work. It reports whether they worked here until now.
func Deactivate(ctx context.Context, tx *pg.Tx, by Actor, id ID) (bool, error) {
	if err := by.May(Staffing, 0); err != nil {
		return false, err
	}
	p, othersStay, err := stand(ctx, tx, by, id)
	switch {
	case err != nil:
		return false, err
	case !othersStay:
		return false, fault.Conflict("fault.last_admin")
	case id == by.ID:
		return false, fault.Conflict("staff.fault.own_departure")
	case !p.IsActive:
		return false, nil
	}
	if _, err := tx.Exec(ctx, `update people set is_active = false where id = $1`, id); err != nil {
		return false, fmt.Errorf("deactivate person %d: %w", id, err)
	}
	if err := disarm(ctx, tx, by, id); err != nil {
		return false, err
	}
	return true, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditPersonLeft, Person: int64(id), Was: string(p.Role)})
}

// disarm takes away what could outlive somebody's rights: their sessions, links to a new password, and the invitations
// that they have sent.
func disarm(ctx context.Context, tx *pg.Tx, by Actor, id ID) error {
	batch := &pgx.Batch{}
	batch.Queue(`delete from sessions where person_id = $1`, id)
	batch.Queue(dropResets, id)
	batch.Queue(dropDuties, id)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("end the sessions of person %d: %w", id, err)
	}
	return withdrawAllBy(ctx, tx, by, id)
}

// BringBack lets somebody work here again who had left, with the role, teams and password that they had. What they owned
// stays where it went.
func BringBack(ctx context.Context, tx *pg.Tx, by Actor, id ID) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	p, _, err := stand(ctx, tx, by, id)
	if err != nil || p.IsActive {
		return err
	}
	if _, err := tx.Exec(ctx, `update people set is_active = true where id = $1`, id); err != nil {
		return fmt.Errorf("bring back person %d: %w", id, err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditPersonReturned, Person: int64(id), Became: string(p.Role)})
}
