package ticket_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestRemindAnew_is_an_admins(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	for _, by := range []people.Actor{s.Maja.Acting(), s.Ingrid.Acting(), s.Oskar.Acting(), s.Hanna.Acting()} {
		err := s.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error { return ticket.RemindAnew(ctx, tx, by) })
		require.Error(t, err)
		require.False(t, fault.Is(err, fault.KindInvalid))
	}
}

// TestReminder_of_what_is_agreed_while_the_setting_changes_goes_by_the_new_one lets both happen at once, in either order: whatever is agreed
// under the old setting is found by who changes it.
func TestReminder_of_what_is_agreed_while_the_setting_changes_goes_by_the_new_one(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	var ids []ticket.ID
	for range 12 {
		id := s.Asks(s.Hanna, "No internet")
		s.Replies(s.Maja, id, "We call.")
		ids = append(ids, id)
	}
	var all sync.WaitGroup
	for i, id := range ids {
		all.Go(func() {
			a := s.Window(promise.Callback, "Fri 13 Nov 10:00", time.Hour)
			a.Opens, a.Closes = a.Opens.Add(time.Duration(i)*time.Hour), a.Closes.Add(time.Duration(i)*time.Hour)
			err := s.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Appoint(ctx, tx, s.Maja.Acting(), s.Limits, id, a)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		if i == len(ids)/2 {
			all.Go(func() {
				err := s.DB.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
					if err := tx.ReadClock(ctx); err != nil {
						return err
					}
					if _, err := tx.Exec(ctx, `update desk set remind_hours = 10`); err != nil {
						return err
					}
					return ticket.RemindAnew(ctx, tx, s.Karin.Acting())
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	for _, id := range ids {
		p := s.Latest(id, promise.Callback)
		require.Equal(t, p.Opens.Add(-10*time.Hour), p.RemindAt)
	}
}
