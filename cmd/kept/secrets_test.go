package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Every secret that opens something is swept: those of mailed and shown links, of the first run and of sessions in this file;
// half-sessions, codes and proofs within a session in secrets_factor_test.go; the company's sign-in, which has a cookie, a state, a
// code and a nonce, in secrets_company_test.go. Each is guessed, cut, stretched, swapped between people and used again, on two
// servers. Recovery codes are written off one by one in httpd/door/step_test.go, and a passkey's answers in passkey_test.go there.

// gate is a place that opens to whoever comes with something secret that was mailed or shown to somebody.
type gate struct {
	name   string
	path   string // "{token}" stands where the secret does
	press  string // what its form is sent to; empty: there is none
	form   url.Values
	over   int  // the answer to a secret that opens nothing
	isOnce bool // a press uses it up
}

// key is a secret as its rightful owner holds it.
type key struct {
	token   string
	cookies []string // headers without which it is nobody's
}

// gates are all of them but the first run's, which stands on a desk that nobody has.
var gates = []gate{
	{
		name: "ticket", path: "/t/{token}", press: "/t/{token}/messages", over: http.StatusNotFound,
		form: url.Values{"key": {"swept1234567890swept"}, "body": {"Still nothing."}},
	},
	{name: "receipt", path: "/tickets/sent/{token}", over: http.StatusNotFound},
	{name: "address", path: "/addresses/{token}", press: "/addresses/{token}", over: http.StatusGone, isOnce: true},
	{name: "colleague", path: "/follow/{token}", press: "/follow/{token}", over: http.StatusGone, isOnce: true, form: url.Values{"name": {"Peter Holm"}}},
	{name: "sign-in", path: "/signin/links/{token}", press: "/signin/links/{token}", over: http.StatusGone, isOnce: true},
	{
		name: "forgotten", path: "/login/new-password/{token}", press: "/login/new-password/{token}", over: http.StatusGone, isOnce: true,
		form: url.Values{"password": {"a horse that answers"}},
	},
	{
		name: "invitation", path: "/join/{token}", press: "/join/{token}", over: http.StatusGone, isOnce: true,
		form: url.Values{"name": {"Lone Dahl"}, "password": {"a horse that answers"}},
	},
}

func (d gate) at(token string) string  { return strings.ReplaceAll(d.path, "{token}", token) }
func (d gate) to(token string) string  { return strings.ReplaceAll(d.press, "{token}", token) }
func (d gate) open(token string) *call { return &call{method: http.MethodGet, path: d.at(token)} }

// keys are one working secret for each door.
func (p pair) keys() map[string]key {
	p.T.Helper()
	staff := p.folkOf()
	found := map[string]key{
		"ticket": {token: p.x.token}, "receipt": {token: p.x.key}, "colleague": {token: p.x.invitation},
		"forgotten": {token: string(staff.reset)}, "invitation": {token: string(staff.join)},
	}
	p.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		address, err := people.AskAddress(ctx, tx, p.Maja.Acting(), p.Hanna.ID, people.Sizes{Name: 200, Address: 254, Line: 200}, "hanna@second.example")
		if err != nil {
			return err
		}
		if !address.Agreed {
			if _, err := people.VouchAddress(ctx, tx, p.Karin.Acting(), p.Hanna.ID, address.Address); err != nil {
				return err
			}
		}
		link, err := people.NewAddressLink(ctx, tx, p.Hanna.ID, address.Address)
		if err != nil {
			return err
		}
		found["address"] = key{token: string(link)}
		found["sign-in"], err = p.signInKey(ctx, tx, p.Hanna)
		return err
	})
	return found
}

func (p pair) signInKey(ctx context.Context, tx *pg.Tx, who people.Person) (key, error) {
	browser := people.NewToken()
	id, err := people.AskSignIn(ctx, tx, 254, people.SignInRequest{Address: who.Address, Browser: browser, Next: "/"})
	if err != nil {
		return key{}, err
	}
	l, err := people.DrawSignIn(ctx, tx, id)
	return key{token: string(l.Token), cookies: []string{"Cookie", "__Host-kept_signin=" + string(browser)}}, err
}

