package work

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/mail"
)

// letter is what was read for one mail, under its claim.
type letter struct {
	desk     people.Desk
	customer people.Person
	ticket   ticket.Whole
	message  *ticket.Message
	promise  *promise.Promise
	token    string // of a link that was made for this mail alone
	root     string // Message-ID of the receipt; empty if none has left
	now      time.Time
	known    bool // the address is its holder's, or somebody of us has answered: then what was typed may stand in the letter

	asker     string         // Colleague: who asks them to see a ticket
	told      []notify.Entry // to somebody of the staff, who is the customer of this letter
	invited   *people.Invitation
	signature string // of the person whose message it carries
}

// read reads what a mail states, as its customer may see it: what is not theirs to read is not found here.
func read(ctx context.Context, tx *pg.Tx, m outbox.Mail) (*letter, error) {
	switch m.Kind {
	case outbox.Notices:
		return readDigest(ctx, tx, m)
	case outbox.SignIn, outbox.Colleague:
		return readOwn(ctx, tx, m)
	case outbox.Address, outbox.AddressWord, outbox.AddressAdded, outbox.Joined:
		return readAddress(ctx, tx, m)
	case outbox.Invitation:
		return readInvitation(ctx, tx, m)
	case outbox.Password:
		return readPassword(ctx, tx, m)
	}
	if m.Kind == outbox.FactorLost {
		return readFactorLost(ctx, tx, m)
	}
	l := &letter{now: tx.Now}
	var err error
	if l.desk, err = people.TheDesk(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the desk: %w", err)
	}
	if l.ticket, err = ticket.Seen(ctx, tx, people.System, ticket.ID(m.TicketID)); err != nil {
		return nil, fmt.Errorf("read the ticket: %w", err)
	}
	if l.customer = l.ticket.Requester; m.Kind == outbox.Copy { // else whose the ticket is by now
		if !follows(l.ticket, m.PersonID) {
			return nil, outbox.DropNeedless(ctx, tx, m.ID)
		}
		if l.customer, err = people.Get(ctx, tx, m.PersonID); err != nil {
			return nil, fmt.Errorf("read who follows the ticket: %w", err)
		}
	}
	if l.known, err = people.HasConfirmed(ctx, tx, l.customer.ID); err != nil {
		return nil, fmt.Errorf("look whether the address is theirs: %w", err)
	}
	l.known = l.known || slices.ContainsFunc(l.ticket.Messages, func(m ticket.Message) bool { return m.ByStaff })
	if m.MessageID != nil {
		for i := range l.ticket.Messages {
			if l.ticket.Messages[i].ID == ticket.MessageID(*m.MessageID) {
				l.message = &l.ticket.Messages[i]
			}
		}
		if l.message == nil {
			along, err := ticket.Along(ctx, tx, people.System, ticket.ID(m.TicketID), ticket.MessageID(*m.MessageID))
			if err != nil {
				return nil, fmt.Errorf("message %d is not a public one of ticket %d: %w", *m.MessageID, l.ticket.Number, err)
			}
			l.message = &along
		}
	}
	if l.message != nil && l.message.ByStaff {
		if l.signature, err = people.Signature(ctx, tx, l.message.AuthorID); err != nil {
			return nil, fmt.Errorf("read a signature: %w", err)
		}
	}
	if m.PromiseID != nil {
		if l.promise = l.ticket.Promise(promise.ID(*m.PromiseID)); l.promise == nil {
			return nil, fmt.Errorf("promise %d is not one of ticket %d", *m.PromiseID, l.ticket.Number)
		}
	}
	if l.isNeedless(m) {
		return nil, outbox.DropNeedless(ctx, tx, m.ID)
	}
	if l.token, err = ticket.NewLink(ctx, tx, ticket.ID(m.TicketID), l.customer.ID); err != nil {
		return nil, err
	}
	if m.Kind != outbox.Receipt {
		l.root, err = outbox.ReceiptID(ctx, tx, m.TicketID)
	}
	return l, err
}

