package ticket_test

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// enough is after how many steps the law is believed in an ordinary run; KEPT_SOAK says another number.
const enough = 5_000

// TestLaw_holds_whatever_anybody_does lets anybody do anything to a few tickets, at any time, with workers and mail that
// come and go, and asks the doctor after each step. A failure says the seed with which it comes again, and is made
// as short as it gets.
func TestLaw_holds_whatever_anybody_does(t *testing.T) {
	t.Parallel()
	want := enough
	if soak := os.Getenv("KEPT_SOAK"); soak != "" {
		var err error
		want, err = strconv.Atoi(soak)
		require.NoError(t, err, "KEPT_SOAK")
	}
	rules := sla.DefaultRules()
	rules.HoldPauses, rules.Apologies = true, promise.ApologiesDrafted
	stages := []*cast.Stage{cast.New(t), cast.NewUnder(t, rules, cast.Hours())}
	begun, steps, refused, desks, happened := time.Now(), 0, 0, 0, map[event.Kind]int{}
	for steps < want {
		rapid.Check(t, func(t *rapid.T) {
			desks++
			l := &desk{Stage: stages[oneOf(t, 1, "rules")], steps: &steps, refused: &refused}
			l.begin(t)
			for range rapid.IntRange(10, 60).Draw(t, "steps") {
				l.step(t)
				l.look(t)
			}
			l.sweep(t)
			l.count(t, happened)
		})
	}
	t.Logf("the law held after each of %d steps (%d were refused) on %d desks, in %v: %v", steps, refused, desks, time.Since(begun).Round(time.Millisecond), happened)
	for _, k := range []event.Kind{ // what comes about more seldom stands in the log
		event.PromiseWarned, event.PromiseBroken, event.HandedUp, event.HandUpClosed, event.Apologised, event.PromisePosted, event.PromisePaused,
		event.PromiseResumed, event.TicketSolved, event.TicketClosed, event.TicketReopened, event.Merged, event.Unmerged,
	} {
		require.NotZero(t, happened[k], "%s never happened", k)
	}
}

// desk is a desk on which anything may happen.
type desk struct {
	*cast.Stage
	tickets        []ticket.ID
	steps, refused *int
	workersAreDown bool
	mail           string // how the mail server is: up, down, gone or strange
	left           map[people.ID]bool
}

// begin clears the desk of what an earlier try left.
func (l *desk) begin(t *rapid.T) {
	const q = `
		truncate tickets, promises, messages, attachments, submissions, waiting_replies, ticket_links, events, outbox, escalations, apologies,
			questions, question_turns, notices, river_job restart identity cascade;
		update people set is_active = true`
	_, err := l.DB.Pool().Exec(context.Background(), q)
	require.NoError(t, err)
	l.Stop(l.Time("Mon 19 Oct 08:30"))
	l.left, l.mail = map[people.ID]bool{}, "up"
	for range rapid.IntRange(1, 3).Draw(t, "tickets") {
		l.ask(t)
	}
}

// step does one thing, by anybody.
func (l *desk) step(t *rapid.T) {
	*l.steps++
	id := rapid.SampledFrom(l.tickets).Draw(t, "ticket")
	switch what := oneOf(t, 19, "what"); {
	case what < 4:
		l.wait(t)
	case what == 4 && oneOf(t, 2, "workers") == 0:
		l.workersAreDown = !l.workersAreDown
	case what == 5 && oneOf(t, 1, "mail") == 0:
		l.mail = rapid.SampledFrom([]string{"up", "up", "down", "gone", "strange"}).Draw(t, "the mail server is")
	case what == 7:
		l.ask(t)
	case what < 11:
		l.customer(t, id)
	case what == 11:
		l.post(t, id)
	case what == 12:
		l.question(t, id)
	case what == 13 && oneOf(t, 4, "somebody leaves") == 0:
		l.leaves(t)
	default:
		l.staff(t, id)
	}
	if !l.workersAreDown {
		l.work(t)
	}
}

