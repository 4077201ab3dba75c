package ticket

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// What is done to the right to see a ticket.
const (
	AuditFollowerAdded     audit.Kind = "follower.added"
	AuditFollowerConfirmed audit.Kind = "follower.confirmed"
	AuditFollowerRemoved   audit.Kind = "follower.removed"
)

// MaxFollowers is how many may follow one ticket beside its requester.
const MaxFollowers = 20

// Follower is a customer who sees a ticket beside its requester, or is asked to.
type Follower struct {
	PersonID    people.ID
	Name        string // to customers empty until they have confirmed: an address says nothing about who has it
	Address     string // to which the link was mailed
	AddedAt     time.Time
	ConfirmedAt *time.Time
}

// queueFollowers reads who sees the ticket beside its requester.
func (w *Whole) queueFollowers(batch *pgx.Batch, id ID, only Audience) {
	const q = `
		select f.person_id, case when @only = '' or f.confirmed_at is not null then p.name else '' end as name, f.address::text as address, f.added_at, f.confirmed_at
		from followers f join people p on p.id = f.person_id where f.ticket_id = @ticket order by f.added_at, f.person_id`
	batch.Queue(q, pgx.StrictNamedArgs{"ticket": id, "only": only}).Query(func(rows pgx.Rows) (err error) {
		w.Followers, err = pgx.CollectRows(rows, pgx.RowToStructByName[Follower])
		return err
	})
	const company = `select exists (select from people me join people mate on mate.company_id = me.company_id
		where me.id = (select requester_id from tickets where id = $1) and mate.id <> me.id and mate.sees_company and mate.is_active)`
	batch.Queue(company, id).QueryRow(func(row pgx.Row) error { return row.Scan(&w.CompanySees) })
}

// mayAsk says who may let others see a ticket: the staff, and its requester when they are signed in. A link that was
// forwarded does not go further by itself.
func mayAsk(ctx context.Context, r pg.Reader, by people.Actor, id ID) error {
	if by.Can(people.Work, int64(id)) {
		return nil
	}
	if err := by.May(people.OwnPlace, 0); err != nil {
		return err
	}
	s, err := standingOf(ctx, r, by.ID, id)
	if err != nil {
		return err
	}
	if !s.isRequester {
		return fault.NotFound()
	}
	return nil
}

// AddFollower asks somebody, by a mail to their address, to see a ticket. They see nothing of it until they have opened
// the link in it. Whether the address was known is not to be told by the answer. Asked again after a while they get
// another mail.
func AddFollower(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, address string) error {
	if err := mayAsk(ctx, tx, by, id); err != nil {
		return err
	}
	if err := fault.Join(field.Address("address", address, l.Address)); err != nil {
		return err
	}
	address = strings.TrimSpace(address)
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(address, "@")
	person, err := people.Meet(ctx, tx, people.Newcomer{Role: people.Customer, Name: name, Address: address, Locale: c.ticket.Locale})
	if err != nil {
		return err
	}
	if person == c.ticket.RequesterID {
		return fault.Invalid("own.fault.requester").On("address")
	}
	var others int
	const count = `select count(*)::int from followers where ticket_id = $1 and person_id <> $2`
	if err := tx.QueryRow(ctx, count, id, person).Scan(&others); err != nil {
		return wrap("count followers", err)
	}
	if others >= MaxFollowers {
		return fault.Invalid("own.fault.followers").On("address").Max(MaxFollowers)
	}
	const add = `
		insert into followers (ticket_id, person_id, added_by_id, added_at, address) values (@ticket, @person, @by, @now, @address)
		on conflict (ticket_id, person_id) do update set address = excluded.address, added_at = excluded.added_at
		where followers.confirmed_at is null and followers.added_at < excluded.added_at - interval '10 minutes'`
	tag, err := tx.Exec(ctx, add, pgx.StrictNamedArgs{"ticket": id, "person": person, "by": by.ID, "now": tx.Now, "address": address})
	if err != nil {
		return wrap("add a follower", err)
	}
	if tag.RowsAffected() == 0 { // they see it already, or have just been asked
		return c.settle(ctx, tx)
	}
	c.record(event.Event{Kind: event.FollowerAdded, PersonID: &person, Became: address})
	c.letters = append(c.letters, letter{Letter: outbox.Letter{Kind: outbox.Colleague, Automatic: true, Ticket: int64(id), To: person}})
	if err := c.settle(ctx, tx); err != nil {
		return err
	}
	return c.auditFollower(ctx, tx, AuditFollowerAdded, person, "", address)
}

func (c *change) auditFollower(ctx context.Context, tx *pg.Tx, kind audit.Kind, person people.ID, was, became string) error {
	return audit.Write(ctx, tx, audit.Entry{
		By: int64(c.by.ID), Kind: kind, Person: int64(person), Object: fmt.Sprint("ticket ", c.ticket.Number), Was: was, Became: became,
	})
}

// RemoveFollower takes the sight of a ticket from somebody. Whoever follows it may leave by themselves, also by their link.
func RemoveFollower(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, person people.ID) error {
	guard := mayAsk
	if by.ID == person {
		guard = func(ctx context.Context, r pg.Reader, by people.Actor, id ID) error {
			return may(ctx, r, by, people.ReadOwn, id)
		}
	}
	if err := guard(ctx, tx, by, id); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	var address string
	const q = `delete from followers where ticket_id = $1 and person_id = $2 returning address::text`
	err = tx.QueryRow(ctx, q, id, person).Scan(&address)
	if errors.Is(err, pgx.ErrNoRows) { // pressed twice, or somebody was quicker
		return c.settle(ctx, tx)
	}
	if err != nil {
		return wrap("remove a follower", err)
	}
	c.record(event.Event{Kind: event.FollowerRemoved, PersonID: &person, Was: address})
	if err := c.settle(ctx, tx); err != nil {
		return err
	}
	return c.auditFollower(ctx, tx, AuditFollowerRemoved, person, address, "")
}

// copyToFollowers adds, for every public answer that leaves by mail, a copy to each who follows the ticket.
func (c *change) copyToFollowers() {
	var answers []letter
	for _, l := range c.letters {
		if l.Message != nil && (l.Kind == outbox.Reply || l.Kind == outbox.Solved) {
			answers = append(answers, l)
		}
	}
	for _, l := range answers {
		for _, person := range c.followers {
			c.letters = append(c.letters, letter{
				Letter:  outbox.Letter{Kind: outbox.Copy, Ticket: l.Ticket, To: person, Message: l.Message},
				promise: l.promise,
			})
		}
	}
}
