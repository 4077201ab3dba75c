package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Unsaid is a ticket whose customer knew a time that was not kept, and has not been told that we are sorry.
type Unsaid struct {
	ID           ID
	Number       int64
	Subject      string
	Locale       i18n.Locale
	Customer     string
	Company      string
	Zone         *string // the customer's clock; nil: unknown
	AssigneeID   *people.ID
	AssigneeName *string
	State        *string    // of the apology that is under way: waiting, drafted; nil: there is none
	LeaveAt      *time.Time // waiting: when it leaves by itself
	SaidToday    bool       // another one left today: this customer gets no second one
	Broken       []Broken   // the oldest first
	Next         *Standing  // the new time that was promised
}

// Broken is one time that was not kept.
type Broken struct {
	Kind      promise.Kind
	Words     string
	Opens     time.Time // of an appointment: when its window opened; zero: only the end was named
	Due       time.Time
	Delivered *time.Time // when it came after all
}

// Standing is a promise that runs.
type Standing struct {
	Kind  promise.Kind
	Words string
	Opens time.Time // of an appointment: when its window opens; zero: only the end was named
	Due   time.Time
}

// unsaid is the condition of the index promises_without_apology, without what a supervisor has set aside.
const unsaid = `p.state = 'broken' and p.told_at is not null and p.apologised_at is null and p.released_at is null and p.apology_id is null`

// unsaidRow is an Unsaid as the database has it.
type unsaidRow struct {
	Unsaid
	Kinds     []promise.Kind
	Wordings  []string
	Openings  []*time.Time
	Dues      []time.Time
	Came      []*time.Time
	NextKind  *promise.Kind
	NextWords *string
	NextOpens *time.Time
	NextDue   *time.Time
	Tickets   int
	Customers int
}

// Unsorry is how many tickets and customers wait for an apology, and the tickets to show.
type Unsorry struct {
	Tickets, Customers int
	List               []Unsaid
}

// WithoutApology lists the tickets with a broken promise that the customer knew of and that nobody has apologised for:
// what is drafted first, then the oldest; at most limit of them. What the brake holds has a list of its own. Today is
// the desk's date.
func WithoutApology(ctx context.Context, r pg.Reader, by people.Actor, today calendar.Date, limit int) (Unsorry, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return Unsorry{}, err
	}
	const q = `
		with unsaid as (
			select coalesce(p.carried_to_id, p.ticket_id) as ticket_id, array_agg(p.kind order by p.due_at, p.id) as kinds, array_agg(p.words order by p.due_at, p.id) as wordings,
				array_agg(p.opens_at order by p.due_at, p.id) as openings, array_agg(p.due_at order by p.due_at, p.id) as dues, array_agg(p.delivered_at order by p.due_at, p.id) as came, min(p.due_at) as oldest
			from promises p join tickets t on t.id = coalesce(p.carried_to_id, p.ticket_id) where ` + unsaid + ` and ` + people.InSight + ` group by 1),
		open as (
			select u.*, a.state, a.leave_at from unsaid u left join apologies a on a.ticket_id = u.ticket_id and a.ended_at is null
			where a.state is distinct from 'held')
		select t.id, t.number, t.subject, t.locale, c.name as customer, coalesce(co.name, '') as company, c.zone, t.assignee_id, s.name as assignee_name, o.state, o.leave_at,
			exists (select 1 from apologies d where d.ticket_id = t.id and d.day >= @today) as said_today, o.kinds, o.wordings, o.openings, o.dues, o.came,
			n.kind as next_kind, n.words as next_words, n.opens_at as next_opens, n.due_at as next_due,
			count(*) over ()::int as tickets,
			(select count(distinct x.requester_id) from unsaid join tickets x on x.id = unsaid.ticket_id)::int as customers
		from open o join tickets t on t.id = o.ticket_id join people c on c.id = t.requester_id left join companies co on co.id = c.company_id left join people s on s.id = t.assignee_id
		left join lateral (select n.kind, n.words, n.opens_at, n.due_at from promises n where n.ticket_id = t.id and n.open
			and n.kind not in ('confirmation', 'follow_up', 'check_back') order by n.due_at, n.id limit 1) n on true
		order by o.state is distinct from 'drafted', o.oldest, t.id limit @limit`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"today": today.String(), "limit": limit, "reader": by.Reader()})
	if err != nil {
		return Unsorry{}, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[unsaidRow])
	var all Unsorry
	for _, row := range found {
		all.Tickets, all.Customers = row.Tickets, row.Customers
		all.List = append(all.List, row.whole())
	}
	return all, err
}

func (r unsaidRow) whole() Unsaid {
	for i := range r.Kinds {
		r.Broken = append(r.Broken, Broken{Kind: r.Kinds[i], Words: r.Wordings[i], Opens: valueOf(r.Openings[i]), Due: r.Dues[i], Delivered: r.Came[i]})
	}
	if r.NextDue != nil {
		r.Next = &Standing{Kind: *r.NextKind, Words: *r.NextWords, Opens: valueOf(r.NextOpens), Due: *r.NextDue}
	}
	return r.Unsaid
}

// Braked is what the brake holds: too many apologies at once, for one supervisor to release or drop together.
type Braked struct {
	Count     int
	Customers int
	Languages []i18n.Locale // of those whom they are for, in the order of the languages
	List      []HeldApology
}

// HeldApology is an apology that the brake holds, with the times that it names.
type HeldApology struct {
	Number   int64
	Subject  string
	Locale   i18n.Locale
	Customer string
	Company  string
	Dues     []time.Time
	Made     time.Time
}

// HeldApologies lists what the brake holds, the oldest first: at most limit of them.
func HeldApologies(ctx context.Context, r pg.Reader, by people.Actor, limit int) (Braked, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return Braked{}, err
	}
	const totals = `
		select count(*)::int, count(distinct t.requester_id)::int, coalesce(array_agg(distinct t.locale), '{}')
		from apologies a join tickets t on t.id = a.ticket_id where a.state = 'held' and ` + people.InSight
	const list = `
		select t.number, t.subject, t.locale, c.name as customer, coalesce(co.name, '') as company, a.made_at as made,
			coalesce((select array_agg(p.due_at order by p.due_at, p.id) from promises p where coalesce(p.carried_to_id, p.ticket_id) = t.id and ` + unsaid + `), '{}') as dues
		from apologies a join tickets t on t.id = a.ticket_id join people c on c.id = t.requester_id left join companies co on co.id = c.company_id
		where a.state = 'held' and ` + people.InSight + ` order by a.id limit @limit`
	var b Braked
	var spoken []i18n.Locale
	batch := &pgx.Batch{}
	batch.Queue(totals, pgx.StrictNamedArgs{"reader": by.Reader()}).QueryRow(func(row pgx.Row) error { return row.Scan(&b.Count, &b.Customers, &spoken) })
	batch.Queue(list, pgx.StrictNamedArgs{"limit": limit, "reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		b.List, err = pgx.CollectRows(rows, pgx.RowToStructByName[HeldApology])
		return err
	})
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Braked{}, err
	}
	for _, l := range i18n.Locales {
		for _, s := range spoken {
			if l == s {
				b.Languages = append(b.Languages, l)
			}
		}
	}
	return b, nil
}