// count adds up what has happened on the desk.
func (l *desk) count(t *rapid.T, happened map[event.Kind]int) {
	rows, err := l.DB.Query(context.Background(), `select kind, count(*)::int from events group by kind`)
	require.NoError(t, err)
	var kind event.Kind
	var n int
	_, err = pgx.ForEachRow(rows, []any{&kind, &n}, func() error {
		happened[kind] += n
		return nil
	})
	require.NoError(t, err)
}

// do does a change by anybody. A refusal is a fault, never an error of ours.
func (l *desk) do(t *rapid.T, f func(ctx context.Context, tx *pg.Tx) error) bool {
	err := l.Try(f)
	if err != nil {
		require.NotEmpty(t, fault.Of(err), "not a refusal: %v", err)
		*l.refused++
	}
	return err == nil
}

func (l *desk) must(t *rapid.T, f func(ctx context.Context, tx *pg.Tx) error) {
	require.NoError(t, l.Try(f))
}

func (l *desk) ask(t *rapid.T) {
	if len(l.tickets) == 5 {
		return
	}
	by := anyOne(t, "customer", []people.Person{l.Hanna, l.Goran, l.Mette, l.Piotr, l.Eleni})
	q := ticket.Question{Key: cast.Key(), Name: by.Name, Address: by.Address, Subject: "No internet", Body: "Please help.", Locale: by.Locale}
	l.do(t, func(ctx context.Context, tx *pg.Tx) error {
		id, err := ticket.Ask(ctx, tx, people.Actor{}, l.Limits, q)
		if err == nil {
			l.tickets = append(l.tickets, id)
		}
		return err
	})
}

// look asks the doctor.
func (l *desk) look(t *rapid.T) {
	broken, err := ticket.Check(context.Background(), l.DB)
	require.NoError(t, err)
	require.Empty(t, broken)
}

func (l *desk) anyActor(t *rapid.T) people.Actor {
	staff := []people.Person{l.Maja, l.Maja, l.Jonas, l.Ingrid, l.Karin, l.Oskar, l.Hanna}
	by := anyOne(t, "actor", staff)
	if l.left[by.ID] {
		by = l.Maja
	}
	return by.Acting()
}

func (l *desk) anySupervisor(t *rapid.T) people.Actor {
	return anyOne(t, "supervisor", []people.Person{l.Ingrid, l.Ingrid, l.Karin, l.Maja}).Acting()
}

func (l *desk) anyOwner(t *rapid.T) promise.Owner {
	return rapid.SampledFrom([]promise.Owner{{}, {Person: int64(l.Oskar.ID)}, {Team: int64(l.Second)}, {Person: int64(l.Hanna.ID)}, {Person: 999}}).Draw(t, "owner")
}

func (l *desk) anyCommitment(t *rapid.T) ticket.Commitment {
	due := l.Now().Add(time.Duration(rapid.IntRange(-1, 200).Draw(t, "due in hours")) * time.Hour)
	return ticket.Commitment{Words: "we ring you", Due: due, Owner: l.anyOwner(t)}
}

// anyPromise is a promise of the ticket, mostly one that runs, or one that it does not have.
func (l *desk) anyPromise(t *rapid.T, w ticket.Whole) promise.ID {
	all := w.Promises
	if pending := w.Book().Pending(); len(pending) > 0 && oneOf(t, 2, "runs") > 0 {
		all = pending
	}
	if n := rapid.IntRange(0, len(all)).Draw(t, "promise"); n < len(all) {
		return all[n].ID
	}
	return 999_999
}

// anyOne draws somebody by their place, which a failure tells in a digit.
func anyOne(t *rapid.T, who string, of []people.Person) people.Person {
	return of[oneOf(t, len(of)-1, who)]
}

// oneOf draws a choice from 0 to most. Numbers that are drawn are mostly small ones; scattered, every choice has its turn.
func oneOf(t *rapid.T, most int, what string) int {
	drawn := rapid.Uint32().Draw(t, what)
	scattered := (uint64(drawn) + 1) * 0x9e3779b97f4a7c15
	return int((scattered >> 33) % uint64(most+1))
}
