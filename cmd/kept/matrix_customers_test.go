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
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// customersAccess is who of the customers gets what answer, signed in, from the routes that are for customers. What is the staff's
// is not in it: there every customer is sent to the sign-in page.
//
//go:embed testdata/access_customers.tsv
var customersAccess string

// customersRows reads the table; names are the actors'.
func customersRows(t testing.TB) (names []string, all []row) {
	t.Helper()
	for i, line := range strings.Split(strings.TrimSuffix(customersAccess, "\n"), "\n") {
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

// crowd are the customers around one ticket of Hanna's.
type crowd struct {
	pair
	all       []guest // in the order of the table's columns
	other     things  // a ticket that none of them sees
	otherSeer people.ID
	link      map[string]string // the requester's and the follower's
	visit     promise.ID        // Oskar's, on the ticket
}

// gathered is the crowd of the table's columns.
func gathered(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{}
	c.pair, _, _, _ = takingPart(t)
	c.other = c.make(c.Eleni, true)
	c.otherSeer = c.other.follower
	c.exec(`update people set company_id = (select company_id from people where id = $2) where id = $1`, c.Piotr.ID, c.Hanna.ID)
	c.renew()
	return c
}

// renew makes the ticket anew with everybody around it, whatever a form has done to the one before.
func (c *crowd) renew() {
	c.T.Helper()
	c.x = c.make(c.Hanna, true)
	c.visit = c.visited(c.x).promise
	nobody := c.newcomer("Nobody Near")
	left := c.newcomer("Lena Left")
	c.exec(`insert into followers (ticket_id, person_id, added_by_id, added_at, address, confirmed_at) select $1, id, $3, kept_now(), address, kept_now() from people where id = $2`, c.x.id, c.Goran.ID, c.Hanna.ID)
	c.link = map[string]string{"the requester's link": c.x.token, "forged link": forged}
	c.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		c.link["the follower's link"], err = ticket.NewLink(ctx, tx, c.x.id, c.Goran.ID)
		return err
	})
	c.all = nil
	for _, id := range []people.ID{c.Hanna.ID, c.Mette.ID, c.Piotr.ID, c.Goran.ID, c.x.follower, nobody, left} {
		c.exec(`update people set password = null where id = $1`, id)
		c.all = append(c.all, guest{person: people.Person{ID: id}, session: c.signedIn(id)})
	}
	c.exec(`update people set is_active = false where id = $1`, left)
}

func (c *crowd) newcomer(name string) (id people.ID) {
	c.T.Helper()
	c.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, err = people.Add(ctx, tx, people.Newcomer{Role: people.Customer, Name: name, Address: cast.Key() + "@near.example", Locale: "en"})
		return err
	})
	return id
}

// call is what one of them asks by a row.
func (c *crowd) call(r row, by guest) call {
	c.T.Helper()
	number, file, person, token := fmt.Sprint(c.x.number), fmt.Sprint(c.x.public), fmt.Sprint(c.Goran.ID), ""
	session, appointment := c.sessionOf(by.person.ID), fmt.Sprint(c.visit)
	for _, object := range strings.Split(r.object, ", ") {
		switch object {
		case "", "ticket", "public file", "where companies read", "the follower", "their own":
		case "unknown ticket":
			number = nowhere
		case "file of a note":
			file = fmt.Sprint(c.x.note)
		case "another ticket's file":
			file = fmt.Sprint(c.other.public)
		case "unknown file":
			file = nowhere
		case "who is asked along":
			person = fmt.Sprint(c.x.follower)
		case "the requester":
			person = fmt.Sprint(c.Hanna.ID)
		case "who follows nothing":
			person = fmt.Sprint(c.Eleni.ID)
		case "another ticket's follower":
			number, person = fmt.Sprint(c.other.number), fmt.Sprint(c.otherSeer)
		case "the visit":
		case "another promise":
			appointment = fmt.Sprint(c.x.promise)
		case "unknown appointment":
			appointment = nowhere
		case "somebody else's":
			session = c.sessionOf(c.Eleni.ID)
		case "nonsense":
			if strings.Contains(r.route, "{file}") || strings.Contains(r.route, "{person}") || strings.Contains(r.route, "{appointment}") {
				file, person, appointment = nonsense, nonsense, nonsense
			} else {
				number, session = nonsense, nonsense
			}
		default:
			require.Contains(c.T, c.link, object)
			token = c.link[object]
		}
	}
	path := strings.NewReplacer("{number}", number, "{file}", file, "{appointment}", appointment, "{person}", person, "{token}", token, "{session}", session).Replace(r.route)
	form := url.Values{}
	switch {
	case r.method == http.MethodGet:
		form = nil
	case strings.HasSuffix(r.route, "/removals"):
	case strings.HasSuffix(r.route, "/followers"):
		form = url.Values{"address": {strings.ToLower(cast.Key()) + "@elsewhere.example"}}
	case r.route == "/my/profile":
		form = url.Values{"name": {"As It Was"}, "locale": {"en"}, "zone": {""}}
	case r.route == "/my/password":
		form = url.Values{"password": {"a horse that answers"}}
	case strings.HasPrefix(r.route, "/my/sessions"), r.route == "/my/exports", r.route == "/tickets/new", r.route == "/logout":
	default:
		form = c.fields(r.route, c.x)
	}
	return call{method: r.method, path: path, form: form, session: by.session}
}

