package sla

import (
	"slices"
	"strconv"
)

// PolicyID is the number of a policy, whatever its version.
type PolicyID int64

// Subject is what of a ticket a policy can ask for.
type Subject string

// The subjects of a condition.
const (
	ByTeam     Subject = "team"
	ByPriority Subject = "priority"
	ByCompany  Subject = "company"
	ByTag      Subject = "tag"
	ByTopic    Subject = "topic" // it, or anything below it
	ByLanguage Subject = "language"
	ByChannel  Subject = "channel"
)

// Subjects are all of them, in the order of a form.
var Subjects = [...]Subject{ByTeam, ByPriority, ByCompany, ByTag, ByTopic, ByLanguage, ByChannel}

// Channels are the ways on which tickets come.
var Channels = [...]string{"web", "mail", "phone"}

// Facts are what decides which policy a ticket gets.
type Facts struct {
	Team     int64
	Priority Priority
	Company  int64   // the customer's; 0: none
	Tags     []int64 // that hang on it
	Topics   []int64 // what it is about, and all above that
	Language string
	Channel  string
}

// has are the values that a ticket has of a subject, as conditions write them.
func (f Facts) has(s Subject) []string {
	switch s {
	case ByTeam:
		return digits(f.Team)
	case ByPriority:
		return []string{string(f.Priority)}
	case ByCompany:
		return digits(f.Company)
	case ByTag:
		return digits(f.Tags...)
	case ByTopic:
		return digits(f.Topics...)
	case ByLanguage:
		return []string{f.Language}
	case ByChannel:
		return []string{f.Channel}
	default:
		return nil
	}
}

func digits(numbers ...int64) []string {
	out := make([]string, 0, len(numbers))
	for _, n := range numbers {
		if n != 0 {
			out = append(out, strconv.FormatInt(n, 10))
		}
	}
	return out
}

// Condition asks that a ticket has one of some values of a subject.
type Condition struct {
	Subject Subject  `json:"field"`
	Values  []string `json:"values"`
}

// Holds reports whether a ticket has one of the values, and which.
func (c Condition) Holds(f Facts) (value string, holds bool) {
	for _, v := range f.has(c.Subject) {
		if slices.Contains(c.Values, v) {
			return v, true
		}
	}
	return "", false
}

// Conditions ask for all of what each asks for. Without any, every ticket is meant.
type Conditions []Condition

// Covers reports whether every ticket that other asks for is one that c asks for. It goes by the values alone: that a
// topic lies below another it does not know.
func (c Conditions) Covers(other Conditions) bool {
	for _, mine := range c {
		i := slices.IndexFunc(other, func(o Condition) bool { return o.Subject == mine.Subject })
		if i < 0 {
			return false
		}
		for _, v := range other[i].Values {
			if !slices.Contains(mine.Values, v) {
				return false
			}
		}
	}
	return true
}

// Candidate is a policy as far as choosing goes.
type Candidate struct {
	Policy     PolicyID
	Version    VersionID // the newest
	Name       string
	IsRest     bool
	Conditions Conditions
}

// Looked is what came of looking at one policy.
type Looked struct {
	Candidate Candidate
	Met       []Condition // with the one value that the ticket has
	Missed    *Condition  // the first that does not hold; nil: it is the ticket's
}

// Match looks at the policies in their order and says which one a ticket gets, as the last of what it looked at; and of each
// before it why not. The one that catches the rest asks for nothing, so there is always one.
func Match(all []Candidate, f Facts) (Candidate, []Looked) {
	looked := make([]Looked, 0, len(all))
	for _, c := range all {
		one := look(c, f)
		looked = append(looked, one)
		if one.Missed == nil {
			return c, looked
		}
	}
	return Candidate{}, looked
}

// Choose is Match for whoever does not ask why.
func Choose(all []Candidate, f Facts) Candidate {
	for _, c := range all {
		if c.takes(f) {
			return c
		}
	}
	return Candidate{}
}

func (c Candidate) takes(f Facts) bool {
	for _, asked := range c.Conditions {
		if _, holds := asked.Holds(f); !holds {
			return false
		}
	}
	return true
}

func look(c Candidate, f Facts) Looked {
	one := Looked{Candidate: c}
	for i := range c.Conditions {
		value, holds := c.Conditions[i].Holds(f)
		if !holds {
			one.Missed = &c.Conditions[i]
			return one
		}
		one.Met = append(one.Met, Condition{Subject: c.Conditions[i].Subject, Values: []string{value}})
	}
	return one
}

// unreached finds a policy that no ticket can get any more, and the one before it that takes all of its tickets.
func unreached(all []Candidate) (shadowed, by *Candidate) {
	for i := range all {
		for j := range i {
			if !all[i].IsRest && all[j].Conditions.Covers(all[i].Conditions) {
				return &all[i], &all[j]
			}
		}
	}
	return nil, nil
}
