package sla

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// What the audit says of calendars.
const (
	AuditCalendarAdded   audit.Kind = "calendar.added"
	AuditCalendarChanged audit.Kind = "calendar.changed"
	AuditCalendarNamed   audit.Kind = "calendar.renamed"
	AuditCalendarRemoved audit.Kind = "calendar.removed"
	AuditFeedChanged     audit.Kind = "calendar.feed_changed"
)

// CalendarDraft is a calendar as a form has it. Its dates are changed one by one, and stay.
type CalendarDraft struct {
	Name   string
	Zone   string
	Week   calendar.Week
	Region calendar.Region
	Reason string
	Was    int // the version that the form was filled from
}

func (d CalendarDraft) check() error {
	return fault.Join(field.Required("name", d.Name, MaxName), field.Optional("reason", d.Reason, MaxReason))
}

// AddCalendar makes a calendar in its first version. No policy counts by it yet.
func AddCalendar(ctx context.Context, tx *pg.Tx, by people.Actor, d CalendarDraft) (id CalendarID, err error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return 0, err
	}
	if err := d.check(); err != nil {
		return 0, err
	}
	e := Edition{Zone: d.Zone, Week: d.Week, Region: d.Region}
	if err := e.check(); err != nil {
		return 0, err
	}
	if err := alone(ctx, tx); err != nil {
		return 0, err
	}
	if err := nameIsFree(ctx, tx, 0, d.Name); err != nil {
		return 0, err
	}
	var known int
	if err := tx.QueryRow(ctx, `select count(*) from calendars where removed_at is null`).Scan(&known); err != nil {
		return 0, err
	}
	if known >= MostCalendars {
		return 0, fault.Conflict("calendars.fault.most").Max(MostCalendars)
	}
	if err := tx.QueryRow(ctx, `insert into calendars (name) values ($1) returning id`, field.Line(d.Name)).Scan(&id); err != nil {
		return 0, fmt.Errorf("add a calendar: %w", err)
	}
	if _, err := newEdition(ctx, tx, by, id, e, d.Reason); err != nil {
		return 0, err
	}
	return id, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditCalendarAdded, Object: object(id), Became: field.Line(d.Name) + ": " + e.text()})
}

// ChangeCalendar gives a calendar another name, another week, another zone or the holidays of another region. Its dates
// stay. Anything but the name makes a new version of it and of every policy that counts by it; tickets that are there
// already keep the version that they came under.
func ChangeCalendar(ctx context.Context, tx *pg.Tx, by people.Actor, id CalendarID, d CalendarDraft) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	was, err := lockCalendar(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if d.Was != was.Version {
		return fault.Conflict("calendars.fault.changed")
	}
	became := was.Edition
	became.Zone, became.Week, became.Region = d.Zone, d.Week, d.Region
	if err := became.check(); err != nil {
		return err
	}
	if name := field.Line(d.Name); name != was.Name {
		if err := rename(ctx, tx, by, was, name); err != nil {
			return err
		}
	}
	return change(ctx, tx, by, was, became, d.Reason)
}