// guesses are what somebody tries who has seen a part of a secret, or who has read the database.
func guesses(token string) []string {
	hash := sha256.Sum256([]byte(token))
	last := token[len(token)-1]
	near := string(rune(last + 1)) // of base64's last sign two bits say nothing
	if last == 'z' || last == 'Z' || last == '9' || last == '-' || last == '_' {
		near = string(rune(last - 1))
	}
	reversed := []byte(token)
	slices.Reverse(reversed)
	return []string{
		token[:len(token)-1], token[1:], token[:len(token)/2], token[:1],
		token + "a", token + "=", token + "%3D", token + "%00", token + "%20", token + "%0A", token + "%2F", token + ".", token + token, "a" + token, "%20" + token,
		token[:len(token)-1] + near, other(token), string(reversed),
		hex.EncodeToString(hash[:]), base64.RawURLEncoding.EncodeToString(hash[:]), "%5Cx" + hex.EncodeToString(hash[:]),
		"%25", "_", "*", "'", "0", "1", "null", "%FF%FE", "%27%20or%20true--", forged, string(people.NewToken()), strings.Repeat("a", 4000),
	}
}

// other is a token in the other case.
func other(token string) string {
	if up := strings.ToUpper(token); up != token {
		return up
	}
	return strings.ToLower(token)
}

// words are what stands behind the doors, and on no page of a door that stays shut.
func (p pair) words() []string {
	return []string{p.x.secret, p.Hanna.Name, p.Hanna.Address, "hanna@second.example", "elsewhere.example", "Freja Holm", "@nordby.example"}
}

// TestSecrets_open_their_own_door_and_none_is_guessed_cut_stretched_or_swapped tries at each door everything that is like its
// secret, and every other door's, on two servers, reading and pressing: nothing opens, nothing is told, nothing changes, no
// session begins, and all answers are one. What opens links in mails spends none. A press works, once.
func TestSecrets_open_their_own_door_and_none_is_guessed_cut_stretched_or_swapped(t *testing.T) {
	t.Parallel()
	p := paired(t)
	p.x = p.make(p.Hanna, true) // its subject is nobody else's
	all := p.keys()
	foreign := []string{string(p.signedIn(p.Karin.ID)), string(p.signedIn(p.Hanna.ID))}
	for _, k := range all {
		foreign = append(foreign, k.token)
	}
	before := p.state(t)
	for _, d := range gates {
		mine, plain := all[d.name], p.shut(d)
		for i, wrong := range append(guesses(mine.token), foreign...) {
			if wrong != mine.token {
				p.staysShut(t, d.calls(wrong), plain, mine.cookies, i)
			}
		}
	}
	require.Equal(t, before, p.state(t), "no guess leaves a trace but in the log")
	p.scanned(t, all)
	require.Equal(t, before, p.state(t), "what opens links in mails changes nothing")
	for _, d := range gates {
		p.opensOnce(t, d, all[d.name])
	}
	p.healthy(t)
}

// calls are what somebody does at a door with a secret.
func (d gate) calls(token string) []call {
	all := []call{*d.open(token)}
	if d.press != "" {
		all = append(all, call{method: http.MethodPost, path: d.to(token), form: d.form})
	}
	return all
}

// shut is what a door answers to something that was never a secret.
func (p pair) shut(d gate) (answers []answer) {
	for _, c := range d.calls(forged) {
		answers = append(answers, sendTo(p.T, p.servers[0], c))
		require.Equal(p.T, d.over, answers[len(answers)-1].StatusCode, d.name)
	}
	return answers
}

// staysShut requires that a door answers a wrong secret as it answers every wrong one.
func (p pair) staysShut(t *testing.T, calls []call, plain []answer, cookies []string, turn int) {
	t.Helper()
	for i, c := range calls {
		c.headers = cookies
		a := sendTo(t, p.servers[turn%2], c)
		what := c.method + " " + c.path
		require.Equal(t, plain[i].StatusCode, a.StatusCode, what)
		require.Equal(t, plain[i].body, a.body, "%s: what was wrong with it is nobody's to know", what)
		require.Empty(t, a.Cookies(), what)
		for _, word := range p.words() {
			require.NotContains(t, a.body, word, what)
		}
	}
}

// scanned opens every link as a mail's scanner does: without cookies, several times, by GET and HEAD, from both servers.
func (p pair) scanned(t *testing.T, all map[string]key) {
	t.Helper()
	for _, d := range gates {
		for i := range 4 {
			method := []string{http.MethodGet, http.MethodHead}[i%2]
			for _, cookies := range [][]string{nil, all[d.name].cookies} {
				a := sendTo(t, p.servers[i/2], call{method: method, path: d.at(all[d.name].token), headers: cookies})
				require.Equal(t, http.StatusOK, a.StatusCode, "%s by %s", d.name, method)
			}
		}
	}
}

