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

// readAddress reads what a letter about an address says, and makes the link for this mail alone. Nil: nobody has to be asked any
// more, and it is taken out.
func readAddress(ctx context.Context, tx *pg.Tx, m outbox.Mail) (*letter, error) {
	l := &letter{now: tx.Now}
	var err error
	if l.desk, err = people.TheDesk(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the desk: %w", err)
	}
	if l.customer, err = people.Get(ctx, tx, m.PersonID); err != nil {
		return nil, fmt.Errorf("read the customer: %w", err)
	}
	var link people.Token
	switch m.Kind {
	case outbox.Address:
		link, err = people.NewAddressLink(ctx, tx, m.PersonID, m.Address)
		l.customer.Address = m.Address
	case outbox.AddressWord:
		var isAsked bool
		if isAsked, err = people.IsAsked(ctx, tx, m.PersonID, m.Address); err != nil {
			return nil, err
		}
		if !isAsked {
			return nil, outbox.DropNeedless(ctx, tx, m.ID)
		}
		link, err = people.NewWordLink(ctx, tx, m.PersonID, m.Address, l.customer.Address)
	case outbox.Joined:
		l.customer.Address, l.customer.Name = m.Address, "" // should they be two after all, the name is the other's
	}
	l.token = string(link)
	return l, err
}

// composeAddress writes it in the customer's language.
func (d *deliver) composeAddress(m outbox.Mail, l *letter) (mail.Message, error) {
	speaker := i18n.For(l.customer.Locale, l.zone())
	facts := view.AddressLetter{Kind: view.AddressTheirs, Company: l.company(), Name: l.customer.Name, Address: m.Address}
	switch m.Kind {
	case outbox.AddressWord:
		facts.Kind = view.AddressWord
	case outbox.AddressAdded:
		facts.Kind = view.AddressAdded
	case outbox.Joined:
		facts.Kind = view.AddressJoined
	}
	if l.token != "" {
		facts.Link = d.options.BaseURL.JoinPath("addresses", l.token).String()
	} else {
		facts.Link = d.options.BaseURL.JoinPath("signin").String()
	}
	written, err := view.WriteAddress(speaker, facts)
	if err != nil {
		return mail.Message{}, fmt.Errorf("write a letter about an address: %w", err)
	}
	return mail.Message{
		From:    d.from(l),
		To:      mail.Address{Name: l.customer.Name, Address: l.customer.Address},
		Subject: written.Subject, Text: written.Text, HTML: written.HTML,
		ID: m.MessageKey, Automatic: m.IsAutomatic, Language: string(speaker.Locale()), Date: m.CreatedAt,
	}, nil
}
