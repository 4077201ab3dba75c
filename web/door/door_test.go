package door

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
)

func TestRegions_hold_every_zone_once_under_a_name_in_five_languages(t *testing.T) {
	t.Parallel()
	for _, locale := range i18n.Locales {
		seen, names := map[string]bool{}, map[string]bool{}
		for _, r := range regions(i18n.For(locale, nil)) {
			require.False(t, names[r.name], "%s stands twice", r.name)
			names[r.name] = true
			for _, z := range r.zones {
				require.False(t, seen[z.id], z.id)
				require.NotEmpty(t, z.city)
				seen[z.id] = true
			}
		}
		require.Len(t, names, 10)
		require.Len(t, seen, 419)
		if likely := LikelyZone(locale); likely != "" {
			require.True(t, seen[likely], likely)
		}
	}
	for _, r := range regions(i18n.For(i18n.EN, nil)) {
		for _, z := range r.zones {
			_, err := time.LoadLocation(z.id)
			require.NoError(t, err)
		}
	}
}
