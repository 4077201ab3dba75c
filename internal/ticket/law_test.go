package ticket_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// enough is how long the law is tried in an ordinary run; with RAPID_CHECKS set it is tried so many times.
const enough = 5 * time.Second

// TestLaw_holds_whatever_anybody_does lets anybody do anything to several tickets, at any time, and asks the database
// after each commit.
func TestLaw_holds_whatever_anybody_does(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	begun, failed := time.Now(), false
	rapid.Check(t, func(t *rapid.T) {
		if os.Getenv("RAPID_CHECKS") == "" && time.Since(begun) > enough && !failed {
			return
		}
		defer func() { failed = failed || t.Failed() }()
		l := &desk{Stage: s}
		l.begin(t)
		for range rapid.IntRange(1, 40).Draw(t, "acts") {
			l.act(t)
			l.look(t)
		}
		l.sweep(t)
	})
}

// desk is a desk on which anything may happen.
type desk struct {
	*cast.Stage
	tickets []ticket.ID
}

// begin clears the desk of what an earlier try left.
func (l *desk) begin(t *rapid.T) {
	const q = `truncate tickets, promises, messages, attachments, submissions, ticket_links, events, outbox, river_job restart identity cascade`
	_, err := l.DB.Pool().Exec(context.Background(), q)
	require.NoError(t, err)
	l.Stop(l.Time("Mon 19 Oct 08:30"))
	l.MailIsDown = rapid.Bool().Draw(t, "mail is down")
	for range rapid.IntRange(1, 3).Draw(t, "tickets") {
		l.ask(t)
	}
}

// do does a change by anybody. A refusal is a fault, never an error of ours.
func (l *desk) do(t *rapid.T, f func(ctx context.Context, tx *pg.Tx) error) bool {
	err := l.Try(f)
	if err != nil {
		require.NotEmpty(t, fault.Of(err), "not a refusal: %v", err)
	}
	return err == nil
}

func (l *desk) ask(t *rapid.T) {
	by := rapid.SampledFrom([]people.Person{l.Hanna, l.Goran, l.Mette, l.Piotr, l.Eleni}).Draw(t, "customer")
	q := ticket.Question{Key: cast.Key(), Name: by.Name, Address: by.Address, Subject: "No internet", Body: "Please help.", Locale: by.Locale}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		id, err := ticket.Ask(ctx, tx, people.Actor{}, l.Limits, q)
		if err == nil {
			l.tickets = append(l.tickets, id)
		}
		return err
	})
}

func (l *desk) wait(t *rapid.T) {
	now := l.Now()
	var next *time.Time
	err := l.DB.QueryRow(context.Background(), `select min(due_at) from promises where open`).Scan(&next)
	require.NoError(t, err)
	switch how := rapid.IntRange(0, 3).Draw(t, "until"); {
	case how == 1 && next != nil && next.After(now):
		now = *next
	case how == 2 && next != nil && next.After(now):
		now = next.Add(time.Microsecond)
	case how == 3:
		now = now.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "hours")) * time.Hour)
	default:
		now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
	}
	l.Stop(now)
}

// sweep lets the worker do its work; then nothing is past its time.
func (l *desk) sweep(t *rapid.T) {
	l.Sweep()
	lag, err := ticket.Lag(context.Background(), l.DB)
	require.NoError(t, err)
	require.Zero(t, lag, "after a sweep nothing is past its time")
	l.look(t)
}

func (l *desk) look(t *rapid.T) {
	broken, err := ticket.Check(context.Background(), l.DB)
	require.NoError(t, err)
	require.Empty(t, broken)
}

func (l *desk) anyActor(t *rapid.T) people.Actor {
	staff := []people.Actor{l.Maja.Acting(), l.Maja.Acting(), l.Jonas.Acting(), l.Ingrid.Acting(), l.Karin.Acting(), l.Oskar.Acting(), l.Hanna.Acting()}
	return rapid.SampledFrom(staff).Draw(t, "actor")
}

func (l *desk) anyOwner(t *rapid.T) promise.Owner {
	return rapid.SampledFrom([]promise.Owner{{}, {Person: int64(l.Oskar.ID)}, {Team: int64(l.Second)}, {Person: int64(l.Hanna.ID)}, {Person: 999}}).Draw(t, "owner")
}

func (l *desk) anyCommitment(t *rapid.T) ticket.Commitment {
	due := l.Now().Add(time.Duration(rapid.IntRange(-1, 200).Draw(t, "due in hours")) * time.Hour)
	return ticket.Commitment{Words: "we ring you", Due: due, Owner: l.anyOwner(t)}
}

// anyPromise is a promise of the ticket, or one that it does not have.
func (l *desk) anyPromise(t *rapid.T, w ticket.Whole) promise.ID {
	if n := rapid.IntRange(0, len(w.Promises)).Draw(t, "promise"); n < len(w.Promises) {
		return w.Promises[n].ID
	}
	return 999_999
}

