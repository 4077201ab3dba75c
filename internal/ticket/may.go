package ticket

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// standing is how a customer stands to a ticket.
type standing struct {
	isRequester bool
	takesPart   bool // the requester, or somebody who follows it and has confirmed that
	sees        bool // signed in: visible_to_customer says so
	mayReply    bool // their company lets those who see all of its tickets write on them
}

// standingOf asks the database, each time anew: a right that was lost is lost on the next request.
func standingOf(ctx context.Context, r pg.Reader, me people.ID, id ID) (s standing, err error) {
	batch := &pgx.Batch{}
	askStanding(batch, me, id, &s)
	return s, r.SendBatch(ctx, batch).Close()
}

// askStanding asks for standingOf in a batch with other things.
func askStanding(batch *pgx.Batch, me people.ID, id ID, s *standing) {
	const q = `
		select t.requester_id = @me,
			t.requester_id = @me or exists (select from followers f where f.ticket_id = t.id and f.person_id = @me and f.confirmed_at is not null),
			exists (select from visible_to_customer(@me) v where v = @id),
			exists (select from people p join companies c on c.id = p.company_id where p.id = @me and p.sees_company and c.may_reply)
		from tickets t where t.id = @id`
	batch.Queue(q, pgx.StrictNamedArgs{"me": me, "id": id}).QueryRow(func(row pgx.Row) error {
		err := row.Scan(&s.isRequester, &s.takesPart, &s.sees, &s.mayReply)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound()
		}
		return wrap("look how somebody stands to a ticket", err)
	})
}

// may is the one guard of what somebody may do to a ticket. What a role may do, the actor says; what a customer may, the
// database: the holder of a link stands on that one ticket as its requester or as somebody who follows it, and whoever is
// signed in sees what visible_to_customer contains. What the actor may not see is not there.
func may(ctx context.Context, r pg.Reader, by people.Actor, act people.Act, id ID) error {
	if act != people.ReadOwn && act != people.WriteOwn {
		return by.May(act, int64(id))
	}
	if err := mayStand(by, act, id); err != nil || by.IsSystem() {
		return err
	}
	s, err := standingOf(ctx, r, by.ID, id)
	if err != nil {
		return err
	}
	return s.may(by, act)
}

// mayStand refuses who can do nothing as a customer, however they stand to the ticket.
func mayStand(by people.Actor, act people.Act, id ID) error {
	if by.IsSystem() || by.Can(people.OwnPlace, 0) || by.Can(act, int64(id)) {
		return nil
	}
	return fault.NotFound()
}

// may is what somebody may read or write as a customer who stands so to a ticket.
func (s standing) may(by people.Actor, act people.Act) error {
	if by.IsSystem() { // its letters say what a customer may read
		return nil
	}
	if s.takesPart || by.Can(people.OwnPlace, 0) && s.sees && (act == people.ReadOwn || s.mayReply) {
		return nil
	}
	return fault.NotFound()
}

// OwnByNumber finds a ticket by its number among those that a signed-in customer sees. A number alone opens nothing.
func OwnByNumber(ctx context.Context, r pg.Reader, by people.Actor, number int64) (id ID, err error) {
	if err := by.May(people.OwnPlace, 0); err != nil {
		return 0, err
	}
	const q = `select t.id from tickets asked join tickets t on t.id = staying(asked.id)
		where asked.number = $2 and exists (select from visible_to_customer($1) v where v = asked.id) and exists (select from visible_to_customer($1) v where v = t.id)`
	err = r.QueryRow(ctx, q, by.ID, number).Scan(&id)
	return id, pg.Found(err)
}
