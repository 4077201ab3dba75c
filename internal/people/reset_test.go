package people_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// forgot asks for a new password, and makes the letter's link as the worker does; nobody: there is none to write to.
func forgot(t *testing.T, db *pg.DB, address string) (link people.Token, to *people.Person) {
	t.Helper()
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		id, err := people.ForgetPassword(ctx, tx, sizes, address, "192.0.2.0/24")
		if err != nil {
			return err
		}
		link, to, err = people.NewResetLink(ctx, tx, id)
		return err
	}))
	return link, to
}

func reset(t *testing.T, db *pg.DB, link people.Token, password string) error {
	t.Helper()
	hash, err := people.HashPassword(t.Context(), password)
	require.NoError(t, err)
	return do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.ResetPassword(ctx, tx, link, hash, "192.0.2.0/24")
		return err
	})
}

func TestReset_gives_a_new_password_once_and_ends_every_session_and_other_link(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	maja := hire(t, db, people.Agent, "maja@nordby.example")
	session := signIn(t, db, maja, "")
	first, _ := forgot(t, db, "maja@nordby.example")
	second, to := forgot(t, db, " Maja@Nordby.example ")
	require.Equal(t, maja, to.ID)

	const chosen = "seven kettles sing"
	require.NoError(t, reset(t, db, second, chosen))
	require.Nil(t, who(t, db, session), "every session has ended")
	id, err := people.Verify(t.Context(), db, "maja@nordby.example", chosen)
	require.NoError(t, err)
	require.Equal(t, maja, id.ID)
	for _, used := range []people.Token{first, second, second[1:], "forged", ""} {
		require.True(t, fault.Is(reset(t, db, used, chosen), fault.KindGone), "%q", used)
		_, err := people.ResetOf(t.Context(), db, used)
		require.True(t, fault.Is(err, fault.KindGone))
	}
	require.Equal(t, []string{"person.signed_in", "person.password_forgotten", "person.password_forgotten", "person.password_reset"}, audited(t, db))
}

func TestReset_is_for_those_who_sign_in_by_a_password_here(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	hire(t, db, people.Customer, "hanna@kund.example")
	for _, address := range []string{"nobody@nordby.example", "hanna@kund.example"} {
		_, to := forgot(t, db, address)
		require.Nil(t, to, address)
	}
}

func TestReset_link_ends_after_an_hour_with_the_work_here_and_with_a_new_password(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(ctx context.Context, tx *pg.Tx, maja people.ID) error{
		"an hour": func(ctx context.Context, tx *pg.Tx, _ people.ID) error {
			_, err := tx.Exec(ctx, `update staff_links set created_at = clock_timestamp() - interval '1 hour 1 second'`)
			return err
		},
		"they have left": func(ctx context.Context, tx *pg.Tx, maja people.ID) error {
			_, err := people.Deactivate(ctx, tx, people.System, maja)
			return err
		},
		"they have changed it": func(ctx context.Context, tx *pg.Tx, maja people.ID) error {
			proven, err := people.ProvePassword(ctx, tx, maja, "current", longEnough)
			if err != nil {
				return err
			}
			return people.ChangePassword(ctx, tx, people.Person{ID: maja, Role: people.Agent}.Acting(), proven, "$argon2id$…", "")
		},
	} {
		db := pgtest.DB(t)
		hire(t, db, people.Admin, "karin@nordby.example")
		maja := hire(t, db, people.Agent, "maja@nordby.example")
		link, _ := forgot(t, db, "maja@nordby.example")
		require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error { return end(ctx, tx, maja) }), name)
		require.True(t, fault.Is(reset(t, db, link, "seven kettles sing"), fault.KindGone), name)
	}
}

// TestReset_between_a_password_and_its_session_lets_nobody_in steps the two changes: the old password was right when it was
// looked at, and is no more when the session begins; and a session that has begun first is ended by the reset, which waits.
func TestReset_between_a_password_and_its_session_lets_nobody_in(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	maja := hire(t, db, people.Agent, "maja@nordby.example")
	link, _ := forgot(t, db, "maja@nordby.example")
	account, err := people.Verify(t.Context(), db, "maja@nordby.example", longEnough)
	require.NoError(t, err)
	require.NoError(t, reset(t, db, link, "seven kettles sing"))
	require.True(t, fault.Is(do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		return people.ChangePassword(ctx, tx, people.Person{ID: maja, Role: people.Agent}.Acting(), account, "$argon2id$…", "")
	}), fault.KindInvalid), "nor lets them take it back")
	late := func(a people.Account) error {
		return do(t, db, func(ctx context.Context, tx *pg.Tx) error { return a.Stands(ctx, tx) })
	}
	require.Equal(t, fault.Invalid("fault.signin_wrong"), fault.Of(late(account))[0])
	require.Error(t, late(people.Account{}))

	account, err = people.Verify(t.Context(), db, "maja@nordby.example", "seven kettles sing")
	require.NoError(t, err)
	link, _ = forgot(t, db, "maja@nordby.example")
	var session people.Token
	done := make(chan error, 1)
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		if err := account.Stands(ctx, tx); err != nil {
			return err
		}
		go func() { done <- reset(t, db, link, "eight kettles sing") }()
		require.Eventually(t, func() bool {
			var waits bool
			err := db.QueryRow(t.Context(), `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')`).Scan(&waits)
			return err == nil && waits
		}, time.Minute, 10*time.Millisecond, "the reset waits for the session")
		session, err = people.SignIn(ctx, tx, maja, "")
		return err
	}))
	require.NoError(t, <-done)
	require.Nil(t, who(t, db, session), "it had begun, and has ended")
}