// compose writes the letter in the ticket's language and the customer's zone.
func (d *deliver) compose(m outbox.Mail, l *letter) (mail.Message, error) {
	switch m.Kind {
	case outbox.Notices:
		return d.composeDigest(m, l)
	case outbox.SignIn, outbox.Colleague:
		return d.composeOwn(m, l)
	case outbox.Address, outbox.AddressWord, outbox.AddressAdded, outbox.Joined:
		return d.composeAddress(m, l)
	case outbox.Invitation, outbox.Password:
		return d.composeWayIn(m, l)
	}
	if m.Kind == outbox.FactorLost {
		return d.composeFactorLost(m, l)
	}
	facts := l.facts(m)
	facts.Link = d.options.BaseURL.JoinPath("t", l.token).String()
	written, err := view.Write(i18n.For(l.ticket.Locale, l.zone()), facts)
	if err != nil {
		return mail.Message{}, fmt.Errorf("write the letter: %w", err)
	}
	message := mail.Message{
		From:    d.from(l),
		To:      mail.Address{Name: l.customer.Name, Address: l.customer.Address},
		Subject: written.Subject, Text: written.Text, HTML: written.HTML,
		ID: m.MessageKey, Automatic: m.IsAutomatic, Language: string(l.ticket.Locale), Date: m.CreatedAt,
	}
	if !l.known {
		message.To.Name = ""
	}
	message.Events = l.events(m, message.From, message.To, d.options.BaseURL, facts.Link)
	if facts.Author != "" {
		message.From.Name = facts.Author + ", " + l.desk.Name
	}
	if l.root != "" {
		message.InReplyTo, message.References = l.root, []string{l.root}
	}
	return message, nil
}

// from is the desk's own address; until an admin has set one, that with which the program was started.
func (d *deliver) from(l *letter) mail.Address {
	return mail.Address{Name: l.desk.Name, Address: cmp.Or(l.desk.Sender, d.options.From)}
}

// facts are what the letter states. A promise's times are those that it had: promises never change theirs.
func (l *letter) facts(m outbox.Mail) view.Letter {
	kind := m.Kind
	if kind == outbox.Copy {
		if kind = outbox.Reply; l.promise != nil && l.promise.Kind == promise.Confirmation {
			kind = outbox.Solved
		}
	}
	facts := view.Letter{
		Kind:     kind,
		Company:  l.company(),
		Customer: l.customer.Name, Number: l.ticket.Number, Subject: l.ticket.Subject, Reason: m.Reason, Now: l.now,
	}
	if !l.known { // anybody may type anybody's address: they cannot have us write their words to others
		facts.Customer, facts.Subject = "", ""
	}
	if m.WasAt != nil {
		facts.Was = *m.WasAt
	}
	if l.message != nil && l.message.ByStaff {
		facts.Author, facts.Body, facts.Files = l.message.AuthorName, l.message.Body, len(l.message.Files)
		facts.LateFor, facts.Redacted = l.message.LateFor, l.message.RedactedAt != nil
		facts.Signature = l.signature
	}
	if p := l.promise; p != nil {
		facts.Vow = l.vow(p)
	}
	switch kind {
	case outbox.Reply:
		if facts.YourTurn = l.ticket.Status == promise.Awaiting && facts.Vow.Kind == ""; facts.YourTurn {
			facts.WaitsFor = l.ticket.WaitingFor
		}
	case outbox.FollowUp:
		l.followUp(&facts)
	case outbox.Apology:
		l.apology(&facts, m.ApologyID)
	}
	return facts
}

// vow is a promise as a letter states it.
func (l *letter) vow(p *promise.Promise) view.Vow {
	v := view.Vow{Kind: p.Kind, Words: p.Words, Opens: p.Opens, Due: p.Due, Place: p.Place, IsLate: p.Recovers != 0}
	if p.Kind == promise.Visit {
		v.Who = l.ticket.Named(p.Owner.Person)
	}
	return v
}

func (l *letter) company() view.Company {
	return view.Company{Name: l.desk.Name, AddressLine: l.desk.AddressLine, Phone: l.desk.Phone, Brand: l.desk.Brand}
}

// zone is the customer's, or the desk's where that is unknown here.
func (l *letter) zone() *time.Location {
	if l.customer.Zone != nil {
		if zone, err := time.LoadLocation(*l.customer.Zone); err == nil {
			return zone
		}
	}
	return l.desk.Location()
}
