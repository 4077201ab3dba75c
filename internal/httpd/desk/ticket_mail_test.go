package desk

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func TestTicket_says_what_became_of_its_mails(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.")
	becomes := func(kind, set string) {
		d.Do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := tx.Exec(ctx, `update outbox set `+set+` where kind = $1`, kind)
			return err
		})
	}
	v := d.as(d.Maja)
	for set, says := range map[string]string{
		`state = 'queued', sent_at = null`:                          "mail on its way",
		`state = 'held', sent_at = null`:                            "mail waits for a mail server",
		`state = 'uncertain', sent_at = null`:                       "nobody knows if the mail arrived",
		`state = 'failed', sent_at = null`:                          "the mail came back",
		`state = 'sent', sent_at = timestamptz '2026-11-09 09:01Z'`: "mail sent 10:01",
	} {
		becomes("reply", set)
		v.Open(d.page(id)).Says(says)
	}
	v.Open(d.page(id)).Lacks("reached Hanna Lund")
	becomes("receipt", `state = 'uncertain', sent_at = null`)
	v.Open(d.page(id)).Says("Nobody knows if our mail from today 10:00 reached Hanna")
	becomes("receipt", `state = 'failed', sent_at = null`)
	v.Open(d.page(id)).Says("did not reach Hanna")
}

func TestTicket_tells_what_was_done_about_its_mail(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	_, err := d.DB.Pool().Exec(t.Context(), `update outbox set state = 'uncertain'`)
	require.NoError(t, err)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		var mail outbox.ID
		if err := tx.QueryRow(ctx, `select id from outbox`).Scan(&mail); err != nil {
			return err
		}
		return ticket.MailArrived(ctx, tx, d.Ingrid.Acting(), mail)
	})
	d.as(d.Maja).Open(d.page(id)).Says("Ingrid knows that this mail arrived: Receipt")
}
