//go:build unix

package embedded

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStart_makes_a_database_that_kept_owns_and_nobody_else_can_enter(t *testing.T) {
	t.Parallel()
	dir := emptyDir(t)
	s := start(t, dir)

	require.Equal(t, "kept kept UTF8 C.UTF-8 C.UTF-8", ask(t, s.URL(), `
		select concat_ws(' ', current_user, datname, pg_encoding_to_char(encoding), datcollate, datctype)
		from pg_database where datname = current_database()`))
	require.Equal(t, "kept true false", ask(t, s.URL(), `
		select concat_ws(' ', pg_get_userbyid(datdba), rolcreatedb::text, rolsuper::text)
		from pg_database join pg_roles on rolname = current_user where datname = current_database()`))
	require.Equal(t, "żółć ΆΣ", ask(t, s.URL(), `select lower('ŻÓŁĆ') || ' ' || upper('άσ')`))
	require.Empty(t, ask(t, s.URL(), "show listen_addresses"), "no network")

	info, err := os.Stat(filepath.Join(dir, "postgres", "password"))
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
	password, err := newFiles(dir).readPassword()
	require.NoError(t, err)
	_, err = tryAsk(within(t), newFiles(dir).address(password+"x"), "select 'in'")
	require.ErrorContains(t, err, "28P01", "a wrong password is refused")
	super := strings.Replace(s.URL(), "kept:", "postgres:", 1)
	_, err = tryAsk(within(t), super, "select 'in'")
	require.ErrorContains(t, err, "28P01", "the superuser has no password")
}

func TestStart_gives_the_role_its_extensions_and_template_clones(t *testing.T) {
	t.Parallel()
	s := start(t, dataDir(t))
	do(t, s.URL(),
		"create extension citext", "create extension pg_trgm", "create extension unaccent", "create extension btree_gist",
		"create database pattern",
		"create database clone template pattern strategy file_copy",
		"drop database clone")
	_, err := tryAsk(within(t), s.URL(), "select set_config('session_replication_role', 'replica', false)")
	require.ErrorContains(t, err, "permission denied", "the schema's law cannot be switched off")
}

func TestStart_again_finds_the_same_data_at_the_same_address(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	first := start(t, dir)
	do(t, first.URL(), "create table note (text text)", "insert into note values ('here')")
	stop(t, first)
	stop(t, first) // twice is harmless
	require.NoFileExists(t, newFiles(dir).postmasterPID())

	second := start(t, dir)
	require.Equal(t, first.URL(), second.URL())
	require.Equal(t, "here", ask(t, second.URL(), "select text from note"))
}

func TestStart_works_below_a_long_path_with_odd_letters(t *testing.T) {
	t.Parallel()
	dir := emptyDir(t)
	long := filepath.Join(dir, "a, \"b\" [c] 'd' żó", strings.Repeat("long/", 20))
	s := start(t, long)
	require.Equal(t, "in", ask(t, s.URL(), "select 'in'"))
	stop(t, s)
	run := newFiles(long).run
	require.DirExists(t, run)
	require.Equal(t, "/tmp", filepath.Dir(run))
	require.NoError(t, Remove(within(t), long))
	require.NoDirExists(t, run)
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "a, \"b\" [c] 'd' żó")))
}

func TestStart_applies_the_callers_settings_last(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s, err := Start(within(t), Options{DataDir: dir, Throwaway: true, ServerSettings: []Setting{{"fsync", "on"}, {"work_mem", "7MB"}}})
	require.NoError(t, err)
	t.Cleanup(func() { stop(t, s) })
	require.Equal(t, "on 7MB", ask(t, s.URL(), "select current_setting('fsync') || ' ' || current_setting('work_mem')"))
}

func TestStart_tells_what_the_server_said_when_it_does_not_start(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	_, err := Start(within(t), Options{DataDir: dir, Throwaway: true, ServerSettings: []Setting{{"no_such_setting", "1"}}})
	require.ErrorContains(t, err, `unrecognized configuration parameter "no_such_setting"`)
	start(t, dir) // the lock is free again
}

func TestStart_makes_a_lost_password_anew(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	first := start(t, dir)
	stop(t, first)
	require.NoError(t, os.Remove(newFiles(dir).password))
	second := start(t, dir)
	require.NotEqual(t, first.URL(), second.URL())
	require.Equal(t, "in", ask(t, second.URL(), "select 'in'"))
}

func TestStart_with_a_context_that_ends_leaves_nothing_running(t *testing.T) {
	t.Parallel()
	dir := emptyDir(t)
	ctx, cancel := context.WithCancel(within(t))
	go func() {
		until(t, "initdb at work", func(context.Context) bool { return len(staged(t, dir)) > 0 })
		cancel()
	}()
	_, err := Start(ctx, Options{DataDir: dir, Throwaway: true})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, staged(t, dir))
	start(t, dir)
}

