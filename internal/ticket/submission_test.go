package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// TestReply_that_is_sent_again_with_another_deed_is_not_said_to_be_sent: only the very same form is the same reply.
func TestReply_that_is_sent_again_with_another_deed_is_not_said_to_be_sent(t *testing.T) {
	t.Parallel()
	for name, undo := range map[string]time.Duration{"while it waits": time.Minute, "when it has left": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := cast.New(t)
			s.At("Mon 9 Nov 10:00")
			id, other := s.Asks(s.Hanna, "No internet"), s.Asks(s.Piotr, "No telephone")
			d := s.Draft(id, "We found it.", cast.Undoable(undo))
			send := func(id ticket.ID, d ticket.Draft) error {
				return s.Try(func(ctx context.Context, tx *pg.Tx) error {
					_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, id, d)
					return err
				})
			}
			require.NoError(t, send(id, d))
			require.NoError(t, send(id, d), "sent twice is sent once")
			solving, promising := d, d
			solving.Then = promise.Solved
			s.Promising("we ring you", "Tue 10 Nov 16:00")(&promising)
			for _, wrong := range []error{send(id, solving), send(id, promising), send(other, d)} {
				require.Equal(t, "fault.sent_otherwise", fault.Of(wrong)[0].Key)
			}
		})
	}
}

func TestWrite_on_another_ticket_is_not_said_to_be_sent(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id, other := s.Asks(s.Hanna, "No internet"), s.Asks(s.Piotr, "No telephone")
	letter := ticket.Letter{Key: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Body: "Still nothing."}
	write := func(id ticket.ID) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Write(ctx, tx, s.Holder(id), s.Limits, id, letter)
			return err
		})
	}
	require.NoError(t, write(id))
	require.NoError(t, write(id), "sent twice is sent once")
	require.Equal(t, "fault.sent_otherwise", fault.Of(write(other))[0].Key)
	require.Len(t, s.Whole(other).Messages, 1)
}
