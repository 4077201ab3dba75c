package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/load"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/seal"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

// loaded is a desk of many tickets, served by the very code of `kept serve`.
type loaded struct {
	t     *testing.T
	db    *pg.DB
	heard *pgtest.Trace
	h     http.Handler
}

func loadedDesk(t *testing.T, o load.Order) *loaded {
	t.Helper()
	l := &loaded{t: t, heard: &pgtest.Trace{}}
	db, err := pg.Open(context.Background(), pgtest.NewURL(t), pg.Options{MaxConns: 8, Tracer: l.heard})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	l.db = db
	o.Password, err = people.HashPassword(t.Context(), load.Password)
	require.NoError(t, err)
	require.NoError(t, load.Load(t.Context(), db, o))
	// Customers have no password of their own: these have the staff's.
	_, err = db.Pool().Exec(t.Context(), `update people set password = $1 where role = 'customer' and id in (select requester_id from tickets where live order by id desc limit 50)`, o.Password)
	require.NoError(t, err)
	_, err = db.Pool().Exec(t.Context(), `update addresses set confirmed_at = added_at`)
	require.NoError(t, err)
	c := settings(t)
	c.BaseURL = visitor.Site
	base, err := c.Base()
	require.NoError(t, err)
	l.h, err = c.handler(db, house{files: filesOf(t), box: seal.Random()}, base, false, true, nil, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return l
}

// staff is a browser in which somebody who works here has signed in.
func (l *loaded) staff(address string) *visitor.Visitor {
	l.t.Helper()
	v := visitor.New(l.t, l.h)
	form := url.Values{"email": {address}, "password": {load.Password}}
	v.Send(http.MethodPost, "/login", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).Says()
	return v
}

// scan reads a number or a text.
func scan[T any](l *loaded, q string, args ...any) (found T) {
	l.t.Helper()
	require.NoError(l.t, l.db.Pool().QueryRow(l.t.Context(), q, args...).Scan(&found), q)
	return found
}

// numberOf is the number of some ticket for which a condition holds.
func (l *loaded) numberOf(condition string) string {
	l.t.Helper()
	return strconv.FormatInt(scan[int64](l, `select t.number from tickets t join teams tm on tm.id = t.team_id where not tm.is_private and `+condition+` order by t.id desc limit 1`), 10)
}

func TestLoad_fills_a_desk_that_is_sound(t *testing.T) {
	t.Parallel()
	l := loadedDesk(t, load.Order{Tickets: 2000, Seed: 7})
	broken, err := ticket.Check(t.Context(), l.db)
	require.NoError(t, err)
	require.Empty(t, broken)
	require.Equal(t, 2000, scan[int](l, `select count(*) from tickets`))
	require.Equal(t, 1000, scan[int](l, `select count(*) from tickets where live`))
	require.Equal(t, load.Agents, scan[int](l, `select count(*) from people where role = 'agent'`))
	require.Equal(t, 600, scan[int](l, `select count(*) from people where role = 'customer'`))
	require.Equal(t, 5, scan[int](l, `select count(distinct locale) from tickets`))
	require.GreaterOrEqual(t, scan[int](l, `select count(*) from messages`), 5500)
	require.GreaterOrEqual(t, scan[int](l, `select count(*) from promises`), 4000)
	require.Equal(t, 200, scan[int](l, `select max(n) from (select count(*) as n from messages group by ticket_id) m`))
	require.Positive(t, scan[int](l, `select count(*) from tickets t join teams tm on tm.id = t.team_id where tm.is_private`))
	for _, state := range []string{"new", "open", "pending", "solved", "closed"} {
		require.Positive(t, scan[int](l, `select count(*) from tickets where status = $1`, state), state)
	}
	require.Positive(t, scan[int](l, `select count(*) from tickets where owed_since is not null`))
	require.Zero(t, scan[int](l, `select count(*) from messages where body ~ '[{}]'`), "every place in a sentence is filled in")

	agent := l.staff("agent-1@load.example")
	agent.Open("/desk").Says("Late")
	agent.Open("/desk/tickets/" + l.numberOf("t.live")).Says()
	supervisor := l.staff("supervisor-1@load.example")
	supervisor.Open("/office").Says()
	visitor.New(t, l.h).Open("/tickets/new").Form("question").Choose("topic", "6").Fill("name", "Hanna Lund").Fill("email", "hanna@example.com").
		Fill("subject", "No internet").Fill("body", "Since last night.").Press("Send")
	require.Equal(t, int64(4700+2001), scan[int64](l, `select max(number) from tickets`), "the numbers go on")
	broken, err = ticket.Check(t.Context(), l.db)
	require.NoError(t, err)
	require.Empty(t, broken)

	require.ErrorIs(t, load.Load(t.Context(), l.db, load.Order{Tickets: 10}), load.ErrNotEmpty)
}

func TestLoad_of_the_same_seed_is_the_same(t *testing.T) {
	t.Parallel()
	const texts = `select md5(string_agg(m.id || m.body || m.author_id || t.subject || t.number, '' order by m.id)) from messages m join tickets t on t.id = m.ticket_id`
	said := map[uint64][]string{}
	for _, seed := range []uint64{1, 1, 2} {
		db := pgtest.DB(t)
		require.NoError(t, load.Load(t.Context(), db, load.Order{Tickets: 60, Seed: seed}))
		var sum string
		require.NoError(t, db.QueryRow(t.Context(), texts).Scan(&sum))
		said[seed] = append(said[seed], sum)
	}
	require.Equal(t, said[1][0], said[1][1])
	require.NotEqual(t, said[1][0], said[2][0])
}

func TestLoad_leaves_a_desk_in_use_as_it_is(t *testing.T) {
	t.Parallel()
	s := opened(t)
	require.ErrorIs(t, load.Load(t.Context(), s.DB, load.Order{Tickets: 10}), load.ErrNotEmpty)
}
