package main

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/assets"
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
		require.Len(t, cells, 12, line)
		if i == 0 {
			names = cells[3:]
			continue
		}
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

// actor is somebody of the table's head.
type actor struct {
	name    string
	person  people.ID
	session people.Token
	own     func(w *world) things // whose link they hold; nil: nobody's
}

// world is what the rows are about. What a change has used up is made anew.
type world struct {
	*site
	actors    []*actor
	mine      things // the link holder's
	others    things // the other link holder's
	free      things // nobody owns it
	old       string // a link to a ticket that was closed 91 days ago
	mail      int64
	asset     string
	page      string            // of the gallery
	missing   map[string]string // the page of what is not there, by the actor and the shell that they see
	signedOut int
}

func populated(t *testing.T, names []string) *world {
	t.Helper()
	w := &world{site: opened(t), asset: assets.URL("desk.css"), missing: map[string]string{}}
	w.page = w.galleryPage()
	w.old = w.closedLongAgo()
	w.renew()
	w.mail = w.captured(w.mine.id)
	w.signInAnew(names)
	w.Do(func(ctx context.Context, tx *pg.Tx) error {
		hash, err := people.HashPassword(ctx, "correct horse battery")
		if err != nil {
			return err
		}
		return people.SetPassword(ctx, tx, w.Maja.ID, hash, w.actors[3].session)
	})
	return w
}

// renew makes the tickets that the rows are about.
func (w *world) renew() {
	w.mine, w.others, w.free = w.make(w.Hanna, true), w.make(w.Goran, true), w.make(w.Mette, false)
}

// signInAnew gives every actor what they come with.
func (w *world) signInAnew(names []string) {
	w.T.Helper()
	w.signedOut++
	var left people.ID
	w.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		address := fmt.Sprintf("left%d@nordby.example", w.signedOut)
		left, err = people.Add(ctx, tx, people.Newcomer{Role: people.Agent, Name: "Lone Left", Address: address, Locale: i18n.EN})
		return err
	})
	ended := w.signedIn(w.Jonas.ID)
	w.Do(func(ctx context.Context, tx *pg.Tx) error { return people.SignOut(ctx, tx, ended) })
	all := map[string]*actor{
		"anonymous":         {},
		"link holder":       {own: func(w *world) things { return w.mine }},
		"other link holder": {own: func(w *world) things { return w.others }},
		"agent":             {person: w.Maja.ID},
		"technician":        {person: w.Oskar.ID},
		"supervisor":        {person: w.Ingrid.ID},
		"admin":             {person: w.Karin.ID},
		"signed out":        {session: ended},
		"deactivated":       {person: left},
	}
	w.actors = nil
	for _, name := range names {
		a := all[name]
		require.NotNil(w.T, a, name)
		a.name = name
		if a.person != 0 {
			a.session = w.signedIn(a.person)
		}
		w.actors = append(w.actors, a)
	}
	_, err := w.DB.Pool().Exec(w.T.Context(), `update people set is_active = false where id = $1`, left)
	require.NoError(w.T, err)
}

// closedLongAgo is the link to a ticket whose links are over.
func (w *world) closedLongAgo() string {
	w.T.Helper()
	now := w.Now()
	w.Stop(now.Add(-ticket.LinkLife - 10*24*60*60*1e9))
	x := w.make(w.Piotr, true)
	w.Replies(w.Maja, x.id, "Done.", cast.Solving(), cast.Keeping(x.promise))
	w.Confirms(x.id)
	w.Stop(now)
	w.Sweep()
	return x.token
}

// captured lets what waits about a ticket go into the demo's mailbox, and returns one of it.
func (w *world) captured(id ticket.ID) (mail int64) {
	w.T.Helper()
	w.Do(func(ctx context.Context, tx *pg.Tx) error {
		return outbox.Capture(ctx, tx, cast.Key(), outbox.Captured{
			ToName: "Hanna", ToAddress: w.Hanna.Address, Subject: "No internet", Text: "Hello", HTML: "<html lang=\"en\"><head></head><body><p>Hello</p></body></html>",
		})
	})
	require.NoError(w.T, w.DB.QueryRow(w.T.Context(), `select max(id) from sent_mails`).Scan(&mail))
	return mail
}

