package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// message is a message to be written.
type message struct {
	Author   people.ID
	ByStaff  bool
	Audience Audience
	Said     *string
	Body     string
	Files    []Upload
}

// notYet is what a customer said who pressed "No, not yet".
const notYet = "not_yet"

// write stores a message with its files. A public one of the staff answers every customer's message that stands there.
func (c *change) write(ctx context.Context, tx *pg.Tx, m message) (MessageID, error) {
	const q = `
		insert into messages (ticket_id, audience, author_id, by_staff, said, body, channel, created_at)
		values (@ticket, @audience, @author, @staff, @said, @body, 'web', @now) returning id`
	var id MessageID
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"ticket": c.ticket.ID, "audience": m.Audience, "author": m.Author, "staff": m.ByStaff, "said": m.Said, "body": field.Block(m.Body), "now": tx.Now,
	}).Scan(&id)
	if err != nil {
		return 0, wrap("write a message", err)
	}
	batch := &pgx.Batch{}
	const file = `insert into attachments (message_id, name, kind, size, blob) values ($1, $2, $3, $4, $5)`
	for _, f := range m.Files {
		batch.Queue(file, id, f.Name, f.Kind, f.Size, f.Blob)
	}
	if m.ByStaff && m.Audience == Public {
		const answers = `update messages set answered_by_id = $2 where ticket_id = $1 and not by_staff and answered_by_id is null and id < $2`
		batch.Queue(answers, c.ticket.ID, id)
	}
	if batch.Len() == 0 {
		return id, nil
	}
	return id, wrap("write a message", tx.SendBatch(ctx, batch).Close())
}

// newest is the number of the ticket's latest message, notes included.
func newest(ctx context.Context, tx *pg.Tx, id ID) (MessageID, error) {
	var m MessageID
	err := tx.QueryRow(ctx, `select coalesce(max(id), 0) from messages where ticket_id = $1`, id).Scan(&m)
	return m, err
}
