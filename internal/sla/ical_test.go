package sla_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/sla"
)

var readAt = time.Date(2026, time.November, 9, 10, 0, 0, 0, time.UTC)

// file is a calendar file with some events.
func file(events ...string) []byte {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"}
	for _, e := range events {
		lines = append(lines, "BEGIN:VEVENT", "UID:"+e[:8]+"@test", "DTSTAMP:20260101T000000Z")
		lines = append(lines, strings.Split(e, "|")...)
		lines = append(lines, "END:VEVENT")
	}
	return []byte(strings.Join(append(lines, "END:VCALENDAR", ""), "\r\n"))
}

func days(t *testing.T, content []byte) (all []string) {
	t.Helper()
	found, err := sla.ReadDays(content, readAt)
	require.NoError(t, err)
	for _, d := range found {
		all = append(all, strings.TrimSpace(d.Date.String()+" "+d.Name))
	}
	return all
}

func TestReadDays_takes_whole_days_and_no_meetings(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"2026-12-24 Stocktaking, all day", "2026-12-28", "2026-12-29", "2026-12-30 Two", "2026-12-31 Two"}, days(t, file(
		"DTSTART;VALUE=DATE:20261224|SUMMARY:Stocktaking\\, all|  day",
		"DTSTART;TZID=Europe/Athens:20261223T090000|DTEND;TZID=Europe/Athens:20261223T100000|SUMMARY:A meeting",
		"DTSTART;VALUE=DATE:20261228|DTEND;VALUE=DATE:20261230",
		"DTSTART;VALUE=DATE:20261230|DURATION:P2D|SUMMARY:Two",
		"DTSTART;VALUE=DATE:20261222|STATUS:CANCELLED|SUMMARY:Called off",
		"DTSTART;VALUE=DATE:20190101|SUMMARY:Long ago",
		"DTSTART;VALUE=DATE:20261228|SUMMARY:A second word on that date",
	)))
}

func TestReadDays_follows_rules_lists_and_what_is_left_out(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"2025-05-17", "2026-05-17", "2027-05-17", "2028-05-17", "2030-05-17", "2031-05-17"}, days(t, file(
		"DTSTART;VALUE=DATE:19000517|RRULE:FREQ=YEARLY|EXDATE;VALUE=DATE:20290517")))
	require.Equal(t, []string{"2026-11-27", "2027-11-26"}, days(t, file(
		"DTSTART;VALUE=DATE:20261127|RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4FR;COUNT=2")))
	require.Equal(t, []string{"2026-01-05", "2026-02-03", "2026-03-04"}, days(t, file(
		"DTSTART;VALUE=DATE:20260105|RDATE;VALUE=DATE:20260203,20260304")))
	require.Equal(t, []string{"2026-01-05"}, days(t, file("DTSTART;VALUE=DATE:20260105|RRULE:FREQ=SECONDLY")), "only its own date")
}

func TestReadDays_moves_and_calls_off_one_date_of_a_rule(t *testing.T) {
	t.Parallel()
	event := func(uid, lines string) string {
		return "BEGIN:VEVENT|UID:" + uid + "|DTSTAMP:20260101T000000Z|" + lines + "|END:VEVENT|"
	}
	content := "BEGIN:VCALENDAR|VERSION:2.0|PRODID:-//test//EN|" +
		event("weekly", "DTSTART;VALUE=DATE:20261123|SUMMARY:Inventory|RRULE:FREQ=WEEKLY;COUNT=4") +
		event("weekly", "RECURRENCE-ID;VALUE=DATE:20261130|DTSTART;VALUE=DATE:20261202|SUMMARY:Inventory later") +
		event("weekly", "RECURRENCE-ID;VALUE=DATE:20261207|DTSTART;VALUE=DATE:20261207|STATUS:CANCELLED|SUMMARY:Inventory") +
		event("other", "DTSTART;VALUE=DATE:20261207|SUMMARY:Something else|RRULE:FREQ=YEARLY;COUNT=1") +
		event("early", "RECURRENCE-ID:20261224T000000Z|DTSTART;VALUE=DATE:20261223|SUMMARY:The day before") +
		event("early", "DTSTART;VALUE=DATE:20251224|SUMMARY:Eve|RRULE:FREQ=YEARLY;COUNT=3") +
		"END:VCALENDAR|"
	require.Equal(t, []string{
		"2025-12-24 Eve", "2026-11-23 Inventory", "2026-12-02 Inventory later", "2026-12-07 Something else",
		"2026-12-14 Inventory", "2026-12-23 The day before", "2027-12-24 Eve",
	}, days(t, []byte(strings.ReplaceAll(content, "|", "\r\n"))))
}

