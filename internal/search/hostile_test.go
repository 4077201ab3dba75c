package search

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestFind_answers_every_hostile_line(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	_, err := db.Pool().Exec(context.Background(), `insert into search_words values ('router'), ('routern'), ('τους')`)
	require.NoError(t, err)
	lines := hostile()
	for _, o := range Operators {
		for _, v := range []string{"me", "none", "%", `"`, "'", "2026-01-01", "x y", strings.Repeat("z", 300)} {
			lines = append(lines, o+":"+v, "-"+o+":"+v+" router", o+`:"`+v+`"`)
		}
	}
	for _, line := range lines {
		_, err := Find(context.Background(), db, people.System, Parse(line), Cursor{}, time.UTC)
		require.NoError(t, err, line)
		_, err = Find(context.Background(), db, people.System, Parse(line), Cursor{At: time.Unix(1, 0), ID: 1, Skip: 5}, time.UTC)
		require.NoError(t, err, line)
		_, err = Suggest(context.Background(), db, people.System, line, "pl")
		require.NoError(t, err, line)
	}
}
