package people

import (
	"context"
	"fmt"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// AuditOwnAddressConfirmed and AuditOwnCompanyJoined are what follows from a link that was opened by the owner of an address.
const (
	AuditOwnAddressConfirmed audit.Kind = "address.confirmed"
	AuditOwnCompanyJoined    audit.Kind = "company.joined"
)

// OwnAddressShown notes that the owner of a customer's address has shown that it is theirs. Whoever is of no company yet
// joins the one whose mail domain it is. Confirmed twice it is confirmed once.
func OwnAddressShown(ctx context.Context, tx *pg.Tx, id ID, address string) error {
	const confirm = `update addresses set confirmed_at = kept_now() where address = $1 and person_id = $2 and confirmed_at is null`
	const join = `
		update people p set company_id = d.company_id from company_domains d
		where p.id = $1 and p.role = 'customer' and p.company_id is null and d.domain = split_part($2::text, '@', -1)::citext`
	tag, err := tx.Exec(ctx, confirm, address, id)
	if err != nil {
		return fmt.Errorf("confirm an address: %w", err)
	}
	var all []audit.Entry
	if tag.RowsAffected() > 0 {
		all = append(all, audit.Entry{By: int64(id), Kind: AuditOwnAddressConfirmed, Person: int64(id), Became: address})
	}
	if tag, err = tx.Exec(ctx, join, id, address); err != nil {
		return fmt.Errorf("join a company: %w", err)
	}
	if tag.RowsAffected() > 0 {
		me, err := Get(ctx, tx, id)
		if err != nil {
			return err
		}
		all = append(all, audit.Entry{By: int64(id), Kind: AuditOwnCompanyJoined, Person: int64(id), Became: me.Company})
	}
	if len(all) == 0 {
		return nil
	}
	return audit.Write(ctx, tx, all...)
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
