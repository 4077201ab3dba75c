package ticket_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// TestUnmerge_leaves_somebody_asked_who_had_been_asked: a merging lets them see what they had been asked to see; undoing it neither throws
// them out nor keeps that.
func TestUnmerge_leaves_somebody_asked_who_had_been_asked(t *testing.T) {
	t.Parallel()
	for name, letterLeft := range map[string]bool{"by a link that they have": true, "by a letter that had not left": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := cast.New(t)
			s.At("Mon 9 Nov 09:00")
			a, b := s.Asks(s.Goran, "Inget internet"), s.Asks(s.Hanna, "No internet")
			s.Do(func(ctx context.Context, tx *pg.Tx) error {
				return ticket.AddFollower(ctx, tx, s.Maja.Acting(), s.Limits, b, s.Goran.Address)
			})
			draw := func() (token string) {
				s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
					token, err = ticket.NewFollowLink(ctx, tx, b, s.Goran.ID)
					return err
				})
				return token
			}
			sees := func() (yes bool) {
				q := `select exists (select from visible_to_customer($1) v where v = $2)`
				require.NoError(t, s.DB.QueryRow(t.Context(), q, s.Goran.ID, b).Scan(&yes))
				return yes
			}
			var token string
			if letterLeft {
				token = draw()
			}
			require.False(t, sees())
			require.NoError(t, merges(s, s.Maja, a, b, true))
			require.True(t, sees())
			if letterLeft {
				_, err := ticket.OpenFollowing(t.Context(), s.DB, token)
				require.Error(t, err, "they see it already")
			}
			before := invitations(s, b)
			require.NoError(t, unmerges(s, s.Maja, a))
			require.False(t, sees(), "they have not said yes")
			if letterLeft {
				require.Equal(t, before, invitations(s, b), "they have a link")
			} else {
				require.Equal(t, before+1, invitations(s, b))
				token = draw()
			}
			s.Do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Follow(ctx, tx, s.Limits, token, "")
				return err
			})
			require.True(t, sees())
			sound(t, s)
		})
	}
}

// TestUnmerge_takes_sight_only_from_those_who_have_it_by_no_other_merging: two tickets of one customer were merged into a colleague's.
func TestUnmerge_takes_sight_only_from_those_who_have_it_by_no_other_merging(t *testing.T) {
	t.Parallel()
	for name, wasAsked := range map[string]bool{"who saw nothing before": false, "who had been asked": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := cast.New(t)
			s.At("Mon 9 Nov 09:00")
			first, second, into := s.Asks(s.Goran, "Inget internet"), s.Asks(s.Goran, "Lampan är röd"), s.Asks(s.Hanna, "No internet")
			if wasAsked {
				s.Do(func(ctx context.Context, tx *pg.Tx) error {
					return ticket.AddFollower(ctx, tx, s.Maja.Acting(), s.Limits, into, s.Goran.Address)
				})
			}
			sees := func() (yes bool) {
				q := `select exists (select from visible_to_customer($1) v where v = $2)`
				require.NoError(t, s.DB.QueryRow(t.Context(), q, s.Goran.ID, into).Scan(&yes))
				return yes
			}
			require.NoError(t, merges(s, s.Maja, first, into, true))
			require.NoError(t, merges(s, s.Maja, second, into, true))
			require.True(t, sees())
			require.NoError(t, unmerges(s, s.Maja, first))
			require.True(t, sees(), "the second is still part of it")
			require.NoError(t, unmerges(s, s.Maja, second))
			require.False(t, sees())
			sound(t, s)
		})
	}
}

// invitations is how many letters ask somebody to see a ticket.
func invitations(s *cast.Stage, id ticket.ID) (n int) {
	s.T.Helper()
	q := `select count(*) from outbox where ticket_id = $1 and kind = $2`
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), q, id, outbox.Colleague).Scan(&n))
	return n
}
