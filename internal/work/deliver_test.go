package work_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
)

func (d *desk) mails(state outbox.State) int {
	d.t.Helper()
	return one[int](d, `select count(*) from outbox where state = $1`, state)
}

func TestDeliver_sends_a_receipt_and_then_a_reply_in_its_thread(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	d.start(options(&log{}, relay.sender(t)))
	id := d.ask()
	d.eventually("the receipt has left", func() bool { return d.mails(outbox.Sent) == 1 })
	d.reply(id, "Hi Hanna, we found it.", false)
	d.eventually("the reply has left", func() bool { return d.mails(outbox.Sent) == 2 })
	_, err := d.DB.Pool().Exec(t.Context(), `update desk set sender = 'post@nordby.example'`)
	require.NoError(t, err)
	d.reply(id, "It is mended.", true)
	d.eventually("the question has left", func() bool { return d.mails(outbox.Sent) == 3 })

	posts := relay.all()
	require.Len(t, posts, 3)
	receipt, reply, solved := posts[0], posts[1], posts[2]
	require.Contains(t, receipt.header(t, "Subject"), "We answer you by ")
	require.Equal(t, "auto-generated", receipt.header(t, "Auto-Submitted"))
	require.Empty(t, receipt.from, "nothing can answer it in a loop")
	require.Equal(t, `"Nordby Fiber" <help@nordby.example>`, receipt.header(t, "From"))
	require.Equal(t, "en", receipt.header(t, "Content-Language"))

	require.Contains(t, reply.header(t, "Subject"), "Maja has answered. News by ")
	require.Empty(t, reply.header(t, "Auto-Submitted"))
	require.Equal(t, `"Maja Lindqvist, Nordby Fiber" <help@nordby.example>`, reply.header(t, "From"))
	require.Equal(t, receipt.header(t, "Message-ID"), reply.header(t, "In-Reply-To"))
	require.Equal(t, "Does it work again?", solved.header(t, "Subject"))
	require.Equal(t, `"Maja Lindqvist, Nordby Fiber" <post@nordby.example>`, solved.header(t, "From"), "an admin has set another")
	require.Equal(t, receipt.header(t, "Message-ID"), solved.header(t, "References"))

	seen := map[string]bool{}
	for _, p := range posts {
		require.Equal(t, "hanna@cafe.example", p.to)
		token := p.link(t)
		require.False(t, seen[token], "each mail has a link of its own")
		seen[token] = true
		_, opens, err := ticket.ByLink(t.Context(), d.DB, token, ticket.LinkLife)
		require.NoError(t, err)
		require.Equal(t, id, opens)
	}
}

func TestDeliver_holds_mail_until_there_is_a_server(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	without, err := work.Start(t.Context(), d.DB, options(&log{}, nil))
	require.NoError(t, err)
	id := d.ask()
	d.reply(id, "Hi Hanna.", false)
	d.eventually("both are held", func() bool { return d.mails(outbox.Held) == 2 })
	stop, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	require.NoError(t, without.Stop(stop))
	require.Zero(t, one[int](d, `select count(*) from workers`), "who ends in order leaves no pulse behind")

	d.start(options(&log{}, relay.sender(t)))
	d.eventually("both have left", func() bool { return d.mails(outbox.Sent) == 2 })
	require.Len(t, relay.all(), 2)
}

func TestDeliver_waits_while_the_server_is_down_and_sends_once(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	relay.answers(func(int) (bool, error) { return false, &smtp.SMTPError{Code: 451, Message: "try again"} })
	l := &log{}
	d.start(options(l, relay.sender(t)))
	d.ask()
	const waits = `select count(*) from outbox where state = 'queued' and next_try_at is not null and tries = $1 and error like '%451%'`
	d.eventually("it waits", func() bool { return one[int](d, waits, 1) == 1 })
	d.exec(`insert into clock (shift) values ('11 seconds')`)
	d.eventually("it waits again", func() bool { return one[int](d, waits, 2) == 1 })
	require.InDelta(t, 20, one[float64](d, `select extract(epoch from next_try_at - kept_now())::float8 from outbox`), 3)
	relay.answers(nil)
	d.exec(`update clock set shift = '40 seconds'`)
	d.eventually("it has left", func() bool { return d.mails(outbox.Sent) == 1 })
	require.Len(t, relay.all(), 1)
	require.Contains(t, l.String(), "try again")
}

func TestDeliver_gives_up_what_the_server_refuses_for_good(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	relay.answers(func(int) (bool, error) { return false, &smtp.SMTPError{Code: 554, Message: "never"} })
	d.start(options(&log{}, relay.sender(t)))
	d.ask()
	d.eventually("it failed", func() bool { return d.mails(outbox.Failed) == 1 })
	require.Contains(t, one[string](d, `select error from outbox`), "never")
}

