package ticket

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// NewFollowLink makes the link by which somebody confirms that they follow a ticket, as its letter leaves: 128 random bits,
// of which only the hash is kept. An earlier one does not work any more. Not found: they were removed, or have confirmed.
func NewFollowLink(ctx context.Context, tx *pg.Tx, ticket ID, person people.ID) (token string, err error) {
	token = strings.ToLower(rand.Text())
	hash := sha256.Sum256([]byte(token))
	const q = `update followers set token_hash = $3, drawn_at = clock_timestamp() where ticket_id = $1 and person_id = $2 and confirmed_at is null`
	tag, err := tx.Exec(ctx, q, ticket, person, hash[:])
	if err != nil {
		return "", wrap("make a link", err)
	}
	if tag.RowsAffected() == 0 {
		return "", fault.NotFound()
	}
	return token, nil
}

// Invited is somebody who was asked to see a ticket and has not said yes. Nothing of the ticket is in it.
type Invited struct {
	Ticket  ID
	Person  people.ID
	Name    string
	Address string
	IsNew   bool   // known by this address only: what they are called is a guess
	By      string // who asks them; empty: somebody of the desk
}

// OpenFollowing looks at a link that confirms without using it: what reads mails opens links too. Gone: it was used, its time
// is over, they were removed, or it was never made.
func OpenFollowing(ctx context.Context, r pg.Reader, token string) (Invited, error) {
	const q = `
		select f.ticket_id as ticket, f.person_id as person, p.name, f.address::text as address,
			not exists (select from addresses a where a.person_id = p.id and a.confirmed_at is not null)
				and not exists (select from tickets t where t.requester_id = p.id) as is_new,
			coalesce((select b.name from people b where b.id = f.added_by_id and b.role = 'customer'), '') as by
		from followers f join people p on p.id = f.person_id
		where f.token_hash = $1 and f.confirmed_at is null and f.drawn_at > clock_timestamp() - interval '14 days' and p.role = 'customer' and p.is_active`
	hash := sha256.Sum256([]byte(token))
	rows, err := r.Query(ctx, q, hash[:])
	if err != nil {
		return Invited{}, err
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Invited])
	if errors.Is(err, pgx.ErrNoRows) {
		return Invited{}, fault.Gone("fault.link_gone")
	}
	return found, err
}

// Follow uses the link up: from now on they see the ticket, and their address is confirmed. Whoever is new says what they are
// called. It returns a link to the ticket, like those in mails.
func Follow(ctx context.Context, tx *pg.Tx, l Limits, token, name string) (link string, err error) {
	invited, err := OpenFollowing(ctx, tx, token)
	if err != nil {
		return "", err
	}
	c, err := begin(ctx, tx, people.Actor{ID: invited.Person, Role: people.Customer}, invited.Ticket)
	if err != nil {
		return "", err
	}
	if invited, err = OpenFollowing(ctx, tx, token); err != nil { // as it stands under the lock
		return "", err
	}
	if invited.IsNew {
		if err := people.NameNewcomer(ctx, tx, invited.Person, l.Name, name); err != nil {
			return "", err
		}
	}
	const q = `update followers set confirmed_at = $3, token_hash = null, drawn_at = null where ticket_id = $1 and person_id = $2`
	if _, err := tx.Exec(ctx, q, invited.Ticket, invited.Person, tx.Now); err != nil {
		return "", wrap("follow a ticket", err)
	}
	if err := people.ConfirmOwn(ctx, tx, invited.Person, invited.Address); err != nil {
		return "", err
	}
	c.record(event.Event{Kind: event.FollowerConfirmed, PersonID: &invited.Person})
	if err := c.settle(ctx, tx); err != nil {
		return "", err
	}
	if err := c.auditFollower(ctx, tx, AuditFollowerConfirmed, invited.Person, "", invited.Address); err != nil {
		return "", err
	}
	return NewLink(ctx, tx, invited.Ticket, invited.Person)
}
