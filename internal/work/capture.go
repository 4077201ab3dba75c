package work

import (
	"context"

	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
)

// Capture is the demo's mail server: every letter goes into the mailbox that the demo shows.
func Capture(db *pg.DB) mail.Sender {
	return mail.NewCaptured(func(ctx context.Context, m mail.Message) error {
		return db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
			return outbox.Capture(ctx, tx, m.ID, outbox.Captured{
				ToName: m.To.Name, ToAddress: m.To.Address, Subject: m.Subject, Text: m.Text, HTML: m.HTML,
			})
		})
	})
}
