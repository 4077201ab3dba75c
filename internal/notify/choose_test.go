package notify_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

func choose(s *cast.Stage, p people.Person, all ...notify.Choice) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return notify.Choose(ctx, tx, p.Acting(), all) })
}

func TestQueue_never_tells_anybody_of_their_own_act(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	for _, k := range notify.Kinds() {
		tell(s, notify.Notice{Kind: k, Ticket: int64(id), Actor: &s.Maja.ID}, s.Maja, s.Ingrid)
	}
	require.Empty(t, list(s, s.Maja))
	require.Len(t, list(s, s.Ingrid), len(notify.Kinds()))
}

func TestQueue_tells_in_the_ways_that_somebody_has_chosen(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	choose(s, s.Maja, notify.Choice{Kind: notify.Assigned}, notify.Choice{Kind: notify.Warned, Ways: notify.Ways{Mail: true}},
		notify.Choice{Kind: notify.CameUp, Ways: notify.Ways{Browser: true}})
	for _, k := range []notify.Kind{notify.Assigned, notify.Warned, notify.CameUp} {
		tell(s, notify.Notice{Kind: k, Ticket: int64(id)}, s.Maja)
	}
	require.Empty(t, list(s, s.Maja), "none stands in the app")
	require.Zero(t, unread(s, s.Maja))
	require.Equal(t, 1, mailed(s, "Mon 9 Nov 10:02"))
	only := digest(s, letters(s, s.Maja)[0])
	require.Len(t, only, 1)
	require.Equal(t, notify.Warned, only[0].Kind)
	shown, err := notify.Fresh(t.Context(), s.DB, s.Maja.Acting(), 0)
	require.NoError(t, err)
	require.Len(t, shown, 1)
	require.Equal(t, notify.CameUp, shown[0].Kind)
	shown, err = notify.Fresh(t.Context(), s.DB, s.Maja.Acting(), shown[0].ID)
	require.NoError(t, err)
	require.Empty(t, shown, "each once")
	_, err = notify.Fresh(t.Context(), s.DB, s.Hanna.Acting(), 0)
	require.Equal(t, fault.NotFound(), err)
}

func TestChoose_cannot_shut_out_what_is_late_and_stops_waiting_mail(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	tell(s, notify.Notice{Kind: notify.Broken, Ticket: int64(id)}, s.Maja)
	choose(s, s.Maja, notify.Choice{Kind: notify.Broken})
	require.Equal(t, "never", next(s), "the mail that waited")
	tell(s, notify.Notice{Kind: notify.Broken, Ticket: int64(id)}, s.Maja)
	require.Equal(t, 2, unread(s, s.Maja), "in the app all the same")
	chosen := func() notify.Ways {
		all, err := notify.Choices(t.Context(), s.DB, s.Maja.Acting())
		require.NoError(t, err)
		for _, c := range all {
			if c.Kind == notify.Broken {
				return c.Ways
			}
		}
		return notify.Ways{}
	}
	require.Equal(t, notify.Ways{App: true}, chosen())
	choose(s, s.Maja, notify.Choice{Kind: notify.Warned, Ways: notify.Ways{Mail: true}})
	require.Equal(t, notify.Ways{App: true}, chosen(), "what is not named stays as it is")
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return notify.ChooseNothing(ctx, tx, s.Maja.Acting()) })
	require.Equal(t, notify.Broken.Suggested(), chosen())
}
