package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/kepthq/kept/internal/people"
)

const markup = `"><script>alert(1)</script><img src=x onerror=alert(2)> & 'it'`

// hostile are values that no browser sends by itself, with what they are: into a field for text, and into any other.
func hostile(others things, isText bool) map[string]string {
	values := map[string]string{
		"nothing":  "",
		"no UTF-8": "a\xff\xfe",
		"NUL":      "a\x00b",
		"markup":   markup,
		"controls": "\u202Egnp.exe\u2066\u200b\x07\x1b[31m\r\nBcc: x@evil.example",
	}
	if isText {
		values["a megabyte"] = strings.Repeat("x", 1<<20)
		values["blanks"] = " \t\r\n "
		values["code"] = `'; drop table tickets; -- {{.}} ${7*7} %s%n`
		return values
	}
	maps.Copy(values, map[string]string{
		"a long word":        strings.Repeat("x", 8<<10),
		"minus one":          "-1",
		"zero":               "0",
		"a broken number":    "1e3",
		"the largest":        "9223372036854775807",
		"larger":             "9223372036854775808",
		"another's promise":  fmt.Sprint(others.promise),
		"another's message":  fmt.Sprint(others.seen),
		"a person like p0":   "p0",
		"a team like t99999": "t99999",
		"a far day":          "9999-12-31",
		"a day before all":   "0000-01-01",
		"no hour":            "24:61",
		"another site":       "//evil.example/",
		"a script's address": "javascript:alert(1)",
	})
	return values
}

const (
	ofMine    = "/my/tickets/{number}"
	ofTicket  = "/desk/tickets/{number}"
	ofPromise = ofTicket + "/promises/{promise}"

	ofVisit    = ofTicket + "/visits/{promise}"
	ofFollowUp = ofTicket + "/follow-ups/{promise}"
	ofQuestion = ofTicket + "/questions/{question}"
	inOffice   = "/office/questions/{question}"

	fromOffice = "/office/tickets/{number}"
	releases   = "/office/apologies/releases"
	drops      = "/office/apologies/drops"
)

// poster is whose form a route's is: the admin's, but for what only who asked may do.
func (s *site) poster(route string, admin people.Token) people.Token {
	if strings.HasPrefix(route, ofQuestion) || route == ofTicket+"/undone" || route == ofTicket+"/returns" || isAboutBulk(route) {
		return s.signedIn(s.Maja.ID)
	}
	if strings.HasPrefix(route, ofStop) {
		return s.signedIn(s.Oskar.ID)
	}
	if strings.HasPrefix(route, "/my/") {
		return s.signedIn(s.Hanna.ID)
	}
	if route == "/join/{token}" { // it would end the admin's own session
		return ""
	}
	return admin
}

// posts are the routes that take a form, as the table has them. Those that need a promise broken come last: the clock is
// put forward for them and back again, and an act on an older ticket would then come before what it answers.
func posts(t testing.TB) []string {
	t.Helper()
	_, table := rows(t)
	var found, broken []string
	for _, r := range table {
		switch {
		case r.method != http.MethodPost || slices.Contains(found, r.route) || slices.Contains(broken, r.route):
		case letsDown(r.route):
			broken = append(broken, r.route)
		default:
			found = append(found, r.route)
		}
	}
	return append(found, broken...)
}

