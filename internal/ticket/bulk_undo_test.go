package ticket_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestBulk_is_set_back_to_what_the_tickets_waited_for(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	for _, was := range []promise.Status{promise.Awaiting, promise.OnHold} {
		for _, verb := range []ticket.BulkVerb{ticket.BulkSolve, ticket.BulkWait, ticket.BulkHold} {
			ids, numbers := many(s, 1)
			s.Replies(s.Maja, ids[0], "Please send us a photo.")
			s.Waits(s.Maja, ids[0], was, "a photo of the lamps")
			act, _ := doesAll(s, s.Maja, ticket.Bulk{Verb: verb, Numbers: numbers, Key: cast.Key()})
			if act.Done == 0 {
				require.Equal(t, 1, act.Same, "%s over %s", verb, was)
				continue
			}
			act, rows := undoesAll(s, s.Maja, act.ID)
			require.Equal(t, 1, act.Back, "%v", rows)
			s.Status(ids[0], was)
			require.Equal(t, "a photo of the lamps", s.Ticket(ids[0]).WaitingFor, "%s over %s", verb, was)
		}
	}
	sound(t, s)
}

func TestBulk_that_let_solved_tickets_wait_is_set_back_to_solved_and_mails_nobody(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	for _, verb := range []ticket.BulkVerb{ticket.BulkWait, ticket.BulkHold} {
		ids, numbers := many(s, 1)
		s.Replies(s.Maja, ids[0], "The line is up again.")
		s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Solve(ctx, tx, s.Maja.Acting(), ids[0]) })
		s.At("Mon 9 Nov 09:30")
		mails := len(s.Mails(ids[0]))
		act, _ := doesAll(s, s.Maja, ticket.Bulk{Verb: verb, Numbers: numbers, Key: cast.Key()})
		require.Equal(t, 1, act.Done)
		act, rows := undoesAll(s, s.Maja, act.ID)
		require.Equal(t, 1, act.Back, "%v", rows)
		s.Status(ids[0], promise.Solved)
		s.Latest(ids[0], promise.Confirmation)
		require.Len(t, s.Mails(ids[0]), mails)
	}
	sound(t, s)
}
