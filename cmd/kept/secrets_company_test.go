package main

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sso/ssotest"
)

// company gives both servers the company's sign-in, where Maja is known.
func (p *pair) company(t *testing.T) *ssotest.Provider {
	t.Helper()
	provider := ssotest.New(t)
	p.login = config.SignOn{OIDCIssuer: provider.Issuer(), OIDCClient: ssotest.ClientID, OIDCSecret: ssotest.ClientSecret, OIDCDomains: []string{"nordby.example"}}
	p.servers = [2]http.Handler{p.handler(p.DB, false), p.handler(p.other, false)}
	_, err := p.DB.Pool().Exec(t.Context(), `insert into identities (issuer, subject, person_id, address) values ($1, 'maja-at-the-company', $2, $3)`, provider.Issuer(), p.Maja.ID, p.Maja.Address)
	require.NoError(t, err)
	return provider
}

// trip is one visit to the company's sign-in: what the browser holds meanwhile, what the company was asked, and what it sent back.
type trip struct {
	cookie      string
	asked, back url.Values
}

// sent goes to the company's sign-in from one of the servers, and is sent back.
func (p pair) sent(t *testing.T, server int, next string) trip {
	t.Helper()
	out := sendTo(t, p.servers[server], call{method: http.MethodGet, path: "/login/company?" + url.Values{"next": {next}}.Encode()})
	require.Equal(t, http.StatusSeeOther, out.StatusCode, out.body)
	to, err := out.Location()
	require.NoError(t, err)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(to.String())
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	back, err := res.Location()
	require.NoError(t, err)
	require.Equal(t, "__Host-kept_visit", out.Cookies()[0].Name)
	return trip{cookie: out.Cookies()[0].Value, asked: to.Query(), back: back.Query()}
}

// with is what came back, with one of its fields another.
func (v trip) with(field, value string) trip {
	back := url.Values{}
	for name, values := range v.back {
		back[name] = values
	}
	back.Set(field, value)
	v.back = back
	return v
}

func (p pair) comesBack(t *testing.T, server int, v trip) answer {
	t.Helper()
	return sendTo(t, p.servers[server], call{
		method: http.MethodGet, path: "/login/company/back?" + v.back.Encode(), headers: []string{"Cookie", "__Host-kept_visit=" + v.cookie},
	})
}

// TestCompany_lets_in_by_its_own_visit_and_nothing_of_it_is_guessed_cut_stretched_swapped_or_used_again sweeps the cookie that a visit is
// sealed in, the state and the code that come back, and the nonce that is signed, on two servers.
func TestCompany_lets_in_by_its_own_visit_and_nothing_of_it_is_guessed_cut_stretched_swapped_or_used_again(t *testing.T) {
	t.Parallel()
	p := paired(t)
	provider := p.company(t)
	own := p.sent(t, 0, "/desk/profile")
	foreign := []string{string(p.signedIn(p.Karin.ID)), string(p.signedIn(p.Hanna.ID)), string(p.half(factor.Half{PersonID: p.Maja.ID, Kind: factor.Second}))}
	for _, k := range p.keys() {
		foreign = append(foreign, k.token)
	}
	setup, err := factor.NewSetup(t.Context(), p.DB, p.box, p.Maja, "Nordby Fiber")
	require.NoError(t, err)
	elsewhere, err := p.box.Seal([]byte(`{"Try":{"State":"a","Nonce":"a","Verifier":"a"},"At":"2100-01-01T00:00:00Z"}`), "something else")
	require.NoError(t, err)
	before := p.state(t)
	plain := p.comesBack(t, 0, trip{cookie: forged, back: own.back})
	for i, wrong := range append(guesses(own.cookie), append(foreign, setup.Sealed, base64.RawURLEncoding.EncodeToString(elsewhere))...) {
		a := p.comesBack(t, i%2, trip{cookie: wrong, back: own.back})
		require.Equal(t, http.StatusGone, a.StatusCode, wrong)
		require.Equal(t, plain.body, a.body, wrong)
		require.False(t, opens(a), wrong)
	}
	require.Equal(t, before, p.state(t), "no guess leaves a trace, nor ends the visit")

	refused := func(what string, i int, v trip) {
		a := p.comesBack(t, i%2, v)
		require.Equal(t, http.StatusForbidden, a.StatusCode, what)
		require.False(t, opens(a), what)
		require.NotContains(t, a.body, p.Maja.Name, what)
	}
	for _, field := range []string{"state", "code"} {
		for i, wrong := range append(guesses(own.back.Get(field)), foreign...) {
			refused(field+" "+wrong, i, p.sent(t, i%2, "/desk").with(field, wrong))
		}
	}
	for i, wrong := range guesses(own.asked.Get("nonce")) {
		provider.Is(map[string]any{"nonce": wrong})
		refused("nonce "+wrong, i, p.sent(t, i%2, "/desk"))
	}
	provider.Is(nil)
	one, other := p.sent(t, 0, "/desk"), p.sent(t, 1, "/desk")
	refused("another browser's way back", 0, trip{cookie: one.cookie, back: other.back})
	refused("another visit's code", 1, other.with("code", p.sent(t, 0, "/desk").back.Get("code")))
	after := p.state(t)
	delete(before, "used_states")
	delete(after, "used_states")
	require.Equal(t, before, after, "nobody came in")

	in := p.comesBack(t, 1, own)
	require.Equal(t, "/desk/profile", in.Header.Get("Location"), in.body)
	used := p.state(t)
	for i := range p.servers {
		a := p.comesBack(t, i, own)
		require.Equal(t, http.StatusGone, a.StatusCode, "a way back is used once")
		require.False(t, opens(a))
	}
	require.Equal(t, used, p.state(t))
	p.healthy(t)
}

// TestNext_of_a_second_step_and_of_the_company_never_leads_off_the_site comes in by each way with every return address that leads elsewhere.
func TestNext_of_a_second_step_and_of_the_company_never_leads_off_the_site(t *testing.T) {
	t.Parallel()
	p := paired(t)
	p.company(t)
	karins := p.phone(p.Karin)
	for i, next := range elsewhere {
		staysHere(t, fmt.Sprintf("the company, with %q", next), p.comesBack(t, i%2, p.sent(t, i%2, next)))
		if strings.Contains(next, "\x00") || !utf8.ValidString(next) {
			continue // no database holds it: the form that begins half a session is refused
		}
		half := p.half(factor.Half{PersonID: p.Karin.ID, Kind: factor.Second, Next: next})
		a := sendTo(t, p.servers[i%2], halfway("/login/second", string(half), url.Values{"code": {karins()}})[1])
		staysHere(t, fmt.Sprintf("the second step, with %q", next), a)
		session := people.Token("")
		for _, c := range a.Cookies() {
			if c.Name == "__Host-kept_session" {
				session = people.Token(c.Value)
			}
		}
		again := call{method: http.MethodPost, path: "/login/again", form: url.Values{"code": {karins()}, "next": {next}}, session: session}
		staysHere(t, fmt.Sprintf("proving again, with %q", next), sendTo(t, p.servers[i%2], again))
	}
	p.healthy(t)
}
