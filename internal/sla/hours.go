package sla

import (
	"context"
	"fmt"
	"strings"
	"time"

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
		select c.id, c.zone, (select coalesce(jsonb_agg(h order by h.weekday, h.from_minute), '[]') from calendar_hours h where h.calendar_version_id = c.id)
		from policy_versions v join calendar_versions c on c.id = v.calendar_version_id where v.id = $1`
	var h Hours
	var open []struct {
		Weekday int `json:"weekday"`
		From    int `json:"from_minute"`
		To      int `json:"to_minute"`
	}
	if err := r.QueryRow(ctx, q, id).Scan(&h.Was, &h.Zone, &open); err != nil {
		return Hours{}, fmt.Errorf("read the opening hours: %w", err)
	}
	for _, o := range open {
		h.Week[o.Weekday] = append(h.Week[o.Weekday], calendar.Span{From: o.From, To: o.To})
	}
	return h, nil
}

// ChangeHours makes a new version of the calendar that new tickets are promised by, with other opening hours; holidays,
// dates and everything else stay. Tickets that are open keep the version that their promises were made by. The exceptions
// of h are not looked at. Hours that were read from another version than stands now are refused: what somebody else has changed
// there meanwhile, on the calendar's own page too, would go unseen.
func ChangeHours(ctx context.Context, tx *pg.Tx, by people.Actor, h Hours) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	if err := alone(ctx, tx); err != nil {
		return err
	}
	id, err := Default(ctx, tx)
	if err != nil {
		return err
	}
	const q = `select c.calendar_id, c.id from policy_versions v join calendar_versions c on c.id = v.calendar_version_id where v.id = $1`
	var main CalendarID
	var version int64
	if err := tx.QueryRow(ctx, q, id).Scan(&main, &version); err != nil {
		return err
	}
	if h.Was != version {
		return fault.Conflict("calendars.fault.changed")
	}
	was, err := lockCalendar(ctx, tx, by, main)
	if err != nil {
		return err
	}
	became := was.Edition
	became.Zone, became.Week = h.Zone, h.Week
	if err := became.check(); err != nil {
		return err
	}
	return change(ctx, tx, by, was, became, "")
}

// renew lets every policy that counts by a calendar count by a new version of it: each gets a version of its own in which
// everything else stays.
func renew(ctx context.Context, tx *pg.Tx, by people.Actor, id CalendarID, calendarVersion int64, why string) error {
	all, err := newest(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Calendar != int64(id) {
			continue
		}
		if _, err := writeVersion(ctx, tx, p.ID, calendarVersion, made{conditions: p.Conditions, rules: p.Rules, by: by.ID, why: why}); err != nil {
			return fmt.Errorf("let policy %d count by version %d of calendar %d: %w", p.ID, calendarVersion, id, err)
		}
	}
	return nil
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
