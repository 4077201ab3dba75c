package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

// TestLive_two_processes_and_a_connection_that_is_cut_again_and_again in the course of many changes, a hundred times and a
// thousand when it is to last (make soak): each time the page that asks again only when it is told to ends as a fresh one.
// Then its process is killed, and then the connections by which the processes listen.
func TestLive_two_processes_and_a_connection_that_is_cut_again_and_again(t *testing.T) {
	t.Parallel()
	cuts := 20
	if os.Getenv("KEPT_SOAK") != "" {
		cuts = 100
	}
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	f := newFleet(s)
	id := s.Asks(s.Hanna, "No internet")
	addresses := []string{freeAddress(t), freeAddress(t)}
	first, second := f.start("serve", "--no-worker", "--addr", addresses[0]), f.start("serve", "--no-worker", "--addr", addresses[1])
	t.Cleanup(func() {
		_, _ = first.Process.Kill(), second.Process.Kill() // one is killed already
		_, _ = first.Wait(), second.Wait()
	})
	for _, address := range addresses {
		f.eventually("it is there", func() bool { return answers(address) })
	}
	p := f.opensPage(id, addresses)
	changes := 0
	change := func() {
		changes++
		to := sla.High
		if changes%2 == 0 {
			to = sla.Normal
		}
		s.SetsPriority(s.Maja, id, to)
	}
	for range cuts {
		at := rand.IntN(10)
		for i := range 10 {
			if i == at {
				p.stream.Cut()
			}
			change()
		}
		p.comesBack(addresses[rand.IntN(2)])
		p.endsAsFresh("after a cut")
	}
	require.Equal(t, 10*cuts, changes)

	p.comesBack(addresses[0])
	require.NoError(t, first.Process.Kill())
	change()
	p.stream.Ends()
	change()
	p.comesBack(addresses[1])
	p.endsAsFresh("after a process was killed")

	require.Positive(t, f.count(`select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query ilike 'listen%kept_live%'`))
	change()
	p.endsAsFresh("after the listening connection was killed")
	require.NoError(t, f.ends(second), "a stream that stands open does not hold up the end")
}

// openPage is a ticket's page in a browser that asks for it again only when its stream says so.
type openPage struct {
	*fleet
	path, stays, cookie string
	at                  string // the process that it talks to
	shown               string
	stream              *visitor.Stream
}

func (f *fleet) opensPage(id ticket.ID, addresses []string) *openPage {
	f.T.Helper()
	var session people.Token
	f.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		session, err = people.SignIn(ctx, tx, f.Jonas.ID, "")
		return err
	})
	number := f.Ticket(id).Number
	p := &openPage{
		fleet: f, path: fmt.Sprintf("/desk/tickets/%d", number), stays: fmt.Sprintf("/desk/live?ticket=%d", number),
		cookie: "__Host-kept_session=" + string(session), at: addresses[0],
	}
	p.shown = p.fresh()
	p.stream = visitor.Listen(f.T, "http://"+p.at+p.stays, p.cookie, "")
	return p
}

// changing is what differs from one drawing of the same page to the next.
var changing = regexp.MustCompile(`name="key" value="[^"]*"|data-mark="[^"]*"|data-draft="[^"]*"`)

func (p *openPage) fresh() string {
	p.T.Helper()
	r, err := http.NewRequestWithContext(p.T.Context(), http.MethodGet, "http://"+p.at+p.path, nil)
	require.NoError(p.T, err)
	r.Header.Set("Cookie", p.cookie)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(p.T, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(p.T, err)
	require.NoError(p.T, answer.Body.Close())
	require.Equal(p.T, http.StatusOK, answer.StatusCode)
	return changing.ReplaceAllString(string(body), "")
}

func (p *openPage) comesBack(at string) {
	p.stream.Cut()
	mark := p.stream.Mark
	p.at = at
	p.stream = visitor.Listen(p.T, "http://"+at+p.stays, p.cookie, mark)
}

// endsAsFresh lets the page do what it is told, until it looks as a fresh one does.
func (p *openPage) endsAsFresh(when string) {
	p.T.Helper()
	for tries := 0; ; tries++ {
		require.Less(p.T, tries, 50, when)
		select {
		case one, stands := <-p.stream.News:
			if !stands {
				p.comesBack(p.at)
				continue
			}
			p.stream.Mark = one.Mark
			if !strings.Contains(one.News, "ticket") && one.News != "all" {
				continue
			}
		case <-time.After(visitor.Patience):
			require.FailNow(p.T, "the page was never told", when)
		}
		if p.shown = p.fresh(); p.shown == p.fresh() {
			return
		}
	}
}