const (
	onReal   = "on a real desk"
	forged   = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	nowhere  = "987654"
	nonsense = "1e3"
)

// address fills a route's address with what a row names.
func (w *world) address(r row, by *actor) string {
	x, token := w.mine, forged
	if by.own != nil {
		token = by.own(w).token
	}
	number, file, promised, mail := fmt.Sprint(x.number), fmt.Sprint(x.public), fmt.Sprint(x.promise), fmt.Sprint(w.mail)
	key, page, asset := x.key, w.page, w.asset
	switch r.object {
	case "":
	case "own link", "receipt", "public file", "ticket", "promise", "mail", "file", "page", "right password", "wrong password", onReal, "ticket that Maja owns":
	case "old link":
		token = w.old
	case "forged link", "used link":
		token = forged
	case "unknown key":
		key = forged
	case "file of a note":
		file = fmt.Sprint(x.note)
	case "another ticket's file":
		file = fmt.Sprint(w.others.public)
	case "another ticket's promise":
		promised = fmt.Sprint(w.others.promise)
	case "unknown file":
		file, asset = nowhere, "/assets/desk.0000.css"
	case "unknown promise":
		promised = nowhere
	case "unknown ticket":
		number = nowhere
	case "unknown mail":
		mail = nowhere
	case "unknown page":
		page = forged
	case "ticket that nobody owns":
		number = fmt.Sprint(w.free.number)
	case "nonsense":
		number, file, promised, mail = nonsense, nonsense, nonsense, nonsense
		if strings.Contains(r.route, "{file}") || strings.Contains(r.route, "{promise}") {
			number = fmt.Sprint(x.number)
		}
	default:
		require.Fail(w.T, "nobody knows what this is", r.object)
	}
	return strings.NewReplacer("{token}", token, "{key}", key, "{number}", number, "{file}", file, "{promise}", promised,
		"{id}", mail, "{name}", page, "/assets/*", asset).Replace(r.route)
}

// galleryPage is the address of one of the gallery's pages.
func (w *world) galleryPage() string {
	a := w.send(w.T, call{method: http.MethodGet, path: "/demo/gallery"})
	_, rest, found := strings.Cut(a.body, `href="/demo/gallery/`)
	require.True(w.T, found)
	name, _, _ := strings.Cut(rest, `"`)
	name, _, _ = strings.Cut(name, "?")
	return name
}

// filled is a form that would be taken, for each route that takes one.
func (w *world) filled(r row, by *actor) url.Values {
	x := w.mine
	if by.own != nil {
		x = by.own(w)
	}
	f := w.fields(r.route, x)
	if r.object == "right password" {
		f.Set("password", "correct horse battery")
	}
	return f
}

