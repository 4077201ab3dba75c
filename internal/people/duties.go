package people

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// What the audit says was done to the duty roster.
const (
	AuditDutyAdded   audit.Kind = "duty.added"
	AuditDutyRemoved audit.Kind = "duty.removed"
)

// How much can be put on the roster at once.
const (
	MostDuties      = 400 // stretches
	LongestDuty     = 35  // days
	MostDutyWeeks   = 8   // between two times
	MostDutyRepeats = 52
)

// DutyID numbers a stretch on the roster.
type DutyID int64

// Duty is one stretch of the roster.
type Duty struct {
	ID        DutyID
	PersonID  ID
	Name      string
	FromAt    time.Time
	ToAt      time.Time
	Following int  // how many were put on the roster with it and begin later
	IsIdle    bool // its person does not lead here any more, so that it counts for nothing
}

// Duties lists the stretches that touch a time, in order.
func Duties(ctx context.Context, r pg.Reader, by Actor, from, to time.Time) ([]Duty, error) {
	if err := by.May(Supervise, 0); err != nil {
		return nil, err
	}
	const q = `
		select d.id, d.person_id, p.name, d.from_at, d.to_at, not (p.is_active and p.role in ('supervisor', 'admin')) as is_idle,
			(select count(*) from duties l where l.series_id = d.series_id and l.from_at > d.from_at)::int as following
		from duties d join people p on p.id = d.person_id
		where d.to_at > $1 and d.from_at < $2 order by d.from_at, d.id`
	rows, err := r.Query(ctx, q, from, to)
	if err != nil {
		return nil, fmt.Errorf("read the duty roster: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Duty])
}

// Lead is somebody who can stand on the duty roster, with their own hours.
type Lead struct {
	ID   ID
	Name string
	Role Role
	Own  *Hours // nil: the desk's
}

// Leads lists who can stand on the duty roster, by name.
func Leads(ctx context.Context, r pg.Reader, by Actor) ([]Lead, error) {
	if err := by.May(Supervise, 0); err != nil {
		return nil, err
	}
	const q = `select id, name, role, works_from, works_to, coalesce(works_days, '{}') from people
		where is_active and role in ('supervisor', 'admin') order by name, id`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("read who leads here: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l Lead, err error) {
		var from, to *int
		var days []int16
		if err = row.Scan(&l.ID, &l.Name, &l.Role, &from, &to, &days); err == nil && from != nil && to != nil {
			l.Own = &Hours{From: *from, To: *to, Days: weekdays(days)}
		}
		return l, err
	})
}

// OnRoster is a roster with its people's shifts as these stretches have them, whenever they are.
func (r Roster) OnRoster(duties []Duty) Roster {
	with := make(Roster, len(r))
	for i, c := range r {
		c.Shifts = nil
		for _, d := range duties {
			if d.PersonID == c.ID {
				c.Shifts = append(c.Shifts, Shift{d.FromAt, d.ToAt})
			}
		}
		with[i] = c
	}
	return with
}

// DutyDraft is what is to stand on the roster, in local times of a zone.
type DutyDraft struct {
	Person      ID
	From, Until calendar.Date
	Begin, End  int  // minutes of these days
	IsDaily     bool // the same hours on every day of it, else straight through
	EveryWeeks  int  // 0: once
	Times       int  // how often in all, where it is repeated
}

// Shifts are the stretches of a draft in a zone, in order, or what is wrong with it.
func (d DutyDraft) Shifts(zone *time.Location) ([]Shift, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	days := int(midnight(d.Until).Sub(midnight(d.From)) / (24 * time.Hour))
	var all []Shift
	for n := range max(1, d.Times) {
		first := n * 7 * d.EveryWeeks
		if !d.IsDaily {
			all = append(all, d.shift(zone, first, first+days))
			continue
		}
		night := 0
		if d.End <= d.Begin {
			night = 1
		}
		for day := first; day <= first+days; day++ {
			all = append(all, d.shift(zone, day, day+night))
		}
	}
	kept := all[:0]
	for _, s := range all {
		if !s.From.Before(s.To) { // the hour that a clock leaves out in spring
			continue
		}
		if len(kept) > 0 && s.From.Before(kept[len(kept)-1].To) {
			return nil, fault.Invalid("duty.fault.repeats").On("weeks")
		}
		kept = append(kept, s)
	}
	switch {
	case len(kept) == 0:
		return nil, fault.Invalid("duty.fault.gap").On("end")
	case len(kept) > MostDuties:
		return nil, fault.Invalid("duty.fault.most").On("times").Max(MostDuties)
	}
	return kept, nil
}

func (d DutyDraft) check() error {
	var begin, until, end, weeks, times *fault.Error
	if d.Begin < 0 || d.Begin >= 24*60 {
		begin = fault.Invalid("duty.fault.clock").On("begin")
	}
	length := midnight(d.Until).Sub(midnight(d.From))
	switch {
	case d.End < 0 || d.End > 24*60:
		end = fault.Invalid("duty.fault.clock").On("end")
	case d.IsDaily && d.End == d.Begin:
		end = fault.Invalid("duty.fault.same").On("end")
	case length < 0:
		until = fault.Invalid("duty.fault.forward").On("until")
	case !d.IsDaily && length == 0 && d.End <= d.Begin:
		end = fault.Invalid("duty.fault.end_forward").On("end")
	case length > LongestDuty*24*time.Hour:
		until = fault.Invalid("duty.fault.long").On("until").Max(LongestDuty)
	}
	if d.EveryWeeks < 0 || d.EveryWeeks > MostDutyWeeks {
		weeks = fault.Invalid("duty.fault.weeks").On("weeks")
	}
	if d.EveryWeeks > 0 && (d.Times < 1 || d.Times > MostDutyRepeats) {
		times = fault.Invalid("duty.fault.times").On("times").Max(MostDutyRepeats)
	}
	return fault.Join(begin, until, end, weeks, times)
}

// shift is one stretch, from and until so many days after the first.
func (d DutyDraft) shift(zone *time.Location, from, until int) Shift {
	at := func(days, minute int) time.Time {
		return calendar.WallIn(zone, calendar.DateOf(midnight(d.From).AddDate(0, 0, days)), minute)
	}
	return Shift{at(from, d.Begin), at(until, d.End)}
}

func midnight(d calendar.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// AddDuties puts a draft on the roster, all of it or nothing, and says how many stretches there are. Two people may be on duty at
// once; nobody is twice.
func AddDuties(ctx context.Context, tx *pg.Tx, by Actor, zone *time.Location, d DutyDraft) (int, error) {
	if err := by.May(Supervise, 0); err != nil {
		return 0, err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return 0, err
	}
	if midnight(d.From).After(tx.Now.Add(AbsenceAhead)) { // a year that somebody mistyped
		return 0, fault.Invalid("duty.fault.far").On("from")
	}
	shifts, err := d.Shifts(zone)
	if err != nil {
		return 0, err
	}
	if !shifts[0].To.After(tx.Now) {
		return 0, fault.Invalid("duty.fault.past").On("until")
	}
	const lead = `select name from people where id = $1 and is_active and role in ('supervisor', 'admin') for share`
	var name string
	if err := tx.QueryRow(ctx, lead, d.Person).Scan(&name); err != nil {
		if fault.Is(pg.Found(err), fault.KindNotFound) {
			return 0, fault.Invalid("duty.fault.person").On("person")
		}
		return 0, err
	}
	const q = `
		with one as (select nextval('duties_series') as series)
		insert into duties (person_id, from_at, to_at, series_id)
		select $1, u.begin, u.ends, one.series from one, unnest($2::timestamptz[], $3::timestamptz[]) as u (begin, ends)`
	var begin, ends []time.Time
	for _, s := range shifts {
		begin, ends = append(begin, s.From), append(ends, s.To)
	}
	if _, err := tx.Exec(ctx, q, d.Person, begin, ends); err != nil {
		if pg.Constraint(err) == "duties_nobody_twice" {
			return 0, fault.Invalid("duty.fault.twice").On("from").By(name)
		}
		return 0, fmt.Errorf("put person %d on the duty roster: %w", d.Person, err)
	}
	return len(shifts), audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditDutyAdded, Person: int64(d.Person), Became: audit.Stretch(shifts[0].From, shifts[len(shifts)-1].To)})
}

