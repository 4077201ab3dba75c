package pgtest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// counter is a unit of work that adds one to a number, by reading it and writing what it read and one.
func counter(read string) pgtest.Work {
	return func(ctx context.Context, tx *pg.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, read).Scan(&n); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update numbers set n = $1`, n+1)
		return err
	}
}

func TestInEveryOrder_finds_the_orders_in_which_something_is_lost(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	_, err := db.Pool().Exec(t.Context(), `create table numbers (n int)`)
	require.NoError(t, err)
	lost := func(read string, o pgtest.Orders) (found []string, orders int, isAll bool) {
		orders, isAll = pgtest.InEveryOrder(t, db, o, func() pgtest.Meeting {
			_, err := db.Pool().Exec(t.Context(), `truncate numbers; insert into numbers values (0)`)
			require.NoError(t, err)
			return pgtest.Meeting{
				First: counter(read), Second: counter(read),
				Ended: func(order string, first, second error) {
					require.NoError(t, errors.Join(first, second))
					var n int
					require.NoError(t, db.QueryRow(t.Context(), `select n from numbers`).Scan(&n))
					if n != 2 {
						found = append(found, order)
					}
				},
			}
		})
		return found, orders, isAll
	}

	found, orders, isAll := lost(`select n from numbers`, pgtest.Orders{Most: 14})
	require.True(t, isAll)
	require.Equal(t, 14, orders, "of the 20 in which three and three steps can go, those that differ only while one waits are one")
	require.Len(t, found, 12, "all but one after the other")
	require.NotContains(t, found, "111222")
	require.NotContains(t, found, "222111")
	_, whole, _ := lost(`select n from numbers`, pgtest.Orders{IsWhole: true})
	require.Greater(t, whole, orders)
	found, orders, isAll = lost(`select n from numbers`, pgtest.Orders{Most: 4})
	require.Equal(t, 8, orders)
	require.False(t, isAll)
	require.NotEmpty(t, found)
	found, _, _ = lost(`select n from numbers for update`, pgtest.Orders{})
	require.Empty(t, found, "who locks before reading loses nothing")
}
