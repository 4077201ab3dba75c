package main

import (
	_ "embed"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"
)

// access is who gets what answer from which route: the one table that the routes are held to and docs/access.md is
// written from.
//
//go:embed testdata/access.tsv
var access string

// row is one line of the table: a route and what its address names, with the answer to each actor.
type row struct {
	method, route, object string
	answers               []string // in the order of the actors
}

func (r row) String() string { return strings.TrimSpace(r.method + " " + r.route + " " + r.object) }

// rows reads the table; names are the actors'.
func rows(t testing.TB) (names []string, all []row) {
	t.Helper()
	for i, line := range strings.Split(strings.TrimSuffix(access, "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if i == 0 {
			names = cells[3:]
			continue
		}
		require.Len(t, cells, 3+len(names), line)
		all = append(all, row{cells[0], cells[1], cells[2], cells[3:]})
	}
	return names, all
}

func TestAccess_has_a_row_for_every_route_and_a_route_for_every_row(t *testing.T) {
	t.Parallel()
	s := opened(t)
	_, table := rows(t)
	said, known := map[string]bool{}, map[string]bool{}
	for _, r := range table {
		said[r.method+" "+r.route] = true
	}
	err := chi.Walk(s.routes(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		known[method+" "+route] = true
		return nil
	})
	require.NoError(t, err)
	for route := range known {
		require.True(t, said[route], "no row in testdata/access.tsv says who may: %s", route)
	}
	for route := range said {
		require.True(t, known[route], "a row in testdata/access.tsv speaks of what is not there: %s", route)
	}
}

// TestAccess_gives_every_actor_the_answer_of_the_table asks every row as every actor. A refusal changes nothing, and
// what is not theirs looks like what does not exist.
func TestAccess_gives_every_actor_the_answer_of_the_table(t *testing.T) {
	t.Parallel()
	names, table := rows(t)
	w := populated(t, names)
	before := w.state(t)
	for _, r := range table {
		if r.method == http.MethodGet {
			for i, by := range w.actors {
				w.asks(t, r, i)
				if i == 0 || by.name == "admin" {
					head := w.send(t, call{method: http.MethodHead, path: w.address(r, by), session: by.session, onReal: r.object == onReal})
					require.Equal(t, r.answers[i], answerOf(head), "HEAD %s as %s", r, by.name)
				}
			}
		}
	}
	require.Equal(t, before, w.state(t), "no GET changes anything")
	for _, r := range table {
		if r.method == http.MethodPost {
			w.writes(t, r, names)
		}
	}
	w.healthy(t)
}

// writes sends a row's form, first as those who are refused.
func (w *world) writes(t *testing.T, r row, names []string) {
	t.Helper()
	w.turns(r)
	if needsTurn(r.route) || w.stands == nil {
		w.stands = w.state(t)
	}
	for i := range w.actors {
		if !isDone(r.answers[i]) && !leadsToTheDoor(r) {
			w.asks(t, r, i)
		}
	}
	after, stands := w.state(t), maps.Clone(w.stands)
	if r.route == "/login" || isProof(r.route) { // what somebody could not prove is written down
		withoutAudit(stands)
		withoutAudit(after)
		w.stands = nil
	}
	require.Equal(t, stands, after, "%s was refused and yet changed something", r)
	for i := range w.actors {
		if !isDone(r.answers[i]) && !leadsToTheDoor(r) {
			continue
		}
		w.asks(t, r, i)
		w.stands = nil
		switch {
		case isAboutBulk(r.route):
			w.bulk = w.makeBulk()
		case isAboutViews(r.route):
			w.views = w.makeViews()
		case isAboutAbsence(r.route):
			w.absent = w.makeAbsent()
			w.renewMine()
		case isAboutRules(r.route):
			w.rules = w.makeRules()
		case isAboutDuty(r.route):
			w.duty = w.makeDuty()
		case isAboutLost(r.route):
			w.lost = w.makeLost()
		case isClients(r.route):
			w.clients = w.makeClients()
		case r.route == "/login" || isProof(r.route) || r.route == "/signin/passwords" || leadsToTheDoor(r) || r.route == "/join/{token}" || r.route == "/desk/profile/password":
			w.signInAnew(names)
			w.folk = w.folkOf()
		case r.route == "/demo/clock":
			w.At("Mon 9 Nov 10:00")
		case strings.Contains(r.route, "{number}") || strings.Contains(r.route, "{token}") || strings.Contains(r.route, "{question}") || strings.HasPrefix(r.route, "/office/"):
			w.renewFor(r, w.actors[i])
			w.turns(r)
		}
	}
}

