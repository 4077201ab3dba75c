package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
)

// place is where somebody sets a password, each time anew.
type place struct {
	set  func(t *testing.T, password string) (status int, body string)
	who  string // their address; who: of the one who has just set it
	door string // where they sign in
}

// places are all of them, for the staff and for customers.
func (p pair) places() map[string]*place {
	p.T.Helper()
	send := func(t *testing.T, c call) (int, string) {
		t.Helper()
		c.method = http.MethodPost
		a := sendTo(t, p.servers[0], c)
		return a.StatusCode, a.body
	}
	join := &place{door: "/login"}
	join.set = func(t *testing.T, password string) (int, string) {
		t.Helper()
		token := p.folkOf().join
		require.NoError(t, p.DB.QueryRow(t.Context(), `select address::text from staff_invitations order by id desc limit 1`).Scan(&join.who))
		return send(t, call{path: "/join/" + string(token), form: url.Values{"name": {"Lone Dahl"}, "password": {password}}})
	}
	forgotten := &place{door: "/login"}
	forgotten.set = func(t *testing.T, password string) (int, string) {
		t.Helper()
		f := p.folkOf()
		require.NoError(t, p.DB.QueryRow(t.Context(), `select address::text from people where id = $1`, f.person).Scan(&forgotten.who))
		return send(t, call{path: "/login/new-password/" + string(f.reset), form: url.Values{"password": {password}}})
	}
	profile := &place{who: p.Maja.Address, door: "/login"}
	old := known
	profile.set = func(t *testing.T, password string) (int, string) {
		t.Helper()
		status, body := send(t, call{path: "/desk/profile/password", session: p.signedIn(p.Maja.ID), form: url.Values{"current": {old}, "password": {password}}})
		if status == http.StatusSeeOther {
			old = password
		}
		return status, body
	}
	own := &place{who: p.Hanna.Address, door: "/signin/passwords"}
	before := known
	own.set = func(t *testing.T, password string) (int, string) {
		t.Helper()
		status, body := send(t, call{path: "/my/password", session: p.signedIn(p.Hanna.ID), form: url.Values{"old": {before}, "password": {password}}})
		if status == http.StatusSeeOther {
			before = password
		}
		return status, body
	}
	return map[string]*place{"an invitation": join, "a forgotten one": forgotten, "the staff's profile": profile, "the customers' own place": own}
}

// signsIn says whether somebody is let in with a password.
func (p pair) signsIn(t *testing.T, door, address, password string) bool {
	t.Helper()
	a := sendTo(t, p.servers[1], call{method: http.MethodPost, path: door, form: url.Values{"email": {address}, "password": {password}}})
	require.Contains(t, []int{http.StatusSeeOther, http.StatusUnprocessableEntity}, a.StatusCode)
	return a.StatusCode == http.StatusSeeOther
}

