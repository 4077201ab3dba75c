package people

import (
	"context"
	"fmt"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// ConfirmOwn notes that the owner of a customer's address has shown that it is theirs. Whoever is of no company yet
// joins the one whose mail domain it is. Confirmed twice it is confirmed once.
func ConfirmOwn(ctx context.Context, tx *pg.Tx, id ID, address string) error {
	const q = `update addresses set confirmed_at = kept_now() where address = $1 and person_id = $2 and confirmed_at is null`
	tag, err := tx.Exec(ctx, q, address, id)
	if err != nil {
		return fmt.Errorf("confirm an address: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	if err := audit.Write(ctx, tx, audit.Entry{By: int64(id), Kind: AuditAddressConfirmed, Person: int64(id)}); err != nil {
		return err
	}
	return JoinCompany(ctx, tx, id)
}

// NameNewcomer writes down what somebody is called who was known by an address only.
func NameNewcomer(ctx context.Context, tx *pg.Tx, id ID, maxName int, name string) error {
	if err := fault.Join(field.Required("name", name, maxName)); err != nil {
		return err
	}
	const q = `update people set name = $2 where id = $1 and role = 'customer'
		and not exists (select from addresses a where a.person_id = $1 and a.confirmed_at is not null)`
	if _, err := tx.Exec(ctx, q, id, field.Line(name)); err != nil {
		return fmt.Errorf("name somebody: %w", err)
	}
	return nil
}
