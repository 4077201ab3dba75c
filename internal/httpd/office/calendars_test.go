package office

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

// calendar is the page of the desk's one calendar, and its address.
func (o office) calendar() (sla.Calendar, string) {
	o.T.Helper()
	all, err := sla.Calendars(o.T.Context(), o.DB, people.Actor{ID: o.Karin.ID, Role: people.Admin})
	require.NoError(o.T, err)
	return all[0], "/office/calendars/" + digits(int64(all[0].ID))
}

func TestCalendar_changes_hold_for_new_tickets_and_say_who_when_and_why(t *testing.T) {
	t.Parallel()
	o := opened(t)
	_, at := o.calendar()
	old := o.Ticket(o.Asks(o.Hanna, "Inget internet"))
	o.as(o.Karin).Open(at).Form("calendar-form").Fill("day5", "09:00–12:00, 18:00–02:00").Choose("region", "DK").Fill("reason", "Friday nights").Press("Save the calendar")
	o.as(o.Karin).Open(at).Says("Version 2", "Friday nights", o.Karin.Name, "Friday: 09:00–17:00 → 09:00–12:00, 18:00–02:00", "Public holidays: No holidays → Denmark", "Good Friday")
	require.Equal(t, old.PolicyVersionID, o.Ticket(old.ID).PolicyVersionID)
	require.NotEqual(t, old.PolicyVersionID, o.Ticket(o.Asks(o.Hanna, "Igen")).PolicyVersionID)
	o.as(o.Karin).Open("/office/audit").Says(o.Karin.Name+" changed a calendar.", "holidays: Denmark")
	now, _ := o.calendar()
	require.Equal(t, "default", now.Name, "its name in every language is not a new name")

	for wrong, said := range map[string]string{
		"17:00–09:00":              "Are the two times the wrong way round?",
		"09:00–13:00, 12:00–17:00": "Write hours as 09:00–17:00, in their order, or nothing.",
		"22:00–10:00":              "The night before ends after these hours begin.",
	} {
		o.as(o.Karin).Open(at).Form("calendar-form").Fill("day1", wrong).Press("Save the calendar").Refuses(http.StatusUnprocessableEntity, said)
	}
	stale := o.as(o.Karin).Open(at).Form("calendar-form")
	o.as(o.Karin).Open(at).Form("calendar-form").Fill("day1", "10:00–11:00").Press("Save the calendar")
	stale.Fill("day2", "10:00–11:00").Press("Save the calendar").Refuses(http.StatusConflict, "Somebody else has changed this calendar meanwhile.")
}

func TestCalendar_changes_are_for_the_open_tickets_too_where_that_is_asked(t *testing.T) {
	t.Parallel()
	o := opened(t)
	_, at := o.calendar()
	id := o.Asks(o.Hanna, "Inget internet")
	was := o.Ticket(id).PolicyVersionID
	o.as(o.Karin).Open(at).Says("For which tickets", "New tickets only", "The 1 open one too").
		Form("calendar-form").Fill("day1", "wrong").Choose("for", "open").Press("Save the calendar").Refuses(http.StatusUnprocessableEntity, "Write hours as")
	p := o.as(o.Karin).Open(at).Form("day-form").Fill("from", "2030-12-24").Choose("for", "open").Press("Add the date")
	require.Equal(t, "/desk/acts/1", p.Address, "where it says how far it is")
	o.stepped(1)
	dated := o.Ticket(id).PolicyVersionID
	require.NotEqual(t, was, dated)
	require.Len(t, o.Events(id, event.RulesChanged), 1)

	o.as(o.Karin).Open(at).Form("calendar-form").Fill("day1", "08:00–18:00").Press("Save the calendar")
	require.Equal(t, dated, o.Ticket(id).PolicyVersionID, "for new tickets only, unless somebody says otherwise")
	p = o.as(o.Karin).Open(at).Form("calendar-form").Choose("for", "open").Press("Save the calendar")
	require.Equal(t, "/desk/acts/2", p.Address, "also later, with nothing else changed")
	o.stepped(2)
	require.Equal(t, o.Ticket(o.Asks(o.Hanna, "Igen")).PolicyVersionID, o.Ticket(id).PolicyVersionID)
}

