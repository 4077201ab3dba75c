//go:build unix

package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// How long what is left of a server gets to end: a fast shutdown with its checkpoint, then an immediate one, then none.
const (
	fastPatience      = 10 * time.Second
	immediatePatience = 2 * time.Second
	killPatience      = 5 * time.Second
	glance            = 15 * time.Millisecond
)

// title is what the server writes before the titles of its processes ("postgres: TITLE: checkpointer").
func (f files) title() string { return "kept-" + shortHash(f.home) }

// isOurs tells from a command line, split into words, whether it is a server process of this cluster.
func (f files) isOurs(words [][]byte) bool {
	if len(words) == 0 {
		return false
	}
	if bytes.HasPrefix(bytes.Join(words, []byte(" ")), []byte("postgres: "+f.title()+": ")) {
		return true
	}
	if filepath.Base(string(words[0])) != "postgres" {
		return false
	}
	at := slices.IndexFunc(words, func(w []byte) bool { return string(w) == "-D" })
	// A path with spaces is several words where only ps tells the command line.
	return at > 0 && strings.HasPrefix(string(bytes.Join(words[at+1:], []byte(" ")))+" ", f.cluster+" ")
}

// clearOrphans ends what an earlier owner left running on this cluster, and makes its lock files passable. Only the
// holder of the lock may call it. postmaster.pid is never deleted: the key in it lets the server see that a process of
// the earlier one still has the shared memory.
func (c *cluster) clearOrphans(ctx context.Context) error {
	text, err := os.ReadFile(c.postmasterPID())
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the last server ended in order
	}
	if err != nil {
		return fmt.Errorf("look whether a server is left running: %w", err)
	}
	if err := c.endOrphans(ctx, text); err != nil {
		return err
	}
	text, err = os.ReadFile(c.postmasterPID())
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the orphan ended in order
	}
	if err != nil {
		return fmt.Errorf("look at what a server left behind: %w", err)
	}
	// The number in it is now nobody's, a zombie's, or that of a stranger who got it after a reboot; for the last two
	// the server would refuse to start. Its own parent's number it accepts.
	_, rest, _ := bytes.Cut(text, []byte("\n"))
	text = append([]byte(strconv.Itoa(os.Getpid())+"\n"), rest...)
	if err := replaceFile(c.postmasterPID(), text, 0o600, c.own); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(c.run, ".s.PGSQL.5432.lock")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the lock of a stale socket: %w", err)
	}
	return nil
}

func (f files) postmasterPID() string { return filepath.Join(f.cluster, "postmaster.pid") }

// endOrphans ends a postmaster with its processes in order, and processes without a postmaster (they notice its death,
// but not in the middle of a query) at once.
func (f files) endOrphans(ctx context.Context, postmasterPID []byte) error {
	line, _, _ := strings.Cut(string(postmasterPID), "\n")
	postmaster, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		postmaster = 0 // an empty file: the server before was killed while it wrote it
	}
	left, err := f.processes()
	if err != nil {
		return err
	}
	polite := syscall.SIGINT
	if postmaster < 0 { // a server without postmaster, as used while the cluster is made, writes a negative number
		postmaster, polite = -postmaster, syscall.SIGTERM
	}
	if slices.Contains(left, postmaster) {
		send([]int{postmaster}, polite)
		if left, err = f.awaitEnd(ctx, fastPatience); err != nil {
			return err
		}
	}
	for _, step := range []struct {
		sig      syscall.Signal
		patience time.Duration
	}{{syscall.SIGQUIT, immediatePatience}, {syscall.SIGKILL, killPatience}} {
		if len(left) == 0 {
			return nil
		}
		send(left, step.sig)
		if left, err = f.awaitEnd(ctx, step.patience); err != nil {
			return err
		}
	}
	if len(left) > 0 {
		return fmt.Errorf("server processes of an earlier run do not end: %v", left)
	}
	return nil
}

// awaitEnd waits until no process of the cluster is left, or patience is over, and returns those left.
func (f files) awaitEnd(ctx context.Context, patience time.Duration) ([]int, error) {
	deadline := time.Now().Add(patience)
	for {
		left, err := f.processes()
		if err != nil || len(left) == 0 || time.Now().After(deadline) {
			return left, err
		}
		if err := wait(ctx, glance); err != nil {
			return left, fmt.Errorf("wait for the server of an earlier run to end: %w", err)
		}
	}
}

// send gives sig to each; one that has ended meanwhile, or is not ours to signal, stays in the list of those awaited.
func send(pids []int, sig syscall.Signal) {
	for _, pid := range pids {
		_ = syscall.Kill(pid, sig)
	}
}

// wait sleeps for d, or less when ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
