// Package outbox holds every mail to a customer from the change that asks for it to the mail server's
// answer, by the rules of docs/domain.md 8: one Message-ID for ever; an automatic mail is claimed before
// it is sent and never sent again after an unknown outcome; a person's reply is sent until the server
// has taken it. It must never know what a mail says: letters are written when they leave.
package outbox

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// ID is a mail's number in the outbox.
type ID int64

// Kind says which letter it is.
type Kind string

// The letters.
const (
	Receipt  Kind = "receipt"  // we have your message; you get an answer by …
	Reply    Kind = "reply"    // a person's answer, with the next promise
	Promised Kind = "promised" // a promise that came without a message
	Moved    Kind = "moved"    // a new time, with the old one and the reason
	Solved   Kind = "solved"   // does it work again?

	FollowUp Kind = "follow_up" // the customer is silent: does it work, or is help still needed?
	Apology  Kind = "apology"   // what we did not keep, and that we are sorry
	Notices  Kind = "notices"   // to somebody of the staff: what they were told in the app
)

// State is where a mail stands.
type State string

// The states of a mail.
const (
	Held      State = "held"      // there is no mail server to give it to
	Queued    State = "queued"    // to be sent now, or at its next try
	Sending   State = "sending"   // a worker has claimed it
	Sent      State = "sent"      // the server has taken it
	Uncertain State = "uncertain" // automatic, and nobody knows whether the server took it
	Failed    State = "failed"    // refused for good
)

// Letter is a mail to be sent.
type Letter struct {
	Kind      Kind
	Automatic bool
	Ticket    int64 // 0: no ticket's
	To        people.ID
	Message   *int64
	Promise   *int64
	Apology   *int64 // whose words it carries
	WasAt     *time.Time
	Reason    string
}

// Deliver is the job that sends one mail.
type Deliver struct {
	Mail ID `json:"mail"`
}

// Kind names the job.
func (Deliver) Kind() string { return "outbox.deliver" }

// Post queues a letter; it leaves after the change is committed. Its key is 128 random bits; the first claim makes
// the Message-ID of it.
func Post(ctx context.Context, tx *pg.Tx, l Letter) error {
	_, err := post(ctx, tx, l)
	return err
}

func post(ctx context.Context, tx *pg.Tx, l Letter) (ID, error) {
	const q = `
		insert into outbox (kind, state, is_automatic, message_key, ticket_id, person_id, message_id, promise_id, apology_id, was_at, reason, created_at)
		values (@kind, 'queued', @automatic, @key, nullif(@ticket::bigint, 0), @to, @message, @promise, @apology, @was, @reason, @now) returning id`
	var id ID
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"kind": l.Kind, "automatic": l.Automatic, "key": strings.ToLower(rand.Text()), "ticket": l.Ticket, "to": l.To, "message": l.Message,
		"promise": l.Promise, "apology": l.Apology, "was": l.WasAt, "reason": l.Reason, "now": tx.Now,
	}).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("post a %s: %w", l.Kind, err)
	}
	return id, tx.Later(ctx, Deliver{Mail: id})
}

// QueueDrop takes back the mail of a follow-up that has lost its reason, unless a worker is at it already.
func QueueDrop(batch *pgx.Batch, followUp int64) {
	const q = `delete from outbox where promise_id = $1 and kind = 'follow_up' and state in ('held', 'queued')`
	batch.Queue(q, followUp)
}

// Mail is a letter in the outbox.
type Mail struct {
	ID          ID
	Kind        Kind
	State       State
	IsAutomatic bool
	MessageKey  string
	TicketID    int64 // 0: no ticket's
	PersonID    people.ID
	MessageID   *int64
	PromiseID   *int64
	ApologyID   *int64
	WasAt       *time.Time
	Reason      string
	Tries       int
	NextTryAt   *time.Time
	CreatedAt   time.Time
}

const mailColumns = `id, kind, state, is_automatic, message_key, coalesce(ticket_id, 0) as ticket_id, person_id, message_id, promise_id, apology_id, was_at, reason, tries, next_try_at, created_at`
