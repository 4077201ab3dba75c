package people_test

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// do is one unit of work of a test, at the desk's instant.
func do(t *testing.T, db *pg.DB, f func(ctx context.Context, tx *pg.Tx) error) error {
	t.Helper()
	return db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		return f(ctx, tx)
	})
}

const longEnough = "a horse that answers"

// hire adds somebody who can sign in with longEnough, as far as their role can.
func hire(t *testing.T, db *pg.DB, role people.Role, address string) people.ID {
	t.Helper()
	hash, err := people.HashPassword(t.Context(), longEnough)
	require.NoError(t, err)
	var id people.ID
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = people.Add(ctx, tx, people.Newcomer{Role: role, Name: "Maja Lind", Address: address, Locale: i18n.SV, Password: hash})
		return err
	}))
	return id
}

func signIn(t *testing.T, db *pg.DB, id people.ID, before people.Token) people.Token {
	t.Helper()
	var token people.Token
	require.NoError(t, do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		token, err = people.SignIn(ctx, tx, id, before)
		return err
	}))
	return token
}

func who(t *testing.T, db *pg.DB, token people.Token) *people.Person {
	t.Helper()
	a, err := people.Arrive(t.Context(), db, token, true)
	require.NoError(t, err)
	require.False(t, a.Now.IsZero())
	return a.Me
}
