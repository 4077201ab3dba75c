package sla

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReading_that_breaks_is_no_calendar(t *testing.T) {
	t.Parallel()
	var none []int
	found, err := unbroken(func() ([]Day, error) { return make([]Day, none[len(none)]), nil })
	require.ErrorIs(t, err, ErrNoCalendar)
	require.ErrorContains(t, err, "index out of range")
	require.Empty(t, found)
}
