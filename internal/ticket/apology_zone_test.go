package ticket_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// roundTheClock is a week without an end.
func roundTheClock(zone string) sla.Hours {
	h := sla.Hours{Zone: zone}
	for day := range h.Week {
		h.Week[day] = []calendar.Span{{From: 0, To: 24 * 60}}
	}
	return h
}

// TestApology_leaves_once_a_day_though_the_day_begins_elsewhere: one instant is Wednesday in Athens and still Tuesday in London.
func TestApology_leaves_once_a_day_though_the_day_begins_elsewhere(t *testing.T) {
	t.Parallel()
	s := cast.NewUnder(t, sla.DefaultRules(), roundTheClock("Europe/Athens"))
	s.At("Tue 10 Nov 12:00")
	var london sla.CalendarID
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		d := sla.CalendarDraft{Name: "London", Zone: "Europe/London", Week: roundTheClock("").Week}
		london, err = sla.AddCalendar(ctx, tx, s.Karin.Acting(), d)
		return err
	})
	rules(s, "London", func(d *sla.Draft) {
		d.Conditions = asks(sla.ByPriority, "high")
		d.Calendar = int64(london)
	})
	s.At("Tue 10 Nov 20:15")
	id := s.Asks(s.Hanna, "No internet")
	s.Until("Wed 11 Nov 01:00")
	s.Apologies(id, "sent Wed 11 Nov 00:30 for Wed 11 Nov 00:15")
	s.SetsPriority(s.Maja, id, sla.High)
	require.Equal(t, "London", policyOf(s, id))
	s.Until("Wed 11 Nov 23:00")
	require.Len(t, s.Whole(id).Apologies, 1)
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Apologise(ctx, tx, s.Maja.Acting(), s.Limits, id, "")
	})
	require.Equal(t, "fault.apologised_today", key(t, err))
	s.Until("Thu 12 Nov 12:00")
	require.Len(t, s.Whole(id).Apologies, 2, "the next day is one")
	sound(t, s)
}
