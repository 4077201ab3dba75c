package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Redaction is what is to be removed of one message for good.
type Redaction struct {
	Message MessageID
	Text    bool    // its text
	Files   []int64 // of its files
	Reason  string  // for the colleagues: it must not say what was removed
}

// Redact removes a message's text or files for good: that it was written, by whom and when stays. It returns the keys of the
// files' bytes, which the caller removes once the change is committed. Supervisors and admins may.
func Redact(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, d Redaction) ([]string, error) {
	if err := by.May(people.Redact, int64(id)); err != nil {
		return nil, err
	}
	if err := fault.Join(field.Required("reason", d.Reason, l.Subject)); err != nil {
		return nil, err
	}
	if !d.Text && len(d.Files) == 0 {
		return nil, fault.Invalid("redact.fault.nothing").On("what")
	}
	c, err := beginQuietly(ctx, tx, by, id)
	if err != nil {
		return nil, err
	}
	const found = `select redacted_at is not null from messages where id = $1 and ticket_id = $2`
	var gone bool
	if err := tx.QueryRow(ctx, found, d.Message, id).Scan(&gone); err != nil {
		return nil, pg.Found(err)
	}
	if d.Text && gone {
		return nil, fault.Conflict("redact.fault.gone")
	}
	keys, err := removeFiles(ctx, tx, d.Message, d.Files)
	if err != nil {
		return nil, err
	}
	if len(keys) != len(d.Files) {
		return nil, fault.NotFound()
	}
	if len(keys) > 0 { // the same file may be named by a reply that was taken back before
		if err := event.ForgetFiles(ctx, tx, int64(id)); err != nil {
			return nil, wrap("forget files", err)
		}
	}
	if d.Text {
		const text = `update messages set body = '', redacted_at = $2 where id = $1`
		if _, err := tx.Exec(ctx, text, d.Message, tx.Now); err != nil {
			return nil, wrap("redact a message", err)
		}
		if _, err := tx.Exec(ctx, `delete from mentions where message_id = $1`, d.Message); err != nil {
			return nil, wrap("redact whom a note calls", err)
		}
	}
	if err := outbox.ForgetMessage(ctx, tx, int64(d.Message)); err != nil {
		return nil, err
	}
	c.record(event.Event{Kind: event.Redacted, Became: field.Line(d.Reason)})
	return keys, c.settle(ctx, tx)
}

// removeFiles takes files off a message and returns the keys of their bytes, one for each file.
func removeFiles(ctx context.Context, tx *pg.Tx, m MessageID, files []int64) ([]string, error) {
	const q = `delete from attachments where message_id = $1 and id = any($2) returning blob`
	rows, err := tx.Query(ctx, q, m, files)
	if err != nil {
		return nil, err
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return keys, wrap("remove files", err)
}

// RedactOutline removes for good what stood above the conversation in one writing, whether it still stands or not.
// Supervisors and admins may.
func RedactOutline(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, o OutlineID, reason string) error {
	if err := by.May(people.Redact, int64(id)); err != nil {
		return err
	}
	if err := fault.Join(field.Required("reason", reason, l.Subject)); err != nil {
		return err
	}
	c, err := beginQuietly(ctx, tx, by, id)
	if err != nil {
		return err
	}
	const found = `select redacted_at is not null from outlines where id = $1 and ticket_id = $2`
	var gone bool
	if err := tx.QueryRow(ctx, found, o, id).Scan(&gone); err != nil {
		return pg.Found(err)
	}
	if gone {
		return fault.Conflict("redact.fault.gone")
	}
	if _, err := tx.Exec(ctx, `update outlines set body = '', redacted_at = $2 where id = $1`, o, tx.Now); err != nil {
		return wrap("redact an outline", err)
	}
	c.record(event.Event{Kind: event.Redacted, Became: field.Line(reason)})
	return c.settle(ctx, tx)
}
