package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/kepthq/kept/internal/crash"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

const (
	letters     = 8                      // that one process sends at a time
	longestWait = 5 * time.Minute        // between two tries of a job that failed; what a mail server says is no failure
	recordPause = 100 * time.Millisecond // between two tries to record what became of a letter
)

// newJobs is the job queue with every kind of job that Kept has.
func newJobs(db *pg.DB, o Options, wake func()) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &deliver{db: db, options: o, wake: wake}); err != nil {
		return nil, fmt.Errorf("add the deliverer: %w", err)
	}
	if err := river.AddWorkerSafely(workers, &rematch{db: db}); err != nil {
		return nil, fmt.Errorf("add who looks again at promise rules: %w", err)
	}
	if err := river.AddWorkerSafely(workers, &bulk{db: db, options: o}); err != nil {
		return nil, fmt.Errorf("add what is done to many tickets: %w", err)
	}
	client, err := river.NewClient(riverpgxv5.New(db.Pool()), &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: letters}},
		Workers:              workers,
		Logger:               slog.New(newQuiet(o.Log.Handler())),
		FetchPollInterval:    100 * time.Millisecond,
		FetchCooldown:        10 * time.Millisecond,
		FetchOnlyKnownKinds:  true, // while two versions run, the old one leaves new kinds alone
		JobTimeout:           o.JobTimeout,
		ReindexerSchedule:    river.NeverSchedule(), // only the tables' owner may, and no worker is
		RescueStuckJobsAfter: o.RescueAfter,
		RetryPolicy:          retry{o.FirstRetry},
		TestOnly:             o.TestOnly,
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the job queue: %w", err)
	}
	return client, nil
}

// retry lets a failed job wait 10 s, 20 s, 40 s … up to 5 min.
type retry struct{ first time.Duration }

// NextRetry says when a job that failed is tried again.
func (r retry) NextRetry(job *rivertype.JobRow) time.Time {
	wait := longestWait
	if failed := len(job.Errors); failed < 6 {
		wait = min(longestWait, r.first<<failed)
	}
	return job.AttemptedAt.Add(wait)
}

// deliver sends letters. Done twice it is harmless: a letter that has left is not claimed again, one that is being sent
// is left to whoever claimed it, and an automatic one whose sender is gone is never sent again.
type deliver struct {
	river.WorkerDefaults[outbox.Deliver]
	db      *pg.DB
	options Options
	wake    func()
}

// Work sends one letter and records what became of it.
func (d *deliver) Work(ctx context.Context, job *river.Job[outbox.Deliver]) error {
	id := job.Args.Mail
	if err := crash.At("outbox.found"); err != nil {
		return err
	}
	if d.options.Sender == nil {
		return d.later(d.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error { return d.hold(ctx, tx, id) }))
	}
	m, letter, err := d.claim(ctx, id)
	switch {
	case errors.Is(err, outbox.ErrClaimed), pg.Unavailable(err):
		return d.later(err)
	case err != nil:
		return d.putBack(ctx, id, err)
	case letter == nil:
		return nil
	}
	if err := crash.At("outbox.claimed"); err != nil {
		return err
	}
	message, err := d.compose(m, letter)
	if err != nil {
		return d.record(ctx, func(ctx context.Context, tx *pg.Tx) error { return notTaken(ctx, tx, m, unwritten(err)) })
	}
	if err := crash.At("outbox.written"); err != nil {
		return err
	}
	return d.send(ctx, m, message)
}

// hold keeps a mail back because there is no mail server. Nobody's silence counts meanwhile.
func (d *deliver) hold(ctx context.Context, tx *pg.Tx, id outbox.ID) error {
	m, err := outbox.Hold(ctx, tx, id, d.options.JobTimeout)
	switch {
	case err != nil:
		return err
	case m.State == outbox.Held:
		return ticket.MailStays(ctx, tx, people.System, m)
	case m.State == outbox.Uncertain:
		return ticket.MailLeft(ctx, tx, people.System, m)
	default:
		return nil
	}
}

// later lets the job come again when the claim of another worker is over.
func (d *deliver) later(err error) error {
	if errors.Is(err, outbox.ErrClaimed) {
		return river.JobSnooze(d.options.JobTimeout)
	}
	return err
}