// takesAway reports whether what a route's form does leaves less than there was.
func takesAway(route string) bool {
	return strings.HasSuffix(route, "/removals") || strings.HasSuffix(route, "/ends") || route == "/my/password" || route == "/logout"
}

// sessionOf is the number of another session of somebody's, made for the purpose.
func (c *crowd) sessionOf(id people.ID) (n string) {
	c.T.Helper()
	require.NoError(c.T, c.DB.QueryRow(c.T.Context(), `select coalesce(min(id), 987654)::text from sessions where person_id = $1`, id).Scan(&n))
	return n
}

// TestAccess_gives_every_customer_the_answer_of_their_table asks every row as each of them, refusals first, which change nothing.
func TestAccess_gives_every_customer_the_answer_of_their_table(t *testing.T) {
	t.Parallel()
	c := gathered(t)
	names, table := customersRows(t)
	require.Len(t, names, len(c.all))
	eleni := c.signedIn(c.Eleni.ID)
	before := c.state(t)
	for _, r := range table {
		if r.method == http.MethodGet {
			c.ask(t, r, names, func(string) bool { return true })
		}
	}
	require.Equal(t, before, c.state(t), "no GET changes anything")
	for _, r := range table {
		if r.method == http.MethodGet {
			continue
		}
		if strings.Contains(r.object, "companies read") {
			c.exec(`update companies set may_reply = false`)
		}
		isTaken := func(answer string) bool { return answer == "done" || answer == "200" || r.route == "/logout" }
		before := c.state(t)
		c.ask(t, r, names, func(answer string) bool { return !isTaken(answer) })
		if slices.ContainsFunc(r.answers, func(answer string) bool { return !isTaken(answer) }) {
			require.Equal(t, before, c.state(t), "%s was refused and yet changed something", r)
		}
		c.ask(t, r, names, isTaken)
		c.exec(`update companies set may_reply = true`)
	}
	for _, h := range c.servers {
		require.Equal(t, http.StatusOK, sendTo(t, h, call{method: http.MethodGet, path: "/my/tickets", session: eleni}).StatusCode, "nobody has ended what was not theirs")
	}
	c.healthy(t)
}

// ask asks a row as each of them whose answer is one of those.
func (c *crowd) ask(t *testing.T, r row, names []string, those func(answer string) bool) {
	t.Helper()
	for i, name := range names {
		if !those(r.answers[i]) {
			continue
		}
		a := sendTo(t, c.servers[i%2], c.call(r, c.all[i]))
		require.Equal(t, r.answers[i], answerOf(a), "%s as %s: %s", r, name, a.Header.Get("Location"))
		if strings.HasPrefix(r.route, "/my/") && r.answers[i] != "200" || name == "another customer" && !strings.HasPrefix(r.route, "/t/") {
			require.NotContains(t, a.body, c.x.secret, "%s as %s", r, name)
		}
		require.NotContains(t, a.body, c.other.secret, "%s as %s", r, name)
		if takesAway(r.route) && (r.answers[i] == "done" || r.route == "/logout") {
			c.renew()
		}
	}
}

