package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

const hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" // SHA-256 of "hello" (FIPS 180-4)

func open(t *testing.T) (*Disk, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "deep", "blobs")
	d, err := Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return d, dir
}

// files lists every file below dir, by its path from there.
func files(t *testing.T, dir string) []string {
	t.Helper()
	found := []string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			path, err = filepath.Rel(dir, path)
			found = append(found, path)
		}
		return err
	}))
	return found
}

func TestPut_keeps_a_content_under_its_hash(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	ref, err := d.Put(t.Context(), strings.NewReader("hello"), 5)
	require.NoError(t, err)
	require.Equal(t, Ref{Key: hello, Size: 5}, ref)
	require.Equal(t, []string{filepath.Join("2c", "f2", hello)}, files(t, dir))

	content, size, err := d.Open(t.Context(), ref.Key)
	require.NoError(t, err)
	defer content.Close()
	require.EqualValues(t, 5, size)
	_, err = content.Seek(1, io.SeekStart)
	require.NoError(t, err)
	rest, err := io.ReadAll(content)
	require.NoError(t, err)
	require.Equal(t, "ello", string(rest))
}

func TestPut_keeps_the_same_content_once(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			ref, err := d.Put(context.Background(), strings.NewReader("hello"), 100)
			if err != nil || ref.Key != hello {
				t.Errorf("put: %v %v", ref, err)
			}
		})
	}
	all.Wait()
	require.Len(t, files(t, dir), 1)
}

func TestPut_keeps_an_empty_content(t *testing.T) {
	t.Parallel()
	d, _ := open(t)
	ref, err := d.Put(t.Context(), strings.NewReader(""), 0)
	require.NoError(t, err)
	content, size, err := d.Open(t.Context(), ref.Key)
	require.NoError(t, err)
	require.Zero(t, size)
	require.NoError(t, content.Close())
}

func TestPut_mends_a_content_that_was_spoilt(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	spoilt := filepath.Join(dir, "2c", "f2", hello)
	require.NoError(t, os.MkdirAll(filepath.Dir(spoilt), 0o700))
	require.NoError(t, os.WriteFile(spoilt, []byte("hel"), 0o600))
	_, err := d.Put(t.Context(), strings.NewReader("hello"), 5)
	require.NoError(t, err)
	mended, err := os.ReadFile(spoilt)
	require.NoError(t, err)
	require.Equal(t, "hello", string(mended))
}

func TestPut_leaves_nothing_behind_when_it_fails(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	cut := errors.New("upload cut off")
	for name, c := range map[string]struct {
		ctx   context.Context
		r     io.Reader
		limit int64
		want  error
	}{
		"one byte too many":  {t.Context(), strings.NewReader("hello!"), 5, ErrTooLarge},
		"no end":             {t.Context(), endless{}, 1 << 20, ErrTooLarge},
		"byte by byte":       {t.Context(), iotest.OneByteReader(strings.NewReader("hello!")), 5, ErrTooLarge},
		"nothing is allowed": {t.Context(), strings.NewReader("h"), 0, ErrTooLarge},
		"a broken reader": {
			t.Context(), io.MultiReader(strings.NewReader("hel"), iotest.ErrReader(cut)),
			math.MaxInt64, cut,
		},
		"a context that has ended": {cancelled, strings.NewReader("hello"), 5, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, dir := open(t)
			ref, err := d.Put(c.ctx, c.r, c.limit)
			require.ErrorIs(t, err, c.want)
			require.Zero(t, ref)
			require.Empty(t, files(t, dir))
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestOpen_finds_nothing_under_a_key_that_is_none(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(dir), "secret"), []byte("x"), 0o600))
	_, err := d.Put(t.Context(), strings.NewReader("hello"), 5)
	require.NoError(t, err)
	for _, key := range []string{
		"", "2c", "../secret", "tmp", "/etc/passwd", strings.ToUpper(hello), hello + "0", hello[:63], hello[:63] + "\x00",
		strings.Repeat("0", 64), strings.Repeat("../", 21) + "x", hello[:63] + "g", strings.Repeat("ł", 32),
	} {
		_, _, err := d.Open(t.Context(), key)
		require.ErrorIs(t, err, ErrNotFound, "%q", key)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = d.Open(cancelled, hello)
	require.ErrorIs(t, err, context.Canceled)
}

func TestOpen_follows_no_link_out_of_its_directory(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "2c", "f2"), 0o700))
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.WriteFile(outside, []byte("secret"), 0o600))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "2c", "f2", hello)))
	_, _, err := d.Open(t.Context(), hello)
	require.ErrorContains(t, err, "open content")
}

