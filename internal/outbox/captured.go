package outbox

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Captured is a mail that the demo desk would have sent.
type Captured struct {
	ID        int64
	ToName    string
	ToAddress string
	Subject   string
	Text      string
	HTML      string
	SentAt    time.Time
	Locale    string // the language that the mail says it is in; empty when it says none
}

const capturedLocale = `coalesce(substring(html from '<html lang="([a-z]{2})"'), '') as locale`

// Capture keeps a mail in the demo's mailbox. The key is the mail's own: delivered twice, it lies there once.
func Capture(ctx context.Context, tx *pg.Tx, key string, c Captured) error {
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	const q = `
		insert into sent_mails (outbox_key, to_name, to_address, subject, text, html, sent_at)
		values (@key, @name, @address, @subject, @text, @html, @now) on conflict on constraint sent_mails_key do nothing`
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"key": key, "name": c.ToName, "address": c.ToAddress, "subject": c.Subject, "text": c.Text, "html": c.HTML, "now": tx.Now,
	})
	return err
}

// Mailbox lists the demo's mails without their texts, the newest first: those before a number, 0 for the newest of all.
func Mailbox(ctx context.Context, r pg.Reader, before int64, limit int) ([]Captured, error) {
	const q = `
		select id, to_name, to_address, subject, '' as text, '' as html, sent_at, ` + capturedLocale + ` from sent_mails
		where (@before::bigint = 0 or id < @before) order by id desc limit @limit`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"before": before, "limit": limit})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Captured])
}

// InMailbox reads one of the demo's mails.
func InMailbox(ctx context.Context, r pg.Reader, id int64) (Captured, error) {
	const q = `select id, to_name, to_address, subject, text, html, sent_at, ` + capturedLocale + ` from sent_mails where id = $1`
	rows, err := r.Query(ctx, q, id)
	if err != nil {
		return Captured{}, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Captured])
	return c, pg.Found(err)
}
