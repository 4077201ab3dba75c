//go:build unix

package embedded

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSupervise_brings_a_killed_postmaster_back_within_seconds(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, dir)
	do(t, s.URL(), "create table note (text text)", "insert into note values ('here')")
	for range 3 {
		before := postmaster(t, dir)
		killed := time.Now()
		require.NoError(t, syscall.Kill(before, syscall.SIGKILL))
		until(t, "the database to be back", func(ctx context.Context) bool {
			text, err := tryAsk(ctx, s.URL(), "select text from note")
			return err == nil && text == "here" && postmaster(t, dir) != before
		})
		require.Less(t, time.Since(killed), 10*time.Second)
	}
}

func TestSupervise_ends_a_query_that_survives_its_postmaster(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, dir)
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	ended := make(chan error, 1)
	go func() { // no wait in it, so the backend does not look whether its postmaster lives
		_, err := tryAsk(ctx, s.URL(), "select count(*)::text from generate_series(1, 1e12) a")
		ended <- err
	}()
	until(t, "the query to run", func(ctx context.Context) bool {
		n, err := tryAsk(ctx, s.URL(), "select count(*)::text from pg_stat_activity where query like '%generate_series(1, 1e12) a' and pid <> pg_backend_pid()")
		return err == nil && n == "1"
	})
	before := postmaster(t, dir)
	require.NoError(t, syscall.Kill(before, syscall.SIGKILL))
	require.Error(t, <-ended)
	until(t, "the database to be back", func(ctx context.Context) bool {
		_, err := tryAsk(ctx, s.URL(), "select 'in'")
		return err == nil && postmaster(t, dir) != before
	})
}

func TestStart_works_right_after_the_process_was_killed(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	first := launchKept(t, dir)
	url := first.ready(t)
	do(t, url, "create table count (n integer)", "insert into count values (0)")
	first.kill(t)
	for range 3 {
		next := launchKept(t, dir)
		do(t, next.ready(t), "update count set n = n + 1")
		next.kill(t)
	}
	require.Equal(t, "3", ask(t, start(t, dir).URL(), "select n::text from count"))
}

func TestStart_works_after_process_and_postmaster_were_killed_together(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	for round := range 2 {
		k := launchKept(t, dir)
		k.ready(t)
		server := postmaster(t, dir)
		require.NoError(t, k.Process.Kill())
		require.NoError(t, syscall.Kill(server, syscall.SIGKILL))
		<-k.ended
		require.True(t, exists(newFiles(dir).postmasterPID()), "round %d: the server ended in order, so nothing is tried here", round)
	}
	require.Equal(t, "in", ask(t, start(t, dir).URL(), "select 'in'"))
}

func TestStart_ends_a_server_that_outlived_its_process(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	stop(t, start(t, dir))
	// By hand, as on a system whose kernel does not tell a child of its parent's death.
	c, err := openCluster(within(t), newFiles(dir), Options{DataDir: dir}, "", "")
	require.NoError(t, err)
	cmd := exec.Command(c.bin.Path("postgres"), c.arguments()...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.home, environment(), c.attributes(syscall.SIGKILL)
	orphan, err := launch(cmd)
	require.NoError(t, err)
	until(t, "the orphan to answer", func(ctx context.Context) bool { return c.answers(ctx, c.password) == nil })

	s := start(t, dir)
	<-orphan.ended
	require.NoError(t, orphan.err, "it was asked to end in order")
	require.NotEqual(t, orphan.pid, postmaster(t, dir))
	require.Equal(t, "in", ask(t, s.URL(), "select 'in'"))
}

func TestStart_works_after_a_kill_at_any_moment_of_the_first_start(t *testing.T) {
	t.Parallel()
	dir := emptyDir(t)
	k := launchKept(t, dir)
	until(t, "initdb at work", func(context.Context) bool { return len(staged(t, dir)) > 0 })
	k.kill(t)
	require.False(t, exists(newFiles(dir).cluster), "it was killed half-way")
	for range 4 {
		k := launchKept(t, dir)
		pause := time.NewTimer(time.Duration(rand.IntN(400)) * time.Millisecond)
		select {
		case <-pause.C:
		case <-k.url:
		}
		k.kill(t)
	}
	s := start(t, dir)
	require.Equal(t, "in", ask(t, s.URL(), "select 'in'"))
	require.Empty(t, staged(t, dir), "halves are cleared away")
}

func TestStart_passes_a_lock_file_whose_number_is_a_strangers_a_zombies_or_missing(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	stop(t, start(t, dir))
	f := newFiles(dir)

	stranger := exec.Command("sleep", "60")
	c, err := openCluster(within(t), f, Options{DataDir: dir}, "", "")
	require.NoError(t, err)
	stranger.SysProcAttr = c.attributes(syscall.SIGKILL)
	require.NoError(t, stranger.Start())
	pid := stranger.Process.Pid
	for _, line := range []string{
		strconv.Itoa(pid) + "\n" + f.cluster + "\n1700000000\n5432\n" + f.run + "\n\n  1234567     98765\nready   \n",
		"",
	} {
		require.NoError(t, os.WriteFile(f.postmasterPID(), []byte(line), 0o600))
		require.NoError(t, c.own(f.postmasterPID()))
		require.NoError(t, os.WriteFile(f.run+"/.s.PGSQL.5432.lock", []byte(line), 0o600))
		stop(t, start(t, dir))
	}
	require.NoError(t, stranger.Process.Signal(syscall.Signal(0)), "the stranger was left alone")

	require.NoError(t, stranger.Process.Kill()) // and nobody waits for it: a zombie
	require.NoError(t, os.WriteFile(f.postmasterPID(), []byte(strconv.Itoa(pid)+"\n"), 0o600))
	require.NoError(t, c.own(f.postmasterPID()))
	stop(t, start(t, dir))
	require.Error(t, stranger.Wait())
}

func TestCtrlC_to_the_whole_group_ends_everything_in_order(t *testing.T) {
	t.Parallel()
	dir := emptyDir(t)
	k := launchKept(t, dir, durable)
	k.ready(t)
	require.NoError(t, syscall.Kill(-k.Process.Pid, syscall.SIGINT))
	require.NoError(t, <-k.ended, k.said.String())
	require.NoFileExists(t, newFiles(dir).postmasterPID())
	left, err := newFiles(dir).processes()
	require.NoError(t, err)
	require.Empty(t, left)
	require.NotContains(t, k.said.String(), "level=ERROR")
	require.NotContains(t, strings.ToLower(k.said.String()), "panic")
}
