package ticket_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// begins begins an act over many tickets.
func begins(s *cast.Stage, by people.Person, b ticket.Bulk) (id ticket.BulkID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, _, err = ticket.BeginBulk(ctx, tx, by.Acting(), s.Limits, b)
		return err
	})
	return id
}

// steps gives n tickets of an act their turn, all of them where n is 0.
func steps(s *cast.Stage, id ticket.BulkID, n int) {
	s.T.Helper()
	for i := 0; n == 0 || i < n; i++ {
		var step ticket.Step
		s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
			step, err = ticket.StepBulk(ctx, tx, people.System, id)
			return err
		})
		require.NoError(s.T, step.Broke)
		if !step.More {
			return
		}
	}
}

// doesAll begins an act, does all of it and says what came of it.
func doesAll(s *cast.Stage, by people.Person, b ticket.Bulk) (ticket.BulkAct, []ticket.BulkRow) {
	s.T.Helper()
	id := begins(s, by, b)
	steps(s, id, 0)
	return looks(s, by, id)
}

func looks(s *cast.Stage, by people.Person, id ticket.BulkID) (ticket.BulkAct, []ticket.BulkRow) {
	s.T.Helper()
	act, rows, err := ticket.GetBulk(s.T.Context(), s.DB, by.Acting(), id, 0)
	require.NoError(s.T, err)
	return act, rows
}

func undoesAll(s *cast.Stage, by people.Person, id ticket.BulkID) (ticket.BulkAct, []ticket.BulkRow) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.UndoBulk(ctx, tx, by.Acting(), id)
		return err
	})
	steps(s, id, 0)
	return looks(s, by, id)
}

// many lets a customer ask n times.
func many(s *cast.Stage, n int) (ids []ticket.ID, numbers []int64) {
	s.T.Helper()
	for i := range n {
		id := s.Asks(s.Hanna, fmt.Sprintf("Question %d", i))
		ids, numbers = append(ids, id), append(numbers, s.Ticket(id).Number)
	}
	return ids, numbers
}

func TestBulk_over_fifty_of_which_one_is_foreign_says_so_for_that_one_and_changes_only_what_is_allowed(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	bills := s.Private("Bills", s.Jonas)
	ids, numbers := many(s, 50)
	s.Goes(ids[20], bills)
	foreign, unknown := s.Ticket(ids[20]), int64(987654)
	act, rows := doesAll(s, s.Maja, ticket.Bulk{Verb: ticket.BulkPriority, Target: string(sla.High), Numbers: append(numbers, unknown, -1, 0, numbers[3])})
	require.Equal(t, 51, act.Total, "each once, and what can be no number of a ticket not at all")
	require.Equal(t, [4]int{49, 0, 0, 2}, [4]int{act.Done, act.Same, act.Refused, act.Missing})
	require.False(t, act.IsUnderWay())
	require.Equal(t, []int64{foreign.Number, unknown}, []int64{rows[0].Number, rows[1].Number}, "what was not done stands first")
	for _, r := range rows[:2] {
		r.Place, r.Number = 0, 0
		missing := ticket.BulkMissing
		require.Equal(t, ticket.BulkRow{Outcome: &missing, Why: "fault.not_found"}, r, "a foreign one and one that is not there are told alike")
	}
	require.Equal(t, foreign, s.Ticket(ids[20]))
	for i, id := range ids {
		if i != 20 {
			require.Equal(t, sla.High, s.Ticket(id).Priority)
			require.Len(t, s.Events(id, event.PriorityChanged), 1)
		}
	}
	_, _, err := ticket.GetBulk(t.Context(), s.DB, s.Jonas.Acting(), act.ID, 0)
	require.True(t, fault.Is(err, fault.KindNotFound), "it is its actor's alone: %v", err)
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.UndoBulk(ctx, tx, s.Jonas.Acting(), act.ID)
		return err
	})
	require.True(t, fault.Is(err, fault.KindNotFound), "%v", err)
	sound(t, s)
}

