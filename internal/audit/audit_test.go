package audit_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func TestWrite_keeps_what_was_done(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	require.NoError(t, audit.Write(t.Context(), tx, audit.Entry{Kind: "team.renamed", Object: "team 4", Was: "Lines", Became: "Broadband"}))
	var kind, was, became string
	var by *int64
	require.NoError(t, tx.QueryRow(t.Context(), `select kind, was, became, actor_id from audit`).Scan(&kind, &was, &became, &by))
	require.Equal(t, []string{"team.renamed", "Lines", "Broadband"}, []string{kind, was, became})
	require.Nil(t, by, "nobody did it in person")
}
