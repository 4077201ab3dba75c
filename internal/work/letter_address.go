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

// readAddress reads what whoever reads the mail of an address is asked, and makes the link for this mail alone.
func readAddress(ctx context.Context, tx *pg.Tx, m outbox.Mail) (*letter, error) {
	l := &letter{now: tx.Now}
	var err error
	if l.desk, err = people.TheDesk(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the desk: %w", err)
	}
	if l.customer, err = people.Get(ctx, tx, m.PersonID); err != nil {
		return nil, fmt.Errorf("read the customer: %w", err)
	}
	link, err := people.NewAddressLink(ctx, tx, m.PersonID, m.Address)
	l.token = string(link)
	return l, err
}

// composeAddress writes it in the customer's language, to the address that it asks about.
func (d *deliver) composeAddress(m outbox.Mail, l *letter) (mail.Message, error) {
	speaker := i18n.For(l.customer.Locale, l.zone())
	written, err := view.WriteAddress(speaker, view.AddressLetter{
		Company: l.company(), Name: l.customer.Name, Address: m.Address, Link: d.options.BaseURL.JoinPath("addresses", l.token).String(),
	})
	if err != nil {
		return mail.Message{}, fmt.Errorf("write the question about an address: %w", err)
	}
	return mail.Message{
		From:    d.from(l),
		To:      mail.Address{Name: l.customer.Name, Address: m.Address},
		Subject: written.Subject, Text: written.Text, HTML: written.HTML,
		ID: m.MessageKey, Automatic: m.IsAutomatic, Language: string(speaker.Locale()), Date: m.CreatedAt,
	}, nil
}
