package i18n

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The day of the drawings: a Tuesday, 14:18 in Copenhagen.
func copenhagen(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	require.NoError(t, err)
	return zone
}

// told is what one function says in en, sv, da, pl, el.
type told [5]string

func requireTold(t *testing.T, want told, say func(l *Localizer) string, what ...any) {
	t.Helper()
	var got told
	for i, locale := range Locales {
		got[i] = say(loud(t, locale))
	}
	require.Equal(t, want, got, what...)
}

func TestDates_are_written_as_each_language_writes_them(t *testing.T) {
	t.Parallel()
	zone := copenhagen(t)
	now := time.Date(2026, 3, 17, 14, 18, 0, 0, zone)
	then := time.Date(2026, 3, 18, 9, 5, 59, 0, zone)
	requireTold(t, told{"09:05", "09:05", "09.05", "09:05", "09:05"}, func(l *Localizer) string { return l.Clock(then) })
	requireTold(t, told{"09:05:59", "09:05:59", "09.05.59", "09:05:59", "09:05:59"}, func(l *Localizer) string { return l.ClockWithSeconds(then) })
	requireTold(t, told{"Wednesday", "onsdag", "onsdag", "środa", "Τετάρτη"}, func(l *Localizer) string { return l.Weekday(then) })
	requireTold(t, told{"18 March", "18 mars", "18. marts", "18 marca", "18 Μαρτίου"}, func(l *Localizer) string { return l.DayMonth(then) })
	requireTold(t, told{"18 Mar", "18 mars", "18. mar.", "18 mar", "18 Μαρ"}, func(l *Localizer) string { return l.ShortDayMonth(then) })
	requireTold(t, told{"18 March 2026", "18 mars 2026", "18. marts 2026", "18 marca 2026", "18 Μαρτίου 2026"}, func(l *Localizer) string { return l.Date(then) })
	requireTold(t, told{"Wed 18", "ons 18", "ons. 18.", "śr. 18", "Τετ 18"}, func(l *Localizer) string { return l.ShortDay(then) })
	requireTold(t, told{"18 Mar 2026, 09:05", "18 mars 2026 09:05", "18. mar. 2026, 09.05", "18 mar 2026, 09:05", "18 Μαρ 2026, 09:05"}, func(l *Localizer) string { return l.Stamp(then) })
	requireTold(t, told{"Wednesday 18 March", "onsdag 18 mars", "onsdag den 18. marts", "środa, 18 marca", "Τετάρτη 18 Μαρτίου"},
		func(l *Localizer) string { return l.Day(then, now) })
	requireTold(t, told{"Thursday 18 March 2027", "torsdag 18 mars 2027", "torsdag den 18. marts 2027", "czwartek, 18 marca 2027", "Πέμπτη 18 Μαρτίου 2027"},
		func(l *Localizer) string { return l.Day(then.AddDate(1, 0, 0), now) })
}