var (
	longest = strings.Repeat("bå 8", 32) // 128 characters, 160 bytes
	greek   = "Ἡ θάλασσα είναι ήσυχη"    // "the sea is calm", with accents of both kinds
	fine    = map[string]string{
		"of 128 characters":          longest,
		"of 128 Greek letters":       strings.Repeat("αβγό", 32),
		"of 128 signs outside ASCII": strings.Repeat("🐳🦀🐘🦉", 32),
		"in Greek":                   greek,
		"with spaces around it":      "  the kettle sings  ",
		"with signs of markup":       `<b>"&'%00;--\`,
	}
	bad = map[string]struct{ password, key string }{
		"of 129 characters":      {longest + "x", "fault.too_long"},
		"of 129 Greek letters":   {strings.Repeat("αβγό", 32) + "δ", "fault.too_long"},
		"of a megabyte less one": {strings.Repeat("bå 8", 50_000), "fault.too_long"},
		"of seven letters":       {"θάλασσα", "fault.password_short"},
		"nothing":                {"", "fault.required"},
		"common":                 {"iloveyou1", "fault.password_common"},
		"common, in capitals":    {"QWERTYUIOP", "fault.password_common"},
		"common, with a year":    {"Trustno1-2026!", "fault.password_common"},
	}
)

// TestPasswords_of_any_signs_are_taken_as_they_are_at_every_place_that_sets_one sets each and signs in with it: as it was typed,
// and with its accents put together in another way, but not with a part of it.
func TestPasswords_of_any_signs_are_taken_as_they_are_at_every_place_that_sets_one(t *testing.T) {
	t.Parallel()
	p := paired(t)
	p.givesHannaPassword()
	for name, at := range p.places() {
		for what, password := range fine {
			status, body := at.set(t, password)
			require.Equal(t, http.StatusSeeOther, status, "%s at %s: %s", what, name, said(body))
			require.True(t, p.signsIn(t, at.door, at.who, password), "%s at %s", what, name)
			if password == longest {
				require.False(t, p.signsIn(t, at.door, at.who, password[:len(password)-1]), "%s at %s, cut", what, name)
			}
			if strings.HasPrefix(what, "in Greek") {
				require.NotEqual(t, password, norm.NFD.String(password))
				require.True(t, p.signsIn(t, at.door, at.who, norm.NFD.String(password)), "%s at %s, from another keyboard", what, name)
			}
		}
		status, body := at.set(t, norm.NFD.String(greek))
		require.Equal(t, http.StatusSeeOther, status, said(body))
		require.True(t, p.signsIn(t, at.door, at.who, greek), "set on another keyboard at %s", name)
	}
	p.healthy(t)
}

// TestPasswords_that_are_none_are_refused_at_every_place_that_sets_one with the message at the field, and never shown again.
func TestPasswords_that_are_none_are_refused_at_every_place_that_sets_one(t *testing.T) {
	t.Parallel()
	p := paired(t)
	p.givesHannaPassword()
	l := i18n.For(i18n.EN, nil)
	for name, at := range p.places() {
		for what, c := range bad {
			status, body := at.set(t, c.password)
			require.Equal(t, http.StatusUnprocessableEntity, status, "%s at %s", what, name)
			require.Contains(t, body, `id="password-error"`, "%s at %s", what, name)
			if len(c.password) > 8 {
				require.NotContains(t, body, c.password, "%s at %s", what, name)
			}
			if c.key == "fault.password_common" {
				require.Contains(t, body, l.T("fault.password_common"), "%s at %s", what, name)
			}
		}
	}
}

// TestPasswords_of_the_first_run_and_of_the_command_line_are_held_to_the_same does both where no door is.
func TestPasswords_of_the_first_run_and_of_the_command_line_are_held_to_the_same(t *testing.T) {
	t.Parallel()
	s, token := unfounded(t)
	with := func(password string) answer {
		form := s.fields("/welcome/{token}", things{})
		form.Set("password", password)
		return sendTo(t, s.demo, call{method: http.MethodPost, path: "/welcome/" + string(token), form: form})
	}
	for what, c := range bad {
		a := with(c.password)
		require.Equal(t, http.StatusUnprocessableEntity, a.StatusCode, what)
		require.Contains(t, a.body, `id="password-error"`, what)
	}
	require.Equal(t, http.StatusSeeOther, with(greek).StatusCode)
	in := func(password string) int {
		form := url.Values{"email": {"karin@first.example"}, "password": {password}}
		return sendTo(t, s.demo, call{method: http.MethodPost, path: "/login", form: form}).StatusCode
	}
	require.Equal(t, http.StatusSeeOther, in(norm.NFD.String(greek)))
	command := func(password string) (string, error) {
		c := exec.CommandContext(t.Context(), os.Args[0], "user", "password", "karin@first.example")
		c.Env = append(os.Environ(), member+"=1", "KEPT_DATABASE_URL="+s.DB.Pool().Config().ConnString(), "KEPT_DATA="+t.TempDir())
		c.Stdin = strings.NewReader(password + "\n")
		out, err := c.CombinedOutput()
		return string(out), err
	}
	for _, password := range []string{longest + "x", "iloveyou1", "θάλασσα"} {
		out, err := command(password)
		require.Error(t, err, out)
		require.NotContains(t, out, password)
	}
	out, err := command(longest)
	require.NoError(t, err, out)
	require.Equal(t, http.StatusSeeOther, in(longest))
	require.Equal(t, http.StatusUnprocessableEntity, in(greek))
}

// said are the messages of a page, for a failure that can be read.
func said(body string) string {
	_, rest, _ := strings.Cut(body, `-error"`)
	return fmt.Sprintf("%.200s", rest)
}

// TestPasswords_have_fields_that_hold_the_longest looks for a limit in the browser below that of the server: what a page cuts off
// when a password is set, or when it is typed again, nobody can sign in with.
func TestPasswords_have_fields_that_hold_the_longest(t *testing.T) {
	t.Parallel()
	p := paired(t)
	f := p.folkOf()
	for _, c := range []call{
		{path: "/login"},
		{path: "/signin"},
		{path: "/join/" + string(f.join)},
		{path: "/login/new-password/" + string(f.reset)},
		{path: "/desk/profile", session: p.signedIn(p.Maja.ID)},
		{path: "/desk/profile/sessions", session: p.signedIn(p.Maja.ID)},
		{path: "/my/profile", session: p.signedIn(p.Hanna.ID)},
	} {
		c.method = http.MethodGet
		for _, field := range strings.Split(sendTo(t, p.servers[0], c).body, "<input")[1:] {
			field, _, _ = strings.Cut(field, ">")
			if strings.Contains(field, `type="password"`) {
				require.NotContains(t, field, "maxlength", c.path)
			}
		}
	}
	require.Equal(t, 128, people.PasswordMax)
}
