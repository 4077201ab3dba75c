package ticket

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// RetryMail has a mail tried now that waits for its next try, or that was given up. It keeps nothing anew: what a
// refused answer had kept does not count as kept, whenever it arrives.
func RetryMail(ctx context.Context, tx *pg.Tx, by people.Actor, mail outbox.ID) error {
	return mailAct(ctx, tx, by, mail, outbox.Retry, event.MailRetried)
}

// ReleaseMail lets a mail leave that was held back.
func ReleaseMail(ctx context.Context, tx *pg.Tx, by people.Actor, mail outbox.ID) error {
	return mailAct(ctx, tx, by, mail, outbox.Release, event.MailReleased)
}

// RepeatMail has a mail sent once more of which nobody knows whether it arrived: it may arrive twice.
func RepeatMail(ctx context.Context, tx *pg.Tx, by people.Actor, mail outbox.ID) error {
	return mailAct(ctx, tx, by, mail, outbox.Repeat, event.MailRetried)
}

// MailArrived notes that a mail arrived of which nobody knew it.
func MailArrived(ctx context.Context, tx *pg.Tx, by people.Actor, mail outbox.ID) error {
	return mailAct(ctx, tx, by, mail, outbox.Arrived, event.MailArrived)
}

// mailAct does something about a mail, and writes it into the history of the mail's ticket. The mail is locked before the
// ticket, as the deliverer does it.
func mailAct(ctx context.Context, tx *pg.Tx, by people.Actor, mail outbox.ID,
	act func(context.Context, *pg.Tx, outbox.ID) (outbox.Mail, error), kind event.Kind,
) error {
	if err := by.May(people.Supervise, 0); err != nil {
		return err
	}
	if err := outbox.IsInSight(ctx, tx, by, mail); err != nil {
		return err
	}
	m, err := act(ctx, tx, mail)
	if err != nil || m.TicketID == 0 {
		return err
	}
	c, err := begin(ctx, tx, by, ID(m.TicketID))
	if err != nil {
		return err
	}
	c.record(event.Event{Kind: kind, Became: string(m.Kind)})
	return c.settle(ctx, tx)
}
