package sla

import (
	"fmt"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/promise"
)

// How much a policy can hold, and how long.
const (
	MostPolicies = 200
	MaxPolicy    = 80 // characters of its name
	MaxWhy       = 300
	MostValues   = 100 // of one subject
	longest      = 365 * 24 * time.Hour
	longestDays  = 90
)

// Draft is a policy as an admin filled it in.
type Draft struct {
	Name       string
	Conditions Conditions // none for the one that catches the rest
	Calendar   int64
	Rules      Rules
	Why        string    // why it is changed, for the history
	Was        VersionID // the version that stood on the page; 0: it is a new policy
}

// targetFields are the first parts of the names of the targets' fields, in the order of targetKinds.
var targetFields = [...]string{"first", "next", "update", "resolution", "answer"}

// TargetField is the name of the field of a target: first_urgent. Columns stand in the order of TargetsOf.
func TargetField(column int, p Priority) string { return targetFields[column] + "_" + string(p) }

// TargetsOf are a policy's targets as a form shows them: a column each for the first reply, the next, news, the solution and the answer
// to a question, by priority.
func TargetsOf(r *Rules) [5]*[4]time.Duration {
	return [5]*[4]time.Duration{&r.FirstReply, &r.NextReply, &r.Update, &r.Resolution, &r.Answer}
}

// check says what is wrong with a policy by itself, every field at once.
func (d Draft) check(isRest bool) []*fault.Error {
	wrong := []*fault.Error{field.Optional("why", d.Why, MaxWhy)}
	if !isRest {
		wrong = append(wrong, field.Required("name", d.Name, MaxPolicy))
	}
	wrong = append(wrong, d.checkConditions(isRest)...)
	wrong = append(wrong, d.Rules.checkTargets()...)
	wrong = append(wrong, d.Rules.checkTimes()...)
	return append(wrong, d.Rules.checkDays()...)
}

func (d Draft) checkConditions(isRest bool) []*fault.Error {
	switch {
	case isRest && len(d.Conditions) > 0:
		return []*fault.Error{fault.Invalid("policies.fault.rest").On("conditions")}
	case !isRest && len(d.Conditions) == 0:
		return []*fault.Error{fault.Invalid("policies.fault.no_conditions").On("conditions")}
	}
	seen := map[Subject]bool{}
	for _, c := range d.Conditions {
		if seen[c.Subject] || !slices.Contains(Subjects[:], c.Subject) || len(c.Values) == 0 || len(c.Values) > MostValues {
			return []*fault.Error{fault.Invalid("policies.fault.condition").On("conditions")}
		}
		seen[c.Subject] = true
	}
	return nil
}

// checkTargets asks for a first reply, a next reply and news for every priority, so that no ticket is without a promise.
func (r *Rules) checkTargets() []*fault.Error {
	var wrong []*fault.Error
	for column, of := range TargetsOf(r) {
		for i, p := range Priorities {
			d, name := of[i], TargetField(column, p)
			isOptional := targetKinds[column] == promise.Resolution
			switch {
			case d == 0 && isOptional:
			case d <= 0:
				wrong = append(wrong, fault.Invalid("policies.fault.nothing").On(name))
			case d > longest:
				wrong = append(wrong, fault.Invalid("policies.fault.too_long").On(name))
			case d%time.Minute != 0:
				wrong = append(wrong, fault.Invalid("policies.fault.time").On(name))
			}
		}
	}
	return wrong
}

func (r *Rules) checkTimes() []*fault.Error {
	var wrong []*fault.Error
	for _, t := range []struct {
		name     string
		d        time.Duration
		from, to time.Duration
	}{
		{"recovery", r.Recovery, time.Minute, 30 * 24 * time.Hour},
		{"warn_before", r.WarnBefore, time.Minute, 24 * time.Hour},
		{"apology_after", r.ApologyAfter, 0, 24 * time.Hour},
	} {
		switch {
		case t.d < t.from:
			wrong = append(wrong, fault.Invalid("policies.fault.nothing").On(t.name))
		case t.d > t.to:
			wrong = append(wrong, fault.Invalid("policies.fault.too_long").On(t.name))
		}
	}
	if r.WarnPercent < 1 || r.WarnPercent > 99 {
		wrong = append(wrong, fault.Invalid("policies.fault.percent").On("warn_left"))
	}
	if r.Apologies != promise.ApologiesAutomatic && r.Apologies != promise.ApologiesDrafted && r.Apologies != promise.ApologiesOff {
		wrong = append(wrong, fault.Invalid("policies.fault.choose").On("apologies"))
	}
	return wrong
}

func (r *Rules) checkDays() []*fault.Error {
	var wrong []*fault.Error
	day := func(name string, n, from int) {
		if n < from || n > longestDays {
			wrong = append(wrong, fault.Invalid("policies.fault.days").On(name).Max(longestDays))
		}
	}
	for i, n := range r.FollowUpDays {
		name := fmt.Sprintf("follow_up_%d", i+1)
		day(name, n, 1)
		if i > 0 && n <= r.FollowUpDays[i-1] {
			wrong = append(wrong, fault.Invalid("policies.fault.follow_ups").On(name))
		}
	}
	day("confirmation", r.ConfirmationDays, 1)
	day("quiet", r.QuietDays, 0)
	for i, level := range r.Ladder {
		if len(level) == 0 {
			wrong = append(wrong, fault.Invalid("policies.fault.nobody").On(fmt.Sprintf("level_%d", i+1)))
		}
	}
	return wrong
}
