package calendar_test

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/calendar/calendartest"
)

// share is how many of the whole number are tried: with KEPT_SOAK all of them (`make soak`), else one in fifty.
func share(whole int) int {
	if os.Getenv("KEPT_SOAK") != "" {
		return whole
	}
	return max(1, whole/50)
}

// Two implementations that share nothing agree on when time is up: 10,000 random calendars, each on spans within 30 days.
func TestSoak_ten_thousand_calendars_agree_with_the_oracle_for_30_days(t *testing.T) {
	t.Parallel()
	agree(t, share(10_000), 30, 20)
}

// And 100 of them on spans within a year.
func TestSoak_a_hundred_calendars_agree_with_the_oracle_for_a_year(t *testing.T) {
	t.Parallel()
	agree(t, share(100), 366, 60)
}

// agree compares the formula with the oracle on many calendars: in each for a number of random spans of some days.
func agree(t *testing.T, calendars, days, spans int) {
	t.Helper()
	require.GreaterOrEqual(t, len(calendartest.Zones), 40)
	for seed := range calendars {
		r := rand.New(rand.NewPCG(uint64(seed), uint64(days)))
		name := calendartest.Zones[(seed*7)%len(calendartest.Zones)]
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		d := calendartest.Draw(r, zone, days)
		c, err := calendar.New(d.Zone, d.Week, d.Exceptions)
		require.NoError(t, err)
		end := d.From.AddDate(0, 0, days)
		oracle := calendartest.Watch(t, c.Zone(), d.Week, d.Exceptions, d.From, end)
		whole := oracle.Between(d.From, end)
		require.Equal(t, whole, c.Between(d.From, end), "calendar %d, %s", seed, name)
		for range spans {
			from := d.From.Add(time.Duration(r.Int64N(end.Sub(d.From).Microseconds())) * time.Microsecond)
			if r.IntN(2) == 0 {
				from = later(d.From, from.Truncate(time.Minute))
			}
			left := c.Between(from, end)
			require.Equal(t, oracle.Between(from, end), left, "calendar %d, %s, from %s", seed, name, from)
			if left == 0 {
				continue
			}
			target := time.Duration(1+r.Int64N(left.Microseconds())) * time.Microsecond
			if r.IntN(2) == 0 {
				target = max(target.Truncate(time.Minute), time.Microsecond)
			}
			want, seen := oracle.Add(from, target)
			require.True(t, seen, "calendar %d, %s: %s from %s", seed, name, target, from)
			require.Equal(t, want, c.Add(from, target), "calendar %d, %s: %s from %s", seed, name, target, from)
		}
	}
	t.Logf("%d calendars", calendars)
}
