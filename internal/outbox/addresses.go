package outbox

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// PostAddress asks whoever reads the mail of an address whether it is a customer's. One that has not left yet is enough.
func PostAddress(ctx context.Context, tx *pg.Tx, to people.ID, address string) error {
	return postAbout(ctx, tx, Address, to, address)
}

// PostAddressWord asks a customer, at the address that they have, whether another one is theirs.
func PostAddressWord(ctx context.Context, tx *pg.Tx, to people.ID, address string) error {
	return postAbout(ctx, tx, AddressWord, to, address)
}

// PostAddressAdded tells a customer, at the address that they have, that somebody of us answered for another one.
func PostAddressAdded(ctx context.Context, tx *pg.Tx, to people.ID, address string) error {
	return postAbout(ctx, tx, AddressAdded, to, address)
}

// PostJoined tells whoever reads the mail of an address that what they asked by it stands with what is known of one customer now.
func PostJoined(ctx context.Context, tx *pg.Tx, to people.ID, address string) error {
	return postAbout(ctx, tx, Joined, to, address)
}

// DropJoined takes back what tells of a join that was undone, unless a worker is at it already.
func DropJoined(ctx context.Context, tx *pg.Tx, to people.ID) error {
	_, err := tx.Exec(ctx, `delete from outbox where kind = 'joined' and person_id = $1 and state in ('queued', 'held')`, to)
	return err
}

func postAbout(ctx context.Context, tx *pg.Tx, kind Kind, to people.ID, address string) error {
	const q = `select exists (select from outbox where kind = $3 and person_id = $1 and address = $2 and state in ('queued', 'held', 'sending'))`
	var waits bool
	if err := tx.QueryRow(ctx, q, to, address, kind).Scan(&waits); err != nil {
		return fmt.Errorf("look for a letter that waits: %w", err)
	}
	if waits {
		return nil
	}
	_, err := post(ctx, tx, Letter{Kind: kind, Automatic: true, To: to, Address: address})
	return err
}

// DropAddress takes back the letters about an address that nobody asks about any more, unless a worker is at them already.
func DropAddress(ctx context.Context, tx *pg.Tx, to people.ID, address string) error {
	_, err := tx.Exec(ctx, `delete from outbox where kind in ('address', 'address_word') and person_id = $1 and address = $2 and state in ('queued', 'held', 'failed')`, to, address)
	return err
}

// HandOver makes every mail to one customer another's, who is the same person, and returns the mails' numbers.
func HandOver(ctx context.Context, tx *pg.Tx, from, to people.ID) ([]string, error) {
	const q = `update outbox set person_id = $2 where person_id = $1 returning id::text`
	return numbers(ctx, tx, q, from, to)
}

// HandBack gives mails back that were handed over, and with them those about some tickets that have not left.
func HandBack(ctx context.Context, tx *pg.Tx, from, to people.ID, mails []string, tickets []int64) error {
	const q = `
		update outbox set person_id = @to where person_id = @from
			and (id = any(@mails::text[]::bigint[]) or ticket_id = any(@tickets::bigint[]) and state in ('queued', 'held'))
		returning id::text`
	_, err := numbers(ctx, tx, q, pgx.StrictNamedArgs{"from": from, "to": to, "mails": mails, "tickets": tickets})
	return err
}

func numbers(ctx context.Context, tx *pg.Tx, q string, with ...any) ([]string, error) {
	rows, err := tx.Query(ctx, q, with...)
	if err != nil {
		return nil, fmt.Errorf("hand mails over: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
