package i18n

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNumber_groups_as_the_language_does(t *testing.T) {
	t.Parallel()
	for locale, want := range map[Locale][]string{
		EN: {"0", "999", "1,234", "12,345", "1,234,567", "−1,234"},
		SV: {"0", "999", "1\u00a0234", "12\u00a0345", "1\u00a0234\u00a0567", "−1\u00a0234"},
		DA: {"0", "999", "1.234", "12.345", "1.234.567", "−1.234"},
		PL: {"0", "999", "1234", "12\u00a0345", "1\u00a0234\u00a0567", "−1234"},
		EL: {"0", "999", "1.234", "12.345", "1.234.567", "−1.234"},
	} {
		l := loud(t, locale)
		var got []string
		for _, n := range []int{0, 999, 1234, 12345, 1234567, -1234} {
			got = append(got, l.Number(n))
		}
		require.Equal(t, want, got, locale)
	}
}

func TestSize_rounds_up_so_that_over_the_limit_reads_so(t *testing.T) {
	t.Parallel()
	const mega = 1 << 20
	l := loud(t, EN)
	for bytes, want := range map[int64]string{
		-5: "0 B", 0: "0 B", 812: "812 B", 1023: "1,023 B", 1024: "1 kB", 1025: "2 kB", 340_000: "333 kB", mega - 1024: "1,023 kB", mega - 1: "1 MB",
		mega: "1 MB", 25 * mega: "25 MB", 25*mega + 1: "25.1 MB", 1400 * 1024: "1.4 MB", 1024*mega - 1: "1 GB", 5 * 1024 * mega: "5 GB", 1 << 62: "4,294,967,296 GB",
	} {
		require.Equal(t, nonBreaking(want), l.Size(bytes), bytes)
	}
	for _, locale := range []Locale{SV, DA, PL, EL} {
		require.Equal(t, "1,4\u00a0MB", loud(t, locale).Size(1400*1024), locale)
	}
}
