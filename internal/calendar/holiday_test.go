package calendar_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
)

// easters are of the tables of the churches, the west's first.
func TestEaster_of_west_and_east(t *testing.T) {
	t.Parallel()
	for year, want := range map[int][2]string{
		2000: {"2000-04-23", "2000-04-30"}, 2008: {"2008-03-23", "2008-04-27"}, 2010: {"2010-04-04", "2010-04-04"},
		2014: {"2014-04-20", "2014-04-20"}, 2017: {"2017-04-16", "2017-04-16"}, 2019: {"2019-04-21", "2019-04-28"},
		2021: {"2021-04-04", "2021-05-02"}, 2022: {"2022-04-17", "2022-04-24"}, 2023: {"2023-04-09", "2023-04-16"},
		2024: {"2024-03-31", "2024-05-05"}, 2025: {"2025-04-20", "2025-04-20"}, 2026: {"2026-04-05", "2026-04-12"},
		2027: {"2027-03-28", "2027-05-02"}, 2028: {"2028-04-16", "2028-04-16"}, 2030: {"2030-04-21", "2030-04-28"},
		2038: {"2038-04-25", "2038-04-25"},
	} {
		require.Equal(t, want[0], calendar.Easter(year).String())
		require.Equal(t, want[1], calendar.OrthodoxEaster(year).String())
	}
}

// Whole years as the governments published them; "+" marks a weekday given for a feast on a weekend, or set once.
func TestHolidays_are_those_that_were_published(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		region calendar.Region
		year   int
		want   []string
	}{
		{calendar.EnglandWales, 2022, []string{"01-01", "01-03+", "04-15", "04-18", "05-02", "06-02+", "06-03+", "08-29", "09-19+", "12-25", "12-26", "12-27+"}},
		{calendar.EnglandWales, 2020, []string{"01-01", "04-10", "04-13", "05-08+", "05-25", "08-31", "12-25", "12-26", "12-28+"}},
		{calendar.EnglandWales, 2021, []string{"01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-25", "12-26", "12-27+", "12-28+"}},
		{calendar.EnglandWales, 2026, []string{"01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-26", "12-28+"}},
		{calendar.Scotland, 2022, []string{"01-01", "01-02", "01-03+", "01-04+", "04-15", "05-02", "06-02+", "06-03+", "08-01", "09-19+", "11-30", "12-25", "12-26", "12-27+"}},
		{calendar.Scotland, 2023, []string{"01-01", "01-02", "01-03+", "04-07", "05-01", "05-08+", "05-29", "08-07", "11-30", "12-25", "12-26"}},
		{calendar.Scotland, 2024, []string{"01-01", "01-02", "03-29", "05-06", "05-27", "08-05", "11-30", "12-02+", "12-25", "12-26"}},
		{calendar.NorthernIreland, 2024, []string{"01-01", "03-17", "03-18+", "03-29", "04-01", "05-06", "05-27", "07-12", "08-26", "12-25", "12-26"}},
		{calendar.NorthernIreland, 2025, []string{"01-01", "03-17", "04-18", "04-21", "05-05", "05-26", "07-12", "07-14+", "08-25", "12-25", "12-26"}},
		{calendar.Ireland, 2022, []string{"01-01", "03-17", "03-18+", "04-18", "05-02", "06-06", "08-01", "10-31", "12-25", "12-26"}},
		{calendar.Ireland, 2024, []string{"01-01", "02-05", "03-17", "04-01", "05-06", "06-03", "08-05", "10-28", "12-25", "12-26"}},
		{calendar.Ireland, 2030, []string{"01-01", "02-01", "03-17", "04-22", "05-06", "06-03", "08-05", "10-28", "12-25", "12-26"}},
		{calendar.Sweden, 2025, []string{"01-01", "01-06", "04-18", "04-20", "04-21", "05-01", "05-29", "06-06", "06-08", "06-20", "06-21", "11-01", "12-24", "12-25", "12-26", "12-31"}},
		{calendar.Sweden, 2026, []string{"01-01", "01-06", "04-03", "04-05", "04-06", "05-01", "05-14", "05-24", "06-06", "06-19", "06-20", "10-31", "12-24", "12-25", "12-26", "12-31"}},
		{calendar.Denmark, 2023, []string{"01-01", "04-06", "04-07", "04-09", "04-10", "05-05", "05-18", "05-28", "05-29", "12-25", "12-26"}},
		{calendar.Denmark, 2024, []string{"01-01", "03-28", "03-29", "03-31", "04-01", "05-09", "05-19", "05-20", "12-25", "12-26"}},
		{calendar.Poland, 2024, []string{"01-01", "01-06", "03-31", "04-01", "05-01", "05-03", "05-19", "05-30", "08-15", "11-01", "11-11", "12-25", "12-26"}},
		{calendar.Poland, 2025, []string{"01-01", "01-06", "04-20", "04-21", "05-01", "05-03", "06-08", "06-19", "08-15", "11-01", "11-11", "12-24", "12-25", "12-26"}},
		{calendar.Greece, 2024, []string{"01-01", "01-06", "03-18", "03-25", "05-01", "05-03", "05-05", "05-06", "05-07+", "06-24", "08-15", "10-28", "12-25", "12-26"}},
		{calendar.Greece, 2026, []string{"01-01", "01-06", "02-23", "03-25", "04-10", "04-12", "04-13", "05-01", "06-01", "08-15", "10-28", "12-25", "12-26"}},
		{calendar.Cyprus, 2025, []string{"01-01", "01-06", "03-03", "03-25", "04-01", "04-18", "04-20", "04-21", "05-01", "06-09", "08-15", "10-01", "10-28", "12-25", "12-26"}},
	} {
		var got []string
		for _, h := range calendar.Holidays(test.region, test.year) {
			text := h.Date.String()[5:]
			if h.Moved {
				text += "+"
			}
			got = append(got, text)
		}
		require.Equal(t, test.want, got, "%s %d", test.region, test.year)
	}
}

func TestHolidays_close_a_calendar_and_its_own_dates_go_before_them(t *testing.T) {
	t.Parallel()
	require.False(t, calendar.Region("GB").Valid(), "its parts keep different days")
	for _, r := range append([]calendar.Region{calendar.Nowhere}, calendar.Regions...) {
		require.True(t, r.Valid())
		c := build(t, "Europe/London", weekdays(span("09:00–17:00")), calendar.WithHolidays(r, nil)...)
		require.Equal(t, r == calendar.Nowhere, len(c.OpenOn(date(2026, time.December, 25))) > 0, "%s", r)
	}
	own := []calendar.Exception{{Date: date(2026, time.December, 24), Open: []calendar.Span{span("09:00–12:00")}}}
	before := slices.Clone(own)
	c := build(t, "Europe/Stockholm", weekdays(span("09:00–17:00")), calendar.WithHolidays(calendar.Sweden, own)...)
	require.Equal(t, before, own)
	require.Equal(t, []string{"09:00–12:00"}, showHours(c, date(2026, time.December, 24)))
	require.Empty(t, c.OpenOn(date(2026, time.December, 31)))
	require.Equal(t, []string{"09:00–17:00"}, showHours(c, date(2026, time.December, 30)))
	require.Empty(t, calendar.Holidays("XX", 2026))
}
