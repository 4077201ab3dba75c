package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Contact is how a customer prefers to hear from the desk.
type Contact string

// The ways.
const (
	ByMail   Contact = "mail"
	ByPhone  Contact = "phone"
	ByPortal Contact = "portal"
)

// Valid reports whether c is one of the ways.
func (c Contact) Valid() bool { return c == ByMail || c == ByPhone || c == ByPortal }

// Card is what the staff knows of a customer. It is theirs alone: what customers see of each other is a Person.
type Card struct {
	Person
	CompanyID    *CompanyID
	SeesCompany  bool
	Contact      Contact
	Hours        *Hours // when they are reached; nil: at any time
	Phones       []string
	Notes        string
	CompanyNotes string
	IsUnrated    bool // is never asked for a rating
	JoinedInto   *ID  // the customer who is the same person and has everything now
}

// Seal tells this card from one that somebody has changed meanwhile.
func (c Card) Seal() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %v %v %q %v %q %q %v", c.Name, c.Locale, valueOf(c.Zone), valueOf(c.CompanyID), c.SeesCompany, c.Contact, valueOf(c.Hours), c.Phones, c.Notes, c.IsUnrated)
	return hex.EncodeToString(h.Sum(nil)[:12])
}

func valueOf[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// seen leaves out a customer all of whose tickets lie in private teams that @me does not see. The offsets keep Postgres from
// reading all tickets that there are into a hash, to look up those of one customer.
const seen = `(exists (select from tickets t where t.requester_id = p.id and t.team_id = any(array(select v from visible_teams(@me) v)) offset 0)
	or not exists (select from tickets t where t.requester_id = p.id offset 0))`

const selectCard = `select ` + cardColumns + ` from people p where p.id = @id and p.role = 'customer' and ` + seen

const cardColumns = personColumns + `, p.company_id, p.sees_company, p.contact, p.works_from, p.works_to, coalesce(p.works_days, '{}') as works_days,
	array(select number from phones where person_id = p.id order by id) as phones, p.notes,
	coalesce((select notes from companies where id = p.company_id), '') as company_notes, p.is_unrated, p.joined_into_id`

// CardOf reads a customer's card. Staff only, and only who sees one of the customer's tickets, if there is any.
func CardOf(ctx context.Context, r pg.Reader, by Actor, id ID) (Card, error) {
	return card(ctx, r, by, id, selectCard)
}

// AskCard asks for CardOf in a batch with other things: c stays as it is where there is none for the reader.
func AskCard(batch *pgx.Batch, by Actor, id ID, c *Card) {
	if !by.Can(ReadDesk, 0) {
		return
	}
	batch.Queue(selectCard, pgx.StrictNamedArgs{"id": id, "me": by.ID}).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, toCard)
		if len(found) > 0 {
			*c = found[0]
		}
		return err
	})
}

// AskCards asks in a batch for the cards of several customers, of those whom the reader sees.
func AskCards(batch *pgx.Batch, by Actor, ids []ID, all *[]Card) {
	if !by.Can(ReadDesk, 0) {
		return
	}
	const q = `select ` + cardColumns + ` from people p where p.id = any(@ids::bigint[]) and p.role = 'customer' and ` + seen
	batch.Queue(q, pgx.StrictNamedArgs{"ids": ids, "me": by.ID}).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, toCard)
		return err
	})
}

// lockCard is CardOf for a change: nobody else changes the customer until it ends.
func lockCard(ctx context.Context, tx *pg.Tx, by Actor, id ID) (Card, error) {
	const q = `select ` + cardColumns + ` from people p where p.id = @id and p.role = 'customer' and p.joined_into_id is null and p.erased_at is null and ` + seen + ` for no key update of p`
	if _, err := card(ctx, tx, by, id, q); err != nil {
		return Card{}, err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return Card{}, err
	}
	return CardOf(ctx, tx, by, id) // phones and company as they stand now that the row is locked
}

func card(ctx context.Context, r pg.Reader, by Actor, id ID, q string) (Card, error) {
	if err := by.May(ReadDesk, 0); err != nil {
		return Card{}, err
	}
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"id": id, "me": by.ID})
	if err != nil {
		return Card{}, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, toCard)
	return c, pg.Found(err)
}

func toCard(row pgx.CollectableRow) (Card, error) {
	var c Card
	var from, to *int
	var days []int16
	err := row.Scan(&c.ID, &c.Role, &c.Name, &c.Address, &c.Company, &c.Locale, &c.Zone, &c.IsActive, &c.CreatedAt,
		&c.CompanyID, &c.SeesCompany, &c.Contact, &from, &to, &days, &c.Phones, &c.Notes, &c.CompanyNotes, &c.IsUnrated, &c.JoinedInto)
	if from != nil && to != nil {
		c.Hours = &Hours{From: *from, To: *to, Days: weekdays(days)}
	}
	return c, err
}
