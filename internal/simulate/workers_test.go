package simulate

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// stretch is a time during which something does not work.
type stretch struct{ from, to time.Time }

// weather is when in the year the workers stand still and when mail does not leave.
type weather struct{ noWorkers, noMail []stretch }

// forecast draws six stretches of each, of an hour to two days.
func forecast(r *rand.Rand) weather {
	draw := func() (all []stretch) {
		for range 6 {
			from := newYear.Add(time.Duration(r.IntN(365*24)) * time.Hour)
			all = append(all, stretch{from, from.Add(time.Duration(1+r.IntN(48)) * time.Hour)})
		}
		return all
	}
	return weather{draw(), draw()}
}

func within(all []stretch, at time.Time) (until time.Time, is bool) {
	for _, s := range all {
		if !at.Before(s.from) && at.Before(s.to) && s.to.After(until) {
			until, is = s.to, true
		}
	}
	return until, is
}

func (w weather) hasWorkers(at time.Time) bool {
	_, away := within(w.noWorkers, at)
	return !away
}

// untilWorkers is when workers are there, at an instant or after it.
func (w weather) untilWorkers(at time.Time) time.Time {
	for {
		until, away := within(w.noWorkers, at)
		if !away {
			return at
		}
		at = until
	}
}

// errKilled ends a worker in the middle of a change, which the database then never made.
var errKilled = errors.New("killed")

// How often all workers race for the same, a worker is killed, and a mail is refused for good or never answered.
const (
	raceOf       = 4
	killsOf      = 40
	refusedOf    = 250
	unansweredOf = 300
	halfWayOf    = 300 // a worker is killed between taking a mail and sending it
)

// due is what workers have to do at a moment.
type due struct {
	mails   []outbox.ID
	tickets []ticket.ID
}

func (d due) isNothing() bool { return len(d.mails)+len(d.tickets) == 0 }

// works lets the workers do what is due: at one moment of four all of them race for all of it, else each does its share.
func (y *year) works(ctx context.Context, d due, round int, hands *sync.WaitGroup, failed chan<- error) {
	at := y.seed ^ uint64(y.now.Unix())
	isRace := rand.New(rand.NewPCG(at, 0)).IntN(raceOf) == 0
	for w := range workers {
		does := d
		if !isRace {
			does = due{share(d.mails, w), share(d.tickets, w)}
		}
		if does.isNothing() {
			continue
		}
		r := rand.New(rand.NewPCG(at, uint64(round*workers+w)))
		hands.Go(func() {
			if err := y.works1(ctx, does, r); err != nil {
				failed <- err
			}
		})
	}
}

// share is every one of a list that falls to a worker when the workers share it.
func share[T any](all []T, worker int) []T {
	var some []T
	for i := worker; i < len(all); i += workers {
		some = append(some, all[i])
	}
	return some
}

func (y *year) works1(ctx context.Context, d due, r *rand.Rand) error {
	for _, id := range d.mails {
		if err := y.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return y.delivers(ctx, tx, r, id) }); err != nil {
			return err
		}
	}
	ids := slices.Clone(d.tickets)
	r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	for some := range slices.Chunk(ids, 25) {
		if err := y.passes(ctx, r, some); err != nil {
			return err
		}
	}
	return nil
}

// due is what is due now; nothing while no worker is there.
func (y *year) due(ctx context.Context) (due, error) {
	var d due
	if !y.weather.hasWorkers(y.now) {
		return d, nil
	}
	const q = `
		select id from outbox
		where state <> 'sent' and (state = 'queued' and coalesce(next_try_at <= (select kept_now()), true) or state = 'sending') order by id`
	batch := &pgx.Batch{}
	ticket.AskDue(batch, nil, 1000, &d.tickets)
	if _, isDown := within(y.weather.noMail, y.now); !isDown || y.now.Truncate(time.Hour).Equal(y.now) {
		batch.Queue(q).Query(func(rows pgx.Rows) (err error) {
			d.mails, err = pgx.CollectRows(rows, pgx.RowTo[outbox.ID])
			return err
		})
	}
	return d, y.DB.SendBatch(ctx, batch).Close()
}

func (y *year) passes(ctx context.Context, r *rand.Rand, ids []ticket.ID) error {
	kill := r.IntN(killsOf) == 0
	err := y.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		got, err := ticket.Pass(ctx, tx, people.System, ids...)
		if err == nil && kill {
			err = errKilled
		}
		y.mu.Lock()
		defer y.mu.Unlock()
		for _, id := range got {
			y.touched[id] = true
		}
		return err
	})
	if errors.Is(err, errKilled) {
		y.tally.add("killed")
		return nil
	}
	if err == nil {
		y.tally.add("swept")
	}
	return err
}

// nextMail is when the next mail is due to leave, after a wait; zero if none is.
func (y *year) nextMail(wait *float64) time.Time {
	if wait == nil {
		return time.Time{}
	}
	at := y.weather.untilWorkers(y.now.Add(time.Duration(max(0, *wait) * float64(time.Second))))
	if _, isDown := within(y.weather.noMail, at); isDown { // trying every five minutes for two days shows no more than trying every hour
		at = at.Truncate(time.Hour).Add(time.Hour)
	}
	return at
}

// delivers gives a mail that is due to the mail server, as it is.
func (y *year) delivers(ctx context.Context, tx *pg.Tx, r *rand.Rand, id outbox.ID) error {
	m, mine, err := outbox.Claim(ctx, tx, id, "nordby.example", 0)
	if err != nil || !mine {
		if err == nil && m.State == outbox.Uncertain {
			return ticket.MailLeft(ctx, tx, people.System, m)
		}
		return err
	}
	if m.TicketID != 0 {
		y.mu.Lock()
		y.touched[ticket.ID(m.TicketID)] = true
		y.mu.Unlock()
	}
	if r.IntN(halfWayOf) == 0 {
		y.tally.add("killed")
		return nil
	}
	failed, why := false, "451 later"
	_, isDown := within(y.weather.noMail, y.now)
	switch {
	case isDown:
		y.tally.add("mails put off")
		if err := ticket.MailStays(ctx, tx, people.System, m); err != nil {
			return err
		}
		failed, err = outbox.Again(ctx, tx, m, why)
	case r.IntN(refusedOf) == 0:
		y.tally.add("mails refused")
		if err := ticket.MailStays(ctx, tx, people.System, m); err != nil {
			return err
		}
		failed, why = true, "550 no such mailbox"
		err = outbox.Refused(ctx, tx, id, why)
	case r.IntN(unansweredOf) == 0 && m.IsAutomatic:
		y.tally.add("mails uncertain")
		if err := ticket.MailLeft(ctx, tx, people.System, m); err != nil {
			return err
		}
		failed, err = outbox.Unsure(ctx, tx, m, "no answer")
	default:
		y.tally.add("mailed")
		if err := ticket.MailLeft(ctx, tx, people.System, m); err != nil {
			return err
		}
		return outbox.Took(ctx, tx, id)
	}
	if err != nil || !failed || m.IsAutomatic || m.MessageID == nil {
		return err
	}
	return ticket.Undelivered(ctx, tx, people.System, ticket.ID(m.TicketID), ticket.MessageID(*m.MessageID), why)
}
