package ticket

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Stop is an appointment of somebody's day: a visit or a call of their own, with whom and about what.
type Stop struct {
	ID        promise.ID
	TicketID  ID
	Number    int64
	Subject   string
	Locale    string // of the ticket, and so of its subject
	Customer  string
	Phone     string
	Kind      promise.Kind
	State     promise.State
	Opens     *time.Time // nil: of a call of which only the end was named
	Due       time.Time
	Words     string
	Place     string
	Bring     string
	Outcome   promise.Outcome
	EndedAt   *time.Time
	Delivered *time.Time // of one that broke: when it came after all
	DoneAt    *time.Time
	LateAt    *time.Time // when the customer was told to expect us, if later than the window
	Recovers  bool       // it is to make good one that was not kept
}

// From is when the stop's window opens, of a call without one when it is due.
func (s Stop) From() time.Time {
	if s.Opens != nil {
		return *s.Opens
	}
	return s.Due
}

// IsOpen reports whether it is still to be done. A visit that was missed is, as long as somebody may come after all.
func (s Stop) IsOpen() bool {
	return s.State == promise.Pending || s.IsMissed()
}

// IsMissed reports whether nobody has come in time, and nobody since.
func (s Stop) IsMissed() bool { return s.State == promise.Broken && s.Delivered == nil }

// ownStops are the appointments p of tickets t that are somebody's, @me: theirs as long as they stand, and for some weeks after that
// they may look up what they did there. Whose team they do not see, they have no appointment with.
const ownStops = `p.owner_id = @me and p.kind in ('visit', 'callback') and p.state in ('pending', 'kept', 'broken')
	and (p.state = 'pending' or p.due_at > (select kept_now()) - interval '30 days')
	and p.released_at is null and p.carried_to_id is null and t.team_id = any(array(select v from visible_teams(@me) v))`

const stopColumns = `p.id, t.id as ticket_id, t.number, t.subject, t.locale, c.name as customer, coalesce((select f.number from phones f where f.person_id = c.id order by f.id limit 1), '') as phone, p.kind, p.state, p.opens_at as opens, p.due_at as due,
	p.words, p.place, p.bring, p.outcome, p.ended_at, p.delivered_at as delivered, p.done_at,
	(select max(e.became_at) from events e where e.ticket_id = t.id and e.promise_id = p.id and e.kind = 'visit.late') as late_at,
	p.recovers_id is not null as recovers`

const stopJoins = ` from promises p join tickets t on t.id = p.ticket_id join people c on c.id = t.requester_id`

// Stops lists the appointments of the reader's own that lie between two instants, in their order.
func Stops(ctx context.Context, r pg.Reader, by people.Actor, from, to time.Time) ([]Stop, error) {
	if err := by.May(people.Attend, 0); err != nil {
		return nil, err
	}
	const q = `select ` + stopColumns + stopJoins + `
		where ` + ownStops + ` and p.due_at >= @from and p.due_at < @to::timestamptz + interval '12 hours' and coalesce(p.opens_at, p.due_at) < @to
		order by coalesce(p.opens_at, p.due_at), p.id limit 200`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "from": from, "to": to})
	if err != nil {
		return nil, wrap("read somebody's day", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Stop])
}

// NextStop is when the reader's first appointment from an instant on begins; nil: they have none.
func NextStop(ctx context.Context, r pg.Reader, by people.Actor, from time.Time) (*time.Time, error) {
	if err := by.May(people.Attend, 0); err != nil {
		return nil, err
	}
	const q = `select min(coalesce(p.opens_at, p.due_at))` + stopJoins + ` where ` + ownStops + ` and p.state = 'pending' and p.due_at >= @from and coalesce(p.opens_at, p.due_at) >= @from`
	var at *time.Time
	err := r.QueryRow(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "from": from}).Scan(&at)
	return at, wrap("look for somebody's next appointment", err)
}