// target is where a route's form is sent.
func (x things) target(route string) string {
	if isAboutViews(route) {
		return x.views.address(row{route: route})
	}
	if isAboutAbsence(route) {
		return x.absent.address(row{route: route}, x.admin, 0)
	}
	if isAboutRules(route) {
		return x.rules.address(row{route: route})
	}
	if isAboutDuty(route) {
		return dutyAddress(row{route: route}, x.duty)
	}
	if isAboutLost(route) {
		return x.lost.address(row{route: route})
	}
	if isClients(route) {
		return x.clients.path(route)
	}
	if isAboutStaff(route) {
		return x.folk.fill(route)
	}
	if strings.HasPrefix(route, ofCustomer) {
		return strings.Replace(route, "{person}", fmt.Sprint(x.asker), 1)
	}
	if strings.HasPrefix(route, "/follow/") {
		return "/follow/" + x.invitation
	}
	if isAboutTopics(route) {
		route = x.sorted.path(route)
	}
	return strings.NewReplacer("{factor}", nowhere, "{act}", fmt.Sprint(x.bulk), "{outline}", fmt.Sprint(x.outline), "{message}", fmt.Sprint(x.asks), "{person}", fmt.Sprint(x.follower), "{session}", fmt.Sprint(x.session), "{token}", x.token, "{number}", fmt.Sprint(x.number), "{promise}", fmt.Sprint(x.promise),
		"{question}", x.question(route), "{notice}", fmt.Sprint(x.notice)).Replace(x.keptBack(route))
}

// TestForms_take_hostile_input_or_refuse_it puts every hostile value into every field of every form.
func TestForms_take_hostile_input_or_refuse_it(t *testing.T) {
	t.Parallel()
	dealt(t, posts(t), 32, openedWithStock, func(t *testing.T, s *site, routes []string) {
		others, admin := s.make(s.Goran, true), s.signedIn(s.Karin.ID)
		for _, route := range routes {
			if slices.Contains([]string{"/welcome/{token}", "/logout"}, route) || isProof(route) { // a desk that is set up has none; no field; hostile_factor_test.go
				continue
			}
			s.attack(t, route, s.poster(route, admin), others)
		}
	})
}

// attack sends a route's form with one field spoilt, again and again; a form that is taken uses its ticket up.
func (s *site) attack(t *testing.T, route string, admin people.Token, others things) {
	t.Helper()
	x := s.victim(t, route)
	before := s.around(t, route, x, others)
	wellFormed := s.fields(route, x)
	if strings.HasPrefix(route, "/desk/tickets/") {
		for _, extra := range []string{"keeps", "withdraws", "along", "kept"} {
			wellFormed.Set(extra, "")
		}
	}
	for _, field := range slices.Sorted(maps.Keys(wellFormed)) {
		most, isText := texts[route][field]
		values := hostile(others, isText)
		if isText {
			values["too long by one"] = strings.Repeat("å", most+1)
		}
		for what, value := range values {
			form := s.fields(route, x)
			form[field] = []string{value}
			said := fmt.Sprintf("%s with %s in %s", route, what, field)
			a := s.send(t, call{method: http.MethodPost, path: x.target(route), form: form, session: admin})
			allowed := []int{taken(route), 400, 404, 409, 413, 422}
			if refusedAtField(route, field, what, isText) {
				allowed = []int{422}
			}
			require.Contains(t, allowed, a.StatusCode, said)
			require.NotContains(t, a.Header.Get("Location"), "evil.example", said)
			if a.StatusCode != taken(route) {
				require.Equal(t, before, s.around(t, route, x, others), "%s was refused and yet changed something", said)
				continue
			}
			if strings.Contains(route, "{") || route == releases || route == "/office/invitations" || route == "/office/teams" {
				x = s.victim(t, route)
			}
			if route == "/demo/clock" {
				s.At("Mon 9 Nov 10:00")
			}
			before = s.around(t, route, x, others)
		}
	}
}

