package seal_test

import (
	"crypto/rand"
	"encoding/base64"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/seal"
)

func newKey() string {
	secret := make([]byte, seal.KeyBytes)
	rand.Read(secret)
	return base64.StdEncoding.EncodeToString(secret)
}

func box(t *testing.T, keys string) *seal.Box {
	t.Helper()
	b, err := seal.Parse(keys)
	require.NoError(t, err)
	return b
}

func TestSeal_opens_for_what_it_was_sealed_for_and_for_nothing_else(t *testing.T) {
	t.Parallel()
	b := box(t, newKey())
	sealed, err := b.Seal([]byte("a secret"), "person 4")
	require.NoError(t, err)
	require.NotContains(t, string(sealed), "secret")
	text, err := b.Open(sealed, "person 4")
	require.NoError(t, err)
	require.Equal(t, "a secret", string(text))
	_, err = b.Open(sealed, "person 5")
	require.Error(t, err)
	for i := range sealed {
		spoilt := append([]byte(nil), sealed...)
		spoilt[i] ^= 1
		_, err := b.Open(spoilt, "person 4")
		require.Error(t, err, "byte %d", i)
	}
	for i := range sealed {
		_, err := b.Open(sealed[:i], "person 4")
		require.Error(t, err, "%d bytes", i)
	}
	again, err := b.Seal([]byte("a secret"), "person 4")
	require.NoError(t, err)
	require.NotEqual(t, sealed, again)
}

func TestSeal_lets_keys_be_changed(t *testing.T) {
	t.Parallel()
	old, young := newKey(), newKey()
	before := box(t, old)
	sealed, err := before.Seal([]byte("a secret"), "x")
	require.NoError(t, err)
	_, err = box(t, young).Open(sealed, "x")
	require.ErrorIs(t, err, seal.ErrOtherKey)
	require.False(t, box(t, young).Has(sealed))

	both := box(t, young+", "+old)
	text, err := both.Open(sealed, "x")
	require.NoError(t, err)
	require.Equal(t, "a secret", string(text))
	require.True(t, both.Has(sealed))
	require.False(t, both.IsNewest(sealed))
	sealed, err = both.Seal(text, "x")
	require.NoError(t, err)
	require.True(t, both.IsNewest(sealed))
	_, err = box(t, young).Open(sealed, "x")
	require.NoError(t, err)
}

func TestSeal_refuses_what_is_no_key_without_showing_it(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "hunter2hunter2", newKey()[:20], newKey() + ",", newKey() + "," + "short"} {
		_, err := seal.Parse(text)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "hunter2")
	}
	var none *seal.Box
	_, err := none.Seal([]byte("x"), "x")
	require.Error(t, err)
	_, err = none.Open(make([]byte, 100), "x")
	require.Error(t, err)
}

func TestSeal_makes_one_file_however_many_begin_at_once(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secret.key")
	boxes := make([]*seal.Box, 8)
	var all sync.WaitGroup
	for i := range boxes {
		all.Go(func() {
			b, err := seal.File(path)
			if err == nil {
				boxes[i] = b
			}
		})
	}
	all.Wait()
	sealed, err := boxes[0].Seal([]byte("a secret"), "x")
	require.NoError(t, err)
	for _, b := range boxes {
		_, err := b.Open(sealed, "x")
		require.NoError(t, err)
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1)

	require.NoError(t, os.WriteFile(path, []byte("spoilt"), 0o600))
	_, err = seal.File(path)
	require.ErrorContains(t, err, path)
}