func TestBy_names_the_day_as_a_native_would(t *testing.T) {
	t.Parallel()
	zone := copenhagen(t)
	now := time.Date(2026, 3, 17, 14, 18, 0, 0, zone)
	for _, c := range []struct {
		year  int
		month time.Month
		day   int
		hour  int
		min   int
		want  told
	}{
		{2026, 3, 17, 15, 30, told{"by today 15:30", "senast i dag 15:30", "senest i dag kl. 15.30", "najpóźniej dzisiaj o 15:30", "έως σήμερα στις 15:30"}},
		{2026, 3, 18, 9, 0, told{"by tomorrow 09:00", "senast i morgon 09:00", "senest i morgen kl. 09.00", "najpóźniej jutro o 09:00", "έως αύριο στις 09:00"}},
		{2026, 3, 18, 1, 30, told{"by tomorrow 01:30", "senast i morgon 01:30", "senest i morgen kl. 01.30", "najpóźniej jutro o 01:30", "έως αύριο στη 01:30"}},
		{2026, 3, 19, 10, 0, told{"by Thursday 10:00", "senast torsdag 10:00", "senest torsdag kl. 10.00", "najpóźniej w czwartek o 10:00", "έως την Πέμπτη στις 10:00"}},
		{2026, 3, 20, 13, 0, told{"by Friday 13:00", "senast fredag 13:00", "senest fredag kl. 13.00", "najpóźniej w piątek o 13:00", "έως την Παρασκευή στις 13:00"}},
		{2026, 3, 21, 10, 0, told{"by Saturday 10:00", "senast lördag 10:00", "senest lørdag kl. 10.00", "najpóźniej w sobotę o 10:00", "έως το Σάββατο στις 10:00"}},
		{2026, 3, 22, 10, 0, told{"by Sunday 10:00", "senast söndag 10:00", "senest søndag kl. 10.00", "najpóźniej w niedzielę o 10:00", "έως την Κυριακή στις 10:00"}},
		{2026, 3, 23, 10, 0, told{"by Monday 10:00", "senast måndag 10:00", "senest mandag kl. 10.00", "najpóźniej w poniedziałek o 10:00", "έως τη Δευτέρα στις 10:00"}},
		{2026, 3, 24, 9, 0, told{"by 24 March 09:00", "senast 24 mars 09:00", "senest 24. marts kl. 09.00", "najpóźniej 24 marca o 09:00", "έως τις 24 Μαρτίου στις 09:00"}},
		{2026, 4, 1, 9, 0, told{"by 1 April 09:00", "senast 1 april 09:00", "senest 1. april kl. 09.00", "najpóźniej 1 kwietnia o 09:00", "έως την 1η Απριλίου στις 09:00"}},
		{2027, 3, 24, 9, 0, told{"by 24 March 2027, 09:00", "senast 24 mars 2027 kl. 09:00", "senest 24. marts 2027 kl. 09.00", "najpóźniej 24 marca 2027 r. o 09:00", "έως τις 24 Μαρτίου 2027 στις 09:00"}},
		{2026, 3, 16, 9, 0, told{"by 16 March 09:00", "senast 16 mars 09:00", "senest 16. marts kl. 09.00", "najpóźniej 16 marca o 09:00", "έως τις 16 Μαρτίου στις 09:00"}},
	} {
		due := time.Date(c.year, c.month, c.day, c.hour, c.min, 59, 0, zone)
		requireTold(t, c.want, func(l *Localizer) string { return l.By(due, now) }, due)
	}
	tuesday := time.Date(2026, 3, 15, 12, 0, 0, 0, zone)
	requireTold(t, told{"by Tuesday 14:18", "senast tisdag 14:18", "senest tirsdag kl. 14.18", "najpóźniej we wtorek o 14:18", "έως την Τρίτη στις 14:18"},
		func(l *Localizer) string { return l.By(now, tuesday) })
	requireTold(t, told{"by Wednesday 14:18", "senast onsdag 14:18", "senest onsdag kl. 14.18", "najpóźniej w środę o 14:18", "έως την Τετάρτη στις 14:18"},
		func(l *Localizer) string { return l.By(now.AddDate(0, 0, 1), tuesday) })
}

func TestAt_says_when_something_is_or_was(t *testing.T) {
	t.Parallel()
	zone := copenhagen(t)
	now := time.Date(2026, 3, 17, 14, 18, 0, 0, zone)
	at := func(then time.Time) func(l *Localizer) string {
		return func(l *Localizer) string { return l.At(then, now) }
	}
	requireTold(t, told{"today 14:30", "i dag 14:30", "i dag kl. 14.30", "dzisiaj o 14:30", "σήμερα στις 14:30"}, at(now.Add(12*time.Minute)))
	requireTold(t, told{"tomorrow 14:18", "i morgon 14:18", "i morgen kl. 14.18", "jutro o 14:18", "αύριο στις 14:18"}, at(now.AddDate(0, 0, 1)))
	requireTold(t, told{"yesterday 14:18", "i går 14:18", "i går kl. 14.18", "wczoraj o 14:18", "χθες στις 14:18"}, at(now.AddDate(0, 0, -1)))
	requireTold(t, told{"Thu 19 March 14:18", "tors 19 mars 14:18", "tors. 19. marts kl. 14.18", "czw. 19 marca o 14:18", "Πέμ 19 Μαρτίου στις 14:18"}, at(now.AddDate(0, 0, 2)))
	requireTold(t, told{"Mon 17 March 2025, 14:18", "mån 17 mars 2025 kl. 14:18", "man. 17. marts 2025 kl. 14.18", "pon. 17 marca 2025 r. o 14:18", "Δευ 17 Μαρτίου 2025 στις 14:18"}, at(now.AddDate(-1, 0, 0)))
}

func TestLead_is_short_enough_for_the_margin(t *testing.T) {
	t.Parallel()
	zone := copenhagen(t)
	now := time.Date(2026, 3, 17, 14, 18, 0, 0, zone)
	lead := func(then time.Time) func(l *Localizer) string {
		return func(l *Localizer) string { return l.Lead(then, now) }
	}
	requireTold(t, told{"14:30", "14:30", "14.30", "14:30", "14:30"}, lead(now.Add(12*time.Minute)))
	requireTold(t, told{"Wed 14:18", "ons 14:18", "ons. 14.18", "śr. 14:18", "Τετ 14:18"}, lead(now.AddDate(0, 0, 1)))
	requireTold(t, told{"Wed 14:18", "ons 14:18", "ons. 14.18", "śr. 14:18", "Τετ 14:18"}, lead(now.AddDate(0, 0, -6)))
	requireTold(t, told{"24 Mar 14:18", "24 mars 14:18", "24. mar. 14.18", "24 mar 14:18", "24 Μαρ 14:18"}, lead(now.AddDate(0, 0, 7)))
	requireTold(t, told{"17 Mar 2027", "17 mars 2027", "17. mar. 2027", "17 mar 2027", "17 Μαρ 2027"}, lead(now.AddDate(1, 0, 0)))
}