func (l *desk) act(t *rapid.T) {
	id := rapid.SampledFrom(l.tickets).Draw(t, "ticket")
	switch rapid.SampledFrom([]string{"wait", "wait", "wait", "sweep", "ask", "staff", "staff", "staff", "staff", "customer", "customer"}).Draw(t, "what") {
	case "wait":
		l.wait(t)
	case "sweep":
		l.sweep(t)
	case "ask":
		if len(l.tickets) < 5 {
			l.ask(t)
		}
	case "customer":
		l.customer(t, id)
	case "staff":
		l.staff(t, id)
	}
}

func (l *desk) customer(t *rapid.T, id ticket.ID) {
	by := l.Holder(id)
	if rapid.IntRange(0, 9).Draw(t, "a stranger") == 0 {
		by = l.Holder(l.tickets[0])
	}
	letter := ticket.Letter{Key: cast.Key(), Body: "Still nothing."}
	var on ticket.ID
	l.do(t, func(ctx context.Context, tx *pg.Tx) (err error) {
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0:
			return ticket.Confirm(ctx, tx, by, id)
		case 1:
			letter.NotYet, letter.Body = true, ""
		case 2:
			return ticket.Tell(ctx, tx, by, id, []promise.ID{1, 2, 3, 4, 5, 6})
		}
		on, err = ticket.Write(ctx, tx, by, l.Limits, id, letter)
		return err
	})
	if on > l.tickets[len(l.tickets)-1] {
		l.tickets = append(l.tickets, on)
	}
}

func (l *desk) staff(t *rapid.T, id ticket.ID) {
	by, w := l.anyActor(t), l.Whole(id)
	switch rapid.SampledFrom([]string{"reply", "reply", "reply", "note", "promise", "move", "withdraw", "solve", "reopen", "take", "assign", "team", "priority"}).Draw(t, "verb") {
	case "reply":
		l.reply(t, by, w)
	case "note":
		l.do(t, func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Note(ctx, tx, by, l.Limits, id, ticket.Draft{Key: cast.Key(), Body: "The line is old."})
			return err
		})
	case "promise":
		c := l.anyCommitment(t)
		l.do(t, func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Promise(ctx, tx, by, l.Limits, id, c)
			return err
		})
	case "move":
		p, m := l.anyPromise(t, w), ticket.Moving{Due: l.anyCommitment(t).Due, Reason: "The van broke down."}
		l.do(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.Move(ctx, tx, by, l.Limits, id, p, m) })
	case "withdraw":
		p := l.anyPromise(t, w)
		l.do(t, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Withdraw(ctx, tx, by, l.Limits, id, p, ticket.Withdrawal{Words: "We cannot do that.", Seen: w.LastMessage()})
		})
	case "solve":
		l.do(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.Solve(ctx, tx, by, id) })
	case "reopen":
		l.do(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.Reopen(ctx, tx, by, id) })
	case "take":
		l.do(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.Take(ctx, tx, by, id) })
	case "assign":
		h := ticket.Handing{Was: w.AssigneeID, Along: []promise.ID{l.anyPromise(t, w)}}
		if to := rapid.SampledFrom([]people.ID{0, l.Maja.ID, l.Jonas.ID, l.Oskar.ID, l.Hanna.ID}).Draw(t, "to"); to != 0 {
			h.To = &to
		}
		l.do(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.Assign(ctx, tx, by, id, h) })
	case "team":
		team := rapid.SampledFrom([]people.TeamID{l.Team, l.Second, 99}).Draw(t, "team")
		l.do(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.SetTeam(ctx, tx, by, id, team) })
	case "priority":
		to := rapid.SampledFrom([]sla.Priority{sla.Low, sla.Normal, sla.High, sla.Urgent, "none"}).Draw(t, "priority")
		l.do(t, func(ctx context.Context, tx *pg.Tx) error { return ticket.SetPriority(ctx, tx, by, id, to) })
	}
}

func (l *desk) reply(t *rapid.T, by people.Actor, w ticket.Whole) {
	d := ticket.Draft{Key: cast.Key(), Body: "We are on it.", Seen: w.LastMessage(), Then: rapid.SampledFrom([]promise.Status{"", "", promise.Solved, promise.Awaiting, promise.OnHold}).Draw(t, "then")}
	if rapid.Bool().Draw(t, "keeps") {
		d.Keeps = []promise.ID{l.anyPromise(t, w)}
	}
	if rapid.IntRange(0, 3).Draw(t, "withdraws") == 0 {
		d.Withdraws = []promise.ID{l.anyPromise(t, w)}
	}
	if rapid.Bool().Draw(t, "promises") {
		c := l.anyCommitment(t)
		d.Promise = &c
	}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, by, l.Limits, w.ID, d)
		return err
	})
}
