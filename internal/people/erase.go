package people

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// everyAddress are the addresses that tell of a customer: theirs, those that were to be theirs, those by which they were asked along,
// and those of whom they were before they were joined.
const everyAddress = `
	select address from addresses where person_id in (select * from same_person($1))
	union select address from asked_addresses where person_id in (select * from same_person($1))
	union select address from followers where person_id in (select * from same_person($1))
	union select main_address from joins where gone_id in (select * from same_person($1)) and undone_at is null`

// EveryAddressOf are those, to be asked for before EraseCustomer forgets them.
func EveryAddressOf(ctx context.Context, r pg.Reader, id ID) ([]string, error) {
	rows, err := r.Query(ctx, `select address::text from (`+everyAddress+`) a`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// HoldCustomer locks a customer who is to be erased, and keeps whoever only types an address of theirs waiting. Not found: there is none.
func HoldCustomer(ctx context.Context, tx *pg.Tx, id ID) error {
	addresses, err := AddressesOf(ctx, tx, id)
	if err != nil {
		return err
	}
	slices.Sort(addresses)
	for _, a := range addresses { // before the row, as whoever asks a question does
		if err := Alone(ctx, tx, "address "+strings.ToLower(a)); err != nil {
			return err
		}
	}
	return pg.Found(tx.QueryRow(ctx, `select id from people where id = $1 and role = 'customer' for update`, id).Scan(&id))
}

// IsThere is a fault (not found) when a customer was erased. Until the change ends nobody erases them.
func IsThere(ctx context.Context, tx *pg.Tx, id ID) error {
	var isErased bool
	if err := tx.QueryRow(ctx, `select erased_at is not null from people where id = $1 for key share`, id).Scan(&isErased); err != nil {
		return pg.Found(err)
	}
	if isErased {
		return fault.NotFound()
	}
	return nil
}

// EraseCustomer removes for good who a customer was: name, addresses, company, sessions. Only their number stays. typed is their name, as
// a safeguard. Until the change ends nobody begins a ticket of theirs. What they wrote is not this room's: ticket.Erase does both in one change.
func EraseCustomer(ctx context.Context, tx *pg.Tx, by Actor, id ID, typed string) error {
	if err := by.May(Erase, 0); err != nil {
		return err
	}
	const find = `select name, erased_at is not null from people where id = $1 and role = 'customer' and joined_into_id is null for update`
	var name string
	var gone bool
	if err := tx.QueryRow(ctx, find, id).Scan(&name, &gone); err != nil {
		return pg.Found(err)
	}
	switch {
	case gone:
		return fault.Conflict("erase.fault.gone")
	case field.Line(typed) != field.Line(name):
		return fault.Invalid("erase.fault.name").On("name")
	}
	return erase(ctx, tx, id)
}

// EraseGone is EraseCustomer for the worker, of somebody whom the caller has found to be long gone and has locked.
func EraseGone(ctx context.Context, tx *pg.Tx, by Actor, id ID) error {
	if err := by.May(KeepTime, 0); err != nil {
		return err
	}
	return erase(ctx, tx, id)
}

func erase(ctx context.Context, tx *pg.Tx, id ID) error {
	batch := &pgx.Batch{}
	batch.Queue(`delete from sessions where person_id = $1`, id)
	batch.Queue(`delete from signin_requests where address in (`+everyAddress+`)`, id)
	batch.Queue(`update password_resets set address = 'erased@invalid', network = '' where address in (`+everyAddress+`)`, id) // anybody may type theirs
	batch.Queue(`
		update staff_invitations set address = 'erased-' || id || '@invalid', name = '', withdrawn_at = coalesce(withdrawn_at, clock_timestamp())
		where used_at is null and address in (`+everyAddress+`)`, id)
	batch.Queue(`delete from address_links where person_id in (select * from same_person($1))`, id)
	batch.Queue(`delete from addresses where person_id = $1`, id)
	batch.Queue(`delete from phones where person_id in (select * from same_person($1))`, id)
	batch.Queue(`delete from asked_addresses where person_id in (select * from same_person($1))`, id)
	batch.Queue(`
		update people set name = '#' || id, address = case when id = $1 then 'erased-' || id || '@invalid' end, password = null, zone = null, company_id = null,
			sees_company = false, notes = '', contact = 'mail', works_from = null, works_to = null, works_days = null, is_active = false, erased_at = $2
		where id in (select * from same_person($1))`, id, tx.Now)
	batch.Queue(`insert into addresses (address, person_id, added_at) select address, id, $2 from people where id = $1`, id, tx.Now)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("erase person %d: %w", id, err)
	}
	return nil
}
