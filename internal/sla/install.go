package sla

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Hours are when the desk is open, in its zone.
type Hours struct {
	Zone       string
	Week       calendar.Week
	Exceptions []calendar.Exception
	Region     calendar.Region // whose public holidays close it
}

// OfficeHours are Monday to Friday, 09:00 to 17:00.
func OfficeHours(zone string) Hours {
	h := Hours{Zone: zone}
	for day := time.Monday; day <= time.Friday; day++ {
		h.Week[day] = []calendar.Span{{From: 9 * 60, To: 17 * 60}}
	}
	return h
}

// Rules are the settings of one version of a policy.
type Rules struct {
	// Targets in business time, by priority.
	FirstReply, NextReply, Update, Resolution [4]time.Duration // in the order of Priorities

	Recovery         time.Duration // business time
	QuietDays        int           // business days
	ConfirmationDays int           // business days
	ReopenDays       int           // days

	WarnPercent  int           // of a target's business time
	WarnBefore   time.Duration // before an agreed time
	FollowUpDays [3]int        // business days after the customer's turn began
	HoldPauses   bool          // waiting for others pauses the resolution
	Apologies    promise.ApologyMode
	ApologyAfter time.Duration
	AnswerWithin time.Duration // business time for a question to the supervisors
	Ladder       [3]string
}

// UsualLadder is who is told, level by level, where nobody has said otherwise (docs/domain.md 6). People's roster
// knows who they are.
var UsualLadder = [3]string{"team_supervisors", "all_supervisors", "admins"}

// DefaultRules are what a new desk starts with.
func DefaultRules() Rules {
	const h = time.Hour
	return Rules{
		//                          urgent  high    normal  low
		FirstReply: [4]time.Duration{1 * h, 2 * h, 4 * h, 8 * h},
		NextReply:  [4]time.Duration{1 * h, 2 * h, 4 * h, 8 * h},
		Update:     [4]time.Duration{4 * h, 8 * h, 8 * h, 16 * h},
		Resolution: [4]time.Duration{8 * h, 24 * h, 40 * h, 80 * h},
		Recovery:   2 * h, QuietDays: 5, ConfirmationDays: 4, ReopenDays: 14,
		WarnPercent: 75, WarnBefore: 30 * time.Minute, FollowUpDays: [3]int{2, 5, 10},
		Apologies: promise.ApologiesAutomatic, ApologyAfter: 15 * time.Minute, AnswerWithin: 2 * h, Ladder: UsualLadder,
	}
}

// Install writes the desk's one policy with its one calendar, each in its first version.
func Install(ctx context.Context, tx *pg.Tx, hours Hours, rules Rules) (VersionID, error) {
	if _, err := calendar.New(hours.Zone, hours.Week, calendar.WithHolidays(hours.Region, hours.Exceptions)); err != nil {
		return 0, fmt.Errorf("the opening hours: %w", err)
	}
	var calendarVersion int64
	const newCalendar = `with c as (insert into calendars (name) values ('default') returning id)
		insert into calendar_versions (calendar_id, version, zone, region, created_at) select id, 1, $1, $2, $3 from c returning id`
	if err := tx.QueryRow(ctx, newCalendar, hours.Zone, hours.Region, tx.Now).Scan(&calendarVersion); err != nil {
		return 0, err
	}
	batch := &pgx.Batch{}
	e := Edition{Zone: hours.Zone, Week: hours.Week, Region: hours.Region}
	for _, x := range hours.Exceptions {
		e.Days = append(e.Days, Day{Date: x.Date, Open: x.Open, Source: OwnDay})
	}
	e.queue(batch, calendarVersion)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, err
	}
	var id VersionID
	const newPolicy = `with p as (insert into policies (name) values ('default') returning id)
		insert into policy_versions (policy_id, version, calendar_version_id, recovery_minutes, quiet_days, confirmation_days, reopen_days,
			warn_percent, warn_minutes, follow_up_days, hold_pauses, apology_mode, apology_minutes, answer_minutes, created_at)
		select id, 1, @calendar, @recovery, @quiet, @confirmation, @reopen,
			@warn_percent, @warn, @follow_ups, @hold_pauses, @apologies, @apology, @answer, @now from p returning id`
	err := tx.QueryRow(ctx, newPolicy, pgx.StrictNamedArgs{
		"calendar": calendarVersion, "recovery": minutes(rules.Recovery), "quiet": rules.QuietDays,
		"confirmation": rules.ConfirmationDays, "reopen": rules.ReopenDays, "now": tx.Now,
		"warn_percent": rules.WarnPercent, "warn": minutes(rules.WarnBefore), "follow_ups": rules.FollowUpDays[:], "hold_pauses": rules.HoldPauses,
		"apologies": rules.Apologies, "apology": minutes(rules.ApologyAfter), "answer": minutes(rules.AnswerWithin),
	}).Scan(&id)
	if err != nil {
		return 0, err
	}
	targets := &pgx.Batch{}
	queueTargets(targets, id, rules)
	const level = `insert into policy_ladder (policy_version_id, level, who) values ($1, $2, $3)`
	for i, who := range rules.Ladder {
		targets.Queue(level, id, i+1, who)
	}
	return id, tx.SendBatch(ctx, targets).Close()
}

func queueTargets(batch *pgx.Batch, version VersionID, rules Rules) {
	const q = `insert into policy_targets (policy_version_id, priority, kind, minutes) values ($1, $2, $3, $4)`
	kinds := []struct {
		kind    promise.Kind
		targets [4]time.Duration
	}{
		{promise.FirstReply, rules.FirstReply},
		{promise.NextReply, rules.NextReply},
		{promise.Update, rules.Update},
		{promise.Resolution, rules.Resolution},
	}
	for _, k := range kinds {
		for i, d := range k.targets {
			if d > 0 {
				batch.Queue(q, version, Priorities[i], k.kind, minutes(d))
			}
		}
	}
}

func minutes(d time.Duration) int { return int(d / time.Minute) }
