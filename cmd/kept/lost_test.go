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

// within is how soon a right that was lost is lost, on every server.
const within = time.Second

// pair is the product on two servers, each with connections of its own, over one database.
type pair struct {
	*site
	servers [2]http.Handler
	other   *pg.DB // the second server's connections
	x       things // a private team's ticket, of Maja's
	team    people.TeamID
}

func paired(t *testing.T) pair {
	t.Helper()
	s := opened(t)
	p := pair{site: s, servers: [2]http.Handler{s.handler(s.DB, false)}}
	other, err := pg.Open(context.Background(), s.DB.Pool().Config().ConnString(), pg.Options{MaxConns: 4})
	require.NoError(t, err)
	t.Cleanup(other.Close)
	p.other, p.servers[1] = other, s.handler(other, false)
	p.team = s.Private("Bills", s.Maja, s.Ingrid, s.Jonas)
	p.x = s.askedUp(s.make(s.Hanna, true))
	s.Goes(p.x.id, p.team)
	return p
}

// ways are all that somebody of the staff reaches a ticket by.
func (p pair) ways(isSupervisor bool) []call {
	path := fmt.Sprintf("/desk/tickets/%d", p.x.number)
	all := []call{
		{method: http.MethodGet, path: path},
		{method: http.MethodHead, path: path},
		{method: http.MethodGet, path: fmt.Sprintf("%s/files/%d", path, p.x.note)},
		{method: http.MethodPost, path: path + "/notes", form: p.fields(ofTicket+"/notes", p.x)},
		{method: http.MethodPost, path: path + "/replies", form: p.fields(ofTicket+"/replies", p.x)},
	}
	if isSupervisor {
		all = append(all,
			call{method: http.MethodGet, path: fmt.Sprintf("/office/questions/%d", p.x.asked)},
			call{method: http.MethodPost, path: "/office/mail/retries", form: url.Values{"mail": {fmt.Sprint(p.x.failed)}, "state": {"failed"}}},
		)
	}
	return all
}

// lists are the pages on which it stands beside others.
func lists(isSupervisor bool) []string {
	all := []string{"/desk", "/desk?view=mine", "/desk/notices"}
	if isSupervisor {
		all = append(all, "/office/mail?state=failed", "/office/questions")
	}
	return all
}

