package people

import (
	"context"
	"crypto/rand"
	"fmt"
	"unicode/utf8"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// proven says of a session whether its person has proved lately who they are.
const proven = `proven_at > clock_timestamp() - interval '15 minutes'`

// lacks says of a session s of a person p whether p must set up a second factor before anything else. Whoever comes by
// the company's sign-in has proved there what the company asks for.
const lacks = `s.proven_by <> 'single_sign_on' and exists (select from factor_rules r where r.role = p.role) and not exists (select from factors f where f.person_id = p.id)`

// Prove notes that the person of a session has just proved who they are. The session goes on under a new token, the old one is
// worth nothing any more. A password given again makes no session less than it was.
func Prove(ctx context.Context, tx *pg.Tx, before Token, by Proof) (Token, error) {
	const q = `update sessions set token_hash = $2, proven_at = clock_timestamp(), proven_by = case $3 when 'password' then proven_by else $3 end where token_hash = $1 and ` + alive
	after := NewToken()
	tag, err := tx.Exec(ctx, q, before.hash(), after.hash(), by)
	if err != nil {
		return "", fmt.Errorf("note a proof: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return "", fault.SignIn("fault.sign_in")
	}
	return after, nil
}

// SignOutElsewhere ends every session of a person but one: what they prove themselves with has changed.
func SignOutElsewhere(ctx context.Context, tx *pg.Tx, id ID, keep Token) error {
	_, err := tx.Exec(ctx, `delete from sessions where person_id = $1 and token_hash <> $2`, id, keep.hash())
	return err
}

// Match reports whether a password is somebody's. It takes as long for a wrong one, and for somebody who has none.
func Match(ctx context.Context, r pg.Reader, id ID, password string) (bool, error) {
	var hash *string
	if err := r.QueryRow(ctx, `select password from people where id = $1 and is_active`, id).Scan(&hash); err != nil {
		return false, pg.Found(err)
	}
	if utf8.RuneCountInString(password) > PasswordMax {
		return false, nil
	}
	isKnown := hash != nil
	if !isKnown {
		nobody, err := nobodys()
		if err != nil {
			return false, err
		}
		hash = &nobody
	}
	isRight, err := matches(ctx, password, *hash)
	return isKnown && isRight, err
}

// Stretch makes a short secret costly to guess: argon2id, as passwords are hashed, with a salt of the caller's. Like
// HashPassword it is called outside of a unit of work.
func Stretch(ctx context.Context, secret string, salt []byte) ([]byte, error) {
	return cook(ctx, secret, salt, argonTime, argonMemory, argonThreads)
}

// NewSalt is a salt for Stretch.
func NewSalt() []byte {
	salt := make([]byte, argonSalt)
	rand.Read(salt) // never fails: the runtime ends the program instead
	return salt
}
