package office

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

const oneDay = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20301224\r\nSUMMARY:Inventory\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// follows does what is left of the newest act, and reports whether the ticket is under other rules by it.
func (o *office) follows(id ticket.ID, was sla.VersionID) (now sla.VersionID) {
	o.T.Helper()
	var act ticket.BulkID
	require.NoError(o.T, o.DB.QueryRow(o.T.Context(), `select coalesce(max(id), 0) from bulk_acts`).Scan(&act))
	if act != 0 {
		o.stepped(act)
	}
	return o.Ticket(id).PolicyVersionID
}

func TestCalendar_files_and_dates_taken_out_are_for_the_open_tickets_too_where_that_is_asked(t *testing.T) {
	t.Parallel()
	o := opened(t)
	_, at := o.calendar()
	id := o.Asks(o.Hanna, "Inget internet")
	first := o.Ticket(id).PolicyVersionID
	form := o.as(o.Karin).Open(at).Says("Also for the 1 open ticket").Form("file-form").Attach("file", "days.ics", []byte(oneDay))
	form.Press("Take its days")
	require.Equal(t, first, o.follows(id, first), "for new tickets only, unless somebody says otherwise")
	other := o.as(o.Karin).Open(at).Form("file-form").Choose("for", "open").Attach("file", "days.ics", []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
	other.Press("Take its days").Refuses(422)
	require.Equal(t, first, o.follows(id, first), "nothing is half saved")
	taken := o.as(o.Karin).Open(at).Form("file-form").Choose("for", "open").Attach("file", "days.ics", []byte(oneDay)).Press("Take its days")
	require.Equal(t, "/desk/acts/1", taken.Address)
	second := o.follows(id, first)
	require.NotEqual(t, first, second)
	o.as(o.Karin).Open(at).Says("Open tickets that follow", "the promise rules: 1 ticket", "done")

	o.as(o.Karin).Open(at).Form("removals-ahead").Choose("for", "open")
	removal := url.Values{"date": {"file:2030-12-24"}, "for": {"open"}}
	o.as(o.Karin).Send(http.MethodPost, at+"/date-removals", "application/x-www-form-urlencoded", strings.NewReader(removal.Encode()))
	require.NotEqual(t, second, o.follows(id, second))
}

func TestCalendar_feed_is_for_the_open_tickets_too_whenever_it_changes_something(t *testing.T) {
	t.Parallel()
	o := opened(t)
	c, at := o.calendar()
	id := o.Asks(o.Hanna, "Inget internet")
	first := o.Ticket(id).PolicyVersionID
	o.as(o.Karin).Open(at).Form("feed-form").Fill("url", "https://dates.example/all.ics").Choose("for", "open").Press("Read it every day")
	require.Equal(t, first, o.follows(id, first), "nothing was read yet")
	read := func(days ...sla.Day) {
		o.Do(func(ctx context.Context, tx *pg.Tx) error {
			if err := tx.ReadClock(ctx); err != nil {
				return err
			}
			asked, err := sla.FeedRead(ctx, tx, people.System, sla.DueFeed{ID: c.ID, URL: "https://dates.example/all.ics"}, days)
			if err != nil || asked == 0 {
				return err
			}
			return ticket.FollowFeed(ctx, tx, people.System, c.ID, asked)
		})
	}
	day := sla.Day{Date: calendar.Date{Year: 2026, Month: time.December, Day: 7}, Name: "A feast"}
	read(day)
	second := o.follows(id, first)
	require.NotEqual(t, first, second)
	read(day)
	require.Equal(t, second, o.follows(id, second), "the same dates change nothing")

	require.NoError(t, o.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set role = 'agent' where id = $1`, o.Karin.ID)
		return err
	}))
	read()
	require.Equal(t, second, o.follows(id, second), "who is no admin any more has asked in vain")
	require.NoError(t, o.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set role = 'admin' where id = $1`, o.Karin.ID)
		return err
	}))
	o.as(o.Karin).Open(at).Form("feed-end").Choose("for", "open").Press("Read it no more")
	require.NotEqual(t, second, o.follows(id, second))
}

func TestCalendar_of_several_rules_shows_the_act_of_each(t *testing.T) {
	t.Parallel()
	o := opened(t)
	c, at := o.calendar()
	o.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		d := sla.Draft{
			Name: "In Swedish", Calendar: int64(c.ID), Rules: sla.DefaultRules(), Why: "They have their own.",
			Conditions: sla.Conditions{{Subject: sla.ByLanguage, Values: []string{"sv"}}},
		}
		for i := range d.Rules.Answer {
			d.Rules.Answer[i] = d.Rules.AnswerWithin
		}
		_, err := sla.Add(ctx, tx, o.Karin.Acting(), d)
		return err
	})
	o.Asks(o.Hanna, "No internet")
	o.Asks(o.Goran, "Inget internet")
	page := o.as(o.Karin).Open(at).Form("day-form").Fill("from", "2030-12-24").Choose("for", "open").Press("Add the date")
	require.Contains(t, page.Address, at)
	page.Says("Open tickets that follow", "the promise rules: 1 ticket", "In Swedish: 1 ticket", "under way")
	require.Contains(t, page.Body, `href="/desk/acts/1"`)
	require.Contains(t, page.Body, `href="/desk/acts/2"`)
}
