package demo

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// life is a story as the law of promises lets it happen, without a database.
type life struct {
	story    Story
	book     promise.Book
	owner    Key // empty: the team
	priority sla.Priority
}

// live performs one story up to the anchor; time passes between the acts as the sweep lets it.
func live(t *testing.T, cal *calendar.Calendar, s Story, anchor time.Time) *life {
	t.Helper()
	l := &life{story: s, priority: sla.Normal}
	l.book.Owner = promise.Owner{Team: 1}
	for _, a := range s.Acts {
		at := a.At.In(anchor)
		l.sweep(at)
		l.book.Now = at
		if a.Who != "" && a.Do != Note {
			l.book.Pass()
			l.book.StaffActed()
		}
		l.perform(t, cal, a, anchor)
		l.deliver()
	}
	l.sweep(anchor)
	l.book.Now = anchor
	return l
}

// sweep lets the worker act a microsecond after each time before an instant at which there is something to do.
func (l *life) sweep(until time.Time) {
	for {
		first := l.alarm()
		if first.IsZero() || first.Add(time.Microsecond).After(until) {
			return
		}
		l.book.Now = first.Add(time.Microsecond)
		l.book.Pass()
		l.deliver()
	}
}

// alarm is the first time at which a promise breaks, warns, or is kept by the worker; zero: there is none.
func (l *life) alarm() (first time.Time) {
	sooner := func(at time.Time) {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for _, p := range l.book.Pending() {
		sooner(p.BreaksAt)
		if !p.WarnAt.IsZero() && p.Warned.IsZero() {
			sooner(p.WarnAt)
		}
	}
	return first
}

// deliver lets the mail leave at once on which silence is counted.
func (l *life) deliver() {
	for _, p := range l.book.Pending() {
		if p.Left.IsZero() && (p.Kind == promise.Confirmation || !p.Posted.IsZero()) {
			l.book.MailLeft(p.ID)
		}
	}
}

func (l *life) perform(t *testing.T, cal *calendar.Calendar, a Act, anchor time.Time) {
	t.Helper()
	b := &l.book
	switch a.Do {
	case Ask:
		b.Terms = terms(cal, sla.Normal)
		b.Begin()
		for _, p := range b.Pending() { // the receipt names the first reply
			if p.Kind == promise.FirstReply {
				p.Told = b.Now
			}
		}
	case Write, NotYet:
		if a.Do == NotYet {
			require.Equal(t, promise.Solved, b.Status, "%s: says not yet", l.story.Subject)
		}
		b.CustomerWrote()
	case Reply, Solve:
		answer := promise.Answer{Then: a.Then}
		if a.Do == Solve {
			answer.Then = promise.Solved
		}
		if a.Keeps {
			answer.Keeps = []promise.ID{l.commitment(t).ID}
		}
		if a.Promise != nil {
			due := a.Promise.Due.In(anchor)
			require.True(t, due.After(b.Now), "%s: a promise due in the past", l.story.Subject)
			answer.Promise = &promise.Offer{Words: a.Promise.Words, Due: due, Owner: promise.Owner{Person: 2, Team: 1}}
		}
		b.Answer(answer)
	case Assign:
		l.owner = a.To
		b.HandOver(promise.Owner{Person: 1, Team: 1}, nil)
	case SetPriority:
		l.priority = a.Priority
		b.Reckon(terms(cal, a.Priority))
	case Appoint:
		b.Promise(promise.Offer{Kind: a.Window.Kind, Words: a.Window.Words, Opens: a.Window.Opens.In(anchor), Due: a.Window.Closes.In(anchor), Place: a.Window.Place, Owner: promise.Owner{Person: 2, Team: 1}})
	case Arrive:
		require.NotNil(t, b.Came(l.visit(t), b.Now, promise.Arrived), l.story.Subject)
	case Finish:
		require.True(t, b.Done(l.visit(t)), l.story.Subject)
	case Move:
		b.Move(l.commitment(t).ID, a.Due.In(anchor))
	case Withdraw:
		b.Answer(promise.Answer{Withdraws: []promise.ID{l.commitment(t).ID}, Reason: a.Text})
	case Works:
		require.Equal(t, promise.Solved, b.Status, "%s: says that it works", l.story.Subject)
		b.Confirm()
	case ThatsAll:
		require.Equal(t, promise.Open, b.Status, "%s: says that's all", l.story.Subject)
		b.Confirm()
	case TakeOver:
		l.owner = a.Who
		b.HandOver(promise.Owner{Person: 1, Team: 1}, nil)
	case NoReply:
		require.True(t, b.CanDismiss(), "%s: needs a reply", l.story.Subject)
		b.Dismiss(a.Text, "")
	case Merge:
		other := promise.Book{Now: b.Now, Terms: b.Terms, Owner: b.Owner}
		other.Begin()
		b.MergeInto(&other)
		require.Equal(t, promise.Closed, b.Status, "%s: is merged", l.story.Subject)
	case LookAgain:
		due := a.Due.In(anchor)
		b.LookAgain(due.Add(-b.Terms.WarnBefore), due, promise.Owner{}, 1)
	case Note, Watch, Sort, AskUp, AnswerUp, AskColleague, JoinIn:
	}
}

// visit is the story's only one.
func (l *life) visit(t *testing.T) promise.ID {
	t.Helper()
	for _, p := range l.book.Promises {
		if p.Kind == promise.Visit {
			return p.ID
		}
	}
	require.Fail(t, "nobody comes", l.story.Subject)
	return 0
}

// commitment is the one that is due next: what the composer preselects.
func (l *life) commitment(t *testing.T) *promise.Promise {
	t.Helper()
	for _, p := range l.book.Pending() {
		if p.Kind == promise.Commitment {
			return p
		}
	}
	require.Fail(t, "no commitment stands", l.story.Subject)
	return nil
}

func terms(cal *calendar.Calendar, p sla.Priority) promise.Terms {
	r := sla.DefaultRules()
	i := slices.Index(sla.Priorities[:], p)
	return promise.Terms{
		PolicyVersion: 1, Calendar: cal,
		FirstReply: r.FirstReply[i], NextReply: r.NextReply[i], Update: r.Update[i], Resolution: r.Resolution[i],
		Recovery: r.Recovery, QuietDays: r.QuietDays, ConfirmationDays: r.ConfirmationDays, ReopenAfter: time.Duration(r.ReopenDays) * 24 * time.Hour,
		WarnPercent: r.WarnPercent, WarnBefore: r.WarnBefore, FollowUpDays: r.FollowUpDays, HoldPauses: r.HoldPauses,
		Apologies: r.Apologies, ApologyAfter: r.ApologyAfter, AnswerWithin: r.AnswerWithin, Ladder: r.Ladder,
	}
}

// opening is the demo desk's calendar: Monday to Friday 08:00–18:00, Saturday 09:00–14:00.
func opening(t *testing.T) *calendar.Calendar {
	t.Helper()
	var week calendar.Week
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []calendar.Span{{From: 8 * 60, To: 18 * 60}}
	}
	week[time.Saturday] = []calendar.Span{{From: 9 * 60, To: 14 * 60}}
	cal, err := calendar.New(Zone, week, nil)
	require.NoError(t, err)
	return cal
}

// anchors is one anchor on each working day, and two on days after the clocks have changed.
func anchors(t *testing.T) []time.Time {
	t.Helper()
	zone, err := time.LoadLocation(Zone)
	require.NoError(t, err)
	var all []time.Time
	for _, date := range []string{"2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13", "2026-03-30", "2026-10-26"} {
		day, err := time.ParseInLocation(time.DateOnly, date, zone)
		require.NoError(t, err)
		all = append(all, Anchor(day, zone))
	}
	return all
}
