package ticket_test

import (
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
)

// everyWay looks for every ticket by every way that somebody of the staff has.
func (l *sightLaw) everyWay(p int) {
	l.T.Helper()
	by := l.acting(p)
	told := l.those(func(t int) bool { return l.sees(p, t) })
	if !l.works(p) {
		l.isOutside(by)
		return
	}
	l.finds(by, told, p)
	l.counts(by, told, p)
	l.isTold(by, told)
	if l.role[p] == people.Agent {
		_, err := ticket.OpenQuestions(l.T.Context(), l.DB, by)
		require.Equal(l.T, fault.NotFound(), err)
		return
	}
	l.oversees(by, told, p)
}

// isOutside requires that nothing is there for who has no pages.
func (l *sightLaw) isOutside(by people.Actor) {
	l.T.Helper()
	_, err := ticket.ByNumber(l.T.Context(), l.DB, by, l.tickets[0].Number)
	require.Equal(l.T, fault.NotFound(), err)
	_, _, err = ticket.List(l.T.Context(), l.DB, by, ticket.Filter{}, ticket.Cursor{})
	require.Equal(l.T, fault.NotFound(), err)
}

// finds asks for each ticket, for a file of each, and for lists.
func (l *sightLaw) finds(by people.Actor, told []int64, p int) {
	l.T.Helper()
	ctx := l.T.Context()
	single, files := []int64{}, []int64{}
	for t, x := range l.tickets {
		switch _, err := ticket.ByNumber(ctx, l.DB, by, x.Number); {
		case err == nil:
			single = append(single, x.Number)
		default:
			require.Equal(l.T, fault.NotFound(), err)
		}
		if _, err := ticket.FileFor(ctx, l.DB, by, x.ID, l.files[t]); err == nil {
			files = append(files, x.Number)
		}
	}
	require.Equal(l.T, told, single)
	require.Equal(l.T, told, files)
	late, err := ticket.Late(ctx, l.DB, by, ticket.Filter{}, 100)
	require.NoError(l.T, err)
	rows, next, err := ticket.List(ctx, l.DB, by, ticket.Filter{}, ticket.Cursor{})
	require.NoError(l.T, err)
	require.Nil(l.T, next)
	require.Equal(l.T, told, numbersOf(append(late, rows...)))
	stuck, err := ticket.StuckRows(ctx, l.DB, by, 100)
	require.NoError(l.T, err)
	require.Equal(l.T, told, numbersOf(stuck))
	if len(told) > 0 {
		t := slices.IndexFunc(l.tickets, func(x ticket.Ticket) bool { return x.Number == told[0] })
		x := l.tickets[t]
		x.RequesterID = l.customers[l.asker[t]].ID
		record, err := ticket.RecordOf(ctx, l.DB, by, x)
		require.NoError(l.T, err)
		theirs := l.those(func(o int) bool { return o != t && l.asker[o] == l.asker[t] && l.sees(p, o) })
		require.Len(l.T, record.Earlier, min(5, len(theirs)))
		for _, e := range record.Earlier {
			require.Contains(l.T, theirs, e.Number)
		}
	}
}

// counts reads the side bar.
func (l *sightLaw) counts(by people.Actor, told []int64, p int) {
	l.T.Helper()
	n, err := ticket.Count(l.T.Context(), l.DB, by, l.Now())
	require.NoError(l.T, err)
	require.Equal(l.T, len(told), n.Open)
	require.Len(l.T, l.those(func(t int) bool { return l.sees(p, t) && l.owner[t] < 0 }), n.Unassigned)
	require.Len(l.T, l.those(func(t int) bool { return l.sees(p, t) && l.owner[t] == p }), n.Mine)
	sum, shown := 0, []people.TeamID{}
	for _, team := range n.Teams {
		sum, shown = sum+team.Count, append(shown, team.ID)
	}
	require.Equal(l.T, len(told), sum)
	for i, team := range l.teams {
		isThere := l.active[p] && (!l.private[i] || l.role[p] == people.Admin || l.in[[2]int{p, i}])
		require.Equal(l.T, isThere, slices.Contains(shown, team), "the team in the side bar")
	}
}

// isTold reads the bell.
func (l *sightLaw) isTold(by people.Actor, told []int64) {
	l.T.Helper()
	all, err := notify.List(l.T.Context(), l.DB, by, 0, 10_000)
	require.NoError(l.T, err)
	seen := []int64{}
	for _, n := range all {
		if n.Kind == notify.Undelivered {
			seen = append(seen, *n.Number)
		}
		require.Contains(l.T, told, *n.Number)
	}
	slices.Sort(seen)
	require.Equal(l.T, told, seen)
	unread, err := notify.Unread(l.T.Context(), l.DB, by.ID)
	require.NoError(l.T, err)
	require.Len(l.T, all, unread)
}

// oversees reads the supervisors' desk.
func (l *sightLaw) oversees(by people.Actor, told []int64, p int) {
	l.T.Helper()
	ctx := l.T.Context()
	late := l.those(func(t int) bool { return t < 10 && l.sees(p, t) })
	questions, err := ticket.OpenQuestions(ctx, l.DB, by)
	require.NoError(l.T, err)
	asked := []int64{}
	for _, q := range questions {
		asked = append(asked, q.Number)
	}
	slices.Sort(asked)
	require.Equal(l.T, told, asked)
	now, err := ticket.LateNow(ctx, l.DB, by, 5)
	require.NoError(l.T, err)
	require.Len(l.T, now, min(5, len(late)))
	for _, m := range now {
		require.Contains(l.T, late, m.Number)
		require.Equal(l.T, len(late), m.Total)
	}
	risk, err := ticket.AtRisk(ctx, l.DB, by, l.Now().Add(30*24*time.Hour), 5)
	require.NoError(l.T, err)
	for _, m := range risk {
		require.Equal(l.T, len(told)-len(late), m.Total)
		require.Contains(l.T, told, m.Number)
	}
	levels, err := ticket.Levels(ctx, l.DB, by)
	require.NoError(l.T, err)
	up := 0
	for _, level := range levels {
		up += level.Count
	}
	require.Equal(l.T, len(late), up)
	_, stuck, err := ticket.StuckNow(ctx, l.DB, by, 100)
	require.NoError(l.T, err)
	require.Equal(l.T, len(told), stuck)
	mails, err := outbox.List(ctx, l.DB, by, outbox.Failed, l.Now(), 0, 10_000)
	require.NoError(l.T, err)
	for _, m := range mails {
		require.Contains(l.T, told, *m.Number)
	}
	states, err := outbox.CountByState(ctx, l.DB, by)
	require.NoError(l.T, err)
	require.Len(l.T, mails, states[outbox.Failed])
	require.GreaterOrEqual(l.T, len(mails), len(told))
	loads, err := ticket.Loads(ctx, l.DB, by, l.Now(), l.Now(), l.Now())
	require.NoError(l.T, err)
	open := 0
	for _, load := range loads {
		open += load.Open
	}
	require.Len(l.T, l.those(func(t int) bool { return l.sees(p, t) && l.owner[t] >= 0 && l.active[l.owner[t]] }), open)
}

func numbersOf(rows []ticket.Row) []int64 {
	found := []int64{}
	for _, r := range rows {
		found = append(found, r.Number)
	}
	slices.Sort(found)
	return found
}
