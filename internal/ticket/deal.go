package ticket

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// DealtTogether is how many tickets one change deals, or gives back, at most.
const DealtTogether = 50

// Deal gives tickets that nobody owns to who of their team is at work, as the team's setting says, and writes into each why.
// Who deals a team's tickets holds its turn, so each is dealt once; and nobody whom a ticket is dealt to is dealt another
// meanwhile by any team, so no limit is passed. It returns how many it dealt; 0 too while somebody else is dealing.
func Deal(ctx context.Context, tx *pg.Tx, by people.Actor, team people.DealingTeam) (int, error) {
	if err := by.May(people.KeepTime, 0); err != nil || team.Deals == people.ByHand {
		return 0, err
	}
	if ids, err := ownerless(ctx, tx, team.ID, nil); err != nil || len(ids) == 0 {
		return 0, err
	}
	h := &hand{team: team}
	if mine, err := h.hold(ctx, tx); err != nil || !mine {
		return 0, err
	}
	if err := h.read(ctx, tx); err != nil {
		return 0, err
	}
	ids, err := ownerless(ctx, tx, team.ID, h.free())
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if err := h.readSpared(ctx, tx, ids); err != nil {
		return 0, err
	}
	all, err := locked(ctx, tx, by, lockSkipping, ids)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(all, func(a, b *change) int { return slices.Index(ids, a.ticket.ID) - slices.Index(ids, b.ticket.ID) })
	dealt := 0
	for _, c := range all {
		if !c.isOwnerless(team.ID) {
			continue
		}
		if err := c.pass(ctx, tx); err != nil { // which may publish a reply, whose writer owns it then
			return 0, err
		}
		if d, found := h.choose(c.ticket); found && c.isOwnerless(team.ID) {
			c.deal(d)
			dealt++
		}
	}
	if dealt > 0 {
		if _, err := tx.Exec(ctx, `update turns set person_id = $2 where team_id = $1`, team.ID, h.last); err != nil {
			return 0, wrap("write down whose turn it was", err)
		}
	}
	return dealt, settleChanged(ctx, tx, all)
}