// around is the state of the tickets that a form could be about, or of everything where it is about none.
func (s *site) around(t *testing.T, route string, tickets ...things) map[string]string {
	t.Helper()
	if !strings.Contains(route, "{") || isAboutStaff(route) || isClients(route) {
		all := s.touched(t)
		if route == "/login" { // a wrong password of somebody who is known is written down
			withoutAudit(all)
		}
		return all
	}
	const q = `
		select (select string_agg(t.xmin::text, ' ') from tickets t where t.id = $1), (select count(*) || ' ' || max(p.xmin::text) from promises p where p.ticket_id = $1),
			(select count(*) from messages where ticket_id = $1), (select count(*) from events where ticket_id = $1),
			(select count(*) from outbox where ticket_id = $1), (select count(*) from submissions where ticket_id = $1),
			(select coalesce(string_agg(q.xmin::text, ' ' order by id), '') from questions q where q.ticket_id = $1)
				|| (select coalesce(string_agg(a.xmin::text, ' ' order by id), '') from apologies a where a.ticket_id = $1)`
	found := map[string]string{}
	for _, x := range tickets {
		var ticket, promises, questions string
		var messages, events, mails, forms int
		err := s.DB.QueryRow(t.Context(), q, x.id).Scan(&ticket, &promises, &messages, &events, &mails, &forms, &questions)
		require.NoError(t, err)
		found[fmt.Sprint(x.number)] = fmt.Sprint(ticket, promises, messages, events, mails, forms, questions)
	}
	return found
}

// victim is a ticket to be attacked. Its customer has seen their page, which notes what it has told them.
func (s *site) victim(t *testing.T, route string) things {
	t.Helper()
	s.At("Mon 9 Nov 10:00")
	if isClients(route) {
		return things{clients: s.makeClients()}
	}
	x := s.next()
	s.letDown(route, x)
	x = s.withThings(x, route)
	if strings.Contains(route, "{question}") {
		x = s.askedUp(x)
	}
	x = s.inTurn(x, route)
	if !strings.HasPrefix(route, "/t/") {
		return x
	}
	require.Equal(t, http.StatusOK, s.send(t, call{method: http.MethodGet, path: "/t/" + x.token}).StatusCode)
	return x
}

// refusedAtField reports whether a text can only come back with a message at its field.
func refusedAtField(route, field, what string, isText bool) bool {
	if !isText {
		return false
	}
	switch what {
	case "nothing", "blanks":
		return !slices.Contains(mayBeEmpty, route+" "+field)
	case "no UTF-8", "NUL", "a megabyte", "too long by one":
		return true
	}
	return false
}

// TestForms_without_a_field_or_with_one_twice leaves each field of each form out, and sends each twice.
func TestForms_without_a_field_or_with_one_twice(t *testing.T) {
	t.Parallel()
	dealt(t, posts(t), 6, openedWithStock, func(t *testing.T, s *site, routes []string) {
		admin := s.signedIn(s.Karin.ID)
		for _, route := range routes {
			if route == "/welcome/{token}" || route == "/login" || route == "/logout" || isProof(route) {
				continue
			}
			s.twist(t, route, s.poster(route, admin))
		}
	})
}

// twist sends a route's form without each of its fields, and with each of them twice.
func (s *site) twist(t *testing.T, route string, poster people.Token) {
	t.Helper()
	x := s.victim(t, route)
	for field := range s.fields(route, x) {
		for _, values := range [][]string{nil, {markup, "\xff"}} {
			form := s.fields(route, x)
			form[field] = values
			before := s.touched(t)
			a := s.send(t, call{method: http.MethodPost, path: x.target(route), form: form, session: poster})
			allowed := []int{taken(route), 400, 404, 409, 413, 422}
			if field == "apply" { // without it the page shows what saving would do
				allowed = append(allowed, http.StatusOK)
			}
			require.Contains(t, allowed, a.StatusCode, "%s %s %q", route, field, values)
			if a.StatusCode != taken(route) {
				require.Equal(t, before, s.touched(t), "%s %s %q", route, field, values)
			} else if strings.Contains(route, "{") {
				x = s.victim(t, route)
			}
		}
	}
}

