package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
)

// some is how often a thing may be tried in these tests.
const some = 3

// limited is a server as `kept serve` makes it, with limits of tries.
func (s *site) limited(db *pg.DB, limit func(c *serveCommand)) http.Handler {
	s.T.Helper()
	c := settings(s.T)
	limit(&c)
	base, err := c.Base()
	require.NoError(s.T, err)
	h, err := c.handler(db, house{files: s.files, box: s.box}, base, false, true, nil, prometheus.NewRegistry(), slog.New(slog.NewTextHandler(s.logs, nil)))
	require.NoError(s.T, err)
	return h
}

// TestLimits_hold_across_servers_and_survive_a_restart tries each thing that is limited on two servers in turns, and then on one
// that was started since: what was tried on one was tried on all, whatever is tried next.
func TestLimits_hold_across_servers_and_survive_a_restart(t *testing.T) {
	t.Parallel()
	ask := func(address string) url.Values {
		return url.Values{"key": {cast.Key()}, "name": {"Hanna"}, "email": {address}, "subject": {"No internet"}, "body": {"Help."}, "language": {"en"}}
	}
	another := func(i int) string { return fmt.Sprintf("somebody%d@nowhere.example", i) }
	same := func(int) string { return "Somebody@nowhere.example " }
	for name, c := range map[string]struct {
		limit func(c *serveCommand)
		try   func(p pair, i int) call
		taken int
	}{
		"questions of an address": {
			func(c *serveCommand) { c.AskPerAddress = some },
			func(_ pair, i int) call { return call{path: "/tickets", form: ask(same(i))} }, http.StatusSeeOther,
		},
		"questions of a network": {
			func(c *serveCommand) { c.AskPerNetwork = some },
			func(_ pair, i int) call { return call{path: "/tickets", form: ask(another(i))} }, http.StatusSeeOther,
		},
		"forms of a network, whatever they are": {
			func(c *serveCommand) { c.PostPerNetwork = some },
			func(p pair, i int) call {
				return []call{
					{path: "/addresses/" + forged}, {path: "/follow/" + forged}, {path: "/t/" + forged + "/messages"}, {path: "/t/" + forged + "/answers"},
				}[i]
			}, 0,
		},
		"guesses at a colleague's password": {
			func(c *serveCommand) { c.SignInPerAccount = some },
			func(p pair, _ int) call {
				return call{path: "/login", form: url.Values{"email": {p.Maja.Address}, "password": {"a guess"}}}
			}, http.StatusUnprocessableEntity,
		},
		"guesses at anybody's password": {
			func(c *serveCommand) { c.SignInPerNetwork = some },
			func(_ pair, i int) call {
				return call{path: []string{"/login", "/signin/passwords"}[i%2], form: url.Values{"email": {another(i)}, "password": {"a guess"}}}
			}, http.StatusUnprocessableEntity,
		},
		"guesses at a customer's password": {
			func(c *serveCommand) { c.SignInPerAccount = some },
			func(p pair, _ int) call {
				return call{path: "/signin/passwords", form: url.Values{"email": {p.Hanna.Address}, "password": {"a guess"}}}
			}, http.StatusUnprocessableEntity,
		},
		"guesses at one's own old password": {
			func(c *serveCommand) { c.SignInPerAccount = some },
			func(p pair, _ int) call {
				return call{path: "/my/password", session: p.signedIn(p.Hanna.ID), form: url.Values{"old": {"a guess"}, "password": {"a horse that answers"}}}
			}, http.StatusUnprocessableEntity,
		},
		"guesses at a colleague's old password": {
			func(c *serveCommand) { c.SignInPerAccount = some },
			func(p pair, _ int) call {
				return call{path: "/desk/profile/password", session: p.signedIn(p.Maja.ID), form: url.Values{"current": {"a guess"}, "password": {"a horse that answers"}}}
			}, http.StatusUnprocessableEntity,
		},
		"links to sign in, of an address": {
			func(c *serveCommand) { c.LinksPerAddress = some },
			func(_ pair, i int) call { return call{path: "/signin/links", form: url.Values{"email": {same(i)}}} }, http.StatusSeeOther,
		},
		"links to sign in, of a network": {
			func(c *serveCommand) { c.LinksPerNetwork = some },
			func(_ pair, i int) call { return call{path: "/signin/links", form: url.Values{"email": {another(i)}}} }, http.StatusSeeOther,
		},
		"forgotten passwords of an address": {
			func(c *serveCommand) { c.ForgotPerAddress = some },
			func(_ pair, i int) call { return call{path: "/login/forgotten", form: url.Values{"email": {same(i)}}} }, http.StatusSeeOther,
		},
		"forgotten passwords of a network": {
			func(c *serveCommand) { c.ForgotPerNetwork = some },
			func(_ pair, i int) call {
				return call{path: "/login/forgotten", form: url.Values{"email": {another(i)}}}
			}, http.StatusSeeOther,
		},
		"colleagues whom somebody asks along": {
			func(c *serveCommand) { c.FollowPerPerson = some },
			func(p pair, i int) call {
				return call{path: fmt.Sprintf("/my/tickets/%d/followers", p.x.number), session: p.signedIn(p.Hanna.ID), form: url.Values{"address": {another(i)}}}
			}, http.StatusSeeOther,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := paired(t)
			p.givesHannaPassword()
			servers := []http.Handler{p.limited(p.DB, c.limit), p.limited(p.DB, c.limit)}
			for i := range some {
				try := c.try(p, i)
				try.method = http.MethodPost
				a := sendTo(t, servers[i%2], try)
				require.NotEqual(t, http.StatusTooManyRequests, a.StatusCode, "try %d", i)
				if c.taken != 0 {
					require.Equal(t, c.taken, a.StatusCode, "try %d", i)
				}
			}
			servers = append(servers, p.limited(p.DB, c.limit)) // started since
			before := p.counts(t)
			for i, h := range servers {
				try := c.try(p, some)
				try.method = http.MethodPost
				a := sendTo(t, h, try)
				require.Equal(t, http.StatusTooManyRequests, a.StatusCode, "server %d", i)
				require.NotEmpty(t, a.Header.Get("Retry-After"), "server %d", i)
				require.Empty(t, a.Cookies())
			}
			after := p.counts(t)
			for _, table := range []string{"sessions", "audit", "audit_chain"} { // the test's own signing in
				delete(before, table)
				delete(after, table)
			}
			require.Equal(t, before, after, "what came too often does nothing")
		})
	}
}

// TestLimits_of_guessing_let_nobody_in_with_the_right_password_either holds for the staff and for customers alike.
func TestLimits_of_guessing_let_nobody_in_with_the_right_password_either(t *testing.T) {
	t.Parallel()
	p := paired(t)
	p.givesHannaPassword()
	limit := func(c *serveCommand) { c.SignInPerAccount = some }
	servers := []http.Handler{p.limited(p.DB, limit), p.limited(p.DB, limit)}
	for path, address := range map[string]string{"/login": p.Maja.Address, "/signin/passwords": p.Hanna.Address} {
		with := func(password string) call {
			return call{method: http.MethodPost, path: path, form: url.Values{"email": {address}, "password": {password}}}
		}
		for i := range some {
			require.Equal(t, http.StatusUnprocessableEntity, sendTo(t, servers[i%2], with("a guess")).StatusCode)
		}
		for _, h := range servers {
			a := sendTo(t, h, with(known))
			require.Equal(t, http.StatusTooManyRequests, a.StatusCode, path)
			require.Empty(t, a.Cookies())
		}
	}
}
