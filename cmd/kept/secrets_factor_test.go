package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// phone is somebody's code app. It forgets what it has shown, so that each test says by itself what is replayed.
func (p pair) phone(who people.Person) (shows func() string) {
	p.T.Helper()
	secret := p.addsApp(who.ID)
	return func() string {
		p.T.Helper()
		_, err := p.DB.Pool().Exec(p.T.Context(), `update factors set last_step = 0 where person_id = $1`, who.ID)
		require.NoError(p.T, err)
		now, err := factor.Clock(p.T.Context(), p.DB)
		require.NoError(p.T, err)
		code, err := totp.GenerateCode(secret, now.Truncate(time.Second))
		require.NoError(p.T, err)
		return code
	}
}

// half is half a session of somebody's, as its browser holds it.
func (p pair) half(h factor.Half) (t people.Token) {
	p.T.Helper()
	p.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		t, err = factor.Begin(ctx, tx, h, "")
		return err
	})
	return t
}

// halfway are what somebody does at a step with half a session.
func halfway(path, token string, form url.Values) []call {
	cookie := []string{"Cookie", "__Host-kept_half=" + token}
	return []call{
		{method: http.MethodGet, path: path, headers: cookie},
		{method: http.MethodPost, path: path, form: form, headers: cookie},
		{method: http.MethodPost, path: path + "/challenges", headers: cookie},
		{method: http.MethodPost, path: path + "/passkeys", form: url.Values{"credential": {"{}"}}, headers: cookie},
	}
}

// opens reports whether an answer gives its browser anything but to forget what it had.
func opens(a answer) bool {
	for _, c := range a.Cookies() {
		if c.MaxAge >= 0 {
			return true
		}
	}
	return false
}

// TestHalfSessions_open_their_own_step_and_none_is_guessed_cut_stretched_swapped_or_used_again does at the second step and at the
// company's link what TestSecrets does at the doors of mailed links.
func TestHalfSessions_open_their_own_step_and_none_is_guessed_cut_stretched_swapped_or_used_again(t *testing.T) {
	t.Parallel()
	p := paired(t)
	karins, ingrids := p.phone(p.Karin), p.phone(p.Ingrid)
	halves := map[string]people.Token{
		"/login/second": p.half(factor.Half{PersonID: p.Karin.ID, Kind: factor.Second}),
		"/login/link":   p.half(factor.Half{PersonID: p.Karin.ID, Kind: factor.Link, Issuer: "https://login.example", Subject: "karin", Address: p.Karin.Address}),
	}
	foreign := []string{string(p.signedIn(p.Karin.ID)), string(p.signedIn(p.Hanna.ID)), string(halves["/login/second"]), string(halves["/login/link"])}
	for _, k := range p.keys() {
		foreign = append(foreign, k.token)
	}
	form := url.Values{"code": {karins()}, "password": {known}}
	before := p.state(t)
	for path, own := range halves {
		var plain []answer
		for _, c := range halfway(path, forged, form) {
			plain = append(plain, sendTo(t, p.servers[0], c))
		}
		for turn, wrong := range append(guesses(string(own)), foreign...) {
			if wrong == string(own) {
				continue
			}
			for i, c := range halfway(path, wrong, form) {
				a := sendTo(t, p.servers[turn%2], c)
				what := c.method + " " + c.path + " with " + wrong
				require.Equal(t, http.StatusGone, a.StatusCode, what)
				require.Equal(t, plain[i].body, a.body, what)
				require.False(t, opens(a), what)
				require.NotContains(t, a.body, p.Karin.Name, what)
			}
		}
	}
	require.Equal(t, before, p.state(t), "no guess leaves a trace, nor costs its owner a try")
	for path, own := range halves {
		p.takesOwnCode(t, path, string(own), karins, ingrids)
	}
	p.healthy(t)
}

