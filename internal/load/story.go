package load

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// story is one ticket while it is made up: what was said, promised and done on it, in the order of its events.
type story struct {
	*maker
	r     *rand.Rand
	to    batch
	t     *tongue
	id    int64
	asker int64
	team  int64
	owner *int64 // nobody: the team's
	row   ticketRow
	terms terms

	messages []*message
	promises []*pledge
	events   int
}

// ticketRow is what a ticket's row says beside what a story keeps itself.
type ticketRow struct {
	subject, status, priority string
	finished, reason          *string
	opened                    time.Time
	solved, closed, unanswered,
	owed, waiting *time.Time
	waitsFor string
	topic    *int64
}

// terms are the targets of a priority; the desk is open round the clock.
type terms struct{ reply, resolution time.Duration }

// message is one that was written.
type message struct {
	id       int64
	at       time.Time
	answered *int64
	row      []any
	waits    bool // a customer's that nobody has answered
}

// pledge is a promise of a ticket.
type pledge struct {
	id       int64
	kind     promise.Kind
	state    promise.State
	due      time.Time
	owner    *int64
	by       *int64
	made     time.Time
	words    string
	target   time.Duration
	left     *int64
	told     *time.Time
	recovers *int64
	ended    *time.Time
	endedBy  *int
	noticed  *time.Time
	step     int
	mailed   *time.Time
}

func (p *pledge) isOpen() bool { return p.state == promise.Pending || p.state == promise.Paused }

// happening is what an event says beside its kind.
type happening struct {
	by      *int64
	message *int64
	promise *int64
	person  *int64
	was     string
	became  string
	wasAt   *time.Time
	newAt   *time.Time
}

func (s *story) event(at time.Time, kind event.Kind, h happening) int {
	s.events++
	s.to.add(inEvents, s.id, s.events, at, h.by, string(kind), h.message, h.promise, h.person, h.was, h.became, h.wasAt, h.newAt)
	return s.events
}

// say writes a message down. Whoever of the staff answers the customer answers all that waits.
func (s *story) say(at time.Time, author int64, staff, internal bool, body string) *message {
	audience := "public"
	if internal {
		audience = "internal"
	}
	m := &message{id: s.nextMessage(), at: at, waits: !staff}
	m.row = []any{m.id, s.id, audience, author, staff, body, "web", at}
	if staff && !internal {
		for _, before := range s.messages {
			if before.waits {
				before.waits, before.answered = false, &m.id
			}
		}
	}
	s.messages = append(s.messages, m)
	return m
}

// promise makes a promise whose time the customer knows, or does not.
func (s *story) promise(at time.Time, by *int64, p pledge, told bool) *pledge {
	p.id, p.made, p.owner, p.state = s.nextPromise(), at, s.owner, promise.Pending
	s.event(at, event.PromiseMade, happening{by: by, promise: &p.id, newAt: &p.due})
	if told {
		p.told = &at
		s.event(at, event.PromiseTold, happening{by: by, promise: &p.id, newAt: &p.due})
	}
	s.promises = append(s.promises, &p)
	return &p
}

// open is the promise of one of some kinds that stands, or nil.
func (s *story) open(kinds ...promise.Kind) *pledge {
	for _, p := range s.promises {
		for _, k := range kinds {
			if p.kind == k && p.isOpen() {
				return p
			}
		}
	}
	return nil
}

func (s *story) end(at time.Time, by *int64, p *pledge, state promise.State, kind event.Kind) {
	if p == nil {
		return
	}
	n := s.event(at, kind, happening{by: by, promise: &p.id, wasAt: &p.due})
	p.state, p.ended, p.endedBy = state, &at, &n
}

func (s *story) mail(at time.Time, kind outbox.Kind, automatic bool, m *message, p *pledge) {
	var message, promised *int64
	if m != nil {
		message = &m.id
	}
	if p != nil {
		promised = &p.id
	}
	key := fmt.Sprintf("load-%d-%d@load.example", s.id, len(s.to[inMails].rows))
	s.to.add(inMails, string(kind), string(outbox.Sent), automatic, key, s.id, s.asker, message, promised, 1, at, at)
}

// asks is how every story begins.
func (s *story) asks(at time.Time) {
	s.row.opened = at
	m := s.say(at, s.asker, false, false, s.t.question(s.r))
	s.event(at, event.TicketAsked, happening{by: &s.asker, message: &m.id})
	first := s.promise(at, &s.asker, pledge{kind: promise.FirstReply, due: at.Add(s.terms.reply), target: s.terms.reply}, true)
	s.promise(at, &s.asker, pledge{kind: promise.Resolution, due: at.Add(s.terms.resolution), target: s.terms.resolution}, false)
	s.mail(at, outbox.Receipt, true, m, first)
}

// takes gives the ticket to somebody, with all that is promised on it.
func (s *story) takes(at time.Time, agent int64) {
	s.owner = &agent
	s.event(at, event.TicketAssigned, happening{by: &agent, person: &agent})
	for _, p := range s.promises {
		if p.isOpen() {
			p.owner = &agent
			s.event(at, event.PromiseGivenToAnother, happening{by: &agent, promise: &p.id, person: &agent})
		}
	}
}