// StopOf finds one of the reader's own appointments, or the one that stands in its place by now, if that is theirs too. Of one that was
// theirs, and in whose place none of theirs stands, it says so.
func StopOf(ctx context.Context, r pg.Reader, by people.Actor, id promise.ID) (Stop, error) {
	if err := by.May(people.Attend, 0); err != nil {
		return Stop{}, err
	}
	const own = `with recursive own (id, next) as (
			select p.id, p.successor_id from promises p join tickets t on t.id = p.ticket_id
				where p.id = @id and p.owner_id = @me and p.kind in ('visit', 'callback') and t.team_id = any(array(select v from visible_teams(@me) v))
			union select s.id, s.successor_id from own join promises s on s.id = own.next where s.owner_id = @me)
		select own.id from own`
	const q = `select ` + stopColumns + stopJoins + ` where p.id = any(@ids) and ` + ownStops
	rows, err := r.Query(ctx, own, pgx.StrictNamedArgs{"me": by.ID, "id": id})
	if err != nil {
		return Stop{}, wrap("find an appointment", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[promise.ID])
	switch {
	case err != nil:
		return Stop{}, wrap("find an appointment", err)
	case len(ids) == 0:
		return Stop{}, fault.NotFound()
	}
	rows, err = r.Query(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "ids": ids})
	if err != nil {
		return Stop{}, wrap("find the appointment that stands", err)
	}
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Stop])
	if errors.Is(err, pgx.ErrNoRows) {
		return Stop{}, fault.Conflict("day.fault.over")
	}
	return s, wrap("find the appointment that stands", err)
}

// visited finds the ticket of a number that an appointment of the reader's own belongs to.
func visited(ctx context.Context, r pg.Reader, by people.Actor, number int64) (Ticket, error) {
	if err := by.May(people.Attend, 0); err != nil {
		return Ticket{}, err
	}
	const q = `select ` + ticketColumns + ` from tickets t where t.number = @number and exists (select from promises p where p.ticket_id = t.id and ` + ownStops + `)`
	return one(ctx, r, q, pgx.StrictNamedArgs{"number": number, "me": by.ID})
}

// Visited is a ticket that an appointment of the reader's own belongs to, as whoever comes needs it: what was said, noted and agreed,
// and those appointments.
func Visited(ctx context.Context, r pg.Reader, by people.Actor, number int64) (Whole, []Stop, error) {
	t, err := visited(ctx, r, by, number)
	if err != nil {
		return Whole{}, nil, err
	}
	const q = `select ` + stopColumns + stopJoins + ` where t.id = @ticket and ` + ownStops + ` order by p.state <> 'pending', p.due_at desc, p.id`
	var stops []Stop
	batch := &pgx.Batch{}
	w := Whole{Ticket: t}
	w.askParts(batch, t.ID, "")
	batch.Queue(q, pgx.StrictNamedArgs{"me": by.ID, "ticket": t.ID}).Query(func(rows pgx.Rows) (err error) {
		stops, err = pgx.CollectRows(rows, pgx.RowToStructByName[Stop])
		return err
	})
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Whole{}, nil, wrap("read a ticket of somebody's day", err)
	}
	return w, stops, nil
}

// VisitedFile finds a file of a ticket that an appointment of the reader's own belongs to.
func VisitedFile(ctx context.Context, r pg.Reader, by people.Actor, number, file int64) (Attachment, error) {
	t, err := visited(ctx, r, by, number)
	if err != nil {
		return Attachment{}, err
	}
	const q = `select a.id, a.message_id, a.name, a.kind, a.size, a.blob from attachments a join messages m on m.id = a.message_id where a.id = $1 and m.ticket_id = $2`
	rows, err := r.Query(ctx, q, file, t.ID)
	if err != nil {
		return Attachment{}, wrap("find a file", err)
	}
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Attachment])
	return a, pg.Found(err)
}

// tooEarly refuses that nobody was at home before anybody was to be there.
func tooEarly(p *promise.Promise, a Arrival) error {
	if a.Outcome == promise.NotAtHome && a.At.Before(p.Opens) {
		return fault.Join(fault.Invalid("day.fault.early").On("outcome").When(p.Opens))
	}
	return nil
}
