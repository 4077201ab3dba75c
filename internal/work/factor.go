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

// readFactorLost reads whom the letter is for.
func readFactorLost(ctx context.Context, tx *pg.Tx, m outbox.Mail) (*letter, error) {
	l := &letter{now: tx.Now}
	var err error
	if l.desk, err = people.TheDesk(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the desk: %w", err)
	}
	if l.customer, err = people.Get(ctx, tx, m.PersonID); err != nil {
		return nil, fmt.Errorf("read the colleague: %w", err)
	}
	return l, nil
}

// composeFactorLost writes it in its reader's own language.
func (d *deliver) composeFactorLost(m outbox.Mail, l *letter) (mail.Message, error) {
	speaker := i18n.For(l.customer.Locale, l.zone())
	written, err := view.WriteFactorLost(speaker, view.FactorLost{
		Company: l.company(), Name: l.customer.Name, By: m.Reason, Link: d.options.BaseURL.JoinPath("login").String(),
	})
	if err != nil {
		return mail.Message{}, fmt.Errorf("write of a lost second factor: %w", err)
	}
	return mail.Message{
		From:    d.from(l),
		To:      mail.Address{Name: l.customer.Name, Address: l.customer.Address},
		Subject: written.Subject, Text: written.Text, HTML: written.HTML,
		ID: m.MessageKey, Automatic: true, Language: string(speaker.Locale()), Date: m.CreatedAt,
	}, nil
}
