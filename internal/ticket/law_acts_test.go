package ticket_test

import (
	"context"
	"time"

	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

func (l *desk) customer(t *rapid.T, id ticket.ID) {
	by := l.Holder(id)
	if oneOf(t, 9, "a stranger") == 0 {
		by = l.Holder(l.tickets[0])
	}
	letter := ticket.Letter{Key: cast.Key(), Body: "Still nothing."}
	var on ticket.ID
	l.do(t, func(ctx context.Context, tx *pg.Tx) (err error) {
		switch oneOf(t, 4, "how") {
		case 0:
			return ticket.Confirm(ctx, tx, by, id)
		case 1:
			letter.NotYet, letter.Body = true, ""
		case 2:
			return ticket.Tell(ctx, tx, by, id, shown(l.Whole(id)))
		}
		on, err = ticket.Write(ctx, tx, by, l.Limits, id, letter)
		return err
	})
	if on > l.tickets[len(l.tickets)-1] {
		l.tickets = append(l.tickets, on)
	}
}

// shown are the promises that a customer's page shows.
func shown(w ticket.Whole) []promise.ID {
	var ids []promise.ID
	for _, p := range w.Book().Pending() {
		ids = append(ids, p.ID)
	}
	return ids
}

// staff lets somebody of the staff, or somebody who is not, do something to a ticket.
func (l *desk) staff(t *rapid.T, id ticket.ID) {
	by, w := l.anyActor(t), l.Whole(id)
	acts := map[string]func(){
		"answer":     func() { l.answer(t, w) },
		"await":      func() { l.await(t, w) },
		"dismiss":    func() { l.dismiss(t, w) },
		"note":       func() { l.note(t, by, id) },
		"agree":      func() { l.agree(t, by, w) },
		"status":     func() { l.status(t, by, w) },
		"give":       func() { l.give(t, by, w) },
		"apologise":  func() { l.apologise(t, id) },
		"follow up":  func() { l.followUp(t, by, w) },
		"look again": func() { l.lookAgain(t, by, id) },
		"spam":       func() { l.spam(t, by, id) },
		"merge":      func() { l.merge(t, by, w) },
		"undo": func() {
			if w.Leaving != nil && rapid.Bool().Draw(t, "theirs") {
				by.ID = w.Leaving.Author
			}
			l.do(t, func(ctx context.Context, tx *pg.Tx) error { _, err := ticket.Undo(ctx, tx, by, id); return err })
		},
	}
	verbs := []string{
		"answer", "answer", "answer", "answer", "answer", "await", "await", "await", "dismiss", "dismiss", "dismiss", // an agent's ordinary day
		"reply", "reply", "reply", "note", "agree", "agree", "status", "status", "give", "apologise", "follow up", "look again", "undo", "spam", "merge", "merge",
	}
	verb := verbs[oneOf(t, len(verbs)-1, "verb")]
	if verb == "reply" {
		l.reply(t, by, w)
		return
	}
	acts[verb]()
}

// answer is an agent's ordinary reply: nothing about it is refused unless the ticket says so.
func (l *desk) answer(t *rapid.T, w ticket.Whole) {
	l.tick()
	d := ticket.Draft{Key: cast.Key(), Body: "We are on it.", Seen: w.LastMessage(), Then: l.anyStatus(t)}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, l.Maja.Acting(), l.Limits, w.ID, d)
		return err
	})
}

// await waits for the customer, with an answer before it where they wait for one.
func (l *desk) await(t *rapid.T, w ticket.Whole) {
	if w.UnansweredSince != nil {
		l.answer(t, w)
	}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetWaiting(ctx, tx, l.Maja.Acting(), l.Limits, w.ID, ticket.Wait{Status: promise.Awaiting, For: "the colour of the light"})
	})
}

// dismiss lets the customer say thanks where they wait for nothing, and says that this needs no reply.
func (l *desk) dismiss(t *rapid.T, w ticket.Whole) {
	if w.UnansweredSince == nil {
		l.do(t, func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Write(ctx, tx, l.Holder(w.ID), l.Limits, w.ID, ticket.Letter{Key: cast.Key(), Body: "Thanks, see you."})
			return err
		})
		w = l.Whole(w.ID)
	}
	l.tick()
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		return ticket.NoReplyNeeded(ctx, tx, l.Maja.Acting(), l.Limits, w.ID, ticket.NoReply{Reason: "They only said thanks.", Seen: w.LastMessage()})
	})
}

