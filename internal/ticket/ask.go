package ticket

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

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

// Question is what somebody asks by the public form.
type Question struct {
	Key     string // made by the form: the same key never makes a second ticket
	Name    string
	Address string
	Subject string
	Body    string
	Locale  i18n.Locale
	Files   []Upload
	Topic   topic.ID    // what it is about; 0 where no topic is offered
	Given   topic.Given // what was answered to the topic's questions; nil: nothing

	From    string // the address that it came from, to be compared with the block list; empty: nobody knows
	Network string // the same as coarse as limits count
	Doubt   Cause  // why it is to be looked at before it becomes a ticket; empty: nothing speaks against it
}

// Check says what is wrong with a question, all fields at once.
func (q Question) Check(l Limits) error {
	return fault.Join(
		field.Required("name", q.Name, l.Name),
		field.Address("email", q.Address, l.Address),
		field.Required("subject", q.Subject, l.Subject),
		field.Required("body", q.Body, l.Text),
	)
}

func (q Question) digest(r routed) []byte {
	fields := []string{field.Line(q.Name), strings.ToLower(strings.TrimSpace(q.Address)), field.Line(q.Subject), field.Block(q.Body)}
	return digest(q.Files, append(fields, r.fields()...)...)
}

// Ask opens a ticket with a customer's question and promises the first answer. Asked again with the same key it
// returns the ticket that stands. A receipt tells the customer what is promised. What is to be looked at first is
// suspended: then there is no ticket, and no mail.
func Ask(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, q Question) (ID, error) {
	if err := by.May(people.Ask, 0); err != nil {
		return 0, err
	}
	if err := q.Check(l); err != nil {
		return 0, err
	}
	about, err := route(ctx, tx, q)
	if err != nil {
		return 0, err
	}
	earlier, err := before(ctx, tx, q.Key, q.digest(about))
	if err != nil {
		return 0, err
	}
	if earlier != nil {
		return earlier.TicketID, nil
	}
	if cause, err := q.doubt(ctx, tx); err != nil || cause != "" {
		if err != nil {
			return 0, err
		}
		return 0, suspend(ctx, tx, arrival{cause: cause, key: q.Key, content: q.digest(about), q: q, author: author(by), about: about})
	}
	customer, err := q.asker(ctx, tx, by)
	if err != nil {
		return 0, err
	}
	c, err := start(ctx, tx, customer, q.Subject, q.Locale, nil, about)
	if err != nil {
		return 0, err
	}
	m, err := c.write(ctx, tx, message{Author: customer, Body: q.Body, Files: q.Files, Audience: Public, Waits: true})
	if err != nil {
		return 0, err
	}
	about.file(&c.first, c.ticket.ID)
	c.remember(tx.Now, q.Key, q.digest(about), m)
	c.record(event.Event{Kind: event.TicketAsked, MessageID: orNil(int64(m))})
	c.book.Begin()
	c.post(outbox.Letter{Kind: outbox.Receipt, Automatic: true, Message: orNil(int64(m))}, c.book.Next())
	return c.ticket.ID, c.settle(ctx, tx)
}

// asker is whose question it is: whoever is signed in, else who has the address, who may be new.
func (q Question) asker(ctx context.Context, tx *pg.Tx, by people.Actor) (people.ID, error) {
	if by.Can(people.OwnPlace, 0) {
		return by.ID, nil
	}
	return people.Meet(ctx, tx, people.Newcomer{
		Role: people.Customer, Name: field.Line(q.Name), Address: strings.TrimSpace(q.Address), Locale: q.Locale,
	})
}

// author is whoever is signed in; nil: nobody is, and the address says who asks.
func author(by people.Actor) *people.ID {
	if by.Can(people.OwnPlace, 0) {
		return &by.ID
	}
	return nil
}

// start writes an empty new ticket, of the team that its topic names or of the first, to be filled and settled in the same change.
func start(ctx context.Context, tx *pg.Tx, customer people.ID, subject string, locale i18n.Locale, from *ID, about routed) (*change, error) {
	var teams []people.Team
	var rules choosing
	channel := Web
	if about.phone {
		channel = Phone
	}
	batch := &pgx.Batch{}
	rules.queue(batch, Ticket{RequesterID: customer, TopicID: about.topic, Priority: about.priority, Locale: locale, Channel: channel})
	people.AskTeams(batch, &teams)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, pg.Found(err)
	}
	team, err := about.among(teams)
	if err != nil {
		return nil, err
	}
	rules.facts.Team = int64(team)
	policy := sla.Choose(rules.all, rules.facts).Version
	const q = `
		insert into tickets (subject, status, priority, team_id, requester_id, locale, channel, policy_version_id, linked_from_id, opened_at, topic_id, next_promise_id, next_due_at)
		values (@subject, 'new', @priority, @team, @customer, @locale, @channel, @policy, @from, @now, @topic, 0, @now)
		returning id, number, nextval('messages_id_seq'), array(select nextval('promises_id_seq') from generate_series(1, 2))`
	t := Ticket{
		Subject: field.Line(subject), Status: promise.New, Priority: about.priority, TeamID: team, TopicID: about.topic, RequesterID: customer, Locale: locale,
		Channel: channel, PolicyVersionID: policy, Cycle: 1, LinkedFromID: from, OpenedAt: tx.Now,
	}
	var message MessageID
	var drawn []promise.ID
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"subject": t.Subject, "team": t.TeamID, "customer": customer, "locale": locale, "policy": policy, "from": from, "now": tx.Now,
		"priority": t.Priority, "topic": t.TopicID, "channel": channel,
	}).Scan(&t.ID, &t.Number, &message, &drawn)
	if err != nil {
		return nil, wrap("start a ticket", err)
	}
	c, err := open(ctx, tx, people.Actor{ID: customer, Role: people.Customer}, t, parts{})
	if err != nil {
		return nil, err
	}
	c.message, c.drawn = message, drawn
	return c, nil
}
