package people_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestVerify_knows_who_has_pages_and_tells_nobody_else_why_not(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	maja := hire(t, db, people.Agent, "maja@nordby.example")
	ingrid := hire(t, db, people.Supervisor, "ingrid@nordby.example")
	hire(t, db, people.Technician, "oskar@nordby.example")
	hire(t, db, people.Customer, "hanna@kund.example")
	gone := hire(t, db, people.Admin, "gone@nordby.example")
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set is_active = false where id = $1`, gone)
		return err
	}))

	id, err := people.Verify(t.Context(), db, " Maja@Nordby.example ", longEnough)
	require.NoError(t, err)
	require.Equal(t, maja, id.ID)
	id, err = people.Verify(t.Context(), db, "ingrid@nordby.example", longEnough)
	require.NoError(t, err)
	require.Equal(t, ingrid, id.ID)

	for name, try := range map[string][2]string{
		"wrong password":    {"maja@nordby.example", longEnough + "?"},
		"unknown account":   {"nobody@nordby.example", longEnough},
		"customer":          {"hanna@kund.example", longEnough},
		"somebody inactive": {"gone@nordby.example", longEnough},
		"NUL":               {"maja@nordby.example\x00", longEnough},
		"no UTF-8":          {"maja@nordby.example", longEnough + "\xff"},
		"a huge password":   {"maja@nordby.example", string(make([]rune, 1_000_000))},
	} {
		_, err := people.Verify(t.Context(), db, try[0], try[1])
		require.Equal(t, fault.Invalid("fault.signin_wrong"), err, name)
	}
}

func TestSession_ends_after_eight_hours_of_rest_and_after_seven_days(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	id := hire(t, db, people.Agent, "maja@nordby.example")
	for name, c := range map[string]struct {
		seen, created string
		lives         bool
	}{
		"just used":          {"1 second", "1 second", true},
		"rested a while":     {"7 hours 59 minutes", "1 day", true},
		"rested too long":    {"8 hours 1 minute", "1 day", false},
		"six days, in use":   {"1 minute", "6 days 23 hours", true},
		"seven days, in use": {"1 minute", "7 days 1 minute", false},
	} {
		token := signIn(t, db, id, "")
		require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
			_, err := tx.Exec(ctx, `update sessions set seen_at = clock_timestamp() - $1::interval, created_at = clock_timestamp() - $2::interval
				where seen_at = (select max(seen_at) from sessions)`, c.seen, c.created)
			return err
		}))
		require.Equal(t, c.lives, who(t, db, token) != nil, name)
	}
}

func TestSession_is_used_as_long_as_pages_are_opened(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	token := signIn(t, db, hire(t, db, people.Agent, "maja@nordby.example"), "")
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update sessions set seen_at = clock_timestamp() - interval '2 hours'`)
		return err
	}))
	isFresh := func() (fresh bool) {
		require.NoError(t, db.QueryRow(t.Context(), `select seen_at > clock_timestamp() - interval '1 minute' from sessions`).Scan(&fresh))
		return fresh
	}
	a, err := people.Arrive(t.Context(), db, token, false)
	require.NoError(t, err)
	require.NotNil(t, a.Me)
	require.False(t, isFresh(), "a page that looks for news by itself is no use")
	require.NotNil(t, who(t, db, token))
	require.True(t, isFresh())
}

func TestSession_is_stored_hashed_and_ends_for_who_left_signed_out_or_signed_in_anew(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	id := hire(t, db, people.Agent, "maja@nordby.example")
	token := signIn(t, db, id, "")
	require.Equal(t, id, who(t, db, token).ID)
	var isThere bool
	require.NoError(t, db.QueryRow(t.Context(), `select exists (select from sessions where position($1::bytea in token_hash) > 0)`, []byte(token)).Scan(&isThere))
	require.False(t, isThere, "the token itself is not in the database")

	anew := signIn(t, db, id, token)
	require.Nil(t, who(t, db, token), "the session before has ended")
	require.NotNil(t, who(t, db, anew))

	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error { return people.SignOut(ctx, tx, anew) }))
	require.Nil(t, who(t, db, anew))

	third := signIn(t, db, id, "")
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set is_active = false`)
		return err
	}))
	require.Nil(t, who(t, db, third), "whoever left is out at the next request")
}

func TestSetPassword_ends_every_other_session(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	id := hire(t, db, people.Agent, "maja@nordby.example")
	here, elsewhere := signIn(t, db, id, ""), signIn(t, db, id, "")
	hash, err := people.HashPassword(t.Context(), "another long sentence")
	require.NoError(t, err)
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) error { return people.SetPassword(ctx, tx, id, hash, here) }))
	require.NotNil(t, who(t, db, here))
	require.Nil(t, who(t, db, elsewhere))
	_, err = people.Verify(t.Context(), db, "maja@nordby.example", longEnough)
	require.True(t, fault.Is(err, fault.KindInvalid))
	_, err = people.Verify(t.Context(), db, "maja@nordby.example", "another long sentence")
	require.NoError(t, err)

	customer := hire(t, db, people.Customer, "hanna@kund.example")
	err = do(t, db, func(ctx context.Context, tx *pg.Tx) error { return people.SetPassword(ctx, tx, customer, hash, "") })
	require.True(t, fault.Is(err, fault.KindNotFound), "customers have no password")
}
