package pgtest_test

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func TestURL_is_one_server_for_all_tests_of_the_binary(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	require.Equal(t, url, pgtest.URL(t))
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	var mayCreate bool
	require.NoError(t, conn.QueryRow(t.Context(), "select rolcreatedb or rolsuper from pg_roles where rolname = current_user").Scan(&mayCreate))
	require.True(t, mayCreate)
}
