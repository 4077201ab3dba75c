package people

import (
	"context"
	"errors"
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
)

// Address is one of a customer's mail addresses.
type Address struct {
	Address     string
	IsMain      bool
	ConfirmedAt *time.Time // nil: nobody has opened a link that was sent there
	AskedAt     *time.Time // since when such a link is under way
	IsTheirs    bool       // false: it becomes theirs when they open the link
}

// Addresses are a customer's, the main one first, and those last that are not theirs yet.
func Addresses(ctx context.Context, r pg.Reader, by Actor, id ID) ([]Address, error) {
	if err := by.May(ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `
		select x.address::text as address, coalesce(x.address = p.address, false) as is_main, x.confirmed_at, x.asked_at, x.is_theirs
		from people p cross join lateral (
			select a.address, a.confirmed_at, (select asked_at from asked_addresses where person_id = p.id and address = a.address) as asked_at, true as is_theirs
			from addresses a where a.person_id = p.id
			union all
			select k.address, null, k.asked_at, false from asked_addresses k
			where k.person_id = p.id and not exists (select from addresses where person_id = p.id and address = k.address)) x
		where p.id = @id and p.role = 'customer' and ` + seen + `
		order by coalesce(x.address = p.address, false) desc, x.is_theirs desc, x.address`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"id": id, "me": by.ID})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Address])
}

// AskAddress notes that an address is to be a customer's as soon as its reader says so; who asks sends the link there, in
// the same change. An address of their own that nobody has confirmed may be asked about too. It returns it as it is written.
func AskAddress(ctx context.Context, tx *pg.Tx, by Actor, id ID, s Sizes, address string) (string, error) {
	if err := by.May(Work, 0); err != nil {
		return "", err
	}
	if wrong := field.Address("address", address, s.Address); wrong != nil {
		return "", wrong
	}
	if _, err := lockCard(ctx, tx, by, id); err != nil {
		return "", err
	}
	address = strings.TrimSpace(address)
	all, err := Addresses(ctx, tx, by, id)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(a Address) bool { return strings.EqualFold(a.Address, address) })
	switch {
	case i >= 0 && all[i].ConfirmedAt != nil:
		return "", fault.Invalid("customer.fault.address_theirs").On("address")
	case i < 0 && len(all) >= MostAddresses:
		return "", fault.Invalid("customer.fault.addresses").On("address").Max(MostAddresses)
	case i >= 0:
		address = all[i].Address
	}
	var isAnothers bool
	const taken = `select exists (select from addresses where address = $1 and person_id <> $2)`
	if err := tx.QueryRow(ctx, taken, address, id).Scan(&isAnothers); err != nil {
		return "", err
	}
	if isAnothers {
		return "", fault.Invalid("customer.fault.address_taken").On("address")
	}
	const ask = `insert into asked_addresses (person_id, address, asked_by_id, asked_at) values ($1, $2, $3, $4)
		on conflict (person_id, address) do update set asked_at = excluded.asked_at, asked_by_id = excluded.asked_by_id`
	if _, err := tx.Exec(ctx, ask, id, address, by.ID, tx.Now); err != nil {
		return "", fmt.Errorf("ask about an address: %w", err)
	}
	return address, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditAddressAsked, Person: int64(id)})
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
	batch.Queue(`delete from address_links where person_id = $1 and address = $2`, id, one.Address)
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

// AddressLink is what somebody is asked who opens the link that was mailed to an address.
type AddressLink struct {
	Person  ID
	Name    string // whose address it is to be
	Address string
}

// linkOf finds a link that works: for three days of real time, until it was used, and as long as it is asked.
const linkOf = `
	select l.person_id as person, p.name, l.address::text as address
	from address_links l join asked_addresses k on k.person_id = l.person_id and k.address = l.address join people p on p.id = l.person_id
	where l.token_hash = $1 and l.created_at > clock_timestamp() - interval '3 days' and p.joined_into_id is null`

// AddressLinkOf reads a link. One that was never made, was used or is too old is gone: nobody learns which.
func AddressLinkOf(ctx context.Context, r pg.Reader, t Token) (AddressLink, error) {
	rows, err := r.Query(ctx, linkOf, t.hash())
	if err != nil {
		return AddressLink{}, err
	}
	l, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[AddressLink])
	if errors.Is(err, pgx.ErrNoRows) {
		return l, fault.Gone("fault.link_gone")
	}
	return l, err
}

// NewAddressLink makes the link that goes into one mail, and forgets those that are over.
func NewAddressLink(ctx context.Context, tx *pg.Tx, id ID, address string) (Token, error) {
	t := NewToken()
	batch := &pgx.Batch{}
	batch.Queue(`delete from address_links where created_at < clock_timestamp() - interval '3 days'`)
	batch.Queue(`insert into address_links (token_hash, person_id, address) values ($1, $2, $3)`, t.hash(), id, address)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return "", fmt.Errorf("make a link for an address: %w", err)
	}
	return t, nil
}

// ConfirmAddress makes an address a customer's: whoever holds the link has read the mail that was sent there. What is
// written from it is theirs from now on, and who is of no company joins the one that has its domain.
func ConfirmAddress(ctx context.Context, tx *pg.Tx, t Token) (AddressLink, error) {
	l, err := AddressLinkOf(ctx, tx, t)
	if err != nil {
		return l, err
	}
	if err := Alone(ctx, tx, "address "+strings.ToLower(l.Address)); err != nil { // who asks by it for the first time waits
		return l, err
	}
	const lock = `select joined_into_id is null from people where id = $1 for update`
	var isThere bool
	if err := tx.QueryRow(ctx, lock, l.Person).Scan(&isThere); err != nil {
		return l, err
	}
	if l, err = AddressLinkOf(ctx, tx, t); err != nil { // somebody may have pressed it meanwhile
		return l, err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return l, err
	}
	const confirm = `insert into addresses (address, person_id, confirmed_at, added_at) values ($2, $1, $3, $3)
		on conflict (address) do update set confirmed_at = coalesce(addresses.confirmed_at, excluded.confirmed_at) where addresses.person_id = excluded.person_id`
	tag, err := tx.Exec(ctx, confirm, l.Person, l.Address, tx.Now)
	if err != nil {
		return l, fmt.Errorf("confirm an address: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return l, fault.Conflict("customer.fault.address_anothers")
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from asked_addresses where person_id = $1 and address = $2`, l.Person, l.Address)
	batch.Queue(`delete from address_links where person_id = $1 and address = $2`, l.Person, l.Address)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return l, fmt.Errorf("use a link up: %w", err)
	}
	if err := audit.Write(ctx, tx, audit.Entry{By: int64(l.Person), Kind: AuditAddressConfirmed, Person: int64(l.Person)}); err != nil {
		return l, err
	}
	return l, JoinCompany(ctx, tx, l.Person)
}
