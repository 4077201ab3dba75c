package ticket

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Draft is an answer that somebody has written.
type Draft struct {
	Key       string // made by the form
	Body      string
	Files     []Upload
	Seen      MessageID    // the newest message that stood on the writer's page
	Keeps     []promise.ID // the commitments that this message keeps
	Withdraws []promise.ID // the commitments that it takes back
	Promise   *Commitment
	Then      promise.Status // the status that it brings: Awaiting, OnHold or Solved; empty: none
	For       string         // what or for whom we wait then
	Look      *Look          // when somebody is to look again
	Undo      time.Duration  // how long it may be taken back; 0: it is public at once
	Uses      QuestionID     // the supervisor's answer that it was made of; 0: none. Only the staff reads that
}

// Commitment is a promise in an agent's own words, at a wall-clock time.
type Commitment struct {
	Words string // a clause in the customer's language; empty: an update
	Due   time.Time
	Owner promise.Owner // zero: the ticket's
}

// longestAhead is how far ahead a promise may be made.
const longestAhead = 366 * 24 * time.Hour

// check looks at a commitment's words, time and owner.
func (p Commitment) check(ctx context.Context, tx *pg.Tx, c *change, l Limits) error {
	var late *fault.Error
	switch {
	case !p.Due.After(tx.Now):
		late = fault.Invalid("fault.time_passed").On("due").When(tx.Now)
	case p.Due.Sub(tx.Now) > longestAhead:
		late = fault.Invalid("fault.too_far").On("due")
	}
	if err := fault.Join(field.Optional("words", p.Words, l.Subject), late); err != nil {
		return err
	}
	return c.checkOwner(ctx, tx, p.Owner)
}

// checkOwner sees to it that whoever is to own a promise works here and sees its ticket, or is a team of such.
func (c *change) checkOwner(ctx context.Context, tx *pg.Tx, o promise.Owner) error {
	switch {
	case o.Person != 0:
		p, err := people.Get(ctx, tx, people.ID(o.Person))
		if fault.Is(err, fault.KindNotFound) || err == nil && (!p.IsActive || !p.Role.IsStaff()) {
			return fault.Invalid("fault.owner").On("owner")
		}
		if err != nil {
			return err
		}
		return canBeGiven(ctx, tx, p, c.ticket.TeamID)
	case o.Team != 0:
		team, err := people.GetTeam(ctx, tx, people.TeamID(o.Team))
		if fault.Is(err, fault.KindNotFound) {
			return fault.Invalid("fault.owner").On("owner")
		}
		if err != nil {
			return err
		}
		return c.canBeTheirs(ctx, tx, team)
	default:
		return nil
	}
}

func (p Commitment) offer(by people.ID) *promise.Offer {
	return &promise.Offer{Words: field.Line(p.Words), Due: p.Due, Owner: p.Owner, By: int64(by)}
}

// Sent is what became of a reply.
type Sent struct {
	Message  MessageID // the number that it has, or will have
	PublicAt time.Time // when it leaves; zero: it has left

	NextDueAt *time.Time // of a reply that has just left: when the ticket's next promise is due; nil: it has none
}

// check looks at what a draft says besides its text.
func (d Draft) check(ctx context.Context, tx *pg.Tx, c *change, l Limits) error {
	wrong := []error{d.checkThen(l)}
	if d.Promise != nil {
		wrong = append(wrong, d.Promise.check(ctx, tx, c, l))
	}
	if d.Look != nil {
		wrong = append(wrong, d.Look.check(tx.Now))
	}
	for _, err := range wrong {
		if err != nil {
			return err
		}
	}
	return nil
}

func (d Draft) checkThen(l Limits) error {
	switch d.Then {
	case "", promise.Solved:
		return nil
	case promise.Awaiting, promise.OnHold:
		return fault.Join(field.Optional("for", d.For, l.Subject))
	default:
		return fault.Invalid("fault.status").On("then")
	}
}

// Reply sends a public answer, at once or when its undo time is over. It is refused when the conversation has moved
// since the writer's page was opened. Who answers a ticket that nobody owns takes it.
func Reply(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, d Draft) (Sent, error) {
	if err := by.May(people.Work, int64(id)); err != nil {
		return Sent{}, err
	}
	if err := fault.Join(field.Required("body", d.Body, l.Text)); err != nil {
		return Sent{}, err
	}
	content, err := d.digest(id)
	if err != nil {
		return Sent{}, err
	}
	earlier, err := before(ctx, tx, d.Key, content)
	if err != nil {
		return Sent{}, err
	}
	if earlier != nil {
		t, err := one(ctx, tx, `select `+ticketColumns+` from tickets t where t.id = $1`, earlier.TicketID)
		return Sent{Message: earlier.MessageID, PublicAt: valueOf(earlier.PublicAt), NextDueAt: t.NextDueAt}, err
	}
	c, err := beginQuietly(ctx, tx, by, id)
	if err != nil {
		return Sent{}, err
	}
	if err := c.mayReply(ctx, tx, l, d); err != nil {
		return Sent{}, err
	}
	if at := c.publicAt(d.Undo); at.After(tx.Now) {
		m, err := c.wait(ctx, tx, d, content, at)
		return Sent{Message: m, PublicAt: at}, err
	}
	c.book.StaffActed()
	m, err := c.answer(ctx, tx, d)
	if err != nil {
		return Sent{}, err
	}
	c.remember(tx.Now, d.Key, content, m)
	err = c.settle(ctx, tx)
	return Sent{Message: m, NextDueAt: c.ticket.NextDueAt}, err
}

