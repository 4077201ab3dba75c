package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// AuditErased is that somebody was erased.
const AuditErased audit.Kind = "person.erased"

// Erase removes for good whatever tells who a customer was and what they wrote or were written: name, addresses, the texts and
// files of their tickets, what they wrote on others', links, sessions and mails. Their live tickets close; nobody is told. What is counted
// stays: tickets, promises and when they were kept or broken. typed is the customer's name, as the form asks for
// it. It returns the keys of files' bytes, which the caller removes once the change is committed.
func Erase(ctx context.Context, tx *pg.Tx, by people.Actor, id people.ID, typed string) ([]string, error) {
	if err := by.May(people.Erase, 0); err != nil {
		return nil, err
	}
	return eraseWith(ctx, tx, by, id, func() error { return people.EraseCustomer(ctx, tx, by, id, typed) })
}

// eraseWith erases what there is of a customer around the erasure of who they are. What is found by their addresses is
// found before that.
func eraseWith(ctx context.Context, tx *pg.Tx, by people.Actor, id people.ID, who func() error) ([]string, error) {
	// First of all nobody can begin anything by them any more: what is suspended by who is about to be erased waits for this lock, and
	// then finds that they are.
	if err := people.HoldCustomer(ctx, tx, id); err != nil {
		return nil, err
	}
	addresses, err := people.EveryAddressOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	kept, err := eraseSuspended(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := who(); err != nil {
		return nil, err
	}
	tickets, err := ticketsOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		c, err := beginErased(ctx, tx, by, t)
		if err != nil {
			return nil, err
		}
		live, err := c.shut(ctx, tx, promise.Erased)
		if err != nil {
			return nil, err
		}
		if live || len(c.log) > 0 { // time may have closed it, and nobody had noticed
			if err := c.settle(ctx, tx); err != nil {
				return nil, err
			}
		}
	}
	keys, err := eraseTexts(ctx, tx, id, tickets)
	if err != nil {
		return nil, err
	}
	if err := outbox.ForgetPerson(ctx, tx, id, numbersOf(tickets), addresses); err != nil {
		return nil, err
	}
	if _, err := audit.Empty(ctx, tx, int64(id), int64(by.ID)); err != nil {
		return nil, err
	}
	return append(keys, kept...), audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditErased, Person: int64(id)})
}

// ticketsOf are all tickets of a customer, locked one after another by the caller.
func ticketsOf(ctx context.Context, r pg.Reader, id people.ID) ([]ID, error) {
	rows, err := r.Query(ctx, `select id from tickets where requester_id = $1 order by id`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[ID])
}

func numbersOf(tickets []ID) []int64 {
	numbers := make([]int64, len(tickets))
	for i, t := range tickets {
		numbers[i] = int64(t)
	}
	return numbers
}

// eraseTexts empties every text that a person's tickets carry, and what they wrote on others'. It returns the keys of the files.
func eraseTexts(ctx context.Context, tx *pg.Tx, id people.ID, tickets []ID) ([]string, error) {
	const files = `
		delete from attachments a using messages m where m.id = a.message_id and (m.ticket_id = any(@tickets) or m.author_id in (select * from same_person(@person))) returning a.blob`
	args := pgx.StrictNamedArgs{"tickets": tickets, "person": id}
	rows, err := tx.Query(ctx, files, args)
	if err != nil {
		return nil, err
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, wrap("erase files", err)
	}
	batch := &pgx.Batch{}
	batch.Queue(`update messages set body = '', redacted_at = coalesce(redacted_at, @now) where ticket_id = any(@tickets) or author_id in (select * from same_person(@person))`,
		pgx.StrictNamedArgs{"tickets": tickets, "person": id, "now": tx.Now})
	queueEmpty(batch, tickets)
	for _, q := range []string{
		`delete from ticket_links where ticket_id = any($1)`,
		`delete from followers where ticket_id = any($1)`,
		`delete from stuck_tickets where ticket_id = any($1)`,
	} {
		batch.Queue(q, tickets)
	}
	batch.Queue(`delete from joined_rows where join_id in (select id from joins where kept_id in (select * from same_person($1)) or gone_id in (select * from same_person($1)))`, id)
	batch.Queue(`delete from joins where kept_id in (select * from same_person($1)) or gone_id in (select * from same_person($1))`, id)
	batch.Queue(`delete from ticket_links where person_id = $1`, id)
	batch.Queue(`delete from followers where person_id = $1`, id)
	event.QueueErase(batch, numbersOf(tickets))
	event.QueueErasePerson(batch, int64(id))
	return keys, wrap("erase texts", tx.SendBatch(ctx, batch).Close())
}