func TestBulk_does_each_of_its_acts_by_the_ticket_s_own_verb_and_sets_all_of_it_back(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `insert into tags (name, colour) values ('router', 'plain')`)
		return err
	})
	team := strconv.FormatInt(int64(s.Private("Bills", s.Maja)), 10)
	for _, b := range []ticket.Bulk{
		{Verb: ticket.BulkTake},
		{Verb: ticket.BulkAssign, Target: strconv.FormatInt(int64(s.Jonas.ID), 10)},
		{Verb: ticket.BulkTeam, Target: team},
		{Verb: ticket.BulkPriority, Target: "urgent"},
		{Verb: ticket.BulkTag, Target: "router"},
		{Verb: ticket.BulkSolve, Words: "It works again everywhere."},
		{Verb: ticket.BulkWait, Words: "Is it better now?"},
		{Verb: ticket.BulkHold, Words: "The technician looks at it."},
		{Verb: ticket.BulkSpam},
	} {
		ids, numbers := many(s, 3)
		before := s.Ticket(ids[1])
		b.Numbers, b.Key = numbers, cast.Key()
		act, rows := doesAll(s, s.Maja, b)
		require.Equal(t, 3, act.Done, "%s %v", b.Verb, rows)
		s.Writes(ids[0], "One more thing.") // somebody did something since
		act, rows = undoesAll(s, s.Maja, act.ID)
		if b.Verb == ticket.BulkSpam { // what is written on spam only comes up with this
			require.Equal(t, 3, act.Back)
			require.Len(t, s.Whole(ids[0]).Messages, 2)
			continue
		}
		require.Equal(t, [2]int{2, 1}, [2]int{act.Back, act.Stayed}, "%s %v", b.Verb, rows)
		require.Equal(t, numbers[0], rows[0].Number)
		require.Equal(t, "bulk.fault.changed_since", rows[0].UndoneWhy)
		after := s.Ticket(ids[1])
		require.Equal(t, before.TeamID, after.TeamID)
		require.Equal(t, before.Priority, after.Priority)
		if b.Words == "" {
			require.Equal(t, before.AssigneeID, after.AssigneeID, b.Verb)
			require.Equal(t, before.Status, after.Status, b.Verb)
		} else {
			require.Equal(t, promise.Open, after.Status, "whoever has read the words has read them, and the ticket is open")
			require.Len(t, s.Whole(ids[1]).Messages, 2)
		}
		require.Empty(t, s.Whole(ids[1]).About.Tags)
	}
	var words int
	require.NoError(t, s.DB.Pool().QueryRow(t.Context(), `select count(*) from bulk_acts where words <> ''`).Scan(&words))
	require.Zero(t, words, "what was sent stands on the tickets and nowhere else")
	sound(t, s)
}

func TestBulk_with_words_sends_none_to_whoever_wrote_after_it_began(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	ids, numbers := many(s, 2)
	id := begins(s, s.Maja, ticket.Bulk{Verb: ticket.BulkSolve, Words: "It works again.", Numbers: numbers, Key: cast.Key()})
	s.Writes(ids[0], "It is worse now.")
	steps(s, id, 0)
	act, rows := looks(s, s.Maja, id)
	require.Equal(t, [2]int{1, 1}, [2]int{act.Done, act.Refused})
	require.Equal(t, "fault.moved_on", rows[0].Why)
	require.Len(t, s.Whole(ids[0]).Messages, 2)
	s.Status(ids[1], promise.Solved)
}