// TestRights_that_are_lost_are_lost_on_the_next_request asks two servers before and after a right is lost, for every way to
// lose one.
func TestRights_that_are_lost_are_lost_on_the_next_request(t *testing.T) {
	t.Parallel()
	sql := func(q string, args ...any) func(t *testing.T, p pair) {
		return func(t *testing.T, p pair) {
			t.Helper()
			done, err := p.DB.Pool().Exec(t.Context(), q, args...)
			require.NoError(t, err)
			require.Positive(t, done.RowsAffected())
		}
	}
	const signIn = http.StatusSeeOther
	for name, c := range map[string]struct {
		lose         func(t *testing.T, p pair, who people.Person)
		who          func(p pair) people.Person
		isSupervisor bool
		want         int // of every way
	}{
		"membership": {
			who: func(p pair) people.Person { return p.Maja },
			lose: func(t *testing.T, p pair, who people.Person) {
				sql(`delete from team_members where person_id = $1 and team_id = $2`, who.ID, p.team)(t, p)
			}, want: http.StatusNotFound,
		},
		"membership of a supervisor": {
			who: func(p pair) people.Person { return p.Ingrid }, isSupervisor: true,
			lose: func(t *testing.T, p pair, who people.Person) {
				sql(`delete from team_members where person_id = $1 and team_id = $2`, who.ID, p.team)(t, p)
			}, want: http.StatusNotFound,
		},
		"an admin's role": {
			who: func(p pair) people.Person { return p.Karin }, isSupervisor: true,
			lose: func(t *testing.T, p pair, who people.Person) {
				sql(`update people set role = 'supervisor' where id = $1`, who.ID)(t, p)
			}, want: http.StatusNotFound,
		},
		"the role of who has pages": {
			who: func(p pair) people.Person { return p.Ingrid }, isSupervisor: true,
			lose: func(t *testing.T, p pair, who people.Person) {
				sql(`update people set role = 'technician' where id = $1`, who.ID)(t, p)
			}, want: http.StatusNotFound,
		},
		"their work here": {
			who:  func(p pair) people.Person { return p.Maja },
			lose: func(_ *testing.T, p pair, who people.Person) { p.Leaves(who) }, want: signIn,
		},
		"the session": {
			who: func(p pair) people.Person { return p.Maja },
			lose: func(t *testing.T, p pair, who people.Person) {
				sql(`delete from sessions where person_id = $1`, who.ID)(t, p)
			}, want: signIn,
		},
		"the password": {
			who: func(p pair) people.Person { return p.Maja },
			lose: func(_ *testing.T, p pair, who people.Person) {
				p.Do(func(ctx context.Context, tx *pg.Tx) error {
					hash, err := people.HashPassword(ctx, "correct horse battery")
					if err != nil {
						return err
					}
					return people.SetPassword(ctx, tx, who.ID, hash, "")
				})
			}, want: signIn,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := paired(t)
			who := c.who(p)
			session := p.signedIn(who.ID)
			p.reaches(t, session, c.isSupervisor)
			c.lose(t, p, who)
			p.isLost(t, session, c.isSupervisor, c.want)
		})
	}
	t.Run("privacy", func(t *testing.T) {
		t.Parallel()
		p := paired(t)
		nina := p.Hires(people.Supervisor, "Nina Outside")
		session := p.signedIn(nina.ID)
		p.isLost(t, session, true, http.StatusNotFound)
		sql(`update teams set is_private = false where id = $1`, p.team)(t, p)
		p.reaches(t, session, true)
		sql(`update teams set is_private = true where id = $1`, p.team)(t, p)
		p.isLost(t, session, true, http.StatusNotFound)
	})
	t.Run("the ticket's team", func(t *testing.T) {
		t.Parallel()
		p := paired(t)
		session := p.signedIn(p.Ingrid.ID)
		p.reaches(t, session, true)
		p.Goes(p.x.id, p.Private("Law"))
		p.isLost(t, session, true, http.StatusNotFound)
	})
	t.Run("a customer's link", func(t *testing.T) {
		t.Parallel()
		p := paired(t)
		for _, h := range p.servers {
			require.Equal(t, http.StatusOK, sendTo(t, h, call{method: http.MethodGet, path: "/t/" + p.x.token}).StatusCode)
		}
		sql(`delete from ticket_links where ticket_id = $1`, p.x.id)(t, p)
		for _, h := range p.servers {
			for _, c := range []call{
				{method: http.MethodGet, path: "/t/" + p.x.token},
				{method: http.MethodGet, path: fmt.Sprintf("/t/%s/files/%d", p.x.token, p.x.public)},
				{method: http.MethodPost, path: "/t/" + p.x.token + "/messages", form: url.Values{"key": {cast.Key()}, "body": {"Still nothing."}}},
			} {
				require.Equal(t, http.StatusNotFound, sendTo(t, h, c).StatusCode, "%s %s", c.method, c.path)
			}
		}
	})
}

// reaches requires that somebody sees the ticket on both servers, by every way that changes nothing.
func (p pair) reaches(t *testing.T, session people.Token, isSupervisor bool) {
	t.Helper()
	for i, h := range p.servers {
		for _, c := range p.ways(isSupervisor) {
			if c.method != http.MethodPost {
				c.session = session
				require.Equal(t, http.StatusOK, sendTo(t, h, c).StatusCode, "server %d: %s %s", i, c.method, c.path)
			}
		}
		require.Contains(t, sendTo(t, h, call{method: http.MethodGet, path: "/desk", session: session}).body, p.x.secret)
	}
}

// isLost requires that the ticket is not there for them any more, on both servers and within the second.
func (p pair) isLost(t *testing.T, session people.Token, isSupervisor bool, want int) {
	t.Helper()
	before, began := p.state(t), time.Now()
	for i, h := range p.servers {
		first := time.Now()
		for n, c := range p.ways(isSupervisor) {
			c.session = session
			a := sendTo(t, h, c)
			require.Equal(t, want, a.StatusCode, "server %d: %s %s", i, c.method, c.path)
			if n == 0 {
				require.Less(t, time.Since(first), within)
			}
		}
		for _, path := range lists(isSupervisor) {
			a := sendTo(t, h, call{method: http.MethodGet, path: path, session: session})
			require.NotContains(t, a.body, p.x.secret, "server %d: %s", i, path)
			if want == http.StatusSeeOther {
				require.True(t, strings.HasPrefix(a.Header.Get("Location"), "/login"), "server %d: %s", i, path)
			}
		}
	}
	require.Equal(t, before, p.state(t), "nothing was written on the way, in %v", time.Since(began))
	_, err := ticket.ByNumber(t.Context(), p.DB, people.System, p.x.number)
	require.NoError(t, err, "it is there")
}
