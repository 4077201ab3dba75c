package desk

import (
	"context"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// Acts about what was not kept.
const (
	Sorry    = "sorry"    // the words of an apology
	Aside    = "aside"    // no apology needed
	TakeOver = "takeover" // a supervisor makes the ticket theirs
)

// supervises reports whether the reader sees to the standards.
func (t Ticket) supervises() bool {
	return t.Me.Role == people.Supervisor || t.Me.Role == people.Admin
}

// unsaid are the broken promises that the customer knew and has had no word about, for those who can say it: the owner,
// everybody while the ticket is its team's, and the supervisors.
func (t Ticket) unsaid() []*promise.Promise {
	owns := t.Whole.AssigneeID == nil || *t.Whole.AssigneeID == t.Me.ID
	if !owns && !t.supervises() {
		return nil
	}
	return t.Whole.Book().Unsaid()
}

// sorryToday is when an apology left today, zero if none has: a customer gets one a day.
func (t Ticket) sorryToday() time.Time {
	zone := t.Whole.Terms.Calendar.Zone()
	for _, a := range t.Whole.Apologies {
		left := a.State == string(promise.ApologySent) && a.EndedAt != nil
		if left && calendar.DateOf(a.EndedAt.In(zone)) == calendar.DateOf(t.Now.In(zone)) {
			return *a.EndedAt
		}
	}
	return time.Time{}
}

// underWay is the apology that has not left, nil if there is none.
func (t Ticket) underWay() *ticket.Apology {
	for i := range t.Whole.Apologies {
		if t.Whole.Apologies[i].EndedAt == nil {
			return &t.Whole.Apologies[i]
		}
	}
	return nil
}

// sorryStand says when the apology leaves, or what it waits for.
func (t Ticket) sorryStand(ctx context.Context) string {
	l := i18n.From(ctx)
	a := t.underWay()
	switch {
	case !t.sorryToday().IsZero():
		return l.T("thread.sorry.today", i18n.Blanks{Customer: t.customer(), When: l.At(t.sorryToday(), t.Now)})
	case a == nil:
		return l.T("thread.sorry.nothing")
	case a.State == string(promise.ApologyDrafted):
		return l.T("overview.sorry.drafted")
	case a.State == string(promise.ApologyHeld):
		return l.T("thread.sorry.held")
	default:
		return l.T("overview.sorry.leaves", i18n.Blanks{When: l.At(a.LeaveAt, t.Now)})
	}
}

// ready is the apology as the customer would read it, sent now.
func (t Ticket) ready() string {
	var ids []promise.ID
	for _, p := range t.unsaid() {
		ids = append(ids, p.ID)
	}
	return t.readyAt(ids, t.Now)
}

// sorryWords are what stands in the form: what was typed, else the ready words.
func (t Ticket) sorryWords() string {
	if t.isOpen(Sorry, 0) && t.Entry.Text != "" {
		return t.Entry.Text
	}
	return t.ready()
}

// broke is one promise that was not kept, in a line.
func (t Ticket) broke(ctx context.Context, p *promise.Promise) []i18n.Part {
	l := i18n.From(ctx)
	b := i18n.Blanks{Kind: noun(ctx, p.Kind, p.Words), When: l.At(p.Due, t.Now)}
	if !p.Opens.IsZero() {
		b.When = l.Within(p.Opens, p.Due, t.Now)
	}
	if p.Delivered.IsZero() {
		return l.Parts("thread.sorry.owed", b)
	}
	b.Then = l.At(p.Delivered, t.Now)
	return l.Parts("thread.sorry.came", b)
}

// handedUp says to whom something was handed up: the people of a level of the ladder.
func (t Ticket) handedUp(ctx context.Context, level string) []i18n.Part {
	l := i18n.From(ctx)
	switch who := t.ladder(level); {
	case len(who) > 1 || !isUsualLevel(who[0]):
		return l.Parts("policies.handed", i18n.Blanks{Name: t.ladderNames(ctx, who)})
	case who[0] == people.TeamSupervisors:
		return l.Parts("thread.handed.team")
	case who[0] == people.AllSupervisors:
		return l.Parts("thread.handed.all")
	default:
		return l.Parts("thread.handed.admins")
	}
}

// ladder is who stands on a level; beyond the ladder it is the admins.
func (t Ticket) ladder(level string) []string {
	n, err := strconv.Atoi(level)
	if err != nil || n < 1 || n > len(t.Whole.Terms.Ladder) || len(t.Whole.Terms.Ladder[n-1]) == 0 {
		return []string{people.Admins}
	}
	return t.Whole.Terms.Ladder[n-1]
}

func isUsualLevel(who string) bool {
	return who == people.TeamSupervisors || who == people.AllSupervisors || who == people.Admins
}

// ladderNames are those of a level in a row of words.
func (t Ticket) ladderNames(ctx context.Context, who []string) string {
	var names []string
	for _, w := range who {
		if id, named := people.NamedInPerson(w); named {
			names = append(names, t.person(ctx, id))
		} else {
			names = append(names, ui.LadderName(ctx, w))
		}
	}
	return i18n.From(ctx).And(names)
}

// handedSince says who has what broke, and since when; "" when nothing is handed up. Of several the highest level counts.
func (t Ticket) handedSince(ctx context.Context) string {
	var top *ticket.Escalation
	for i, e := range t.Whole.HandedUp {
		if e.ClosedAt == nil && (top == nil || e.Level > top.Level) {
			top = &t.Whole.HandedUp[i]
		}
	}
	if top == nil {
		return ""
	}
	l := i18n.From(ctx)
	level := strconv.Itoa(top.Level)
	b := i18n.Blanks{When: l.At(t.reached(*top, level), t.Now)}
	switch who := t.ladder(level); {
	case len(who) > 1 || !isUsualLevel(who[0]):
		b.Name = t.ladderNames(ctx, who)
		return l.T("policies.handed_since", b)
	case who[0] == people.TeamSupervisors:
		return l.T("thread.handed.team_since", b)
	case who[0] == people.AllSupervisors:
		return l.T("thread.handed.all_since", b)
	default:
		return l.T("thread.handed.admins_since", b)
	}
}

// reached is when an escalation came to its level.
func (t Ticket) reached(up ticket.Escalation, level string) time.Time {
	for _, e := range t.Whole.Events {
		if e.Kind == event.HandedUp && e.Became == level && !e.At.Before(up.OpenedAt) {
			return e.At
		}
	}
	return up.OpenedAt
}

// mayTakeOver reports whether the reader may make somebody else's ticket theirs.
func (t Ticket) mayTakeOver() bool {
	return t.supervises() && t.Whole.AssigneeID != nil && *t.Whole.AssigneeID != t.Me.ID && !t.Whole.IsClosed()
}
