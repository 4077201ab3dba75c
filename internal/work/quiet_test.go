package work

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestQuiet_says_the_same_complaint_once_in_a_while_and_how_often_it_was_kept_back(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	all := newQuiet(slog.NewTextHandler(&out, nil))
	queue := all.WithAttrs([]slog.Attr{slog.String("queue", "default")})
	lines := func() []string { return strings.Split(strings.TrimSpace(out.String()), "\n") }
	at := time.Date(2026, 3, 17, 9, 0, 0, 0, time.UTC)
	complain := func(h slog.Handler, words string) {
		require.NoError(t, h.Handle(t.Context(), slog.NewRecord(at, slog.LevelError, words, 0)))
	}
	require.False(t, all.Enabled(t.Context(), slog.LevelInfo))
	require.True(t, all.Enabled(t.Context(), slog.LevelWarn))

	for range 50 {
		complain(queue, "cannot fetch")
		at = at.Add(100 * time.Millisecond)
	}
	complain(all, "something else")
	require.Len(t, lines(), 2)
	require.Contains(t, lines()[0], `msg="cannot fetch" queue=default`)
	require.Contains(t, lines()[1], "something else")

	at = at.Add(quietFor)
	complain(queue, "cannot fetch")
	require.Len(t, lines(), 3)
	require.Contains(t, lines()[2], "kept_back=49")
}
