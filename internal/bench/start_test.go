// Package bench measures the whole product from outside, as a newcomer meets it. Its benchmarks run by `make bench` only.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkMakeRun takes the time of `make run` until the product answers: in a clean clone with a warm module cache and a
// cold build cache (goal: 60 s), and again afterwards (goal: 5 s).
func BenchmarkMakeRun(b *testing.B) {
	for b.Loop() {
		clone, data := filepath.Join(b.TempDir(), "kept"), dataDir(b)
		top, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
		require.NoError(b, err)
		require.NoError(b, exec.Command("git", "clone", "-q", string(top[:len(top)-1]), clone).Run())
		cache := b.TempDir()
		b.ReportMetric(makeRun(b, clone, data, cache).Seconds(), "s/first")
		b.ReportMetric(makeRun(b, clone, data, cache).Seconds(), "s/again")
		b.ReportMetric(0, "ns/op")
	}
}

// makeRun starts the product, waits for its first page, and stops it as Ctrl-C does.
func makeRun(b *testing.B, clone, data, cache string) time.Duration {
	b.Helper()
	addr := freeAddr(b)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, "make", "run")
	run.Dir = clone
	run.Env = append(os.Environ(), "KEPT_ADDR="+addr, "KEPT_DATA="+data, "GOCACHE="+cache)
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Stdout, run.Stderr = io.Discard, io.Discard
	begin := time.Now()
	require.NoError(b, run.Start())
	ended := make(chan error, 1)
	go func() { ended <- run.Wait() }()
	for {
		if page, err := http.Get("http://" + addr + "/"); err == nil {
			require.NoError(b, page.Body.Close())
			if page.StatusCode == http.StatusOK {
				break
			}
		}
		select {
		case err := <-ended:
			b.Fatalf("make run ended before it answered: %v", err)
		case <-ctx.Done():
			b.Fatal("make run did not answer within 5 minutes")
		case <-time.After(20 * time.Millisecond):
		}
	}
	took := time.Since(begin)
	require.NoError(b, syscall.Kill(-run.Process.Pid, syscall.SIGINT))
	var exit *exec.ExitError
	if err := <-ended; err != nil && !errors.As(err, &exit) {
		b.Fatal(err)
	}
	return took
}

// dataDir is a directory that the private Postgres can reach also when we are root.
func dataDir(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp("", "kept-bench-")
	require.NoError(b, err)
	require.NoError(b, os.Chmod(dir, 0o711))
	b.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, "remove", dir, err)
		}
	})
	return dir
}

func freeAddr(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	defer func() { require.NoError(b, l.Close()) }()
	return l.Addr().String()
}
