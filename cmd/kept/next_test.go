package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// elsewhere are return addresses that lead off the site in one browser or another, or that only look as if they did.
var elsewhere = []string{
	"//evil.example", "///evil.example", "////evil.example", `/\evil.example`, `\/evil.example`, `\\evil.example`, `/\/evil.example`, `//\evil.example`,
	"https:evil.example", "https:/evil.example", "https://evil.example", "HTTPS://evil.example", "http:///evil.example", "//evil.example/desk", "//evil.example:443",
	"//kept.example@evil.example", "https://kept.example@evil.example", "https://kept.example.evil.example/", "@evil.example", "/@evil.example", "kept.example@evil.example",
	"/%2F/evil.example", "%2F%2Fevil.example", "/%2Fevil.example", "/%5Cevil.example", "%5C%5Cevil.example", "/%09/evil.example", "/%0d%0aLocation:https://evil.example",
	"/\t/evil.example", "\t//evil.example", "/\n/evil.example", "\r\n//evil.example", " //evil.example", "/\x00/evil.example", "/./\\evil.example", "/.//evil.example", "/..//evil.example",
	"/desk/..//evil.example", "/;//evil.example", "/?//evil.example", "/#//evil.example", "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "mailto:x@evil.example",
	"//evil%E3%80%82example", "/\u2215evil.example", "//\u3002evil.example", "/\xe2\x80\xa8/evil.example", "//[::1]", "//0x7f.1", "?next=//evil.example", "/%", "/\xff/evil.example",
	"/" + strings.Repeat("/", 2100) + "evil.example",
}

// asBrowsers reads an address as browsers do (WHATWG URL): what cannot be seen is nothing, and a stroke is a stroke whichever way it leans.
func asBrowsers(t *testing.T, to string) *url.URL {
	t.Helper()
	home, err := url.Parse(origin + "/login")
	require.NoError(t, err)
	path, query, _ := strings.Cut(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.Trim(to, " \x00")), "?")
	there, err := home.Parse(strings.ReplaceAll(path, `\`, "/"))
	require.NoError(t, err, to)
	there.RawQuery = query
	return there
}

// staysHere requires that an answer leads to a page of this site.
func staysHere(t *testing.T, what string, a answer) {
	t.Helper()
	to := a.Header.Get("Location") + a.Header.Get("Kept-Location")
	require.NotEmpty(t, to, what)
	require.True(t, strings.HasPrefix(to, "/"), "%s leads to %q", what, to)
	for _, out := range []string{"//", `/\`} {
		require.False(t, strings.HasPrefix(to, out), "%s leads to %q", what, to)
	}
	require.NotContains(t, to, "\n", what)
	there := asBrowsers(t, to)
	require.Equal(t, "https://kept.example", there.Scheme+"://"+there.Host, "%s leads to %q", what, to)
	require.Nil(t, there.User, what)
}

// TestNext_never_leads_off_the_site goes through every page that takes a return address, as script and without.
func TestNext_never_leads_off_the_site(t *testing.T) {
	t.Parallel()
	s := opened(t)
	s.givesHannaPassword()
	x := s.askedUp(s.make(s.Hanna, true))
	maja, ingrid, hanna := s.signedIn(s.Maja.ID), s.signedIn(s.Ingrid.ID), s.signedIn(s.Hanna.ID)
	right := func(p people.Person, next string) url.Values {
		return url.Values{"email": {p.Address}, "password": {known}, "next": {next}}
	}
	for i, next := range elsewhere {
		query := "?" + url.Values{"next": {next}}.Encode()
		back := url.Values{"back": {next}, "language": {"en"}, "theme": {"dark"}, "forward": {"15m"}}
		for what, c := range map[string]call{
			"the staff's sign-in, signed in":     {method: http.MethodGet, path: "/login" + query, session: maja},
			"the customers' sign-in, signed in":  {method: http.MethodGet, path: "/signin" + query, session: hanna},
			"the staff's sign-in":                {path: "/login", form: right(s.Maja, next)},
			"the customers' sign-in by password": {path: "/signin/passwords", form: right(s.Hanna, next)},
			"the language":                       {path: "/language", form: back},
			"the theme":                          {path: "/theme", form: back},
			"taking a ticket":                    {path: fmt.Sprintf("/desk/tickets/%d/claim", x.number), form: back, session: maja},
			"taking a question":                  {path: fmt.Sprintf("/office/questions/%d/claims", x.asked), form: back, session: ingrid},
			"a page that wants a sign-in":        {method: http.MethodGet, path: "/desk?" + strings.TrimPrefix(query, "?")},
		} {
			if c.method == "" {
				c.method = http.MethodPost
			}
			if strings.HasSuffix(what, "by password") || what == "the staff's sign-in" {
				if i%10 != 0 { // a hash takes its time
					continue
				}
			}
			for _, header := range [][]string{nil, {"Kept-Send", "1"}} {
				if c.headers = header; header != nil && (c.method == http.MethodGet || i%3 != 0) {
					continue // script sends forms
				}
				staysHere(t, fmt.Sprintf("%s, with %q", what, next), s.send(t, c))
			}
		}
		s.comesByLink(t, next)
	}
	s.healthy(t)
}

// comesByLink asks for a sign-in link with a return address, and presses it.
func (s *site) comesByLink(t *testing.T, next string) {
	t.Helper()
	browser := []string{"Cookie", "__Host-kept_signin=" + string(people.NewToken())}
	a := s.send(t, call{method: http.MethodPost, path: "/signin/links", form: url.Values{"email": {s.Hanna.Address}, "next": {next}}, headers: browser})
	require.Equal(t, "/signin/sent", a.Header.Get("Location"))
	var l people.SignInLetter
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		var id int64
		if err := tx.QueryRow(ctx, `select max(id) from signin_requests`).Scan(&id); err != nil {
			return err
		}
		var err error
		l, err = people.DrawSignIn(ctx, tx, id)
		return err
	})
	staysHere(t, fmt.Sprintf("a mailed link, with %q", next), s.send(t, call{method: http.MethodPost, path: "/signin/links/" + string(l.Token), headers: browser}))
}

// TestNext_of_a_page_that_was_refused_is_no_other_sites sends a form that is refused, from a page whose address names another site.
func TestNext_of_a_page_that_was_refused_is_no_other_sites(t *testing.T) {
	t.Parallel()
	s := opened(t)
	for _, from := range []string{"https://evil.example/x", "https://kept.example.evil.example/x", "https://kept.example//evil.example", "https://kept.example/\\evil.example", "//evil.example"} {
		a := s.send(t, call{method: http.MethodPost, path: "/login/forgotten", form: url.Values{"email": {"nobody"}}, headers: []string{"Referer", from}})
		require.Equal(t, http.StatusUnprocessableEntity, a.StatusCode)
		require.NotContains(t, a.body, "evil", from)
	}
}
