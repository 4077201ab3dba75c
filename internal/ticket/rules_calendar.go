package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// Following is an act that serves the open tickets of one policy under its newest version.
type Following struct {
	ID      BulkID
	Policy  string // what it was called then
	Total   int
	BegunAt time.Time
	Ended   bool // every ticket had its turn
	Undone  bool // it was set back
}

// FollowCalendar begins to serve the open tickets of every policy that counts by a calendar. Each policy has an act of its own, which can
// be set back by itself. The largest is the first.
func FollowCalendar(ctx context.Context, tx *pg.Tx, by people.Actor, id sla.CalendarID) ([]Following, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	policies, err := sla.Policies(ctx, tx, by)
	if err != nil {
		return nil, err
	}
	var all []Following
	for _, p := range policies {
		if p.Calendar != int64(id) {
			continue
		}
		act, n, err := BeginRules(ctx, tx, by, p.ID)
		if err != nil {
			return nil, err
		}
		one := Following{ID: act, Policy: p.Name, Total: n}
		if len(all) > 0 && n > all[0].Total {
			all = append([]Following{one}, all...)
		} else {
			all = append(all, one)
		}
	}
	return all, nil
}

// FollowFeed is FollowCalendar in the name of whoever asked for it when the feed was set. Who may not do it any more has asked in vain:
// then the change is for new tickets only.
func FollowFeed(ctx context.Context, tx *pg.Tx, by people.Actor, id sla.CalendarID, asked people.ID) error {
	if err := by.May(people.KeepTime, 0); err != nil {
		return err
	}
	who, err := people.Get(ctx, tx, asked)
	if err != nil || !who.IsActive || who.Acting().May(people.Staffing, 0) != nil {
		return notFoundIsNone(err)
	}
	_, err = FollowCalendar(ctx, tx, who.Acting(), id)
	return err
}

func notFoundIsNone(err error) error {
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
}

// Followings are the acts that the reader began for the policies of a calendar, the newest of each policy. An act is shown to whoever
// began it.
func Followings(ctx context.Context, r pg.Reader, by people.Actor, id sla.CalendarID) ([]Following, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	const q = `
		select b.id, b.named as policy, b.total, b.begun_at, b.finished_at is not null as ended, b.undone_at is not null as undone
		from policies p
		join lateral (select calendar_version_id from policy_versions where policy_id = p.id order by version desc limit 1) v on true
		join calendar_versions c on c.id = v.calendar_version_id
		join lateral (select * from bulk_acts a where a.actor_id = @by and a.verb = 'rules' and a.target = p.id::text order by a.id desc limit 1) b on true
		where c.calendar_id = @calendar and p.ended_at is null and b.total > 0
		order by b.begun_at desc, b.total desc, b.id`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"by": by.ID, "calendar": id})
	if err != nil {
		return nil, wrap("find what follows a calendar", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Following])
}