// TestAccess_of_customers_has_a_row_for_every_route_that_is_theirs holds the table to the router, and sends them away from all else.
func TestAccess_of_customers_has_a_row_for_every_route_that_is_theirs(t *testing.T) {
	t.Parallel()
	c := gathered(t)
	_, table := customersRows(t)
	said := map[string]bool{}
	for _, r := range table {
		said[r.method+" "+r.route] = true
	}
	// Where nobody need be signed in, and it changes nothing if somebody is: the other table has them as everybody.
	const forAnybody = "/addresses/ /follow/ /signin/ /login/ /join/ /welcome/ /demo /assets /healthz /readyz /language /theme /tickets/sent/"
	before := c.state(t)
	filler := strings.NewReplacer("{", "", "}", "")
	err := chi.Walk(c.routes(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		isAnybodys := slices.ContainsFunc(strings.Fields(forAnybody), func(p string) bool { return strings.HasPrefix(route, p) })
		switch {
		case said[method+" "+route]:
			delete(said, method+" "+route)
		case strings.HasPrefix(route, "/desk") || strings.HasPrefix(route, "/office"):
			path := filler.Replace(strings.NewReplacer("{number}", fmt.Sprint(c.x.number), "{person}", fmt.Sprint(c.Hanna.ID), "{customer}", fmt.Sprint(c.Hanna.ID)).Replace(route))
			for i, by := range c.all[:6] {
				a := sendTo(t, c.servers[i%2], call{method: method, path: path, form: url.Values{}, session: by.session})
				require.Equal(t, "sign in", answerOf(a), "%s %s as a customer", method, path)
				require.NotContains(t, a.body, c.x.secret, "%s %s", method, path)
			}
		case isAnybodys || route == "/login" && method == http.MethodPost:
		default:
			require.Fail(t, "no row in testdata/access_customers.tsv says who may", "%s %s", method, route)
		}
		return nil
	})
	require.NoError(t, err)
	require.Empty(t, said, "rows that speak of what is not there")
	require.Equal(t, before, c.state(t))
}

// customersPage is the page that people read.
const customersPage = "../../docs/access-customers.md"

// TestAccess_of_customers_is_written_down_as_it_is holds docs/access-customers.md to the table. KEPT_WRITE=1 writes it anew.
func TestAccess_of_customers_is_written_down_as_it_is(t *testing.T) {
	t.Parallel()
	names, table := customersRows(t)
	var b strings.Builder
	b.WriteString(`# Which customer gets which answer

Written from cmd/kept/testdata/access_customers.tsv by a test, which also asks every route as every one of these customers,
signed in, on two servers: a route without a row fails it, and so does another answer. The words are those of [access.md](access.md).

The *requester* has asked the ticket; two are of the same company, one of whom sees all of the company's tickets (and may write where
the company's page says so, else only read); a *follower* was asked along and has said yes, *asked along* has not yet. A link is whoever's
who holds it: it opens its ticket in anybody's browser, and nothing else of anybody's. Every page of the staff's sends every customer to the sign-in page.

`)
	head := append([]string{"", "route", "what it names"}, names...)
	b.WriteString("| " + strings.Join(head, " | ") + " |\n|" + strings.Repeat("---|", len(head)) + "\n")
	for _, r := range table {
		b.WriteString("| " + strings.Join(append([]string{r.method, "`" + r.route + "`", r.object}, r.answers...), " | ") + " |\n")
	}
	if os.Getenv("KEPT_WRITE") != "" {
		require.NoError(t, os.WriteFile(customersPage, []byte(b.String()), 0o644))
	}
	got, err := os.ReadFile(customersPage)
	require.NoError(t, err)
	require.Equal(t, b.String(), string(got), "write it anew: KEPT_WRITE=1 go test -run TestAccess_of_customers_is_written_down ./cmd/kept")
}
