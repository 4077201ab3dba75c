package ticket_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// meets lets two changes meet in every order of their statements, or in some of them where there are many and it is not to
// last (make soak). Neither may end with an error of the database's, nor need
// to be tried again: what one of them is told is a fault, in words for a person. Every invariant holds in the end.
func meets(t *testing.T, story func(t *testing.T, s *cast.Stage) pgtest.Meeting) {
	t.Helper()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	orders := pgtest.Orders{Most: 32}
	if os.Getenv("KEPT_SOAK") != "" {
		orders = pgtest.Orders{IsWhole: true}
	}
	n, isAll := pgtest.InEveryOrder(t, s.DB, orders, func() pgtest.Meeting {
		m := story(t, s)
		tries := [2]int{}
		once := func(i int, work pgtest.Work) pgtest.Work {
			return func(ctx context.Context, tx *pg.Tx) error {
				tries[i]++
				return work(ctx, tx)
			}
		}
		look := m.Ended
		m.First, m.Second = once(0, m.First), once(1, m.Second)
		m.Ended = func(order string, first, second error) {
			require.Equal(t, [2]int{1, 1}, tries, "%s: nobody is tried again", order)
			for _, err := range []error{first, second} {
				if err != nil {
					require.NotEmpty(t, fault.Of(err), "%s: %v", order, err)
				}
			}
			look(order, first, second)
		}
		return m
	})
	sound(t, s) // each order had a ticket of its own, which stands as it was left
	require.Greater(t, n, 6)
	t.Logf("%d orders, which are all: %t", n, isAll)
}

// lost is which of two was refused, and how; exactly one is.
func lost(t *testing.T, order string, errs ...error) (which int, why *fault.Error) {
	t.Helper()
	require.True(t, (errs[0] == nil) != (errs[1] == nil), "%s: one wins and the other is told: %v", order, errs)
	if errs[1] != nil {
		which = 1
	}
	return which, fault.Of(errs[which])[0]
}

func takes(by people.Person, id ticket.ID) pgtest.Work {
	return func(ctx context.Context, tx *pg.Tx) error { return ticket.Take(ctx, tx, by.Acting(), id) }
}

func TestTake_and_take_in_every_order(t *testing.T) {
	t.Parallel()
	meets(t, func(t *testing.T, s *cast.Stage) pgtest.Meeting {
		id := s.Asks(s.Hanna, "No internet")
		both := []people.Person{s.Maja, s.Jonas}
		return pgtest.Meeting{First: takes(s.Maja, id), Second: takes(s.Jonas, id), Ended: func(order string, first, second error) {
			loser, why := lost(t, order, first, second)
			winner := both[1-loser]
			require.Equal(t, winner.ID, owner(s, id), order)
			require.Equal(t, []any{"fault.taken", winner.Name}, []any{why.Key, why.Name}, "%s: told who has it", order)
			require.Len(t, s.Events(id, event.TicketAssigned), 1, order)
			for _, p := range s.Whole(id).Book().Pending() {
				require.Equal(t, int64(winner.ID), p.Owner.Person, order)
			}
		}}
	})
}

func TestReply_and_reply_in_every_order(t *testing.T) {
	t.Parallel()
	meets(t, func(t *testing.T, s *cast.Stage) pgtest.Meeting {
		id := s.Asks(s.Hanna, "No internet")
		both := []people.Person{s.Maja, s.Jonas}
		drafts := []ticket.Draft{s.Draft(id, "It is the router."), s.Draft(id, "It is the cable.")}
		answers := func(i int) pgtest.Work {
			return func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Reply(ctx, tx, both[i].Acting(), s.Limits, id, drafts[i])
				return err
			}
		}
		mails := len(s.Mails(id))
		return pgtest.Meeting{First: answers(0), Second: answers(1), Ended: func(order string, first, second error) {
			loser, why := lost(t, order, first, second)
			winner := 1 - loser
			require.Equal(t, "fault.moved_on", why.Key, order)
			require.Equal(t, both[winner].ID, owner(s, id), order)
			said := s.Whole(id).Messages
			require.Len(t, said, 2, order)
			require.Equal(t, drafts[winner].Body, said[1].Body, order)
			s.Ledger(id, promise.FirstReply, "kept Mon 9 Nov 13:00")
			require.Len(t, s.Mails(id), mails+1, order)
		}}
	})
}

