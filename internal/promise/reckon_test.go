package promise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/promise"
)

func everyHour(t require.TestingT) *calendar.Calendar {
	var week calendar.Week
	for day := range week {
		week[day] = []calendar.Span{{From: 0, To: 24 * 60}}
	}
	c, err := calendar.New("Europe/Copenhagen", week, nil)
	require.NoError(t, err)
	return c
}

// TestReckon_says_what_the_rule_says holds each promise of a ticket to the words of rule 4, whatever happened to it before and
// whichever rules it comes under.
func TestReckon_says_what_the_rule_says(t *testing.T) {
	t.Parallel()
	office, acts := officeHours(t), 0
	other := otherHours(t)
	rapid.Check(t, func(t *rapid.T) {
		l := &life{calendar: office, ended: map[promise.ID]promise.Promise{}, acts: &acts}
		l.terms = l.anyTerms(t)
		l.book = &promise.Book{Owner: promise.Owner{Team: 1}, Team: 1, Terms: l.terms, Now: start.Add(l.anyWait(t))}
		l.book.Begin()
		l.check(t)
		for range rapid.IntRange(1, 12).Draw(t, "times") {
			rapid.SampledFrom([]func(*rapid.T){l.wait, l.wait, l.write, l.answer, func(t *rapid.T) {
				l.book.Pass()
				if l.book.Unanswered.IsZero() {
					l.book.Wait(rapid.SampledFrom([]promise.Status{promise.Awaiting, promise.OnHold, promise.Open}).Draw(t, "to"), time.Time{})
				}
			}}).Draw(t, "act")(t)
			l.check(t)
		}
		l.wait(t)
		l.book.Pass()
		l.number()
		terms := l.anyTerms(t)
		if rapid.Bool().Draw(t, "other opening hours") {
			terms.Calendar = other
		}
		terms.PolicyVersion = 2
		reckonedAsTheRuleSays(t, l, terms)
	})
}

func otherHours(t *testing.T) *calendar.Calendar {
	t.Helper()
	var week calendar.Week
	for day := time.Sunday; day <= time.Saturday; day++ {
		week[day] = []calendar.Span{{From: 20 * 60, To: 4 * 60}}
	}
	c, err := calendar.New("Europe/Copenhagen", week, nil)
	require.NoError(t, err)
	return c
}

func reckonedAsTheRuleSays(t *rapid.T, l *life, terms promise.Terms) {
	b, old := l.book, l.book.Terms
	before := map[promise.ID]promise.Promise{}
	for _, p := range b.Promises {
		before[p.ID] = *p
	}
	status := b.Status
	b.Reckon(terms)
	require.Equal(t, status, b.Status, "other rules move no ticket")
	rests := b.Status == promise.Awaiting || b.Status == promise.OnHold && terms.HoldPauses
	for id, was := range before {
		now := b.Get(id)
		switch {
		case was.State.Terminal():
			require.Equal(t, was, *now, "what has ended stays as it is")
		case !was.Kind.IsTarget() || was.Recovers != 0:
			if was.State == promise.Pending && now.State == promise.Pending {
				require.Equal(t, was.Due, now.Due, "the %s keeps its time", was.Kind)
			}
		case terms.Target(was.Kind) == 0:
			require.Equal(t, promise.Lapsed, now.State, "the new rules have no %s", was.Kind)
		default:
			require.Equal(t, promise.Superseded, now.State)
			next := b.Get(now.Successor)
			if next.State == promise.Lapsed { // nothing is promised beside it any more
				continue
			}
			require.Equal(t, rests && was.Kind == promise.Resolution, next.State == promise.Paused, "the %s in %s", was.Kind, b.Status)
			checkReckoned(t, b, old, was, *next)
		}
	}
}

