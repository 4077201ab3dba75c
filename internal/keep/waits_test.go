package keep_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/keep"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// TestStep_erases_nobody_whose_words_wait_for_somebody_to_look lets somebody of long ago write again while so many write that it is
// kept back: it is neither removed unread, nor does its writer become nobody.
func TestStep_erases_nobody_whose_words_wait_for_somebody_to_look(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	closed(s, "Mon 9 Nov 09:00")
	n := 30
	kept(s, map[keep.Kind]*int{keep.Customers: &n, keep.Texts: &n})
	later(s, 40)
	step(s, keep.Texts, 50)
	gone := due(s, keep.Customers)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Ask(ctx, tx, people.Actor{}, s.Limits, ticket.Question{
			Key: cast.Key(), Name: s.Hanna.Name, Address: "HANNA" + s.Hanna.Address[5:], Subject: "Offline again", Body: "Please look.", Locale: "da", Doubt: ticket.TooMany,
		})
		return err
	})
	require.Equal(t, gone-1, due(s, keep.Customers))
	step(s, keep.Customers, 50)
	require.NotContains(t, erased(s), s.Hanna.ID)
	waits, err := ticket.Suspended(s.T.Context(), s.DB, s.Ingrid.Acting(), 0, 10)
	require.NoError(t, err)
	require.Len(t, waits, 1)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Discard(ctx, tx, s.Ingrid.Acting(), waits[0].ID)
	})
	step(s, keep.Customers, 50)
	require.Contains(t, erased(s), s.Hanna.ID)
	holds(s)
}

// TestStep_erases_nobody_into_whom_a_writer_was_joined puts what somebody wrote, and then their card, two joins away from who stays.
func TestStep_erases_nobody_into_whom_a_writer_was_joined(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	ticketOf := closed(s, "Mon 9 Nov 09:00")
	n := 30
	kept(s, map[keep.Kind]*int{keep.Customers: &n, keep.Texts: &n})
	later(s, 40)
	step(s, keep.Texts, 50)
	exec := func(q string, args ...any) {
		_, err := s.DB.Pool().Exec(t.Context(), q, args...)
		require.NoError(t, err)
	}
	gone := due(s, keep.Customers)
	const leave = `update people set address = null, is_active = false, joined_into_id = $2 where id = $1`
	exec(leave, s.Goran.ID, s.Piotr.ID)
	exec(leave, s.Piotr.ID, s.Hanna.ID)
	require.Equal(t, gone-2, due(s, keep.Customers), "two have become her")
	exec(`update messages set author_id = $1, body = 'Still mine.', redacted_at = null where ticket_id = $2 and not by_staff`, s.Goran.ID, ticketOf)
	require.Equal(t, gone-3, due(s, keep.Customers), "something is left that can be read")
	step(s, keep.Customers, 50)
	require.NotContains(t, erased(s), s.Hanna.ID)
	exec(`update messages set body = '', redacted_at = kept_now() where author_id = $1`, s.Goran.ID)
	step(s, keep.Customers, 50)
	require.Contains(t, erased(s), s.Hanna.ID)
}
