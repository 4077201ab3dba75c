package people

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// AddressLink is what somebody is asked who opens the link of a mail about an address.
type AddressLink struct {
	Person  ID
	Name    string // whose address it is to be
	Address string
	IsWord  bool // the mail went to an address that they have: they are asked whether the other one is theirs too
}

// linkOf finds a link that works: for three days of real time, until it was used, and as long as it is asked. The customer is asked
// at an address that is still theirs, and whoever reads the new one's mail only when the customer has agreed.
const linkOf = `
	select l.person_id as person, p.name, l.address::text as address, l.mailed_to is not null as is_word
	from address_links l join asked_addresses k on k.person_id = l.person_id and k.address = l.address join people p on p.id = l.person_id
	where l.token_hash = $1 and l.created_at > clock_timestamp() - interval '3 days' and p.joined_into_id is null
		and case when l.mailed_to is null then k.agreed_at is not null
			else k.agreed_at is null and exists (select from addresses a where a.address = l.mailed_to and a.person_id = l.person_id) end`

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

// NewAddressLink makes the link that goes to the address itself, into one mail, and forgets those that are over.
func NewAddressLink(ctx context.Context, tx *pg.Tx, id ID, address string) (Token, error) {
	return newAddressLink(ctx, tx, id, address, nil)
}

// NewWordLink makes the link of the mail that asks a customer, at an address that they have, whether another one is theirs.
func NewWordLink(ctx context.Context, tx *pg.Tx, id ID, address, mailedTo string) (Token, error) {
	return newAddressLink(ctx, tx, id, address, &mailedTo)
}

func newAddressLink(ctx context.Context, tx *pg.Tx, id ID, address string, mailedTo *string) (Token, error) {
	t := NewToken()
	batch := &pgx.Batch{}
	batch.Queue(`delete from address_links where created_at < clock_timestamp() - interval '3 days'`)
	batch.Queue(`insert into address_links (token_hash, person_id, address, mailed_to) values ($1, $2, $3, $4)`, t.hash(), id, address, mailedTo)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return "", fmt.Errorf("make a link for an address: %w", err)
	}
	return t, nil
}

// IsAsked reports whether a customer has still to say whether an address is theirs.
func IsAsked(ctx context.Context, r pg.Reader, id ID, address string) (is bool, err error) {
	const q = `select exists (select from asked_addresses where person_id = $1 and address = $2 and agreed_at is null)`
	err = r.QueryRow(ctx, q, id, address).Scan(&is)
	return is, err
}

// lockLink locks the customer of a link, and reads it again: somebody may have pressed it meanwhile.
func lockLink(ctx context.Context, tx *pg.Tx, t Token, isWord bool) (AddressLink, error) {
	l, err := AddressLinkOf(ctx, tx, t)
	if err != nil {
		return l, err
	}
	if err := Alone(ctx, tx, "address "+strings.ToLower(l.Address)); err != nil { // who asks by it for the first time waits
		return l, err
	}
	const lock = `select from people where id = $1 for update`
	if _, err := tx.Exec(ctx, lock, l.Person); err != nil {
		return l, err
	}
	if l, err = AddressLinkOf(ctx, tx, t); err != nil {
		return l, err
	}
	if l.IsWord != isWord {
		return l, fault.Gone("fault.link_gone")
	}
	return l, tx.ReadClock(ctx)
}

// AgreeAddress notes that a customer has said, by the mail of an address that they have, that another one is theirs. The
// caller posts the link that goes there.
func AgreeAddress(ctx context.Context, tx *pg.Tx, t Token) (AddressLink, error) {
	l, err := lockLink(ctx, tx, t, true)
	if err != nil {
		return l, err
	}
	if err := agree(ctx, tx, l.Person, l.Address); err != nil {
		return l, err
	}
	return l, audit.Write(ctx, tx, audit.Entry{By: int64(l.Person), Kind: AuditAddressAgreed, Person: int64(l.Person)})
}

// VouchAddress answers for a customer who cannot be asked any more at the address that they have: an admin knows that the asked
// one is theirs. The caller posts the link that goes there, and tells the customer.
func VouchAddress(ctx context.Context, tx *pg.Tx, by Actor, id ID, address string) (string, error) {
	if err := by.May(Share, 0); err != nil {
		return "", err
	}
	one, err := theirs(ctx, tx, by, id, address)
	switch {
	case err != nil:
		return "", err
	case one.AskedAt == nil || one.IsAgreed:
		return "", fault.Conflict("customer.fault.agreed")
	}
	if err := agree(ctx, tx, id, one.Address); err != nil {
		return "", err
	}
	return one.Address, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditAddressVouched, Person: int64(id)})
}

func agree(ctx context.Context, tx *pg.Tx, id ID, address string) error {
	batch := &pgx.Batch{}
	batch.Queue(`update asked_addresses set agreed_at = $3, asked_at = $3 where person_id = $1 and address = $2 and agreed_at is null`, id, address, tx.Now)
	batch.Queue(`delete from address_links where person_id = $1 and address = $2 and mailed_to is not null`, id, address)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("agree to an address: %w", err)
	}
	return nil
}

// ConfirmAddress makes an address a customer's: whoever holds the link has read the mail that was sent there. What is
// written from it is theirs from now on, and who is of no company joins the one that has its domain.
func ConfirmAddress(ctx context.Context, tx *pg.Tx, t Token) (AddressLink, error) {
	l, err := lockLink(ctx, tx, t, false)
	if err != nil {
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