// asks asks one row as one actor.
func (w *world) asks(t *testing.T, r row, i int) {
	t.Helper()
	by := w.actors[i]
	c := call{method: r.method, path: w.address(r, by), session: by.session, onReal: r.object == onReal}
	if r.method == http.MethodPost {
		c.form = w.filled(r, by)
	}
	a := w.send(t, c)
	require.Equal(t, r.answers[i], answerOf(a), "%s as %s: %s", r, by.name, a.Header.Get("Location"))
	w.keepsSecrets(t, r, by, a)
	w.sameAsMissing(t, r, by, a)
}

// leadsToTheDoor reports whether a form is taken and leads to the sign-in page: signing out, and a new password.
func leadsToTheDoor(r row) bool {
	return r.route == "/logout" || r.route == "/login/new-password/{token}" && r.object == "open link"
}

// isDone reports whether a form was taken: what comes next is another page, or this one with what was taken back.
func isDone(answer string) bool { return answer == "done" || answer == "200" }

// answerOf is an answer in the words of the table.
func answerOf(a answer) string {
	switch to := a.Header.Get("Location"); {
	case a.StatusCode == http.StatusSeeOther && (to == "/login" || strings.HasPrefix(to, "/login?") || to == "/signin" || strings.HasPrefix(to, "/signin?")):
		return "sign in"
	case a.StatusCode == http.StatusSeeOther:
		return "done"
	default:
		return fmt.Sprint(a.StatusCode)
	}
}

// keepsSecrets requires that a ticket's subject reaches only who may read it.
func (w *world) keepsSecrets(t *testing.T, r row, by *actor, a answer) {
	t.Helper()
	if strings.HasPrefix(r.route, "/tickets/sent/") { // whoever has the form's key has sent the form
		return
	}
	isIn := slices.Contains([]string{"agent", "supervisor", "admin"}, by.name)
	worksHere := isIn || slices.Contains([]string{"agent of another team", "supervisor of another team"}, by.name)
	for _, x := range []things{w.mine, w.others, w.free} {
		if worksHere || by.own != nil && by.own(w).id == x.id {
			continue
		}
		require.NotContains(t, a.body, x.secret, "%s as %s", r, by.name)
	}
	for _, x := range w.secrets() {
		if !isIn {
			require.NotContains(t, a.body, x.secret, "%s as %s", r, by.name)
		}
	}
}

// sameAsMissing requires that every 404 of an actor is one page to the byte.
func (w *world) sameAsMissing(t *testing.T, r row, by *actor, a answer) {
	t.Helper()
	if a.StatusCode != http.StatusNotFound || strings.HasPrefix(r.route, "/assets/") {
		return
	}
	shell := by.name
	if strings.Contains(a.body, `data-screen="portal-link"`) {
		shell += " with a link"
	}
	if first, known := w.missing[shell]; known {
		require.Equal(t, first, a.body, "%s as %s", r, by.name)
		return
	}
	w.missing[shell] = a.body
}