func TestDeliver_a_reply_that_is_refused_for_good_keeps_nothing(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	id := d.ask()
	d.exec(`delete from river_job`)
	d.exec(`delete from outbox`)
	relay.answers(func(int) (bool, error) { return false, &smtp.SMTPError{Code: 550, Message: "no such mailbox"} })
	d.start(options(&log{}, relay.sender(t)))
	d.reply(id, "Hi Hanna.", false)
	d.eventually("it failed", func() bool { return d.mails(outbox.Failed) == 1 })
	require.Equal(t, 1, one[int](d, `select count(*) from promises where kind = 'first_reply' and state = 'kept' and delivery_failed_at is not null`))
	require.Equal(t, 1, one[int](d, `select count(*) from promises where kind = 'first_reply' and state = 'pending'`), "it is promised anew")
	require.Equal(t, 1, one[int](d, `select count(*) from tickets where unanswered_since is not null`), "the question waits again")
}

// lossy lets the relay's answer to the first letter be lost.
func lossy(t *testing.T, r *relay) {
	t.Helper()
	r.answers(func(n int) (bool, error) {
		if n == 1 {
			return false, errLost
		}
		return true, nil
	})
}

func TestDeliver_never_repeats_an_automatic_mail_whose_fate_is_unknown(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	lossy(t, relay)
	d.start(options(&log{}, relay.sender(t)))
	d.ask()
	d.eventually("it is uncertain", func() bool { return d.mails(outbox.Uncertain) == 1 })
	d.exec(`insert into clock (shift) values ('1 hour')`)
	mail := one[outbox.ID](d, `select id from outbox`)
	d.do(func(ctx context.Context, tx *pg.Tx) error { return tx.Later(ctx, outbox.Deliver{Mail: mail}) })
	d.eventually("another job for it has run", func() bool { return one[int](d, `select count(*) from river_job where state = 'completed'`) == 2 })
	require.Equal(t, 1, d.mails(outbox.Uncertain))
	require.Empty(t, relay.all())
}

func TestDeliver_repeats_a_reply_whose_fate_is_unknown_with_the_same_number(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	id := d.ask()
	d.exec(`delete from river_job`)
	d.exec(`delete from outbox`)
	lossy(t, relay)
	d.start(options(&log{}, relay.sender(t)))
	d.reply(id, "Hi Hanna.", false)
	d.eventually("it waits", func() bool {
		return one[int](d, `select count(*) from outbox where state = 'queued' and tries = 1 and next_try_at is not null`) == 1
	})
	key := one[string](d, `select message_key from outbox`)
	d.exec(`insert into clock (shift) values ('11 seconds')`)
	d.eventually("it has left", func() bool { return d.mails(outbox.Sent) == 1 })
	require.Equal(t, 1, relay.copies(t, key))
}

func TestDeliver_lets_a_letter_wait_that_cannot_be_written(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	id := d.ask()
	d.exec(`update outbox set message_id = null`)
	d.exec(`update messages set audience = 'internal', by_staff = true where ticket_id = $1`, id)
	d.exec(`update outbox set message_id = (select max(id) from messages)`)
	l := &log{}
	d.start(options(l, relay.sender(t)))
	d.eventually("it waits", func() bool {
		return one[int](d, `select count(*) from outbox where state = 'queued' and next_try_at is not null and error like '%not a public one%'`) == 1
	})
	require.Empty(t, relay.all(), "a note reaches no customer")
	require.Contains(t, l.String(), "a letter cannot be written")
}

func TestCapture_keeps_a_mail_once(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.start(options(&log{}, work.Capture(d.DB)))
	d.ask()
	d.eventually("it lies in the mailbox", func() bool { return one[int](d, `select count(*) from sent_mails`) == 1 })
	key := one[string](d, `select message_key from outbox`)
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		return outbox.Capture(ctx, tx, key, outbox.Captured{Subject: "again"})
	})
	box, err := outbox.Mailbox(t.Context(), d.DB, 0, 10)
	require.NoError(t, err)
	require.Len(t, box, 1)
	require.Contains(t, box[0].Subject, "We answer you")
	m, err := outbox.InMailbox(t.Context(), d.DB, box[0].ID)
	require.NoError(t, err)
	require.Contains(t, m.HTML, "<table")
	require.Contains(t, m.Text, "Nordby Fiber")
}

func TestStart_refuses_settings_that_would_send_twice(t *testing.T) {
	t.Parallel()
	o := options(&log{}, nil)
	o.JobTimeout, o.RescueAfter = time.Minute, time.Minute
	_, err := work.Start(t.Context(), nil, o)
	require.ErrorContains(t, err, "may not be given to another worker")
	o = options(&log{}, nil)
	o.BaseURL = nil
	_, err = work.Start(t.Context(), nil, o)
	require.Error(t, err)
	require.False(t, errors.Is(err, context.Canceled))
}
