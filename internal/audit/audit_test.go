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

func TestList_is_newest_first_and_chooses_by_everything(t *testing.T) {
	t.Parallel()
	l := begun(t)
	goran := l.person("Göran 100% Ek", "goran@ek.example")
	l.write(audit.Entry{By: goran, Kind: "signin.made", Person: goran, Network: "203.0.113.9"})
	l.write(audit.Entry{Kind: "teamwork.praised", Person: l.hanna})
	list := func(f audit.Filter, limit int) (kinds []audit.Kind) {
		records, err := audit.List(t.Context(), l.db, f, limit)
		require.NoError(t, err)
		for _, r := range records {
			kinds = append(kinds, r.Kind)
		}
		return kinds
	}
	require.Equal(t, []audit.Kind{"teamwork.praised", "signin.made", "person.moved"}, list(audit.Filter{}, 3))
	require.Equal(t, []audit.Kind{"team.renamed", "team.renamed", "team.renamed"}, list(audit.Filter{Before: l.ids[3]}, 9))
	require.Equal(t, []audit.Kind{"team.renamed", "team.renamed", "team.renamed"}, list(audit.Filter{Group: "team"}, 9), "a group is a whole word")
	require.Equal(t, []audit.Kind{"signin.made"}, list(audit.Filter{Who: "göran"}, 9))
	require.Equal(t, []audit.Kind{"signin.made"}, list(audit.Filter{Who: "Goran@ek.example"}, 9))
	require.Equal(t, []audit.Kind{"signin.made"}, list(audit.Filter{Who: "100%"}, 9))
	require.Empty(t, list(audit.Filter{Who: "10%E"}, 9), "a sign is only itself")
	require.Equal(t, []audit.Kind{"teamwork.praised", "person.moved"}, list(audit.Filter{About: "Hanna"}, 9))
	require.Empty(t, list(audit.Filter{Who: "hanna", About: "hanna"}, 9))
	records, err := audit.List(t.Context(), l.db, audit.Filter{}, 2)
	require.NoError(t, err)
	require.Equal(t, []string{"Göran 100% Ek", "", "203.0.113.9"}, []string{records[1].Actor, records[0].Actor, records[1].Network})
	at := records[1].At
	require.Equal(t, []audit.Kind{"signin.made"}, list(audit.Filter{From: at, Until: at.Add(1000)}, 9))
	groups, err := audit.Groups(t.Context(), l.db)
	require.NoError(t, err)
	require.Equal(t, []string{"person", "signin", "team", "teamwork"}, groups)
}
