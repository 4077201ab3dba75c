package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
)

func TestReadStretch_reads_what_was_written(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("east", 2*60*60)
	from := time.Date(2026, time.March, 29, 1, 30, 0, 0, zone)
	text := audit.Stretch(from, from.Add(36*time.Hour))
	require.Equal(t, "2026-03-28 23:30 UTC – 2026-03-30 11:30 UTC", text)
	begins, ends, is := audit.ReadStretch(text)
	require.True(t, is)
	require.True(t, begins.Equal(from))
	require.True(t, ends.Equal(from.Add(36*time.Hour)))
	for _, other := range []string{"", "first line", "2026-03-28 23:30 UTC", "2026-03-28 23:30 UTC – soon", "soon – 2026-03-28 23:30 UTC"} {
		_, _, is := audit.ReadStretch(other)
		require.False(t, is, other)
	}
}