// opensOnce presses on one server, and again on both.
func (p pair) opensOnce(t *testing.T, d gate, k key) {
	t.Helper()
	c := call{method: http.MethodPost, path: d.to(k.token), form: d.form, headers: k.cookies}
	if d.press == "" {
		return
	}
	require.Equal(t, http.StatusSeeOther, sendTo(t, p.servers[1], c).StatusCode, d.name)
	if !d.isOnce {
		return
	}
	after := p.state(t)
	for i, h := range p.servers {
		a := sendTo(t, h, c)
		require.Equal(t, d.over, a.StatusCode, "%s again on server %d", d.name, i)
		require.Empty(t, a.Cookies(), d.name)
		require.Equal(t, d.over, sendTo(t, h, *d.open(k.token)).StatusCode, d.name)
		for _, word := range p.words() {
			require.NotContains(t, a.body, word, d.name)
		}
	}
	require.Equal(t, after, p.state(t), "%s: the second press does nothing", d.name)
}

// TestSecrets_of_the_first_run_are_no_others_and_no_other_is_theirs does the same on a desk that nobody has set up.
func TestSecrets_of_the_first_run_are_no_others_and_no_other_is_theirs(t *testing.T) {
	t.Parallel()
	s, token := unfounded(t)
	again := s.handler(s.DB, false) // a second process
	before := s.state(t)
	form := s.fields("/welcome/{token}", things{})
	gone := sendTo(t, s.demo, call{method: http.MethodGet, path: "/welcome/" + forged})
	for _, wrong := range guesses(string(token)) {
		for _, c := range []call{{method: http.MethodGet, path: "/welcome/" + wrong}, {method: http.MethodPost, path: "/welcome/" + wrong, form: form}} {
			a := sendTo(t, again, c)
			require.Equal(t, http.StatusGone, a.StatusCode, c.path)
			require.Equal(t, gone.body, a.body, c.path)
			require.Empty(t, a.Cookies(), c.path)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodGet} {
		require.Equal(t, http.StatusOK, sendTo(t, s.demo, call{method: method, path: "/welcome/" + string(token)}).StatusCode)
	}
	require.Equal(t, before, s.state(t))
	press := call{method: http.MethodPost, path: "/welcome/" + string(token), form: form}
	require.Equal(t, http.StatusSeeOther, sendTo(t, again, press).StatusCode)
	after := s.state(t)
	for _, h := range []http.Handler{s.demo, again} {
		a := sendTo(t, h, press)
		require.Equal(t, http.StatusGone, a.StatusCode)
		require.Empty(t, a.Cookies())
	}
	require.Equal(t, after, s.state(t))
}

// TestSessions_are_opened_by_their_own_secret_only comes to the staff's and the customers' pages with what is like a session.
func TestSessions_are_opened_by_their_own_secret_only(t *testing.T) {
	t.Parallel()
	p := paired(t)
	all := p.keys()
	for page, who := range map[string]people.ID{"/desk": p.Karin.ID, "/my/tickets": p.Hanna.ID} {
		session := string(p.signedIn(who))
		tries := guesses(session)
		for _, k := range all {
			tries = append(tries, k.token)
		}
		before := p.state(t)
		for i, wrong := range tries {
			a := sendTo(t, p.servers[i%2], call{method: http.MethodGet, path: page, session: people.Token(wrong)})
			require.Equal(t, http.StatusSeeOther, a.StatusCode, "%s with %q", page, wrong)
			require.Empty(t, a.Cookies(), "%s with %q", page, wrong)
		}
		require.Equal(t, before, p.state(t))
		for _, h := range p.servers {
			require.Equal(t, http.StatusOK, sendTo(t, h, call{method: http.MethodGet, path: page, session: people.Token(session)}).StatusCode)
		}
		out := call{method: http.MethodPost, path: "/logout", session: people.Token(session)}
		require.Equal(t, http.StatusSeeOther, sendTo(t, p.servers[0], out).StatusCode)
		for _, h := range p.servers {
			require.Equal(t, http.StatusSeeOther, sendTo(t, h, call{method: http.MethodGet, path: page, session: people.Token(session)}).StatusCode, "a session is not to be used again")
		}
	}
}
