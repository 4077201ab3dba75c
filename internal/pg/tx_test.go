package pg_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

var errLost = errors.New("something is not written")

func lost() error { return errLost }

func TestTx_that_a_check_refuses_before_its_commit_changes_nothing(t *testing.T) {
	t.Parallel()
	db := table(t)
	err := db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		tx.Before(lost)
		return write(ctx, tx, "first")
	})
	require.ErrorIs(t, err, errLost)
	require.Empty(t, written(t, db))
}

func TestTx_asks_no_check_of_what_a_savepoint_took_back(t *testing.T) {
	t.Parallel()
	db := table(t)
	asked := 0
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		tx.Before(func() error { asked++; return nil })
		if err := write(ctx, tx, "first"); err != nil {
			return err
		}
		back, err := tx.Savepoint(ctx)
		if err != nil {
			return err
		}
		tx.Before(lost)
		if err := write(ctx, tx, "second"); err != nil {
			return err
		}
		return back(ctx)
	}))
	require.Equal(t, 1, asked)
	require.Equal(t, []string{"first"}, written(t, db))
}

func table(t *testing.T) *pg.DB {
	db := pgtest.DB(t)
	_, err := db.Pool().Exec(t.Context(), `create table lines (words text)`)
	require.NoError(t, err)
	return db
}

func write(ctx context.Context, tx *pg.Tx, words string) error {
	_, err := tx.Exec(ctx, `insert into lines values ($1)`, words)
	return err
}

func written(t *testing.T, db *pg.DB) (all []string) {
	require.NoError(t, db.QueryRow(t.Context(), `select array_agg(words) from lines`).Scan(&all))
	return all
}
