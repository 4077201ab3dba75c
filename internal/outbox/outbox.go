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

	Delayed Kind = "delayed" // whoever comes to a visit comes some minutes later than its window opens

	Reminder Kind = "reminder" // of an appointment, the day before

	FollowUp Kind = "follow_up" // the customer is silent: does it work, or is help still needed?
	Apology  Kind = "apology"   // what we did not keep, and that we are sorry
	Notices  Kind = "notices"   // to somebody of the staff: what they were told in the app
	Address  Kind = "address"   // to an address that is to be a customer's: is it theirs?

	AddressWord  Kind = "address_word"  // to a customer: is that address, which is to be theirs, really theirs?
	AddressAdded Kind = "address_added" // to a customer: somebody of us answered for an address that is to be theirs
	Joined       Kind = "joined"        // to either address of two customers who were made one: that they were

	SignIn     Kind = "sign_in"     // a link to sign in with; whose the address is, is looked up when it leaves
	Colleague  Kind = "colleague"   // would you see this ticket? To somebody who was asked to follow it
	Copy       Kind = "copy"        // of a person's answer, to somebody who follows the ticket: it keeps nothing
	Invitation Kind = "invitation"  // to somebody who is to work here: the link that lets them in
	Password   Kind = "password"    // to whoever forgot theirs: the link to a new one
	FactorLost Kind = "factor_lost" // to somebody of the staff: an admin has removed their second factor
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
	Ticket    int64     // 0: no ticket's
	To        people.ID // 0: whose it is, is looked up when it leaves
	SignIn    int64     // the request that it answers; 0: none
	Message   *int64
	Promise   *int64
	Apology   *int64 // whose words it carries
	WasAt     *time.Time
	Reason    string
	Address   string // that it is about; Address and Joined go there, not to the main address of To
}

// Deliver is the job that sends one mail.
type Deliver struct {
	Mail ID `json:"mail"`
}

// Kind names the job.
func (Deliver) Kind() string { return "outbox.deliver" }

// Queue adds letters to a batch that is sent with the change's other rows; their numbers stand in ids when it was sent. The
// caller asks the workers for them then (Leave). A letter's key is 128 random bits; the first claim makes the Message-ID of it.
func Queue(batch *pgx.Batch, now time.Time, letters []Letter, ids *[]ID) {
	const q = `
		insert into outbox (kind, state, is_automatic, message_key, ticket_id, person_id, message_id, promise_id, apology_id, was_at, reason, address, signin_id, created_at)
		select l.kind, 'queued', l.automatic, l.key, nullif(l.ticket, 0), nullif(l.person, 0), l.message, l.promise, l.apology, l.was, l.reason, nullif(l.address, '')::citext,
			nullif(l.signin, 0), @now
		from unnest(@kind::text[], @automatic::boolean[], @key::text[], @ticket::bigint[], @to::bigint[], @message::bigint[], @promise::bigint[],
			@apology::bigint[], @was::timestamptz[], @reason::text[], @address::text[], @signin::bigint[])
			with ordinality l (kind, automatic, key, ticket, person, message, promise, apology, was, reason, address, signin, i)
		order by l.i returning id`
	if len(letters) == 0 {
		return
	}
	rows := make([]pgx.StrictNamedArgs, 0, len(letters))
	for _, l := range letters {
		rows = append(rows, pgx.StrictNamedArgs{
			"kind": l.Kind, "automatic": l.Automatic, "key": strings.ToLower(rand.Text()), "ticket": l.Ticket, "to": l.To, "message": l.Message,
			"promise": l.Promise, "apology": l.Apology, "was": l.WasAt, "reason": l.Reason, "address": l.Address, "signin": l.SignIn,
		})
	}
	args := pg.Columns(rows)
	args["now"] = now
	batch.Queue(q, args).Query(func(rows pgx.Rows) (err error) {
		*ids, err = pgx.CollectRows(rows, pgx.RowTo[ID])
		return err
	})
}

// Leave asks the workers for mails; they leave after the change is committed.
func Leave(ctx context.Context, tx *pg.Tx, ids ...ID) error {
	jobs := make([]pg.Job, 0, len(ids))
	for _, id := range ids {
		jobs = append(jobs, Deliver{Mail: id})
	}
	return tx.Later(ctx, jobs...)
}

// post queues one letter and asks for it.
func post(ctx context.Context, tx *pg.Tx, l Letter) (ID, error) {
	var ids []ID
	batch := &pgx.Batch{}
	Queue(batch, tx.Now, []Letter{l}, &ids)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("post a %s: %w", l.Kind, err)
	}
	return ids[0], Leave(ctx, tx, ids...)
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
	TicketID    int64     // 0: no ticket's
	PersonID    people.ID // 0: of an invitation or a new password, or looked up when it leaves
	SignInID    int64     // the request that it answers; 0: none
	MessageID   *int64
	PromiseID   *int64
	ApologyID   *int64
	Invitation  int64 // 0: no invitation's
	Reset       int64 // 0: of no new password
	WasAt       *time.Time
	Reason      string
	Tries       int
	NextTryAt   *time.Time
	CreatedAt   time.Time
	TryingSince time.Time // when its tries began; before the first one, when it was written
	Address     string    // where it goes; "": to the person's main address
}

const mailColumns = `id, kind, state, is_automatic, message_key, coalesce(ticket_id, 0) as ticket_id, coalesce(person_id, 0) as person_id, coalesce(signin_id, 0) as sign_in_id,
	coalesce(invitation_id, 0) as invitation, coalesce(reset_id, 0) as reset, message_id, promise_id, apology_id, was_at, reason, tries, next_try_at, created_at,
	coalesce(trying_since, created_at) as trying_since, coalesce(address::text, '') as address`