func TestReply_sent_twice_in_every_order(t *testing.T) {
	t.Parallel()
	meets(t, func(t *testing.T, s *cast.Stage) pgtest.Meeting {
		id := s.Asks(s.Hanna, "No internet")
		draft := s.Draft(id, "It is the router.")
		var sent [2]ticket.MessageID
		answers := func(i int) pgtest.Work {
			return func(ctx context.Context, tx *pg.Tx) error {
				got, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, id, draft)
				sent[i] = got.Message
				return err
			}
		}
		return pgtest.Meeting{First: answers(0), Second: answers(1), Ended: func(order string, first, second error) {
			require.NoError(t, first, order)
			require.NoError(t, second, order)
			require.Equal(t, sent[0], sent[1], "%s: both are told of the one message", order)
			require.Len(t, s.Whole(id).Messages, 2, order)
		}}
	})
}

func TestAssign_and_deactivate_in_every_order(t *testing.T) {
	t.Parallel()
	meets(t, func(t *testing.T, s *cast.Stage) pgtest.Meeting {
		id, had := s.Asks(s.Hanna, "No internet"), s.Asks(s.Goran, "No light")
		leaver := s.Hires(people.Agent, "Agent "+cast.Key())
		s.Do(func(ctx context.Context, tx *pg.Tx) error { return people.Join(ctx, tx, s.Team, leaver.ID) })
		s.Takes(leaver, had)
		give := func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Assign(ctx, tx, s.Ingrid.Acting(), id, ticket.Handing{To: &leaver.ID})
		}
		leave := func(ctx context.Context, tx *pg.Tx) error {
			return ticket.OwnerLeft(ctx, tx, s.Karin.Acting(), leaver.ID)
		}
		return pgtest.Meeting{First: give, Second: leave, Ended: func(order string, given, left error) {
			require.NoError(t, left, order)
			if given != nil {
				require.Equal(t, "fault.owner", fault.Of(given)[0].Key, "%s: the giver is told", order)
			} else {
				require.Len(t, s.Events(id, event.TicketAssigned), 1, order)
			}
			for _, x := range []ticket.ID{id, had} {
				require.Zero(t, owner(s, x), "%s: nothing is left with who works here no more", order)
				for _, p := range s.Whole(x).Book().Pending() {
					require.Equal(t, int64(s.Team), p.Owner.Team, "%s: promises neither", order)
				}
			}
			p, err := people.Get(t.Context(), s.DB, leaver.ID)
			require.NoError(t, err)
			require.False(t, p.IsActive, order)
		}}
	})
}

// answered is a ticket that Maja has answered, and a letter that its customer writes then.
func answered(s *cast.Stage, with ...cast.With) (ticket.ID, pgtest.Work) {
	s.T.Helper()
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "It is the router.", with...)
	by := s.Holder(id)
	return id, func(ctx context.Context, tx *pg.Tx) error {
		on, err := ticket.Write(ctx, tx, by, s.Limits, id, ticket.Letter{Key: cast.Key(), Body: "It is gone again."})
		if err == nil && on != id {
			panic("the letter went elsewhere")
		}
		return err
	}
}

// isHeard requires that a customer's last letter is there, and that they have been promised an answer.
func isHeard(t *testing.T, s *cast.Stage, id ticket.ID, order string) {
	t.Helper()
	said := s.Whole(id).Messages
	require.Len(t, said, 3, order)
	require.Equal(t, "It is gone again.", said[2].Body, order)
	require.Equal(t, promise.Open, s.Whole(id).Book().Status, order)
	require.NotEmpty(t, s.Whole(id).Book().Pending(), order)
	require.NotNil(t, s.Latest(id, promise.NextReply), order)
	require.Equal(t, promise.Pending, s.Latest(id, promise.NextReply).State, order)
}

