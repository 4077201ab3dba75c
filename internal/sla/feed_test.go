package sla_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

func (d desk) setFeed(address string) error {
	id := d.only().ID
	return d.does(func(ctx context.Context, tx *pg.Tx) error { return sla.SetFeed(ctx, tx, d.boss, id, address, false) })
}

func (d desk) claim() (due []sla.DueFeed) {
	d.T.Helper()
	require.NoError(d.T, d.does(func(ctx context.Context, tx *pg.Tx) (err error) {
		due, err = sla.ClaimFeeds(ctx, tx, people.System, 10)
		return err
	}))
	return due
}

func (d desk) reads(f sla.DueFeed, days ...sla.Day) {
	d.T.Helper()
	require.NoError(d.T, d.does(func(ctx context.Context, tx *pg.Tx) error {
		_, err := sla.FeedRead(ctx, tx, people.System, f, days)
		return err
	}))
}

func TestFeed_closes_its_dates_and_is_read_again_on_the_next_day(t *testing.T) {
	t.Parallel()
	d := opened(t)
	require.NoError(t, d.setFeed("webcal://dates.example/all.ics?key=secret"))
	require.Equal(t, "https://dates.example/all.ics?key=secret", d.only().Feed.URL)
	due := d.claim()
	require.Len(t, due, 1)
	require.Empty(t, d.claim(), "nobody else takes it")

	feast := calendar.Date{Year: 2026, Month: time.December, Day: 7}
	d.reads(due[0], sla.Day{Date: feast, Name: "A feast"})
	c := d.only()
	require.Equal(t, 2, c.Version)
	require.NotNil(t, c.Feed.ReadAt)
	open, err := c.Calendar()
	require.NoError(t, err)
	require.Empty(t, open.OpenOn(feast))
	require.Empty(t, d.claim())
	d.At("Tue 10 Nov 10:01")
	due = d.claim()
	require.Len(t, due, 1)
	d.reads(due[0], sla.Day{Date: feast, Name: "A feast"})
	require.Equal(t, 2, d.only().Version, "the same dates make no version")

	versions, err := sla.Versions(t.Context(), d.DB, d.boss, c.ID)
	require.NoError(t, err)
	require.Empty(t, versions[0].By, "Kept itself")
	require.Equal(t, sla.FeedDay, versions[0].Changes[0].Source)

	var told string
	require.NoError(t, d.DB.QueryRow(t.Context(), `select string_agg(was || became, ' ') from audit where kind like 'calendar.%'`).Scan(&told))
	require.Contains(t, told, "dates.example")
	require.NotContains(t, told, "secret")

	require.NoError(t, d.setFeed(""))
	open, err = d.only().Calendar()
	require.NoError(t, err)
	require.NotEmpty(t, open.OpenOn(feast), "its dates go with it")
	require.Nil(t, d.only().Feed)
	d.reads(due[0], sla.Day{Date: feast})
	require.Equal(t, 3, d.only().Version, "a reading that comes too late changes nothing")
}

func TestFeed_that_fails_keeps_its_dates_and_says_why(t *testing.T) {
	t.Parallel()
	d := opened(t)
	require.NoError(t, d.setFeed("https://dates.example/all.ics"))
	due := d.claim()[0]
	feast := sla.Day{Date: calendar.Date{Year: 2026, Month: time.December, Day: 7}}
	d.reads(due, feast)
	d.At("Tue 10 Nov 10:01")
	require.Len(t, d.claim(), 1)
	require.NoError(t, d.does(func(ctx context.Context, tx *pg.Tx) error {
		return sla.FeedFailed(ctx, tx, people.System, due, sla.FeedAway)
	}))
	c := d.only()
	require.Equal(t, sla.FeedAway, c.Feed.Fault)
	require.Equal(t, 2, c.Version)
	require.Empty(t, d.claim())
	d.At("Tue 10 Nov 11:02")
	require.Len(t, d.claim(), 1, "it is tried again within the hour")

	var year []sla.Day
	for at := time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2029; at = at.AddDate(0, 0, 1) {
		year = append(year, sla.Day{Date: calendar.DateOf(at)})
	}
	d.reads(due, year...)
	require.Equal(t, sla.FeedClosed, d.only().Feed.Fault, "nobody outside closes the desk for good")
	require.Equal(t, 2, d.only().Version)
	var many []sla.Day
	for at := time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC); len(many) <= sla.MostDays; at = at.AddDate(0, 0, 2) {
		many = append(many, sla.Day{Date: calendar.DateOf(at)})
	}
	d.reads(due, many...)
	require.Equal(t, sla.FeedLarge, d.only().Feed.Fault, "of too many days it is said that they are too many")

	require.NoError(t, d.setFeed("https://dates.example/all.ics"))
	require.Empty(t, d.only().Feed.Fault)
	require.Len(t, d.claim(), 1, "asked for again, it is read at once")
	for _, bad := range []string{"ftp://dates.example/", "file:///etc/passwd", "https://", "dates.example", "https://a:b@dates.example/", "javascript:alert(1)"} {
		got, field := key(t, d.setFeed(bad))
		require.Equal(t, "calendars.fault.url", got, bad)
		require.Equal(t, "url", field)
	}
}

func TestFeed_that_leads_into_a_house_is_refused_when_it_is_set(t *testing.T) {
	t.Parallel()
	d := opened(t)
	require.NoError(t, d.setFeed("https://dates.example/all.ics"))
	for _, inside := range []string{
		"http://127.0.0.1/all.ics", "http://10.0.0.1/", "http://[::1]:8080/", "http://localhost/all.ics", "http://169.254.169.254/latest",
		"http://[::ffff:10.0.0.1]/", "http://[fe80::1%25eth0]/", "http://LOCALHOST./", "http://127.1/", "webcal://192.168.1.1/all.ics",
	} {
		got, field := key(t, d.setFeed(inside))
		require.Equal(t, "calendars.feed.private", got, inside)
		require.Equal(t, "url", field)
		require.Equal(t, "https://dates.example/all.ics", d.only().Feed.URL, "what stood stays")
	}
	require.NoError(t, d.setFeed("WEBCAL://dates.example/All.ics"))
	require.Equal(t, "https://dates.example/All.ics", d.only().Feed.URL)
}
