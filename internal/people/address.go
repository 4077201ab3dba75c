package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// What the audit says of addresses: that there was something, not which. An address is to be forgotten with its owner.
const (
	AuditAddressAsked     audit.Kind = "customer.address_asked"
	AuditAddressConfirmed audit.Kind = "customer.address_confirmed"
	AuditAddressMain      audit.Kind = "customer.address_main"
	AuditAddressRemoved   audit.Kind = "customer.address_removed"
	AuditAddressAgreed    audit.Kind = "customer.address_agreed"  // by the customer, at an address that they have
	AuditAddressVouched   audit.Kind = "customer.address_vouched" // by an admin, in the customer's stead
)

// Address is one of a customer's mail addresses.
type Address struct {
	Address     string
	IsMain      bool
	ConfirmedAt *time.Time // nil: nobody has opened a link that was sent there
	AskedAt     *time.Time // since when such a link is under way
	IsAgreed    bool       // no: the customer has not said yet that it is theirs, and no link is under way
	IsTheirs    bool       // false: it becomes theirs when they open the link
}

// Addresses are a customer's, the main one first, and those last that are not theirs yet.
func Addresses(ctx context.Context, r pg.Reader, by Actor, id ID) ([]Address, error) {
	if err := by.May(ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `
		select x.address::text as address, coalesce(x.address = p.address, false) as is_main, x.confirmed_at, x.asked_at, x.is_agreed, x.is_theirs
		from people p cross join lateral (
			select a.address, a.confirmed_at, (select asked_at from asked_addresses where person_id = p.id and address = a.address) as asked_at, true as is_agreed, true as is_theirs
			from addresses a where a.person_id = p.id
			union all
			select k.address, null, k.asked_at, k.agreed_at is not null, false from asked_addresses k
			where k.person_id = p.id and not exists (select from addresses where person_id = p.id and address = k.address)) x
		where p.id = @id and p.role = 'customer' and ` + seen + `
		order by coalesce(x.address = p.address, false) desc, x.is_theirs desc, x.address`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"id": id, "me": by.ID})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Address])
}

// Asked is an address that is to be a customer's.
type Asked struct {
	Address string
	Agreed  bool // the customer needs not be asked: the link can go there
}

// AskAddress notes that an address is to be a customer's. Every address of theirs opens all of their tickets, also those that
// whoever asks does not see: so the customer is asked first, at the address that they have, whether it is theirs, and only then
// whoever reads its mail. Who asks posts the one letter or the other, in the same change. An address of their own that nobody has confirmed may
// be asked about too. It returns it as it is written.
func AskAddress(ctx context.Context, tx *pg.Tx, by Actor, id ID, s Sizes, address string) (Asked, error) {
	if err := by.May(Work, 0); err != nil {
		return Asked{}, err
	}
	if wrong := field.Address("address", address, s.Address); wrong != nil {
		return Asked{}, wrong
	}
	if _, err := lockCard(ctx, tx, by, id); err != nil {
		return Asked{}, err
	}
	a := Asked{Address: strings.TrimSpace(address)}
	all, err := Addresses(ctx, tx, by, id)
	if err != nil {
		return Asked{}, err
	}
	i := slices.IndexFunc(all, func(one Address) bool { return strings.EqualFold(one.Address, a.Address) })
	switch {
	case i >= 0 && all[i].ConfirmedAt != nil:
		return Asked{}, fault.Invalid("customer.fault.address_theirs").On("address")
	case i < 0 && len(all) >= MostAddresses:
		return Asked{}, fault.Invalid("customer.fault.addresses").On("address").Max(MostAddresses)
	case i >= 0:
		a.Address, a.Agreed = all[i].Address, all[i].IsTheirs
	}
	// Of a customer whom the actor does not see nobody learns here that there is one: whoever reads the address's mail does.
	const taken = `select exists (select from addresses a join people p on p.id = a.person_id where a.address = @address and p.id <> @id and (p.role <> 'customer' or ` + seen + `))`
	var isAnothers bool
	if err := tx.QueryRow(ctx, taken, pgx.StrictNamedArgs{"address": a.Address, "id": id, "me": by.ID}).Scan(&isAnothers); err != nil {
		return Asked{}, err
	}
	if isAnothers {
		return Asked{}, fault.Invalid("customer.fault.address_taken").On("address")
	}
	const ask = `insert into asked_addresses as k (person_id, address, asked_by_id, asked_at, agreed_at) values (@id, @address, @by, @now, case when @agreed then @now::timestamptz end)
		on conflict (person_id, address) do update set asked_at = excluded.asked_at, asked_by_id = excluded.asked_by_id, agreed_at = coalesce(k.agreed_at, excluded.agreed_at)
		returning agreed_at is not null`
	err = tx.QueryRow(ctx, ask, pgx.StrictNamedArgs{"id": id, "address": a.Address, "by": by.ID, "now": tx.Now, "agreed": a.Agreed}).Scan(&a.Agreed)
	if err != nil {
		return Asked{}, fmt.Errorf("ask about an address: %w", err)
	}
	return a, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditAddressAsked, Person: int64(id)})
}

// MakeMain makes one of a customer's confirmed addresses the one that their mail goes to.
func MakeMain(ctx context.Context, tx *pg.Tx, by Actor, id ID, address string) error {
	one, err := theirs(ctx, tx, by, id, address)
	switch {
	case err != nil || one.IsMain:
		return err
	case one.ConfirmedAt == nil:
		return fault.Conflict("customer.fault.address_unconfirmed")
	}
	if _, err := tx.Exec(ctx, `update people set address = $2 where id = $1`, id, one.Address); err != nil {
		return fmt.Errorf("make an address the main one: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditAddressMain, Person: int64(id)})
}

// RemoveAddress takes an address off a customer, or stops asking about it: the links that were sent there lead nowhere
// then. The main one stays.
func RemoveAddress(ctx context.Context, tx *pg.Tx, by Actor, id ID, address string) error {
	one, err := theirs(ctx, tx, by, id, address)
	switch {
	case err != nil:
		return err
	case one.IsMain && one.AskedAt == nil:
		return fault.Conflict("customer.fault.address_main")
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from asked_addresses where person_id = $1 and address = $2`, id, one.Address)
	batch.Queue(`delete from address_links where person_id = $1 and (address = $2 or mailed_to = $2)`, id, one.Address)
	batch.Queue(`delete from signin_requests where address = $1`, one.Address) // once it is nobody's, nobody can erase it
	batch.Queue(`update password_resets set address = 'erased@invalid', network = '' where address = $1`, one.Address)
	if !one.IsMain {
		batch.Queue(`delete from addresses where person_id = $1 and address = $2`, id, one.Address)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("remove an address: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditAddressRemoved, Person: int64(id)})
}

// theirs locks a customer and finds one of their addresses. Not found: another's, or none.
func theirs(ctx context.Context, tx *pg.Tx, by Actor, id ID, address string) (Address, error) {
	if err := by.May(Work, 0); err != nil {
		return Address{}, err
	}
	if _, err := lockCard(ctx, tx, by, id); err != nil {
		return Address{}, err
	}
	all, err := Addresses(ctx, tx, by, id)
	if err != nil {
		return Address{}, err
	}
	i := slices.IndexFunc(all, func(a Address) bool { return strings.EqualFold(a.Address, strings.TrimSpace(address)) })
	if i < 0 {
		return Address{}, fault.NotFound()
	}
	return all[i], nil
}
