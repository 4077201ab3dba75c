package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Meanwhile is what happened on a ticket of somebody's while they were away.
type Meanwhile struct {
	ID       ID
	Number   int64 // 0: appointments of tickets that are not theirs to read any more, of which all else is empty
	Subject  string
	Locale   i18n.Locale
	Customer string
	IsLive   bool
	Owner    *people.ID // who has it now; nil: its team
	Has      string     // their name, else the team's
	WasTaken bool       // it was theirs, and went to another meanwhile
	Done     []Done     // the oldest first
	Lent     []Lent     // what others have for them, the first due first
}

// Done is one thing that happened, and who did it.
type Done struct {
	TicketID ID
	Kind     event.Kind
	At       time.Time
	By       string       // who did it; empty: a rule, or the customer
	To       string       // to whom it went
	Promise  promise.Kind // empty: it is about none
	Words    string       // of a commitment
	Was      *time.Time
	Became   *time.Time
	Opens    *time.Time // of an appointment
	DueAt    *time.Time
}

// Lent is a promise of somebody's that another, or the team, has for them.
type Lent struct {
	TicketID ID
	ID       promise.ID
	Kind     promise.Kind
	Words    string
	DueAt    time.Time
	Opens    *time.Time // of an appointment
	Has      string     // a person's name, else the team's
}

// mostMeanwhile is how many tickets the page of what happened tells of.
const mostMeanwhile = 200

// theirsMeanwhile are the tickets of which somebody owned something between two instants.
const theirsMeanwhile = `
	theirs as (
		select id from tickets where assignee_id = @me and live
		union select id from tickets where assignee_id = @me and not live and closed_at >= @from and closed_at < @until
		union select ticket_id from promises where owner_id = @me and due_at >= @from and due_at < @until
		union select ticket_id from promises where stands_for_id = @me and due_at >= @from
		union select ticket_id from handings where person_id = @me and passed_at >= @from and passed_at < @until)`

// toldMeanwhile are the kinds of events that the page tells, unless they did it themselves.
var toldMeanwhile = []event.Kind{
	event.CustomerWrote, event.CustomerSaidNotYet, event.CustomerConfirmed, event.StaffReplied, event.CallLogged,
	event.PromiseKept, event.PromiseBroken, event.PromiseMoved, event.PromiseWithdrawn,
	event.TicketAssigned, event.TicketReleased, event.TicketDealt, event.TicketReturned, event.TakenOver,
	event.TicketSolved, event.TicketReopened,
}

// WhileAway tells somebody what happened to what is theirs during an absence, by others, as far as they see it: the latest first.
// Who comes to customers is told of their appointments.
func WhileAway(ctx context.Context, r pg.Reader, by people.Actor, a people.Absence, until time.Time) ([]Meanwhile, error) {
	if !by.Can(people.ReadDesk, 0) {
		return stopsWhileAway(ctx, r, by, a, until)
	}
	const done = `with ` + theirsMeanwhile + `
		select e.ticket_id, e.kind, e.at, coalesce(a.name, '') as by, coalesce(w.name, tm.name, '') as to, coalesce(p.kind, '') as promise, coalesce(p.words, '') as words,
			e.was_at as was, e.became_at as became, p.opens_at as opens, p.due_at
		from theirs join tickets t on t.id = theirs.id join events e on e.ticket_id = t.id
			left join people a on a.id = e.actor_id and a.role <> 'customer' left join people w on w.id = e.person_id left join teams tm on tm.id = e.team_id left join promises p on p.id = e.promise_id
		where ` + people.InSight + ` and e.at >= @from and e.at < @until and e.actor_id is distinct from @me and e.kind = any(@kinds)
			and (p.id is null or p.kind not in ('confirmation', 'follow_up', 'check_back') and (p.owner_id = @me or p.stands_for_id = @me or p.owner_id is null))
		order by e.at desc, e.number desc limit @limit`
	const lent = `
		select p.ticket_id, p.id, p.kind, p.words, p.due_at, p.opens_at as opens, coalesce(o.name, tm.name, '') as has
		from promises p join tickets t on t.id = p.ticket_id left join people o on o.id = p.owner_id left join teams tm on tm.id = p.owner_team_id
		where p.stands_for_id = @me and p.due_at >= @from and p.state = 'pending' and p.kind not in ('confirmation', 'follow_up') and ` + people.InSight + `
		order by p.due_at, p.id limit @limit`
	args := func() pgx.StrictNamedArgs {
		return pgx.StrictNamedArgs{"me": a.Person, "from": a.Begins, "reader": by.Reader(), "limit": 10 * mostMeanwhile}
	}
	var happened []Done
	var others []Lent
	batch := &pgx.Batch{}
	wide := args()
	wide["until"], wide["kinds"] = until, toldMeanwhile
	batch.Queue(done, wide).Query(func(rows pgx.Rows) (err error) {
		happened, err = pgx.CollectRows(rows, pgx.RowToStructByName[Done])
		return err
	})
	batch.Queue(lent, args()).Query(func(rows pgx.Rows) (err error) {
		others, err = pgx.CollectRows(rows, pgx.RowToStructByName[Lent])
		return err
	})
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return nil, wrap("tell what happened meanwhile", err)
	}
	return meanwhile(ctx, r, by, a, until, happened, others)
}