// RemoveDuty takes a stretch off the roster, and where that is asked all that were put there with it and begin later. What
// has begun ends now; what is over stays as it was.
func RemoveDuty(ctx context.Context, tx *pg.Tx, by Actor, zone *time.Location, id DutyID, following bool) error {
	if err := by.May(Supervise, 0); err != nil {
		return err
	}
	var d Duty
	var series int64
	const which = `select person_id, from_at, to_at, series_id from duties where id = $1 for update`
	if err := tx.QueryRow(ctx, which, id).Scan(&d.PersonID, &d.FromAt, &d.ToAt, &series); err != nil {
		return pg.Found(err)
	}
	if !d.ToAt.After(tx.Now) {
		return fault.Conflict("duty.fault.over")
	}
	if !following {
		series = 0
	}
	last := d.ToAt
	const all = `select coalesce(max(to_at), $3) from duties where series_id = $1 and from_at > $2`
	if err := tx.QueryRow(ctx, all, series, d.FromAt, d.ToAt).Scan(&last); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(`update duties set to_at = $2 where id = $1 and from_at < $2`, id, tx.Now)
	batch.Queue(`delete from duties where (id = $1 or series_id = $3 and from_at > $4) and from_at >= $2`, id, tx.Now, series, d.FromAt)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("take stretch %d off the duty roster: %w", id, err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditDutyRemoved, Person: int64(d.PersonID), Was: audit.Stretch(d.FromAt, last)})
}

// dropDuties takes off the roster what is to come of somebody who does not lead any more.
const dropDuties = `delete from duties where person_id = $1 and from_at > (select kept_now())`
