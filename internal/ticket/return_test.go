package ticket_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func TestReturnUntouched_goes_on_behind_what_lies_by_hours_that_seldom_come(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	slow, _ := many(s, ticket.DealtTogether)
	other := s.Asks(s.Goran, "No internet")
	for _, id := range append(slow, other) {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Assign(ctx, tx, s.Ingrid.Acting(), id, ticket.Handing{To: &s.Maja.ID})
		})
	}
	spoil(s, `with c as (insert into calendar_versions (calendar_id, version, zone, created_at)
			select calendar_id, 0, zone, created_at from calendar_versions order by id limit 1 returning id),
		h as (insert into calendar_hours (calendar_version_id, weekday, from_minute, to_minute) select id, 0, 540, 600 from c)
		insert into policy_versions (policy_id, version, calendar_version_id, recovery_minutes, quiet_days, confirmation_days, reopen_days, created_at)
		select policy_id, 0, c.id, recovery_minutes, quiet_days, confirmation_days, reopen_days, created_at from policy_versions, c order by policy_versions.id limit 1`)
	spoil(s, `update tickets set policy_version_id = (select max(id) from policy_versions) where id = any($1)`, slow)
	team := dealing(s, people.Dealing{Deals: people.ByHand, ReturnHours: 2})
	s.At("Mon 9 Nov 12:00")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		n, err := ticket.ReturnUntouched(ctx, tx, people.System, team)
		require.Equal(t, 1, n)
		return err
	})
	require.Zero(t, owner(s, other))
	require.Equal(t, s.Maja.ID, owner(s, slow[0]))
}
