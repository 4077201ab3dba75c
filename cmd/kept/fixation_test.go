package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
)

// TestSession_that_somebody_planted_is_nobodys_after_signing_in signs in, by every way in, from a browser that carries a session of
// an attacker's or a made-up one: who signs in gets another, the attacker's is over, and the made-up one opens nothing.
func TestSession_that_somebody_planted_is_nobodys_after_signing_in(t *testing.T) {
	t.Parallel()
	p := paired(t)
	p.givesHannaPassword()
	for name, way := range map[string]func() (c call, page string){
		"a colleague's password": func() (call, string) {
			return call{path: "/login", form: url.Values{"email": {p.Maja.Address}, "password": {known}}}, "/desk"
		},
		"a customer's password": func() (call, string) {
			return call{path: "/signin/passwords", form: url.Values{"email": {p.Hanna.Address}, "password": {known}}}, "/my/tickets"
		},
		"a mailed link": func() (call, string) {
			k := p.keys()["sign-in"]
			return call{path: "/signin/links/" + k.token, headers: k.cookies}, "/my/tickets"
		},
		"an invitation": func() (call, string) {
			return call{path: "/join/" + string(p.folkOf().join), form: url.Values{"name": {"Lone Dahl"}, "password": {"a horse that answers"}}}, "/desk"
		},
	} {
		for _, planted := range []people.Token{people.NewToken(), p.signedIn(p.Goran.ID), p.signedIn(p.Ingrid.ID)} {
			c, page := way()
			c.method = http.MethodPost
			if len(c.headers) > 0 { // a browser sends its cookies as one
				c.headers = []string{"Cookie", c.headers[1] + "; __Host-kept_session=" + string(planted)}
			} else {
				c.session = planted
			}
			a := sendTo(t, p.servers[0], c)
			require.Equal(t, http.StatusSeeOther, a.StatusCode, name)
			var own people.Token
			for _, cookie := range a.Cookies() {
				if cookie.Name == "__Host-kept_session" {
					own = people.Token(cookie.Value)
				}
			}
			require.Len(t, own, len(people.NewToken()), name)
			require.NotEqual(t, planted, own, name)
			for _, h := range p.servers {
				require.Equal(t, http.StatusOK, sendTo(t, h, call{method: http.MethodGet, path: page, session: own}).StatusCode, name)
				for _, theirs := range []string{"/desk", "/my/tickets"} {
					require.Equal(t, http.StatusSeeOther, sendTo(t, h, call{method: http.MethodGet, path: theirs, session: planted}).StatusCode, "%s: %s", name, theirs)
				}
			}
		}
	}
}

// TestSignIn_link_that_an_attacker_asked_for_signs_in_nobody: they ask for a link to Hanna's address in
// their own browser, and she, or they with a copy of it, open it.
func TestSignIn_link_that_an_attacker_asked_for_signs_in_nobody(t *testing.T) {
	t.Parallel()
	p := paired(t)
	k, other := p.keys()["sign-in"], p.keys()["sign-in"]
	before := p.state(t)
	for what, cookies := range map[string][]string{"no browser": nil, "another that asked": other.cookies, "a guess": {"Cookie", "__Host-kept_signin=" + forged}} {
		for _, h := range p.servers {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				a := sendTo(t, h, call{method: method, path: "/signin/links/" + k.token, headers: cookies})
				require.Equal(t, http.StatusOK, a.StatusCode, what)
				require.Empty(t, a.Cookies(), what)
				require.NotContains(t, a.body, p.Hanna.Name, what)
				require.NotContains(t, a.body, p.Hanna.Address, what)
			}
		}
	}
	require.Equal(t, before, p.state(t))
	require.Equal(t, http.StatusSeeOther, sendTo(t, p.servers[1], call{method: http.MethodPost, path: "/signin/links/" + k.token, headers: k.cookies}).StatusCode)
}
