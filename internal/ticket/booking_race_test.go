package ticket_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// TestAppoint_a_thousand_racing_for_a_hundred_slots_get_a_hundred lets ten want each of a hundred windows, of which neighbours
// touch: one gets each, nobody is in two places, and whoever is refused is told at the field.
func TestAppoint_a_thousand_racing_for_a_hundred_slots_get_a_hundred(t *testing.T) {
	t.Parallel()
	const slots, each, crowd = 100, 10, 20
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	var tickets []ticket.ID
	for range crowd {
		tickets = append(tickets, s.Asks(s.Hanna, "No internet"))
	}
	first := s.Window(promise.Visit, "Tue 10 Nov 00:00", 5*time.Minute)
	var got, refused, next atomic.Int64
	errs := together(crowd, func(i int) error { // crowd of them at a time, each on a ticket of its own
		for {
			n := int(next.Add(1)) - 1
			if n >= slots*each {
				return nil
			}
			a := first
			a.Opens = first.Opens.Add(time.Duration(n/each) * 5 * time.Minute)
			a.Closes, a.Words = a.Opens.Add(5*time.Minute), cast.Key()
			err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Appoint(ctx, tx, s.Maja.Acting(), s.Limits, tickets[i], a)
				return err
			})
			switch {
			case err == nil:
				got.Add(1)
			case len(fault.Of(err)) == 1 && fault.Of(err)[0].Key == "kinds.fault.booked":
				refused.Add(1)
			default:
				return err
			}
		}
	})
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.EqualValues(t, slots, got.Load())
	require.EqualValues(t, slots*(each-1), refused.Load())
	var overlaps int
	require.NoError(t, s.DB.QueryRow(t.Context(), `
		select count(*) from promises a join promises b on a.id < b.id and a.owner_id = b.owner_id and tstzrange(a.opens_at, a.due_at) && tstzrange(b.opens_at, b.due_at)
		where a.kind = 'visit' and b.kind = 'visit' and a.state = 'pending' and b.state = 'pending'`).Scan(&overlaps))
	require.Zero(t, overlaps)
	sound(t, s)
}
