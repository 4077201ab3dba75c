package ticket_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// followedUp is a silent customer's ticket of which the n-th message is on its way, for a worker has taken its mail; and another ticket of
// theirs.
func followedUp(s *cast.Stage, n int) (id, other ticket.ID, mail outbox.Mail) {
	s.T.Helper()
	s.At("Mon 9 Nov 09:00")
	id = s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "Is the lamp still red?", cast.AwaitingCustomer("an answer"))
	other = s.Asks(s.Hanna, "And no telephone")
	for i := range n {
		mail = writesNow(s, id)
		if i < n-1 {
			leaves(s, mail)
		}
	}
	return id, other, mail
}

// writesNow lets Maja send the next message before its time, and a worker take it.
func writesNow(s *cast.Stage, id ticket.ID) (m outbox.Mail) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SendFollowUp(ctx, tx, s.Maja.Acting(), id, s.Latest(id, promise.FollowUp).ID)
	})
	var mail outbox.ID
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), `select id from outbox where kind = 'follow_up' and state = 'queued'`).Scan(&mail))
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		var mine bool
		m, mine, err = outbox.Claim(ctx, tx, mail, "nordby.example", 0)
		require.True(s.T, mine)
		return err
	})
	return m
}

// leaves lets the server take a mail that a worker has.
func leaves(s *cast.Stage, m outbox.Mail) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := ticket.MailLeft(ctx, tx, people.System, m); err != nil {
			return err
		}
		return outbox.Took(ctx, tx, m.ID)
	})
}

// written are the messages that wait to be written.
func written(s *cast.Stage, id ticket.ID) (all []int) {
	s.T.Helper()
	for _, p := range s.All(id, promise.FollowUp) {
		if p.State == promise.Pending {
			all = append(all, p.Step)
		}
	}
	return all
}

func TestMerge_a_message_that_left_meanwhile_is_not_written_again_after_the_undo(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, other, mail := followedUp(s, 1)
	require.NoError(t, merges(s, s.Maja, id, other, false))
	leaves(s, mail)
	require.NoError(t, unmerges(s, s.Maja, id))
	s.Status(id, promise.Awaiting)
	require.Equal(t, []int{2}, written(s, id))
	sound(t, s)
	s.Until("Tue 24 Nov 12:00")
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.FollowUp, outbox.FollowUp, outbox.FollowUp)
	s.Status(id, promise.Solved)
	sound(t, s)
}

func TestMerge_a_message_that_leaves_after_the_undo_is_not_written_again(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, other, mail := followedUp(s, 1)
	require.NoError(t, merges(s, s.Maja, id, other, false))
	require.NoError(t, unmerges(s, s.Maja, id))
	require.Equal(t, []int{1}, written(s, id), "nobody knows yet whether it leaves")
	leaves(s, mail)
	require.Equal(t, []int{2}, written(s, id))
	s.Until("Tue 24 Nov 12:00")
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.FollowUp, outbox.FollowUp, outbox.FollowUp)
	sound(t, s)
}

func TestMerge_the_third_message_that_left_meanwhile_solves_after_the_undo(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		s := cast.New(t)
		id, other, mail := followedUp(s, 3)
		require.NoError(t, merges(s, s.Maja, id, other, false))
		if !after {
			leaves(s, mail)
		}
		require.NoError(t, unmerges(s, s.Maja, id))
		if after {
			leaves(s, mail)
		}
		s.Status(id, promise.Solved)
		require.Empty(t, written(s, id))
		require.Equal(t, promise.Pending, s.Latest(id, promise.Confirmation).State)
		require.Equal(t, promise.Lapsed, s.Latest(id, promise.Resolution).State, "silence keeps no resolution")
		s.Replies(s.Maja, other, "That is another cable.", cast.Solving())
		sound(t, s)
		s.Until("Mon 30 Nov 12:00")
		s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.FollowUp, outbox.FollowUp, outbox.FollowUp)
		s.Closed(id, promise.Silent)
		sound(t, s)
	}
}

func TestFollowUp_that_leaves_when_its_turn_is_over_is_none_of_the_next_turns(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id, _, mail := followedUp(s, 1)
	s.At("Mon 9 Nov 10:00")
	s.Writes(id, "It is.")
	s.Replies(s.Maja, id, "And the green one?", cast.AwaitingCustomer("an answer"))
	leaves(s, mail)
	require.Equal(t, []int{1}, written(s, id))
	sound(t, s)
}
