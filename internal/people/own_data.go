package people

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// Data are what is kept about who a customer is and how they want to be reached, as they may read it.
type Data struct {
	Person
	Addresses []OwnAddress
	Phones    []string
	Contact   Contact
	Hours     *Hours // when they are reached; nil: at any time
}

// DataOf reads that: for an admin, who gives it out, and for the customer themselves.
func DataOf(ctx context.Context, r pg.Reader, by Actor, id ID) (Data, error) {
	if by.ID != id || !by.Can(OwnPlace, 0) {
		if err := by.May(Erase, 0); err != nil {
			return Data{}, err
		}
	}
	p, err := Get(ctx, r, id)
	if err != nil {
		return Data{}, err
	}
	if p.Role != Customer {
		return Data{}, fault.NotFound()
	}
	d := Data{Person: p}
	const addresses = `
		select a.address::text as address, p.address = a.address as is_main, a.confirmed_at
		from addresses a join people p on p.id = a.person_id where p.id = $1 order by is_main desc, a.added_at, a.address`
	const wishes = `
		select contact, works_from, works_to, coalesce(works_days, '{}'), array(select number from phones where person_id = p.id order by id)
		from people p where id = $1`
	var from, to *int
	var hours Hours
	batch := &pgx.Batch{}
	batch.Queue(addresses, id).Query(func(rows pgx.Rows) (err error) {
		d.Addresses, err = pgx.CollectRows(rows, pgx.RowToStructByName[OwnAddress])
		return err
	})
	batch.Queue(wishes, id).QueryRow(func(row pgx.Row) error { return row.Scan(&d.Contact, &from, &to, &hours.Days, &d.Phones) })
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Data{}, pg.Found(err)
	}
	if from != nil && to != nil {
		hours.From, hours.To = *from, *to
		d.Hours = &hours
	}
	return d, nil
}
