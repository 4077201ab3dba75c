package sla

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Calendar is one of the desk's calendars as it stands in its newest version.
type Calendar struct {
	ID      CalendarID
	Name    string
	Version int
	Edition
	UsedBy []string // the policies whose newest version counts by it
	Feed   *Feed
}

// Version is one version of a calendar, and what was different in it.
type Version struct {
	Number  int
	At      time.Time
	By      string // "": Kept itself
	Reason  string
	Changes []CalendarDifference // against the version before; nil for the first
}

// row is a version as the database writes it.
type row struct {
	ID        int64           `json:"id"`
	Version   int             `json:"version"`
	Zone      string          `json:"zone"`
	Region    calendar.Region `json:"region"`
	CreatedAt time.Time       `json:"created_at"`
	Reason    string          `json:"reason"`
	By        string          `json:"by"`
	Hours     []struct {
		Weekday int `json:"weekday"`
		From    int `json:"from_minute"`
		To      int `json:"to_minute"`
	} `json:"hours"`
	Days []struct {
		Day    string `json:"day"`
		From   *int   `json:"from_minute"`
		To     *int   `json:"to_minute"`
		Name   string `json:"name"`
		Source Source `json:"source"`
	} `json:"days"`
}

func (r row) edition() (Edition, error) {
	e := Edition{Zone: r.Zone, Region: r.Region}
	for _, h := range r.Hours {
		e.Week[h.Weekday] = append(e.Week[h.Weekday], calendar.Span{From: h.From, To: h.To})
	}
	for _, d := range r.Days {
		date, err := dateOf(d.Day)
		if err != nil {
			return Edition{}, err
		}
		e.Days = addHours(e.Days, Day{Date: date, Name: d.Name, Source: d.Source}, d.From, d.To)
	}
	return e, nil
}

// Calendars are all that are offered, the oldest first. Admins only.
func Calendars(ctx context.Context, r pg.Reader, by people.Actor) ([]Calendar, error) {
	return readCalendars(ctx, r, by, 0)
}

// CalendarNow is one of them; a fault where there is none.
func CalendarNow(ctx context.Context, r pg.Reader, by people.Actor, id CalendarID) (Calendar, error) {
	all, err := readCalendars(ctx, r, by, id)
	if err == nil && len(all) == 0 {
		err = pg.Found(pgx.ErrNoRows)
	}
	if err != nil {
		return Calendar{}, err
	}
	return all[0], nil
}

func readCalendars(ctx context.Context, r pg.Reader, by people.Actor, id CalendarID) ([]Calendar, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	const q = `
		select c.id, c.name, coalesce((select array_agg(p.name order by p.id) from policies p
				join lateral (select calendar_version_id from policy_versions where policy_id = p.id order by version desc limit 1) n on true
				join calendar_versions u on u.id = n.calendar_version_id where u.calendar_id = c.id and p.ended_at is null), '{}') as used_by,
			jsonb_build_object('id', v.id, 'version', v.version, 'zone', v.zone, 'region', v.region, 'created_at', v.created_at, 'reason', v.reason, 'by', '',
				'hours', (select coalesce(jsonb_agg(h order by h.weekday, h.from_minute), '[]') from calendar_hours h where h.calendar_version_id = v.id),
				'days', (select coalesce(jsonb_agg(e order by e.day, e.source, e.from_minute), '[]') from calendar_exceptions e where e.calendar_version_id = v.id)),
			f.url, f.next_at, f.tried_at, f.read_at, f.fault, f.for_open_by
		from calendars c
		join lateral (select * from calendar_versions where calendar_id = c.id order by version desc limit 1) v on true
		left join calendar_feeds f on f.calendar_id = c.id
		where c.removed_at is null and ($1::bigint = 0 or c.id = $1) order by c.id`
	rows, err := r.Query(ctx, q, id)
	if err != nil {
		return nil, fmt.Errorf("read the calendars: %w", err)
	}
	return pgx.CollectRows(rows, func(found pgx.CollectableRow) (Calendar, error) {
		var c Calendar
		var raw []byte
		var url, why *string
		var next *time.Time
		var feed Feed
		if err := found.Scan(&c.ID, &c.Name, &c.UsedBy, &raw, &url, &next, &feed.TriedAt, &feed.ReadAt, &why, &feed.OpenToo); err != nil {
			return c, err
		}
		if url != nil {
			feed.URL, feed.NextAt, feed.Fault = *url, *next, *why
			c.Feed = &feed
		}
		var newest row
		if err := json.Unmarshal(raw, &newest); err != nil {
			return c, err
		}
		c.Version = newest.Version
		c.Edition, err = newest.edition()
		return c, err
	})
}

// mostVersions is how many versions are told of, the newest.
const mostVersions = 50

// Versions are the newest versions of a calendar, the newest first, with what each changed. Admins only.
func Versions(ctx context.Context, r pg.Reader, by people.Actor, id CalendarID) ([]Version, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	const q = `
		select jsonb_build_object('id', v.id, 'version', v.version, 'zone', v.zone, 'region', v.region, 'created_at', v.created_at, 'reason', v.reason, 'by', coalesce(p.name, ''),
			'hours', (select coalesce(jsonb_agg(h order by h.weekday, h.from_minute), '[]') from calendar_hours h where h.calendar_version_id = v.id),
			'days', (select coalesce(jsonb_agg(e order by e.day, e.source, e.from_minute), '[]') from calendar_exceptions e where e.calendar_version_id = v.id))
		from calendar_versions v left join people p on p.id = v.made_by
		where v.calendar_id = $1 order by v.version desc limit $2`
	rows, err := r.Query(ctx, q, id, mostVersions+1)
	if err != nil {
		return nil, fmt.Errorf("read the versions of calendar %d: %w", id, err)
	}
	all, err := pgx.CollectRows(rows, func(found pgx.CollectableRow) (v row, err error) {
		var raw []byte
		if err := found.Scan(&raw); err != nil {
			return v, err
		}
		return v, json.Unmarshal(raw, &v)
	})
	if err != nil {
		return nil, err
	}
	var told []Version
	for i, v := range all {
		if i == mostVersions {
			break
		}
		one := Version{Number: v.Version, At: v.CreatedAt, By: v.By, Reason: v.Reason}
		if i+1 < len(all) {
			if one.Changes, err = between(all[i+1], v); err != nil {
				return nil, err
			}
		}
		told = append(told, one)
	}
	return told, nil
}

func between(was, became row) ([]CalendarDifference, error) {
	before, err := was.edition()
	if err != nil {
		return nil, err
	}
	after, err := became.edition()
	if err != nil {
		return nil, err
	}
	return Compare(before, after), nil
}
