package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// install puts programs into dir that say this version.
func install(t *testing.T, dir, version string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s'\n", version)
	for _, program := range []string{"postgres", "initdb"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, program), []byte(script), 0o755))
	}
	resolved, err := filepath.EvalSymlinks(dir)
	require.NoError(t, err)
	return resolved
}

func TestFind_takes_the_newest_of_a_place(t *testing.T) {
	t.Parallel()
	lib := t.TempDir()
	install(t, filepath.Join(lib, "9/bin"), "9.6.24")
	install(t, filepath.Join(lib, "15/bin"), "15.18 (Debian 15.18-0+deb12u1)")
	newest := install(t, filepath.Join(lib, "17/bin"), "17.2")
	b, err := search{places: []string{filepath.Join(lib, "*", "bin")}}.find(t.TempDir())
	require.NoError(t, err)
	require.Equal(t, Binaries{Dir: newest, Major: 17}, b)
	require.Equal(t, filepath.Join(newest, "initdb"), b.Path("initdb"))
}

func TestFind_prefers_PATH_and_follows_links_from_there(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cellar := install(t, filepath.Join(dir, "cellar/16/bin"), "16.1")
	newer := install(t, filepath.Join(dir, "lib/17/bin"), "17.2")
	links := filepath.Join(dir, "links")
	require.NoError(t, os.Mkdir(links, 0o755))
	require.NoError(t, os.Symlink(filepath.Join(cellar, "postgres"), filepath.Join(links, "postgres")))
	b, err := search{path: []string{links}, places: []string{newer}}.find(t.TempDir())
	require.NoError(t, err)
	require.Equal(t, cellar, b.Dir)
}

func TestFind_asks_pg_config(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := install(t, filepath.Join(dir, "far/away"), "16.1")
	path := filepath.Join(dir, "path")
	require.NoError(t, os.Mkdir(path, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(path, "pg_config"), []byte("#!/bin/sh\n[ \"$1\" = --bindir ] && echo "+want+"\n"), 0o755))
	b, err := search{path: []string{path}}.find(t.TempDir())
	require.NoError(t, err)
	require.Equal(t, want, b.Dir)
}

func TestFind_takes_the_version_that_made_the_cluster_or_none(t *testing.T) {
	t.Parallel()
	lib, cluster := t.TempDir(), t.TempDir()
	old := install(t, filepath.Join(lib, "15/bin"), "15.18")
	install(t, filepath.Join(lib, "17/bin"), "17.2")
	s := search{places: []string{filepath.Join(lib, "*", "bin")}}
	require.NoError(t, os.WriteFile(filepath.Join(cluster, "PG_VERSION"), []byte("15\n"), 0o600))
	b, err := s.find(cluster)
	require.NoError(t, err)
	require.Equal(t, old, b.Dir)

	require.NoError(t, os.WriteFile(filepath.Join(cluster, "PG_VERSION"), []byte("16\n"), 0o600))
	_, err = s.find(cluster)
	require.ErrorContains(t, err, "was made by version 16")
}

func TestFind_uses_nothing_but_KEPT_PG_BIN_when_it_is_set(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := install(t, filepath.Join(dir, "good"), "17.2")
	old := install(t, filepath.Join(dir, "old"), "14.9")
	b, err := search{chosen: good}.find(t.TempDir())
	require.NoError(t, err)
	require.Equal(t, good, b.Dir)
	_, err = search{chosen: old, places: []string{good}}.find(t.TempDir())
	require.ErrorContains(t, err, "version 14, older than 15")
	_, err = search{chosen: filepath.Join(dir, "nowhere"), places: []string{good}}.find(t.TempDir())
	require.ErrorContains(t, err, "KEPT_PG_BIN cannot be used")
}

func TestFind_names_the_three_ways_out(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	install(t, filepath.Join(dir, "13"), "13.1")
	for _, s := range []search{{}, {places: []string{filepath.Join(dir, "*")}}} {
		_, err := s.find(t.TempDir())
		require.ErrorContains(t, err, "apt install postgresql")
		require.ErrorContains(t, err, "docker compose up")
		require.ErrorContains(t, err, "KEPT_DATABASE_URL")
	}
	_, err := search{places: []string{filepath.Join(dir, "*")}}.find(t.TempDir())
	require.ErrorContains(t, err, "is version 13", "what was found and refused is named")
}
