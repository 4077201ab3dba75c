package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Lost is what would fall between two chairs if nobody looked: each with the one act that mends it. All of it empty is how it should be.
type Lost struct {
	Promises []LostPromise
	Teams    []LostTeam
	Mails    []outbox.Item
	Unread   []Unread
	Stuck    []Stuck
	Jobs     []FailedJob
}

// Count is how many there are of what was read.
func (l Lost) Count() int {
	return len(l.Promises) + len(l.Teams) + len(l.Mails) + len(l.Unread) + len(l.Stuck) + len(l.Jobs)
}

// FailedJob is work of the worker's that nobody tries any more.
type FailedJob = pg.Failed

// LostPromise is a promise of somebody who does not work here any more, or who is away when it falls due: theirs still, or an agreed one
// that the team has and nobody in person.
type LostPromise struct {
	ID        promise.ID
	Number    int64
	Subject   string
	Locale    i18n.Locale
	TeamName  string
	OwnerID   people.ID
	OwnerName string
	IsGone    bool
	IsTeams   bool // they are away, and nobody has taken it
	Kind      promise.Kind
	Words     string
	DueAt     time.Time
}

// LostTeam is a team with tickets and without anybody who works on them: the admins stand in for it.
type LostTeam struct {
	ID    people.TeamID
	Name  string
	Icon  string
	Live  int // tickets that are not closed
	Since time.Time
}

// Unread is an answer that the customer has not read for five business days, while what was promised waits for them.
type Unread struct {
	Number      int64
	Subject     string
	Locale      i18n.Locale
	RequesterID people.ID
	Customer    string
	Phone       string // the first of theirs; empty: nobody can call them
	At          time.Time
	IsVisit     bool // it told them when to be there
}

// tryMost is after how many failed tries a ticket on which time has something to do is lost, and not only late.
const tryMost = 3

// These are the conditions of each kind, for the lists and for their count. All but the jobs are for the reader's eyes only.
const (
	lostPromises = `(
			select p.id, p.owner_id as whose from people g join promises p on p.owner_id = g.id and p.open where g.role <> 'customer' and not g.is_active
			union select p.id, p.owner_id from absences a join promises p on p.owner_id = a.person_id and p.open and p.due_at >= a.begins_at and p.due_at < a.ends_at
				where a.ends_at > (select kept_now()) and p.due_at > (select kept_now())
			union select p.id, p.stands_for_id from promises p where p.stands_for_id is not null and p.owner_id is null and p.open and p.kind in ('callback', 'visit', 'commitment')) f
		join promises o on o.id = f.id join people g on g.id = f.whose join tickets t on t.id = o.ticket_id join teams tm on tm.id = t.team_id
		where not exists (select from promises e where e.ticket_id = o.ticket_id and e.open and e.owner_id = o.owner_id and not g.is_active and (e.due_at, e.id) < (o.due_at, o.id))
			and ` + people.InSight
	lostTeams = `teams tm where not exists (
			select from team_members m join people p on p.id = m.person_id
			where m.team_id = tm.id and p.is_active and p.role in ('agent', 'supervisor', 'admin'))
		and exists (select from tickets t where t.team_id = tm.id and t.live and ` + people.InSight + `)`
	lostMails  = `outbox o left join tickets t on t.id = o.ticket_id left join staff_invitations i on i.id = o.invitation_id where ` + outbox.Lost + ` and (t.id is null or ` + people.InSight + `)`
	lostUnread = `ticket_readings u join tickets t on t.id = u.ticket_id join messages m on m.id = u.unread_id join people c on c.id = t.requester_id
		where u.unread_id is not null and t.live and (u.read_at is null or u.read_at < m.created_at) and ` + waitsForReader + `
			and not exists (select from messages n where n.ticket_id = t.id and n.id > m.id and n.audience = 'public')
			and not exists (select from promises n where n.ticket_id = t.id and n.open and n.kind = 'callback') and ` + people.InSight
	lostStuck = `stuck_tickets s join tickets t on t.id = s.ticket_id where s.tries >= @tries and ` + people.InSight
)

// waitsForReader is whether what was promised on a ticket t depends on the customer's having read it: the ticket waits for their
// answer, or they are to be there for a visit.
const waitsForReader = `(t.status = 'pending' or exists (select from promises v where v.ticket_id = t.id and v.open and v.kind = 'visit'))`

// AskLostCount asks in a batch how much is lost, for whoever supervises.
func AskLostCount(batch *pgx.Batch, by people.Actor, n *int) {
	if !by.Can(people.Supervise, 0) {
		return
	}
	const q = `select ((select count(*) from ` + lostPromises + `) + (select count(*) from ` + lostTeams + `) + (select count(*) from ` + lostMails + `)
		+ (select count(*) from ` + lostUnread + `) + (select count(*) from ` + lostStuck + `) + (select count(*) from ` + pg.FailedJobs + `))::int`
	batch.Queue(q, pgx.StrictNamedArgs{"reader": by.Reader(), "tries": tryMost}).QueryRow(func(row pgx.Row) error { return row.Scan(n) })
}

// ReadLost lists what is lost, of each kind at most limit, what has waited longest first.
func ReadLost(ctx context.Context, r pg.Reader, by people.Actor, limit int) (Lost, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return Lost{}, err
	}
	const (
		promises = `select o.id, t.number, t.subject, t.locale, tm.name as team_name, g.id as owner_id, g.name as owner_name, not g.is_active as is_gone, o.owner_id is null as is_teams, o.kind, o.words, o.due_at
			from ` + lostPromises + ` order by o.due_at, o.id limit @limit`
		teams = `select tm.id, tm.name, tm.icon, (select count(*) from tickets t where t.team_id = tm.id and t.live)::int as live,
			(select min(t.opened_at) from tickets t where t.team_id = tm.id and t.live) as since from ` + lostTeams + ` order by tm.position, tm.id limit @limit`
		unread = `select t.number, t.subject, t.locale, c.id as requester_id, c.name as customer,
			coalesce((select number from phones where person_id = c.id order by id limit 1), '') as phone, m.created_at as at, t.status <> 'pending' as is_visit
			from ` + lostUnread + ` order by m.id limit @limit`
	)
	var l Lost
	args := pgx.StrictNamedArgs{"reader": by.Reader(), "limit": limit}
	batch := &pgx.Batch{}
	batch.Queue(promises, args).Query(func(rows pgx.Rows) (err error) {
		l.Promises, err = pgx.CollectRows(rows, pgx.RowToStructByName[LostPromise])
		return err
	})
	batch.Queue(teams, args).Query(func(rows pgx.Rows) (err error) {
		l.Teams, err = pgx.CollectRows(rows, pgx.RowToStructByName[LostTeam])
		return err
	})
	batch.Queue(unread, args).Query(func(rows pgx.Rows) (err error) {
		l.Unread, err = pgx.CollectRows(rows, pgx.RowToStructByName[Unread])
		return err
	})
	outbox.AskLost(batch, by, limit, &l.Mails)
	pg.AskFailed(batch, limit, &l.Jobs)
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Lost{}, wrap("look for what is lost", err)
	}
	stuck, _, err := StuckNow(ctx, r, by, limit)
	for _, s := range stuck {
		if s.Tries >= tryMost {
			l.Stuck = append(l.Stuck, s)
		}
	}
	return l, err
}
