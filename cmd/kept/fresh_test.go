package main

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
)

// fresh are the routes that want a proof of the last quarter of an hour, each with the page that its form stands on: what
// changes rights or secrets, gives data away or erases. Whoever adds such a route adds a line.
var fresh = map[string]string{
	"POST /desk/profile/password": "/desk/profile/sessions",

	"POST /desk/customers/{customer}/company":              "/desk/customers/1/profile",
	"POST /desk/customers/{customer}/addresses/agreements": "/desk/customers/1",
	"POST /desk/companies/{company}/gate":                  "/desk/companies/1",
	"POST /desk/companies/{company}/sight":                 "/desk/companies/1",

	"GET /desk/profile/security/codes/new":                  "",
	"POST /desk/profile/security/codes":                     "/desk/profile/security/codes/new",
	"GET /desk/profile/security/passkeys/new":               "",
	"POST /desk/profile/security/challenges":                "/desk/profile/security/passkeys/new",
	"POST /desk/profile/security/passkeys":                  "/desk/profile/security/passkeys/new",
	"POST /desk/profile/security/recovery-codes":            "/desk/profile/security",
	"POST /desk/profile/security/factors/{factor}/name":     "/desk/profile/security",
	"POST /desk/profile/security/factors/{factor}/removals": "/desk/profile/security",
	"POST /desk/profile/security/identities/removals":       "/desk/profile/security",
	"GET /office/settings/security":                         "",
	"POST /office/settings/security":                        "/office/settings/security",
	"GET /office/settings/retention":                        "",
	"POST /office/settings/retention":                       "/office/settings/retention",
	"POST /office/people/{person}/second-factor/removals":   "/office/settings/security",
	"GET /office/people/invite":                             "",
	"POST /office/invitations":                              "/office/people/invite?team=1",
	"POST /office/invitations/{invitation}/sendings":        "/office/people",
	"POST /office/invitations/{invitation}/withdrawals":     "/office/people",
	"GET /office/people/{person}":                           "",
	"POST /office/people/{person}/rights":                   "/office/people/1",
	"POST /office/people/{person}/hours":                    "/office/people/1",
	"GET /office/people/{person}/leave":                     "",
	"POST /office/people/{person}/departures":               "/office/people/1/leave",
	"POST /office/people/{person}/returns":                  "/office/people/1",
	"POST /office/people/{person}/sessions/ends":            "/office/people/1",
	"POST /office/teams":                                    "/office/teams",
	"GET /office/teams/{team}":                              "",
	"POST /office/teams/{team}":                             "/office/teams/1",
	"POST /office/teams/{team}/moves":                       "/office/teams",
	"POST /office/teams/{team}/removals":                    "/office/teams/1",
	"POST /office/audit/exports":                            "/office/audit?who=1",
	"POST " + promisesExports:                               "/office/promises?kind=visit",
	"GET /office/customers/{person}/data":                   "",
	"POST /office/customers/{person}/exports":               "/office/customers/1/data",
	"POST /office/customers/{person}/erasures":              "/office/customers/1/data",
	"GET " + ofTicket + "/messages/{message}/redaction":     "",
	"POST " + ofTicket + "/messages/{message}/redactions":   "/desk/tickets/1/messages/1/redaction",
	"GET " + ofTicket + "/outlines/{outline}/redaction":     "",
	"POST " + ofTicket + "/outlines/{outline}/redactions":   "/desk/tickets/1/outlines/1/redaction",
}

var blank = regexp.MustCompile(`\{[a-z]+\}`)

// TestFresh_asks_a_stale_session_again_on_each_route_and_leads_back sends an admin whose proof is twenty minutes old to every
// route of the desk and the office. Those of the list ask again, and no other does.
func TestFresh_asks_a_stale_session_again_on_each_route_and_leads_back(t *testing.T) {
	t.Parallel()
	s := opened(t)
	before, persons := s.touched(t), s.persons(t)
	session := s.signedIn(s.Karin.ID)
	asking := map[string]bool{}
	for _, route := range staffRoutes(t) {
		method, path, _ := strings.Cut(route, " ")
		path = blank.ReplaceAllString(path, "1")
		from, wants := fresh[route]
		if from == "" {
			from = path
		}
		s.stales(t)
		a := s.send(t, call{method: method, path: path, session: session, headers: []string{"Referer", origin + from}})
		to := a.Header.Get("Location")
		if !strings.HasPrefix(to, "/login/again") {
			require.False(t, wants, "%s lets a stale session in", route)
			continue
		}
		asking[route] = true
		require.Equal(t, "/login/again?"+url.Values{"next": {from}}.Encode(), to, route)
		proved := s.send(t, call{method: http.MethodPost, path: "/login/again", form: url.Values{"password": {known}, "next": {from}}, session: session})
		require.Equal(t, from, proved.Header.Get("Location"), route)
		session = people.Token(proved.Cookies()[0].Value)
		again := s.send(t, call{method: http.MethodGet, path: from, session: session})
		require.NotContains(t, again.Header.Get("Location"), "/login", route)
	}
	for route := range asking {
		require.Contains(t, fresh, route, "it asks again and is not in the list")
	}
	require.Len(t, asking, len(fresh), "every route of the list is there")
	require.Equal(t, persons, s.persons(t), "nothing was done of what was asked about")
	after := s.touched(t)
	for table := range before {
		if !slices.Contains([]string{"audit", "audit_chain", "throttles", "people"}, table) {
			require.Equal(t, before[table], after[table], "nothing was done of what was asked about: %s", table)
		}
	}
}

// persons is what stands of everybody, but for which of the first hints they know: "Next ticket" is pressed on the way.
func (s *site) persons(t *testing.T) (all string) {
	t.Helper()
	const q = `select string_agg((to_jsonb(p) - 'hints_gone')::text, e'\n' order by id) from people p`
	require.NoError(t, s.DB.QueryRow(t.Context(), q).Scan(&all))
	return all
}

// staffRoutes are the pages and forms of the desk and the office, as the access table has them.
func staffRoutes(t *testing.T) []string {
	t.Helper()
	_, table := rows(t)
	var found []string
	for _, r := range table {
		route := r.method + " " + r.route
		if !strings.HasPrefix(r.route, "/desk") && !strings.HasPrefix(r.route, "/office") || slices.Contains(found, route) {
			continue
		}
		found = append(found, route)
	}
	return found
}

// stales makes every session one that was proved twenty minutes ago.
func (s *site) stales(t *testing.T) {
	t.Helper()
	_, err := s.DB.Pool().Exec(t.Context(), `update sessions set proven_at = clock_timestamp() - interval '20 minutes'`)
	require.NoError(t, err)
}