func TestSolve_and_a_customers_letter_in_every_order(t *testing.T) {
	t.Parallel()
	meets(t, func(t *testing.T, s *cast.Stage) pgtest.Meeting {
		id, write := answered(s)
		solve := func(ctx context.Context, tx *pg.Tx) error { return ticket.Solve(ctx, tx, s.Maja.Acting(), id) }
		return pgtest.Meeting{First: solve, Second: write, Ended: func(order string, solved, wrote error) {
			require.NoError(t, wrote, order)
			if solved != nil {
				require.Equal(t, "fault.unanswered", fault.Of(solved)[0].Key, "%s: whoever solves is told", order)
			}
			isHeard(t, s, id, order)
		}}
	})
}

func TestClose_by_time_and_a_customers_letter_in_every_order(t *testing.T) {
	t.Parallel()
	meets(t, func(t *testing.T, s *cast.Stage) pgtest.Meeting {
		id, write := answered(s, cast.Solving())
		var at time.Time
		require.NoError(t, s.DB.QueryRow(t.Context(), `select min(breaks_at) from promises where ticket_id = $1 and open`, id).Scan(&at))
		s.Stop(at.Add(time.Microsecond))
		closes := func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Pass(ctx, tx, people.System, id)
			return err
		}
		return pgtest.Meeting{First: closes, Second: write, Ended: func(order string, closed, wrote error) {
			require.NoError(t, closed, order)
			require.NoError(t, wrote, order)
			isHeard(t, s, id, order)
		}}
	})
}

func TestConfirm_and_a_customers_letter_in_every_order(t *testing.T) {
	t.Parallel()
	meets(t, func(t *testing.T, s *cast.Stage) pgtest.Meeting {
		id, write := answered(s, cast.Solving())
		by := s.Holder(id)
		confirm := func(ctx context.Context, tx *pg.Tx) error { return ticket.Confirm(ctx, tx, by, id) }
		return pgtest.Meeting{First: confirm, Second: write, Ended: func(order string, confirmed, wrote error) {
			require.NoError(t, confirmed, order)
			require.NoError(t, wrote, order)
			require.Len(t, s.Whole(id).Messages, 3, order)
			require.Len(t, s.Events(id, event.CustomerConfirmed), 1, order)
			require.Len(t, s.Events(id, event.CustomerWrote), 1, order)
			// Both are the customer's own word: the later one stands.
			if all := s.Events(id, event.CustomerConfirmed, event.CustomerWrote); all[1].Kind == event.CustomerWrote {
				isHeard(t, s, id, order)
			} else {
				s.Closed(id, promise.Confirmed)
			}
		}}
	})
}

func TestBulk_and_take_in_every_order(t *testing.T) {
	t.Parallel()
	meets(t, func(t *testing.T, s *cast.Stage) pgtest.Meeting {
		id := s.Asks(s.Hanna, "No internet")
		act := begins(s, s.Maja, ticket.Bulk{Verb: ticket.BulkTake, Numbers: []int64{s.Ticket(id).Number}})
		bulk := func(ctx context.Context, tx *pg.Tx) error {
			step, err := ticket.StepBulk(ctx, tx, people.System, act)
			if err == nil {
				err = step.Broke
			}
			return err
		}
		return pgtest.Meeting{First: bulk, Second: takes(s.Jonas, id), Ended: func(order string, stepped, took error) {
			require.NoError(t, stepped, order)
			steps(s, act, 0)
			found, rows := looks(s, s.Maja, act)
			require.NotNil(t, found.FinishedAt, order)
			if took == nil {
				require.Equal(t, s.Jonas.ID, owner(s, id), order)
				require.Equal(t, []string{"refused", "fault.taken", s.Jonas.Name}, []string{*rows[0].Outcome, rows[0].Why, rows[0].Who}, order)
			} else {
				require.Equal(t, s.Maja.ID, owner(s, id), order)
				require.Equal(t, []any{"fault.taken", s.Maja.Name}, []any{fault.Of(took)[0].Key, fault.Of(took)[0].Name}, order)
				require.Equal(t, "done", *rows[0].Outcome, order)
			}
			require.Len(t, s.Events(id, event.TicketAssigned), 1, order)
		}}
	})
}
