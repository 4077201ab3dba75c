package sla

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// stored is a version in the database's own units.
type stored struct {
	RecoveryMinutes  int                 `json:"recovery_minutes"`
	QuietDays        int                 `json:"quiet_days"`
	ConfirmationDays int                 `json:"confirmation_days"`
	ReopenDays       int                 `json:"reopen_days"`
	WarnPercent      int                 `json:"warn_percent"`
	WarnMinutes      int                 `json:"warn_minutes"`
	FollowUpDays     [3]int              `json:"follow_up_days"`
	HoldPauses       bool                `json:"hold_pauses"`
	ApologyMode      promise.ApologyMode `json:"apology_mode"`
	ApologyMinutes   int                 `json:"apology_minutes"`
	AnswerMinutes    int                 `json:"answer_minutes"`
	CountsAlways     bool                `json:"counts_always"`
	Ladder           []struct {
		Level int    `json:"level"`
		Who   string `json:"who"`
	} `json:"ladder"`
	Zone    string          `json:"zone"`
	Region  calendar.Region `json:"region"`
	Targets []struct {
		Priority Priority     `json:"priority"`
		Kind     promise.Kind `json:"kind"`
		Minutes  int          `json:"minutes"`
	} `json:"targets"`
	Hours []struct {
		Weekday int `json:"weekday"`
		From    int `json:"from_minute"`
		To      int `json:"to_minute"`
	} `json:"hours"`
	Exceptions []struct {
		Day    string `json:"day"`
		From   *int   `json:"from_minute"`
		To     *int   `json:"to_minute"`
		Name   string `json:"name"`
		Source Source `json:"source"`
	} `json:"exceptions"`
}

// storedRules are the rules of a version v as one object.
const storedRules = `jsonb_build_object(
	'recovery_minutes', v.recovery_minutes, 'quiet_days', v.quiet_days,
	'confirmation_days', v.confirmation_days, 'reopen_days', v.reopen_days,
	'warn_percent', v.warn_percent, 'warn_minutes', v.warn_minutes, 'follow_up_days', v.follow_up_days, 'hold_pauses', v.hold_pauses,
	'apology_mode', v.apology_mode, 'apology_minutes', v.apology_minutes, 'answer_minutes', v.answer_minutes, 'counts_always', v.counts_always,
	'ladder', (select coalesce(jsonb_agg(l order by l.level, l.who), '[]') from policy_ladder l where l.policy_version_id = v.id),
	'targets', (select coalesce(jsonb_agg(t), '[]') from policy_targets t where t.policy_version_id = v.id))`

// storedCalendar is a version c of a calendar as one object.
const storedCalendar = `jsonb_build_object('zone', c.zone, 'region', c.region,
	'hours', (select coalesce(jsonb_agg(h), '[]') from calendar_hours h where h.calendar_version_id = c.id),
	'exceptions', (select coalesce(jsonb_agg(e order by e.day, e.source, e.from_minute), '[]') from calendar_exceptions e where e.calendar_version_id = c.id))`

func readVersion(ctx context.Context, r pg.Reader, id VersionID) (*version, error) {
	const q = `
		select ` + storedRules + ` || ` + storedCalendar + `
		from policy_versions v join calendar_versions c on c.id = v.calendar_version_id
		where v.id = $1`
	var raw []byte
	if err := r.QueryRow(ctx, q, id).Scan(&raw); err != nil {
		return nil, err
	}
	var s stored
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	v, err := s.version()
	if err == nil {
		v.Rules = s.rules()
	}
	return v, err
}

// version builds the calendars; the rules come with the targets.
func (s stored) version() (*version, error) {
	var week calendar.Week
	for _, h := range s.Hours {
		week[h.Weekday] = append(week[h.Weekday], calendar.Span{From: h.From, To: h.To})
	}
	days, err := s.days()
	if err != nil {
		return nil, err
	}
	v := &version{region: s.Region, days: days}
	if v.Calendar, err = calendar.New(s.Zone, week, calendar.WithHolidays(s.Region, exceptionsOf(days))); err != nil {
		return nil, err
	}
	if s.CountsAlways {
		v.Clock, err = everyHour(s.Zone)
	}
	return v, err
}

// readCalendar reads a version of a calendar, and the one that is always open where every hour counts.
func readCalendar(ctx context.Context, r pg.Reader, id int64, countsAlways bool) (open, clock *calendar.Calendar, err error) {
	const q = `select ` + storedCalendar + ` from calendar_versions c where c.id = $1`
	s := stored{CountsAlways: countsAlways}
	var raw []byte
	if err := r.QueryRow(ctx, q, id).Scan(&raw); err != nil {
		return nil, nil, err
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, nil, err
	}
	v, err := s.version()
	if err != nil {
		return nil, nil, err
	}
	return v.Calendar, v.Clock, nil
}

// everyHour is a calendar that is always open.
func everyHour(zone string) (*calendar.Calendar, error) {
	var week calendar.Week
	for day := range week {
		week[day] = []calendar.Span{{From: 0, To: 24 * 60}}
	}
	return calendar.New(zone, week, nil)
}

// Answer names the time that supervisors have for a question among the targets.
const answer promise.Kind = "answer"

func (s stored) rules() Rules {
	r := Rules{
		Recovery:  time.Duration(s.RecoveryMinutes) * time.Minute,
		QuietDays: s.QuietDays, ConfirmationDays: s.ConfirmationDays, ReopenDays: s.ReopenDays,
		WarnPercent: s.WarnPercent, WarnBefore: time.Duration(s.WarnMinutes) * time.Minute,
		FollowUpDays: s.FollowUpDays, HoldPauses: s.HoldPauses,
		Apologies: s.ApologyMode, ApologyAfter: time.Duration(s.ApologyMinutes) * time.Minute,
		AnswerWithin: time.Duration(s.AnswerMinutes) * time.Minute, CountsAlways: s.CountsAlways,
	}
	for _, l := range s.Ladder {
		r.Ladder[l.Level-1] = append(r.Ladder[l.Level-1], l.Who)
	}
	for i, level := range r.Ladder {
		if len(level) == 0 {
			r.Ladder[i] = UsualLadder[i]
		}
	}
	for _, t := range s.Targets {
		if of := r.targets(t.Kind); of != nil {
			of[slices.Index(Priorities[:], t.Priority)] = time.Duration(t.Minutes) * time.Minute
		}
	}
	return r
}

// days gathers the rows of one date into one day; a row without hours closes its date.
func (s stored) days() ([]Day, error) {
	var days []Day
	for _, e := range s.Exceptions {
		date, err := dateOf(e.Day)
		if err != nil {
			return nil, err
		}
		days = addHours(days, Day{Date: date, Name: e.Name, Source: e.Source}, e.From, e.To)
	}
	return days, nil
}
