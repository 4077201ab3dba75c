package ticket_test

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// wait lets time go on, from a second to a month, often to the very instant at which something falls due.
func (l *desk) wait(t *rapid.T) {
	now := l.Now()
	var next *time.Time
	const q = `
		select least((select min(due_at) from promises where open and due_at > (select kept_now())), (select min(public_at) from waiting_replies where public_at > (select kept_now())),
			(select min(leave_at) from apologies where state = 'waiting' and leave_at > (select kept_now())), (select min(alarm_at) from questions where alarm_at > (select kept_now())))`
	require.NoError(t, l.DB.QueryRow(context.Background(), q).Scan(&next))
	switch how := oneOf(t, 9, "until"); {
	case how < 3 && next != nil:
		now = *next
	case how < 5 && next != nil:
		now = next.Add(time.Microsecond)
	case how == 9:
		now = now.Add(time.Duration(rapid.IntRange(1, 31).Draw(t, "days")) * 24 * time.Hour)
	case how >= 7:
		now = now.Add(time.Duration(rapid.IntRange(1, 48).Draw(t, "hours")) * time.Hour)
	default:
		now = now.Add(time.Duration(rapid.IntRange(1, 5400).Draw(t, "seconds")) * time.Second)
	}
	l.Stop(now)
}

// tick keeps two answers, or two mergings, from happening at the same microsecond, as each waits for the ticket's lock.
func (l *desk) tick() { l.Stop(l.Now().Add(time.Second)) }

// sweep lets the worker be there; then nothing is past its time.
func (l *desk) sweep(t *rapid.T) {
	l.workersAreDown = false
	l.work(t)
	lag, err := ticket.Lag(context.Background(), l.DB)
	require.NoError(t, err)
	require.Zero(t, lag, "after a sweep nothing is past its time")
	l.look(t)
}

// work does what a worker does at this instant: mail, and everything that is due.
func (l *desk) work(t *rapid.T) {
	l.deliver(t)
	for round := 0; ; round++ {
		due, err := ticket.Due(context.Background(), l.DB, nil, 1000)
		require.NoError(t, err)
		if len(due) == 0 {
			return
		}
		require.Less(t, round, 10, "the sweep comes to no end: %v", due)
		l.must(t, func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Pass(ctx, tx, people.System, due...)
			return err
		})
		l.deliver(t)
	}
}

// deliver gives the mails that are due to the mail server, as it is.
func (l *desk) deliver(t *rapid.T) {
	const q = `select id from outbox where state = 'queued' and coalesce(next_try_at <= (select kept_now()), true) or state = 'sending' order by id`
	rows, err := l.DB.Query(context.Background(), q)
	require.NoError(t, err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[outbox.ID])
	require.NoError(t, err)
	for _, id := range ids {
		l.must(t, func(ctx context.Context, tx *pg.Tx) error { return l.deliverOne(ctx, tx, t, id) })
	}
}

func (l *desk) deliverOne(ctx context.Context, tx *pg.Tx, t *rapid.T, id outbox.ID) error {
	if l.mail == "gone" {
		m, err := outbox.Hold(ctx, tx, id, 0)
		if err != nil || m.State != outbox.Held {
			return unsure(ctx, tx, m, err)
		}
		return ticket.MailStays(ctx, tx, people.System, m)
	}
	m, mine, err := outbox.Claim(ctx, tx, id, "nordby.example", 0)
	if err != nil || !mine {
		return unsure(ctx, tx, m, err)
	}
	answer := l.mail
	if l.mail == "strange" {
		answer = rapid.SampledFrom([]string{"up", "down", "refuses", "says nothing", "the worker ends"}).Draw(t, "the mail server")
	}
	failed := false
	switch answer {
	case "the worker ends":
		return nil
	case "up":
		if err := ticket.MailLeft(ctx, tx, people.System, m); err != nil {
			return err
		}
		return outbox.Took(ctx, tx, id)
	case "says nothing":
		if m.IsAutomatic {
			err = ticket.MailLeft(ctx, tx, people.System, m)
		} else {
			err = ticket.MailStays(ctx, tx, people.System, m)
		}
		if err == nil {
			failed, err = outbox.Unsure(ctx, tx, m, "no answer")
		}
	default:
		if err = ticket.MailStays(ctx, tx, people.System, m); err != nil {
			return err
		}
		if failed = answer == "refuses"; failed {
			err = outbox.Refused(ctx, tx, id, "550 no such mailbox")
		} else {
			failed, err = outbox.Again(ctx, tx, m, "451 later")
		}
	}
	if err != nil || !failed || m.IsAutomatic || m.MessageID == nil {
		return err
	}
	return ticket.Undelivered(ctx, tx, people.System, ticket.ID(m.TicketID), ticket.MessageID(*m.MessageID), "550 no such mailbox")
}

// unsure tells the ticket of an automatic mail whose sender ended: it may have left.
func unsure(ctx context.Context, tx *pg.Tx, m outbox.Mail, err error) error {
	if err != nil || m.State != outbox.Uncertain {
		return err
	}
	return ticket.MailLeft(ctx, tx, people.System, m)
}

// post lets a supervisor do something about a mail.
func (l *desk) post(t *rapid.T, id ticket.ID) {
	by := l.anySupervisor(t)
	var mail outbox.ID
	const any = `select coalesce((select id from outbox where ticket_id = $1 order by state = 'sent', id limit 1), 999)`
	require.NoError(t, l.DB.QueryRow(context.Background(), any, id).Scan(&mail))
	act := rapid.SampledFrom([]func(context.Context, *pg.Tx, people.Actor, outbox.ID) error{
		ticket.RetryMail, ticket.ReleaseMail, ticket.RepeatMail, ticket.MailArrived,
	}).Draw(t, "mail")
	l.do(t, func(ctx context.Context, tx *pg.Tx) error { return act(ctx, tx, by, mail) })
}

// leaves lets somebody leave the desk for good.
func (l *desk) leaves(t *rapid.T) {
	who := anyOne(t, "who", []people.Person{l.Jonas, l.Oskar})
	l.left[who.ID] = true
	l.must(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.OwnerLeft(ctx, tx, l.Karin.Acting(), who.ID) })
}
