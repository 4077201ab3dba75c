package blob

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPut_says_when_the_disk_is_full_and_leaves_room_for_others(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("a small disk cannot be mounted here:", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, 0)) })
	d, err := Open(dir)
	require.NoError(t, err)
	defer d.Close()
	_, err = d.Put(t.Context(), bytes.NewReader(make([]byte, 1<<20)), 1<<20)
	require.ErrorIs(t, err, ErrFull)
	require.Empty(t, files(t, dir))
	require.NoError(t, d.Writable())

	filler := make([]byte, 128<<10)
	require.ErrorIs(t, os.WriteFile(filepath.Join(dir, "filler"), filler, 0o600), syscall.ENOSPC)
	require.ErrorIs(t, d.Writable(), ErrFull)
	require.Equal(t, []string{"filler"}, files(t, dir))
}
