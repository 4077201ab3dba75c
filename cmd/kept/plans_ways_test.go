package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/presence"
	"github.com/kepthq/kept/internal/search"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
)

// filtered are the addresses of every filter and every sort of the queue, each alone, and of some together.
func filtered() []string {
	var all []string
	add := func(name string, values ...string) {
		for _, v := range values {
			all = append(all, "?"+name+"="+url.QueryEscape(v))
		}
	}
	add("owner", "me", "nobody", "3")
	add("status", texted(desk.Statuses[:])...)
	add("kind", texted(desk.Kinds[:])...)
	add("due", desk.Dues[:]...)
	add("waiting", texted(ticket.Waitings[:])...)
	add("company", "net")
	add("language", "pl")
	add("text", "router", "4711")
	add("view", desk.AtRisk, desk.Near, desk.KeptToday, desk.Unsaid, desk.HandedUp+"&level=1", desk.Stuck)
	for _, sort := range texted(ticket.Sorts[:]) {
		for _, of := range []string{"?", "?status=open&", "?owner=nobody&", "?tag=1&", "?team=1&", "?topic=1&", "?status=closed&", "?company=net&", "?text=router&", "?owner=me&"} {
			all = append(all, of+"sort="+sort)
		}
	}
	return append(all, "?team=1&status=open&language=sv", "?owner=me&due=week&kind=resolution", "?priority=urgent&waiting=us&tag=2", "?owner=nobody&topic=1&company=net")
}

func texted[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = string(one)
	}
	return out
}

// sought is what is typed into the search: words, numbers, and every operator.
func sought() []string {
	all := []string{"router", "rout", "ruoter", `"no internet"`, "router modem", "4711", "anna", "anna@example.com", "invoice.pdf", "-router modem"}
	values := map[string]string{
		"status": "open", "owner": "me", "team": "1", "tag": "router", "topic": "internet", "priority": "high", "company": "net", "language": "pl", "from": "anna",
		"before": "2026-03-01", "after": "2026-01-01", "has": "file", "is": "late",
	}
	for _, operator := range search.Operators {
		all = append(all, operator+":"+values[operator], "router "+operator+":"+values[operator])
	}
	return all
}

// lives does what is done in the shared queue besides opening its pages: views with their counts, the next ticket, acts over many, dealing,
// and being there.
func (l *loaded) lives() {
	l.t.Helper()
	agent := l.staff("agent-1@load.example")
	for _, path := range filtered() {
		agent.Open("/desk" + path).Says()
	}
	for _, q := range sought() {
		agent.Open("/desk/search?q=" + url.QueryEscape(q)).Says()
		agent.Open("/desk/search/offers?q=" + url.QueryEscape(q))
	}
	by := l.person("agent-1@load.example").Acting()
	boss := l.person("supervisor-1@load.example").Acting()
	do := func(f func(ctx context.Context, tx *pg.Tx) error) { require.NoError(l.t, l.db.Do(l.t.Context(), f)) }
	for i, query := range []string{"status=open&language=pl", "owner=nobody&tag=1", "text=router", "company=net&due=week"} {
		do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.SaveView(ctx, tx, by, ticket.ViewDraft{Name: fmt.Sprint("View ", i), Query: query})
			return err
		})
	}
	for _, path := range []string{"/desk", "/desk/side", "/desk/views", "/desk/next", "/desk/notices"} {
		agent.Open(path).Says()
	}
	do(func(ctx context.Context, tx *pg.Tx) error { _, _, err := ticket.Next(ctx, tx, by); return err })
	l.actsOverMany(do, boss)
	team := people.DealingTeam{ID: 1, Dealing: people.Dealing{Deals: people.ByLoad, DealLimit: 200, ReturnHours: 1, DealsBySkill: true}}
	do(func(ctx context.Context, tx *pg.Tx) error { return people.SetDealing(ctx, tx, team.ID, team.Dealing) })
	do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Deal(ctx, tx, people.System, team)
		return err
	})
	do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.ReturnUntouched(ctx, tx, people.System, team)
		return err
	})
	open := scan[int64](l, `select t.id from tickets t join teams tm on tm.id = t.team_id where not tm.is_private and t.live order by t.id desc limit 1`)
	var page presence.ID
	do(func(ctx context.Context, tx *pg.Tx) (err error) {
		page, err = presence.Enter(ctx, tx, by, open)
		return err
	})
	do(func(ctx context.Context, tx *pg.Tx) error { return presence.Write(ctx, tx, by, page, 2) })
	do(func(ctx context.Context, tx *pg.Tx) error {
		did, err := expect.Gather(ctx, tx, people.System)
		require.True(l.t, did)
		return err
	})
	agent.Open(fmt.Sprint("/desk/tickets/", scan[int64](l, `select number from tickets where id = $1`, open), "/expectations?composer=promise&what=words&day=2099-01-01&time=12:00&owner=p3")).Says()
	_, err := presence.Others(l.t.Context(), l.db, boss, open)
	require.NoError(l.t, err)
	do(func(ctx context.Context, tx *pg.Tx) error { return presence.Leave(ctx, tx, people.System, page) })
}

// actsOverMany does each of the acts over many to two tickets, and one to all of a list, and sets one back.
func (l *loaded) actsOverMany(do func(func(ctx context.Context, tx *pg.Tx) error), by people.Actor) {
	l.t.Helper()
	number := scan[int64](l, `select t.number from tickets t join teams tm on tm.id = t.team_id where not tm.is_private and t.live and t.assignee_id is null order by t.id limit 1`)
	targets := map[ticket.BulkVerb]string{ticket.BulkAssign: "0", ticket.BulkTeam: "1", ticket.BulkPriority: "high", ticket.BulkTag: "router", ticket.BulkTopic: "0"}
	for _, verb := range ticket.BulkVerbs {
		if verb == ticket.BulkTag {
			targets[verb] = scan[string](l, `select name from tags order by id limit 1`)
		}
		var id ticket.BulkID
		do(func(ctx context.Context, tx *pg.Tx) (err error) {
			b := ticket.Bulk{Verb: verb, Target: targets[verb], Numbers: []int64{number}}
			if verb == ticket.BulkPriority {
				b.Numbers, b.All = nil, &ticket.Filter{Languages: desk.ListOf(url.Values{"language": {"el"}}).Languages}
			}
			id, _, err = ticket.BeginBulk(ctx, tx, by, ticket.DefaultLimits(), b)
			return err
		})
		for range 3 {
			do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.StepBulk(ctx, tx, people.System, id)
				return err
			})
		}
		if verb == ticket.BulkTake {
			do(func(ctx context.Context, tx *pg.Tx) error { _, err := ticket.UndoBulk(ctx, tx, by, id); return err })
			do(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.StepBulk(ctx, tx, people.System, id)
				return err
			})
		}
		_, _, err := ticket.GetBulk(l.t.Context(), l.db, by, id, 0)
		require.NoError(l.t, err)
	}
}

func (l *loaded) person(address string) people.Person {
	l.t.Helper()
	p, err := people.ByAddress(l.t.Context(), l.db, address)
	require.NoError(l.t, err)
	return p
}

// issued are the statements that can be planned, each once.
func issued(heard []string) []string {
	slices.Sort(heard)
	return slices.DeleteFunc(slices.Compact(heard), func(sql string) bool { return !plannable.MatchString(sql) || strings.Contains(sql, "river_") })
}
