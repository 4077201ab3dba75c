package sla

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func one(s Subject, values ...string) Condition { return Condition{Subject: s, Values: values} }

func TestMatch_takes_the_first_that_fits_and_says_why(t *testing.T) {
	t.Parallel()
	all := []Candidate{
		{Policy: 1, Name: "Harbour", Conditions: Conditions{one(ByCompany, "7"), one(ByPriority, "urgent", "high")}},
		{Policy: 2, Name: "Technical", Conditions: Conditions{one(ByTeam, "3", "4"), one(ByTopic, "20")}},
		{Policy: 3, Name: "Greek by mail", Conditions: Conditions{one(ByLanguage, "el"), one(ByChannel, "mail"), one(ByTag, "5", "6")}},
		{Policy: 4, Name: "Everyone", IsRest: true},
	}
	for _, c := range []struct {
		name   string
		facts  Facts
		want   PolicyID
		missed []Subject
	}{
		{"the first", Facts{Company: 7, Priority: High, Team: 3, Topics: []int64{20}}, 1, nil},
		{"a value short", Facts{Company: 7, Priority: Low, Team: 4, Topics: []int64{21, 20}}, 2, []Subject{ByPriority}},
		{"any of its tags", Facts{Language: "el", Channel: "mail", Tags: []int64{9, 6}, Team: 3, Priority: Low}, 3, []Subject{ByCompany, ByTopic}},
		{"the rest", Facts{Priority: Normal}, 4, []Subject{ByCompany, ByTeam, ByLanguage}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			chosen, looked := Match(all, c.facts)
			require.Equal(t, c.want, chosen.Policy)
			require.Equal(t, chosen, Choose(all, c.facts))
			var missed []Subject
			for _, l := range looked[:len(looked)-1] {
				missed = append(missed, l.Missed.Subject)
			}
			require.Equal(t, c.missed, missed, "why not those before")
			last := looked[len(looked)-1]
			require.Nil(t, last.Missed)
			require.Len(t, last.Met, len(chosen.Conditions))
			for _, met := range last.Met {
				require.Len(t, met.Values, 1, "the one value that the ticket has")
			}
		})
	}
}

func TestUnreached_is_exactly_what_no_ticket_can_get(t *testing.T) {
	t.Parallel()
	subjects := []Subject{ByPriority, ByChannel, ByLanguage}
	values := map[Subject][]string{ByPriority: {"low", "high"}, ByChannel: {"web", "mail"}, ByLanguage: {"en", "el"}}
	rapid.Check(t, func(t *rapid.T) {
		var all []Candidate
		for i := range rapid.IntRange(1, 2).Draw(t, "policies") {
			c := Candidate{Policy: PolicyID(i + 1)}
			for _, s := range subjects {
				if chosen := rapid.SampledFrom([][]string{nil, values[s][:1], values[s][1:], values[s]}).Draw(t, string(s)); chosen != nil {
					c.Conditions = append(c.Conditions, one(s, chosen...))
				}
			}
			all = append(all, c)
		}
		got := map[PolicyID]bool{}
		for _, p := range values[ByPriority] {
			for _, ch := range values[ByChannel] {
				for _, l := range values[ByLanguage] {
					got[Choose(all, Facts{Priority: Priority(p), Channel: ch, Language: l}).Policy] = true
				}
			}
		}
		lost, _ := unreached(all)
		if lost != nil {
			require.False(t, got[lost.Policy], "%+v", all)
		}
		if len(all) == 2 && !got[2] && !slices.ContainsFunc(all[0].Conditions, func(c Condition) bool { return len(c.Values) == 2 }) {
			require.NotNil(t, lost, "%+v takes everything of %+v", all[0], all[1])
		}
	})
}

// twoHundred are as many policies as a desk can have; the ticket fits only the last.
func twoHundred() ([]Candidate, Facts) {
	all := make([]Candidate, 0, MostPolicies)
	for i := range MostPolicies - 1 {
		n := strconv.Itoa(1000 + i)
		all = append(all, Candidate{Policy: PolicyID(i + 1), Conditions: Conditions{
			one(ByTeam, "1", "2", "3"), one(ByPriority, "urgent", "normal"), one(ByLanguage, "en", "sv"), one(ByTag, n, n+"1"), one(ByCompany, n),
		}})
	}
	all = append(all, Candidate{Policy: MostPolicies, IsRest: true})
	return all, Facts{Team: 3, Priority: Normal, Language: "sv", Channel: "web", Tags: []int64{5, 6, 7}, Company: 9}
}

func TestMatch_among_two_hundred_comes_to_the_last(t *testing.T) {
	t.Parallel()
	all, facts := twoHundred()
	chosen, looked := Match(all, facts)
	require.True(t, chosen.IsRest)
	require.Len(t, looked, MostPolicies)
	require.Equal(t, chosen, Choose(all, facts))
}

// The goal is a millisecond (docs/performance.md).
func BenchmarkMatch_among_two_hundred(b *testing.B) {
	all, facts := twoHundred()
	for b.Loop() {
		Match(all, facts)
	}
}

func BenchmarkChoose_among_two_hundred(b *testing.B) {
	all, facts := twoHundred()
	for b.Loop() {
		Choose(all, facts)
	}
}