// stepped does all that is left of an act over many tickets.
func (o *office) stepped(act ticket.BulkID) {
	o.T.Helper()
	for more := true; more; {
		o.Do(func(ctx context.Context, tx *pg.Tx) error {
			step, err := ticket.StepBulk(ctx, tx, people.System, act)
			more = step.More
			return err
		})
	}
}

func TestCalendar_tries_out_what_some_hours_come_to(t *testing.T) {
	t.Parallel()
	o := opened(t)
	_, at := o.calendar()
	o.as(o.Karin).Open(at+"?at=2026-11-13T16:30&count=2").Says("Fri 16:30 + 2 h → Mon 10:30; closed Fri 17:00 – Mon 09:00", "Monday 16 November, 10:30", "Fri 13 Nov, 16:30–17:00 30 min", "Mon 16 Nov, 09:00–10:30 1 h 30 min")
	o.as(o.Karin).Open(at+"?at=2026-11-13T16:30&count=40").Says("and 3 more times", "Together 40 h")
	for _, wrong := range []string{"?at=&count=4", "?at=2026-13-40T09:00&count=4", "?at=2026-11-13T16:30&count=-1", "?at=2026-11-13T16:30&count=many", "?at=2026-11-13T16:30&count=1e9", "?at=2026-11-13T16:30&count=NaN"} {
		o.as(o.Karin).Open(at + wrong).Says("One thing needs a change.")
	}
}

func TestCalendars_are_added_dated_and_removed(t *testing.T) {
	t.Parallel()
	o := opened(t)
	main, at := o.calendar()
	o.as(o.Karin).Open("/office/calendars").Form("calendar-form").Fill("name", "Piraeus shop").Choose("zone", "Europe/Athens").Choose("region", "GR").Press("Add a calendar")
	o.as(o.Karin).Open("/office/calendars").Says("Piraeus shop", "nothing counts by it yet", "counts for: the promise rules")
	o.as(o.Karin).Open("/office/calendars").Form("calendar-form").Fill("name", "piraeus SHOP").Press("Add a calendar").Refuses(http.StatusUnprocessableEntity, "Another calendar is called “piraeus SHOP”.")
	athens := "/office/calendars/" + digits(int64(main.ID)+1)
	o.as(o.Karin).Open(athens).Form("day-form").Fill("from", "2026-12-28").Fill("until", "2026-12-30").Fill("hours", "10-14").Fill("day_name", "Between the years").Press("Add the date").Says("Between the years")
	o.as(o.Karin).Open(athens).Says("Mon 28 Dec 2026", "Between the years", "10:00–14:00", "Easter Monday")
	o.as(o.Karin).Open(athens).Form("day-form").Fill("from", "2026-12-28").Fill("until", "2026-12-01").Press("Add the date").Refuses(http.StatusUnprocessableEntity, "Give a date that is not before the first.")
	o.as(o.Karin).Open(athens).Form("day-form").Fill("from", "2026-12-28").Fill("hours", "22:00–02:00").Press("Add the date").Refuses(http.StatusUnprocessableEntity, "they end by 24:00")
	o.as(o.Karin).Open(athens).Form("end-form").Press("Remove the calendar")
	o.as(o.Karin).Open(at).Says("Promises are counted by it: the promise rules.")
	o.as(o.Karin).Open("/office/calendars").Says("Opening hours").Lacks("Piraeus")
}

func TestCalendar_is_not_called_as_the_first_one_is_in_any_language(t *testing.T) {
	t.Parallel()
	o := opened(t)
	main, _ := o.calendar()
	for _, name := range []string{"Opening hours", "opening HOURS", "Åbningstider", "Ωράριο"} {
		form := o.as(o.Karin).Open("/office/calendars").Form("calendar-form").Fill("name", name)
		form.Press("Add a calendar").Refuses(http.StatusUnprocessableEntity, "Another calendar is called “"+name+"”.").Lacks("“default”")
	}
	o.as(o.Karin).Open("/office/calendars").Form("calendar-form").Fill("name", "Piraeus shop").Press("Add a calendar")
	shop := o.as(o.Karin).Open("/office/calendars/"+digits(int64(main.ID)+1)).Form("calendar-form").Fill("name", "Opening hours")
	shop.Press("Save").Refuses(http.StatusUnprocessableEntity, "Another calendar is called “Opening hours”.").Lacks("“default”")
}

