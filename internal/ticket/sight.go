package ticket

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// queueSight reads whose tickets the actor sees, in the batch that locks some. Kept itself sees all of them, and for
// customers another rule holds: nothing is read.
func queueSight(batch *pgx.Batch, by people.Actor, sees *[]people.TeamID) {
	if by.IsSystem() || !by.Role.IsStaff() {
		return
	}
	batch.Queue(`select v from visible_teams($1) v`, by.ID).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, pgx.RowTo[people.TeamID])
		*sees = append([]people.TeamID{}, all...) // seeing none is not the same as seeing all
		return err
	})
}

// queueStay keeps the actor at work until the change is over, in the batch that locks some tickets and before they are locked:
// whoever ends their work waits, so that nothing is given to who has left.
func queueStay(batch *pgx.Batch, by people.Actor) {
	if by.IsSystem() || !by.Role.IsStaff() {
		return
	}
	const q = `select ` + people.Here + ` from people where id = $1 for share`
	const visits = `select is_active and role = 'technician' from people where id = $1 for share`
	here := q
	if by.Role == people.Technician { // they change nothing but their own visits, and every other verb refuses them before
		here = visits
	}
	batch.Queue(here, by.ID).QueryRow(func(row pgx.Row) error {
		var is bool
		if err := row.Scan(&is); err != nil {
			return pg.Found(err)
		}
		if !is {
			return fault.NotFound()
		}
		return nil
	})
}

// canBeGiven refuses to give something of a ticket to somebody who does not see its team's tickets.
func canBeGiven(ctx context.Context, r pg.Reader, to people.Person, team people.TeamID) error {
	sees, err := people.Sees(ctx, r, to.ID, team)
	if err == nil && !sees {
		return fault.Invalid("sight.fault.owner").On("owner").By(to.Name)
	}
	return err
}

// canBeTheirs refuses to give a promise to a team of whom somebody does not see the ticket.
func (c *change) canBeTheirs(ctx context.Context, tx *pg.Tx, team people.Team) error {
	hidden, err := c.isHiddenFrom(ctx, tx, team.ID)
	if err == nil && hidden {
		return fault.Invalid("sight.fault.owner").On("owner").By(team.Name)
	}
	return err
}

// HandBack gives what people own who do not see it any more back to the teams: a role, a membership or a team's privacy
// has changed, whoever changed it. It takes at most limit tickets in one change, and returns how many it took.
func HandBack(ctx context.Context, tx *pg.Tx, by people.Actor, limit int) (int, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return 0, err
	}
	const q = `
		select t.id from tickets t join teams tm on tm.id = t.team_id
		where tm.is_private and t.live and (t.assignee_id is not null and t.team_id not in (select v from visible_teams(t.assignee_id) v)
			or exists (select from promises p where p.ticket_id = t.id and p.state in ('pending', 'paused') and p.owner_id is not null
				and t.team_id not in (select v from visible_teams(p.owner_id) v)))` + notStuck + `
		order by t.id limit $1`
	rows, err := tx.Query(ctx, q, limit)
	if err != nil {
		return 0, wrap("find what is out of its owner's sight", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	if err != nil || len(ids) == 0 {
		return 0, wrap("find what is out of its owner's sight", err)
	}
	all, err := locked(ctx, tx, by, lockSkipping, ids)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	for _, c := range all {
		if err := c.pass(ctx, tx); err != nil {
			return 0, err
		}
		if err := c.leaveOut(ctx, tx); err != nil {
			return 0, err
		}
	}
	return len(all), settleAll(ctx, tx, all)
}

// isHiddenFrom reports whether somebody of a team does not see the ticket.
func (c *change) isHiddenFrom(ctx context.Context, tx *pg.Tx, team people.TeamID) (bool, error) {
	all, err := c.everybody(ctx, tx)
	return slices.ContainsFunc(all, func(m people.Colleague) bool {
		return slices.Contains(m.Teams, team) && all.Hides(c.ticket.TeamID, m.ID)
	}), err
}

// leaveOut takes what they own from people and teams who do not see the ticket any more: it has no owner then, and their
// promises are its team's, as when somebody has left (rule 10).
func (c *change) leaveOut(ctx context.Context, tx *pg.Tx) error {
	roster, err := c.roster(ctx, tx)
	if err != nil {
		return err
	}
	hidden := func(id people.ID) bool { _, sees := roster.Find(id); return !sees }
	var out []people.ID
	var teams []people.TeamID
	if a := c.ticket.AssigneeID; a != nil && hidden(*a) {
		out = append(out, *a)
		c.record(event.Event{Kind: event.TicketReleased})
		c.own(nil)
	}
	for _, p := range c.book.Promises {
		if id := people.ID(p.Owner.Person); !p.State.Terminal() && id != 0 && hidden(id) && !slices.Contains(out, id) {
			out = append(out, id)
		}
		if id := people.TeamID(p.Owner.Team); !p.State.Terminal() && id != 0 && id != c.ticket.TeamID && !slices.Contains(teams, id) {
			teams = append(teams, id)
		}
	}
	for _, id := range out {
		c.book.OwnerLeft(int64(id))
	}
	for _, id := range teams {
		hidden, err := c.isHiddenFrom(ctx, tx, id)
		if err != nil {
			return err
		}
		if hidden {
			c.book.TeamLeft(int64(id))
		}
	}
	return nil
}