func TestLeft_rounds_what_is_left_down(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 17, 14, 18, 0, 0, copenhagen(t))
	for _, c := range []struct {
		left time.Duration
		want told
	}{
		{-time.Hour, told{"now", "nu", "nu", "teraz", "τώρα"}},
		{59 * time.Second, told{"now", "nu", "nu", "teraz", "τώρα"}},
		{time.Minute, told{"in 1 min", "om 1 min", "om 1 min", "za 1 min", "σε 1 λ."}},
		{12*time.Minute + 59*time.Second, told{"in 12 min", "om 12 min", "om 12 min", "za 12 min", "σε 12 λ."}},
		{time.Hour - 1, told{"in 59 min", "om 59 min", "om 59 min", "za 59 min", "σε 59 λ."}},
		{time.Hour, told{"in 1 h", "om 1 h", "om 1 t", "za 1 h", "σε 1 ώ."}},
		{72 * time.Minute, told{"in 1 h 12 min", "om 1 h 12 min", "om 1 t 12 min", "za 1 h 12 min", "σε 1 ώ. 12 λ."}},
		{3 * time.Hour, told{"in 3 h", "om 3 h", "om 3 t", "za 3 h", "σε 3 ώ."}},
		{3*time.Hour + 1, told{"today", "i dag", "i dag", "dzisiaj", "σήμερα"}},
		{10 * time.Hour, told{"tomorrow", "i morgon", "i morgen", "jutro", "αύριο"}},
		{44 * time.Hour, told{"in 2 days", "om 2 dagar", "om 2 dage", "za 2 dni", "σε 2 ημέρες"}},
		{120 * time.Hour, told{"in 5 days", "om 5 dagar", "om 5 dage", "za 5 dni", "σε 5 ημέρες"}},
	} {
		requireTold(t, c.want, func(l *Localizer) string { return l.Left(now.Add(c.left), now) }, c.left)
	}
	late := now.Add(9 * time.Hour) // 23:18: in two hours it is tomorrow, and two hours say more
	require.Equal(t, "in 2 h", loud(t, EN).Left(late.Add(2*time.Hour), late))
}

func TestLate_rounds_lateness_up(t *testing.T) {
	t.Parallel()
	due := time.Date(2026, 3, 17, 14, 18, 0, 0, copenhagen(t))
	for _, c := range []struct {
		late time.Duration
		want told
	}{
		{0, told{"now", "nu", "nu", "teraz", "τώρα"}},
		{59 * time.Second, told{"now", "nu", "nu", "teraz", "τώρα"}},
		{time.Minute, told{"1 min late", "1 min sen", "1 min forsinket", "1 min po czasie", "1 λ. αργά"}},
		{4*time.Minute + 1, told{"5 min late", "5 min sen", "5 min forsinket", "5 min po czasie", "5 λ. αργά"}},
		{59*time.Minute + time.Second, told{"1 h late", "1 h sen", "1 t forsinket", "1 h po czasie", "1 ώ. αργά"}},
		{61 * time.Minute, told{"2 h late", "2 h sen", "2 t forsinket", "2 h po czasie", "2 ώ. αργά"}},
		{23*time.Hour + 1, told{"1 day late", "1 dag sen", "1 dag forsinket", "1 dzień po czasie", "1 ημέρα αργά"}},
		{24*time.Hour + 1, told{"2 days late", "2 dagar sen", "2 dage forsinket", "2 dni po czasie", "2 ημέρες αργά"}},
		{100 * time.Hour, told{"5 days late", "5 dagar sen", "5 dage forsinket", "5 dni po czasie", "5 ημέρες αργά"}},
	} {
		requireTold(t, c.want, func(l *Localizer) string { return l.Late(due, due.Add(c.late)) }, c.late)
	}
}

func TestEarly_rounds_what_was_to_spare_down(t *testing.T) {
	t.Parallel()
	due := time.Date(2026, 3, 17, 12, 58, 0, 0, copenhagen(t))
	early := func(d time.Duration) func(l *Localizer) string {
		return func(l *Localizer) string { return l.Early(due, due.Add(-d)) }
	}
	requireTold(t, told{"27 min early", "27 min före tiden", "27 min før tiden", "27 min przed czasem", "27 λ. νωρίτερα"}, early(27*time.Minute+59*time.Second))
	requireTold(t, told{"just in time", "precis i tid", "lige i tide", "w samą porę", "ακριβώς στην ώρα"}, early(59*time.Second))
}

