package gallery_test

import (
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/gallery"
	"github.com/kepthq/kept/web/layout"
)

func TestStates_are_drawn_in_every_language_with_no_message_missing(t *testing.T) {
	t.Parallel()
	for _, locale := range i18n.Locales {
		for _, longer := range []bool{false, true} {
			ctx := gallery.View{Locale: locale, Theme: layout.Dark, Longer: longer}.Into(t.Context())
			var faults []error
			ctx = i18n.With(ctx, i18n.From(ctx).Reporting(func(err error) { faults = append(faults, err) }))
			for _, s := range gallery.States() {
				require.NoError(t, s.Page.Render(ctx, io.Discard), s.Name)
				require.NoError(t, errors.Join(faults...), s.Name)
			}
			require.NoError(t, gallery.List(gallery.View{Locale: locale}).Render(ctx, io.Discard))
		}
	}
}

func TestStates_have_names_of_their_own_by_which_they_are_found(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range gallery.States() {
		require.False(t, seen[s.Name], s.Name)
		seen[s.Name] = true
		found, ok := gallery.Find(s.Name)
		require.True(t, ok)
		require.Equal(t, s.Room, found.Room)
	}
	_, ok := gallery.Find("nothing")
	require.False(t, ok)
}
