package calendar_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/calendar/calendartest"
)

// FuzzCalendar feeds New with anything. What it takes must answer for every instant, and agree with the oracle; what it
// refuses, it refuses with one of its errors.
func FuzzCalendar(f *testing.F) {
	f.Add("Europe/Copenhagen", []byte{1, 9, 17, 2, 9, 17, 3, 9, 17, 4, 9, 17, 5, 9, 17}, []byte{30}, int64(1_793_980_800_000_000), int64(4*3600_000_000))
	f.Add("Europe/Athens", []byte{0, 0, 24, 1, 0, 24, 6, 0, 24}, []byte{}, int64(1_792_881_000_000_000), int64(4*3600_000_000))
	f.Add("Europe/Copenhagen", []byte{4, 22, 6, 5, 22, 6, 6, 22, 6}, []byte{1, 2}, int64(1_798_140_000_000_000), int64(1))
	f.Add("America/St_Johns", []byte{6, 0, 24, 0, 23, 2}, []byte{1}, int64(1_289_097_000_000_001), int64(90*60_000_000))
	f.Add("Pacific/Apia", []byte{5, 9, 17}, []byte{}, int64(1_325_152_800_000_000), int64(20*3600_000_000))
	f.Add("Local", []byte{1, 9, 9}, []byte{200, 200}, int64(-1<<63), int64(-1))

	f.Fuzz(func(t *testing.T, zone string, hours, closedDays []byte, from, length int64) {
		var week calendar.Week
		for ; len(hours) >= 3; hours = hours[3:] {
			s := calendar.Span{From: int(hours[1]) * 60, To: int(hours[2]) * 60}
			week[hours[0]%7] = append(week[hours[0]%7], s)
		}
		start := time.UnixMicro(from).UTC()
		var exceptions []calendar.Exception
		for _, d := range closedDays {
			exceptions = append(exceptions, calendar.Exception{Date: calendar.DateOf(start.AddDate(0, 0, int(d)-2))})
		}
		c, err := calendar.New(zone, week, exceptions)
		if err != nil {
			known := errors.Is(err, calendar.ErrZone) || errors.Is(err, calendar.ErrSpan) ||
				errors.Is(err, calendar.ErrDate) || errors.Is(err, calendar.ErrClosed)
			require.True(t, known, "%v", err)
			return
		}
		d := time.Duration(length%(2000*3600_000_000)) * time.Microsecond
		due := c.Add(start, d)
		if year := start.Year(); year > 1 && year < 9000 {
			require.Equal(t, max(d, 0), c.Between(start, due))
			require.False(t, due.Before(start))
			require.False(t, c.Closing(start).Before(start.Add(-50*time.Hour)))
			require.True(t, c.IsOpen(c.NextOpening(start)))
			require.True(t, c.AddDays(start, 3).After(start))
		}
		if year := start.Year(); year >= 1995 && year <= 2037 {
			end := start.Add(3 * 24 * time.Hour)
			o := calendartest.Watch(t, c.Zone(), week, exceptions, start, end)
			require.Equal(t, o.Between(start, end), c.Between(start, end))
		}
	})
}
