package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// message is a message to be written.
type message struct {
	ID       MessageID // drawn before; 0: the next
	Author   people.ID
	ByStaff  bool
	Audience Audience
	Said     *string
	Body     string
	Files    []Upload
	At       time.Time   // zero: now
	Seen     MessageID   // a public one of the staff answers the customer's messages before it
	LateFor  []time.Time // the promised times that it came late for
	Phone    bool        // it was said on the phone
	Waits    bool        // it is written when the change is settled, for nothing reads it before
}

// notYet is what a customer said who pressed "No, not yet".
const notYet = "not_yet"

// called is what a call log is.
const called = "called"

// write stores a message with its files. A public one of the staff answers every customer's message that stands there.
func (c *change) write(ctx context.Context, tx *pg.Tx, m message) (MessageID, error) {
	const q = `
		insert into messages (id, ticket_id, audience, author_id, by_staff, said, body, channel, created_at, late_for)
		overriding system value
		values (@id, @ticket, @audience, @author, @staff, @said, @body, @channel, @at, @late_for)`
	channel := Web
	if m.Phone {
		channel = Phone
	}
	if m.At.IsZero() {
		m.At = tx.Now
	}
	id := m.ID
	if id == 0 {
		var err error
		if id, err = c.drawMessage(ctx, tx); err != nil {
			return 0, err
		}
	}
	batch := &pgx.Batch{}
	if m.Waits {
		batch = &c.first
	}
	batch.Queue(q, pgx.StrictNamedArgs{
		"ticket": c.ticket.ID, "audience": m.Audience, "author": m.Author, "staff": m.ByStaff, "said": m.Said, "body": field.Block(m.Body), "at": m.At, "id": id, "late_for": m.LateFor,
		"channel": channel,
	})
	const file = `insert into attachments (message_id, name, kind, size, blob) values ($1, $2, $3, $4, $5)`
	for _, f := range m.Files {
		batch.Queue(file, id, f.Name, f.Kind, f.Size, f.Blob)
	}
	if m.ByStaff && m.Audience == Public {
		const answers = `update messages set answered_by_id = $2 where ticket_id = $1 and not by_staff and answered_by_id is null and id <= $3`
		batch.Queue(answers, c.ticket.ID, id, m.Seen)
	}
	if m.Waits {
		return id, nil
	}
	return id, wrap("write a message", tx.SendBatch(ctx, batch).Close())
}

// drawMessage is the number of the change's next message.
func (c *change) drawMessage(ctx context.Context, tx *pg.Tx) (m MessageID, err error) {
	if m, c.message = c.message, 0; m != 0 {
		return m, nil
	}
	err = tx.QueryRow(ctx, `select nextval('messages_id_seq')`).Scan(&m)
	return m, wrap("number a message", err)
}

// newestOf is the number of a ticket's latest message. Of what came along with another ticket, whose number may be an old one,
// the merging counts: who had the page open then has not seen it.
const newestOf = `greatest((select coalesce(max(id), 0) from messages where ticket_id = $1), (select coalesce(max(seen_id), 0) from merges where into_id = $1))`

// newestOfT is newestOf of each ticket t.
const newestOfT = `greatest((select coalesce(max(m.id), 0) from messages m where m.ticket_id = t.id), (select coalesce(max(g.seen_id), 0) from merges g where g.into_id = t.id))`

// newest is the package's newest, and draws the number of the message that is to follow.
func (c *change) newest(ctx context.Context, tx *pg.Tx) (m MessageID, err error) {
	const q = `select ` + newestOf + `, nextval('messages_id_seq')`
	err = tx.QueryRow(ctx, q, c.ticket.ID).Scan(&m, &c.message)
	return m, wrap("look for the newest message", err)
}

// unansweredAfter is when the oldest customer's message was written that stands behind another and is not answered; zero:
// there is none.
func unansweredAfter(ctx context.Context, tx *pg.Tx, id ID, seen MessageID) (time.Time, error) {
	const q = `select min(created_at) from messages where ticket_id = $1 and id > $2 and not by_staff and answered_by_id is null`
	var at *time.Time
	err := tx.QueryRow(ctx, q, id, seen).Scan(&at)
	return valueOf(at), wrap("look for later messages", err)
}

// newest is the number of the ticket's latest message, notes included.
func newest(ctx context.Context, tx *pg.Tx, id ID) (MessageID, error) {
	var m MessageID
	err := tx.QueryRow(ctx, `select `+newestOf, id).Scan(&m)
	return m, err
}
