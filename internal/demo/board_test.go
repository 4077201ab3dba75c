package demo

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// board is what the desk shows at an anchor.
type board struct {
	late, hour, today, after, solved, closed []*life

	kept, recovered int // promises of targets and agreements kept today; broken and delivered today
}

func (b *board) live() []*life { return slices.Concat(b.late, b.hour, b.today, b.after, b.solved) }

func show(t *testing.T, anchor time.Time) *board {
	t.Helper()
	cal, b := opening(t), &board{}
	morning := Today("00:00").In(anchor)
	for _, s := range Stories() {
		l := live(t, cal, s, anchor)
		next := l.book.Next()
		switch {
		case l.book.Status == promise.Closed:
			b.closed = append(b.closed, l)
		case l.book.Status == promise.Solved:
			b.solved = append(b.solved, l)
		case !l.book.OwedSince().IsZero():
			b.late = append(b.late, l)
		case !next.Due.After(anchor.Add(time.Hour)):
			b.hour = append(b.hour, l)
		case next.Due.Before(Today("23:59").In(anchor)):
			b.today = append(b.today, l)
		default:
			b.after = append(b.after, l)
		}
		for _, p := range l.book.Promises {
			counts := p.Recovers == 0 && !p.Kind.IsWorkerKept()
			if counts && p.State == promise.Kept && p.Ended.After(morning) {
				b.kept++
			}
			if counts && p.State == promise.Broken && p.Delivered.After(morning) {
				b.recovered++
			}
		}
	}
	return b
}

func TestBoard_shows_the_same_groups_on_every_weekday(t *testing.T) {
	t.Parallel()
	for _, anchor := range anchors(t) {
		b := show(t, anchor)
		day := anchor.Weekday()
		require.Len(t, b.late, 3, "late on a %s", day)
		require.Len(t, b.hour, 5, "due within the hour on a %s", day)
		require.Len(t, b.today, 9, "later today on a %s", day)
		require.Len(t, b.after, 13, "open and due after today on a %s", day)
		require.Len(t, b.solved, 6, "waiting for confirmation on a %s", day)
		require.Len(t, b.closed, 8, "closed on a %s", day)
		require.InDelta(t, 25, b.kept, 5, "kept today on a %s", day)
		require.Equal(t, 2, b.recovered, "broken and made good today on a %s", day)
	}
}

func TestBoard_is_late_by_minutes_and_once_without_an_owner(t *testing.T) {
	t.Parallel()
	for _, anchor := range anchors(t) {
		var unowned int
		for _, l := range show(t, anchor).late {
			late := anchor.Sub(l.book.OwedSince())
			require.GreaterOrEqual(t, late, 5*time.Minute, l.story.Subject)
			require.LessOrEqual(t, late, 40*time.Minute, l.story.Subject)
			require.NotZero(t, l.book.Next().Recovers, "%s: its recovery is next", l.story.Subject)
			if l.owner == "" {
				unowned++
			}
		}
		require.Equal(t, 1, unowned)
	}
}

func TestBoard_gives_everybody_something_to_do(t *testing.T) {
	t.Parallel()
	b := show(t, anchors(t)[1])
	owns, priorities := map[Key]int{}, map[sla.Priority]int{}
	for _, l := range b.live() {
		owns[l.owner]++
		priorities[l.priority]++
	}
	require.Equal(t, 9, owns[Maja])
	for _, k := range []Key{Jonas, Nikos, Zofia, Freja} {
		require.GreaterOrEqual(t, owns[k], 3, k)
	}
	require.InDelta(t, len(b.live())/4, owns[""], 1, "about a quarter belongs to nobody")
	require.Equal(t, 2, priorities[sla.Urgent])
	require.GreaterOrEqual(t, priorities[sla.High], 4)
	require.GreaterOrEqual(t, priorities[sla.Low], 3)
}

func TestBoard_asks_the_newcomer_where_the_fault_is(t *testing.T) {
	t.Parallel()
	for _, anchor := range anchors(t) {
		first := show(t, anchor).hour[0]
		next := first.book.Next()
		require.Equal(t, "hanna", first.story.Customer)
		require.Equal(t, Maja, first.owner)
		require.Equal(t, "We tell you where the fault is", next.Words)
		require.Equal(t, 12*time.Minute, next.Due.Sub(anchor))
	}
}

func TestStories_break_only_what_they_mean_to_break(t *testing.T) {
	t.Parallel()
	meant := []string{
		"Fakturan visar två månader", "Router keeps restarting after the update", "TV-boksen går i stå hver aften",
		"A complaint, politely", "Lamperne blinker orange", "Invoice to the new address",
	}
	for _, anchor := range anchors(t) {
		for _, s := range Stories() {
			l := live(t, opening(t), s, anchor)
			var broken int
			for _, p := range l.book.Promises {
				if p.State == promise.Broken {
					broken++
				}
			}
			if slices.Contains(meant, s.Subject) {
				require.Equal(t, 1, broken, "%s on a %s", s.Subject, anchor.Weekday())
			} else {
				require.Zero(t, broken, "%s on a %s", s.Subject, anchor.Weekday())
			}
		}
	}
}
