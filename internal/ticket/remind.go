package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// setReminders says when the customer is reminded of what a change agrees. Until it is written nobody changes how long before that is:
// whoever does, finds it among the open ones then.
func (c *change) setReminders(ctx context.Context, tx *pg.Tx) error {
	if !c.book.Appoints() {
		return nil
	}
	var hours int
	if err := tx.QueryRow(ctx, `select remind_hours from desk for share`).Scan(&hours); err != nil {
		return wrap("read when customers are reminded", err)
	}
	c.book.SetReminders(hours)
	return nil
}

// RemindAnew lets the setting hold for the appointments that stand and of which nobody was reminded: in the change that has set it, and so
// behind every appointment that was agreed under another. What would have come already by it, or when they still knew, keeps the time that it has. It takes
// no ticket's lock: no other change writes when a reminder comes.
func RemindAnew(ctx context.Context, tx *pg.Tx, by people.Actor) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	type open struct {
		ID       promise.ID
		Opens    time.Time
		Made     time.Time
		RemindAt *time.Time
		Version  sla.VersionID
		Priority sla.Priority
		Hours    int
	}
	const q = `
		select p.id, p.opens_at as opens, p.made_at as made, p.remind_at, t.policy_version_id as version, t.priority, d.remind_hours as hours
		from promises p join tickets t on t.id = p.ticket_id cross join desk d
		where p.state = 'pending' and p.kind in ('visit', 'callback') and p.opens_at > $1 and p.told_at is not null and p.reminded_at is null order by p.id`
	rows, err := tx.Query(ctx, q, tx.Now)
	if err != nil {
		return wrap("look for appointments", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[open])
	if err != nil {
		return wrap("look for appointments", err)
	}
	var ids []promise.ID
	var times []*time.Time
	for _, p := range all {
		terms, err := sla.Terms(ctx, tx, p.Version, p.Priority)
		if err != nil {
			return err
		}
		at := promise.ReminderAt(p.Opens, p.Made, p.Hours, terms.Calendar.Zone())
		if p.Hours > 0 && !at.After(tx.Now) || at.Equal(valueOf(p.RemindAt)) {
			continue
		}
		ids, times = append(ids, p.ID), append(times, pointerTo(at))
	}
	const set = `
		update promises p set remind_at = n.at from unnest($1::bigint[], $2::timestamptz[]) n (id, at)
		where p.id = n.id and p.state = 'pending' and p.reminded_at is null`
	_, err = tx.Exec(ctx, set, ids, times)
	return wrap("set when customers are reminded", err)
}