// writes is the customer's next message; a reply to it is promised, unless one is already.
func (s *story) writes(at time.Time) {
	m := s.say(at, s.asker, false, false, s.t.say(s.r, s.t.Writes)+" "+s.t.say(s.r, s.t.Details))
	s.event(at, event.CustomerWrote, happening{by: &s.asker, message: &m.id})
	if s.open(promise.FirstReply, promise.NextReply) == nil {
		s.promise(at, &s.asker, pledge{kind: promise.NextReply, due: at.Add(s.terms.reply), target: s.terms.reply}, true)
		s.end(at, &s.asker, s.open(promise.Update), promise.Lapsed, event.PromiseLapsed)
	}
}

// notes is a word among the staff.
func (s *story) notes(at time.Time) {
	m := s.say(at, *s.owner, true, true, s.t.say(s.r, s.t.Notes))
	s.event(at, event.NoteWritten, happening{by: s.owner, message: &m.id})
}

// replies answers all that waits.
func (s *story) replies(at time.Time) *message {
	m := s.say(at, *s.owner, true, false, s.t.answer(s.r))
	s.event(at, event.StaffReplied, happening{by: s.owner, message: &m.id})
	s.end(at, s.owner, s.open(promise.FirstReply, promise.NextReply), promise.Kept, event.PromiseKept)
	return m
}

// confirms is the customer's word that all is well: it solves and closes.
func (s *story) confirms(at time.Time) {
	s.event(at, event.CustomerConfirmed, happening{by: &s.asker})
	s.end(at, &s.asker, s.open(promise.Resolution), promise.Kept, event.PromiseKept)
	s.event(at, event.TicketSolved, happening{by: &s.asker})
	s.closes(at, at, &s.asker, "confirmed")
}

// solves is the staff's last answer, which asks whether it works again.
func (s *story) solves(at time.Time) *pledge {
	m := s.replies(at)
	s.end(at, s.owner, s.open(promise.Resolution), promise.Kept, event.PromiseKept)
	s.event(at, event.TicketSolved, happening{by: s.owner})
	p := s.promise(at, s.owner, pledge{kind: promise.Confirmation, due: at.Add(confirmation), mailed: &at}, true)
	s.mail(at, outbox.Solved, false, m, p)
	s.row.status, s.row.solved = string(promise.Solved), &at
	return p
}

func (s *story) closes(at, solved time.Time, by *int64, reason string) {
	s.event(at, event.TicketClosed, happening{by: by, became: reason})
	s.row.status, s.row.reason, s.row.finished = string(promise.Closed), &reason, &reason
	s.row.solved, s.row.closed = &solved, &at
}

// confirmation is how long a customer has to answer whether it works again.
const confirmation = 4 * 24 * time.Hour

// tell writes the story's rows down, now that its end is known.
func (s *story) tell(policy int64) {
	var next *pledge
	for _, p := range s.promises {
		if p.state == promise.Pending && (next == nil || p.due.Before(next.due)) {
			next = p
		}
		s.to.add(inPromises, p.row(s, policy)...)
	}
	var nextID *int64
	var nextDue *time.Time
	if next != nil {
		nextID, nextDue = &next.id, &next.due
	}
	for _, m := range s.messages {
		s.to.add(inMessages, append(m.row, m.answered)...)
		if m.waits && s.row.unanswered == nil {
			s.row.unanswered = &m.at
		}
	}
	s.to.add(inTickets, s.id, firstNumber+s.id, s.row.subject, s.row.status, s.row.priority, s.team, s.owner, s.asker, string(s.t.Locale), "web", policy, s.row.topic,
		s.row.finished, s.row.reason, s.row.opened, s.row.solved, s.row.closed, s.row.unanswered, s.row.owed, nextID, nextDue,
		s.events, s.row.waitsFor, s.row.waiting)
}

// firstNumber is one less than the number of a desk's first ticket.
const firstNumber = 4700

func (p *pledge) row(s *story, policy int64) []any {
	var team, target *int64
	if p.owner == nil {
		team = &s.team
	}
	if p.target > 0 {
		target = new(int64)
		*target = p.target.Microseconds()
	}
	return []any{
		p.id, s.id, 1, string(p.kind), string(p.state), p.due, p.due, p.owner, team, p.by, p.made, p.words, p.made,
		target, 0, p.left, policy, p.told, p.recovers, p.ended, p.endedBy, p.noticed, p.step, p.mailed,
	}
}

// somePriority is a priority: of a hundred tickets three are urgent, twelve high and fifteen low.
func somePriority(r *rand.Rand) sla.Priority {
	switch n := r.IntN(100); {
	case n < 3:
		return sla.Urgent
	case n < 15:
		return sla.High
	case n < 85:
		return sla.Normal
	default:
		return sla.Low
	}
}
