//go:build unix

package embedded

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// patience is far more than anything here takes.
const patience = 20 * time.Second

// pattern is a data directory in which a server was made and stopped. Most tests begin with a copy of it, since
// making one takes half a second.
var pattern = sync.OnceValues(func() (string, error) {
	dir, err := makeBase()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := Start(ctx, Options{DataDir: dir, Throwaway: true})
	if err != nil {
		return dir, err
	}
	patternMade.Store(&dir)
	return dir, s.Stop(ctx)
})

var patternMade atomic.Pointer[string]

func removePattern() error {
	dir := patternMade.Load()
	if dir == nil {
		return nil
	}
	return Remove(context.Background(), *dir)
}

// makeBase makes a folder that the server's user can reach even when we are root (t.TempDir is closed to it), in
// memory where there is some.
func makeBase() (string, error) {
	base := "/dev/shm"
	if !exists(base) {
		base = "/tmp"
	}
	dir, err := os.MkdirTemp(base, "kept-embedded-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, folderMode())
}

// emptyDir is an empty data directory. At the end nothing may run in it.
func emptyDir(t *testing.T) string {
	t.Helper()
	dir, err := makeBase()
	require.NoError(t, err)
	t.Cleanup(func() {
		left, err := newFiles(dir).processes()
		require.NoError(t, err)
		require.Empty(t, left, "server processes that nobody stopped")
		require.NoError(t, removeSoon(dir))
		require.NoDirExists(t, dir)
	})
	return dir
}

// removeSoon is Remove with some patience: a child of another test that is between its fork and its exec holds, for
// that moment, the lock that a server of this process has just released.
func removeSoon(dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for {
		err := Remove(ctx, dir)
		if !errors.Is(err, ErrInUse) || wait(ctx, glance) != nil {
			return err
		}
	}
}

// dataDir is a data directory of which an earlier server was stopped in order. At the end nothing may run in it.
func dataDir(t *testing.T) string {
	t.Helper()
	from, err := pattern()
	require.NoError(t, err)
	dir := emptyDir(t)
	out, err := exec.Command("cp", "-a", newFiles(from).home, dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return dir
}

// start starts a server in this process, quick and careless about disks, and stops it at the end.
func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(within(t), Options{DataDir: dir, Throwaway: true})
	require.NoError(t, err)
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	require.NoError(t, s.Stop(ctx))
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// ask runs one query of one value.
func ask(t *testing.T, url, query string) string {
	t.Helper()
	answer, err := tryAsk(within(t), url, query)
	require.NoError(t, err)
	return answer
}

func tryAsk(ctx context.Context, url, query string) (answer string, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	err = conn.QueryRow(ctx, query).Scan(&answer)
	return answer, err
}

func do(t *testing.T, url string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(within(t), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(within(t))) }()
	for _, statement := range statements {
		_, err := conn.Exec(within(t), statement)
		require.NoError(t, err, statement)
	}
}

// until looks again and again until the condition holds.
func until(t *testing.T, what string, condition func(ctx context.Context) bool) {
	t.Helper()
	ctx := within(t)
	for !condition(ctx) {
		require.NoError(t, wait(ctx, glance), "waited in vain for: %s", what)
	}
}

// postmaster is the process id of the server that runs on dir.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(newFiles(dir).postmasterPID())
	require.NoError(t, err)
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	require.NoError(t, err)
	return pid
}

// kept is this test binary as another process that runs a server.
type kept struct {
	*exec.Cmd
	said  bytes.Buffer
	url   chan string // the server's address, closed when the process closes its output
	ended chan error
}

// launchKept starts a process of its own group, as a shell does; it is killed at the end if it still lives.
func launchKept(t *testing.T, dir string, env ...string) *kept {
	t.Helper()
	k := &kept{Cmd: exec.Command(os.Args[0]), url: make(chan string, 1), ended: make(chan error, 1)}
	k.Env = append(os.Environ(), append(env, childMode+"="+dir)...)
	k.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	k.Stderr = &k.said
	out, err := k.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, k.Start())
	go func() {
		defer close(k.ended)
		line, err := bufio.NewReader(out).ReadBytes('\n')
		var url string
		if err == nil && json.Unmarshal(line, &url) == nil {
			k.url <- url
		}
		close(k.url)
		k.ended <- k.Wait()
	}()
	t.Cleanup(func() {
		_ = k.Process.Kill() // most have ended long since
		for range k.ended {  // wait until it has
		}
		until(t, "the killed process's server to end", func(context.Context) bool {
			left, err := newFiles(dir).processes()
			return err == nil && len(left) == 0
		})
	})
	return k
}

// ready waits for the address.
func (k *kept) ready(t *testing.T) string {
	t.Helper()
	select {
	case url, ok := <-k.url:
		if !ok {
			<-k.ended
			require.Fail(t, "the process ended: "+k.said.String())
		}
		return url
	case <-within(t).Done():
		require.Fail(t, "the process does not get ready")
		return ""
	}
}

func (k *kept) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, k.Process.Kill())
	<-k.ended
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func staged(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(newFiles(dir).home, "cluster.new-*"))
	require.NoError(t, err)
	return found
}
