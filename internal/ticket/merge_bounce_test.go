package ticket_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// Rule 8, its last clause: the answer that came back was given on a ticket that is part of another one by now.
func TestUndelivered_on_a_merged_ticket_makes_its_promise_on_the_one_that_stays(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	a := s.Asks(s.Hanna, "No internet")
	s.At("Mon 9 Nov 11:00")
	s.Replies(s.Maja, a, "Please restart the router.")
	b := s.Asks(s.Hanna, "And no telephone")
	s.Replies(s.Maja, b, "That too.")
	s.At("Mon 9 Nov 11:02")
	require.NoError(t, merges(s, s.Maja, a, b, false))
	require.Len(t, s.Whole(b).Messages, 2, "what was answered stayed")

	s.At("Mon 9 Nov 11:05")
	comesBack(s, a)

	s.Closed(a, promise.Merged)
	require.False(t, s.All(a, promise.FirstReply)[0].Failed.IsZero(), "it does not count as kept")
	require.Nil(t, unanswered(s, a))
	require.NotNil(t, unanswered(s, b), "the question waits for an answer where it can be answered")
	require.Len(t, s.Whole(b).Messages, 3)
	s.Pending(b, "first_reply Mon 9 Nov 13:05", "resolution Mon 16 Nov 10:00")
	require.Equal(t, "merge.fault.too_late", key(t, unmerges(s, s.Maja, a)), "what it kept has ended otherwise")
	require.False(t, s.Whole(a).Merged.Into.CanUndo)
	sound(t, s)

	s.At("Mon 9 Nov 11:30")
	s.Replies(s.Maja, b, "Please restart the router, we said.")
	s.NotLate(b)
	sound(t, s)
}

func TestUndelivered_what_an_answer_of_a_merged_ticket_delivered_is_owed_on_the_one_that_stays(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	a := s.Asks(s.Hanna, "No internet")
	s.Until("Mon 9 Nov 13:30")
	s.Replies(s.Maja, a, "Please restart the router.")
	b := s.Asks(s.Hanna, "And no telephone")
	c := s.Asks(s.Hanna, "And no television")
	require.NoError(t, merges(s, s.Maja, a, b, false))
	require.NoError(t, merges(s, s.Maja, b, c, false))
	s.NotLate(c)

	s.At("Mon 9 Nov 13:40")
	comesBack(s, a)

	s.NotLate(a)
	s.NotLate(b)
	s.LateSince(c, "Mon 9 Nov 13:00")
	for _, gone := range []ticket.ID{a, b} {
		require.NotEmpty(t, key(t, unmerges(s, s.Maja, gone)))
	}
	s.At("Mon 9 Nov 14:00")
	s.Replies(s.Maja, c, "Please restart the router, we said.")
	s.NotLate(c)
	sound(t, s)
}

// A row of the queue, the rail of the day and the loads say what is owed where it is to be made good.
func TestMerge_the_lists_tell_what_is_owed_on_the_ticket_that_stays(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	a := s.Asks(s.Hanna, "No internet")
	s.Until("Mon 9 Nov 13:30")
	b := s.Asks(s.Hanna, "Still no internet")
	require.NoError(t, merges(s, s.Maja, a, b, false))

	late, err := ticket.Late(t.Context(), s.DB, s.Maja.Acting(), ticket.Filter{}, 10)
	require.NoError(t, err)
	require.Len(t, late, 1)
	require.Equal(t, b, late[0].ID)
	require.Equal(t, s.Time("Mon 9 Nov 13:00"), *late[0].OwedSince)
	require.NotNil(t, late[0].Promise())
	require.NotZero(t, late[0].Promise().Recovers, "what stands next makes good what is owed")

	owed := func() int {
		day, err := ticket.Day(t.Context(), s.DB, s.Maja.Acting(), s.Time("Mon 9 Nov 00:00"), s.Time("Tue 10 Nov 00:00"))
		require.NoError(t, err)
		n := 0
		for _, p := range day {
			if p.Owed {
				n++
			}
		}
		return n
	}
	require.Equal(t, 1, owed(), "the rail has it once")

	own, _, err := ticket.OwnList(t.Context(), s.DB, s.Hanna.Acting(), ticket.OwnFilter{}, nil)
	require.NoError(t, err)
	require.Len(t, own, 2)
	for _, row := range own {
		require.Equal(t, row.ID == b, row.Late != nil, "the customer's list too says it of the one that stays alone")
	}
	s.Replies(s.Maja, b, "We are on it.")
	require.Zero(t, owed())
}

// TestCheck_knows_what_merging_alone_may_do takes by hand what merging may do where nothing was merged, and what it may not do at all.
func TestCheck_knows_what_merging_alone_may_do(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, sql string }{
		{"what is superseded has a successor on the same ticket", `update events set became = '1' where kind = 'ticket.merged'`},
		{"what a merged ticket left unanswered or owes is on the one that stays", `update promises set carried_to_id = (select max(id) from tickets) where carried_to_id is not null`},
		{"what a merged ticket left unanswered or owes is on the one that stays", `update promises set carried_to_id = (select max(id) from tickets) where id = (select min(id) from promises where ticket_id = (select max(id) from tickets) and state = 'pending')`},
		{"a ticket begins with its customer's message", `update messages set author_id = (select id from people where role = 'admin' limit 1), by_staff = true where came_from_id is not null`},
		{"an apology names times that the customer knew, and that were not kept", `
			with a as (insert into apologies (ticket_id, state, leave_at, made_at, ended_at) select max(id), 'dropped', max(opened_at), max(opened_at), max(opened_at) from tickets returning id)
			update promises set apology_id = a.id from a where state = 'broken'`},
		{"a notice is about a promise and a question of its ticket", `update notices set ticket_id = (select max(id) from tickets) where promise_id in (select id from promises where carried_to_id is not null)`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			s := cast.New(t)
			s.At("Mon 9 Nov 09:00")
			a := s.Asks(s.Hanna, "No internet")
			s.Until("Mon 9 Nov 13:30")
			b := s.Asks(s.Hanna, "Still no internet")
			s.Asks(s.Goran, "Nothing to do with it")
			require.NoError(t, merges(s, s.Maja, a, b, false))
			sound(t, s)

			tag, err := s.DB.Pool().Exec(t.Context(), c.sql)
			require.NoError(t, err)
			require.NotZero(t, tag.RowsAffected())

			found, err := ticket.Check(t.Context(), s.DB)
			require.NoError(t, err)
			var rules []string
			for _, v := range found {
				rules = append(rules, v.Rule)
			}
			require.Contains(t, rules, c.rule)
		})
	}
}