// TestForms_that_are_no_forms sends every route what cannot be read, or too much of it.
func TestForms_that_are_no_forms(t *testing.T) {
	t.Parallel()
	s := opened(t)
	admin, hanna, x := s.signedIn(s.Karin.ID), s.signedIn(s.Hanna.ID), s.sort(s.askedUp(s.make(s.Hanna, true)))
	x.folk = s.folkOf()
	x.clients, x.views, x.bulk = s.makeClients(), s.makeViews(), s.makeBulk()
	x.rules = s.makeRules()
	x.absent, x.admin = s.makeAbsent(), s.Karin.ID
	x.duty = s.makeDuty()
	x.lost = s.makeLost()
	maja, oskar := s.signedIn(s.Maja.ID), s.signedIn(s.Oskar.ID)
	stops := s.makeStops(t)
	before, huge := s.state(t), "body="+strings.Repeat("x", 11<<20)
	for _, route := range posts(t) {
		by, x := admin, x
		switch {
		case strings.HasPrefix(route, ofStop):
			by, x = oskar, stops[route]
		case strings.HasPrefix(route, "/my/"):
			by = hanna
		case isAboutBulk(route):
			by = maja
		}
		if slices.Contains([]string{"/logout", "/welcome/{token}"}, route) { // the first reads no form, the second has no desk
			continue
		}
		for what, c := range map[string]call{
			"a broken escape":        {form: url.Values{}, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}},
			"a form without an end":  {headers: []string{"Content-Type", "multipart/form-data; boundary=x"}},
			"a form without a bound": {headers: []string{"Content-Type", "multipart/form-data"}},
			"JSON":                   {headers: []string{"Content-Type", "application/json"}},
		} {
			c.method, c.path, c.session, c.raw = http.MethodPost, x.target(route), by, "%zz=1&--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nhalf"
			a := s.send(t, c)
			want := []int{400, 422}
			if strings.HasSuffix(route, "/solution") || strings.HasSuffix(route, "/reopenings") || strings.HasSuffix(route, "/claim") || strings.HasSuffix(route, "/undone") || strings.HasSuffix(route, "/skips") ||
				strings.HasSuffix(route, "/spam") || strings.HasPrefix(route, ofSuspended) || route == ofBlock+"/endings" || route == "/desk/next" {
				want = []int{400}
			}
			require.Contains(t, want, a.StatusCode, "%s to %s", what, route)
		}
		a := s.send(t, call{method: http.MethodPost, path: x.target(route), session: by, raw: huge, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}})
		require.Equal(t, http.StatusRequestEntityTooLarge, a.StatusCode, "11 MB of text to %s", route)
		require.Equal(t, before, s.state(t), route)
	}
	s.healthy(t)
}

// valuesOf are what stands in the fields of that name on a page.
func valuesOf(t *testing.T, body, name string) (found []string) {
	t.Helper()
	page, err := html.Parse(strings.NewReader(body))
	require.NoError(t, err)
	for n := range page.Descendants() {
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
		}
		switch {
		case attrs["name"] != name:
		case n.Data == "input":
			found = append(found, attrs["value"])
		case n.Data == "textarea" && n.FirstChild != nil:
			found = append(found, n.FirstChild.Data)
		}
	}
	return found
}

// TestForms_of_the_first_run puts every hostile value into the page that makes the first admin.
func TestForms_of_the_first_run(t *testing.T) {
	t.Parallel()
	s, token := unfounded(t)
	route, path := "/welcome/{token}", "/welcome/"+string(token)
	before := s.state(t)
	for _, field := range slices.Sorted(maps.Keys(s.fields(route, things{}))) {
		most, isText := texts[route][field]
		values := hostile(things{}, isText)
		if isText {
			values["too long by one"] = strings.Repeat("å", most+1)
		}
		for what, value := range values {
			form := s.fields(route, things{})
			form.Set("email", "nobody") // so that nothing is founded whatever stands in the other fields
			form.Set(field, value)
			a := s.send(t, call{method: http.MethodPost, path: path, form: form})
			require.Equal(t, http.StatusUnprocessableEntity, a.StatusCode, "%s in %s", what, field)
			if what == "markup" && !slices.Contains([]string{"locale", "zone", "password"}, field) { // two of them are choices
				require.Contains(t, valuesOf(t, a.body, field), markup, field)
			}
		}
	}
	require.Equal(t, before, s.state(t))
	require.Empty(t, s.logs.errors())
}
