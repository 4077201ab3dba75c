package sla

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// AuditHoursChanged tells of other opening hours.
const AuditHoursChanged audit.Kind = "hours.changed"

// HoursNow are the opening hours that new tickets are promised by.
func HoursNow(ctx context.Context, r pg.Reader) (Hours, error) {
	id, err := Default(ctx, r)
	if err != nil {
		return Hours{}, err
	}
	const q = `
		select c.zone, (select coalesce(jsonb_agg(h order by h.weekday, h.from_minute), '[]') from calendar_hours h where h.calendar_version_id = c.id)
		from policy_versions v join calendar_versions c on c.id = v.calendar_version_id where v.id = $1`
	var h Hours
	var open []struct {
		Weekday int `json:"weekday"`
		From    int `json:"from_minute"`
		To      int `json:"to_minute"`
	}
	if err := r.QueryRow(ctx, q, id).Scan(&h.Zone, &open); err != nil {
		return Hours{}, fmt.Errorf("read the opening hours: %w", err)
	}
	for _, o := range open {
		h.Week[o.Weekday] = append(h.Week[o.Weekday], calendar.Span{From: o.From, To: o.To})
	}
	return h, nil
}

// ChangeHours makes a new version of the rules with other opening hours; closed days and everything else stay. Tickets
// that are open keep the version that their promises were made by. The exceptions of h are not looked at.
func ChangeHours(ctx context.Context, tx *pg.Tx, by people.Actor, h Hours) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	if err := h.check(); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `select from policies order by id limit 1 for update`); err != nil {
		return err
	}
	before, err := HoursNow(ctx, tx)
	if err != nil {
		return err
	}
	if before.text() == h.text() {
		return nil
	}
	if err := newVersion(ctx, tx, h, nil); err != nil {
		return fmt.Errorf("change the opening hours: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditHoursChanged, Was: before.text(), Became: h.text()})
}

func (h Hours) check() error {
	if _, err := time.LoadLocation(h.Zone); err != nil || h.Zone == "" || h.Zone == "Local" {
		return fault.Invalid("fault.zone").On("zone")
	}
	open := false
	for _, spans := range h.Week {
		open = open || len(spans) > 0
	}
	if !open { // no promise could ever fall due
		return fault.Invalid("settings.fault.never_open")
	}
	if _, err := calendar.New(h.Zone, h.Week, nil); err != nil {
		return fault.Invalid("settings.fault.hours")
	}
	return nil
}

// newVersion copies the newest rules and their closed days, with other hours, and with other days of reopening where they are given.
func newVersion(ctx context.Context, tx *pg.Tx, h Hours, reopen *int) error {
	const newest = `select id, calendar_version_id from policy_versions where policy_id = (select min(id) from policies) order by version desc limit 1`
	var policy, from, to int64
	if err := tx.QueryRow(ctx, newest).Scan(&policy, &from); err != nil {
		return pg.Found(err)
	}
	const newCalendar = `
		insert into calendar_versions (calendar_id, version, zone, created_at)
		select calendar_id, (select max(version) + 1 from calendar_versions m where m.calendar_id = c.calendar_id), $2, $3 from calendar_versions c where id = $1 returning id`
	if err := tx.QueryRow(ctx, newCalendar, from, h.Zone, tx.Now).Scan(&to); err != nil {
		return err
	}
	const newPolicy = `
		with v as (
			insert into policy_versions (policy_id, version, calendar_version_id, recovery_minutes, quiet_days, confirmation_days, reopen_days,
				warn_percent, warn_minutes, follow_up_days, hold_pauses, apology_mode, apology_minutes, answer_minutes, created_at)
			select policy_id, version + 1, @to, recovery_minutes, quiet_days, confirmation_days, coalesce(@reopen::integer, reopen_days),
				warn_percent, warn_minutes, follow_up_days, hold_pauses, apology_mode, apology_minutes, answer_minutes, @now
			from policy_versions where id = @policy returning id
		), targets as (
			insert into policy_targets (policy_version_id, priority, kind, minutes) select v.id, t.priority, t.kind, t.minutes from v, policy_targets t where t.policy_version_id = @policy
		)
		insert into policy_ladder (policy_version_id, level, who) select v.id, l.level, l.who from v, policy_ladder l where l.policy_version_id = @policy`
	batch := &pgx.Batch{}
	queueHours(batch, to, Hours{Week: h.Week})
	batch.Queue(`insert into calendar_exceptions (calendar_version_id, day, from_minute, to_minute, name) select $2, day, from_minute, to_minute, name from calendar_exceptions where calendar_version_id = $1`, from, to)
	batch.Queue(newPolicy, pgx.StrictNamedArgs{"to": to, "policy": policy, "reopen": reopen, "now": tx.Now})
	return tx.SendBatch(ctx, batch).Close()
}

// text is the week in a line, for the audit: "Europe/Athens, 1 09:00–17:00, …", Sunday is 0.
func (h Hours) text() string {
	parts := []string{h.Zone}
	for day := range h.Week {
		weekday := time.Weekday((day + 1) % 7)
		if spans := h.Week[weekday]; len(spans) > 0 {
			parts = append(parts, weekday.String()[:3]+" "+SpansText(spans))
		}
	}
	return strings.Join(parts, "; ")
}

// SpansText is a day's hours as somebody types them: "09:00–12:00, 13:00–17:00".
func SpansText(spans []calendar.Span) string {
	var all []string
	for _, s := range spans {
		all = append(all, fmt.Sprintf("%02d:%02d–%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60))
	}
	return strings.Join(all, ", ")
}
