package demo

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
)

func copenhagen(t *testing.T, wall string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation(Zone)
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, zone)
	require.NoError(t, err)
	return at
}

func TestAnchor_is_the_next_working_afternoon(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-03-10 09:00": "2026-03-10 14:18",
		"2026-03-10 14:18": "2026-03-10 14:18",
		"2026-03-10 14:19": "2026-03-11 14:18",
		"2026-03-13 23:00": "2026-03-16 14:18",
		"2026-03-28 12:00": "2026-03-30 14:18", // the clocks change on the 29th
	} {
		at := copenhagen(t, now)
		require.True(t, Anchor(at.UTC(), at.Location()).Equal(copenhagen(t, want)), now)
	}
}

func TestMoment_counts_working_days(t *testing.T) {
	t.Parallel()
	monday := copenhagen(t, "2026-03-30 14:18")
	for _, c := range []struct {
		moment Moment
		want   string
	}{
		{Today("08:05"), "2026-03-30 08:05"},
		{Day(-1, "10:40"), "2026-03-27 10:40"},
		{Day(-6, "10:40"), "2026-03-20 10:40"},
		{Day(1, "09:00"), "2026-03-31 09:00"},
		{Day(5, "09:00"), "2026-04-06 09:00"},
		{LastNight("21:10"), "2026-03-29 21:10"},
	} {
		require.True(t, c.moment.In(monday).Equal(copenhagen(t, c.want)), c.want)
	}
}

func TestFill_names_days_as_seen_from_the_writing(t *testing.T) {
	t.Parallel()
	friday := copenhagen(t, "2026-03-13 14:18")
	for _, c := range []struct {
		locale     i18n.Locale
		text, want string
	}{
		{i18n.EN, "I call {day 0} or {day +1}.", "I call today or on Monday."},
		{i18n.EN, "I wrote {day -1}, and {day -2}.", "I wrote yesterday, and on Wednesday."},
		{i18n.SV, "senast {day +1}, inte {day -2}", "senast på måndag, inte i onsdags"},
		{i18n.DA, "senest {day +2}, ikke {day -1}", "senest på tirsdag, ikke i går"},
		{i18n.PL, "{day +2} do 16:00", "we wtorek do 16:00"},
		{i18n.EL, "{day +1} έως τις 09:00", "τη Δευτέρα έως τις 09:00"},
	} {
		got, err := Fill(c.text, c.locale, friday, friday)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	got, err := Fill("{day +1}", i18n.PL, copenhagen(t, "2026-03-15 20:00"), friday)
	require.NoError(t, err)
	require.Equal(t, "jutro", got, "a Monday is tomorrow when it is Sunday")
}

func TestFill_refuses_a_day_without_a_word(t *testing.T) {
	t.Parallel()
	friday := copenhagen(t, "2026-03-13 14:18")
	_, err := Fill("{day +5}", i18n.EN, friday, friday)
	require.ErrorContains(t, err, "7 days away")
	_, err = Fill("{day +1}", "nb", friday, friday)
	require.ErrorContains(t, err, `"nb"`)
}
