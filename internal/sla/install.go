package sla

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Hours are when the desk is open, in its zone.
type Hours struct {
	Zone       string
	Week       calendar.Week
	Exceptions []calendar.Exception
	Region     calendar.Region // whose public holidays close it
	Was        int64           // the version of the calendar that they were read from, for ChangeHours
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
	// Targets by priority, in the order of Priorities. A resolution of 0 is none; an answer of 0 is AnswerWithin.
	FirstReply, NextReply, Update, Resolution, Answer [4]time.Duration

	CountsAlways     bool          // every hour counts; else only the opening hours do
	Recovery         time.Duration // of the time that counts
	QuietDays        int           // business days
	ConfirmationDays int           // business days
	ReopenDays       int           // days

	WarnPercent  int           // of a target's business time
	WarnBefore   time.Duration // before an agreed time
	FollowUpDays [3]int        // business days after the customer's turn began
	HoldPauses   bool          // waiting for others pauses the resolution
	Apologies    promise.ApologyMode
	ApologyAfter time.Duration
	AnswerWithin time.Duration // for a question to the supervisors, of the time that counts
	Ladder       promise.Ladder
}

// UsualLadder is who is told, level by level, where nobody has said otherwise (docs/domain.md 6). People's roster
// knows who they are.
var UsualLadder = promise.Ladder{{people.TeamSupervisors}, {people.AllSupervisors}, {people.Admins}}

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

// Install writes the desk's first policy, which catches every ticket, with its calendar, each in its first version.
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
	var policy PolicyID
	const newPolicy = `insert into policies (name, is_rest) values ('default', true) returning id`
	if err := tx.QueryRow(ctx, newPolicy).Scan(&policy); err != nil {
		return 0, err
	}
	return writeVersion(ctx, tx, policy, calendarVersion, made{rules: rules})
}

func minutes(d time.Duration) int { return int(d / time.Minute) }