func TestReadDays_reads_rules_that_no_program_writes_fast_and_without_harm(t *testing.T) {
	t.Parallel()
	figures := func(n int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = strconv.Itoa(i)
		}
		return strings.Join(all, ",")
	}
	everySecond := "BYHOUR=" + figures(24) + ";BYMINUTE=" + figures(60) + ";BYSECOND=" + figures(60)
	for rule, want := range map[string][]string{
		"FREQ=YEARLY;" + everySecond:                         {"2026-01-05", "2027-01-05", "2028-01-05", "2029-01-05", "2030-01-05", "2031-01-05"},
		"FREQ=DAILY;COUNT=2;" + everySecond:                  {"2026-01-05", "2026-01-06"},
		"FREQ=MONTHLY;INTERVAL=9223372036854775807":          {"2026-01-05"}, // only its own date
		"FREQ=WEEKLY;INTERVAL=1317624576693539402":           {"2026-01-05"},
		"FREQ=YEARLY;INTERVAL=-1":                            {"2026-01-05"},
		"FREQ=YEARLY;BYEASTER=9223372036854775807":           {"2026-01-05"},
		"FREQ=YEARLY;BYYEARDAY=-9223372036854775808":         {"2026-01-05"},
		"FREQ=MONTHLY;BYMONTHDAY=-9223372036854775808":       {"2026-01-05"},
		"FREQ=YEARLY;BYSETPOS=9223372036854775807;BYDAY=1MO": {"2026-01-05"},
		"FREQ=YEARLY;BYDAY=-999999999MO":                     {"2026-01-05"},
	} {
		require.Equal(t, want, days(t, file("DTSTART;VALUE=DATE:20260105|RRULE:"+rule)), rule)
	}
	many := make([]string, 0, 25) // each is looked for until the year 9999
	for range 25 {
		many = append(many, "DTSTART;VALUE=DATE:20260105|RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
	}
	_, err := sla.ReadDays(file(many...), readAt)
	require.ErrorIs(t, err, sla.ErrManyDays)
}

func TestReadDays_breaks_over_no_figure(t *testing.T) {
	t.Parallel()
	var rules []string
	for _, freq := range []string{"YEARLY", "YEARLY;BYMONTH=1", "YEARLY;BYMONTH=2,12", "YEARLY;BYWEEKNO=1", "MONTHLY", "MONTHLY;BYMONTH=1", "WEEKLY", "DAILY"} {
		for n := -60; n <= 60; n++ {
			rules = append(rules, "FREQ="+freq+";BYDAY="+strconv.Itoa(n)+"MO")
		}
	}
	for n := -400; n <= 400; n++ {
		rules = append(rules, "FREQ=YEARLY;BYEASTER="+strconv.Itoa(n))
		if n%100 == 0 { // these are slow
			rules = append(rules, "FREQ=MONTHLY;BYEASTER="+strconv.Itoa(n), "FREQ=WEEKLY;BYEASTER="+strconv.Itoa(n), "FREQ=DAILY;BYEASTER="+strconv.Itoa(n))
		}
	}
	for _, rule := range rules {
		for _, from := range []string{"20260105", "20271231", "20280229"} {
			var found []sla.Day
			var err error
			require.NotPanics(t, func() { found, err = sla.ReadDays(file("DTSTART;VALUE=DATE:"+from+"|RRULE:"+rule), readAt) }, rule)
			require.NoError(t, err, "%s from %s", rule, from) // a rule that cannot be read leaves the event's own date
			require.NotEmpty(t, found, rule)
		}
	}
	require.Equal(t, []string{"2026-01-05", "2026-12-28", "2027-12-27", "2028-12-25", "2029-12-31", "2030-12-30", "2031-12-29"},
		days(t, file("DTSTART;VALUE=DATE:20260105|RRULE:FREQ=YEARLY;BYDAY=-1MO")))
	require.Equal(t, []string{"2026-01-05", "2026-06-01", "2027-05-24", "2028-06-12", "2029-05-28", "2030-06-17", "2031-06-09"},
		days(t, file("DTSTART;VALUE=DATE:20260105|RRULE:FREQ=YEARLY;BYEASTER=57")))
}

func TestReadDays_refuses_what_is_no_calendar_or_too_much(t *testing.T) {
	t.Parallel()
	for _, bad := range [][]byte{nil, []byte("<html>sign in</html>"), []byte("BEGIN:VCALENDAR\r\n"), {0xff, 0xfe, 0}, []byte("BEGIN:VCARD\r\nEND:VCARD\r\n")} {
		_, err := sla.ReadDays(bad, readAt)
		require.ErrorIs(t, err, sla.ErrNoCalendar, "%q", bad)
	}
	_, err := sla.ReadDays(file("DTSTART:20261223T090000Z|SUMMARY:A meeting"), readAt)
	require.ErrorIs(t, err, sla.ErrNoDays)
	_, err = sla.ReadDays(make([]byte, sla.MaxFile+1), readAt)
	require.ErrorIs(t, err, sla.ErrManyDays)
	many := make([]string, 0, 600)
	for range 600 {
		many = append(many, "DTSTART;VALUE=DATE:20260105|RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
	}
	_, err = sla.ReadDays(file(many...), readAt)
	require.ErrorIs(t, err, sla.ErrManyDays)
	long, err := sla.ReadDays(file("DTSTART;VALUE=DATE:20261224|SUMMARY:"+strings.Repeat("Ω", 300)), readAt)
	require.NoError(t, err)
	require.Len(t, []rune(long[0].Name), sla.MaxDayName)
}
