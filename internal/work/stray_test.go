package work_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// dayOld stores contents and lets them lie for more than a day.
func dayOld(t *testing.T, contents ...string) (*blob.Disk, []blob.Ref) {
	t.Helper()
	dir := t.TempDir()
	files, err := blob.Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	var refs []blob.Ref
	for _, content := range contents {
		ref, err := files.Put(t.Context(), strings.NewReader(content), 100)
		require.NoError(t, err)
		old := time.Now().Add(-25 * time.Hour)
		require.NoError(t, os.Chtimes(filepath.Join(dir, ref.Key[:2], ref.Key[2:4], ref.Key), old, old))
		refs = append(refs, ref)
	}
	return files, refs
}

func (d *desk) has(files *blob.Disk, key string) bool {
	d.t.Helper()
	content, _, err := files.Open(d.t.Context(), key)
	if err != nil {
		require.ErrorIs(d.t, err, blob.ErrNotFound)
		return false
	}
	require.NoError(d.t, content.Close())
	return true
}

func TestStray_files_are_removed_and_those_of_tickets_stay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	files, refs := dayOld(t, "of a form that was refused", "of a ticket")
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Ask(ctx, tx, people.Actor{}, ticket.DefaultLimits(), ticket.Question{
			Key: rand(), Name: "Hanna Berg", Address: "hanna@cafe.example", Subject: "No internet", Body: "See the lamp.", Locale: i18n.EN,
			Files: []ticket.Upload{{Name: "lamp.txt", Kind: "text/plain", Size: refs[1].Size, Blob: refs[1].Key}},
		})
		return err
	})
	l := &log{}
	o := options(l, nil)
	o.Files = files
	d.start(o)
	d.eventually("the stray file is gone", func() bool { return !d.has(files, refs[0].Key) })
	require.True(t, d.has(files, refs[1].Key))
	d.eventually("it is told", func() bool { return strings.Contains(l.String(), "files=1") })
}

func TestStray_files_stay_while_the_desk_has_none_at_all(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	files, refs := dayOld(t, "of another database, perhaps")
	o := options(&log{}, nil)
	o.Files = files
	w := d.start(o)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	d.eventually("it is at work", func() bool { return one[int](d, `select count(*) from workers`) == 1 })
	require.NoError(t, w.Stop(ctx)) // it waits for what is under way
	require.True(t, d.has(files, refs[0].Key))
}
