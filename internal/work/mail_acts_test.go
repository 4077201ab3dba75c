package work_test

import (
	"context"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
)

// supervisor is somebody who looks after the mail.
func (d *desk) supervisor() (by people.Actor) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, err := people.Add(ctx, tx, people.Newcomer{Role: people.Supervisor, Name: "Ingrid Aaberg", Address: "ingrid@nordby.example", Locale: i18n.EN})
		by = people.Actor{ID: id, Role: people.Supervisor, Name: "Ingrid Aaberg"}
		return err
	})
	return by
}

func TestDeliver_sends_an_uncertain_mail_again_when_somebody_asks_for_it_with_the_same_number(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	ingrid := d.supervisor()
	lossy(t, relay)
	d.start(options(&log{}, relay.sender(t)))
	d.ask()
	d.eventually("it is uncertain", func() bool { return d.mails(outbox.Uncertain) == 1 })
	mail, key := one[outbox.ID](d, `select id from outbox`), one[string](d, `select message_key from outbox`)
	d.do(func(ctx context.Context, tx *pg.Tx) error { return ticket.RepeatMail(ctx, tx, ingrid, mail) })
	d.eventually("it has left", func() bool { return d.mails(outbox.Sent) == 1 })
	require.Equal(t, 1, relay.copies(t, key))
}

func TestDeliver_tries_a_mail_once_more_that_was_given_up(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	ingrid := d.supervisor()
	relay.answers(func(int) (bool, error) { return false, &smtp.SMTPError{Code: 550, Message: "no such mailbox"} })
	d.start(options(&log{}, relay.sender(t)))
	d.ask()
	d.eventually("it failed", func() bool { return d.mails(outbox.Failed) == 1 })
	relay.answers(nil)
	mail := one[outbox.ID](d, `select id from outbox`)
	d.do(func(ctx context.Context, tx *pg.Tx) error { return ticket.RetryMail(ctx, tx, ingrid, mail) })
	d.eventually("it has left", func() bool { return d.mails(outbox.Sent) == 1 })
	require.Len(t, relay.all(), 1)
}

func TestDeliver_holds_a_released_mail_again_while_there_is_no_server(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ingrid := d.supervisor()
	w, err := work.Start(t.Context(), d.DB, options(&log{}, nil))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.Stop(context.WithoutCancel(t.Context()))) })
	d.ask()
	d.eventually("it is held", func() bool { return d.mails(outbox.Held) == 1 })
	mail := one[outbox.ID](d, `select id from outbox`)
	d.do(func(ctx context.Context, tx *pg.Tx) error { return ticket.ReleaseMail(ctx, tx, ingrid, mail) })
	d.eventually("it was looked at, and is held", func() bool {
		return one[int](d, `select count(*) from river_job where state = 'completed'`) == 2 && d.mails(outbox.Held) == 1
	})
}
