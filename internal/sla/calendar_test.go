package sla_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// desk is the cast's stage, with its one calendar.
type desk struct {
	*cast.Stage
	boss people.Actor
}

func opened(t *testing.T) desk {
	t.Helper()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	return desk{s, people.Actor{ID: s.Karin.ID, Role: people.Admin}}
}

// does makes a change and returns its error.
func (d desk) does(f func(ctx context.Context, tx *pg.Tx) error) error {
	d.T.Helper()
	return d.DB.Do(d.T.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		return f(ctx, tx)
	})
}

func (d desk) only() sla.Calendar {
	d.T.Helper()
	all, err := sla.Calendars(d.T.Context(), d.DB, d.boss)
	require.NoError(d.T, err)
	require.Len(d.T, all, 1)
	return all[0]
}

// draft is the form of a calendar as it was filled.
func draft(c sla.Calendar) sla.CalendarDraft {
	return sla.CalendarDraft{Name: c.Name, Zone: c.Zone, Week: c.Week, Region: c.Region, Was: c.Version}
}

func (d desk) changes(draft sla.CalendarDraft) error {
	id := d.only().ID
	return d.does(func(ctx context.Context, tx *pg.Tx) error { return sla.ChangeCalendar(ctx, tx, d.boss, id, draft) })
}

// key is what a fault says, at which field.
func key(t *testing.T, err error) (string, string) {
	t.Helper()
	faults := fault.Of(err)
	require.NotEmpty(t, faults, "%v", err)
	return faults[0].Key, faults[0].Field
}

func span(from, to int) calendar.Span { return calendar.Span{From: from * 60, To: to * 60} }

func TestChangeCalendar_makes_a_version_that_new_tickets_are_promised_by(t *testing.T) {
	t.Parallel()
	d := opened(t)
	old, err := sla.Default(t.Context(), d.DB)
	require.NoError(t, err)
	form := draft(d.only())
	form.Name, form.Region, form.Reason = "The office", calendar.Denmark, "We are in Denmark"
	form.Week[time.Friday] = []calendar.Span{span(9, 12), span(13, 15)}
	form.Week[time.Saturday] = []calendar.Span{span(22, 2)}
	require.NoError(t, d.changes(form))

	now := d.only()
	require.Equal(t, "The office", now.Name)
	require.Equal(t, 2, now.Version)
	require.Equal(t, form.Week, now.Week)
	require.NotEmpty(t, now.Days, "its dates stay")
	id, err := sla.Default(t.Context(), d.DB)
	require.NoError(t, err)
	require.Greater(t, id, old)
	terms, err := sla.Terms(t.Context(), d.DB, id, sla.Normal)
	require.NoError(t, err)
	require.Empty(t, terms.Calendar.OpenOn(calendar.Date{Year: 2027, Month: time.March, Day: 26}), "Good Friday")
	require.Len(t, terms.Calendar.OpenOn(calendar.Date{Year: 2026, Month: time.November, Day: 15}), 1, "what is left of the night")
	before, err := sla.Terms(t.Context(), d.DB, old, sla.Normal)
	require.NoError(t, err)
	require.NotEmpty(t, before.Calendar.OpenOn(calendar.Date{Year: 2027, Month: time.March, Day: 26}), "history keeps what was in force")
	require.Equal(t, before.FirstReply, terms.FirstReply)
	require.Equal(t, before.Ladder, terms.Ladder)

	versions, err := sla.Versions(t.Context(), d.DB, d.boss, now.ID)
	require.NoError(t, err)
	require.Len(t, versions, 2)
	require.Equal(t, d.Karin.Name, versions[0].By)
	require.Equal(t, "We are in Denmark", versions[0].Reason)
	require.Equal(t, []sla.CalendarDifference{
		{Of: sla.OfWeek, Weekday: time.Friday, Was: "09:00–17:00", Became: "09:00–12:00, 13:00–15:00"},
		{Of: sla.OfWeek, Weekday: time.Saturday, Became: "22:00–02:00"},
		{Of: sla.OfRegion, Became: "DK"},
	}, versions[0].Changes)
	require.Nil(t, versions[1].Changes)

	require.NoError(t, d.changes(draft(now)))
	require.Equal(t, 2, d.only().Version, "nothing changed, no version")
}

