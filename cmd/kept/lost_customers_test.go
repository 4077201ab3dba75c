package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// guest is a customer who sees a ticket of Hanna's, signed in, by a link, or both.
type guest struct {
	person  people.Person
	session people.Token
	link    string // empty: none
}

// takingPart is Hanna's ticket on two servers, with everybody who can see it: herself, a colleague who follows it, and
// somebody of her company who may see all of the company's.
func takingPart(t *testing.T) (p pair, hanna, follower, mate guest) {
	t.Helper()
	p = paired(t)
	p.givesHannaPassword()
	p.x = p.make(p.Hanna, true)
	p.Do(func(ctx context.Context, tx *pg.Tx) error {
		for _, q := range []string{
			`insert into companies (name, created_at, may_reply) values ('Bakkehuset', kept_now(), true)`,
			fmt.Sprintf(`update people set company_id = (select max(id) from companies) where id in (%d, %d)`, p.Hanna.ID, p.Mette.ID),
			fmt.Sprintf(`update people set sees_company = true where id = %d`, p.Mette.ID),
			fmt.Sprintf(`insert into followers (ticket_id, person_id, added_by_id, added_at, address, confirmed_at) values (%d, %d, %d, kept_now(), '%s', kept_now())`,
				p.x.id, p.Goran.ID, p.Hanna.ID, p.Goran.Address),
		} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		var err error
		follower.link, err = ticket.NewLink(ctx, tx, p.x.id, p.Goran.ID)
		return err
	})
	hanna = guest{person: p.Hanna, session: p.signedIn(p.Hanna.ID), link: p.x.token}
	follower.person, follower.session = p.Goran, p.signedIn(p.Goran.ID)
	return p, hanna, follower, guest{person: p.Mette, session: p.signedIn(p.Mette.ID)}
}

// own are all ways to a ticket under an address: in the customers' own place, or by a link.
func (p pair) own(base string, session people.Token) []call {
	all := []call{
		{method: http.MethodGet, path: base},
		{method: http.MethodHead, path: base},
		{method: http.MethodGet, path: fmt.Sprintf("%s/files/%d", base, p.x.public)},
		{method: http.MethodPost, path: base + "/messages", form: url.Values{"key": {cast.Key()}, "body": {"Still nothing."}}},
		{method: http.MethodPost, path: base + "/answers", form: url.Values{"key": {cast.Key()}, "works": {"no"}, "body": {"Still nothing."}}},
		{method: http.MethodPost, path: fmt.Sprintf("%s/followers/%d/removals", base, p.x.follower), form: url.Values{}},
	}
	if session != "" {
		all = append(all, call{method: http.MethodPost, path: base + "/followers", form: url.Values{"address": {"new@elsewhere.example"}}})
	}
	for i := range all {
		all[i].session = session
	}
	return all
}

func (p pair) ownPage() string { return fmt.Sprintf("/my/tickets/%d", p.x.number) }

// listed are the pages of the customers' own place on which it stands beside others.
func (p pair) listed() []string {
	return []string{"/my/tickets", "/my/tickets?words=" + p.x.secret, fmt.Sprintf("/my/tickets?words=%d", p.x.number), "/my/tickets?state=open", "/"}
}

// hosts requires that a guest sees the ticket by all that they have, on both servers.
func (p pair) hosts(t *testing.T, g guest) {
	t.Helper()
	for i, h := range p.servers {
		ways := p.own(p.ownPage(), g.session)
		if g.link != "" {
			ways = append(ways, p.own("/t/"+g.link, "")...)
		}
		for _, c := range ways {
			if c.method != http.MethodPost {
				require.Equal(t, http.StatusOK, sendTo(t, h, c).StatusCode, "server %d: %s %s", i, c.method, c.path)
			}
		}
		require.Contains(t, sendTo(t, h, call{method: http.MethodGet, path: "/my/tickets", session: g.session}).body, p.x.secret)
	}
}

// shutsOut requires that it is gone for them by every way, on both servers, from the next request on and within the second.
// want is the answer to whoever is signed in.
func (p pair) shutsOut(t *testing.T, g guest, want int) {
	t.Helper()
	before := p.state(t)
	for i, h := range p.servers {
		first := time.Now()
		for n, c := range p.own(p.ownPage(), g.session) {
			a := sendTo(t, h, c)
			require.Equal(t, want, a.StatusCode, "server %d: %s %s", i, c.method, c.path)
			require.NotContains(t, a.body, p.x.secret)
			if n == 0 {
				require.Less(t, time.Since(first), within)
			}
		}
		if g.link != "" {
			for _, c := range p.own("/t/"+g.link, "") {
				a := sendTo(t, h, c)
				require.Equal(t, http.StatusNotFound, a.StatusCode, "server %d: %s %s", i, c.method, c.path)
				require.NotContains(t, a.body, p.x.secret)
			}
		}
		for _, path := range p.listed() {
			a := sendTo(t, h, call{method: http.MethodGet, path: path, session: g.session})
			require.NotContains(t, a.body, "No internet "+p.x.secret, "server %d: %s", i, path)
			if want == http.StatusSeeOther && path != "/" {
				require.True(t, strings.HasPrefix(a.Header.Get("Location"), "/signin"), "server %d: %s", i, path)
			}
		}
	}
	require.Equal(t, before, p.state(t), "nothing was written on the way")
}