// claim claims a mail and reads what its letter says in one change: if it cannot be read, nothing was claimed.
func (d *deliver) claim(ctx context.Context, id outbox.ID) (m outbox.Mail, l *letter, err error) {
	err = d.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		l = nil
		mine := false
		m, mine, err = outbox.Claim(ctx, tx, id, d.options.Domain, d.options.JobTimeout)
		switch {
		case err != nil:
			return err
		case m.State == outbox.Uncertain:
			return ticket.MailLeft(ctx, tx, people.System, m) // it may have: nobody sends it again
		case !mine:
			return nil
		}
		l, err = read(ctx, tx, m)
		return err
	})
	return m, l, err
}

// putBack lets a mail wait whose letter could not be read: it was surely not sent, and why is seen.
func (d *deliver) putBack(ctx context.Context, id outbox.ID, why error) error {
	d.options.Log.Error("a letter cannot be written", "mail", id, "err", why)
	return d.record(ctx, func(ctx context.Context, tx *pg.Tx) error {
		m, mine, err := outbox.Claim(ctx, tx, id, d.options.Domain, d.options.JobTimeout)
		if err != nil || !mine {
			return err
		}
		return notTaken(ctx, tx, m, unwritten(why))
	})
}

// unwritten says of a letter that could not be written that it was surely not sent.
func unwritten(err error) error { return fmt.Errorf("%w: %w", mail.ErrTemporary, err) }

// send gives a letter to the mail server.
func (d *deliver) send(ctx context.Context, m outbox.Mail, message mail.Message) error {
	err := d.options.Sender.Send(ctx, message)
	if err := crash.At("outbox.sent"); err != nil {
		return err
	}
	if err != nil {
		d.options.Log.Warn("a mail was not taken", "mail", m.ID, "kind", m.Kind, "tries", m.Tries, "err", err)
	}
	defer d.wake() // a next try may be the earliest time that stands in the table now
	return d.record(ctx, func(ctx context.Context, tx *pg.Tx) error {
		if err != nil {
			return notTaken(ctx, tx, m, err)
		}
		if err := ticket.MailLeft(ctx, tx, people.System, m); err != nil {
			return err
		}
		if err := outbox.Took(ctx, tx, m.ID); err != nil {
			return err
		}
		return crash.At("outbox.taken")
	})
}

// notTaken records why the mail server has not taken a mail, or may not have. An answer that is refused for good has
// not reached the customer, and un-does what it kept (rule 8).
func notTaken(ctx context.Context, tx *pg.Tx, m outbox.Mail, why error) error {
	failed := false
	var err error
	if m.IsAutomatic && !errors.Is(why, mail.ErrRefused) && !errors.Is(why, mail.ErrTemporary) {
		err = ticket.MailLeft(ctx, tx, people.System, m) // it may have: nobody sends it again
	} else {
		err = ticket.MailStays(ctx, tx, people.System, m)
	}
	if err != nil {
		return err
	}
	switch {
	case errors.Is(why, mail.ErrRefused):
		failed, err = true, outbox.Refused(ctx, tx, m.ID, why.Error())
	case errors.Is(why, mail.ErrTemporary):
		failed, err = outbox.Again(ctx, tx, m, why.Error())
	default:
		failed, err = outbox.Unsure(ctx, tx, m, why.Error())
	}
	if err != nil || !failed || m.IsAutomatic || m.MessageID == nil || m.Kind == outbox.Copy {
		return err
	}
	return ticket.Undelivered(ctx, tx, people.System, ticket.ID(m.TicketID), ticket.MessageID(*m.MessageID), why.Error())
}

// record writes down what became of a mail. It does so even when the job's time is over, and while the database is
// away it tries again, for half as long as a job may last: what is forgotten here makes a reply leave twice.
func (d *deliver) record(ctx context.Context, f func(context.Context, *pg.Tx) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.options.JobTimeout/2)
	defer cancel()
	for {
		err := d.db.Do(ctx, f)
		if !pg.Unavailable(err) || ctx.Err() != nil {
			return errors.Join(err, d.after(err))
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(recordPause):
		}
	}
}

// after is the crash point behind a recorded outcome.
func (d *deliver) after(err error) error {
	if err != nil {
		return nil
	}
	return crash.At("outbox.recorded")
}
