package ticket_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// History 25: the reply was refused by the mail server, which says so like a delivery report.
func TestHistory_25_It_came_back_undelivered(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.At("Mon 9 Nov 11:00")
	s.Replies(s.Maja, id, "Please restart the router.")
	require.Equal(t, promise.Kept, s.Latest(id, promise.FirstReply).State)

	s.At("Mon 9 Nov 11:05")
	comesBack(s, id)

	first := s.All(id, promise.FirstReply)
	require.Len(t, first, 2)
	require.Equal(t, promise.Kept, first[0].State, "a terminal promise does not change")
	require.False(t, first[0].Failed.IsZero(), "but it does not count as kept")
	s.Pending(id, "first_reply Mon 9 Nov 13:05", "resolution Mon 16 Nov 10:00")
	s.Status(id, promise.Open)
	require.NotNil(t, unanswered(s, id), "the question waits for an answer again")
	require.Len(t, s.Events(id, event.ReplyUndelivered), 1)
	s.Notices(id, s.Maja, "undelivered first_reply Mon 9 Nov 11:05")
	s.Notices(id, s.Jonas)
}

func TestUndelivered_what_it_delivered_is_owed_again(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Until("Mon 9 Nov 13:30")
	s.LateSince(id, "Mon 9 Nov 13:00")
	s.Replies(s.Maja, id, "Please restart the router.")
	s.NotLate(id)

	s.At("Mon 9 Nov 13:40")
	comesBack(s, id)

	s.LateSince(id, "Mon 9 Nov 13:00")
	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 13:00, owed", "kept Mon 9 Nov 15:00", "pending Mon 9 Nov 15:40")
	s.At("Mon 9 Nov 14:00")
	s.Replies(s.Maja, id, "Please restart the router, I said.")
	s.NotLate(id)
	require.Len(t, s.Events(id, event.PromiseDelivered), 2)
	require.Len(t, s.Events(id, event.PromiseOwedAgain), 1)
	comesBack(s, id) // and the doctor finds nothing
	require.Len(t, s.Events(id, event.PromiseOwedAgain), 2)
}

func TestUndelivered_says_sorry_for_what_its_words_were_to_say(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Until("Mon 9 Nov 13:05")
	s.Replies(s.Maja, id, "Please restart the router.")
	s.Apologies(id, "dropped")
	s.At("Mon 9 Nov 13:10")
	comesBack(s, id)
	s.Apologies(id, "dropped", "waiting Mon 9 Nov 13:15")
	s.Until("Mon 9 Nov 13:20")
	s.Apologies(id, "dropped", "sent Mon 9 Nov 13:15 for Mon 9 Nov 13:00")
}

func TestUndelivered_of_two_reply_promises_the_one_due_first_stands(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.At("Mon 9 Nov 09:30")
	s.Replies(s.Maja, id, "Please restart the router.")
	s.At("Mon 9 Nov 09:40")
	s.Writes(id, "Hello?")
	s.Pending(id, "next_reply Mon 9 Nov 13:40", "resolution Fri 13 Nov 17:00")

	s.At("Mon 9 Nov 09:45")
	comesBack(s, id)

	s.Pending(id, "first_reply Mon 9 Nov 11:45", "resolution Fri 13 Nov 17:00")
}

func TestUndelivered_a_solved_ticket_is_open_again_and_a_closed_one_stays_closed(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	solved, closed := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "No telephone")
	s.At("Mon 9 Nov 10:00")
	s.Replies(s.Maja, solved, "It works.", cast.Solving())
	s.Replies(s.Maja, closed, "It works.", cast.Solving())
	s.Confirms(closed)

	s.At("Mon 9 Nov 10:05")
	comesBack(s, solved)
	comesBack(s, closed)

	s.Status(solved, promise.Open)
	s.Status(closed, promise.Closed)
	s.NotLate(closed)
}

// comesBack lets the mail server have refused the newest answer on a ticket.
func comesBack(s *cast.Stage, id ticket.ID) {
	s.T.Helper()
	require.NoError(s.T, s.DB.Do(context.Background(), func(ctx context.Context, tx *pg.Tx) error {
		var m ticket.MessageID
		if err := tx.QueryRow(ctx, `select max(id) from messages where ticket_id = $1 and by_staff`, id).Scan(&m); err != nil {
			return err
		}
		return ticket.Undelivered(ctx, tx, people.System, id, m, "550 no such mailbox")
	}))
	violations, err := ticket.Check(context.Background(), s.DB)
	require.NoError(s.T, err)
	require.Empty(s.T, violations)
}

func unanswered(s *cast.Stage, id ticket.ID) any {
	s.T.Helper()
	var since *string
	require.NoError(s.T, s.DB.QueryRow(context.Background(), `select unanswered_since::text from tickets where id = $1`, id).Scan(&since))
	if since == nil {
		return nil
	}
	return *since
}
