package promise

import (
	"time"

	"github.com/kepthq/kept/internal/calendar"
)

// Terms are what a ticket is served under: one version of a policy, read for the ticket's priority.
type Terms struct {
	PolicyVersion int64
	Calendar      *calendar.Calendar
	Clock         *calendar.Calendar // every hour counts: one that is always open; nil: only opening hours count

	// Targets in the time that counts. A resolution target of 0 is none; the others every policy has (rule 18).
	FirstReply, NextReply, Update, Resolution time.Duration

	Recovery         time.Duration // time that counts, from noticing a break to the new time (rule 6)
	QuietDays        int           // business days: no update beside an agreed promise due within them
	ConfirmationDays int           // business days to answer whether it works again
	ReopenAfter      time.Duration // how long after closing a message opens the same ticket again (rule 12)

	WarnPercent  int           // of a target's business time: when its owner is warned
	WarnBefore   time.Duration // before an agreed time, and before a check-back's
	FollowUpDays [3]int        // business days after the customer's turn began
	HoldPauses   bool          // waiting for others pauses the resolution
	Apologies    ApologyMode
	ApologyAfter time.Duration // from the due time that was broken
	AnswerWithin time.Duration // time that counts, which supervisors have for a question
	Ladder       Ladder        // who is told, level by level
}

// Ladder is who is told when a promise broke, level by level. The names are people's (people.Roster knows who they are).
type Ladder [TopLevel][]string

// Hours are the hours in which targets, the recovery time and the time for a question count: the opening hours, or every
// hour. What counts in days goes by the calendar in any case.
func (t Terms) Hours() *calendar.Calendar {
	if t.Clock != nil {
		return t.Clock
	}
	return t.Calendar
}

// Target is the policy's time for a kind, 0 where it has none.
func (t Terms) Target(k Kind) time.Duration {
	switch k {
	case FirstReply:
		return t.FirstReply
	case NextReply:
		return t.NextReply
	case Update:
		return t.Update
	case Resolution:
		return t.Resolution
	default:
		return 0
	}
}

// SameTargets reports whether promises made under both would have the same times: one version, read for priorities that have
// the same targets.
func (t Terms) SameTargets(other Terms) bool {
	return t.PolicyVersion == other.PolicyVersion && t.FirstReply == other.FirstReply && t.NextReply == other.NextReply &&
		t.Update == other.Update && t.Resolution == other.Resolution
}

// recoveryDue is when what broke is promised anew (rule 6): the recovery time after now, and for
// what recovers a recovery one business day later at the latest.
func (t Terms) recoveryDue(now time.Time, again bool) time.Time {
	due := t.Hours().Add(now, t.Recovery)
	if !again {
		return due
	}
	if day := t.Calendar.AddDays(now, 1); day.Before(due) {
		return day
	}
	return due
}

// used is the business time that p has used until now, pauses excluded.
func (t Terms) used(p *Promise, now time.Time) time.Duration {
	if p.State == Paused {
		return p.Used
	}
	return p.Used + t.Hours().Between(p.Started, now)
}

// Share is how much of a promise's time is used at now, in per cent from 0 to 100. Targets count in
// business time; agreed times, and whatever recovers, from when they were made.
func Share(p *Promise, t Terms, now time.Time) int {
	var used, whole time.Duration
	if p.Kind.IsTarget() && p.Recovers == 0 {
		used = t.used(p, now)
		whole = used + t.Hours().Between(now, p.Due)
	} else {
		used, whole = now.Sub(p.MadeAt), p.Due.Sub(p.MadeAt)
	}
	if used >= whole {
		return 100
	}
	return max(0, int(100*used/whole))
}