// TestRights_of_customers_that_are_lost_are_lost_on_the_next_request asks two servers before and after, for every way in which
// a customer can lose the sight of a ticket. Whoever else sees it goes on seeing it.
func TestRights_of_customers_that_are_lost_are_lost_on_the_next_request(t *testing.T) {
	t.Parallel()
	const signIn, missing = http.StatusSeeOther, http.StatusNotFound
	for name, c := range map[string]struct {
		lose   func(p pair, hanna, follower, mate *guest)
		losers []string // of hanna, follower, mate
		want   int
	}{
		"the session, ended in another browser": {func(p pair, hanna, _, _ *guest) {
			p.presses(p.signedIn(hanna.person.ID), "/my/sessions/ends", nil)
			hanna.link = ""
		}, []string{"hanna"}, signIn},
		"the session, signed out": {func(p pair, hanna, _, _ *guest) {
			p.presses(hanna.session, "/logout", nil)
			hanna.link = ""
		}, []string{"hanna"}, signIn},
		"the session, by a new password": {func(p pair, hanna, _, _ *guest) {
			p.presses(p.signedIn(hanna.person.ID), "/my/password", url.Values{"old": {known}, "password": {"a horse that answers"}})
			hanna.link = ""
		}, []string{"hanna"}, signIn},
		"the link, taken back": {func(p pair, hanna, follower, mate *guest) {
			p.exec(`delete from ticket_links where ticket_id = $1`, p.x.id)
			p.exec(`delete from sessions where person_id = $1`, hanna.person.ID)
			follower.link = ""
		}, []string{"hanna"}, signIn},
		"a deactivated customer": {func(p pair, hanna, _, _ *guest) {
			p.exec(`update people set is_active = false where id = $1`, hanna.person.ID)
		}, []string{"hanna"}, signIn},
		"a deactivated colleague": {func(p pair, _, follower, _ *guest) {
			p.exec(`update people set is_active = false where id = $1`, follower.person.ID)
		}, []string{"follower"}, signIn},
		"erased": {func(p pair, hanna, _, _ *guest) {
			p.Do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Erase(ctx, tx, p.Karin.Acting(), hanna.person.ID, hanna.person.Name)
				return err
			})
		}, []string{"hanna"}, signIn},
		"a colleague is erased": {func(p pair, _, follower, _ *guest) {
			p.Do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Erase(ctx, tx, p.Karin.Acting(), follower.person.ID, follower.person.Name)
				return err
			})
		}, []string{"follower"}, signIn},
		"the ticket is somebody else's": {func(p pair, _, _, _ *guest) {
			p.exec(`update tickets set requester_id = $2 where id = $1`, p.x.id, p.Eleni.ID)
		}, []string{"hanna", "mate"}, missing},
		"joined into somebody else": {func(p pair, hanna, _, _ *guest) {
			p.Do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.JoinCustomers(ctx, tx, p.Karin.Acting(), p.Eleni.ID, hanna.person.ID)
				return err
			})
			hanna.link = "" // it is Eleni's now, who is the same person
		}, []string{"hanna"}, signIn},
		"a colleague, removed by who asked": {func(p pair, hanna, follower, _ *guest) {
			p.presses(hanna.session, fmt.Sprintf("%s/followers/%d/removals", p.ownPage(), follower.person.ID), nil)
		}, []string{"follower"}, missing},
		"a colleague, by themselves": {func(p pair, _, follower, _ *guest) {
			p.presses("", fmt.Sprintf("/t/%s/followers/%d/removals", follower.link, follower.person.ID), nil)
		}, []string{"follower"}, missing},
		"a colleague, removed by the desk": {func(p pair, _, follower, _ *guest) {
			p.presses(p.signedIn(p.Maja.ID), fmt.Sprintf("/desk/tickets/%d/followers/%d/removals", p.x.number, follower.person.ID), nil)
		}, []string{"follower"}, missing},
		"the sight of the company's": {func(p pair, _, _, mate *guest) {
			p.exec(`update people set sees_company = false where id = $1`, mate.person.ID)
		}, []string{"mate"}, missing},
		"the company": {func(p pair, _, _, mate *guest) {
			p.exec(`update people set company_id = null, sees_company = false where id = $1`, mate.person.ID)
		}, []string{"mate"}, missing},
		"the company, which its customer leaves": {func(p pair, hanna, _, _ *guest) {
			p.exec(`update people set company_id = null where id = $1`, hanna.person.ID)
		}, []string{"mate"}, missing},
		"a company for another": {func(p pair, _, _, mate *guest) {
			p.exec(`insert into companies (name, created_at) values ('Elsewhere', kept_now())`)
			p.exec(`update people set company_id = (select max(id) from companies) where id = $1`, mate.person.ID)
		}, []string{"mate"}, missing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, hanna, follower, mate := takingPart(t)
			all := map[string]*guest{"hanna": &hanna, "follower": &follower, "mate": &mate}
			for _, g := range all {
				p.hosts(t, *g)
			}
			c.lose(p, &hanna, &follower, &mate)
			for _, loser := range c.losers {
				p.shutsOut(t, *all[loser], c.want)
				delete(all, loser)
			}
			if name == "erased" || name == "joined into somebody else" { // it is another's, or nobody's, company then
				delete(all, "mate")
			}
			for who, g := range all {
				if name != "erased" {
					t.Log("goes on seeing it:", who)
					p.hosts(t, *g)
				}
			}
			_, err := ticket.ByNumber(t.Context(), p.DB, people.System, p.x.number)
			require.NoError(t, err, "it is there")
		})
	}
}

