package portal

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
)

// customersPage is the page of a ticket in a language.
func customersPage(t *testing.T, l i18n.Locale, o Opened) string {
	t.Helper()
	o.Company, o.Base, o.Now, o.Limits, o.MayWrite = "Nordby Fiber", "/t/abc", noon, ticket.DefaultLimits(), true
	return drawn(t, l, Ticket(layout.Frame{Title: o.Subject}, o))
}

// step is one of the letters to a silent customer; nobody is told its time.
func step(n int, due time.Time) *promise.Promise {
	p := pending(promise.FollowUp, due)
	p.Step, p.Told = n, time.Time{}
	return p
}

// awaiting waits for the customer: for a photo.
func awaiting(t *testing.T, promises ...*promise.Promise) ticket.Whole {
	t.Helper()
	w := asked(t, promise.Awaiting, promises...)
	w.WaitingFor = "zdjęcie <lamp>"
	return w
}

func TestVow_says_whose_turn_it_is(t *testing.T) {
	t.Parallel()
	owing := awaiting(t, append(late(promise.NextReply), step(1, at(1)))...)
	onHold := asked(t, promise.OnHold, pending(promise.Update, at(3)))
	onHold.WaitingFor = "the grid operator who never answers"
	visit := asked(t, promise.OnHold, committed("the new router is posted.", at(3)), pending(promise.CheckBack, at(1)))
	resting := asked(t, promise.Open, pending(promise.CheckBack, at(1)))
	presumed := asked(t, promise.Solved, pending(promise.Confirmation, at(90)))
	presumed.Events = []event.Event{{Number: 1, Kind: event.TicketSolved}}
	byMaja := asked(t, promise.Solved, pending(promise.Confirmation, at(90)))
	byMaja.Events = []event.Event{{Number: 1, Kind: event.TicketSolved}, {Number: 2, Kind: event.TicketSolved, ActorID: byMaja.AssigneeID}}
	for _, c := range []struct {
		w     ticket.Whole
		says  []string
		lacks []string
	}{
		{awaiting(t, step(1, at(20))), []string{"Now it is your turn.", "What we wait for: zdjęcie &lt;lamp&gt;", "Answer below, and we go on.", "I still need help"}, []string{"tomorrow", "No, not yet"}},
		{asked(t, promise.Awaiting, step(1, at(20))), []string{"Now it is your turn.", "We wait for your answer."}, []string{"What we wait for"}},
		{awaiting(t, step(1, at(20)), committed("we call", at(30))), []string{"Now it is your turn.", "We call by tomorrow 18:00."}, nil},
		{owing, []string{"We said 11:00, and we are late. We are sorry.", "We answer you by today 14:00.", "What we wait for: zdjęcie"}, nil},
		{onHold, []string{"We wait for somebody else. You hear from us by today 15:00.", "No, not yet", "If we are late, you hear it from us first."}, []string{"grid operator", "What we wait for", "Now it is your turn"}},
		{visit, []string{"We wait for somebody else. The new router is posted by today 15:00."}, []string{"13:00"}},
		{resting, []string{"We are working on it."}, []string{"13:00"}},
		{presumed, []string{"We have heard nothing more, so we take it as solved. Now it is your turn.", "Without an answer from you this closes"}, []string{"We think it is solved"}},
		{byMaja, []string{"We think it is solved. Now it is your turn."}, []string{"so we take it as solved"}},
	} {
		for _, l := range i18n.Locales {
			page := customersPage(t, l, Opened{Whole: c.w})
			require.NotContains(t, page, "grid operator", "for whom we wait is the staff's own")
			if l != i18n.EN {
				continue
			}
			for _, words := range c.says {
				require.Contains(t, bare(page), words)
			}
			for _, words := range c.lacks {
				require.NotContains(t, bare(page), words)
			}
		}
	}
}

func TestVow_tells_no_time_that_only_the_worker_keeps(t *testing.T) {
	t.Parallel()
	check := pending(promise.CheckBack, at(1))
	check.Told = time.Time{}
	agreed := committed("we call", at(30))
	agreed.Told = time.Time{}
	require.Empty(t, VowOf(awaiting(t, step(1, at(2)), check), noon).Untold())
	require.Equal(t, []promise.ID{2}, VowOf(awaiting(t, step(1, at(2)), agreed), noon).Untold())
	past := VowOf(awaiting(t, step(1, at(-2)), pending(promise.CheckBack, at(-1))), noon)
	require.Equal(t, Yours, past.Situation, "nobody apologises for a letter of ours or for looking again")
}

