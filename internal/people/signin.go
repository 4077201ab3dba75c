package people

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// nobodys is the hash that a password for an unknown account is compared with, so that the answer takes as long.
var nobodys = sync.OnceValues(func() (string, error) { return HashPassword(context.Background(), string(NewToken())) })

// Account is whose a password was found to be, with the one that it was compared with.
type Account struct {
	ID   ID
	hash string
}

// Stands is a fault (invalid) unless the password is still the one that was found to be right. It may have been changed since then,
// which takes no account of a session that does not exist yet: until this change ends it is not changed.
func (a Account) Stands(ctx context.Context, tx *pg.Tx) error {
	const q = `select from people where id = $1 and password = $2 and is_active for share`
	tag, err := tx.Exec(ctx, q, a.ID, a.hash)
	if err != nil {
		return fmt.Errorf("look at a password again: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.Invalid("fault.signin_wrong")
	}
	return nil
}

// Verify finds out whose address and password these are, among active people who have pages to work on. Everything
// else is one fault after one time: an unknown address, a wrong password, a customer, somebody who left.
func Verify(ctx context.Context, r pg.Reader, address, password string) (Account, error) {
	const q = `select id, password from people
		where address = $1 and password is not null and is_active and role in ('agent', 'technician', 'supervisor', 'admin')`
	return verify(ctx, r, q, address, password)
}

// verify compares a password with the one of the account that q finds by its address, or with nobody's.
func verify(ctx context.Context, r pg.Reader, q, address, password string) (Account, error) {
	wrong := fault.Invalid("fault.signin_wrong")
	if !isTypeable(address, password) {
		return Account{}, wrong
	}
	var id ID
	var hash string
	err := r.QueryRow(ctx, q, strings.TrimSpace(address)).Scan(&id, &hash)
	isKnown := !errors.Is(err, pgx.ErrNoRows)
	if !isKnown {
		hash, err = nobodys()
	}
	if err != nil {
		return Account{}, fmt.Errorf("look for an account: %w", err)
	}
	isRight, err := matches(ctx, password, hash)
	if err != nil {
		return Account{}, err
	}
	if !isKnown || !isRight {
		return Account{}, wrong
	}
	return Account{ID: id, hash: hash}, nil
}

// isTypeable reports whether an address and a password can be anybody's at all.
func isTypeable(address, password string) bool {
	return utf8.ValidString(address+password) && !strings.ContainsRune(address+password, 0) &&
		len(address) <= 1000 && !isTooLong(password)
}

// SignIn is SignInFrom by a password, from nobody knows where.
func SignIn(ctx context.Context, tx *pg.Tx, id ID, before Token) (Token, error) {
	return SignInFrom(ctx, tx, id, before, Whence{})
}

// SignInFrom begins a session for somebody whom Verify has named, or who was just made. The browser's session before
// ends: nobody can leave one for somebody else to sign in to.
func SignInFrom(ctx context.Context, tx *pg.Tx, id ID, before Token, from Whence) (Token, error) {
	if err := SignOut(ctx, tx, before); err != nil {
		return "", err
	}
	from = from.clean()
	t, err := begin(ctx, tx, id, from)
	if err != nil {
		return "", fmt.Errorf("begin a session: %w", err)
	}
	return t, audit.Write(ctx, tx, audit.Entry{
		By: int64(id), Kind: AuditSignedIn, Person: int64(id), Object: string(from.Proof), Became: from.Browser, Network: from.Network,
	})
}

// SetPassword gives a person a password that HashPassword has made: the machine's operator does it. Every session of theirs
// ends but the one of keep: whoever had found out the old one is out.
func SetPassword(ctx context.Context, tx *pg.Tx, id ID, hash string, keep Token) error {
	return setPassword(ctx, tx, System, id, hash, keep)
}

// ChangePassword gives the actor a password that HashPassword has made, unless the one that ProvePassword found to be right has
// been changed since then. Every session of theirs ends but the one of keep, and so does every link to a new password.
func ChangePassword(ctx context.Context, tx *pg.Tx, by Actor, proven Account, hash string, keep Token) error {
	if err := by.May(OwnDesk, 0); err != nil {
		return err
	}
	const q = `select from people where id = $1 and password = $2 and is_active for update`
	if tag, err := tx.Exec(ctx, q, by.ID, proven.hash); err != nil {
		return fmt.Errorf("look at a password again: %w", err)
	} else if proven.ID != by.ID || tag.RowsAffected() == 0 {
		return fault.Invalid("staff.fault.password_wrong").On("current")
	}
	return setPassword(ctx, tx, by, by.ID, hash, keep)
}

// ProvePassword is the account of somebody whose password this is; else a fault (invalid, on the field).
func ProvePassword(ctx context.Context, r pg.Reader, id ID, on, password string) (Account, error) {
	wrong := fault.Invalid("staff.fault.password_wrong").On(on)
	if isTooLong(password) {
		return Account{}, wrong
	}
	var hash *string
	if err := r.QueryRow(ctx, `select password from people where id = $1`, id).Scan(&hash); err != nil {
		return Account{}, pg.Found(err)
	}
	if hash == nil {
		return Account{}, wrong
	}
	isRight, err := matches(ctx, password, *hash)
	if err != nil {
		return Account{}, err
	}
	if !isRight {
		return Account{}, wrong
	}
	return Account{ID: id, hash: *hash}, nil
}

func setPassword(ctx context.Context, tx *pg.Tx, by Actor, id ID, hash string, keep Token) error {
	tag, err := tx.Exec(ctx, `update people set password = $2 where id = $1 and role <> 'customer'`, id, hash)
	if err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound()
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from sessions where person_id = $1 and token_hash <> $2`, id, keep.hash())
	batch.Queue(dropResets, id)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("end the sessions of person %d: %w", id, err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditPasswordChanged, Person: int64(id)})
}