// takesOwnCode comes with half a session and another's code, with what is like one's own, and then with one's own, on the other server
// than looked at first; then with both again.
func (p pair) takesOwnCode(t *testing.T, path, half string, mine, others func() string) {
	t.Helper()
	press := func(i int, half, code string) answer {
		return sendTo(t, p.servers[i], halfway(path, half, url.Values{"code": {code}, "password": {known}})[1])
	}
	sessions := p.counts(t)["sessions"]
	code := mine()
	for i, wrong := range []string{others(), code[1:], code + "0", strings.Repeat(code, 2)} { // the fifth try is the last
		a := press(i%2, half, wrong)
		require.Equal(t, http.StatusUnprocessableEntity, a.StatusCode, "%s with %s", path, wrong)
		require.False(t, opens(a), path)
	}
	require.Equal(t, sessions, p.counts(t)["sessions"])
	require.Equal(t, http.StatusOK, sendTo(t, p.servers[0], halfway(path, half, nil)[0]).StatusCode)
	require.Equal(t, "/desk", press(1, half, code).Header.Get("Location"), path)
	for i := range p.servers {
		require.Equal(t, http.StatusGone, press(i, half, mine()).StatusCode, "half a session is completed once")
	}
	code = mine()
	again := []people.Token{p.half(factor.Half{PersonID: p.Karin.ID, Kind: factor.Second}), p.half(factor.Half{PersonID: p.Karin.ID, Kind: factor.Second})}
	for i, want := range []int{http.StatusSeeOther, http.StatusUnprocessableEntity} {
		a := sendTo(t, p.servers[i], halfway("/login/second", string(again[i]), url.Values{"code": {code}})[1])
		require.Equal(t, want, a.StatusCode, "a code is good once, on all servers")
	}
}

// TestProofs_again_are_of_the_sessions_owner_and_the_session_before_is_over proves again, with what is like the session, with another's code
// and with one's own.
func TestProofs_again_are_of_the_sessions_owner_and_the_session_before_is_over(t *testing.T) {
	t.Parallel()
	p := paired(t)
	karins, ingrids := p.phone(p.Karin), p.phone(p.Ingrid)
	session := p.signedIn(p.Karin.ID)
	half := p.half(factor.Half{PersonID: p.Karin.ID, Kind: factor.Second})
	tries := append(guesses(string(session)), string(half), string(p.signedIn(p.Hanna.ID)))
	for _, k := range p.keys() {
		tries = append(tries, k.token)
	}
	p.stales(t)
	prove := func(i int, session people.Token, code string) answer {
		return sendTo(t, p.servers[i], call{method: http.MethodPost, path: "/login/again", form: url.Values{"code": {code}, "password": {known}, "next": {"/desk"}}, session: session})
	}
	code := karins()
	before := p.state(t)
	for i, wrong := range tries {
		for _, a := range []answer{prove(i%2, people.Token(wrong), code), sendTo(t, p.servers[i%2], call{method: http.MethodGet, path: "/login/again", session: people.Token(wrong)})} {
			require.Equal(t, http.StatusSeeOther, a.StatusCode, wrong)
			require.True(t, strings.HasPrefix(a.Header.Get("Location"), "/login"), a.Header.Get("Location"))
			require.NotContains(t, a.Header.Get("Location"), "/login/again?", wrong)
			require.False(t, opens(a), wrong)
		}
	}
	require.Equal(t, before, p.state(t))
	for i, wrong := range []string{ingrids(), code[1:], code + "0"} {
		a := prove(i%2, session, wrong)
		require.Equal(t, http.StatusUnprocessableEntity, a.StatusCode, wrong)
		require.False(t, opens(a))
	}
	right := prove(1, session, code)
	require.Equal(t, "/desk", right.Header.Get("Location"))
	anew := people.Token(right.Cookies()[0].Value)
	require.NotEqual(t, session, anew)
	require.Equal(t, http.StatusUnprocessableEntity, prove(0, anew, code).StatusCode, "a code is good once")
	for i, h := range p.servers {
		require.Equal(t, http.StatusOK, sendTo(t, h, call{method: http.MethodGet, path: "/office/settings/security", session: anew}).StatusCode)
		require.Equal(t, http.StatusSeeOther, sendTo(t, h, call{method: http.MethodGet, path: "/desk", session: session}).StatusCode, "the session before is over")
		require.False(t, opens(prove(i, session, karins())), "and proves nothing")
	}
	p.healthy(t)
}