// meanwhile sorts what happened by ticket; the ticket on which something happened last stands first.
func meanwhile(ctx context.Context, r pg.Reader, by people.Actor, a people.Absence, until time.Time, happened []Done, others []Lent) ([]Meanwhile, error) {
	var ids []ID
	places := map[ID]int{}
	place := func(id ID) bool {
		if _, known := places[id]; !known {
			if len(ids) == mostMeanwhile {
				return false
			}
			places[id] = len(ids)
			ids = append(ids, id)
		}
		return true
	}
	for _, d := range happened {
		place(d.TicketID)
	}
	for _, l := range others {
		place(l.TicketID)
	}
	const names = `
		select t.id, t.number, t.subject, t.locale, c.name as customer, t.live as is_live, t.assignee_id as owner, coalesce(o.name, tm.name) as has,
			t.assignee_id is distinct from @me and exists (select from handings h where h.ticket_id = t.id and h.person_id = @me and h.passed_at >= @from and h.passed_at < @until) as was_taken
		from tickets t join people c on c.id = t.requester_id join teams tm on tm.id = t.team_id left join people o on o.id = t.assignee_id
		where t.id = any(@ids) and `
	args := pgx.StrictNamedArgs{"ids": ids, "me": a.Person, "from": a.Begins, "until": until, "reader": by.Reader()}
	q := names + people.InSight
	if !by.Can(people.ReadDesk, 0) { // who comes to customers
		q = names + visits
		delete(args, "reader")
	}
	rows, err := r.Query(ctx, q, args)
	if err != nil {
		return nil, wrap("name the tickets of meanwhile", err)
	}
	all := make([]Meanwhile, len(ids))
	var m Meanwhile
	_, err = pgx.ForEachRow(rows, []any{&m.ID, &m.Number, &m.Subject, &m.Locale, &m.Customer, &m.IsLive, &m.Owner, &m.Has, &m.WasTaken}, func() error {
		all[places[m.ID]] = m
		return nil
	})
	for i := len(happened) - 1; i >= 0; i-- { // they were found the latest first
		if at, known := places[happened[i].TicketID]; known {
			all[at].Done = append(all[at].Done, happened[i])
		}
	}
	for _, l := range others {
		if at, known := places[l.TicketID]; known {
			all[at].Lent = append(all[at].Lent, l)
		}
	}
	return all, wrap("name the tickets of meanwhile", err)
}

// TakeTicketBack makes somebody the owner again of a ticket that was theirs and went to another while they were away. Who has it
// now is told; of the owner whom the page named, it is taken and of nobody else.
func TakeTicketBack(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, was *people.ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if was != nil && *was == by.ID {
		return nil
	}
	return Assign(ctx, tx, by, id, Handing{To: &by.ID, Was: was})
}
