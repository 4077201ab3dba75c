package outbox

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// States are all of them, those first that somebody must look at.
var States = []State{Failed, Uncertain, Held, Queued, Sending, Sent}

// Item is a mail as those see it who look after the mail: to whom, about what, and why it stands where it stands.
type Item struct {
	ID          ID
	Kind        Kind
	State       State
	IsAutomatic bool
	Number      *int64  // the ticket's; nil of what is about none
	Subject     *string // the ticket's
	Locale      i18n.Locale
	Name        string // whose it is
	Address     string
	Tries       int
	NextTryAt   *time.Time
	CreatedAt   time.Time
	SentAt      *time.Time
	Error       string // as it was recorded; Why tells it apart
	UnKept      bool   // an answer that was refused: what it had kept does not count as kept, whatever becomes of it
}

const itemColumns = `
	select o.id, o.kind, o.state, o.is_automatic, t.number, t.subject,
		coalesce(t.locale, p.locale, i.locale, (select locale from desk), 'en') as locale,
		coalesce(p.name, i.name, '') as name, coalesce(o.address, p.address, i.address, r.address, q.address, '')::text as address,
		o.tries, o.next_try_at, o.created_at, o.sent_at, o.error,
		o.message_id is not null and exists (
			select from events e where e.ticket_id = o.ticket_id and e.message_id = o.message_id and e.kind = 'ticket.undelivered') as un_kept
	from outbox o left join people p on p.id = o.person_id left join tickets t on t.id = o.ticket_id
	left join staff_invitations i on i.id = o.invitation_id left join password_resets r on r.id = o.reset_id left join signin_requests q on q.id = o.signin_id`

// inSight keeps mails o to those of the tickets t that their reader may see, and to those about none.
const inSight = `(t.id is null or ` + people.InSight + `)`

// List is a page of the mails in one state: those that wait, the one that waits longest first, behind the mail after;
// those that left since an instant, the newest first, before it. 0 begins at the first.
func List(ctx context.Context, r pg.Reader, by people.Actor, state State, since time.Time, after ID, limit int) ([]Item, error) {
	const waiting = itemColumns + `
		where o.state <> 'sent' and o.state = @state and o.id > @after and ` + inSight + ` order by o.id limit @limit`
	const left = itemColumns + `
		where o.state = 'sent' and o.sent_at >= @since and (@after = 0 or o.id < @after) and ` + inSight + ` order by o.id desc limit @limit`
	q, args := waiting, pgx.StrictNamedArgs{"after": after, "limit": limit, "state": state, "reader": by.Reader()}
	if state == Sent {
		q, args = left, pgx.StrictNamedArgs{"after": after, "limit": limit, "since": since, "reader": by.Reader()}
	}
	rows, err := r.Query(ctx, q, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Item])
}

// CountByState is how many mails have not left, by state; a state without a mail is not in it.
func CountByState(ctx context.Context, r pg.Reader, by people.Actor) (map[State]int, error) {
	const q = `select o.state, count(*)::int from outbox o left join tickets t on t.id = o.ticket_id where o.state <> 'sent' and ` + inSight + ` group by o.state`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"reader": by.Reader()})
	if err != nil {
		return nil, err
	}
	found := map[State]int{}
	var state State
	var n int
	_, err = pgx.ForEachRow(rows, []any{&state, &n}, func() error {
		found[state] = n
		return nil
	})
	return found, err
}

// SentSince is how many mails have left since an instant.
func SentSince(ctx context.Context, r pg.Reader, by people.Actor, since time.Time) (int, error) {
	// Each mail's ticket is looked up by itself: a plan for any instant must not read all tickets.
	const q = `
		select count(*)::int from outbox o left join lateral (select t.id, t.team_id from tickets t where t.id = o.ticket_id offset 0) t on true
		where o.state = 'sent' and o.sent_at >= @since and ` + inSight
	var n int
	err := r.QueryRow(ctx, q, pgx.StrictNamedArgs{"since": since, "reader": by.Reader()}).Scan(&n)
	return n, err
}

// LongestWait is for how long, in the desk's time, the oldest mail waits that is to leave by itself; 0 when none does.
func LongestWait(ctx context.Context, r pg.Reader) (time.Duration, error) {
	const q = `
		select coalesce(extract(epoch from (select kept_now()) - min(created_at))::float8, 0) from outbox
		where state <> 'sent' and state in ('queued', 'sending')`
	var seconds float64
	err := r.QueryRow(ctx, q).Scan(&seconds)
	return time.Duration(max(0, seconds) * float64(time.Second)), err
}
