package ticket_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestExport_tells_when_and_where_somebody_comes_and_not_what_they_bring(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	visit := s.Window(promise.Visit, "Thu 12 Nov 10:00", 2*time.Hour)
	s.Agrees(s.Maja, id, visit)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		for how, words := range map[promise.Outcome]string{promise.Reached: "The lamp is red.", promise.NotReached: "The line is busy."} {
			if err := ticket.LogCall(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.CallLog{Key: cast.Key(), Outcome: how, Words: words}); err != nil {
				return err
			}
		}
		d, _, err := ticket.CollectOwn(ctx, tx, s.Hanna.Acting())
		require.NoError(s.T, err)
		one := d.Tickets[0]
		var found []ticket.DossierPromise
		for _, p := range one.Promises {
			if p.Kind == promise.Visit {
				found = append(found, p)
			}
		}
		require.Len(s.T, found, 1)
		require.True(s.T, found[0].Opens.Equal(visit.Opens))
		require.True(s.T, found[0].Due.Equal(visit.Closes))
		require.Equal(s.T, visit.Place, found[0].Place)
		all, err := json.Marshal(d)
		require.NoError(s.T, err)
		require.Contains(s.T, string(all), "The lamp is red.")
		require.NotContains(s.T, string(all), visit.Bring)
		require.NotContains(s.T, string(all), "The line is busy.")
		return nil
	})
}
