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
	late, hour, today, after, waiting, held, solved, closed []*life

	kept, recovered int // promises of targets and agreements kept today; broken and delivered today
}

func (b *board) live() []*life {
	return slices.Concat(b.late, b.hour, b.today, b.after, b.waiting, b.held, b.solved)
}

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
		case l.book.Status == promise.Awaiting:
			b.waiting = append(b.waiting, l)
		case l.book.Status == promise.OnHold:
			b.held = append(b.held, l)
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
		require.Len(t, b.late, 5, "late on a %s", day)
		require.Len(t, b.hour, 5, "due within the hour on a %s", day)
		require.Len(t, b.today, 10, "later today on a %s", day)
		require.Len(t, b.after, 14, "open and due after today on a %s", day)
		require.Len(t, b.waiting, 5, "waiting for the customer on a %s", day)
		require.Len(t, b.held, 3, "waiting for others on a %s", day)
		require.Len(t, b.solved, 8, "waiting for confirmation on a %s", day)
		require.Len(t, b.closed, 13, "closed on a %s", day)
		require.InDelta(t, 32, b.kept, 5, "kept today on a %s", day)
		require.Equal(t, 2, b.recovered, "broken and made good today on a %s", day)
	}
}

func TestBoard_is_late_by_minutes_and_once_without_an_owner(t *testing.T) {
	t.Parallel()
	for _, anchor := range anchors(t) {
		var unowned int
		for _, l := range show(t, anchor).late[:3] {
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
	require.Equal(t, 11, owns[Maja])
	for _, k := range []Key{Jonas, Nikos, Zofia, Freja} {
		require.GreaterOrEqual(t, owns[k], 3, k)
	}
	require.InDelta(t, len(b.live())/6, owns[""], 1, "about a sixth belongs to nobody")
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

func TestBoard_has_a_late_ticket_on_every_level(t *testing.T) {
	t.Parallel()
	for _, anchor := range anchors(t) {
		levels := map[int]int{}
		for _, l := range show(t, anchor).late {
			require.Len(t, l.book.Escalations, 1, l.story.Subject)
			levels[l.book.Escalations[0].Level]++
		}
		require.Equal(t, map[int]int{1: 3, 2: 1, 3: 1}, levels, "on a %s", anchor.Weekday())
	}
}

func TestBoard_has_messages_to_silent_customers_under_way_at_every_step(t *testing.T) {
	t.Parallel()
	for _, anchor := range anchors(t) {
		b := show(t, anchor)
		steps := map[int]int{}
		for i, l := range b.waiting {
			next := l.book.Next()
			require.Equal(t, promise.FollowUp, next.Kind, l.story.Subject)
			steps[next.Step]++
			if i < 3 { // the README's newcomer lets an hour pass and a day
				require.True(t, next.Due.Before(anchor.Add(25*time.Hour)), "%s on a %s", l.story.Subject, anchor.Weekday())
			}
		}
		require.Equal(t, map[int]int{1: 2, 2: 2, 3: 1}, steps, "on a %s", anchor.Weekday())
		var silent []promise.Status
		for _, l := range slices.Concat(b.solved, b.closed) {
			if f := l.book.Get(lastFollowUp(&l.book)); f != nil && f.Step == 3 {
				silent = append(silent, l.book.Status)
			}
		}
		require.Equal(t, []promise.Status{promise.Solved, promise.Closed}, silent, "by silence on a %s", anchor.Weekday())
	}
}

// lastFollowUp is the number of the newest message to a silent customer; 0: there was none.
func lastFollowUp(b *promise.Book) (id promise.ID) {
	for _, p := range b.Promises {
		if p.Kind == promise.FollowUp {
			id = p.ID
		}
	}
	return id
}

func TestBoard_lets_every_agent_owe_a_reply(t *testing.T) {
	t.Parallel()
	owes := map[Key]bool{}
	for _, l := range show(t, anchors(t)[1]).live() {
		for _, p := range l.book.Pending() {
			owes[l.owner] = owes[l.owner] || p.Kind.IsReply()
		}
	}
	for _, k := range []Key{Maja, Jonas, Nikos, Zofia, Freja} {
		require.True(t, owes[k], k)
	}
}

func TestStories_break_only_what_they_mean_to_break(t *testing.T) {
	t.Parallel()
	meant := map[string]int{
		"Fakturan visar två månader": 1, "Router keeps restarting after the update": 1, "TV-boksen går i stå hver aften": 1,
		"A complaint, politely": 1, "Lamperne blinker orange": 1, "Invoice to the new address": 1,
		"Telefonen tyst efter flytten": 1, "Το δεύτερο φωτάκι δεν ανάβει": 1, "Student price missing on the first bill": 1,
		"Podwójna opłata za router": 2, "Ingen har ringet om det nye stik": 3,
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
			require.Equal(t, meant[s.Subject], broken, "%s on a %s", s.Subject, anchor.Weekday())
		}
	}
}