func TestChangeCalendar_refuses_what_no_promise_could_be_counted_by(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for _, test := range []struct {
		name, key, field string
		spoil            func(*sla.CalendarDraft)
	}{
		{"never open", "settings.fault.never_open", "", func(f *sla.CalendarDraft) { f.Week = calendar.Week{} }},
		{"a zone that does not exist", "fault.zone", "zone", func(f *sla.CalendarDraft) { f.Zone = "Europe/Atlantis" }},
		{"the machine's own zone", "fault.zone", "zone", func(f *sla.CalendarDraft) { f.Zone = "Local" }},
		{"hours that overlap", "calendars.fault.overlap", "day1", func(f *sla.CalendarDraft) { f.Week[1] = []calendar.Span{span(9, 13), span(12, 17)} }},
		{"hours the wrong way round", "calendars.fault.inverted", "day2", func(f *sla.CalendarDraft) { f.Week[2] = []calendar.Span{span(17, 9)} }},
		{"a night that runs into the next day's hours", "calendars.fault.night", "day3", func(f *sla.CalendarDraft) { f.Week[2] = []calendar.Span{span(22, 10)} }},
		{"a region that is not known", "calendars.fault.region", "region", func(f *sla.CalendarDraft) { f.Region = "XX" }},
		{"no name", "fault.required", "name", func(f *sla.CalendarDraft) { f.Name = " " }},
		{"what somebody else has changed meanwhile", "calendars.fault.changed", "", func(f *sla.CalendarDraft) { f.Was = 7 }},
	} {
		form := draft(d.only())
		test.spoil(&form)
		got, field := key(t, d.changes(form))
		require.Equal(t, test.key, got, test.name)
		require.Equal(t, test.field, field, test.name)
	}
	require.Equal(t, 1, d.only().Version, "nothing is half saved")
}

func TestSetDays_replace_the_week_on_their_dates(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.only().ID
	set := func(draft sla.DayDraft) error {
		return d.does(func(ctx context.Context, tx *pg.Tx) error { return sla.SetDays(ctx, tx, d.boss, id, draft) })
	}
	on := func(month time.Month, day int) calendar.Date {
		return calendar.Date{Year: 2026, Month: month, Day: day}
	}
	require.NoError(t, set(sla.DayDraft{From: on(time.December, 28), Until: on(time.December, 30), Name: "Between the years"}))
	require.NoError(t, set(sla.DayDraft{From: on(time.December, 29), Open: []calendar.Span{span(10, 12)}, Name: "Stocktaking"}))
	c, err := d.only().Calendar()
	require.NoError(t, err)
	require.Empty(t, c.OpenOn(on(time.December, 28)))
	require.Len(t, c.OpenOn(on(time.December, 29)), 1)
	require.NoError(t, d.does(func(ctx context.Context, tx *pg.Tx) error {
		return sla.DropDay(ctx, tx, d.boss, id, on(time.December, 28), sla.OwnDay)
	}))
	c, err = d.only().Calendar()
	require.NoError(t, err)
	require.NotEmpty(t, c.OpenOn(on(time.December, 28)))

	for _, test := range []struct {
		key, field string
		draft      sla.DayDraft
	}{
		{"calendars.fault.date", "from", sla.DayDraft{From: on(time.February, 30)}},
		{"calendars.fault.until", "until", sla.DayDraft{From: on(time.December, 30), Until: on(time.December, 29)}},
		{"calendars.fault.stretch", "until", sla.DayDraft{From: on(time.January, 1), Until: on(time.December, 29)}},
		{"calendars.fault.date_hours", "hours", sla.DayDraft{From: on(time.December, 30), Open: []calendar.Span{span(22, 2)}}},
	} {
		got, field := key(t, set(test.draft))
		require.Equal(t, test.key, got)
		require.Equal(t, test.field, field)
	}
	for year := 2027; year <= 2028; year++ {
		for month := time.January; month <= time.December; month++ {
			last := calendar.DateOf(time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC))
			err = set(sla.DayDraft{From: calendar.Date{Year: year, Month: month, Day: 1}, Until: last})
			if err != nil {
				break
			}
		}
	}
	got, _ := key(t, err)
	require.Equal(t, "calendars.fault.closed_year", got, "366 dates in a row")
}

