// Package factor is what the staff prove themselves with beside a password: codes of an app, passkeys, recovery codes, and
// the company's own sign-in. It keeps what lies between the right password and the session. It must never begin a session
// by itself, and never know a ticket. All of it lives in real time, as sessions do.
package factor

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// ID is a factor's number.
type ID int64

// Kind says what a factor is.
type Kind string

// The kinds.
const (
	Code     Kind = "code"     // an app that shows six figures
	Passkey  Kind = "passkey"  // a key in a device, unlocked by its owner
	Recovery Kind = "recovery" // a code that was written down; no row of factors, and none by itself
)

// Most is how many factors one person may have.
const Most = 10

// What the audit says was done.
const (
	AuditAdded        audit.Kind = "factor.added"
	AuditRenamed      audit.Kind = "factor.renamed"
	AuditRemoved      audit.Kind = "factor.removed"
	AuditLost         audit.Kind = "factor.taken_away" // by an admin, for somebody who has lost it
	AuditCodesMade    audit.Kind = "recovery_codes.made"
	AuditCodeUsed     audit.Kind = "recovery_codes.used"
	AuditRulesChanged audit.Kind = "factor.rules_changed"
	AuditLinked       audit.Kind = "identity.linked"
	AuditUnlinked     audit.Kind = "identity.unlinked"
	AuditProved       audit.Kind = "person.proved" // again, within a session
	AuditNotProved    audit.Kind = "person.not_proved"
)

// Factor is one thing that somebody proves themselves with.
type Factor struct {
	ID      ID
	Kind    Kind
	Name    string
	AddedAt time.Time // at the desk's clock, as UsedAt
	UsedAt  *time.Time
}

// Standing is what somebody proves themselves with beside the password.
type Standing struct {
	Factors    []Factor
	CodesLeft  int  // recovery codes
	IsRequired bool // their role needs one
	Identities []Identity
}

// Has reports whether there is a factor of a kind.
func (s Standing) Has(kind Kind) bool {
	for _, f := range s.Factors {
		if f.Kind == kind {
			return true
		}
	}
	return false
}

// Of reads what somebody has.
func Of(ctx context.Context, r pg.Reader, person people.ID) (s Standing, err error) {
	const mine = `select id, kind, name, kept_now() - (clock_timestamp() - added_at) as added_at, kept_now() - (clock_timestamp() - used_at) as used_at
		from factors where person_id = $1 order by id`
	const codes = `select (select count(*) from recovery_codes where person_id = $1 and used_at is null)::int,
		exists (select from factor_rules r join people p on p.role = r.role where p.id = $1)`
	batch := &pgx.Batch{}
	batch.Queue(mine, person).Query(func(rows pgx.Rows) (err error) {
		s.Factors, err = pgx.CollectRows(rows, pgx.RowToStructByName[Factor])
		return err
	})
	batch.Queue(codes, person).QueryRow(func(row pgx.Row) error { return row.Scan(&s.CodesLeft, &s.IsRequired) })
	batch.Queue(selectIdentities, person).Query(func(rows pgx.Rows) (err error) {
		s.Identities, err = pgx.CollectRows(rows, pgx.RowToStructByName[Identity])
		return err
	})
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return s, fmt.Errorf("read the second factors of person %d: %w", person, err)
	}
	return s, nil
}

// CheckName says what is wrong with a factor's name.
func CheckName(name string, longest int) error {
	return fault.Join(field.Required("name", name, longest))
}

// room is a fault on the field when somebody has as many factors as they may, or the name does not fit. It keeps others off the
// person's factors until the change ends.
func room(ctx context.Context, tx *pg.Tx, person people.ID, name string, longest int) error {
	if err := CheckName(name, longest); err != nil {
		return err
	}
	if err := alone(ctx, tx, person); err != nil {
		return err
	}
	var n int
	if err := tx.QueryRow(ctx, `select count(*) from factors where person_id = $1`, person).Scan(&n); err != nil {
		return err
	}
	if n >= Most {
		return fault.Invalid("factor.fault.too_many").On("name").Max(Most)
	}
	return nil
}

// alone waits until nobody else changes or proves a person's factors.
func alone(ctx context.Context, tx *pg.Tx, person people.ID) error {
	return people.Alone(ctx, tx, fmt.Sprintf("the factors of person %d", person))
}

// Rename gives one of somebody's own factors another name.
func Rename(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, name string, longest int) error {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return err
	}
	if err := CheckName(name, longest); err != nil {
		return err
	}
	const q = `update factors set name = $3 from factors was where factors.id = $1 and factors.person_id = $2 and was.id = factors.id returning was.name`
	var was string
	if err := tx.QueryRow(ctx, q, id, by.ID, field.Line(name)).Scan(&was); err != nil {
		return pg.Found(err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditRenamed, Person: int64(by.ID), Was: was, Became: field.Line(name)})
}

// Remove takes one of somebody's own factors away. The last one stays where their role needs one; without any the recovery
// codes are worth nothing, and go too.
func Remove(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, network string) error {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return err
	}
	if err := alone(ctx, tx, by.ID); err != nil {
		return err
	}
	s, err := Of(ctx, tx, by.ID)
	if err != nil {
		return err
	}
	if s.IsRequired && len(s.Factors) == 1 && s.Factors[0].ID == id {
		return fault.Conflict("factor.fault.needed")
	}
	var kind Kind
	var name string
	err = tx.QueryRow(ctx, `delete from factors where id = $1 and person_id = $2 returning kind, name`, id, by.ID).Scan(&kind, &name)
	if err != nil {
		return pg.Found(err)
	}
	if len(s.Factors) == 1 {
		if _, err := tx.Exec(ctx, `delete from recovery_codes where person_id = $1`, by.ID); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditRemoved, Person: int64(by.ID), Object: string(kind), Was: name, Network: network})
}

// hash is how a token lies in the database.
func hash(t people.Token) []byte {
	h := sha256.Sum256([]byte(t))
	return h[:]
}
