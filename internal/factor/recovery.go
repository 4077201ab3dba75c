package factor

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/seal"
)

// RecoveryCount is how many recovery codes are made at a time.
const RecoveryCount = 10

// recoveryLetters are how long a recovery code is: 60 bits, in letters and figures of which none is taken for another (there
// is no 0, 1, 8 or 9).
const recoveryLetters = 12

// Recoveries are recovery codes that were just made: as they are shown, once, and as they are kept.
type Recoveries struct {
	Codes  []string
	salt   []byte
	hashes [][]byte
}

// NewRecoveries makes codes. It takes a fifth of a second and its turn, so it is called outside of a unit of work.
func NewRecoveries(ctx context.Context) (Recoveries, error) {
	r := Recoveries{salt: people.NewSalt()}
	for range RecoveryCount {
		code := strings.ToLower(rand.Text()[:recoveryLetters])
		hash, err := people.Stretch(ctx, code, r.salt)
		if err != nil {
			return Recoveries{}, err
		}
		r.Codes = append(r.Codes, code[:4]+"-"+code[4:8]+"-"+code[8:])
		r.hashes = append(r.hashes, hash)
	}
	return r, nil
}

// FirstRecoveries are codes for whoever has had none so far; none for everybody else.
func FirstRecoveries(ctx context.Context, r pg.Reader, person people.ID) (Recoveries, error) {
	var has bool
	err := r.QueryRow(ctx, `select exists (select from recovery_codes where person_id = $1)`, person).Scan(&has)
	if err != nil || has {
		return Recoveries{}, err
	}
	return NewRecoveries(ctx)
}

func (r Recoveries) keep(ctx context.Context, tx *pg.Tx, by people.Actor, network string) error {
	const q = `insert into recovery_codes (person_id, hash, salt) select $1, hash, $3 from unnest($2::bytea[]) hash`
	batch := &pgx.Batch{}
	batch.Queue(`delete from recovery_codes where person_id = $1`, by.ID)
	batch.Queue(q, by.ID, r.hashes, r.salt)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep recovery codes: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditCodesMade, Person: int64(by.ID), Network: network})
}

// MakeRecoveries gives somebody new recovery codes; the old ones are worth nothing any more. Who has no second factor needs
// none.
func MakeRecoveries(ctx context.Context, tx *pg.Tx, by people.Actor, r Recoveries, network string) error {
	if err := by.May(people.OwnDesk, 0); err != nil {
		return err
	}
	if err := alone(ctx, tx, by.ID); err != nil {
		return err
	}
	var has bool
	if err := tx.QueryRow(ctx, `select exists (select from factors where person_id = $1)`, by.ID).Scan(&has); err != nil {
		return err
	}
	if !has {
		return fault.Conflict("factor.fault.none")
	}
	return r.keep(ctx, tx, by, network)
}

// Answer is what somebody typed to prove themselves, made ready to be looked at within a unit of work.
type Answer struct {
	text     string
	recovery []byte // its hash, where it could be a recovery code
}

// Prepare makes an answer ready. Only what has the form of a recovery code is hashed; what that costs says nothing about
// whether it is one.
func Prepare(ctx context.Context, r pg.Reader, person people.ID, text string) (Answer, error) {
	a := Answer{text: text}
	code := plain(text)
	if len(code) != recoveryLetters {
		return a, nil
	}
	var salt []byte
	err := r.QueryRow(ctx, `select salt from recovery_codes where person_id = $1 limit 1`, person).Scan(&salt)
	if errors.Is(err, pgx.ErrNoRows) {
		return a, nil
	}
	if err != nil {
		return a, fmt.Errorf("read the salt of recovery codes: %w", err)
	}
	a.recovery, err = people.Stretch(ctx, code, salt)
	return a, err
}

// plain is a recovery code without what people write between its letters; "" when it cannot be one.
func plain(text string) string {
	if len(text) > 100 {
		return ""
	}
	code := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(text, "-", " ")), ""))
	if strings.ContainsFunc(code, func(r rune) bool { return r > 127 }) {
		return ""
	}
	return strings.ReplaceAll(code, "0", "o")
}

// Take takes an answer: a code of an app or a recovery code, each once. Anything else is a fault on "code". It says which
// kind it was.
func Take(ctx context.Context, tx *pg.Tx, box *seal.Box, person people.ID, a Answer, network string) (Kind, error) {
	if err := alone(ctx, tx, person); err != nil {
		return "", err
	}
	if a.recovery != nil {
		const q = `update recovery_codes set used_at = clock_timestamp() where person_id = $1 and hash = $2 and used_at is null
			and exists (select from factors where person_id = $1)`
		tag, err := tx.Exec(ctx, q, person, a.recovery)
		if err != nil {
			return "", fmt.Errorf("take a recovery code: %w", err)
		}
		if tag.RowsAffected() == 1 {
			return Recovery, audit.Write(ctx, tx, audit.Entry{By: int64(person), Kind: AuditCodeUsed, Person: int64(person), Network: network})
		}
		return "", fault.Invalid("factor.fault.code").On("code")
	}
	taken, err := takeCode(ctx, tx, box, person, a.text)
	switch {
	case err != nil:
		return "", err
	case !taken:
		return "", fault.Invalid("factor.fault.code").On("code")
	}
	return Code, nil
}
