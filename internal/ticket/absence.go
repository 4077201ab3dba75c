package ticket

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// EnterAbsence writes down when somebody is away. What they have promised that falls due then is their stand-in's or the team's
// at once, and the supervisors are told of the calls and visits that nobody has now (rule 10). All of it is one change.
func EnterAbsence(ctx context.Context, tx *pg.Tx, by people.Actor, person people.ID, p people.Planned) (people.AbsenceID, error) {
	if err := by.May(people.PlanAbsence, 0); err != nil {
		return 0, err
	}
	id, err := people.EnterAbsence(ctx, tx, by, person, p)
	if err != nil {
		return 0, err
	}
	return id, minded(ctx, tx, person)
}

// ChangeAbsence gives an absence other times or another stand-in, and everything that falls due then to whom it is now.
func ChangeAbsence(ctx context.Context, tx *pg.Tx, by people.Actor, id people.AbsenceID, p people.Planned) error {
	if err := by.May(people.PlanAbsence, 0); err != nil {
		return err
	}
	person, err := people.ChangeAbsence(ctx, tx, by, id, p)
	if err != nil {
		return err
	}
	return minded(ctx, tx, person)
}

// EndAbsence says that somebody is there again now, or will not be away after all: what would have fallen due then is theirs again.
func EndAbsence(ctx context.Context, tx *pg.Tx, by people.Actor, id people.AbsenceID) error {
	if err := by.May(people.PlanAbsence, 0); err != nil {
		return err
	}
	person, err := people.EndAbsence(ctx, tx, by, id)
	if err != nil {
		return err
	}
	return minded(ctx, tx, person)
}

// minded gives everything that an absence of somebody's touches to whom it is now: what is theirs, what others have for them,
// and what they would have for others.
func minded(ctx context.Context, tx *pg.Tx, person people.ID) error {
	const q = `
		select t.id from (
			select ticket_id as id from promises where open and owner_id = $1
			union select ticket_id from promises where open and stands_for_id = $1
			union select ticket_id from promises where open and stands_for_id in (select a.person_id from absences a where a.stand_in_id = $1 and a.ends_at > (select kept_now()))
		) t where true` + notStuck + ` order by 1`
	rows, err := tx.Query(ctx, q, person)
	if err != nil {
		return wrap("find what an absence touches", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	if err != nil {
		return wrap("find what an absence touches", err)
	}
	if _, err = mindAll(ctx, tx, lockWaiting, ids); err != nil {
		return err
	}
	return wrap("let notices go by mail again", notify.Wake(ctx, tx, person))
}

// MindAbsences is the net under all who enter absences and make promises at the same time: what belongs to somebody who is away
// when it falls due goes where it belongs. It takes at most limit tickets in one change, and returns how many it took.
func MindAbsences(ctx context.Context, tx *pg.Tx, by people.Actor, limit int) (int, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return 0, err
	}
	const q = `select t.id from (select distinct ticket_id as id from (` + unminded + `) u) t where true` + notStuck + ` order by t.id limit $1`
	rows, err := tx.Query(ctx, q, limit)
	if err != nil {
		return 0, wrap("find whose owner is away", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	if err != nil || len(ids) == 0 {
		return 0, wrap("find whose owner is away", err)
	}
	return mindAll(ctx, tx, lockSkipping, ids)
}

// unminded are the promises that fall due while their owner is away, and those that somebody has for one who is there after all.
const unminded = `
	select p.ticket_id, p.made_at, a.changed_at from absences a join promises p on p.owner_id = a.person_id and p.open and p.due_at >= a.begins_at and p.due_at < a.ends_at
	where a.ends_at > (select kept_now()) and p.due_at > (select kept_now())
	union all
	select p.ticket_id, p.made_at, p.made_at from promises p
	where p.stands_for_id is not null and p.open and p.kind <> 'visit' and p.due_at > (select kept_now())
		and not exists (select from absences a where a.person_id = p.stands_for_id and a.begins_at <= p.due_at and a.ends_at > p.due_at)`

func mindAll(ctx context.Context, tx *pg.Tx, lock string, ids []ID) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	all, err := locked(ctx, tx, people.System, lock, ids)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	var changed []*change
	for _, c := range all {
		if err := c.pass(ctx, tx); err != nil {
			return 0, fmt.Errorf("ticket %d: %w", c.ticket.Number, err)
		}
		c.book.AbsenceChanged()
		c.absorb(true)
		if len(c.log) > 0 {
			changed = append(changed, c)
		}
	}
	if len(changed) == 0 {
		return 0, nil
	}
	return len(changed), settleAll(ctx, tx, changed)
}

// TakeBack gives somebody back, who is there again, what a colleague or the team has had for them.
func TakeBack(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, p promise.ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if !c.book.TakeBack(p, int64(by.ID)) {
		return c.ended(p)
	}
	return c.settleBooked(ctx, tx, c.book.Get(p))
}

// mindAbsences tells the book who is away, and who has meanwhile what is theirs on this ticket.
func (c *change) mindAbsences() {
	c.book.Away = func(person int64, at time.Time) (promise.Owner, bool) {
		standIn, away := c.shared.absences.Instead(people.ID(person), c.ticket.TeamID, at)
		if standIn != 0 {
			return promise.Owner{Person: int64(standIn)}, away
		}
		return promise.Owner{Team: int64(c.ticket.TeamID)}, away
	}
}