// ownerless are the tickets of a team that wait for somebody and have no owner, the most urgent first; where it is asked for whom, those that
// one of them can get: what all of them are spared would else keep the others back.
func ownerless(ctx context.Context, r pg.Reader, team people.TeamID, free []people.ID) ([]ID, error) {
	const q = `select t.id from tickets t where t.team_id = $1 and t.live and t.assignee_id is null and t.status in ('new', 'open')` + notStuck + `
		and ($3::bigint[] is null or exists (select from unnest($3::bigint[]) f where not exists (
			select from handings h where h.ticket_id = t.id and h.person_id = f and h.passed_at > (select kept_now()) - $4::interval)))
		order by t.owed_since is null, coalesce(t.owed_since, t.next_due_at), t.id limit $2`
	rows, err := r.Query(ctx, q, team, DealtTogether, free, SparedFor)
	if err != nil {
		return nil, wrap("find what has no owner", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[ID])
}

func (c *change) isOwnerless(team people.TeamID) bool {
	s := c.book.Status
	return c.ticket.AssigneeID == nil && c.ticket.TeamID == team && (s == promise.New || s == promise.Open)
}

// dealing is who gets a ticket, and why.
type dealing struct {
	to    people.ID
	skill string // for which they were chosen; may be empty
	why   people.Deals
}

func (c *change) deal(d dealing) {
	c.recordRule(event.Event{Kind: event.TicketDealt, PersonID: &d.to, Was: d.skill, Became: string(d.why)})
	n := notify.Notice{Kind: notify.Assigned, Ticket: int64(c.ticket.ID)}
	c.notices = append(c.notices, notify.Told{Notice: n, To: []people.ID{d.to}})
	c.own(&d.to)
	c.handOver(nil)
}

// hand is what a dealer knows: who is there, what they have, and who came last. Its choice is pure.
type hand struct {
	team   people.DealingTeam
	last   people.ID
	there  people.Roster
	load   map[people.ID]int
	spared map[ID][]people.ID // who has just been rid of a ticket
	topics topic.Tree
	skills map[int64]string
}

// hold takes the team's turn; false: somebody else has it.
func (h *hand) hold(ctx context.Context, tx *pg.Tx) (bool, error) {
	if _, err := tx.Exec(ctx, `insert into turns (team_id) values ($1) on conflict do nothing`, h.team.ID); err != nil {
		return false, wrap("hold a team's turn", err)
	}
	err := tx.QueryRow(ctx, `select coalesce(person_id, 0) from turns where team_id = $1 for update skip locked`, h.team.ID).Scan(&h.last)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, wrap("hold a team's turn", err)
}

// read finds out who is there, each statement after the members are held.
func (h *hand) read(ctx context.Context, tx *pg.Tx) error {
	if err := people.HoldMembers(ctx, tx, h.team.ID); err != nil {
		return wrap("hold a team's members", err)
	}
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	roster, err := people.ReadRoster(ctx, tx)
	if err != nil {
		return err
	}
	policy, err := sla.Default(ctx, tx)
	if err != nil {
		return err
	}
	terms, err := sla.Terms(ctx, tx, policy, sla.Normal)
	if err != nil {
		return err
	}
	h.there = roster.AtWork(h.team.ID, tx.Now, terms.Calendar)
	skills, err := people.Skills(ctx, tx)
	if err != nil {
		return err
	}
	h.skills = map[int64]string{}
	for _, s := range skills {
		h.skills[s.ID] = s.Name
	}
	return h.readLoad(ctx, tx)
}

// readLoad counts what each has.
func (h *hand) readLoad(ctx context.Context, tx *pg.Tx) error {
	const load = `select assignee_id, count(*)::int from tickets where live and status in ('new', 'open') and assignee_id = any($1) group by assignee_id`
	h.load = map[people.ID]int{}
	var there []people.ID
	for _, c := range h.there {
		there = append(there, c.ID)
	}
	batch := &pgx.Batch{}
	batch.Queue(load, there).Query(func(rows pgx.Rows) error {
		var id people.ID
		var n int
		_, err := pgx.ForEachRow(rows, []any{&id, &n}, func() error { h.load[id] = n; return nil })
		return err
	})
	topic.AskList(batch, &h.topics)
	return wrap("read who has what", tx.SendBatch(ctx, batch).Close())
}

// readSpared reads who is spared which ticket.
func (h *hand) readSpared(ctx context.Context, tx *pg.Tx, ids []ID) error {
	const q = `select ticket_id, person_id from handings where ticket_id = any($1) and passed_at > (select kept_now()) - $2::interval`
	h.spared = map[ID][]people.ID{}
	rows, err := tx.Query(ctx, q, ids, SparedFor)
	if err != nil {
		return wrap("read who is spared what", err)
	}
	var t ID
	var id people.ID
	_, err = pgx.ForEachRow(rows, []any{&t, &id}, func() error { h.spared[t] = append(h.spared[t], id); return nil })
	return wrap("read who is spared what", err)
}

// free is who is there and could be dealt something; never nil.
func (h *hand) free() []people.ID {
	all := []people.ID{}
	for _, c := range h.there {
		if h.hasRoom(c) {
			all = append(all, c.ID)
		}
	}
	return all
}

func (h *hand) hasRoom(c people.Colleague) bool {
	return h.team.DealLimit == 0 || h.load[c.ID] < h.team.DealLimit
}

// choose says who gets a ticket, and counts it as theirs; false: nobody can have it now.
func (h *hand) choose(t Ticket) (dealing, bool) {
	var free people.Roster
	for _, c := range h.there {
		if h.hasRoom(c) && !slices.Contains(h.spared[t.ID], c.ID) {
			free = append(free, c)
		}
	}
	d := dealing{why: h.team.Deals}
	if skill := h.skillOf(t); skill != 0 {
		var skilled people.Roster
		for _, c := range free {
			if slices.Contains(c.Skills, skill) {
				skilled = append(skilled, c)
			}
		}
		if len(skilled) > 0 {
			free, d.skill = skilled, h.skills[skill]
		}
	}
	if len(free) == 0 {
		return dealing{}, false
	}
	d.to = free[0].ID
	for _, c := range free[1:] {
		if h.before(c.ID, d.to) {
			d.to = c.ID
		}
	}
	h.load[d.to]++
	h.last = d.to
	return d, true
}

func (h *hand) skillOf(t Ticket) int64 {
	if !h.team.DealsBySkill || t.TopicID == nil {
		return 0
	}
	return h.topics.Skill(*t.TopicID)
}

// before reports whether a is to get a ticket before b: by load who has fewer, and in turns who comes sooner after the last.
func (h *hand) before(a, b people.ID) bool {
	if h.team.Deals == people.ByLoad && h.load[a] != h.load[b] {
		return h.load[a] < h.load[b]
	}
	if after := a > h.last; after != (b > h.last) {
		return after
	}
	return a < b
}

// untouched is a ticket whose owner has done nothing on it since it became theirs.
type untouched struct {
	ID        ID
	Since     time.Time
	LastEvent int
	Policy    sla.VersionID
	Now       time.Time
}

// looksThrough is how many tickets are looked at for such as lie long enough in their own business time.
const looksThrough = 1000

// ReturnUntouched gives back to their team the tickets that their owners have not touched for as long as the team's setting
// says, in business time. It returns how many.
func ReturnUntouched(ctx context.Context, tx *pg.Tx, by people.Actor, team people.DealingTeam) (int, error) {
	if err := by.May(people.KeepTime, 0); err != nil || team.ReturnHours == 0 {
		return 0, err
	}
	found, ids, err := findUntouched(ctx, tx, team)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	all, err := locked(ctx, tx, by, lockSkipping, ids)
	if err != nil {
		return 0, err
	}
	back := 0
	for _, c := range all {
		u := found[c.ticket.ID]
		if c.waiting != nil || c.ticket.LastEvent != u.LastEvent {
			continue // somebody has done something since
		}
		if err := c.pass(ctx, tx); err != nil {
			return 0, err
		}
		c.recordRule(event.Event{Kind: event.TicketReturned, PersonID: c.ticket.AssigneeID, Became: strconv.Itoa(team.ReturnHours)})
		c.own(nil)
		c.handOver(nil)
		back++
	}
	return back, settleChanged(ctx, tx, all)
}

// findUntouched are the first of them that have lain long enough.
func findUntouched(ctx context.Context, r pg.Reader, team people.DealingTeam) (map[ID]untouched, []ID, error) {
	const q = `select t.id, a.at as since, t.last_event, t.policy_version_id as policy, (select kept_now()) as now from tickets t
		cross join lateral (select e.number, e.at from events e where e.ticket_id = t.id and e.person_id = t.assignee_id
			and e.kind in ('ticket.assigned', 'ticket.dealt', 'ticket.taken_over') order by e.number desc limit 1) a
		where t.team_id = @team and t.live and t.assignee_id is not null and t.status in ('new', 'open')
			and a.at <= (select kept_now()) - @least::interval
			and not exists (select from events e where e.ticket_id = t.id and e.number > a.number and e.actor_id = t.assignee_id)` + notStuck + `
		order by a.at, t.id limit @limit`
	least := time.Duration(team.ReturnHours) * time.Hour
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"team": team.ID, "least": least, "limit": looksThrough})
	if err != nil {
		return nil, nil, wrap("find what its owner has not touched", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[untouched])
	if err != nil {
		return nil, nil, wrap("find what its owner has not touched", err)
	}
	found := map[ID]untouched{}
	var ids []ID
	for _, u := range all {
		terms, err := sla.Terms(ctx, r, u.Policy, sla.Normal)
		if err != nil {
			return nil, nil, err
		}
		if terms.Calendar.Between(u.Since, u.Now) < least {
			continue
		}
		found[u.ID] = u
		if ids = append(ids, u.ID); len(ids) == DealtTogether {
			break
		}
	}
	return found, ids, nil
}
