package ui

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
)

type languagesKey struct{}

// WithLanguages returns a context in which customers choose from these languages; none are all of them.
func WithLanguages(ctx context.Context, offered []i18n.Locale) context.Context {
	return context.WithValue(ctx, languagesKey{}, offered)
}

// Languages are those that customers may choose from, and the one that the page is in.
func Languages(ctx context.Context) []i18n.Locale {
	offered, ok := ctx.Value(languagesKey{}).([]i18n.Locale)
	if !ok || len(offered) == 0 {
		return i18n.Locales
	}
	var all []i18n.Locale
	for _, l := range i18n.Locales {
		for _, o := range append([]i18n.Locale{i18n.From(ctx).Locale()}, offered...) {
			if o == l {
				all = append(all, l)
				break
			}
		}
	}
	return all
}
