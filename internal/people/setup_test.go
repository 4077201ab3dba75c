package people_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func founding() people.Founding {
	return people.Founding{
		Desk: people.Desk{Name: " Nordby  Fiber ", Phone: "+46 40 123", Locale: i18n.SV, Zone: "Europe/Stockholm"},
		Name: "Karin Ek", Address: "karin@nordby.example", Password: longEnough,
	}
}

var sizes = people.Sizes{Name: 200, Address: 254, Line: 200}

func invite(t *testing.T, db *pg.DB) (people.Token, error) {
	t.Helper()
	var token people.Token
	err := do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		token, err = people.Invite(ctx, tx, people.System)
		return err
	})
	return token, err
}

func found(t *testing.T, db *pg.DB, token people.Token, f people.Founding) (id people.ID, err error) {
	t.Helper()
	err = do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = people.Found(ctx, tx, token, f, "Första linjen", "$argon2id$…")
		return err
	})
	return id, err
}

func TestFound_makes_the_desk_its_team_and_its_admin_once(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	isFresh, err := people.NeedsFounding(t.Context(), db)
	require.NoError(t, err)
	require.True(t, isFresh)
	first, err := invite(t, db)
	require.NoError(t, err)
	second, err := invite(t, db)
	require.NoError(t, err)
	require.NoError(t, people.Invited(t.Context(), db, first), "an older link goes on working")

	id, err := found(t, db, second, founding())
	require.NoError(t, err)
	admin, err := people.Get(t.Context(), db, id)
	require.NoError(t, err)
	require.Equal(t, people.Admin, admin.Role)
	require.Equal(t, i18n.SV, admin.Locale)
	desk, err := people.TheDesk(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, "Nordby Fiber", desk.Name)
	teams, err := people.Teams(t.Context(), db)
	require.NoError(t, err)
	require.Len(t, teams, 1)
	require.Equal(t, "Första linjen", teams[0].Name)

	for _, used := range []people.Token{first, second, "forged", ""} {
		require.True(t, fault.Is(people.Invited(t.Context(), db, used), fault.KindGone))
		_, err := found(t, db, used, founding())
		require.True(t, fault.Is(err, fault.KindGone))
	}
	_, err = invite(t, db)
	require.True(t, fault.Is(err, fault.KindConflict), "no new link once somebody works here")
}

func TestFound_by_two_at_once_makes_one_desk(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	one, err := invite(t, db)
	require.NoError(t, err)
	two, err := invite(t, db)
	require.NoError(t, err)
	results := make([]error, 4)
	var g errgroup.Group
	for i, token := range []people.Token{one, two, one, two} {
		g.Go(func() error {
			_, results[i] = found(t, db, token, founding())
			return nil
		})
	}
	require.NoError(t, g.Wait())
	made := 0
	for _, err := range results {
		if err == nil {
			made++
			continue
		}
		require.True(t, fault.Is(err, fault.KindGone), "%v", err)
	}
	require.Equal(t, 1, made)
}

func TestInvite_works_for_seven_days_and_for_the_program_only(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	token, err := invite(t, db)
	require.NoError(t, err)
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update invitations set created_at = clock_timestamp() - interval '7 days 1 second'`)
		return err
	}))
	require.True(t, fault.Is(people.Invited(t.Context(), db, token), fault.KindGone))
	err = do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.Invite(ctx, tx, people.Person{ID: 1, Role: people.Admin}.Acting())
		return err
	})
	require.True(t, fault.Is(err, fault.KindNotFound))
}

func TestFounding_says_everything_that_is_wrong_at_once(t *testing.T) {
	t.Parallel()
	require.NoError(t, founding().Check(sizes))
	err := people.Founding{Desk: people.Desk{Locale: "xx", Zone: "Local"}, Address: "x", Password: "short"}.Check(sizes)
	var all fault.Errors
	require.True(t, errors.As(err, &all))
	var at []string
	for _, f := range all {
		at = append(at, f.Field+" "+f.Key)
	}
	require.Equal(t, []string{
		"company fault.required", "locale fault.language", "zone fault.zone", "name fault.required",
		"email fault.address", "password fault.password_short",
	}, at)
}