// fields are the fields of a route's form as they would be taken, about a ticket.
func (s *site) fields(route string, x things) url.Values {
	s.T.Helper()
	day := s.Now().AddDate(0, 0, 1).Format("2006-01-02")
	owner := fmt.Sprint(s.Jonas.ID)
	if i := strings.LastIndex(route, "/"); strings.HasPrefix(route, "/desk/tickets/") {
		route = route[i:]
	}
	switch route {
	case "/tickets":
		return url.Values{
			"key": {cast.Key()}, "name": {"Hanna Lund"}, "email": {"hanna@bakkehuset.example"}, "subject": {"No internet"},
			"body": {"Since last night."}, "language": {"en"},
		}
	case "/t/{token}/messages":
		return url.Values{"key": {cast.Key()}, "body": {"Still nothing."}}
	case "/t/{token}/answers":
		return url.Values{"key": {cast.Key()}, "works": {"no"}, "body": {"Still nothing."}}
	case "/login":
		return url.Values{"email": {s.Maja.Address}, "password": {"a guess of somebody's"}, "next": {"/desk"}}
	case "/welcome/{token}":
		return url.Values{
			"company": {"Nordby Fiber"}, "line": {"Havnegade 4"}, "phone": {"+45 70 10 20 30"}, "locale": {"da"}, "zone": {"Europe/Copenhagen"},
			"name": {"Karin Holm"}, "email": {"karin@first.example"}, "password": {"correct horse battery"},
		}
	case "/language":
		return url.Values{"language": {"en"}, "back": {"/tickets/new"}}
	case "/theme":
		return url.Values{"theme": {"dark"}, "back": {"/tickets/new"}}
	case "/desk/profile":
		return url.Values{"language": {"en"}, "theme": {"dark"}}
	case "/replies":
		return url.Values{
			"key": {cast.Key()}, "seen": {fmt.Sprint(x.seen)}, "body": {"It is on its way."}, "keeps": {fmt.Sprint(x.promise)},
			"what": {"words"}, "words": {"a technician comes"}, "day": {day}, "time": {"12:00"}, "owner": {"p" + owner},
		}
	case "/notes":
		return url.Values{"key": {cast.Key()}, "body": {"Their router is old."}}
	case "/promises":
		return url.Values{"key": {cast.Key()}, "what": {"words"}, "words": {"a technician comes"}, "day": {day}, "time": {"12:00"}, "owner": {"p" + owner}}
	case "/moves":
		return url.Values{"day": {day}, "time": {"13:30"}, "reason": {"The van broke down."}}
	case "/withdrawals":
		return url.Values{"words": {"It is not needed any more."}, "seen": {fmt.Sprint(x.seen)}}
	case "/claim":
		return url.Values{"back": {"/desk"}}
	case "/owner":
		return url.Values{"owner": {owner}, "was": {fmt.Sprint(s.Maja.ID)}, "along": {fmt.Sprint(x.promise)}}
	case "/team":
		return url.Values{"team": {fmt.Sprint(s.Second)}}
	case "/priority":
		return url.Values{"priority": {"high"}}
	case "/logout", "/solution", "/reopenings":
		return url.Values{}
	case "/demo/clock":
		return url.Values{"forward": {"15m"}, "back": {"/"}}
	}
	require.Fail(s.T, "nobody knows this route's form", route)
	return nil
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
	before := w.state(t)
	for i := range w.actors {
		if r.answers[i] != "done" && r.route != "/logout" {
			w.asks(t, r, i)
		}
	}
	require.Equal(t, before, w.state(t), "%s was refused and yet changed something", r)
	for i := range w.actors {
		if r.answers[i] != "done" && r.route != "/logout" {
			continue
		}
		w.asks(t, r, i)
		switch {
		case r.route == "/login" || r.route == "/logout":
			w.signInAnew(names)
		case r.route == "/demo/clock":
			w.At("Mon 9 Nov 10:00")
		case strings.Contains(r.route, "{number}") || strings.Contains(r.route, "{token}"):
			w.renew()
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

// answerOf is an answer in the words of the table.
func answerOf(a answer) string {
	switch to := a.Header.Get("Location"); {
	case a.StatusCode == http.StatusSeeOther && (to == "/login" || strings.HasPrefix(to, "/login?")):
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
	worksHere := slices.Contains([]string{"agent", "supervisor", "admin"}, by.name)
	for _, x := range []things{w.mine, w.others, w.free} {
		if worksHere || by.own != nil && by.own(w).id == x.id {
			continue
		}
		require.NotContains(t, a.body, x.secret, "%s as %s", r, by.name)
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
not exist. *done* is 303 to the page that comes next, *sign in* is 303 to /login. A method that a route does not know is
405; a form that another site has sent is 403; every refusal leaves the database as it was.

The *link holder* holds the link to the ticket that the row is about, the *other link holder* the link to another one;
whoever holds none comes with a guessed one. *Signed out* is an agent's browser whose session has ended, *deactivated* one
whose session lives and whose owner does not work here any more. A technician has no pages yet.

`)
	head := append([]string{"", "route", "what it names"}, names...)
	b.WriteString("| " + strings.Join(head, " | ") + " |\n|" + strings.Repeat("---|", len(head)) + "\n")
	for _, r := range table {
		b.WriteString("| " + strings.Join(append([]string{r.method, "`" + r.route + "`", r.object}, r.answers...), " | ") + " |\n")
	}
	return b.String()
}
