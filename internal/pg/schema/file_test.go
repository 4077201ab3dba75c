package schema

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// files makes a folder out of names and texts.
func files(pairs ...string) fstest.MapFS {
	all := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return all
}

func TestRead_refuses_what_could_not_be_mended(t *testing.T) {
	t.Parallel()
	const end = "\n" + lastLine + "\n"
	cases := map[string]struct {
		src   fstest.MapFS
		wrong string
	}{
		"nothing at all":          {files(), "there are no migrations"},
		"another name":            {files("1_a.up.sql", end), "1_a.up.sql: a migration is named"},
		"number nought":           {files("000000_a.up.sql", end, "000000_a.down.sql", end), "starts from 000001"},
		"no way down":             {files("000001_a.up.sql", end), "000001_a.up.sql: its other direction is missing"},
		"no way up":               {files("000001_a.down.sql", end), "000001_a.down.sql: its other direction is missing"},
		"one number, two names":   {files("000001_a.up.sql", end, "000001_b.down.sql", end), "000001_a.up.sql: the other direction has another name"},
		"one number, two files":   {files("000001_a.up.sql", end, "000001_b.up.sql", end), "000001_b.up.sql: has the same number as 000001_a.up.sql"},
		"no last line":            {files("000001_a.up.sql", "select 1;", "000001_a.down.sql", end), "000001_a.up.sql: its last statement must be: " + lastLine},
		"a transaction in it":     {files("000001_a.up.sql", "begin;\ncommit;"+end, "000001_a.down.sql", end), "000001_a.up.sql: its statements are one transaction already"},
		"an index built as first": {files("000001_a.up.sql", "create index concurrently a on b (c);", "000001_a.down.sql", end), "000001_a.up.sql: the file before it must drop the index"},
		"an index not dropped before": {files("000001_a.up.sql", end, "000001_a.down.sql", end,
			"000002_b.up.sql", "create index concurrently a on b (c);", "000002_b.down.sql", end), "000002_b.up.sql: the file before it must drop the index"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(c.src)
			require.ErrorContains(t, err, c.wrong)
			_, err = Expected(c.src)
			require.ErrorContains(t, err, c.wrong)
		})
	}
}

func TestRead_takes_a_function_body_for_what_it_is(t *testing.T) {
	t.Parallel()
	_, err := read(files("000007_a.up.sql", "do $$\nbegin\n  perform 1;\nend $$;\n"+lastLine, "000007_a.down.sql", lastLine))
	require.NoError(t, err)
}

func TestExpected_is_the_newest_number(t *testing.T) {
	t.Parallel()
	newest, err := Expected(files("000030_b.up.sql", lastLine, "000030_b.down.sql", lastLine,
		"000002_a.up.sql", lastLine, "000002_a.down.sql", lastLine, "migrations.go", "package migrations"))
	require.NoError(t, err)
	require.Equal(t, uint(30), newest)
}
