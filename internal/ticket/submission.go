package ticket

import (
	"context"
	"crypto/sha256"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// sent is what an earlier sending of the same form made.
type sent struct {
	ContentHash []byte
	TicketID    ID // 0: it is suspended
	MessageID   MessageID
	PublicAt    *time.Time // a reply in its undo time
}

// before looks whether a form was sent before, by the key that the form made, and reads the clock. Two who send the same key at
// once wait for each other here, so the second finds what the first has made. The same key with other content is
// refused: nothing that somebody wrote is dropped silently.
func before(ctx context.Context, tx *pg.Tx, key string, content []byte) (*sent, error) {
	if !isKey(key) {
		return nil, fault.Invalid("fault.form_key")
	}
	const alone = `select pg_advisory_xact_lock(('x' || encode($1, 'hex'))::bit(64)::bigint)`
	const q = `
		select content_hash, ticket_id, message_id, null::timestamptz as public_at from submissions where key_hash = $1
		union all select content_hash, ticket_id, message_id, public_at from waiting_replies where key_hash = $1
		union all select content_hash, coalesce(ticket_id, 0), 0, null from suspended where key_hash = $1`
	hash := sha256.Sum256([]byte(key))
	var earlier []*sent
	batch := &pgx.Batch{}
	batch.Queue(alone, hash[:8])
	batch.Queue(q, hash[:]).Query(func(rows pgx.Rows) (err error) { // it begins when the lock is held
		earlier, err = pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[sent])
		return err
	})
	batch.Queue(`select kept_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&tx.Now) })
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	if len(earlier) == 0 {
		return nil, nil
	}
	if string(earlier[0].ContentHash) != string(content) {
		return nil, fault.Conflict("fault.sent_otherwise")
	}
	return earlier[0], nil
}

// isKey reports whether a form's key can be one of ours. It stands in addresses, so it is letters and digits only.
func isKey(key string) bool {
	return len(key) >= 16 && len(key) <= 100 && !strings.ContainsFunc(key, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

// remember is the package's remember, written with the rest of the change.
func (c *change) remember(now time.Time, key string, content []byte, m MessageID) {
	hash := sha256.Sum256([]byte(key))
	c.first.Queue(rememberForm, hash[:], content, c.ticket.ID, m, now)
}

const rememberForm = `insert into submissions (key_hash, content_hash, ticket_id, message_id, created_at) values ($1, $2, $3, $4, $5)`

// remember writes down that a form was sent.
func remember(ctx context.Context, tx *pg.Tx, key string, content []byte, t ID, m MessageID) error {
	hash := sha256.Sum256([]byte(key))
	return rememberHash(ctx, tx, hash[:], content, t, m)
}

// rememberHash is remember for a form whose key only its sender knows.
func rememberHash(ctx context.Context, tx *pg.Tx, hash, content []byte, t ID, m MessageID) error {
	_, err := tx.Exec(ctx, rememberForm, hash, content, t, m, tx.Now)
	return wrap("remember the form", err)
}

// digits are a ticket's number among the fields of a form: what was sent on one ticket was not sent on another.
func (id ID) digits() string { return strconv.FormatInt(int64(id), 10) }

// digest is the content of a form as one hash: its fields in order, and its files.
func digest(files []Upload, fields ...string) []byte {
	h := sha256.New()
	for _, f := range fields {
		h.Write([]byte(f))
		h.Write([]byte{0})
	}
	for _, f := range files {
		h.Write([]byte(f.Name + "\x00" + f.Blob + "\x00"))
	}
	return h.Sum(nil)
}