func TestCalendar_date_of_ones_own_goes_without_the_files(t *testing.T) {
	t.Parallel()
	o := opened(t)
	_, at := o.calendar()
	o.as(o.Karin).Open(at).Form("file-form").Attach("file", "days.ics", []byte(oneDay)).Press("Take its days")
	o.as(o.Karin).Open(at).Form("day-form").Fill("from", "2030-12-24").Fill("hours", "10-12").Fill("day_name", "Our own").Press("Add the date")
	send := func(date string) *visitor.Page {
		return o.as(o.Karin).Send(http.MethodPost, at+"/date-removals", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"date": {date}}.Encode()))
	}
	send("feed:2030-12-24").Refuses(http.StatusUnprocessableEntity, "This date comes from an address that is read every day")
	for _, bad := range []string{"2030-12-24", "", ":", "own:", "own:never", "theirs:2030-12-24", "\x00:2030-12-24"} {
		send(bad).Refuses(http.StatusUnprocessableEntity, "Choose a date from the list.")
	}
	now, _ := o.calendar()
	require.Len(t, now.Days, 3)
	send("own:2030-12-24")
	now, _ = o.calendar()
	require.Len(t, now.Days, 2)
	require.Equal(t, sla.FileDay, now.Days[1].Source)
	require.Contains(t, o.as(o.Karin).Open(at).Body, `value="file:2030-12-24"`)
}

func TestCalendar_feed_is_set_shown_and_ended(t *testing.T) {
	t.Parallel()
	o := opened(t)
	_, at := o.calendar()
	o.as(o.Karin).Open(at).Form("feed-form").Fill("url", "file:///etc/passwd").Press("Read it every day").Refuses(http.StatusUnprocessableEntity, "Write an address as https://example.com/holidays.ics")
	refused := o.as(o.Karin).Open(at).Form("feed-form").Fill("url", "http://169.254.169.254/all.ics").Press("Read it every day")
	refused.Refuses(http.StatusUnprocessableEntity, "Address of a calendar: That address leads into a house’s own network.")
	require.Equal(t, "http://169.254.169.254/all.ics", refused.Form("feed-form").Value("url"))
	now, _ := o.calendar()
	require.Nil(t, now.Feed, "nothing half saved")
	o.as(o.Karin).Open(at).Form("feed-form").Fill("url", "WEBCAL://dates.example/all.ics").Press("Read it every day")
	o.as(o.Karin).Open(at).Says("It is read within a minute.")
	_, err := o.DB.Pool().Exec(t.Context(), `update calendar_feeds set fault = 'private', tried_at = kept_now()`)
	require.NoError(t, err)
	o.as(o.Karin).Open(at).Says("That address leads into a house’s own network.")
	o.as(o.Karin).Open("/office/calendars").Says("cannot be read")
	o.as(o.Karin).Open(at).Form("feed-end").Press("Read it no more")
	now, _ = o.calendar()
	require.Nil(t, now.Feed)
}

func TestCalendar_file_closes_its_days_and_another_takes_its_place(t *testing.T) {
	t.Parallel()
	o := opened(t)
	_, at := o.calendar()
	send := func(content string) *visitor.Page {
		return o.as(o.Karin).Open(at).Form("file-form").Attach("file", "days.ics", []byte(content)).Press("Take its days")
	}
	event := func(day, name string) string {
		return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:" + day + "\r\nSUMMARY:" + name + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	}
	send(event("20261207", "Harbour feast")).Says("Harbour feast", "from a file", "Mon 7 Dec 2026")
	send(event("20261208", "Quay feast")).Says("Quay feast").Lacks("Mon 7 Dec 2026 Harbour feast")
	send(event("20261209", "Cut off")[:120]).Refuses(http.StatusUnprocessableEntity, "This calendar file is damaged or cut off.")
	o.as(o.Karin).Open(at).Form("file-form").Press("Take its days").Refuses(http.StatusUnprocessableEntity, "Choose a file first.")
	send("<html>").Refuses(http.StatusUnprocessableEntity, "This is no calendar file.")
	send(event("20101208", "Long ago")).Refuses(http.StatusUnprocessableEntity, "No whole day of these years stands in this file.")
	send(strings.Repeat("x", sla.MaxFile+1)).Refuses(http.StatusUnprocessableEntity, "This file is too large")
	send(strings.Repeat("x", 5<<20)).Refuses(http.StatusUnprocessableEntity, "This file is too large")
	now, _ := o.calendar()
	require.Equal(t, 3, now.Version)
}
