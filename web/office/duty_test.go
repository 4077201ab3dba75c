package office

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
)

func TestDaysSaid_joins_days_that_follow_each_other(t *testing.T) {
	t.Parallel()
	l := i18n.For(i18n.EN, time.UTC)
	for want, days := range map[string][]time.Weekday{
		"Monday–Friday":              {1, 2, 3, 4, 5},
		"Monday–Sunday":              {0, 1, 2, 3, 4, 5, 6},
		"Friday, Saturday":           {time.Saturday, time.Friday},
		"Monday, Wednesday–Friday":   {1, 3, 4, 5},
		"Tuesday, Wednesday, Sunday": {time.Sunday, time.Tuesday, time.Wednesday},
		"Monday–Wednesday, Sunday":   {0, 1, 2, 3},
		"":                           nil,
	} {
		require.Equal(t, want, daysSaid(l, days))
	}
}
