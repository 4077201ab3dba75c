package blob

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// stored stores a content and makes it so old.
func stored(t *testing.T, d *Disk, dir, content string, age time.Duration) string {
	t.Helper()
	ref, err := d.Put(t.Context(), strings.NewReader(content), 100)
	require.NoError(t, err)
	written := time.Now().Add(-age)
	require.NoError(t, os.Chtimes(filepath.Join(dir, place(ref.Key)), written, written))
	return ref.Key
}

func nothing(context.Context, []string) ([]string, error) { return nil, nil }

func TestSweep_removes_what_is_old_and_not_used(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	stray, used := stored(t, d, dir, "stray", 25*time.Hour), stored(t, d, dir, "used", 25*time.Hour)
	fresh := stored(t, d, dir, "fresh", 23*time.Hour)
	half := filepath.Join(dir, tmp, "half")
	require.NoError(t, os.WriteFile(half, []byte("hal"), 0o600))
	foreign := filepath.Join(dir, "2c", hello) // a key, but not at its place
	require.NoError(t, os.MkdirAll(filepath.Dir(foreign), 0o700))
	require.NoError(t, os.WriteFile(foreign, []byte("hello"), 0o600))
	for _, path := range []string{half, foreign} {
		require.NoError(t, os.Chtimes(path, time.Now().Add(-time.Hour*99), time.Now().Add(-time.Hour*99)))
	}
	asked := 0
	sweep := func() (int, error) {
		return d.Sweep(t.Context(), 24*time.Hour, func(_ context.Context, keys []string) ([]string, error) {
			asked += len(keys)
			return []string{used}, nil
		})
	}
	n, err := sweep()
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, 2, asked, "the young one is not asked about")
	require.ElementsMatch(t, []string{place(used), place(fresh), filepath.Join(tmp, "half"), filepath.Join("2c", hello)}, files(t, dir))
	_, _, err = d.Open(t.Context(), stray)
	require.ErrorIs(t, err, ErrNotFound)

	n, err = sweep()
	require.NoError(t, err)
	require.Zero(t, n, "once more is harmless")
}

func TestSweep_keeps_what_is_stored_again_while_it_asks(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	stored(t, d, dir, "hello", 25*time.Hour)
	n, err := d.Sweep(t.Context(), 24*time.Hour, func(ctx context.Context, keys []string) ([]string, error) {
		require.Equal(t, []string{hello}, keys)
		_, err := d.Put(ctx, strings.NewReader("hello"), 5)
		return nil, err
	})
	require.NoError(t, err)
	require.Zero(t, n)
	require.Equal(t, []string{place(hello)}, files(t, dir))
}

func TestSweep_removes_nothing_when_nobody_can_say_what_is_used(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	stored(t, d, dir, "hello", 25*time.Hour)
	away := errors.New("the database is away")
	_, err := d.Sweep(t.Context(), 24*time.Hour, func(context.Context, []string) ([]string, error) { return nil, away })
	require.ErrorIs(t, err, away)
	ended, end := context.WithCancel(t.Context())
	end()
	_, err = d.Sweep(ended, 24*time.Hour, nothing)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []string{place(hello)}, files(t, dir))
}

// Two processes are two Disks: their locks are between them as between processes.
func TestSweep_never_takes_what_was_just_stored(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	other, err := Open(dir)
	require.NoError(t, err)
	defer other.Close()
	for round := range 50 {
		var keys []string
		for i := range 4 {
			keys = append(keys, stored(t, d, dir, strconv.Itoa(100*round+i), 25*time.Hour))
		}
		var all sync.WaitGroup
		for _, who := range []*Disk{d, other} {
			all.Go(func() {
				if _, err := who.Sweep(context.Background(), 24*time.Hour, nothing); err != nil {
					t.Error(err)
				}
			})
		}
		for i := range keys {
			all.Go(func() {
				if _, err := d.Put(context.Background(), strings.NewReader(strconv.Itoa(100*round+i)), 100); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, key := range keys {
			content, _, err := d.Open(t.Context(), key)
			require.NoError(t, err, "it was stored, and so it is there")
			require.NoError(t, content.Close())
		}
	}
}