func rename(ctx context.Context, tx *pg.Tx, by people.Actor, was Calendar, name string) error {
	if err := nameIsFree(ctx, tx, was.ID, name); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update calendars set name = $2 where id = $1`, was.ID, name); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditCalendarNamed, Object: object(was.ID), Was: was.Name, Became: name})
}

// change makes a new version where something is different, for every policy that counts by the calendar, too.
func change(ctx context.Context, tx *pg.Tx, by people.Actor, was Calendar, became Edition, reason string) error {
	differences := Compare(was.Edition, became)
	if len(differences) == 0 {
		return nil
	}
	if err := became.check(); err != nil {
		return err
	}
	version, err := newEdition(ctx, tx, by, was.ID, became, reason)
	if err != nil {
		return err
	}
	if err := renew(ctx, tx, by, was.ID, version, field.Line(reason)); err != nil {
		return err
	}
	before, after := told(was.Edition, became, differences)
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditCalendarChanged, Object: object(was.ID), Was: before, Became: after})
}

// told are the two texts of a change: the week with its zone and region if they are different, and the days that are.
func told(was, became Edition, differences []CalendarDifference) (before, after string) {
	week := was.Zone != became.Zone || was.Region != became.Region
	old, now := Edition{}, Edition{}
	for _, d := range differences {
		switch {
		case d.Of != OfDay:
			week = true
		case d.Added:
			now.Days = append(now.Days, dayOn(became, d))
		case d.Removed:
			old.Days = append(old.Days, dayOn(was, d))
		default:
			old.Days, now.Days = append(old.Days, dayOn(was, d)), append(now.Days, dayOn(became, d))
		}
	}
	if week {
		old.Zone, old.Week, old.Region = was.Zone, was.Week, was.Region
		now.Zone, now.Week, now.Region = became.Zone, became.Week, became.Region
	}
	return strings.TrimPrefix(old.text(), "; "), strings.TrimPrefix(now.text(), "; ")
}

func dayOn(e Edition, d CalendarDifference) Day {
	at := slices.IndexFunc(e.Days, func(x Day) bool { return x.Date == d.Date && x.Source == d.Source })
	return e.Days[at]
}

// RemoveCalendar lets a calendar be offered no more. One that a policy counts by stays, and the fault says which. Its
// versions are kept: promises were counted by them.
func RemoveCalendar(ctx context.Context, tx *pg.Tx, by people.Actor, id CalendarID) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	c, err := lockCalendar(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if len(c.UsedBy) > 0 {
		return fault.Conflict("calendars.fault.in_use").By(strings.Join(c.UsedBy, ", "))
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from calendar_feeds where calendar_id = $1`, id)
	batch.Queue(`update calendars set removed_at = $2 where id = $1`, id, tx.Now)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("remove calendar %d: %w", id, err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditCalendarRemoved, Object: object(id), Was: c.Name})
}

func object(id CalendarID) string { return "calendar " + strconv.FormatInt(int64(id), 10) }

// lockCalendar reads a calendar that nobody else changes meanwhile.
func lockCalendar(ctx context.Context, tx *pg.Tx, by people.Actor, id CalendarID) (Calendar, error) {
	if err := alone(ctx, tx); err != nil {
		return Calendar{}, err
	}
	if _, err := tx.Exec(ctx, `select from calendars where id = $1 for update`, id); err != nil {
		return Calendar{}, err
	}
	return CalendarNow(ctx, tx, by, id)
}

func nameIsFree(ctx context.Context, tx *pg.Tx, id CalendarID, name string) error {
	var taken bool
	const q = `select exists (select from calendars where lower(name) = lower($2) and id <> $1 and removed_at is null)`
	if err := tx.QueryRow(ctx, q, id, field.Line(name)).Scan(&taken); err != nil {
		return err
	}
	if taken {
		return fault.Invalid("calendars.fault.taken").On("name").By(field.Line(name))
	}
	return nil
}

// newEdition writes the next version of a calendar.
func newEdition(ctx context.Context, tx *pg.Tx, by people.Actor, id CalendarID, e Edition, reason string) (version int64, err error) {
	const q = `
		insert into calendar_versions (calendar_id, version, zone, region, made_by, reason, created_at)
		values (@id, (select coalesce(max(version), 0) + 1 from calendar_versions where calendar_id = @id), @zone, @region, nullif(@by::bigint, 0), @reason, @now)
		returning id`
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"id": id, "zone": e.Zone, "region": e.Region, "by": by.ID, "reason": field.Line(reason), "now": tx.Now}).Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("make a version of calendar %d: %w", id, err)
	}
	batch := &pgx.Batch{}
	e.queue(batch, version)
	if batch.Len() == 0 {
		return version, nil
	}
	return version, tx.SendBatch(ctx, batch).Close()
}
