package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// grasping is an agent who sees one ticket of Hanna's and not the other, and who reads Göran's mail.
type grasping struct {
	*site
	mallory        people.Person
	agent, goran   people.Token
	hidden, number int64 // of the ticket that they do not see: its id and its number
}

const (
	secretBill = "SECRET-BILL"
	mallorys   = "mallory@elsewhere.example"
)

func (g grasping) at(t *testing.T, method, path string, session people.Token, form url.Values) answer {
	t.Helper()
	return g.send(t, call{method: method, path: path, session: session, form: form})
}

func (g grasping) posts(t *testing.T, path string, form url.Values) answer {
	t.Helper()
	return g.at(t, http.MethodPost, path, g.agent, form)
}

func (g grasping) customer(p people.Person, rest string) string {
	return fmt.Sprintf("/desk/customers/%d%s", p.ID, rest)
}

func grasp(t *testing.T) grasping {
	t.Helper()
	s := opened(t)
	g := grasping{site: s, mallory: s.Hires(people.Agent, "Mallory")}
	s.Asks(s.Hanna, "No internet")
	s.Asks(s.Mette, "No telephone")
	id := s.Asks(s.Hanna, secretBill)
	s.Goes(id, s.Private("Bills", s.Jonas))
	g.hidden, g.number = int64(id), s.Ticket(id).Number
	g.agent, g.goran = s.signedIn(g.mallory.ID), s.signedIn(s.Goran.ID)
	_, err := s.DB.Pool().Exec(t.Context(), `update addresses set confirmed_at = kept_now() where person_id = $1`, s.Goran.ID)
	require.NoError(t, err)
	return g
}

// readsNothing looks everywhere, as the agent and as the customer whose mail they read.
func (g grasping) readsNothing(t *testing.T) {
	t.Helper()
	own := fmt.Sprintf("/my/tickets/%d", g.number)
	for _, path := range []string{"/my/tickets", "/my/tickets?state=all", "/my/tickets?words=SECRET", fmt.Sprintf("/my/tickets?words=%d", g.number), own, "/my/profile", "/"} {
		require.NotContains(t, g.at(t, http.MethodGet, path, g.goran, nil).body, secretBill, path)
	}
	require.Equal(t, http.StatusNotFound, g.at(t, http.MethodGet, own, g.goran, nil).StatusCode)
	require.NotContains(t, g.at(t, http.MethodPost, "/my/exports", g.goran, url.Values{}).body, secretBill)
	for _, path := range []string{"/desk", "/desk?q=SECRET", "/desk/customers", g.customer(g.Hanna, ""), g.customer(g.Goran, ""), fmt.Sprintf("/desk/tickets/%d", g.number), "/desk/companies"} {
		require.NotContains(t, g.at(t, http.MethodGet, path, g.agent, nil).body, secretBill, path)
	}
	_, err := people.ByAddress(t.Context(), g.DB, mallorys)
	require.True(t, fault.Is(err, fault.KindNotFound), "no address of theirs opens anything")
	var requester people.ID
	require.NoError(t, g.DB.QueryRow(t.Context(), `select requester_id from tickets where id = $1`, g.hidden).Scan(&requester))
	require.Equal(t, g.Hanna.ID, requester)
	require.Contains(t, g.at(t, http.MethodGet, own, g.signedIn(g.Hanna.ID), nil).body, secretBill, "she reads it herself")
}

func TestReach_of_an_address_that_an_agent_asks_for_is_what_the_customer_lets_in(t *testing.T) {
	t.Parallel()
	g := grasp(t)
	ask := url.Values{"address": {mallorys}}
	require.Equal(t, http.StatusSeeOther, g.posts(t, g.customer(g.Hanna, "/addresses"), ask).StatusCode)
	require.Equal(t, http.StatusNotFound, g.posts(t, g.customer(g.Hanna, "/addresses/agreements"), ask).StatusCode)
	require.Equal(t, http.StatusNotFound, g.posts(t, g.customer(g.Hanna, "/addresses/main"), url.Values{"address": {"nobody@elsewhere.example"}}).StatusCode)
	require.NotEqual(t, http.StatusSeeOther, g.posts(t, g.customer(g.Hanna, "/addresses/main"), ask).StatusCode)
	var letters int
	require.NoError(t, g.DB.QueryRow(t.Context(), `select count(*) from outbox where kind = 'address'`).Scan(&letters))
	require.Zero(t, letters, "no link goes there")
	var link people.Token
	g.Do(func(ctx context.Context, tx *pg.Tx) (err error) { // and one that were there would open nothing
		link, err = people.NewAddressLink(ctx, tx, g.Hanna.ID, mallorys)
		return err
	})
	require.Equal(t, http.StatusGone, g.at(t, http.MethodPost, "/addresses/"+string(link), "", url.Values{}).StatusCode)
	g.at(t, http.MethodPost, "/signin/links", "", url.Values{"email": {mallorys}})
	g.readsNothing(t)

	said := g.posts(t, g.customer(g.Mette, "/addresses"), url.Values{"address": {"mallory2@elsewhere.example"}})
	require.Equal(t, http.StatusSeeOther, said.StatusCode, "of whom nothing is hidden it is the same")
}

