package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

const (
	viewsRoute = "/desk/views"
	viewRoute  = viewsRoute + "/{view}"
)

// savedViews are Maja's: one that everybody has, one of her own, and one that everybody had.
type savedViews struct{ shared, own, removed ticket.ViewID }

func isAboutViews(route string) bool { return strings.HasPrefix(route, viewsRoute) }

// makeViews makes them anew, in the place of all that were there.
func (s *site) makeViews() savedViews {
	s.T.Helper()
	_, err := s.DB.Pool().Exec(s.T.Context(), `delete from views`)
	require.NoError(s.T, err)
	var v savedViews
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		for name, id := range map[string]*ticket.ViewID{"Shared": &v.shared, "Own": &v.own, "Removed": &v.removed} {
			if *id, err = ticket.SaveView(ctx, tx, s.Maja.Acting(), ticket.ViewDraft{Name: name, Query: "language=sv", IsShared: name != "Own"}); err != nil {
				return err
			}
		}
		_, err := ticket.RemoveView(ctx, tx, s.Maja.Acting(), v.removed)
		return err
	})
	return v
}

// address fills a route's address with what a row names.
func (v savedViews) address(r row) string {
	id := v.shared
	switch {
	case r.object == "nonsense":
		return strings.ReplaceAll(r.route, "{view}", nonsense)
	case r.object == "unknown view":
		id = 987654
	case r.object == "the agent's own view":
		id = v.own
	case strings.HasSuffix(r.route, "/undone"):
		id = v.removed
	}
	return strings.ReplaceAll(r.route, "{view}", fmt.Sprint(id))
}

// viewFields are the fields of a form about views; nil: of none of these.
func viewFields(route string) url.Values {
	switch route {
	case "/desk/density":
		return url.Values{"rows": {"compact"}, "back": {"/desk"}}
	case viewsRoute:
		return url.Values{"name": {"Made " + cast.Key()}, "query": {"priority=high"}, "shared": {"me"}}
	case viewRoute:
		return url.Values{"name": {"Named " + cast.Key()}, "shared": {"all"}, "version": {"1"}}
	case viewRoute + "/filters":
		return url.Values{"query": {"priority=high"}, "version": {"1"}}
	case viewRoute + "/moves":
		return url.Values{"way": {"up"}}
	case viewRoute + "/removals", viewRoute + "/removals/undone":
		return url.Values{}
	}
	return nil
}