func TestBulk_and_take_in_either_order_have_one_winner_and_tell_the_other(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	for _, isBulkFirst := range []bool{true, false} {
		ids, numbers := many(s, 1)
		act := begins(s, s.Maja, ticket.Bulk{Verb: ticket.BulkTake, Numbers: numbers})
		take := func(ctx context.Context, tx *pg.Tx) error { return ticket.Take(ctx, tx, s.Jonas.Acting(), ids[0]) }
		step := func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.StepBulk(ctx, tx, people.System, act)
			return err
		}
		first, second := take, step
		if isBulkFirst {
			first, second = step, take
		}
		done := make(chan error, 1)
		errFirst := s.Try(func(ctx context.Context, tx *pg.Tx) error {
			if err := first(ctx, tx); err != nil {
				return err
			}
			go func() { done <- s.Try(second) }() // it stands at the lock until the first has committed
			return waitsForLock(ctx, tx)
		})
		require.NoError(t, errFirst)
		errSecond := <-done
		steps(s, act, 0)
		_, rows := looks(s, s.Maja, act)
		if isBulkFirst {
			require.Equal(t, s.Maja.ID, *s.Ticket(ids[0]).AssigneeID)
			require.Equal(t, ticket.BulkDone, *rows[0].Outcome)
			require.True(t, fault.Is(errSecond, fault.KindConflict), "%v", errSecond)
		} else {
			require.NoError(t, errSecond)
			require.Equal(t, s.Jonas.ID, *s.Ticket(ids[0]).AssigneeID)
			require.Equal(t, ticket.BulkRefused, *rows[0].Outcome)
			require.Equal(t, [2]string{"fault.taken", s.Jonas.Name}, [2]string{rows[0].Why, rows[0].Who}, "told who has it")
		}
		require.Len(t, s.Events(ids[0], event.TicketAssigned), 1)
	}
	sound(t, s)
}

// waitsForLock returns as soon as somebody waits for a lock that this change has.
func waitsForLock(ctx context.Context, tx *pg.Tx) error {
	const q = `select exists (select from pg_locks l where not l.granted and pg_backend_pid() = any(pg_blocking_pids(l.pid)))`
	for is := false; !is; {
		if err := tx.QueryRow(ctx, q).Scan(&is); err != nil {
			return err
		}
	}
	return nil
}

func TestBulk_past_two_hundred_is_a_job_that_is_killed_and_resumed_without_doing_a_ticket_twice(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	ids, _ := many(s, ticket.AtOnce+5)
	act := begins(s, s.Maja, ticket.Bulk{Verb: ticket.BulkPriority, Target: "high", All: &ticket.Filter{}})
	var jobs int
	require.NoError(t, s.DB.Pool().QueryRow(t.Context(), `select count(*) from river_job where kind = 'bulk'`).Scan(&jobs))
	require.Equal(t, 1, jobs)
	steps(s, act, 60)
	killed := fmt.Errorf("killed")
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error { // with a ticket in its hands
		_, err := ticket.StepBulk(ctx, tx, people.System, act)
		require.NoError(t, err)
		return killed
	})
	require.ErrorIs(t, err, killed)
	now, _ := looks(s, s.Maja, act)
	require.True(t, now.IsUnderWay())
	require.Equal(t, ticket.AtOnce+5-60, now.Left())
	s.At("Mon 9 Nov 09:05")
	left, err := ticket.LeftBehind(t.Context(), s.DB, people.System)
	require.NoError(t, err)
	require.Equal(t, []ticket.BulkID{act}, left)
	require.NoError(t, joined(together(3, func(int) error { // those who resume it get in each other's way as little
		for {
			var step ticket.Step
			if err := s.Try(func(ctx context.Context, tx *pg.Tx) (err error) {
				step, err = ticket.StepBulk(ctx, tx, people.System, act)
				return err
			}); err != nil || !step.More {
				return err
			}
		}
	})))
	steps(s, act, 0)
	now, _ = looks(s, s.Maja, act)
	require.False(t, now.IsUnderWay())
	require.Equal(t, ticket.AtOnce+5, now.Done)
	for _, id := range ids {
		require.Len(t, s.Events(id, event.PriorityChanged), 1)
	}
}

