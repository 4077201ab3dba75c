package work

import (
	"context"

	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
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

// CaptureNow does with one mail of the outbox what a worker of a demo does, within a change that is under way: for
// the loading of the demo desk, which plays days in a second.
func CaptureNow(ctx context.Context, tx *pg.Tx, id outbox.ID, o Options) error {
	o, err := o.withDefaults()
	if err != nil {
		return err
	}
	m, mine, err := outbox.Claim(ctx, tx, id, o.Domain, o.JobTimeout)
	if err != nil || !mine {
		return err
	}
	l, err := read(ctx, tx, m)
	if err != nil {
		return err
	}
	if l == nil { // all that it tells was read in the app by now
		return nil
	}
	letter, err := (&deliver{options: o}).compose(m, l)
	if err != nil {
		return err
	}
	err = outbox.Capture(ctx, tx, letter.ID, outbox.Captured{
		ToName: letter.To.Name, ToAddress: letter.To.Address, Subject: letter.Subject, Text: letter.Text, HTML: letter.HTML,
	})
	if err != nil {
		return err
	}
	if err := ticket.MailLeft(ctx, tx, people.System, m); err != nil {
		return err
	}
	return outbox.Took(ctx, tx, id)
}