func TestOpen_sweeps_only_what_was_abandoned(t *testing.T) {
	t.Parallel()
	_, dir := open(t)
	for name, age := range map[string]time.Duration{"fresh": 59 * time.Minute, "stale": 61 * time.Minute} {
		half := filepath.Join(dir, tmp, name)
		require.NoError(t, os.WriteFile(half, []byte("hal"), 0o600))
		written := time.Now().Add(-age)
		require.NoError(t, os.Chtimes(half, written, written))
	}
	again, err := Open(dir)
	require.NoError(t, err)
	require.NoError(t, again.Close())
	require.Equal(t, []string{filepath.Join(tmp, "fresh")}, files(t, dir))
}

func TestOpen_creates_a_directory_for_this_user_alone(t *testing.T) {
	t.Parallel()
	_, dir := open(t)
	for _, made := range []string{dir, filepath.Join(dir, tmp)} {
		info, err := os.Stat(made)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	}
}

func TestOpen_says_when_the_directory_is_none(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(dir, nil, 0o600))
	_, err := Open(dir)
	require.ErrorContains(t, err, "blob directory")
	require.ErrorIs(t, err, syscall.ENOTDIR)
}

func TestWritable_says_when_the_directory_has_gone(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	require.NoError(t, d.Writable())
	require.Empty(t, files(t, dir))

	require.NoError(t, os.RemoveAll(dir))
	require.ErrorContains(t, d.Writable(), "blob directory is not writable")
	_, err := d.Put(t.Context(), strings.NewReader("hello"), 5)
	require.ErrorContains(t, err, "store content")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestWritable_says_when_something_is_in_the_way(t *testing.T) {
	t.Parallel()
	d, dir := open(t)
	require.NoError(t, d.Writable())
	require.NoError(t, os.RemoveAll(filepath.Join(dir, tmp)))
	require.NoError(t, os.WriteFile(filepath.Join(dir, tmp), nil, 0o600)) // root is stopped by this too, not by permissions
	require.ErrorIs(t, d.Writable(), syscall.ENOTDIR)
	_, err := d.Put(t.Context(), strings.NewReader("hello"), 5)
	require.ErrorIs(t, err, syscall.ENOTDIR)
}

func TestExplain_knows_a_full_disk_and_a_full_share_of_it(t *testing.T) {
	t.Parallel()
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT} {
		err := explain(&fs.PathError{Op: "write", Path: "tmp/x", Err: full})
		require.ErrorIs(t, err, ErrFull)
		require.ErrorIs(t, err, full)
	}
	require.NotErrorIs(t, explain(fs.ErrPermission), ErrFull)
}

func FuzzPut(f *testing.F) {
	f.Add([]byte("hello"), int64(5))
	f.Add([]byte(""), int64(-1))
	f.Add([]byte("hello"), int64(4))
	d, err := Open(f.TempDir())
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, d.Close()) })
	f.Fuzz(func(t *testing.T, content []byte, limit int64) {
		ref, err := d.Put(t.Context(), bytes.NewReader(content), limit)
		if int64(len(content)) > limit {
			require.ErrorIs(t, err, ErrTooLarge)
			return
		}
		require.NoError(t, err)
		sum := sha256.Sum256(content)
		require.Equal(t, Ref{Key: hex.EncodeToString(sum[:]), Size: int64(len(content))}, ref)
		stored, _, err := d.Open(t.Context(), ref.Key)
		require.NoError(t, err)
		defer stored.Close()
		require.NoError(t, iotest.TestReader(stored, content))
	})
}