func TestStart_in_parallel_gives_everybody_the_same_server(t *testing.T) {
	t.Parallel()
	dir := emptyDir(t)
	servers := make([]*Server, 4)
	var wait sync.WaitGroup
	for i := range servers {
		wait.Go(func() {
			s, err := Start(within(t), Options{DataDir: dir, Throwaway: true})
			if err != nil {
				t.Error(err)
				return
			}
			servers[i] = s
		})
	}
	wait.Wait()
	for _, s := range servers {
		require.NotNil(t, s)
		t.Cleanup(func() { stop(t, s) })
		require.Equal(t, servers[0].URL(), s.URL())
	}
	born := ask(t, servers[0].URL(), "select pg_postmaster_start_time()::text")
	for _, s := range servers[1:] {
		require.Equal(t, born, ask(t, s.URL(), "select pg_postmaster_start_time()::text"))
	}
}

func TestStart_takes_over_when_the_owner_stops(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	owner := start(t, dir)
	guest := start(t, dir)
	require.ErrorIs(t, Remove(within(t), dir), ErrInUse)
	stop(t, owner)
	until(t, "the guest to run the server", func(ctx context.Context) bool {
		_, err := tryAsk(ctx, guest.URL(), "select 'in'")
		return err == nil
	})
	stop(t, guest)
	require.NoFileExists(t, newFiles(dir).postmasterPID())
}

func TestStart_attaches_to_another_process_and_survives_its_kill(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	owner := launchKept(t, dir)
	url := owner.ready(t)
	guest := start(t, dir)
	require.Equal(t, url, guest.URL())
	do(t, guest.URL(), "create table note (text text)", "insert into note values ('here')")
	owner.kill(t)
	until(t, "the guest to run the server", func(ctx context.Context) bool {
		_, err := tryAsk(ctx, guest.URL(), "select text from note")
		return err == nil && postmaster(t, dir) != 0 && strconv.Itoa(os.Getpid()) == guest.files.holder()
	})
}

func TestStop_stops_a_server_with_open_connections_and_a_long_query(t *testing.T) {
	t.Parallel()
	s := start(t, dataDir(t))
	ended := make(chan error, 1)
	ctx := within(t)
	go func() {
		_, err := tryAsk(ctx, s.URL(), "select pg_sleep(60)::text")
		ended <- err
	}()
	until(t, "the query to run", func(ctx context.Context) bool {
		n, err := tryAsk(ctx, s.URL(), "select count(*)::text from pg_stat_activity where query like 'select pg_sleep(60)%'")
		return err == nil && n == "1"
	})
	began := time.Now()
	stop(t, s)
	require.Less(t, time.Since(began), 5*time.Second)
	require.Error(t, <-ended)
}

func TestStop_ends_a_server_that_cannot_end_in_order_when_its_time_is_up(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, dir)
	require.NoError(t, syscall.Kill(postmaster(t, dir), syscall.SIGSTOP))
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.Stop(ctx), context.DeadlineExceeded)
	until(t, "the last process to go", func(context.Context) bool {
		left, err := s.files.processes()
		return err == nil && len(left) == 0
	})
	require.Equal(t, "in", ask(t, start(t, dir).URL(), "select 'in'"))
}

func TestRemove_of_nothing_leaves_nothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(emptyDir(t), "never")
	require.NoError(t, Remove(within(t), dir))
	require.NoDirExists(t, dir)
}

func TestRemove_keeps_what_is_not_the_servers(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	stop(t, start(t, dir))
	letter := filepath.Join(dir, "letter")
	require.NoError(t, os.WriteFile(letter, []byte("dear"), 0o600))
	require.NoError(t, Remove(within(t), dir))
	require.FileExists(t, letter)
	require.NoDirExists(t, newFiles(dir).home)
	require.NoError(t, os.Remove(letter))
}

func TestDefaultDataDir_keeps_checkouts_apart_for_root(t *testing.T) {
	t.Parallel()
	require.Equal(t, filepath.Join("/src/kept", ".kept"), DefaultDataDir("/src/kept", false))
	one, two := DefaultDataDir("/src/one", true), DefaultDataDir("/src/two", true)
	require.NotEqual(t, one, two)
	require.Equal(t, "/var/lib/kept", filepath.Dir(one))
	require.Equal(t, one, DefaultDataDir("/src/../src/one/", true), "the same place by another spelling")
}

func TestStart_gives_a_cluster_of_an_earlier_version_its_running_role(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	first := start(t, dir)
	require.Equal(t, "kept_app", ask(t, first.RunningURL(), "select current_user::text"))
	do(t, first.URL(), "create table note (text text)", "insert into note values ('here')")
	stop(t, first)
	// As it was before there was a second role.
	c, err := openCluster(within(t), newFiles(dir), Options{DataDir: dir}, "", "")
	require.NoError(t, err)
	require.NoError(t, c.alone(within(t), c.cluster, "drop role kept_app"))
	require.NoError(t, os.Remove(newFiles(dir).runPassword))

	second := start(t, dir)
	require.Equal(t, "kept_app false false", ask(t, second.RunningURL(), "select rolname || ' ' || rolsuper || ' ' || rolcreatedb from pg_roles where rolname = current_user"))
	_, err = tryAsk(within(t), second.RunningURL(), "select text from note")
	require.ErrorContains(t, err, "42501", "it may do only what it was granted")
	require.Equal(t, "here", ask(t, second.URL(), "select text from note"))
	attached := start(t, dir)
	require.Equal(t, second.RunningURL(), attached.RunningURL())
}
