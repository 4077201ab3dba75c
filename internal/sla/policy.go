// Package sla keeps the promise rules: calendars and policies in versions, so that every promise
// remembers under which it was made. It turns them into the terms that package promise reckons with.
package sla

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Priority is how urgent a ticket is; each has targets of its own.
type Priority string

// The priorities, the calmest first.
const (
	Low    Priority = "low"
	Normal Priority = "normal"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

// Priorities are all of them, the most urgent first, as forms list them.
var Priorities = [...]Priority{Urgent, High, Normal, Low}

// Valid reports whether p is one of the priorities.
func (p Priority) Valid() bool { return p == Low || p == Normal || p == High || p == Urgent }

// VersionID names one version of one policy. Versions are never changed.
type VersionID int64

// version is one version of a policy as it is stored, with its calendar.
type version struct {
	Calendar         *calendar.Calendar
	Targets          map[Priority]map[promise.Kind]time.Duration
	Recovery         time.Duration
	QuietDays        int
	ConfirmationDays int
	ReopenAfter      time.Duration
	WarnPercent      int
	WarnBefore       time.Duration
	FollowUpDays     [3]int
	HoldPauses       bool
	Apologies        promise.ApologyMode
	ApologyAfter     time.Duration
	AnswerWithin     time.Duration
	Ladder           [3]string
}

// Terms reads what a ticket of a priority is served under.
func Terms(ctx context.Context, r pg.Reader, id VersionID, priority Priority) (promise.Terms, error) {
	v, err := r.Memo(id, func() (any, error) { return readVersion(ctx, r, id) })
	if err != nil {
		return promise.Terms{}, fmt.Errorf("read version %d of the promise rules: %w", id, err)
	}
	rules := v.(*version)
	targets := rules.Targets[priority]
	return promise.Terms{
		PolicyVersion: int64(id), Calendar: rules.Calendar,
		FirstReply: targets[promise.FirstReply], NextReply: targets[promise.NextReply],
		Update: targets[promise.Update], Resolution: targets[promise.Resolution],
		Recovery: rules.Recovery, QuietDays: rules.QuietDays,
		ConfirmationDays: rules.ConfirmationDays, ReopenAfter: rules.ReopenAfter,
		WarnPercent: rules.WarnPercent, WarnBefore: rules.WarnBefore, FollowUpDays: rules.FollowUpDays, HoldPauses: rules.HoldPauses,
		Apologies: rules.Apologies, ApologyAfter: rules.ApologyAfter, AnswerWithin: rules.AnswerWithin, Ladder: rules.Ladder,
	}, nil
}

// Default is the newest version of the desk's one policy: what a new ticket is served under.
func Default(ctx context.Context, r pg.Reader) (VersionID, error) {
	var id VersionID
	batch := &pgx.Batch{}
	AskDefault(batch, &id)
	return id, pg.Found(r.SendBatch(ctx, batch).Close())
}

// AskDefault asks for Default in a batch with other things.
func AskDefault(batch *pgx.Batch, id *VersionID) {
	const q = `select id from policy_versions where policy_id = (select min(id) from policies) order by version desc limit 1`
	batch.Queue(q).QueryRow(func(row pgx.Row) error { return row.Scan(id) })
}

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
		Source Source `json:"source"`
	} `json:"exceptions"`
}

func readVersion(ctx context.Context, r pg.Reader, id VersionID) (*version, error) {
	const q = `
		select jsonb_build_object(
			'recovery_minutes', v.recovery_minutes, 'quiet_days', v.quiet_days,
			'confirmation_days', v.confirmation_days, 'reopen_days', v.reopen_days, 'zone', c.zone, 'region', c.region,
			'warn_percent', v.warn_percent, 'warn_minutes', v.warn_minutes, 'follow_up_days', v.follow_up_days, 'hold_pauses', v.hold_pauses,
			'apology_mode', v.apology_mode, 'apology_minutes', v.apology_minutes, 'answer_minutes', v.answer_minutes,
			'ladder', (select coalesce(jsonb_agg(l), '[]') from policy_ladder l where l.policy_version_id = v.id),
			'targets', (select coalesce(jsonb_agg(t), '[]') from policy_targets t where t.policy_version_id = v.id),
			'hours', (select coalesce(jsonb_agg(h), '[]') from calendar_hours h where h.calendar_version_id = c.id),
			'exceptions', (select coalesce(jsonb_agg(e order by e.day, e.source, e.from_minute), '[]') from calendar_exceptions e where e.calendar_version_id = c.id))
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
	return s.version()
}

func (s stored) version() (*version, error) {
	var week calendar.Week
	for _, h := range s.Hours {
		week[h.Weekday] = append(week[h.Weekday], calendar.Span{From: h.From, To: h.To})
	}
	exceptions, err := s.exceptions()
	if err != nil {
		return nil, err
	}
	cal, err := calendar.New(s.Zone, week, calendar.WithHolidays(s.Region, exceptions))
	if err != nil {
		return nil, err
	}
	v := &version{
		Calendar: cal, Targets: map[Priority]map[promise.Kind]time.Duration{},
		Recovery:  time.Duration(s.RecoveryMinutes) * time.Minute,
		QuietDays: s.QuietDays, ConfirmationDays: s.ConfirmationDays,
		ReopenAfter: time.Duration(s.ReopenDays) * 24 * time.Hour,
		WarnPercent: s.WarnPercent, WarnBefore: time.Duration(s.WarnMinutes) * time.Minute,
		FollowUpDays: s.FollowUpDays, HoldPauses: s.HoldPauses,
		Apologies: s.ApologyMode, ApologyAfter: time.Duration(s.ApologyMinutes) * time.Minute,
		AnswerWithin: time.Duration(s.AnswerMinutes) * time.Minute,
		Ladder:       UsualLadder,
	}
	for _, l := range s.Ladder {
		v.Ladder[l.Level-1] = l.Who
	}
	for _, t := range s.Targets {
		if v.Targets[t.Priority] == nil {
			v.Targets[t.Priority] = map[promise.Kind]time.Duration{}
		}
		v.Targets[t.Priority][t.Kind] = time.Duration(t.Minutes) * time.Minute
	}
	return v, nil
}

// exceptions gathers the rows of one date into one exception; a row without hours closes its date. What somebody here says
// of a date goes before what a file or a feed says of it.
func (s stored) exceptions() ([]calendar.Exception, error) {
	var days []Day
	for _, e := range s.Exceptions {
		date, err := dateOf(e.Day)
		if err != nil {
			return nil, err
		}
		days = addHours(days, Day{Date: date, Source: e.Source}, e.From, e.To)
	}
	return exceptionsOf(days), nil
}