func (l *desk) reply(t *rapid.T, by people.Actor, w ticket.Whole) {
	l.tick()
	d := ticket.Draft{Key: cast.Key(), Body: "We are on it.", Seen: w.LastMessage(), Then: l.anyStatus(t)}
	if rapid.Bool().Draw(t, "keeps") {
		d.Keeps = []promise.ID{l.anyPromise(t, w)}
	}
	if oneOf(t, 3, "withdraws") == 0 {
		d.Withdraws = []promise.ID{l.anyPromise(t, w)}
	}
	if rapid.Bool().Draw(t, "promises") {
		c := l.anyCommitment(t)
		d.Promise = &c
	}
	if oneOf(t, 4, "looks") == 0 {
		k := l.anyLook(t)
		d.Look = &k
	}
	if oneOf(t, 2, "may be taken back") == 0 {
		d.Undo = time.Duration(rapid.IntRange(1, 60).Draw(t, "undo")) * time.Second
	}
	if n := len(w.Questions); n > 0 && rapid.Bool().Draw(t, "uses an answer") {
		d.Uses = w.Questions[n-1].ID
	}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, by, l.Limits, w.ID, d)
		return err
	})
}

func (l *desk) anyStatus(t *rapid.T) promise.Status {
	return rapid.SampledFrom([]promise.Status{"", "", promise.Solved, promise.Awaiting, promise.OnHold}).Draw(t, "then")
}

func (l *desk) note(t *rapid.T, by people.Actor, id ticket.ID) {
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Note(ctx, tx, by, l.Limits, id, ticket.Draft{Key: cast.Key(), Body: "The line is old."})
		return err
	})
}

// agree promises, moves or withdraws something.
func (l *desk) agree(t *rapid.T, by people.Actor, w ticket.Whole) {
	l.tick()
	c, p := l.anyCommitment(t), l.anyPromise(t, w)
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		switch oneOf(t, 2, "agree") {
		case 0:
			_, err := ticket.Promise(ctx, tx, by, l.Limits, w.ID, c)
			return err
		case 1:
			return ticket.Move(ctx, tx, by, l.Limits, w.ID, p, ticket.Moving{Due: c.Due, Reason: "The van broke down."})
		default:
			return ticket.Withdraw(ctx, tx, by, l.Limits, w.ID, p, ticket.Withdrawal{Words: "We cannot do that.", Seen: w.LastMessage()})
		}
	})
}

// status decides whose move it is, or that nobody has one.
func (l *desk) status(t *rapid.T, by people.Actor, w ticket.Whole) {
	to := rapid.SampledFrom([]promise.Status{promise.Awaiting, promise.OnHold, promise.Open}).Draw(t, "to")
	n := ticket.NoReply{Reason: "They only said thanks.", Then: l.anyStatus(t), Seen: w.LastMessage()}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		switch oneOf(t, 4, "status") {
		case 0:
			return ticket.Solve(ctx, tx, by, w.ID)
		case 1:
			return ticket.Reopen(ctx, tx, by, w.ID)
		case 2, 3:
			return ticket.NoReplyNeeded(ctx, tx, by, l.Limits, w.ID, n)
		default:
			return ticket.SetWaiting(ctx, tx, by, l.Limits, w.ID, ticket.Wait{Status: to, For: "the cable"})
		}
	})
}

// give gives the ticket to another owner, team or priority.
func (l *desk) give(t *rapid.T, by people.Actor, w ticket.Whole) {
	h := ticket.Handing{Was: w.AssigneeID, Along: []promise.ID{l.anyPromise(t, w)}}
	if to := rapid.SampledFrom([]people.ID{0, l.Maja.ID, l.Jonas.ID, l.Oskar.ID, l.Hanna.ID}).Draw(t, "to"); to != 0 {
		h.To = &to
	}
	team := rapid.SampledFrom([]people.TeamID{l.Team, l.Second, 99}).Draw(t, "team")
	priority := rapid.SampledFrom([]sla.Priority{sla.Low, sla.Normal, sla.High, sla.Urgent, "none"}).Draw(t, "priority")
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		switch oneOf(t, 5, "give") {
		case 0:
			return ticket.Take(ctx, tx, by, w.ID)
		case 1:
			return ticket.SetTeam(ctx, tx, by, w.ID, team)
		case 2, 3:
			return ticket.SetPriority(ctx, tx, by, w.ID, priority)
		case 4:
			return ticket.TakeOver(ctx, tx, l.Ingrid.Acting(), l.Limits, w.ID, ticket.Taking{Was: h.Was, Reason: "It takes too long."})
		default:
			return ticket.Assign(ctx, tx, by, w.ID, h)
		}
	})
}

