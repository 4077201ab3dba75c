package sla

import (
	"context"
	"fmt"
	"slices"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Trial is a policy as it would be, while nothing of it is written.
type Trial struct {
	Policy     PolicyID // 0: a new one
	Candidates []Candidate
	with       *version
}

// Try checks a draft as saving it would, and says how it would be.
func Try(ctx context.Context, r pg.Reader, by people.Actor, id PolicyID, d Draft) (Trial, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return Trial{}, err
	}
	all, calendarVersion, err := d.fits(ctx, r, id)
	if err != nil {
		return Trial{}, err
	}
	was, _ := find(all, id)
	if id == 0 {
		was = rest(all)
	}
	t := Trial{Policy: id, with: &version{Rules: d.made(people.Actor{}).rules}}
	t.with.Rules.ReopenDays = was.Rules.ReopenDays
	for _, p := range all {
		c := p.candidate()
		if p.IsRest && id == 0 {
			t.Candidates = append(t.Candidates, Candidate{Conditions: d.Conditions})
		}
		if p.ID == id {
			c.Conditions, c.Version = d.Conditions, 0
		}
		t.Candidates = append(t.Candidates, c)
	}
	t.with.Calendar, t.with.Clock, err = readCalendar(ctx, r, calendarVersion, d.Rules.CountsAlways)
	return t, err
}

// Terms are what a ticket of a priority would be served under.
func (t Trial) Terms(p Priority) promise.Terms { return t.with.terms(0, p) }

// Takes reports whether a ticket that has one policy would be served under the new rules, if they were for open tickets too.
func (t Trial) Takes(f Facts) bool {
	c := Choose(t.Candidates, f)
	return c.Version == 0
}

// Result is what came of trying which policy a ticket gets.
type Result struct {
	Chosen Policy
	Looked []Looked
	Terms  promise.Terms
}

// TryMatch says which policy a ticket would get, and why.
func TryMatch(ctx context.Context, r pg.Reader, by people.Actor, f Facts) (Result, error) {
	all, err := Policies(ctx, r, by)
	if err != nil {
		return Result{}, err
	}
	if !f.Priority.Valid() {
		return Result{}, fault.Invalid("fault.priority").On("priority")
	}
	candidates := make([]Candidate, len(all))
	for i, p := range all {
		candidates[i] = p.candidate()
	}
	chosen, looked := Match(candidates, f)
	i := slices.IndexFunc(all, func(p Policy) bool { return p.ID == chosen.Policy })
	if i < 0 {
		return Result{}, fmt.Errorf("no policy takes %+v", f)
	}
	terms, err := Terms(ctx, r, chosen.Version, f.Priority)
	return Result{Chosen: all[i], Looked: looked, Terms: terms}, err
}