func TestCalendars_are_added_and_removed_but_not_while_a_policy_counts_by_them(t *testing.T) {
	t.Parallel()
	d := opened(t)
	main := d.only()
	form := draft(main)
	form.Name = "Athens"
	form.Zone, form.Region = "Europe/Athens", calendar.Greece
	var id sla.CalendarID
	add := func(form sla.CalendarDraft) error {
		return d.does(func(ctx context.Context, tx *pg.Tx) (err error) {
			id, err = sla.AddCalendar(ctx, tx, d.boss, form)
			return err
		})
	}
	require.NoError(t, add(form))
	athens := id
	form.Name = "ATHENS"
	got, field := key(t, add(form))
	require.Equal(t, "calendars.fault.taken", got)
	require.Equal(t, "name", field)

	remove := func(id sla.CalendarID) error {
		return d.does(func(ctx context.Context, tx *pg.Tx) error { return sla.RemoveCalendar(ctx, tx, d.boss, id) })
	}
	got, _ = key(t, remove(main.ID))
	require.Equal(t, "calendars.fault.in_use", got)
	require.Equal(t, "default", fault.Of(remove(main.ID))[0].Name, "it says where")
	require.NoError(t, remove(athens))
	require.Equal(t, main.ID, d.only().ID)
	require.True(t, fault.Is(remove(athens), fault.KindNotFound))
	form.Name = "Athens"
	require.NoError(t, add(form), "its name is free")
}

func TestCalendars_are_the_admins(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.only().ID
	for _, who := range []people.Actor{{ID: d.Maja.ID, Role: people.Agent}, {ID: d.Ingrid.ID, Role: people.Supervisor}, {ID: d.Hanna.ID, Role: people.Customer}, {}} {
		for name, act := range map[string]func(ctx context.Context, tx *pg.Tx) error{
			"add": func(ctx context.Context, tx *pg.Tx) error {
				_, err := sla.AddCalendar(ctx, tx, who, sla.CalendarDraft{})
				return err
			},
			"change": func(ctx context.Context, tx *pg.Tx) error {
				return sla.ChangeCalendar(ctx, tx, who, id, sla.CalendarDraft{})
			},
			"set days": func(ctx context.Context, tx *pg.Tx) error { return sla.SetDays(ctx, tx, who, id, sla.DayDraft{}) },
			"drop day": func(ctx context.Context, tx *pg.Tx) error {
				return sla.DropDay(ctx, tx, who, id, calendar.Date{}, sla.OwnDay)
			},
			"file":   func(ctx context.Context, tx *pg.Tx) error { return sla.TakeFile(ctx, tx, who, id, nil) },
			"feed":   func(ctx context.Context, tx *pg.Tx) error { return sla.SetFeed(ctx, tx, who, id, "", false) },
			"remove": func(ctx context.Context, tx *pg.Tx) error { return sla.RemoveCalendar(ctx, tx, who, id) },
			"claim": func(ctx context.Context, tx *pg.Tx) error {
				_, err := sla.ClaimFeeds(ctx, tx, who, 1)
				return err
			},
			"read": func(ctx context.Context, tx *pg.Tx) error {
				_, err := sla.FeedRead(ctx, tx, who, sla.DueFeed{ID: id}, nil)
				return err
			},
			"fail": func(ctx context.Context, tx *pg.Tx) error {
				return sla.FeedFailed(ctx, tx, who, sla.DueFeed{ID: id}, "")
			},
		} {
			require.True(t, fault.Is(d.does(act), fault.KindNotFound), name)
		}
		_, err := sla.Calendars(t.Context(), d.DB, who)
		require.True(t, fault.Is(err, fault.KindNotFound))
		_, err = sla.Versions(t.Context(), d.DB, who, id)
		require.True(t, fault.Is(err, fault.KindNotFound))
	}
}