func (l *desk) apologise(t *rapid.T, id ticket.ID) {
	by := l.anySupervisor(t)
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		switch oneOf(t, 3, "sorry") {
		case 0:
			return ticket.SetAside(ctx, tx, by, l.Limits, id, "They know.")
		case 1:
			_, err := ticket.ReleaseApologies(ctx, tx, by, l.Limits, nil)
			return err
		default:
			return ticket.Apologise(ctx, tx, by, l.Limits, id, "I am sorry.")
		}
	})
}

func (l *desk) followUp(t *rapid.T, by people.Actor, w ticket.Whole) {
	p := l.anyPromise(t, w)
	if next := w.Book().Following(); next != nil && oneOf(t, 5, "the next") > 0 {
		p = next.ID
	}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		switch oneOf(t, 2, "follow up") {
		case 0:
			return ticket.RewordFollowUp(ctx, tx, by, l.Limits, w.ID, p, "Is it red?")
		case 1:
			return ticket.SendFollowUp(ctx, tx, by, w.ID, p)
		default:
			return ticket.SkipFollowUp(ctx, tx, by, w.ID, p)
		}
	})
}

func (l *desk) anyLook(t *rapid.T) ticket.Look {
	at := l.Now().Add(time.Duration(rapid.IntRange(-30, 200).Draw(t, "in hours")) * time.Hour)
	if rapid.Bool().Draw(t, "a day") {
		return ticket.Look{Day: calendar.DateOf(at)}
	}
	return ticket.Look{At: at}
}

func (l *desk) lookAgain(t *rapid.T, by people.Actor, id ticket.ID) {
	k := l.anyLook(t)
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.LookAgain(ctx, tx, by, id, k)
		return err
	})
}

// question lets the staff ask each other.
func (l *desk) question(t *rapid.T, id ticket.ID) {
	by, super, w := l.anyActor(t), l.anySupervisor(t), l.Whole(id)
	q := ticket.QuestionID(999)
	if n := len(w.Questions); n > 0 {
		q = w.Questions[n-1].ID
		if rapid.Bool().Draw(t, "the asker") {
			by.ID = w.Questions[n-1].AskerID
		}
	}
	how := oneOf(t, 7, "question")
	if q == 999 || how == 0 {
		l.do(t, func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.AskUp(ctx, tx, by, l.Limits, id, ticket.Asking{Body: "Is the cable down?"})
			return err
		})
		return
	}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		switch how {
		case 1:
			return ticket.TakeQuestion(ctx, tx, super, q)
		case 2:
			return ticket.AskBack(ctx, tx, super, l.Limits, q, "Which cable?")
		case 3:
			return ticket.TellMore(ctx, tx, by, l.Limits, q, "The red one.")
		case 4:
			return ticket.WithdrawQuestion(ctx, tx, by, q)
		case 5:
			return ticket.PassOn(ctx, tx, super, l.Limits, q, ticket.Passing{To: l.Karin.ID, Words: "You know it."})
		default:
			return ticket.AnswerQuestion(ctx, tx, super, l.Limits, q, "It is.")
		}
	})
}

// spam calls a ticket spam, or undoes that: what a customer writes meanwhile is on nobody's ticket, and comes back.
func (l *desk) spam(t *rapid.T, by people.Actor, id ticket.ID) {
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		if oneOf(t, 2, "is spam") == 0 {
			return ticket.CallSpam(ctx, tx, by, id, ticket.Spam{})
		}
		return ticket.NotSpam(ctx, tx, by, id)
	})
}

// merge merges a ticket into another one of the desk, or undoes that.
func (l *desk) merge(t *rapid.T, by people.Actor, w ticket.Whole) {
	if w.Merged.Into != nil {
		l.do(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.Unmerge(ctx, tx, by, w.ID) })
		return
	}
	l.tick()
	into := l.Ticket(rapid.SampledFrom(l.tickets).Draw(t, "into"))
	m := ticket.Merging{Number: into.Number, OtherPerson: oneOf(t, 3, "another customer's too") > 0}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Merge(ctx, tx, by, w.ID, m)
		return err
	})
	if oneOf(t, 1, "undone at once") == 0 {
		l.tick()
		l.do(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.Unmerge(ctx, tx, by, w.ID) })
	}
}
