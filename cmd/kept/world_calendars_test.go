package main

import (
	"context"
	"net/url"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

const (
	calendarsRoute = "/office/calendars"
	calendarRoute  = calendarsRoute + "/{calendar}"
)

// stocktaking is a date of the calendar's own.
var stocktaking = calendar.Date{Year: 2026, Month: 12, Day: 29}

// aCalendar makes a calendar by which nothing counts, with a date of its own.
func (s *site) aCalendar() (id sla.CalendarID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		by := s.Karin.Acting()
		week := sla.OfficeHours(cast.Zone)
		if id, err = sla.AddCalendar(ctx, tx, by, sla.CalendarDraft{Name: "Shop " + cast.Key(), Zone: week.Zone, Week: week.Week}); err != nil {
			return err
		}
		return sla.SetDays(ctx, tx, by, id, sla.DayDraft{From: stocktaking, Name: "Stocktaking"})
	})
	_, err := s.DB.Pool().Exec(s.T.Context(), `update calendars set removed_at = kept_now() where id <> $1 and name like 'Shop %' and removed_at is null`, id)
	require.NoError(s.T, err)
	return id
}

// calendarFields are the fields of a form of calendars; nil: of none of these.
func calendarFields(route string) url.Values {
	switch route {
	case calendarsRoute:
		return url.Values{"name": {"Shop " + cast.Key()}, "zone": {"Europe/Athens"}, "region": {"GR"}, "reason": {"A second shop"}, "day1": {"09:00–17:00"}, "day6": {"22:00–02:00"}}
	case calendarRoute:
		return url.Values{"name": {"Shop " + cast.Key()}, "zone": {"Europe/London"}, "region": {"GB-SCT"}, "reason": {"It moved"}, "day1": {"09:00–12:00, 13:00–17:00"}, "was": {"2"}}
	case calendarRoute + "/dates":
		return url.Values{"from": {"2026-12-30"}, "until": {"2026-12-31"}, "hours": {"10:00–12:00"}, "day_name": {"Between the years"}}
	case calendarRoute + "/date-removals":
		return url.Values{"date": {"own:" + stocktaking.String()}}
	case calendarRoute + "/feeds":
		return url.Values{"url": {"https://dates.example/all.ics"}}
	case calendarRoute + "/files", calendarRoute + "/removals":
		return url.Values{}
	}
	return nil
}
