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

// TestCall_that_is_sent_again_with_something_else_in_it_is_not_said_to_be_written_down: a corrected time, or another callback, is not the
// same form.
func TestCall_that_is_sent_again_with_something_else_in_it_is_not_said_to_be_written_down(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	first, second := s.AgreesCall(s.Maja, id, "Mon 9 Nov 10:00"), s.AgreesCall(s.Maja, id, "Mon 9 Nov 11:00")
	early, late := s.Window(promise.Visit, "Tue 10 Nov 10:00", time.Hour), s.Window(promise.Visit, "Tue 10 Nov 14:00", time.Hour)
	log := func(g ticket.CallLog) error {
		g.Key, g.Outcome, g.Words = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", promise.Reached, "She is glad."
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.LogCall(ctx, tx, s.Maja.Acting(), s.Limits, id, g)
		})
	}
	sent := ticket.CallLog{Keeps: []promise.ID{first}, Next: &early}
	require.NoError(t, log(sent))
	require.NoError(t, log(sent), "sent twice is sent once")
	for _, other := range []ticket.CallLog{{Keeps: []promise.ID{first}, Next: &late}, {Keeps: []promise.ID{second}, Next: &early}, {Keeps: []promise.ID{first}}} {
		wrong := log(other)
		require.Error(t, wrong)
		require.Equal(t, "fault.sent_otherwise", fault.Of(wrong)[0].Key)
	}
	s.Ledger(id, promise.Visit, "pending Tue 10 Nov 11:00")
	s.Ledger(id, promise.Callback, "kept Mon 9 Nov 10:30", "pending Mon 9 Nov 11:30")
}

func TestTakeCall_that_is_sent_again_with_another_promise_is_not_said_to_be_filed(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	early, late := s.Window(promise.Visit, "Tue 10 Nov 10:00", time.Hour), s.Window(promise.Visit, "Tue 10 Nov 14:00", time.Hour)
	words := ticket.Commitment{Words: "News of the router", Due: s.Time("Tue 10 Nov 16:00")}
	key := cast.Key()
	take := func(k ticket.Caller) (filed ticket.Ticket, err error) {
		k.Key, k.Name, k.Address, k.Locale, k.Subject, k.Words = key, "Astrid Holm", "astrid@holm.example", "da", "The lamp is red", "Since noon."
		err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
			filed, err = ticket.TakeCall(ctx, tx, s.Maja.Acting(), s.Limits, k)
			return err
		})
		return filed, err
	}
	sent := ticket.Caller{Agreed: &early, Phone: "+45 70 10 20 30"}
	filed, err := take(sent)
	require.NoError(t, err)
	again, err := take(sent)
	require.NoError(t, err, "sent twice is sent once")
	require.Equal(t, filed.ID, again.ID)
	for _, other := range []ticket.Caller{
		{Agreed: &late, Phone: "+45 70 10 20 30"},
		{Agreed: &early, Phone: "+45 70 10 20 31"},
		{Agreed: &early, Promise: &words, Phone: "+45 70 10 20 30"},
	} {
		_, wrong := take(other)
		require.Error(t, wrong)
		require.Equal(t, "fault.sent_otherwise", fault.Of(wrong)[0].Key)
	}
	s.Ledger(filed.ID, promise.Visit, "pending Tue 10 Nov 11:00")
}

func TestLogOwnCall_of_another_callback_by_the_same_page_is_not_said_to_be_written_down(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	agrees := func(at string) promise.ID {
		call := s.Window(promise.Callback, at, 30*time.Minute)
		call.Owner = promise.Owner{Person: int64(s.Oskar.ID)}
		return s.Agrees(s.Maja, id, call)
	}
	first, second := agrees("Mon 9 Nov 10:00"), agrees("Mon 9 Nov 11:00")
	key := cast.Key()
	log := func(p promise.ID) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.LogOwnCall(ctx, tx, s.Oskar.Acting(), s.Limits, id, p, ticket.Rung{Key: key, Outcome: promise.Reached, Words: "We come at ten."})
		})
	}
	require.NoError(t, log(first))
	require.NoError(t, log(first), "sent twice is sent once")
	wrong := log(second)
	require.Error(t, wrong)
	require.Equal(t, "fault.sent_otherwise", fault.Of(wrong)[0].Key)
	s.Ledger(id, promise.Callback, "kept Mon 9 Nov 10:30", "pending Mon 9 Nov 11:30")
}
