package i18n

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLeadWithin_names_both_ends_of_a_window(t *testing.T) {
	t.Parallel()
	l := For(EN, time.UTC)
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)
	}
	now := at(time.March, 17, 9)
	require.Equal(t, "14:00–15:00", l.LeadWithin(at(3, 17, 14), at(3, 17, 15), now))
	require.Equal(t, "Thu 10:00–12:00", l.LeadWithin(at(3, 19, 10), at(3, 19, 12), now))
	require.Equal(t, "24 Apr 10:00–12:00", l.LeadWithin(at(4, 24, 10), at(4, 24, 12), now))
	require.Equal(t, "24 Jan 2027, 10:00–12:00", l.LeadWithin(at(13, 24, 10), at(13, 24, 12), now), "in another year the clock stays")
	require.Equal(t, "22:00 – Wed 02:00", l.LeadWithin(at(3, 17, 22), at(3, 18, 2), now))
	require.Equal(t, "Thu 12:00", l.LeadWithin(time.Time{}, at(3, 19, 12), now))
}
