package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
)

// TestPages_take_any_address asks for every page with every parameter spoilt.
func TestPages_take_any_address(t *testing.T) {
	t.Parallel()
	s := opened(t)
	admin, x := s.signedIn(s.Karin.ID), s.make(s.Hanna, true)
	others := s.make(s.Goran, true)
	before := s.state(t)
	for path, parameters := range map[string][]string{
		"/":                   {"next", "language"},
		"/tickets/new":        {"subject", "language"},
		"/login":              {"next"},
		"/t/" + x.token:       {"next", "locale"},
		"/desk":               {"view", "team", "status", "after", "owner", "priority", "tag", "topic", "company", "language", "kind", "due", "waiting", "text", "sort", "base"},
		"/desk/profile":       {"language"},
		"/desk/search":        {"q", "after"},
		"/desk/search/offers": {"q"},
		"/desk/palette":       {"q", "lately"},
		"/desk/notices":       {"before"},
		x.target(ofTicket):    {"mode", "open", "of", "keeps", "list", "note"},
		"/demo/mail":          {"before"},
		"/demo/gallery":       {"locale", "theme", "longer"},
		"/readyz":             {"verbose"},
		"/assets/brand.css":   {"colour", "v"},
	} {
		for _, parameter := range parameters {
			for what, value := range hostile(others, false) {
				session := admin
				if path == "/login" {
					session = ""
				}
				a := s.send(t, call{method: http.MethodGet, path: path + "?" + url.Values{parameter: {value}}.Encode(), session: session})
				require.Contains(t, []int{200, 303, 400, 404}, a.StatusCode, "%s?%s with %s", path, parameter, what)
			}
			a := s.send(t, call{method: http.MethodGet, path: path + "?" + parameter + "=%zz&" + parameter + "=;&%", session: admin})
			require.Contains(t, []int{200, 303, 400, 404}, a.StatusCode, "%s?%s broken", path, parameter)
		}
	}
	_, table := rows(t)
	asked := map[string]bool{}
	for _, r := range table {
		if asked[r.method+r.route] || r.object == onReal {
			continue
		}
		asked[r.method+r.route] = true
		for _, spoilt := range []string{"%00", "%ff", "..%2f..", "%3Cscript%3E", "-1", "0", "9223372036854775808", "1%20", "%E2%80%AE", cast.Key(), strings.Repeat("9", 4000)} {
			path := placeholders.ReplaceAllString(r.route, spoilt)
			if path == r.route || strings.Contains(r.route, "*") {
				continue
			}
			a := s.send(t, call{method: r.method, path: path, session: admin, form: s.someForm(r)})
			require.Contains(t, []int{404, 410}, a.StatusCode, "%s %s", r.method, path)
		}
	}
	require.Equal(t, before, s.state(t))
	s.healthy(t)
}

// placeholders are what a route leaves open.
var placeholders = regexp.MustCompile(`\{[a-z]+\}`)

// someForm is a form that would be taken if the address were right.
func (s *site) someForm(r row) url.Values {
	if r.method != http.MethodPost {
		return nil
	}
	return s.fields(r.route, things{})
}
