package expect_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

type desk struct{ *cast.Stage }

// gathers reads the record, and reports whether it was done.
func (d desk) gathers() (did bool) {
	d.T.Helper()
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		did, err = expect.Gather(ctx, tx, people.System)
		return err
	})
	return did
}

// knows is what the record says to Maja of a kind, on a ticket of a team.
func (d desk) knows(kind promise.Kind, team people.TeamID) *expect.Known {
	d.T.Helper()
	terms, err := sla.Terms(d.T.Context(), d.DB, d.Policy, sla.Normal)
	require.NoError(d.T, err)
	var g expect.Ground
	batch := &pgx.Batch{}
	expect.Ask(batch, d.Maja.Acting(), expect.Matter{Team: team, Priority: sla.Normal, Terms: terms, Now: d.Now()}, []people.ID{d.Maja.ID}, &g)
	require.NoError(d.T, d.DB.SendBatch(d.T.Context(), batch).Close())
	return g.Usual(kind)
}

// answers lets Maja promise something twenty times on the first of October at nine, and keep the first n of it after as many
// minutes as their number.
func (d desk) answers(n int) {
	d.T.Helper()
	start := d.Time("Thu 1 Oct 09:00")
	d.Stop(start)
	id := d.Asks(d.Hanna, "No internet")
	var all []promise.ID
	for i := range expect.Enough {
		all = append(all, d.Promises(d.Maja, id, fmt.Sprint("Step ", i), "Thu 1 Oct 12:00"))
	}
	for i := range n {
		d.Stop(start.Add(time.Duration(i+1) * time.Minute))
		d.Replies(d.Maja, id, fmt.Sprint("Done ", i), cast.Keeping(all[i]))
	}
}

// keepsAll lets Maja keep all that is still promised on a ticket.
func (d desk) keepsAll(id ticket.ID) {
	d.T.Helper()
	var all []promise.ID
	for _, p := range d.Whole(id).Promises {
		if p.Kind == promise.Commitment && p.State == promise.Pending {
			all = append(all, p.ID)
		}
	}
	d.Replies(d.Maja, id, "All of it is done.", cast.Keeping(all...))
}

func TestGather_tells_within_which_time_promises_were_kept(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	d.answers(expect.Enough)
	require.Nil(t, d.knows(promise.Commitment, d.Team))
	require.True(t, d.gathers())
	known := d.knows(promise.Commitment, d.Team)
	require.Equal(t, expect.Figures{Cases: 20, P50: 10 * time.Minute, P80: 16 * time.Minute, P90: 18 * time.Minute}, known.Figures)
	require.Equal(t, int64(d.Team), known.Team)
	require.True(t, known.HasWeekday, "on a Thursday")
	require.Zero(t, d.knows(promise.Commitment, d.Second).Team, "of a team without cases the whole desk speaks")
	require.Nil(t, d.knows(promise.Visit, d.Team))
}

func TestGather_counts_opening_time_and_what_never_came(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	d.answers(expect.Enough - 3)
	d.Until("Fri 2 Oct 10:00") // three are owed since noon: four hours of Thursday after nine, and one of Friday, and more as it goes on
	require.True(t, d.gathers())
	known := d.knows(promise.Commitment, d.Team)
	require.Equal(t, 20, known.Cases)
	require.Equal(t, 16*time.Minute, known.P80)
	require.Equal(t, 9*time.Hour, known.P90, "from nine to five, and an hour of Friday")
}

func TestGather_is_done_once_an_hour_by_one_of_many(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	var did atomic.Int32
	race := func() {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				err := d.DB.Do(context.WithoutCancel(t.Context()), func(ctx context.Context, tx *pg.Tx) error {
					is, err := expect.Gather(ctx, tx, people.System)
					if is {
						did.Add(1)
					}
					return err
				})
				require.NoError(t, err)
			})
		}
		all.Wait()
	}
	race()
	require.EqualValues(t, 1, did.Load())
	d.Stop(d.Now().Add(59 * time.Minute))
	race()
	require.EqualValues(t, 1, did.Load())
	d.Stop(d.Now().Add(time.Minute))
	race()
	require.EqualValues(t, 2, did.Load())
}

func TestGather_forgets_what_is_older_than_ninety_days(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	d.answers(expect.Enough)
	require.True(t, d.gathers())
	d.Stop(d.Now().Add(expect.Span))
	require.True(t, d.gathers())
	require.Nil(t, d.knows(promise.Commitment, d.Team))
}

