package main

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// spoilt are forms of which one field is wrong, so that all the others come back.
var spoilt = map[string]url.Values{
	"/tickets":            {"email": {"nobody"}},
	"/t/{token}/messages": {"key": {"short"}},
	"/t/{token}/answers":  {"key": {"short"}}, "/t/{token}/understandings": {"key": {"short"}},
	ofTicket + "/outlines":     {"body": {markup + strings.Repeat("x", 1000)}},
	"/login":                   {"password": {"wrong"}},
	ofTicket + "/replies":      {"day": {"2020-01-01"}},
	ofTicket + "/waiting":      {"status": {"x"}},
	ofTicket + "/dismissals":   {"then": {"x"}},
	ofTicket + "/notes":        {"key": {"short"}},
	ofTicket + "/promises":     {"day": {"2020-01-01"}},
	ofPromise + "/moves":       {"day": {"2020-01-01"}},
	ofPromise + "/withdrawals": {"words": {markup + strings.Repeat("x", 50_000)}},
	ofTicket + "/returns":      {"reason": {markup + strings.Repeat("x", 200)}},
	fromOffice + "/takeovers":  {"reason": {markup + strings.Repeat("x", 200)}},
	fromOffice + "/apologies":  {"words": {markup + strings.Repeat("x", 50_000)}},
	fromOffice + "/dismissals": {"reason": {markup + strings.Repeat("x", 200)}},
	releases:                   {"words_en": {markup + strings.Repeat("x", 50_000)}},
}

// TestForms_give_back_what_was_typed types markup into every text field and spoils another: what was typed stands in
// the field again, as text.
func TestForms_give_back_what_was_typed(t *testing.T) {
	t.Parallel()
	s := opened(t)
	admin := s.signedIn(s.Karin.ID)
	routes := slices.Sorted(maps.Keys(spoilt))
	slices.Reverse(routes) // the office's lists show their first ten: its forms come before other tickets break
	for _, route := range routes {
		wrong := spoilt[route]
		x := s.inTurn(s.victim(t, route), route)
		form := s.fields(route, x)
		for field := range texts[route] {
			form.Set(field, "first\nsecond "+markup)
			if field != "body" && (field != "words" || route != ofPromise+"/withdrawals") {
				form.Set(field, markup)
			}
		}
		maps.Copy(form, wrong)
		a := s.send(t, call{method: http.MethodPost, path: x.target(route), form: form, session: s.poster(route, admin)})
		require.Equal(t, http.StatusUnprocessableEntity, a.StatusCode, "%s: %v", route, form)
		for field := range texts[route] {
			if field == "password" {
				require.NotContains(t, a.body, "wrong\"", "a password is not given back")
				continue
			}
			require.Contains(t, valuesOf(t, a.body, field), form.Get(field), "%s: %s", route, field)
		}
	}
	s.healthy(t)
}