// checkReckoned compares a successor with what rule 4 says of it, in the business time that it has left.
func checkReckoned(t *rapid.T, b *promise.Book, old promise.Terms, was, next promise.Promise) {
	terms := b.Terms
	target := terms.Target(was.Kind)
	require.Equal(t, target, next.Target)
	require.Equal(t, int64(2), next.PolicyVersion, "it remembers the rules that it was made under")
	left := next.ToRun
	if next.State == promise.Pending {
		left = terms.Hours().Between(b.Now, next.Due)
	}
	if was.State == promise.Paused {
		require.Equal(t, was.Used, next.Used, "what was used is used")
		require.Equal(t, max(target-was.Used, min(was.ToRun, terms.Recovery)), left, "what rests keeps what it is owed")
		return
	}
	used := was.Used + old.Hours().Between(was.Started, b.Now)
	require.Equal(t, used, next.Used, "the time already used")
	if next.State == promise.Paused {
		return // it ran, and rests from now on: it has what it would have had
	}
	reckoned := terms.Hours().Add(b.Now, max(0, target-used))
	soonest := terms.Hours().Add(b.Now, min(target, terms.Recovery))
	if was.Due.Before(soonest) {
		soonest = was.Due
	}
	if reckoned.Before(soonest) || target <= used {
		reckoned = soonest
	}
	require.Equal(t, reckoned, next.Due, "a %s of %v, %v of it used, was due %v", was.Kind, target, used, was.Due)
	require.Equal(t, was.WasTold(), next.WasTold(), "who knew the old time is told the new one")
	if was.WasTold() && !next.Due.Equal(was.Due) {
		require.Equal(t, b.Now, next.Told)
	}
}

func TestReckon_begins_a_resolution_where_only_the_new_rules_have_one(t *testing.T) {
	t.Parallel()
	l := asked(t)
	without := l.terms
	without.Resolution = 0
	l.book.Reckon(without)
	l.number()
	l.book.Now = l.calendar.Add(l.book.Now, time.Hour)
	with := l.terms
	with.Resolution = 8 * time.Hour
	l.book.Reckon(with)
	require.Equal(t, l.calendar.Add(l.book.Now, 8*time.Hour), l.only(t, promise.Resolution).Due, "counted from now")
}

func TestReckon_leaves_a_call_that_runs_the_time_to_keep_a_reply(t *testing.T) {
	t.Parallel()
	l := asked(t)
	l.book.BeginCall()
	begun := l.book.Now
	urgent := l.terms
	urgent.FirstReply = 10 * time.Minute
	for range 2 { // the rules may change twice while they talk
		l.book.Now = l.book.Now.Add(time.Minute)
		l.book.Reckon(urgent)
		l.number()
	}
	reply := l.only(t, promise.FirstReply)
	require.Equal(t, begun.Add(time.Hour), reply.BreaksAt)
	l.book.Now = reply.Due.Add(20 * time.Minute)
	l.book.LogCall(promise.Call{Outcome: promise.Reached})
	require.Equal(t, promise.Kept, reply.State)

	l = asked(t)
	l.book.BeginCall()
	l.book.Now = l.book.Now.Add(time.Minute)
	l.book.Reckon(urgent)
	l.number()
	reply = l.only(t, promise.FirstReply)
	l.book.Now = reply.Due.Add(time.Minute)
	l.book.DropCall()
	require.Equal(t, promise.Broken, reply.State, "nobody called")
}

func TestReckon_warns_again_of_a_time_that_moved_far_away(t *testing.T) {
	t.Parallel()
	l := asked(t)
	l.terms.WarnPercent = 75
	l.book.Reckon(l.terms)
	l.number()
	first := l.only(t, promise.FirstReply)
	l.book.Now = first.WarnAt
	l.book.Pass()
	require.False(t, first.Warned.IsZero())
	longer := l.terms
	longer.FirstReply = 40 * time.Hour
	l.book.Reckon(longer)
	l.number()
	next := l.only(t, promise.FirstReply)
	require.True(t, next.Warned.IsZero(), "a week later it is worth another word")
	require.True(t, next.WarnAt.After(l.book.Now))
}

func TestTerms_count_every_hour_where_the_rules_say_so(t *testing.T) {
	t.Parallel()
	l := asked(t)
	round := l.terms
	round.Clock = everyHour(t)
	l.book.Reckon(round)
	l.number()
	first := l.only(t, promise.FirstReply)
	require.Equal(t, l.book.Now.Add(round.FirstReply), first.Due, "no opening hours stand in its way")
	require.Equal(t, 50, promise.Share(first, round, l.book.Now.Add(round.FirstReply/2)))
}
