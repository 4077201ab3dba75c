package work

import (
	"context"
	"fmt"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/mail"
)

// readInvitation makes the link of an invitation; nil when it is open no more, and the letter is no more.
func readInvitation(ctx context.Context, tx *pg.Tx, m outbox.Mail) (*letter, error) {
	token, invited, err := people.NewInvitationLink(ctx, tx, people.InvitationID(m.Invitation))
	if err != nil {
		return nil, fmt.Errorf("make the link of an invitation: %w", err)
	}
	if invited == nil {
		return nil, outbox.DropInvitation(ctx, tx, m.Invitation)
	}
	l := &letter{now: tx.Now, token: string(token), invited: invited}
	l.customer = people.Person{Name: invited.Name, Address: invited.Address, Locale: invited.Locale}
	if l.desk, err = people.TheDesk(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the desk: %w", err)
	}
	return l, nil
}

// readPassword makes the link to a new password; nil when nobody who works here has the address that was typed: then
// there is neither a letter nor anything left of who asked.
func readPassword(ctx context.Context, tx *pg.Tx, m outbox.Mail) (*letter, error) {
	token, person, err := people.NewResetLink(ctx, tx, people.ResetID(m.Reset))
	if err != nil {
		return nil, fmt.Errorf("make the link to a new password: %w", err)
	}
	if person == nil {
		if err := outbox.DropPassword(ctx, tx, m.Reset); err != nil {
			return nil, err
		}
		return nil, people.DropReset(ctx, tx, people.ResetID(m.Reset))
	}
	l := &letter{now: tx.Now, token: string(token), customer: *person}
	if l.desk, err = people.TheDesk(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the desk: %w", err)
	}
	return l, nil
}

// composeWayIn writes a letter with a link that lets somebody in, in their own language.
func (d *deliver) composeWayIn(m outbox.Mail, l *letter) (mail.Message, error) {
	speaker := i18n.For(l.customer.Locale, l.zone())
	facts := view.WayIn{Company: l.company(), Name: l.customer.Name}
	if l.invited != nil {
		facts.Inviter, facts.Link = l.invited.By, d.options.BaseURL.JoinPath("join", l.token).String()
	} else {
		facts.Link = d.options.BaseURL.JoinPath("login", "new-password", l.token).String()
	}
	written, err := view.WriteWayIn(speaker, facts)
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