func joined(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestBulk_asks_for_the_actor_s_rights_at_each_ticket_again(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	ids, numbers := many(s, 3)
	act := begins(s, s.Maja, ticket.Bulk{Verb: ticket.BulkTake, Numbers: numbers})
	steps(s, act, 1)
	s.Goes(ids[1], s.Private("Bills", s.Jonas)) // out of sight
	steps(s, act, 1)
	s.Leaves(s.Maja)
	steps(s, act, 0)
	now, rows := looks(s, s.Maja, act)
	require.Equal(t, [2]int{1, 2}, [2]int{now.Done, now.Missing}, "%v", rows)
	require.Nil(t, s.Ticket(ids[2]).AssigneeID)
}

func TestBulk_refuses_what_can_be_done_to_no_ticket(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	_, numbers := many(s, 1)
	for want, b := range map[string]ticket.Bulk{
		"bulk.fault.verb":          {Verb: "erase", Numbers: numbers},
		"bulk.fault.none":          {Verb: ticket.BulkTake},
		"fault.owner":              {Verb: ticket.BulkAssign, Target: strconv.FormatInt(int64(s.Hanna.ID), 10), Numbers: numbers},
		"fault.team":               {Verb: ticket.BulkTeam, Target: "987654", Numbers: numbers},
		"fault.priority":           {Verb: ticket.BulkPriority, Target: "high; drop table", Numbers: numbers},
		"topics.fault.no_such_tag": {Verb: ticket.BulkTag, Target: "nothing", Numbers: numbers},
		"topics.fault.choose":      {Verb: ticket.BulkTopic, Target: "x", Numbers: numbers},
		"fault.not_text":           {Verb: ticket.BulkSolve, Words: "a\x00b", Numbers: numbers},
	} {
		err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, _, err := ticket.BeginBulk(ctx, tx, s.Maja.Acting(), s.Limits, b)
			return err
		})
		require.NotEmpty(t, fault.Of(err), "%s: %v", want, err)
		require.Equal(t, want, fault.Of(err)[0].Key)
	}
	for _, by := range []people.Actor{s.Hanna.Acting(), {}} {
		err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, _, err := ticket.BeginBulk(ctx, tx, by, s.Limits, ticket.Bulk{Verb: ticket.BulkTake, Numbers: numbers})
			return err
		})
		require.True(t, fault.Is(err, fault.KindNotFound), "%v", err)
	}
}

func TestBulk_is_forgotten_after_thirty_days(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	_, numbers := many(s, 1)
	act, _ := doesAll(s, s.Maja, ticket.Bulk{Verb: ticket.BulkTake, Numbers: numbers})
	for _, want := range []int64{0, 1} {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			n, err := ticket.ForgetBulk(ctx, tx, people.System)
			require.Equal(t, want, n)
			return err
		})
		s.Stop(s.Now().Add(ticket.BulkKept + time.Minute))
	}
	_, _, err := ticket.GetBulk(t.Context(), s.DB, s.Maja.Acting(), act.ID, 0)
	require.True(t, fault.Is(err, fault.KindNotFound), "%v", err)
}

// TestBulk_of_the_same_form_is_one_act sends a message to two customers by a form that is pressed twice.
func TestBulk_of_the_same_form_is_one_act(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	_, numbers := many(s, 2)
	form := ticket.Bulk{Verb: ticket.BulkSolve, Words: "It works again.", Numbers: numbers, Key: cast.Key()}
	once := begins(s, s.Maja, form)
	require.Equal(t, once, begins(s, s.Maja, form))
	require.NotEqual(t, once, begins(s, s.Jonas, form), "another's form is another act")
	form.Numbers = numbers[:1]
	require.NotEqual(t, once, begins(s, s.Maja, form), "the same page with another choice is another act")
	form.Key = ""
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, _, err := ticket.BeginBulk(ctx, tx, s.Maja.Acting(), s.Limits, form)
		return err
	})
	require.True(t, fault.Is(err, fault.KindInvalid), "words ask for a key")
}

// The answer of an act comes back: what it solved is open again by that, and setting it back finds nothing left to do.
func TestBulk_is_set_back_where_an_answer_that_came_back_has_done_so(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	ids, numbers := many(s, 2)
	act, _ := doesAll(s, s.Maja, ticket.Bulk{Verb: ticket.BulkSolve, Words: "It works again.", Numbers: numbers, Key: cast.Key()})
	comesBack(s, ids[0])
	s.Status(ids[0], promise.Open)
	act, rows := undoesAll(s, s.Maja, act.ID)
	require.Equal(t, [2]int{2, 0}, [2]int{act.Back, act.Stayed}, "%v", rows)
	s.Status(ids[0], promise.Open)
	s.Status(ids[1], promise.Open)
	sound(t, s)
}
