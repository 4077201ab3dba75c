// Package expect knows what can really be expected (docs/domain.md, rule 9): within which time what kind of promise was kept in
// the last 90 days, and what speaks against a time that somebody is about to promise. It warns and never forbids: it must never
// keep a promise from being made.
package expect

import (
	"cmp"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/promise"
)

const (
	// Span is how far back the record is read.
	Span = 90 * 24 * time.Hour
	// Enough is how many cases a group must have to say something; with fewer a wider one speaks.
	Enough = 20
)

// Kinds are the promises of which the record tells.
var Kinds = [...]promise.Kind{
	promise.FirstReply, promise.NextReply, promise.Update, promise.Resolution, promise.Callback, promise.Visit, promise.Commitment,
}

// group is a set of cases that are alike. Zero values are not looked at: the group is wider by them.
type group struct {
	Kind     promise.Kind
	Team     int64
	Topic    int64
	Priority string
	Weekday  int // as time.Weekday, plus 1
}

// happened is one promise that was kept, or was not.
type happened struct {
	Kind     promise.Kind
	Team     int64
	IsHidden bool    // its team is private: no sum tells of it but its own
	Topics   []int64 // what it is about, and all above that
	Priority string
	Weekday  time.Weekday // on which it was promised
	Took     time.Duration
}

// groups are those that a case counts in, from the narrowest to the widest: first the weekday is left out, then the topic,
// level by level, then the priority, and at last the team.
func (h happened) groups() []group {
	g := group{Kind: h.Kind, Team: h.Team, Priority: h.Priority}
	var all []group
	for _, topic := range append(slices.Clone(h.Topics), 0) {
		g.Topic = topic
		day := g
		day.Weekday = int(h.Weekday) + 1
		all = append(all, day, g)
	}
	all = append(all, group{Kind: h.Kind, Team: h.Team})
	if !h.IsHidden {
		all = append(all, group{Kind: h.Kind})
	}
	return all
}

// record gathers how long promises took, in seconds, by their groups.
type record map[group][]int32

// add counts a case in all its groups. What never came counts with the time that has passed since.
func (r record) add(h happened) {
	seconds := int32(min(max(h.Took, 0), Span*2) / time.Second)
	for _, g := range h.groups() {
		r[g] = append(r[g], seconds)
	}
}

// Figures are what happened in a group of cases.
type Figures struct {
	Cases         int
	P50, P80, P90 time.Duration // business time within which so many of a hundred were kept
}

// figures are those of the groups that have enough cases.
func (r record) figures() map[group]Figures {
	all := map[group]Figures{}
	for g, took := range r {
		if len(took) >= Enough {
			all[g] = figuresOf(took)
		}
	}
	return all
}

func figuresOf(took []int32) Figures {
	slices.Sort(took)
	within := func(percent int) time.Duration { // the shortest time within which so many were kept, at least
		rank := (len(took)*percent + 99) / 100
		return time.Duration(took[max(rank, 1)-1]) * time.Second
	}
	return Figures{Cases: len(took), P50: within(50), P80: within(80), P90: within(90)}
}

// Known is what the record shows of one kind, in a group.
type Known struct {
	Kind       promise.Kind
	Team       int64 // 0: the whole desk
	Topic      int64 // 0: whatever it is about
	Priority   string
	HasWeekday bool
	Weekday    time.Weekday
	Figures
}

// Choose is what the record shows of a kind: what the narrowest group says that has enough cases. Nil where none has.
func Choose(all []Known, kind promise.Kind, topics []int64) *Known {
	var best *Known
	for i := range all {
		if all[i].Kind == kind && (best == nil || all[i].narrower(*best, topics)) {
			best = &all[i]
		}
	}
	return best
}

// narrower compares two groups of one ticket: topics are what it is about, from the narrowest to the widest.
func (k Known) narrower(other Known, topics []int64) bool {
	depth := func(topic int64) int {
		if at := slices.Index(topics, topic); at >= 0 {
			return len(topics) - at
		}
		return 0
	}
	one := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(one(k.Team != 0), one(other.Team != 0)), cmp.Compare(one(k.Priority != ""), one(other.Priority != "")),
		cmp.Compare(depth(k.Topic), depth(other.Topic)), cmp.Compare(one(k.HasWeekday), one(other.HasWeekday)),
	) > 0
}
