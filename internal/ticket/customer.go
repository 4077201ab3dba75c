package ticket

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// Letter is what a customer writes on their ticket.
type Letter struct {
	Key    string // made by the form
	Body   string
	Files  []Upload
	NotYet bool // they pressed "No, not yet"; the text may be empty then

	Corrects OutlineID // how we understand their problem, to which they said "Not quite"; 0: nothing
}

// Write takes a customer's message, or their "not yet". On a ticket that closed longer ago than the rules
// allow it starts a new one that continues it, and a merged one passes it on; the number that is returned is the ticket's on which
// it now stands.
func Write(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, asked ID, w Letter) (ID, error) {
	by, id, err := stays(ctx, tx, by, asked)
	if err != nil {
		return 0, err
	}
	if err := may(ctx, tx, by, people.WriteOwn, id); err != nil {
		return 0, err
	}
	wrong := field.Required("body", w.Body, l.Text)
	said := (*string)(nil)
	if w.NotYet {
		wrong = field.Optional("body", w.Body, l.Text)
		word := notYet
		said = &word
	} else if w.Corrects != 0 {
		word := notQuite
		said = &word
	}
	if err := fault.Join(wrong); err != nil {
		return 0, err
	}
	content := digest(w.Files, asked.digits(), field.Line(valueOfWord(said)), field.Block(w.Body))
	earlier, err := before(ctx, tx, w.Key, content)
	if err != nil {
		return 0, err
	}
	if earlier != nil {
		return earlier.TicketID, nil
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	if c.isMerged() { // just now
		return Write(ctx, tx, by, l, asked, w)
	}
	if w.NotYet && c.book.Status != promise.Solved && field.Block(w.Body) == "" {
		return 0, fault.Invalid("fault.required").On("body")
	}
	if c.isSpam() {
		return id, c.suspendOnSpam(ctx, tx, w, content)
	}
	if c.book.Status == promise.Closed && tx.Now.Sub(c.book.ClosedAt) > c.book.Terms.ReopenAfter {
		return writeAnew(ctx, tx, c, w, content)
	}
	m, err := c.write(ctx, tx, message{Author: by.ID, Audience: Public, Said: said, Body: w.Body, Files: w.Files})
	if err != nil {
		return 0, err
	}
	if err := remember(ctx, tx, w.Key, content, id, m); err != nil {
		return 0, err
	}
	if err := c.correct(ctx, tx, w.Corrects, m); err != nil {
		return 0, err
	}
	kind := event.CustomerWrote
	if w.NotYet {
		kind = event.CustomerSaidNotYet
	}
	c.record(event.Event{Kind: kind, MessageID: orNil(int64(m))})
	c.book.CustomerWrote()
	return id, c.settle(ctx, tx)
}

func valueOfWord(w *string) string {
	if w == nil {
		return ""
	}
	return *w
}

// writeAnew starts a ticket that continues one which closed too long ago (rule 12).
func writeAnew(ctx context.Context, tx *pg.Tx, old *change, w Letter, content []byte) (ID, error) {
	if err := old.settle(ctx, tx); err != nil { // what time has done to the old one
		return 0, err
	}
	c, err := start(ctx, tx, old.ticket.RequesterID, old.ticket.Subject, old.ticket.Locale, &old.ticket.ID, routed{topic: old.ticket.TopicID, priority: sla.Normal})
	if err != nil {
		return 0, err
	}
	c.by = old.by // who may not be the requester: a colleague who follows it
	const follow = `
		insert into followers (ticket_id, person_id, added_by_id, added_at, address, confirmed_at)
		select $2, person_id, added_by_id, $3, address, $3 from followers where ticket_id = $1 and confirmed_at is not null`
	if _, err := tx.Exec(ctx, follow, old.ticket.ID, c.ticket.ID, tx.Now); err != nil {
		return 0, wrap("let the same people follow", err)
	}
	body := w.Body
	if field.Block(body) == "" {
		body = old.ticket.Subject
	}
	m, err := c.write(ctx, tx, message{Author: c.by.ID, Audience: Public, Body: body, Files: w.Files})
	if err != nil {
		return 0, err
	}
	if err := remember(ctx, tx, w.Key, content, c.ticket.ID, m); err != nil {
		return 0, err
	}
	c.record(event.Event{Kind: event.TicketAsked, MessageID: orNil(int64(m))})
	c.book.Begin()
	c.post(outbox.Letter{Kind: outbox.Receipt, Automatic: true, Message: orNil(int64(m))}, c.book.Next())
	return c.ticket.ID, c.settle(ctx, tx)
}

// Confirm takes the customer's "Yes, it works" or "That's all, thanks". On a closed ticket it changes nothing.
func Confirm(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	by, id, err := stays(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if err := may(ctx, tx, by, people.WriteOwn, id); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if c.isMerged() { // just now
		return Confirm(ctx, tx, by, id)
	}
	if err := c.publishNow(ctx, tx); err != nil {
		return err
	}
	if c.book.Status != promise.Closed && c.book.Finished != promise.Confirmed {
		c.record(event.Event{Kind: event.CustomerConfirmed})
		const q = `
			update messages set answered_by_id = id where ticket_id = $1 and not by_staff and answered_by_id is null`
		if _, err := tx.Exec(ctx, q, id); err != nil {
			return err
		}
		c.book.Confirm()
	}
	return c.settle(ctx, tx)
}
