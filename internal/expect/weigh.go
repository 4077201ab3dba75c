package expect

import (
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// Proposal is what somebody is about to promise.
type Proposal struct {
	Kind    promise.Kind
	Opens   time.Time // of an appointment; else zero
	Due     time.Time
	Owner   people.ID  // 0: a team
	Instead promise.ID // the promise in whose place it comes; 0: none
	Since   time.Time  // when what it comes in place of was first agreed, from which the record counts; zero: now
}

// Against is a reason that speaks against a time. It never forbids it.
type Against string

// The reasons.
const (
	Shut    Against = "shut"    // it lies outside the opening hours
	Holiday Against = "holiday" // the desk is closed all day
	Away    Against = "away"    // its owner is absent
	Overlap Against = "overlap" // its owner is at another appointment
	Sooner  Against = "sooner"  // nine of ten were kept later
)

// Warning is one reason against a time.
type Warning struct {
	Against  Against
	Day      sla.ShutDay // Holiday
	From, To time.Time   // Shut: when the desk opens again, in To; Overlap and Away: the stretch
	Kind     promise.Kind
}

// Weighed is what is said of a proposal.
type Weighed struct {
	Owner    people.ID
	Usual    *Known    // nil: the record shows too little
	By       time.Time // when nine of ten would have been kept by, counted from now
	Warnings []Warning
	Better   *Proposal // the next time that nothing speaks against; nil where there is none, or where nothing speaks against this one
}

// Most is when most of what begins now will have come, as the record shows it: 8 of 10, rounded up to a time that people say.
func Most(terms promise.Terms, now time.Time, k Known) time.Time {
	return roundUp(terms.Hours().Add(now, k.P80), 5*time.Minute)
}

// ShutOn says whether the desk is closed all day on a date on which it would be open, and why.
type ShutOn func(calendar.Date) (sla.ShutDay, bool)

// Weigh says what the record shows of a proposal and what speaks against it.
func (g Ground) Weigh(m Matter, p Proposal, shut ShutOn) Weighed {
	w := Weighed{Owner: p.Owner, Usual: g.Usual(p.Kind)}
	if w.Usual != nil {
		since := p.Since
		if since.IsZero() {
			since = m.Now
		}
		w.By = m.Terms.Hours().Add(since, w.Usual.P90)
	}
	w.Warnings = g.against(m, p, w.By, shut)
	if len(w.Warnings) > 0 {
		w.Better = g.better(m, p, w.By, shut)
	}
	return w
}

func (g Ground) against(m Matter, p Proposal, by time.Time, shut ShutOn) (all []Warning) {
	open := m.Terms.Calendar
	if day, is := shut(calendar.DateOf(p.Due.In(open.Zone()))); is {
		all = append(all, Warning{Against: Holiday, Day: day, From: p.Due})
	} else if !p.isOpen(open) {
		all = append(all, Warning{Against: Shut, To: open.NextOpening(open.NextClosing(p.begin()))})
	}
	if absence, away := g.absent(p); away {
		all = append(all, Warning{Against: Away, From: absence.Begins, To: absence.Ends})
	}
	for _, b := range g.Busy {
		if b.Owner == p.Owner && p.Owner != 0 && (p.Instead == 0 || b.Promise != p.Instead) && p.meets(b) {
			all = append(all, Warning{Against: Overlap, From: b.From, To: b.To, Kind: b.Kind})
			break
		}
	}
	if p.Due.Before(by) {
		all = append(all, Warning{Against: Sooner, To: by})
	}
	return all
}

// InPlaceOf makes a proposal the new time of a promise: it is no second appointment beside the first, and its time counts from when the
// first of them was agreed.
func (p Proposal) InPlaceOf(old *promise.Promise, b *promise.Book) Proposal {
	p.Kind, p.Instead, p.Since = old.Kind, old.ID, old.MadeAt
	for at := old.ID; at != 0; {
		before := promise.ID(0)
		for _, q := range b.Promises {
			if q.Successor == at {
				before, p.Since = q.ID, q.MadeAt
			}
		}
		at = before
	}
	return p
}

// begin is when somebody has to be there.
func (p Proposal) begin() time.Time {
	if p.Opens.IsZero() {
		return p.Due
	}
	return p.Opens
}

// isOpen reports whether somebody is there for all of it. What is due at closing is due in time.
func (p Proposal) isOpen(c *calendar.Calendar) bool {
	if p.Opens.IsZero() {
		return c.IsOpen(p.Due) || c.IsOpen(p.Due.Add(-time.Microsecond))
	}
	return c.Between(p.Opens, p.Due) >= p.Due.Sub(p.Opens)
}

// absent is the absence of its owner as it begins or as it is due.
func (g Ground) absent(p Proposal) (people.Absence, bool) {
	if p.Owner == 0 {
		return people.Absence{}, false
	}
	if absence, away := g.Absent.At(p.Owner, p.begin()); away {
		return absence, true
	}
	return g.Absent.At(p.Owner, p.Due)
}

// meets reports whether both ask for somebody at the same time.
func (p Proposal) meets(s Stretch) bool {
	if p.Opens.IsZero() {
		return s.From.Before(p.Due) && !s.To.Before(p.Due)
	}
	return s.From.Before(p.Due) && p.Opens.Before(s.To)
}

// step is what proposed times are rounded up to.
const step = 15 * time.Minute

// better is the next time within the days that a form offers against which nothing speaks.
func (g Ground) better(m Matter, p Proposal, by time.Time, shut ShutOn) *Proposal {
	window := p.Due.Sub(p.begin())
	from := p.begin()
	if earliest := by.Add(-window); earliest.After(from) {
		from = earliest
	}
	end := m.Now.Add(Ahead - 48*time.Hour)
	for at := roundUp(m.Terms.Calendar.NextOpening(from), step); at.Before(end); at = at.Add(step) {
		next := p
		next.Due = at.Add(window)
		if !p.Opens.IsZero() {
			next.Opens = at
		}
		if next.begin().After(m.Now) && len(g.against(m, next, by, shut)) == 0 {
			return &next
		}
		if open := m.Terms.Calendar.NextOpening(at); open.After(at.Add(step)) { // nobody is there before
			at = roundUp(open, step).Add(-step)
		}
	}
	return nil
}

func roundUp(t time.Time, to time.Duration) time.Time {
	if down := t.Truncate(to); down.Before(t) {
		return down.Add(to)
	}
	return t
}