// digest is all that a reply says and does, and where: a form that is sent again with another status or another promise,
// or on another ticket, is not the same reply, and nobody is told that it was sent.
func (d Draft) digest(id ID) ([]byte, error) {
	does, err := json.Marshal(d.acts())
	if err != nil {
		return nil, err
	}
	return digest(d.Files, "reply", id.digits(), field.Block(d.Body), string(does)), nil
}

// mayReply refuses a reply that its writer would not send if they saw the ticket as it stands.
func (c *change) mayReply(ctx context.Context, tx *pg.Tx, l Limits, d Draft) error {
	if err := c.noneLeaves(ctx, tx); err != nil {
		return err
	}
	last, err := c.newest(ctx, tx)
	if err != nil {
		return err
	}
	if last != d.Seen {
		return fault.Conflict("fault.moved_on")
	}
	for _, p := range slices.Concat(d.Keeps, d.Withdraws) {
		if c.book.Standing(p) == nil {
			return fault.Conflict("fault.promise_ended")
		}
	}
	if d.Uses != 0 {
		if _, err := c.answered(ctx, tx, d.Uses); err != nil {
			return err
		}
	}
	return d.check(ctx, tx, c, l)
}

// noneLeaves refuses what a reply in its undo time is about to do.
func (c *change) noneLeaves(ctx context.Context, tx *pg.Tx) error {
	if c.waiting == nil {
		return nil
	}
	author, err := people.Get(ctx, tx, c.waiting.Author)
	if err != nil {
		return err
	}
	return fault.Conflict("fault.reply_leaving").By(author.Name)
}

// answer writes a public message of the staff, now, and lets the book take it.
func (c *change) answer(ctx context.Context, tx *pg.Tx, d Draft) (MessageID, error) {
	for _, p := range slices.Concat(d.Keeps, d.Withdraws) {
		if c.book.Standing(p) == nil {
			return 0, fault.Conflict("fault.promise_ended")
		}
	}
	m, err := c.drawMessage(ctx, tx)
	if err != nil {
		return 0, err
	}
	return m, c.say(ctx, tx, m, d, m)
}

// say writes a public message with its number, at the book's instant. It answers the customer's messages before seen; a
// later one stays unanswered.
func (c *change) say(ctx context.Context, tx *pg.Tx, m MessageID, d Draft, seen MessageID) error {
	var still time.Time
	isNow := seen == m // nobody writes on a ticket that is locked: nothing stands behind the newest number
	if !isNow {
		var err error
		if still, err = unansweredAfter(ctx, tx, c.ticket.ID, seen); err != nil {
			return err
		}
	}
	c.record(event.Event{Kind: event.StaffReplied, MessageID: orNil(int64(m))})
	if err := c.credit(ctx, tx, d.Uses); err != nil {
		return err
	}
	if c.ticket.AssigneeID == nil {
		c.assign(c.actor(), "")
		c.handOver(nil)
	}
	a := promise.Answer{Keeps: d.Keeps, Withdraws: d.Withdraws, Reason: field.Line(firstLine(d.Body)), Then: d.Then, Still: still}
	if d.Promise != nil {
		a.Promise = d.Promise.offer(c.by.ID)
	}
	if d.Look != nil {
		a.Look = c.look(*d.Look)
	}
	was := c.book.Status // after what time has done: it may have closed by now
	c.book.Answer(a)
	c.waits(d.For, was)
	w := message{ID: m, Author: c.by.ID, ByStaff: true, Audience: Public, Body: d.Body, Files: d.Files, At: c.book.Act(), Seen: seen, LateFor: c.book.LateFor, Waits: isNow}
	if _, err := c.write(ctx, tx, w); err != nil {
		return err
	}
	kind := outbox.Reply
	if c.book.Status == promise.Solved && was != promise.Solved {
		kind = outbox.Solved
	}
	c.post(outbox.Letter{Kind: kind, Message: orNil(int64(m))}, c.stated())
	return nil
}

// stated is the promise that a letter states: the one that is due first of those that the customer sees.
func (c *change) stated() *promise.Promise {
	for _, p := range c.book.Pending() {
		if !p.Kind.IsInternal() && p.Kind != promise.FollowUp {
			return p
		}
	}
	return nil
}

// firstLine is the beginning of a text, for a line in the history.
func firstLine(text string) string {
	runes := []rune(field.Block(text))
	if i := slices.Index(runes, '\n'); i >= 0 {
		runes = runes[:i]
	}
	return string(runes[:min(len(runes), 200)])
}

// Note writes an internal note: it reaches no customer by any way, and keeps nothing.
func Note(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, d Draft) (MessageID, error) {
	if err := by.May(people.Work, int64(id)); err != nil {
		return 0, err
	}
	if err := fault.Join(field.Required("body", d.Body, l.Text)); err != nil {
		return 0, err
	}
	content := digest(d.Files, "note", id.digits(), field.Block(d.Body))
	earlier, err := before(ctx, tx, d.Key, content)
	if err != nil {
		return 0, err
	}
	if earlier != nil {
		return earlier.MessageID, nil
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	m, err := c.write(ctx, tx, message{Author: by.ID, ByStaff: true, Audience: Internal, Body: d.Body, Files: d.Files})
	if err != nil {
		return 0, err
	}
	if err := remember(ctx, tx, d.Key, content, id, m); err != nil {
		return 0, err
	}
	if err := c.mention(ctx, tx, m, d.Body); err != nil {
		return 0, err
	}
	c.record(event.Event{Kind: event.NoteWritten, MessageID: orNil(int64(m))})
	return m, c.settle(ctx, tx)
}
