//go:build unix

package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// childMode, in the environment, makes the test binary a process that runs a server on that data directory.
const childMode = "KEPT_EMBEDDED_CHILD"

// durable, in its environment, makes that server sync its data as the real one does.
const durable = "KEPT_EMBEDDED_DURABLE=1"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childMode); dir != "" {
		os.Exit(child(dir))
	}
	code := m.Run()
	if err := errors.Join(removePattern(), goleak.Find()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// child starts the server, says its address on one line, and stops it at a signal: a small "kept serve".
func child(dir string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	s, err := Start(ctx, Options{DataDir: dir, Throwaway: !slices.Contains(os.Environ(), durable), Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := json.NewEncoder(os.Stdout).Encode(s.URL()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	<-ctx.Done()
	last, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.Stop(last); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