func TestGather_counts_a_promise_that_was_moved_from_when_it_was_first_made(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	d.At("Thu 1 Oct 09:00")
	id := d.Asks(d.Hanna, "No internet")
	for range expect.Enough {
		p := d.Promises(d.Maja, id, cast.Key(), "Thu 1 Oct 10:00")
		d.Moves(d.Maja, id, p, "Thu 1 Oct 16:00")
	}
	d.At("Thu 1 Oct 15:00")
	d.keepsAll(id)
	require.True(t, d.gathers())
	require.Equal(t, 6*time.Hour, d.knows(promise.Commitment, d.Team).P50)
}

func TestGather_counts_a_promise_that_came_by_a_merging_from_when_it_was_made(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	d.At("Thu 1 Oct 09:00")
	id, into := d.Asks(d.Hanna, "No internet"), d.Asks(d.Hanna, "Still no internet")
	for range expect.Enough {
		d.Promises(d.Maja, id, cast.Key(), "Thu 1 Oct 16:00")
	}
	d.At("Thu 1 Oct 14:00")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Merge(ctx, tx, d.Maja.Acting(), id, ticket.Merging{Number: d.Ticket(into).Number})
		return err
	})
	d.At("Thu 1 Oct 15:00")
	d.keepsAll(into)
	require.True(t, d.gathers())
	require.Equal(t, 6*time.Hour, d.knows(promise.Commitment, d.Team).P50)
}

// A reply that other rules have set another time was asked for on the day of the question, not on that of the rules.
func TestGather_counts_what_was_reckoned_anew_on_the_day_of_its_question(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	var all []ticket.ID
	for range expect.Enough {
		d.Stop(d.Time("Thu 1 Oct 16:30"))
		all = append(all, d.Asks(d.Hanna, "No internet"))
	}
	d.Stop(d.Time("Fri 2 Oct 09:00"))
	for _, id := range all {
		d.Do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.SetPriority(ctx, tx, d.Maja.Acting(), id, sla.Low)
		})
		d.Replies(d.Maja, id, "It is on its way.")
	}
	require.True(t, d.gathers())
	rows, err := d.DB.Query(t.Context(), `select distinct weekday from expectations where kind = 'first_reply' and weekday is not null`)
	require.NoError(t, err)
	days, err := pgx.CollectRows(rows, pgx.RowTo[int])
	require.NoError(t, err)
	require.Equal(t, []int{int(time.Thursday)}, days)
}

func TestGather_is_the_workers_own(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	for _, who := range []people.Person{d.Hanna, d.Maja, d.Karin} {
		err := d.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := expect.Gather(ctx, tx, who.Acting())
			return err
		})
		require.True(t, fault.Is(err, fault.KindForbidden) || fault.Is(err, fault.KindNotFound), "%s: %v", who.Name, err)
	}
}

func TestAsk_tells_nothing_to_customers(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	d.answers(expect.Enough)
	d.gathers()
	terms, err := sla.Terms(t.Context(), d.DB, d.Policy, sla.Normal)
	require.NoError(t, err)
	var g expect.Ground
	batch := &pgx.Batch{}
	m := expect.Matter{Team: d.Team, Priority: sla.Normal, Terms: terms, Now: d.Now()}
	expect.Ask(batch, d.Hanna.Acting(), m, []people.ID{d.Maja.ID}, &g)
	require.Zero(t, batch.Len())
}

func TestAsk_knows_the_days_of_an_owner(t *testing.T) {
	t.Parallel()
	d := desk{cast.New(t)}
	id := d.Asks(d.Hanna, "No internet")
	v := d.AgreesVisit(d.Maja, id, "Fri 2 Oct 13:00", 2*time.Hour)
	var g expect.Ground
	batch := &pgx.Batch{}
	expect.AskBusy(batch, d.Maja.Acting(), []people.ID{d.Oskar.ID}, d.Now(), &g)
	require.NoError(t, d.DB.SendBatch(t.Context(), batch).Close())
	require.Len(t, g.Busy, 1)
	busy := g.Busy[0]
	require.Equal(t, v, busy.Promise)
	require.Equal(t, d.Oskar.ID, busy.Owner)
	require.True(t, d.Time("Fri 2 Oct 13:00").Equal(busy.From) && d.Time("Fri 2 Oct 15:00").Equal(busy.To))
	require.True(t, g.Knows(d.Oskar.ID))
	require.False(t, g.Knows(d.Maja.ID))
}