// TestAccess_knows_no_other_verbs asks every route for what it does not do.
func TestAccess_knows_no_other_verbs(t *testing.T) {
	t.Parallel()
	names, table := rows(t)
	w := populated(t, names)
	before := w.state(t)
	does := map[string][]string{}
	for _, r := range table {
		if !slices.Contains(does[r.route], r.method) {
			does[r.route] = append(does[r.route], r.method)
		}
	}
	for route, methods := range does {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			if slices.Contains(methods, method) {
				continue
			}
			for _, by := range []*actor{w.actors[0], w.actors[6]} {
				a := w.send(t, call{method: method, path: w.address(row{route: route}, by), session: by.session})
				require.Equal(t, http.StatusMethodNotAllowed, a.StatusCode, "%s %s as %s", method, route, by.name)
				for _, allowed := range methods {
					require.Contains(t, a.Header.Get("Allow"), allowed, "%s %s", method, route)
				}
			}
		}
	}
	require.Equal(t, before, w.state(t))
}

// TestAccess_refuses_forms_of_other_sites sends every form from somewhere else, as the admin's own browser would.
func TestAccess_refuses_forms_of_other_sites(t *testing.T) {
	t.Parallel()
	names, table := rows(t)
	w := populated(t, names)
	admin, before := w.actors[6], w.state(t)
	for _, r := range table {
		if r.method != http.MethodPost {
			continue
		}
		for _, from := range [][]string{
			{"Sec-Fetch-Site", "cross-site"},
			{"Sec-Fetch-Site", "same-site"},
			{"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
			{"Sec-Fetch-Site", "", "Origin", "https://kept.example.evil.example"},
			{"Sec-Fetch-Site", "", "Origin", "null"},
		} {
			a := w.send(t, call{method: r.method, path: w.address(r, admin), form: w.filled(r, admin), session: admin.session, headers: from})
			require.Equal(t, http.StatusForbidden, a.StatusCode, "%s from %v", r, from)
			require.Contains(t, a.body, `data-screen="problem"`, "%s has our own page", r)
		}
	}
	require.Equal(t, before, w.state(t))
}

// accessPage is the page that people read.
const accessPage = "../../docs/access.md"

// TestAccess_is_written_down_as_it_is holds docs/access.md to the table. KEPT_WRITE=1 writes it anew.
func TestAccess_is_written_down_as_it_is(t *testing.T) {
	t.Parallel()
	want := accessInWords(t)
	if os.Getenv("KEPT_WRITE") != "" {
		require.NoError(t, os.WriteFile(accessPage, []byte(want), 0o644))
	}
	got, err := os.ReadFile(accessPage)
	require.NoError(t, err)
	require.Equal(t, want, string(got), "write it anew: KEPT_WRITE=1 go test -run TestAccess_is_written_down ./cmd/kept")
}

func accessInWords(t *testing.T) string {
	t.Helper()
	names, table := rows(t)
	var b strings.Builder
	b.WriteString(`# Who gets which answer

Written from cmd/kept/testdata/access.tsv by a test, which also asks every route as every actor: a route without a row
fails it, and so does an answer that is not the one below. What somebody may not see is 404, with the page of what does
not exist. *done* is 303 to the page that comes next, *sign in* is 303 to /login, or to /signin for the
customers' own place. A method that a route does not know is
405; a form that another site has sent is 403; every refusal leaves the database as it was.

The *link holder* holds the link to the ticket that the row is about, the *other link holder* the link to another one;
whoever holds none comes with a guessed one. An *agent* and a *supervisor* here are members of a private team; those *of another team* are
not: the private team's tickets are not there for them, nor for anybody by way of another ticket (a number in a form's body
that is not the ticket's own is as good as an unknown one). *Signed out* is an agent's browser whose session has ended, *deactivated* one
whose session lives and whose owner does not work here any more. A
*technician* has their own day with the tickets that its appointments belong to, and their own profile.

`)
	head := append([]string{"", "route", "what it names"}, names...)
	b.WriteString("| " + strings.Join(head, " | ") + " |\n|" + strings.Repeat("---|", len(head)) + "\n")
	for _, r := range table {
		b.WriteString("| " + strings.Join(append([]string{r.method, "`" + r.route + "`", r.object}, r.answers...), " | ") + " |\n")
	}
	return b.String()
}
