package people

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// nobodys is the hash that a password for an unknown account is compared with, so that the answer takes as long.
var nobodys = sync.OnceValues(func() (string, error) { return HashPassword(context.Background(), string(NewToken())) })

// Verify finds out whose address and password these are, among active people who have pages to work on. Everything
// else is one fault after one time: an unknown address, a wrong password, a customer, a technician, somebody who left.
func Verify(ctx context.Context, r pg.Reader, address, password string) (ID, error) {
	const q = `select id, password from people
		where address = $1 and password is not null and is_active and role in ('agent', 'supervisor', 'admin')`
	wrong := fault.Invalid("fault.signin_wrong")
	if !isTypeable(address, password) {
		return 0, wrong
	}
	var id ID
	var hash string
	err := r.QueryRow(ctx, q, strings.TrimSpace(address)).Scan(&id, &hash)
	isKnown := !errors.Is(err, pgx.ErrNoRows)
	if !isKnown {
		hash, err = nobodys()
	}
	if err != nil {
		return 0, fmt.Errorf("look for an account: %w", err)
	}
	isRight, err := matches(ctx, password, hash)
	if err != nil {
		return 0, err
	}
	if !isKnown || !isRight {
		return 0, wrong
	}
	return id, nil
}

// isTypeable reports whether an address and a password can be anybody's at all.
func isTypeable(address, password string) bool {
	return utf8.ValidString(address+password) && !strings.ContainsRune(address+password, 0) &&
		len(address) <= 1000 && utf8.RuneCountInString(password) <= PasswordMax
}

// SignIn begins a session for somebody whom Verify has named, or who was just made. The browser's session before
// ends: nobody can leave one for somebody else to sign in to.
func SignIn(ctx context.Context, tx *pg.Tx, id ID, before Token) (Token, error) {
	if err := SignOut(ctx, tx, before); err != nil {
		return "", err
	}
	t, err := begin(ctx, tx, id)
	if err != nil {
		return "", fmt.Errorf("begin a session: %w", err)
	}
	return t, nil
}

// SetPassword gives a person a password that HashPassword has made. Every session of theirs ends but the one of keep:
// whoever had found out the old one is out.
func SetPassword(ctx context.Context, tx *pg.Tx, id ID, hash string, keep Token) error {
	tag, err := tx.Exec(ctx, `update people set password = $2 where id = $1 and role <> 'customer'`, id, hash)
	if err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound()
	}
	_, err = tx.Exec(ctx, `delete from sessions where person_id = $1 and token_hash <> $2`, id, keep.hash())
	return err
}
