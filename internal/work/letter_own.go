package work

import (
	"context"
	"errors"
	"fmt"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/mail"
)

// errNeedless says that a letter has nobody to go to any more.
var errNeedless = errors.New("nobody needs this letter")

// readOwn reads what a letter to a customer about their own place says; nil when it is needed no more, and is taken out.
func readOwn(ctx context.Context, tx *pg.Tx, m outbox.Mail) (l *letter, err error) {
	l = &letter{now: tx.Now}
	if l.desk, err = people.TheDesk(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the desk: %w", err)
	}
	if m.Kind == outbox.SignIn {
		err = l.readSignIn(ctx, tx, m)
	} else {
		err = l.readColleague(ctx, tx, m)
	}
	if errors.Is(err, errNeedless) || fault.Is(err, fault.KindNotFound) {
		return nil, outbox.DropNeedless(ctx, tx, m.ID)
	}
	return l, err
}

func (l *letter) readSignIn(ctx context.Context, tx *pg.Tx, m outbox.Mail) error {
	drawn, err := people.DrawSignIn(ctx, tx, m.SignInID)
	if err != nil {
		return err
	}
	l.customer, l.token = drawn.Person, string(drawn.Token)
	l.customer.Address = drawn.Address // any of theirs: the one that was asked with
	return nil
}

func (l *letter) readColleague(ctx context.Context, tx *pg.Tx, m outbox.Mail) (err error) {
	if l.customer, err = people.Get(ctx, tx, m.PersonID); err != nil {
		return err
	}
	whole, err := ticket.Seen(ctx, tx, people.System, ticket.ID(m.TicketID))
	if err != nil {
		return err
	}
	for _, f := range whole.Followers {
		if f.PersonID == m.PersonID && f.ConfirmedAt == nil {
			l.customer.Address, l.asker = f.Address, whole.Requester.Name
			l.ticket.Number, l.ticket.Locale = whole.Number, whole.Locale // and nothing else of it
			if l.customer.Role.IsStaff() {
				return nil
			}
			l.token, err = ticket.NewFollowLink(ctx, tx, ticket.ID(m.TicketID), m.PersonID)
			return err
		}
	}
	return errNeedless
}

// composeOwn writes it in its reader's own language.
func (d *deliver) composeOwn(m outbox.Mail, l *letter) (mail.Message, error) {
	speaker := i18n.For(l.customer.Locale, l.zone())
	note := view.Note{Company: l.company(), Name: l.customer.Name, Address: l.customer.Address, By: l.asker}
	switch {
	case m.Kind == outbox.SignIn && l.token == "":
		note.Kind, note.Link = view.StaffSignIn, d.options.BaseURL.JoinPath("login").String()
	case m.Kind == outbox.SignIn:
		note.Kind, note.Link = view.SignIn, d.options.BaseURL.JoinPath("signin", "links", l.token).String()
	case l.token == "":
		note.Kind, note.Link = view.StaffColleague, d.options.BaseURL.JoinPath("desk", "tickets", fmt.Sprint(l.ticket.Number)).String()
	default:
		note.Kind, note.Link = view.Colleague, d.options.BaseURL.JoinPath("follow", l.token).String()
	}
	written, err := view.WriteNote(speaker, note)
	if err != nil {
		return mail.Message{}, fmt.Errorf("write the letter: %w", err)
	}
	return mail.Message{
		From:    d.from(l),
		To:      mail.Address{Name: l.customer.Name, Address: l.customer.Address},
		Subject: written.Subject, Text: written.Text, HTML: written.HTML,
		ID: m.MessageKey, Automatic: true, Language: string(speaker.Locale()), Date: m.CreatedAt,
	}, nil
}

// follows reports whether the reader of a copy still follows its ticket.
func follows(w ticket.Whole, reader people.ID) bool {
	for _, f := range w.Followers {
		if f.PersonID == reader && f.ConfirmedAt != nil {
			return true
		}
	}
	return false
}