func TestSpan_is_a_length_of_time_without_its_sign(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	span := func(d time.Duration) func(l *Localizer) string { return func(l *Localizer) string { return l.Span(d) } }
	requireTold(t, told{"under 1 min", "under 1 min", "under 1 min", "poniżej 1 min", "λιγότερο από 1 λ."}, span(59*time.Second))
	requireTold(t, told{"1 h 12 min", "1 h 12 min", "1 t 12 min", "1 h 12 min", "1 ώ. 12 λ."}, span(72*time.Minute+59*time.Second))
	requireTold(t, told{"1 h 12 min", "1 h 12 min", "1 t 12 min", "1 h 12 min", "1 ώ. 12 λ."}, span(-72*time.Minute))
	requireTold(t, told{"1 day", "1 dag", "1 dag", "1 dzień", "1 ημέρα"}, span(day+59*time.Minute))
	requireTold(t, told{"2 days 3 h", "2 dagar 3 h", "2 dage 3 t", "2 dni 3 h", "2 ημέρες 3 ώ."}, span(2*day+3*time.Hour))
}

func TestMargin_is_at_most_twelve_characters_for_three_months(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 17, 14, 18, 0, 0, copenhagen(t))
	speakers := map[Locale]*Localizer{}
	for _, locale := range Locales {
		speakers[locale] = loud(t, locale)
	}
	rapid.Check(t, func(r *rapid.T) {
		away := time.Duration(rapid.Int64Range(int64(-99*24*time.Hour), int64(99*24*time.Hour)).Draw(r, "away"))
		if rapid.Bool().Draw(r, "near") {
			away /= 200
		}
		for locale, l := range speakers {
			phrase := l.Margin(now.Add(away), now)
			if utf8.RuneCountInString(phrase) > 12 {
				r.Fatalf("%s says %q", locale, phrase)
			}
		}
	})
	margin := func(d time.Duration) func(l *Localizer) string {
		return func(l *Localizer) string { return l.Margin(now.Add(d), now) }
	}
	requireTold(t, told{"in 12 min", "om 12 min", "om 12 min", "za 12 min", "σε 12 λ."}, margin(12*time.Minute))
	requireTold(t, told{"1 h 12 min", "1 h 12 min", "1 t 12 min", "1 h 12 min", "1 ώ. 12 λ."}, margin(72*time.Minute))
	requireTold(t, told{"now", "nu", "nu", "teraz", "τώρα"}, margin(-59*time.Second))
	requireTold(t, told{"5 min late", "5 min sen", "5 min over", "5 min po", "5 λ. αργά"}, margin(-5*time.Minute))
	requireTold(t, told{"2 h late", "2 h sen", "2 t over", "2 h po", "2 ώ. αργά"}, margin(-61*time.Minute))
	requireTold(t, told{"2 days late", "2 dagar sen", "2 dage over", "2 dni po", "2 ημ. αργά"}, margin(-25*time.Hour))
}

func TestTimes_are_told_in_the_zone_of_the_reader(t *testing.T) {
	t.Parallel()
	athens, err := time.LoadLocation("Europe/Athens")
	require.NoError(t, err)
	now := time.Date(2026, 3, 17, 22, 30, 0, 0, time.UTC) // half past midnight in Athens
	l := For(EN, athens)
	require.Equal(t, "00:30", l.Clock(now))
	require.Equal(t, "Wednesday 18 March", l.Day(now, now))
	require.Equal(t, "yesterday 23:00", l.At(now.Add(-90*time.Minute), now))
	require.Equal(t, "by today 23:30", l.By(now.Add(23*time.Hour), now))
	require.Equal(t, "by tomorrow 23:30", For(EN, nil).By(now.Add(25*time.Hour), now), "no zone is UTC")
}

func TestTimes_count_midnights_over_daylight_saving(t *testing.T) {
	t.Parallel()
	zone := copenhagen(t)
	l := For(EN, zone)
	saturday := time.Date(2026, 3, 28, 23, 30, 0, 0, zone) // the next day has 23 hours
	require.Equal(t, "by tomorrow 23:30", l.By(time.Date(2026, 3, 29, 23, 30, 0, 0, zone), saturday))
	require.Equal(t, "by Monday 00:15", l.By(time.Date(2026, 3, 30, 0, 15, 0, 0, zone), saturday))
	autumn := time.Date(2026, 10, 25, 0, 15, 0, 0, zone) // this day has 25 hours
	require.Equal(t, "today", l.Left(time.Date(2026, 10, 25, 23, 45, 0, 0, zone), autumn))
}
