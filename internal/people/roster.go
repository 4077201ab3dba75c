package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/pg"
)

// The levels of a policy's ladder: who is told when a promise broke.
const (
	TeamSupervisors = "team_supervisors"
	AllSupervisors  = "all_supervisors"
	Admins          = "admins"
)

// Colleague is somebody who works here, with what decides whom to tell.
type Colleague struct {
	ID     ID
	Role   Role
	Teams  []TeamID
	Blind  []TeamID // teams whose tickets they do not see
	Skills []int64
	Own    *calendar.Calendar // their own hours; nil: the desk's
	Shifts []Shift            // of these days, as the duty roster has them
	Away   bool               // they are absent now
	Back   *time.Time         // when they are there again, of who is absent
}

// Roster is everybody who works here and is active, by number. Its questions are pure.
type Roster []Colleague

// ReadRoster reads everybody who works here, in one query. Whom a private team's tickets are hidden from is reckoned for all of
// them at once: asked of visible_teams for each, Postgres expects so much work of some hundred people that it compiles the query
// first, which takes ten times as long as answering it. A test holds both to the same answer.
func ReadRoster(ctx context.Context, r pg.Reader) (Roster, error) {
	const q = `
		select p.id, p.role, coalesce(p.zone, (select zone from desk), 'UTC') as zone, p.works_from, p.works_to, coalesce(p.works_days, '{}') as days,
			coalesce(m.teams, '{}') as teams,
			array(select id from teams where is_private and p.role <> 'admin' and id <> all (coalesce(m.teams, '{}')) order by id) as blind,
			coalesce(s.skills, '{}') as skills, (select max(a.ends_at) from absences a where a.person_id = p.id and a.begins_at <= (select kept_now()) and a.ends_at > (select kept_now())) as back,
			coalesce(d.begin, '{}') as begin, coalesce(d.ends, '{}') as ends
		from people p
			left join (select person_id, array_agg(team_id order by team_id) as teams from team_members group by person_id) m on m.person_id = p.id
			left join (select person_id, array_agg(skill_id order by skill_id) as skills from person_skills group by person_id) s on s.person_id = p.id
			left join (select person_id, array_agg(from_at order by from_at) as begin, array_agg(to_at order by from_at) as ends from duties
				where to_at > (select kept_now()) and from_at < (select kept_now()) + interval '7 days' group by person_id) d on d.person_id = p.id
		where p.role <> 'customer' and p.is_active order by p.id`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("read the roster: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Colleague, error) {
		var c Colleague
		var zone string
		var from, to *int
		var days []int16
		var begin, ends []time.Time
		if err := row.Scan(&c.ID, &c.Role, &zone, &from, &to, &days, &c.Teams, &c.Blind, &c.Skills, &c.Back, &begin, &ends); err != nil {
			return c, err
		}
		c.Away = c.Back != nil
		for i := range begin {
			c.Shifts = append(c.Shifts, Shift{begin[i], ends[i]})
		}
		if from != nil && to != nil {
			c.Own = Hours{From: *from, To: *to, Days: weekdays(days)}.Calendar(zone)
		}
		return c, nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the roster: %w", err)
	}
	return all, nil
}

// Hours are somebody's own: the same stretch on some weekdays, in minutes of the day.
type Hours struct {
	From, To int
	Days     []time.Weekday
}

// Calendar is these hours in an IANA zone; nil where they cannot be anybody's, so that the desk's hold.
func (h Hours) Calendar(zone string) *calendar.Calendar {
	var week calendar.Week
	for _, d := range h.Days {
		if d < time.Sunday || d > time.Saturday {
			return nil
		}
		week[d] = []calendar.Span{{From: h.From, To: h.To}}
	}
	own, err := calendar.New(zone, week, nil)
	if err != nil {
		return nil
	}
	return own
}

func weekdays(stored []int16) []time.Weekday {
	days := make([]time.Weekday, len(stored))
	for i, d := range stored {
		days[i] = time.Weekday(d)
	}
	return days
}

// Hours are those in which this colleague is on duty: their own, else the desk's.
func (c Colleague) Hours(open *calendar.Calendar) *calendar.Calendar {
	if c.Own != nil {
		return c.Own
	}
	return open
}

// Find is the colleague with a number; false: nobody who works here.
func (r Roster) Find(id ID) (Colleague, bool) {
	for _, c := range r {
		if c.ID == id {
			return c, true
		}
	}
	return Colleague{}, false
}

// Team is who of a team can act on a ticket and is not absent; the admins where there is nobody.
func (r Roster) Team(team TeamID) []ID {
	return r.orAdmins(r.filter(func(c Colleague) bool { return c.acts() && !c.Away && slices.Contains(c.Teams, team) }))
}

// Ladder is who stands on a level of the ladder for a team's ticket. Where nobody does, it is the next wider level; where
// none of them is on duty, the admins too.
func (r Roster) Ladder(who string, team TeamID, now time.Time, open *calendar.Calendar) []ID {
	return r.Rung([]string{who}, 0, team, now, open)
}

// Skilled is which supervisors can answer a question that asks for a skill, 0 for any: those who have it, else all of
// them, else the admins; where none of them is on duty, the admins too.
func (r Roster) Skilled(skill int64, now time.Time, open *calendar.Calendar) []ID {
	supervisors := r.filter(func(c Colleague) bool { return c.Role == Supervisor })
	found := supervisors.filter(func(c Colleague) bool { return skill != 0 && slices.Contains(c.Skills, skill) })
	if len(found) == 0 {
		found = supervisors
	}
	return r.onDuty(found, now, open)
}

// onDuty is who was found, and the admins too when none of those is there now.
func (r Roster) onDuty(found Roster, now time.Time, open *calendar.Calendar) []ID {
	if slices.ContainsFunc(found, func(c Colleague) bool { return c.IsThere(now, open) }) {
		return found.ids()
	}
	return r.filter(func(c Colleague) bool {
		return c.Role == Admin || slices.ContainsFunc(found, func(f Colleague) bool { return f.ID == c.ID })
	}).ids()
}

func (r Roster) orAdmins(found Roster) []ID {
	if len(found) == 0 {
		found = r.filter(func(c Colleague) bool { return c.Role == Admin })
	}
	return found.ids()
}

func (r Roster) filter(is func(Colleague) bool) Roster {
	var found Roster
	for _, c := range r {
		if is(c) {
			found = append(found, c)
		}
	}
	return found
}

func (r Roster) ids() []ID {
	ids := make([]ID, len(r))
	for i, c := range r {
		ids[i] = c.ID
	}
	return ids
}

func (c Colleague) acts() bool { return c.Role == Agent || c.Role == Supervisor || c.Role == Admin }

// isThere reports whether the colleague is not absent and it is within their hours; a desk that has none is always open.
func (c Colleague) isThere(now time.Time, open *calendar.Calendar) bool {
	if c.Away {
		return false
	}
	hours := c.Hours(open)
	return hours == nil || hours.IsOpen(now)
}