func TestReach_of_joining_is_for_who_sees_every_teams_tickets(t *testing.T) {
	t.Parallel()
	g := grasp(t)
	for _, pair := range [][2]people.Person{{g.Goran, g.Hanna}, {g.Hanna, g.Goran}, {g.Goran, g.Mette}, {g.Mette, g.Goran}} {
		a := g.posts(t, g.customer(pair[0], "/joins"), url.Values{"other": {fmt.Sprint(pair[1].ID)}})
		require.Equal(t, http.StatusConflict, a.StatusCode, "whether anything is hidden or not")
		require.Contains(t, a.body, "Some teams’ tickets are hidden from you")
		page := g.at(t, http.MethodGet, g.customer(pair[0], fmt.Sprintf("/join?other=%d", pair[1].ID)), g.agent, nil)
		require.Contains(t, page.body, "Some teams’ tickets are hidden from you")
		require.NotContains(t, page.body, `id="join"`)
	}
	var join ticket.JoinID
	g.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		join, err = ticket.JoinCustomers(ctx, tx, g.Jonas.Acting(), g.Mette.ID, g.Eleni.ID) // Jonas is in the one private team
		return err
	})
	require.Equal(t, http.StatusConflict, g.posts(t, g.customer(g.Mette, fmt.Sprintf("/joins/%d/undone", join)), url.Values{}).StatusCode)
	var told int
	require.NoError(t, g.DB.QueryRow(t.Context(), `select count(distinct address) from outbox where kind = 'joined' and person_id = $1`, g.Mette.ID).Scan(&told))
	require.Equal(t, 2, told, "both addresses are told")
	g.readsNothing(t)
}

func TestReach_of_a_company_is_an_admins_to_say(t *testing.T) {
	t.Parallel()
	g := grasp(t)
	_, err := g.DB.Pool().Exec(t.Context(), `update addresses set confirmed_at = kept_now() where person_id = $1`, g.Hanna.ID)
	require.NoError(t, err)
	domain := g.Hanna.Address[strings.Index(g.Hanna.Address, "@")+1:]
	made := g.posts(t, "/desk/companies", url.Values{"name": {"Mine"}, "domains": {domain}, "reply": {"yes"}})
	require.Equal(t, http.StatusSeeOther, made.StatusCode)
	company := made.Header.Get("Location")
	both := []string{fmt.Sprint(g.Goran.ID), fmt.Sprint(g.Hanna.ID)}
	require.Equal(t, http.StatusSeeOther, g.posts(t, company, url.Values{"name": {"Mine"}, "domains": {domain}}).StatusCode)
	for path, form := range map[string]url.Values{
		company + "/gate":               {"domains": {domain}, "reply": {"yes"}},
		company + "/sight":              {"of": both, "sees": both},
		g.customer(g.Goran, "/company"): {"company": {"Mine"}, "sees": {"yes"}},
		g.customer(g.Hanna, "/company"): {"company": {"Mine"}},
	} {
		require.Equal(t, http.StatusNotFound, g.posts(t, path, form).StatusCode, path)
	}
	for _, p := range []people.Person{g.Goran, g.Hanna} { // fields that the form had once are no fields any more
		card, err := people.CardOf(t.Context(), g.DB, g.mallory.Acting(), p.ID)
		require.NoError(t, err)
		form := url.Values{
			"name": {p.Name}, "language": {"en"}, "zone": {""}, "contact": {"mail"}, "phones": {""}, "hours": {"any"}, "notes": {""}, "seal": {card.Seal()},
			"company": {"Mine"}, "sees": {"yes"},
		}
		require.Equal(t, http.StatusSeeOther, g.posts(t, g.customer(p, "/profile"), form).StatusCode)
	}
	var members int
	require.NoError(t, g.DB.QueryRow(t.Context(), `select count(*) from people p join companies c on c.id = p.company_id where c.name = 'Mine'`).Scan(&members))
	require.Zero(t, members)
	g.readsNothing(t)
}