// TestRights_of_a_company_to_write_are_lost_while_its_sight_stays takes the one and leaves the other.
func TestRights_of_a_company_to_write_are_lost_while_its_sight_stays(t *testing.T) {
	t.Parallel()
	p, _, _, mate := takingPart(t)
	say := func(h http.Handler) int {
		form := url.Values{"key": {cast.Key()}, "body": {"Still nothing."}}
		return sendTo(t, h, call{method: http.MethodPost, path: p.ownPage() + "/messages", session: mate.session, form: form}).StatusCode
	}
	for _, h := range p.servers {
		require.Equal(t, http.StatusSeeOther, say(h))
	}
	p.exec(`update companies set may_reply = false`)
	for _, h := range p.servers {
		require.Equal(t, http.StatusNotFound, say(h))
	}
	p.hosts(t, mate)
}

// TestLink_that_was_forwarded_is_the_ticket_and_nothing_else comes with a ticket's link alone, as whoever it was forwarded to.
func TestLink_that_was_forwarded_is_the_ticket_and_nothing_else(t *testing.T) {
	t.Parallel()
	p, hanna, follower, _ := takingPart(t)
	other := p.make(p.Hanna, true)
	before := p.counts(t)
	for _, h := range p.servers {
		a := sendTo(t, h, call{method: http.MethodGet, path: "/t/" + hanna.link})
		require.Equal(t, http.StatusOK, a.StatusCode)
		require.Empty(t, a.Cookies(), "no session begins")
		require.NotContains(t, a.body, other.secret, "no other ticket of hers")
		for _, path := range []string{"/my/tickets", p.ownPage(), "/my/profile", fmt.Sprintf("/my/tickets/%d", other.number)} {
			require.Equal(t, http.StatusSeeOther, sendTo(t, h, call{method: http.MethodGet, path: path}).StatusCode, path)
		}
		for path, form := range map[string]url.Values{
			"/followers": {"address": {"evil@elsewhere.example"}},
			fmt.Sprintf("/followers/%d/removals", follower.person.ID): {},
			fmt.Sprintf("/followers/%d/removals", p.x.follower):       {},
		} {
			a := sendTo(t, h, call{method: http.MethodPost, path: "/t/" + hanna.link + path, form: form})
			require.Contains(t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, a.StatusCode, path)
		}
		for _, file := range []int64{other.public, other.note, p.x.note} {
			a := sendTo(t, h, call{method: http.MethodGet, path: fmt.Sprintf("/t/%s/files/%d", hanna.link, file)})
			require.Equal(t, http.StatusNotFound, a.StatusCode)
		}
		// With the session of somebody else it is still Hanna's link, and their own place is still theirs.
		a = sendTo(t, h, call{method: http.MethodGet, path: p.ownPage(), session: p.signedIn(p.Piotr.ID)})
		require.Equal(t, http.StatusNotFound, a.StatusCode)
	}
	after := p.counts(t)
	require.Equal(t, before["followers"], after["followers"])
	p.hosts(t, follower)
}

// presses sends a form on the first server, and requires that it is taken.
func (p pair) presses(session people.Token, path string, form url.Values) {
	p.T.Helper()
	a := sendTo(p.T, p.servers[0], call{method: http.MethodPost, path: path, session: session, form: form})
	require.Equal(p.T, http.StatusSeeOther, a.StatusCode, path)
	require.False(p.T, strings.HasPrefix(a.Header.Get("Location"), "/signin"), path)
}

func (p pair) exec(q string, args ...any) {
	p.T.Helper()
	done, err := p.DB.Pool().Exec(p.T.Context(), q, args...)
	require.NoError(p.T, err)
	require.Positive(p.T, done.RowsAffected(), q)
}
