package simulate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/ticket"
)

// look asks the doctor about what was touched when an hour is over, and about everything when a day is: or, in a year that is to pass
// quickly, about what is open or has changed that day, and about everything when a month is over. The desk goes on meanwhile: what the
// doctor sees was committed, and what is committed is whole. It is waited for when two more hours are over.
func (y *year) look(ctx context.Context, next time.Time) error {
	if next.Truncate(time.Hour).Equal(y.now.Truncate(time.Hour)) {
		return nil
	}
	if err := y.found(doctors - 1); err != nil {
		return err
	}
	ids := y.sinceThen()
	dayIsOver := !next.Truncate(24 * time.Hour).Equal(y.now.Truncate(24 * time.Hour))
	if dayIsOver {
		y.tally.add("days")
		if err := y.tidies(ctx); err != nil {
			return err
		}
	}
	asked := make(chan answer, 1)
	y.asked = append(y.asked, asked)
	go func() {
		begun := time.Now()
		var err error
		all := dayIsOver && (!y.isQuick || next.Month() != y.now.Month())
		if dayIsOver && !all {
			ids, err = y.openOrChanged(ctx, ids)
		}
		err = cmp.Or(err, y.asksDoctor(ctx, all, ids))
		asked <- answer{err, time.Since(begun)}
	}()
	return nil
}

// openOrChanged are some tickets, and all that are open or were changed within two days.
func (y *year) openOrChanged(ctx context.Context, ids []ticket.ID) ([]ticket.ID, error) {
	const q = `select id from tickets where status <> 'closed' or changed_at > (select kept_now()) - interval '2 days' or id = any($1)`
	rows, err := y.DB.Query(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[ticket.ID])
}

type answer struct {
	err  error
	took time.Duration
}

// found waits until no more than some are still to answer who were asked, and is what the others have found.
func (y *year) found(still int) (err error) {
	for len(y.asked) > still {
		a := <-y.asked[0]
		y.asked = y.asked[1:]
		y.doctor += a.took
		err = cmp.Or(err, a.err)
	}
	return err
}

// asksDoctor asks the doctor about some tickets, or about all, as all stood at one instant.
func (y *year) asksDoctor(ctx context.Context, all bool, ids []ticket.ID) (err error) {
	if len(ids) == 0 && !all {
		return nil
	}
	raw, err := y.DB.Pool().BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, raw.Rollback(ctx)) }()
	if all {
		found, err := ticket.Check(ctx, y.DB.Wrap(raw))
		return cmp.Or(err, y.broken(ctx, found))
	}
	if _, err := raw.Exec(ctx, byIndexes); err != nil {
		return err
	}
	for some := range slices.Chunk(ids, 100) { // the few rows that no index finds are read for each ticket of the chunk
		found, err := ticket.CheckOnly(ctx, y.DB.Wrap(raw), some)
		if err := cmp.Or(err, y.broken(ctx, found)); err != nil {
			return err
		}
	}
	return nil
}

// byIndexes is how Postgres is to plan questions about some tickets: no table is to be read whole, which a plan for any number of tickets
// would do.
const byIndexes = `set local enable_hashjoin = off; set local enable_mergejoin = off`

// tidied is when the tables were tidied last, and how many tickets there were.
type tidied struct {
	at      time.Time
	tickets int
}

// tidies does now and then what Postgres does by itself where it may (it is told not to in tests, so that no test waits for it): without
// it every plan is that of the empty desk of New Year.
func (y *year) tidies(ctx context.Context) error {
	if len(y.ids) < y.tidied.tickets*3/2 && y.now.Sub(y.tidied.at) < 14*24*time.Hour {
		return nil
	}
	y.tidied = tidied{y.now, len(y.ids)}
	_, err := y.DB.Pool().Exec(ctx, `vacuum (analyze)`)
	return err
}

// sinceThen are the tickets that were touched since it was asked last.
func (y *year) sinceThen() []ticket.ID {
	y.mu.Lock()
	defer y.mu.Unlock()
	var ids []ticket.ID
	for id := range y.touched {
		ids = append(ids, id)
	}
	clear(y.touched)
	return ids
}

// broken names what the doctor found, and tells of the first what became of it.
func (y *year) broken(ctx context.Context, found []ticket.Violation) error {
	if len(found) == 0 {
		return nil
	}
	var all []error
	for _, v := range found {
		all = append(all, errors.New(v.String()))
	}
	return fmt.Errorf("%w\n%s", errors.Join(all...), y.autopsy(ctx, found[0].Ticket))
}

// last sees that everything has come to its end: every ticket closed, no promise running, nothing late, no mail kept.
func (y *year) last(ctx context.Context) error {
	if err := cmp.Or(y.found(0), y.asksDoctor(ctx, true, nil)); err != nil {
		return err
	}
	const q = `
		select (select count(*) from tickets where status <> 'closed'), (select count(*) from promises where live),
			(select count(*) from outbox where state in ('queued', 'sending')), (select count(*) from escalations where closed_at is null),
			(select count(*) from tickets)`
	var open, running, mails, up, all int
	if err := y.DB.QueryRow(ctx, q).Scan(&open, &running, &mails, &up, &all); err != nil {
		return err
	}
	if open+running+mails+up > 0 {
		return fmt.Errorf("in the end %d tickets are open, %d promises run, %d mails wait and %d are handed up", open, running, mails, up)
	}
	if all < len(y.ids) {
		return fmt.Errorf("of %d tickets %d are there", len(y.ids), all)
	}
	return nil
}
