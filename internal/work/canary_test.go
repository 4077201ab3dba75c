package work_test

import (
	"context"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// TestMails_carry_nothing_of_what_the_staff_say_among_themselves lets everything leave that a ticket's mails can be, after
// reasons, names and words have been written that are the staff's own.
func TestMails_carry_nothing_of_what_the_staff_say_among_themselves(t *testing.T) {
	t.Parallel()
	const secret = "CANARY-17"
	d, relay := newDesk(t), newRelay(t)
	limits := ticket.DefaultLimits()
	ingrid := d.supervisor()
	id := d.ask()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TakeOver(ctx, tx, ingrid, limits, id, ticket.Taking{Reason: secret + " taken over"})
	})
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Assign(ctx, tx, ingrid, id, ticket.Handing{Was: &ingrid.ID, To: &d.maja.ID})
	})
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, d.maja.Acting(), limits, id, ticket.Draft{Key: rand(), Body: secret + " undone", Seen: d.seen(id), Undo: time.Minute})
		return err
	})
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Undo(ctx, tx, d.maja.Acting(), id)
		return err
	})
	d.reply(id, "We look at it.", false)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetWaiting(ctx, tx, d.maja.Acting(), limits, id, ticket.Wait{Status: promise.OnHold, For: secret + " for whom"})
	})
	due := d.promise(id, time.Hour)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.LookAgain(ctx, tx, d.maja.Acting(), id, ticket.Look{At: due.Add(time.Hour)})
		return err
	})
	d.reply(id, "It should work now.", true)
	d.start(options(&log{}, relay.sender(t)))
	d.eventually("all mail has left", func() bool { return d.mails(outbox.Queued)+d.mails(outbox.Sending) == 0 && d.mails(outbox.Sent) >= 4 })
	for _, p := range relay.all() {
		if p.to != "hanna@cafe.example" {
			continue
		}
		text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(string(p.raw))))
		require.NoError(t, err)
		for _, ours := range []string{secret, ingrid.Name, "Ingrid"} {
			require.NotContains(t, string(text), ours, p.header(t, "Subject"))
		}
	}
}

// seen is the newest message of a ticket.
func (d *desk) seen(id ticket.ID) ticket.MessageID {
	d.t.Helper()
	return ticket.MessageID(one[int64](d, `select max(id) from messages where ticket_id = $1`, id))
}
