// Package load fills an empty database with a desk of any size, for measuring: who works there and who asks, and tickets
// with all that was said, promised and done on them, as the rooms would have written it. It writes by COPY into every
// room's tables, as no room may, and so only where nothing is: [ErrNotEmpty]. Only cmd opens it.
package load

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Password is that of everybody on the staff.
const Password = "kept-load"

// Order is what is wanted.
type Order struct {
	Tickets  int
	Live     int            // how many of them are not closed; 0: 5,000, or half of them if they are fewer than 10,000
	Seed     uint64         // the same seed makes the same tickets, but for their times, which end at the load
	Password string         // hashed: [Password] as the sign-in stores it
	Told     func(done int) // how many tickets stand; nil: nobody asks
}

// ErrNotEmpty says that somebody has begun to use this database.
var ErrNotEmpty = errors.New("this database is in use: a desk is set up in it, or tickets stand in it. Tickets for measuring go into an empty one only; give another KEPT_DATA or KEPT_DATABASE_URL")

// perBatch is how many tickets, or customers, are written in one change.
const perBatch = 2500

// Load fills the database. A load that is cut off leaves a part, which the next one refuses: take a new database.
func Load(ctx context.Context, db *pg.DB, o Order) error {
	words, err := tongues()
	if err != nil {
		return err
	}
	m := &maker{order: o, tongues: words}
	if err := db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return m.begin(ctx, tx) }); err != nil {
		return err
	}
	if err := m.invite(ctx, db, o, words); err != nil {
		return fmt.Errorf("write down the customers: %w", err)
	}
	// The checks of the schema are planned anew for tables that are no longer empty.
	if _, err := db.Pool().Exec(ctx, `analyze people, addresses, companies`); err != nil {
		return err
	}
	if err := without(ctx, db, "search_texts_words", func() error { return m.fill(ctx, db) }); err != nil {
		return err
	}
	if err := countOn(ctx, db); err != nil {
		return fmt.Errorf("let numbers go on: %w", err)
	}
	_, err = db.Pool().Exec(ctx, `vacuum (analyze)`)
	return err
}

// without does f while an index is not there, and builds it anew at the end: all at once takes a fraction of row by row.
func without(ctx context.Context, db *pg.DB, index string, f func() error) error {
	var as string
	if err := db.QueryRow(ctx, `select indexdef from pg_indexes where schemaname = current_schema() and indexname = $1`, index).Scan(&as); err != nil {
		return fmt.Errorf("find the index %s: %w", index, err)
	}
	if _, err := db.Pool().Exec(ctx, `drop index `+pgx.Identifier{index}.Sanitize()); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	return db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, `set local maintenance_work_mem = '512MB'`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, as)
		return err
	})
}

func (m *maker) begin(ctx context.Context, tx *pg.Tx) error {
	const q = `select exists (select from desk) or exists (select from people) or exists (select from tickets)`
	if _, err := tx.Exec(ctx, `lock table desk in exclusive mode`); err != nil {
		return err
	}
	var used bool
	if err := tx.QueryRow(ctx, q).Scan(&used); err != nil {
		return err
	}
	if used {
		return ErrNotEmpty
	}
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	var err error
	m.now = tx.Now
	m.world, err = found(ctx, tx, m.order.Password)
	return err
}

// fill writes the tickets, by two at a time: what one makes up the other copies.
func (m *maker) fill(ctx context.Context, db *pg.DB) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	ready, done := make(chan batch), make(chan int)
	var copiers sync.WaitGroup
	for range 2 {
		copiers.Go(func() {
			for b := range ready {
				if err := b.write(ctx, db); err != nil {
					stop(err)
				}
				done <- len(b[inTickets].rows)
			}
		})
	}
	go func() {
		defer close(done)
		defer copiers.Wait()
		defer close(ready)
		for m.tickets < int64(m.order.Tickets) && ctx.Err() == nil {
			b, err := m.batch(ctx, db)
			if err != nil {
				stop(err)
				return
			}
			ready <- b
		}
	}()
	for n, all := 0, 0; ; {
		var more bool
		if n, more = <-done; !more {
			break
		}
		if all += n; m.order.Told != nil {
			m.order.Told(all)
		}
	}
	return context.Cause(ctx)
}

// batch makes the next tickets. Those that are live stand as of now, not of when the load began.
func (m *maker) batch(ctx context.Context, db *pg.DB) (batch, error) {
	b := newBatch()
	for len(b[inTickets].rows) < perBatch && m.tickets < int64(m.order.Tickets) {
		if m.tickets == int64(m.order.Tickets-m.live()) {
			if err := db.QueryRow(ctx, `select kept_now()`).Scan(&m.now); err != nil {
				return nil, err
			}
		}
		m.next(b)
	}
	return b, nil
}
