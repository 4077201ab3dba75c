package i18n_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
)

// TestTicking_says_what_margin_says counts as web/assets/js/tick.js does.
func TestTicking_says_what_margin_says(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 17, 14, 18, 0, 0, time.UTC)
	for _, locale := range i18n.Locales {
		l := i18n.For(locale, time.UTC)
		words := l.Ticking()
		put := func(phrase string, minutes int) string {
			return strings.NewReplacer("{m}", strconv.Itoa(minutes%60), "{h}", strconv.Itoa(minutes/60)).Replace(phrase)
		}
		for left := range 180 {
			said := put(words.Both, left)
			switch {
			case left == 0:
				said = words.Now
			case left < 60:
				said = put(words.Minutes, left)
			case left%60 == 0:
				said = put(words.Hours, left)
			}
			require.Equal(t, l.Margin(now.Add(time.Duration(left)*time.Minute), now), said, "%s, %d min left", locale, left)
		}
		for late := 1; late < 23*60; late++ {
			said := put(words.LateMinutes, late)
			if late >= 60 {
				said = put(words.LateHours, (late+59)/60*60)
			}
			require.Equal(t, l.Margin(now.Add(-time.Duration(late)*time.Minute), now), said, "%s, %d min late", locale, late)
		}
	}
}
