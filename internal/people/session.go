package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Token is the secret half of a session or an invitation: 256 random bits as a browser carries them. Kept stores
// only its hash.
type Token string

// NewToken draws a token.
func NewToken() Token {
	var b [32]byte
	rand.Read(b[:]) // never fails: the runtime ends the program instead
	return Token(base64.RawURLEncoding.EncodeToString(b[:]))
}

func (t Token) hash() []byte {
	h := sha256.Sum256([]byte(t))
	return h[:]
}

// Arrival is what every page needs to know about a visit.
type Arrival struct {
	Now       time.Time // the desk's instant
	Desk      *Desk     // nil: nobody has set the desk up yet
	Me        *Person   // nil: nobody is signed in
	KeysOff   bool      // they want no single-letter keys
	Compact   bool      // they want lists with rows of one line
	HintsGone []string  // the hints that they have put away
	Pictures  Pictures  // of the staff, for one of them

	IsProven    bool // Me has proved within the last 15 minutes who they are
	LacksFactor bool // Me must set up a second factor before anything else
	ByCompany   bool // Me came by the company's sign-in
}

// arrived is who is signed in, with what their session says of them.
type arrived struct {
	Person
	KeysOff     bool
	IsCompact   bool
	HintsGone   []string
	IsProven    bool
	LacksFactor bool
	ByCompany   bool
}

// alive says which sessions count, in real time: the staff's when used within 8 hours and begun within 7 days, a customer's
// within 30 and 90 days.
const alive = `case when (select p.role from people p where p.id = sessions.person_id) = 'customer'
	then seen_at > clock_timestamp() - interval '30 days' and created_at > clock_timestamp() - interval '90 days'
	else seen_at > clock_timestamp() - interval '8 hours' and created_at > clock_timestamp() - interval '7 days' end`

// Arrive reads the clock, the desk and who is signed in by the token, in one round trip. isUse says that a person
// does something, as opposed to a page that looks for news by itself; it is noted once a minute. Who was made inactive, or may not sign in any more, is nobody from this request on.
func Arrive(ctx context.Context, r pg.Reader, t Token, isUse bool) (Arrival, error) {
	const who = `
		with s as (select person_id, ` + proven + ` as is_proven, proven_by from sessions where token_hash = $1 and ` + alive + `),
			used as (update sessions set seen_at = clock_timestamp()
				where token_hash = $1 and $2 and seen_at < clock_timestamp() - interval '1 minute' and ` + alive + `)
		select ` + personColumns + `, p.keys_off, p.is_compact, p.hints_gone, s.is_proven, ` + lacks + ` as lacks_factor, s.proven_by = 'single_sign_on' as by_company
		from s join people p on p.id = s.person_id
		where p.is_active and p.role in ('agent', 'technician', 'supervisor', 'admin', 'customer')`
	var a Arrival
	batch := &pgx.Batch{}
	batch.Queue(`select kept_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&a.Now) })
	batch.Queue(selectDesk).Query(func(rows pgx.Rows) (err error) {
		a.Desk, err = perhaps[Desk](rows)
		return err
	})
	if t != "" {
		batch.Queue(who, t.hash(), isUse).Query(func(rows pgx.Rows) error {
			me, err := perhaps[arrived](rows)
			if me != nil {
				a.Me, a.KeysOff, a.Compact, a.HintsGone, a.IsProven, a.LacksFactor, a.ByCompany = &me.Person, me.KeysOff, me.IsCompact, me.HintsGone, me.IsProven, me.LacksFactor, me.ByCompany
			}
			return err
		})
		batch.Queue(selectPictures).Query(func(rows pgx.Rows) (err error) {
			a.Pictures, err = collectPictures(rows)
			return err
		})
	}
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Arrival{}, err
	}
	if a.Me == nil {
		a.Pictures = nil
	}
	return a, nil
}

func perhaps[T any](rows pgx.Rows) (*T, error) {
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return v, err
}

// Proof is how somebody has shown who they are.
type Proof string

// The proofs.
const (
	ByPassword     Proof = "password"
	BySecondFactor Proof = "second_factor"
	BySingleSignOn Proof = "single_sign_on"
	ByMailedLink   Proof = "mailed_link"
	ByInvitation   Proof = "invitation"
)

// Whence is from where, and how, somebody signs in.
type Whence struct {
	Browser string // what it calls itself; anything that somebody sent
	Network string
	Proof   Proof // empty: by a password
}

// longestBrowser is how much is kept of what a browser calls itself, in characters.
const longestBrowser = 300

func (w Whence) clean() Whence {
	w.Browser = strings.ReplaceAll(strings.ToValidUTF8(w.Browser, ""), "\x00", "")
	if long := []rune(w.Browser); len(long) > longestBrowser {
		w.Browser = string(long[:longestBrowser])
	}
	if w.Proof == "" {
		w.Proof = ByPassword
	}
	return w
}

// begin makes a session for a person and forgets those that have ended.
func begin(ctx context.Context, tx *pg.Tx, id ID, from Whence) (Token, error) {
	t := NewToken()
	const q = `insert into sessions (token_hash, person_id, browser, network, proven_by) values ($1, $2, $3, $4, $5)`
	batch := &pgx.Batch{}
	batch.Queue(`delete from sessions where not (` + alive + `)`)
	batch.Queue(q, t.hash(), id, from.Browser, from.Network, from.Proof)
	return t, tx.SendBatch(ctx, batch).Close()
}

// SignOut ends the session of a token; one that has ended is no error.
func SignOut(ctx context.Context, tx *pg.Tx, t Token) error {
	_, err := tx.Exec(ctx, `delete from sessions where token_hash = $1`, t.hash())
	return err
}