func TestStory_tells_what_came_late_and_that_we_said_sorry(t *testing.T) {
	t.Parallel()
	promises := append(late(promise.NextReply), step(1, at(-3)), step(2, at(-2)), step(3, at(-1)), pending(promise.CheckBack, at(1)))
	promises[3].Words, promises[4].Words = "", "Did the <i>photo</i> get lost?"
	w := asked(t, promise.Open, promises...)
	sent, number := at(-1), 0
	w.Apologies = []ticket.Apology{
		{ID: 1, State: "sent", EndedAt: &sent, Words: "My <i>mistake</i>.", Promises: []promise.ID{1}},
		{ID: 2, State: "held", Words: "a secret draft"},
		{ID: 3, State: "drafted", Words: "a secret draft"},
		{ID: 4, State: "dropped", EndedAt: &sent, Words: "a secret draft"},
		{ID: 5, State: "waiting", Words: "a secret draft"},
	}
	w.Messages[2].LateFor = []time.Time{at(-26), at(-3)}
	happens := func(p promise.ID, k event.Kind) {
		number++
		id := int64(p)
		w.Events = append(w.Events, event.Event{Number: number, At: sent, Kind: k, PromiseID: &id, Became: "staff only"})
	}
	for _, p := range []promise.ID{3, 4, 5, 6} {
		for _, k := range []event.Kind{event.PromiseMade, event.PromiseKept, event.PromiseBroken, event.PromiseMoved, event.PromiseWithdrawn, event.PromiseLapsed, "promise.warned", "promise.came_up"} {
			happens(p, k)
		}
	}
	happens(1, "promise.warned")
	happens(1, event.PromiseDelivered)
	for _, k := range []event.Kind{"ticket.on_hold", "ticket.handed_up", "question.asked", "ticket.taken_over", "ticket.apology_drafted", "ticket.apology_held"} {
		number++
		w.Events = append(w.Events, event.Event{Number: number, At: sent, Kind: k, Became: "staff only"})
	}
	story := StoryOf(w)
	require.Len(t, story, 2+1+3+1, "messages, the apology, three letters, what came late")
	require.NotNil(t, story[0].Apology, "an apology stands after what broke")
	for _, l := range i18n.Locales {
		page := customersPage(t, l, Opened{Whole: w})
		require.NotContains(t, page, "secret draft")
		require.NotContains(t, page, "staff only")
		require.Contains(t, page, "My &lt;i&gt;mistake&lt;/i&gt;.")
		if l != i18n.EN {
			continue
		}
		text := bare(page)
		require.Contains(t, text, "We wrote to you that we are late, and that we are sorry")
		require.Contains(t, text, "Late, but here: the answer that we promised by today 11:00")
		require.Contains(t, text, "We had said by 8 November 10:00 and by today 09:00, and we kept none of these times. We are sorry.Hi", "before the words themselves")
		require.Equal(t, 3, strings.Count(text, "We wrote to you again, since we had not heard from you"))
		require.Contains(t, text, "Did the &lt;i&gt;photo&lt;/i&gt; get lost?")
	}
}

func TestStory_does_not_tell_the_third_letter_twice(t *testing.T) {
	t.Parallel()
	w := asked(t, promise.Solved, step(3, at(-1)), pending(promise.Confirmation, at(9)))
	id := int64(1)
	w.Events = []event.Event{{Number: 1, At: at(-1), Kind: event.PromiseKept, PromiseID: &id}, {Number: 2, At: at(-1), Kind: event.TicketSolved}}
	text := bare(customersPage(t, i18n.EN, Opened{Whole: w}))
	require.NotContains(t, text, "We wrote to you again")
	require.Contains(t, text, "Solved, since we heard nothing more. We asked you whether it works")
}

func TestQuestion_stands_first_with_the_answer_that_a_mail_came_with(t *testing.T) {
	t.Parallel()
	silent := promise.Silent
	closed := asked(t, promise.Closed)
	when := at(-1)
	closed.CloseReason, closed.FinishedAs, closed.ClosedAt = &silent, &silent, &when
	solved := asked(t, promise.Solved, pending(promise.Confirmation, at(90)))
	for _, c := range []struct {
		w     ticket.Whole
		query string
		value string
	}{
		{awaiting(t, step(1, at(20))), "works", "yes"},
		{awaiting(t, step(1, at(20))), "help", "help"},
		{solved, "works", "yes"},
		{solved, "help", "no"},
		{asked(t, promise.OnHold, pending(promise.Update, at(3))), "help", "no"},
		{awaiting(t, step(1, at(20))), "yes", ""},
		{awaiting(t, step(1, at(20))), "", ""},
		{awaiting(t, step(1, at(20))), `works"><script>`, ""},
		{closed, "help", ""},
	} {
		for _, l := range i18n.Locales {
			page := customersPage(t, l, Opened{Whole: c.w, Pressed: PressedIn(c.query)})
			require.NotContains(t, page, "<script>")
			answer, card := strings.Index(page, `id="answer"`), strings.Index(page, `id="promise"`)
			if c.value == "" {
				require.NotContains(t, page, " checked>")
				require.True(t, answer < 0 || card < answer, "the promise stands first")
				continue
			}
			require.Contains(t, page, `value="`+c.value+`" required checked>`)
			require.Equal(t, 1, strings.Count(page, " checked>"))
			require.Equal(t, 1, strings.Count(page, `id="answer"`))
			require.Less(t, answer, card, "the question stands first")
		}
	}
}
