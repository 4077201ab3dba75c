package factor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Identity is who somebody is at the company's sign-in.
type Identity struct {
	Issuer, Subject, Address string
	LinkedAt                 time.Time
	UsedAt                   *time.Time
}

const selectIdentities = `select issuer, subject, address, linked_at, used_at from identities where person_id = $1 order by linked_at, issuer, subject`

// Known finds whose an identity is, among active people who have pages to work on; false: nobody's. An identity of
// somebody who has left is a fault beside their number: it is nobody else's either.
func Known(ctx context.Context, r pg.Reader, issuer, subject string) (people.ID, bool, error) {
	const q = `select p.id, p.is_active and p.role in ('agent', 'technician', 'supervisor', 'admin') from identities i join people p on p.id = i.person_id
		where i.issuer = $1 and i.subject = $2`
	var id people.ID
	var works bool
	err := r.QueryRow(ctx, q, issuer, subject).Scan(&id, &works)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, false, nil
	case err != nil:
		return 0, false, fmt.Errorf("look for an identity: %w", err)
	case !works:
		return id, true, fault.Forbidden("factor.fault.stranger")
	}
	return id, true, nil
}

// Candidate finds whose account a mail address names, for whom the company's sign-in has sent; a fault when nobody signs in
// with it here.
func Candidate(ctx context.Context, r pg.Reader, address string) (people.ID, error) {
	const q = `select id from people where address = $1 and is_active and role in ('agent', 'technician', 'supervisor', 'admin')`
	var id people.ID
	err := r.QueryRow(ctx, q, address).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, fault.Forbidden("factor.fault.stranger")
	}
	return id, err
}

// KeepIdentity links the identity of a half-session to its person, who has just proved that the account is theirs.
func KeepIdentity(ctx context.Context, tx *pg.Tx, h Half, network string) error {
	const q = `insert into identities (issuer, subject, person_id, address, used_at) values (@issuer, @subject, @person, @address, clock_timestamp())`
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"issuer": h.Issuer, "subject": h.Subject, "person": h.PersonID, "address": h.Address})
	if pg.Constraint(err) == "identities_pkey" {
		return fault.Gone("factor.fault.half_over")
	}
	if err != nil {
		return fmt.Errorf("link an identity: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{
		By: int64(h.PersonID), Kind: AuditLinked, Person: int64(h.PersonID), Object: h.Issuer, Became: h.Address, Network: network,
	})
}

// UseIdentity notes that somebody comes by the company's sign-in, and says who, as Known does; until the change ends nobody unlinks it.
func UseIdentity(ctx context.Context, tx *pg.Tx, issuer, subject string) (people.ID, bool, error) {
	if _, err := tx.Exec(ctx, `update identities set used_at = clock_timestamp() where issuer = $1 and subject = $2`, issuer, subject); err != nil {
		return 0, false, fmt.Errorf("use an identity: %w", err)
	}
	return Known(ctx, tx, issuer, subject)
}

// Unlink takes one of somebody's own identities away.
func Unlink(ctx context.Context, tx *pg.Tx, by people.Actor, issuer, subject, network string) error {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return err
	}
	if strings.ContainsRune(issuer+subject, 0) || !utf8.ValidString(issuer+subject) {
		return fault.NotFound()
	}
	const q = `delete from identities where issuer = $1 and subject = $2 and person_id = $3 returning address`
	var address string
	if err := tx.QueryRow(ctx, q, issuer, subject, by.ID).Scan(&address); err != nil {
		return pg.Found(err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditUnlinked, Person: int64(by.ID), Object: issuer, Was: address, Network: network})
}

// UseState takes a way back from the company's sign-in, once: whoever comes with it again is refused.
func UseState(ctx context.Context, tx *pg.Tx, state string) error {
	const prune = `delete from used_states where used_at < clock_timestamp() - interval '1 day'`
	if _, err := tx.Exec(ctx, prune); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into used_states (state_hash) values ($1)`, hash(people.Token(state)))
	if pg.Constraint(err) == "used_states_pkey" {
		return fault.Gone("factor.fault.sso_over")
	}
	return err
}

// IsRecent reports whether an instant of real time is at most two minutes old, or ahead by less: clocks differ.
func IsRecent(ctx context.Context, r pg.Reader, at time.Time) (recent bool, err error) {
	const q = `select $1::timestamptz between clock_timestamp() - interval '2 minutes' and clock_timestamp() + interval '2 minutes'`
	err = r.QueryRow(ctx, q, at).Scan(&recent)
	return recent, err
}
