package sla

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/promise"
)

// Aspect is what of a policy a difference is in.
type Aspect string

// The aspects, in the order of the form. The page has words for each.
const (
	OfConditions   Aspect = "conditions" // Subject says which
	OfTarget       Aspect = "target"     // Column and Priority say which
	OfClock        Aspect = "clock"      // "always", or nothing
	OfCalendar     Aspect = "calendar"
	OfHours        Aspect = "hours" // the calendar itself changed
	OfWarning      Aspect = "warning"
	OfWarnBefore   Aspect = "warn_before"
	OfRecovery     Aspect = "recovery"
	OfApologies    Aspect = "apologies"
	OfApologyAfter Aspect = "apology_after"
	OfLadder       Aspect = "ladder" // Level says which
	OfFollowUps    Aspect = "follow_ups"
	OfConfirmation Aspect = "confirmation"
	OfQuiet        Aspect = "quiet"
	OfHold         Aspect = "hold"
	OfReopening    Aspect = "reopening"
)

// Difference is one thing in which two versions of a policy differ. What they are depends on the aspect: a time, a number,
// or values as conditions and ladders write them.
type Difference struct {
	Aspect   Aspect
	Subject  Subject  // of conditions
	Column   int      // of targets, as TargetsOf has them
	Priority Priority // of targets
	Level    int      // of the ladder

	WasTime, BecameTime   time.Duration // of targets and times; 0: none
	WasCount, BecameCount int           // of numbers
	Was, Became           []string      // of everything else; nil: none
}

// Differences are all things in which a later version of a policy differs from an earlier one.
func Differences(was, became Policy) []Difference {
	out := conditionDifferences(was.Conditions, became.Conditions)
	out = append(out, targetDifferences(was.Draft().Rules, became.Draft().Rules)...)
	a, b := was.Rules, became.Rules
	text := func(of Aspect, x, y []string) {
		if !slices.Equal(x, y) {
			out = append(out, Difference{Aspect: of, Was: x, Became: y})
		}
	}
	count := func(of Aspect, x, y int) {
		if x != y {
			out = append(out, Difference{Aspect: of, WasCount: x, BecameCount: y})
		}
	}
	span := func(of Aspect, x, y time.Duration) {
		if x != y {
			out = append(out, Difference{Aspect: of, WasTime: x, BecameTime: y})
		}
	}
	text(OfClock, flag(a.CountsAlways, "always"), flag(b.CountsAlways, "always"))
	text(OfCalendar, []string{was.CalendarOf}, []string{became.CalendarOf})
	if was.Calendar == became.Calendar && was.CalendarVersion != became.CalendarVersion {
		out = append(out, Difference{Aspect: OfHours})
	}
	count(OfWarning, 100-a.WarnPercent, 100-b.WarnPercent)
	span(OfWarnBefore, a.WarnBefore, b.WarnBefore)
	span(OfRecovery, a.Recovery, b.Recovery)
	text(OfApologies, []string{string(a.Apologies)}, []string{string(b.Apologies)})
	span(OfApologyAfter, a.ApologyAfter, b.ApologyAfter)
	for i := range promise.TopLevel {
		if !slices.Equal(a.Ladder[i], b.Ladder[i]) {
			out = append(out, Difference{Aspect: OfLadder, Level: i + 1, Was: a.Ladder[i], Became: b.Ladder[i]})
		}
	}
	text(OfFollowUps, days(a.FollowUpDays), days(b.FollowUpDays))
	count(OfConfirmation, a.ConfirmationDays, b.ConfirmationDays)
	count(OfQuiet, a.QuietDays, b.QuietDays)
	text(OfHold, flag(a.HoldPauses, "pauses"), flag(b.HoldPauses, "pauses"))
	count(OfReopening, a.ReopenDays, b.ReopenDays)
	return out
}

func conditionDifferences(was, became Conditions) []Difference {
	var out []Difference
	for _, s := range Subjects {
		if x, y := was.values(s), became.values(s); !slices.Equal(x, y) {
			out = append(out, Difference{Aspect: OfConditions, Subject: s, Was: x, Became: y})
		}
	}
	return out
}

func (c Conditions) values(s Subject) []string {
	for _, one := range c {
		if one.Subject == s {
			return slices.Sorted(slices.Values(one.Values))
		}
	}
	return nil
}

func targetDifferences(was, became Rules) []Difference {
	var out []Difference
	before, after := TargetsOf(&was), TargetsOf(&became)
	for column := range before {
		for i, p := range Priorities {
			if x, y := before[column][i], after[column][i]; x != y {
				out = append(out, Difference{Aspect: OfTarget, Column: column, Priority: p, WasTime: x, BecameTime: y})
			}
		}
	}
	return out
}

func flag(is bool, name string) []string {
	if is {
		return []string{name}
	}
	return nil
}

func days(all [3]int) []string {
	out := make([]string, len(all))
	for i, n := range all {
		out[i] = strconv.Itoa(n)
	}
	return []string{strings.Join(out, ", ")}
}
