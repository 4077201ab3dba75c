package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Pulse is how the worker is: who beats, how late it notices, and what it will try again.
type Pulse struct {
	Beats []Beat
	Lag   time.Duration
	Again []Retry
	Tries int // how many mails wait for another try, with those that Again leaves out

	Stuck    []Stuck
	StuckAll int           // how many tickets no worker could act on, with those that Stuck leaves out
	Jobs     int           // how many failed and are tried again
	NextJob  time.Duration // until the first of these, in real time; 0: it is about to come
}

// Beat is one process of workers, and how long ago it gave a sign, in real time.
type Beat struct {
	Name string
	Ago  time.Duration
}

// Retry is a mail that did not get through yet.
type Retry struct {
	Number *int64 // of its ticket; nil: the staff's own mail
	Tries  int
	Next   *time.Time // nil: at once
	Error  string
}

// ReadPulse reads how the worker is, with at most limit of the mails and of the tickets that will be
// tried again.
func ReadPulse(ctx context.Context, r pg.Reader, by people.Actor, limit int) (Pulse, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return Pulse{}, err
	}
	const beats = `select name, extract(epoch from clock_timestamp() - beat_at)::float8 as ago from workers order by beat_at desc, name limit 20`
	const again = `
		select t.number, o.tries, o.next_try_at as next, o.error from outbox o left join tickets t on t.id = o.ticket_id
		where o.state = 'queued' and o.tries > 0 and (t.id is null or ` + people.InSight + `) order by o.next_try_at nulls first, o.id limit @limit`
	const tries = `select count(*)::int from outbox o left join tickets t on t.id = o.ticket_id
		where o.state = 'queued' and o.tries > 0 and (t.id is null or ` + people.InSight + `)`
	var p Pulse
	batch := &pgx.Batch{}
	batch.Queue(beats).Query(func(rows pgx.Rows) (err error) {
		p.Beats, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (b Beat, err error) {
			var seconds float64
			err = row.Scan(&b.Name, &seconds)
			b.Ago = max(0, time.Duration(seconds*float64(time.Second)))
			return b, err
		})
		return err
	})
	batch.Queue(again, pgx.StrictNamedArgs{"limit": limit, "reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		p.Again, err = pgx.CollectRows(rows, pgx.RowToStructByName[Retry])
		return err
	})
	batch.Queue(tries, pgx.StrictNamedArgs{"reader": by.Reader()}).QueryRow(func(row pgx.Row) error { return row.Scan(&p.Tries) })
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Pulse{}, err
	}
	var err error
	if p.Stuck, p.StuckAll, err = StuckNow(ctx, r, by, limit); err != nil {
		return Pulse{}, err
	}
	if p.Jobs, p.NextJob, err = pg.Retries(ctx, r); err != nil {
		return Pulse{}, err
	}
	p.Lag, err = Lag(ctx, r)
	return p, err
}
