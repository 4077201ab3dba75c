package notify_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

func TestQueue_tells_everybody_once_and_never_who_did_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	first := int64(s.Latest(id, promise.FirstReply).ID)
	broken := notify.Notice{Kind: notify.Broken, Ticket: int64(id), Promise: &first}

	tell(s, broken, s.Maja, s.Ingrid, s.Hanna)
	tell(s, broken, s.Maja, s.Ingrid)
	tell(s, notify.Notice{Kind: notify.Assigned, Ticket: int64(id), Actor: &s.Ingrid.ID}, s.Maja, s.Ingrid)
	tell(s, notify.Notice{Kind: notify.ApologiesHeld}, s.Ingrid)
	tell(s, notify.Notice{Kind: notify.ApologiesHeld})

	require.Equal(t, 2, unread(s, s.Maja))
	require.Equal(t, 2, unread(s, s.Ingrid))
	require.Zero(t, unread(s, s.Hanna), "a customer is told by mail, not here")
	mine := list(s, s.Maja)
	require.Equal(t, notify.Assigned, mine[0].Kind, "the newest first")
	require.Equal(t, s.Ingrid.Name, mine[0].Actor)
	require.Equal(t, notify.Broken, mine[1].Kind)
	require.Equal(t, s.Ticket(id).Number, *mine[1].Number)
	require.Equal(t, "No internet", mine[1].Subject)
	require.Equal(t, promise.FirstReply, *mine[1].PromiseKind)
	require.Equal(t, s.Latest(id, promise.FirstReply).Due, mine[1].Due.UTC())
	require.Nil(t, list(s, s.Ingrid)[0].Number, "held apologies are no ticket's")
}

func TestList_turns_pages_by_number(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	for range 3 {
		tell(s, notify.Notice{Kind: notify.Undelivered, Ticket: int64(id)}, s.Maja)
	}
	all := list(s, s.Maja)
	page, err := notify.List(t.Context(), s.DB, s.Maja.Acting(), all[0].ID, 1)
	require.NoError(t, err)
	require.Equal(t, all[1:2], page)
	_, err = notify.List(t.Context(), s.DB, s.Hanna.Acting(), 0, 1)
	require.Equal(t, fault.NotFound(), err)
}

func TestRead_is_ones_own(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	one, other := s.Asks(s.Hanna, "No internet"), s.Asks(s.Mette, "No sound")
	tell(s, notify.Notice{Kind: notify.Undelivered, Ticket: int64(one)}, s.Maja, s.Jonas)
	tell(s, notify.Notice{Kind: notify.Assigned, Ticket: int64(other)}, s.Maja)
	tell(s, notify.Notice{Kind: notify.Assigned, Ticket: int64(other)}, s.Maja)

	s.Do(func(ctx context.Context, tx *pg.Tx) error { return notify.Read(ctx, tx, s.Maja.Acting(), int64(other)) })
	require.Equal(t, 1, unread(s, s.Maja))

	theirs := list(s, s.Jonas)[0].ID
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := notify.Open(ctx, tx, s.Maja.Acting(), theirs)
		return err
	})
	require.Equal(t, fault.NotFound(), err)

	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		number, err := notify.Open(ctx, tx, s.Jonas.Acting(), theirs)
		require.Equal(t, s.Ticket(one).Number, number)
		return err
	})
	require.Zero(t, unread(s, s.Jonas))
	require.Equal(t, 1, unread(s, s.Maja), "read by one is not read by all")

	shown := list(s, s.Maja)[0].ID
	tell(s, notify.Notice{Kind: notify.Undelivered, Ticket: int64(other)}, s.Maja)
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return notify.ReadAll(ctx, tx, s.Maja.Acting(), shown) })
	require.Equal(t, 1, unread(s, s.Maja), "what came after the page was shown stays")
}
