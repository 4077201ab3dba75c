package ticket

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// Caller is who rang, what they said, and what they were promised.
type Caller struct {
	Key      string    // made by the form: the same key never makes a second ticket
	Customer people.ID // 0: nobody has met them yet
	Name     string    // of somebody new
	Address  string
	Phone    string // where they are called back; empty: not said
	Locale   i18n.Locale
	Subject  string
	Words    string       // what was said, which the customer reads on their page
	Topic    topic.ID     // 0: nobody knows; else its team gets the ticket, as it gets a customer's own question
	Priority sla.Priority // empty: as the topic has it
	Promise  *Commitment  // what was promised in one's own words; nil: nothing
	Agreed   *Appointment // the call or visit that was agreed; nil: none
}

func (k Caller) check(l Limits) error {
	wrong := []*fault.Error{field.Required("subject", k.Subject, l.Subject), field.Required("words", k.Words, l.Text)}
	if k.Customer == 0 {
		wrong = append(wrong, field.Required("name", k.Name, l.Name), field.Address("address", k.Address, l.Address), people.CheckNumber("phone", k.Phone))
	}
	if k.Priority != "" && !k.Priority.Valid() {
		wrong = append(wrong, fault.Invalid("fault.priority").On("priority"))
	}
	return fault.Join(wrong...)
}

// digest is all that the form says, with what was promised: one that is sent again with another time is not the same call, and nobody is
// told that it was filed.
func (k Caller) digest() ([]byte, error) {
	k.Key, k.Name, k.Address, k.Subject, k.Words = "", field.Line(k.Name), strings.ToLower(k.Address), field.Line(k.Subject), field.Block(k.Words)
	does, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	return digest(nil, "caller", string(does)), nil
}

// TakeCall files a ticket for somebody who rang. The call was the contact: the ticket begins open and without a first reply, with
// what was promised, else with the rules' own (rule 13). Who files it owns it, unless its topic's team is private and they are not in it:
// then it is that team's. The customer gets the promise by mail, with the link to their page.
func TakeCall(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, k Caller) (Ticket, error) {
	if err := by.May(people.Work, 0); err != nil {
		return Ticket{}, err
	}
	if err := k.check(l); err != nil {
		return Ticket{}, err
	}
	content, err := k.digest()
	if err != nil {
		return Ticket{}, err
	}
	earlier, err := before(ctx, tx, k.Key, content)
	if err != nil {
		return Ticket{}, err
	}
	if earlier != nil {
		return one(ctx, tx, `select `+ticketColumns+` from tickets t where t.id = $1`, earlier.TicketID)
	}
	c, err := k.start(ctx, tx, by)
	if err != nil {
		return Ticket{}, err
	}
	offers, err := k.offers(ctx, tx, c, l)
	if err != nil {
		return Ticket{}, err
	}
	said := called
	m, err := c.write(ctx, tx, message{Author: by.ID, ByStaff: true, Audience: Public, Said: &said, Body: k.Words, Phone: true})
	if err != nil {
		return Ticket{}, err
	}
	c.remember(tx.Now, k.Key, content, m)
	c.record(event.Event{Kind: event.CallLogged, Became: string(promise.Reached), WasAt: &tx.Now, MessageID: orNil(int64(m))})
	if sees, err := people.Sees(ctx, tx, by.ID, c.ticket.TeamID); err != nil {
		return Ticket{}, err
	} else if sees {
		c.assign(&by.ID, "")
	}
	c.book.Owner = c.ticket.Owner()
	made := c.book.BeginCalled(offers...)
	if len(made) == 0 {
		made = append(made, c.stated())
	}
	for _, p := range made {
		c.post(outbox.Letter{Kind: outbox.Promised, Automatic: true}, p)
	}
	return c.ticket, c.settleBooked(ctx, tx, c.book.NextVisit())
}

// start writes the empty ticket, of whoever rang.
func (k Caller) start(ctx context.Context, tx *pg.Tx, by people.Actor) (*change, error) {
	who, locale, err := k.customer(ctx, tx, by)
	if err != nil {
		return nil, err
	}
	about := routed{priority: sla.Normal, phone: true}
	if k.Topic != 0 {
		all, err := topic.List(ctx, tx)
		if err != nil {
			return nil, err
		}
		if !all.IsOpen(k.Topic) {
			return nil, fault.Join(fault.Invalid("topics.fault.choose").On("topic"))
		}
		about.topic, about.team, about.priority = &k.Topic, all.Team(k.Topic), all.Priority(k.Topic)
	}
	if k.Priority != "" {
		about.priority = k.Priority
	}
	c, err := start(ctx, tx, who, k.Subject, locale, nil, about)
	if err != nil {
		return nil, err
	}
	c.by = by
	c.shared.absences, err = people.ReadAbsences(ctx, tx)
	c.mindAbsences()
	return c, err
}

// customer is who rang: somebody who is known, or met now.
func (k Caller) customer(ctx context.Context, tx *pg.Tx, by people.Actor) (people.ID, i18n.Locale, error) {
	if k.Customer == 0 {
		n := people.Newcomer{Role: people.Customer, Name: field.Line(k.Name), Address: strings.TrimSpace(k.Address), Locale: k.Locale}
		id, err := people.Meet(ctx, tx, n)
		if err == nil {
			err = people.AddNumber(ctx, tx, by, id, k.Phone)
		}
		return id, k.Locale, err
	}
	var p people.Card
	err := people.IsThere(ctx, tx, k.Customer)
	if err == nil {
		p, err = people.CardOf(ctx, tx, by, k.Customer) // whom the actor does not see they do not file for: it would tell who that is
	}
	if fault.Is(err, fault.KindNotFound) || err == nil && (!p.IsActive || p.JoinedInto != nil) {
		err = fault.Join(fault.Invalid("kinds.fault.caller").On("customer"))
	}
	return p.ID, p.Locale, err
}

// offers are what was promised in the call.
func (k Caller) offers(ctx context.Context, tx *pg.Tx, c *change, l Limits) ([]promise.Offer, error) {
	var all []promise.Offer
	if p := k.Promise; p != nil {
		if err := p.check(ctx, tx, c, l); err != nil {
			return nil, err
		}
		all = append(all, *p.offer(c.by.ID))
	}
	if a := k.Agreed; a != nil {
		if err := a.check(ctx, tx, c, l); err != nil {
			return nil, err
		}
		all = append(all, a.offer(c.by.ID))
	}
	return all, nil
}
