package ticket

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// LinkLife is how long the links in mails stay valid after the ticket was closed, unless a setting says otherwise.
const LinkLife = 90 * 24 * time.Hour

// NewLink makes a link to a ticket for its customer, or for somebody who follows it: 128 random bits or more, of which only the hash is kept.
func NewLink(ctx context.Context, tx *pg.Tx, ticket ID, person people.ID) (token string, err error) {
	token = strings.ToLower(rand.Text())
	hash := sha256.Sum256([]byte(token))
	const q = `insert into ticket_links (token_hash, ticket_id, person_id, created_at) values ($1, $2, $3, $4)`
	_, err = tx.Exec(ctx, q, hash[:], ticket, person, tx.Now)
	return token, wrap("make a link", err)
}

// ByLink is who holds a link, and to which ticket. A link that was never made is not found, nor is one that was made for
// somebody who does not take part any more, or is deactivated; one whose ticket was closed longer ago than life is gone. The link of a merged ticket is one to the ticket that it was
// merged into.
func ByLink(ctx context.Context, r pg.Reader, token string, life time.Duration) (people.Actor, ID, error) {
	const q = `
		select t.id, l.person_id, p.name, coalesce(t.closed_at < (select kept_now()) - $2::interval, false)
		from ticket_links l join tickets t on t.id = staying(l.ticket_id) join people p on p.id = l.person_id
		where l.token_hash = $1 and p.is_active and (l.person_id = t.requester_id
			or exists (select from followers f where f.ticket_id = t.id and f.person_id = l.person_id and f.confirmed_at is not null))`
	hash := sha256.Sum256([]byte(token))
	var ticket ID
	var p people.Person
	var over bool
	err := r.QueryRow(ctx, q, hash[:], life).Scan(&ticket, &p.ID, &p.Name, &over)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return people.Actor{}, 0, fault.NotFound()
	case err != nil:
		return people.Actor{}, 0, err
	case over:
		return people.Actor{}, 0, fault.Gone("fault.link_gone")
	}
	return p.HoldingLink(int64(ticket)), ticket, nil
}
