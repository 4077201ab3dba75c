package desk

import (
	"context"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	letters "github.com/kepthq/kept/web/mail"
	"github.com/kepthq/kept/web/ui"
)

// automatic is a letter to the customer that is no answer: an apology, or a message to whoever is silent, in somebody's
// own words.
type automatic struct {
	by    *people.ID // whose words they are; nil: nobody's
	title string
	words string
	names string // what it is about; may be empty
}

// ended are the apologies that are over, in the order in which that happened: one is open at a time.
func (t Ticket) ended() []ticket.Apology {
	return slices.DeleteFunc(slices.Clone(t.Whole.Apologies), func(a ticket.Apology) bool { return a.EndedAt == nil })
}

// endedAt takes the apology off the front of those that are over of which an event tells the end, nil for any other event.
func endedAt(all *[]ticket.Apology, e event.Event) *ticket.Apology {
	want := map[event.Kind]string{event.Apologised: string(promise.ApologySent), event.ApologyDropped: string(promise.ApologyDropped)}[e.Kind]
	if want == "" || len(*all) == 0 || (*all)[0].State != want {
		return nil
	}
	a := (*all)[0]
	*all = (*all)[1:]
	return &a
}

// letter is what left for the customer with an event; nil if nothing did that is worth its words.
func (t Ticket) letter(ctx context.Context, h happening) *automatic {
	e, a := h.Event, h.apology
	b := i18n.Blanks{Customer: t.customer()}
	switch {
	case a != nil && e.Kind == event.Apologised:
		v := &automatic{by: a.ByID, title: i18n.T(ctx, "thread.apology.to", b), words: a.Words, names: t.names(ctx, *a)}
		if v.words == "" {
			v.words = t.readyAt(a.Promises, *a.EndedAt)
		}
		return v
	case e.Kind == event.PromiseKept && e.PromiseID != nil:
		p := t.Whole.Promise(promise.ID(*e.PromiseID))
		if p == nil || p.Kind != promise.FollowUp || p.Words == "" {
			return nil
		}
		l := i18n.From(ctx)
		b.Number, b.Total = l.Number(p.Step), l.Number(len(t.Whole.Terms.FollowUpDays))
		return &automatic{by: t.wordedBy(p.ID), title: l.T("thread.follow_up.to", b), words: p.Words}
	default:
		return nil
	}
}

// wordedBy is who wrote the words of a message to a silent customer last.
func (t Ticket) wordedBy(id promise.ID) *people.ID {
	var by *people.ID
	for _, e := range t.Whole.Events {
		if e.Kind == event.PromiseReworded && e.PromiseID != nil && promise.ID(*e.PromiseID) == id {
			by = e.ActorID
		}
	}
	return by
}

// names are the promises that an apology named, in a line: what, and by when it was promised.
func (t Ticket) names(ctx context.Context, a ticket.Apology) string {
	l := i18n.From(ctx)
	var all []string
	for _, id := range a.Promises {
		p := t.Whole.Promise(id)
		if p == nil {
			continue
		}
		b := i18n.Blanks{Kind: noun(ctx, p.Kind, p.Words), Time: l.LeadWithin(p.Opens, p.Due, *a.EndedAt)}
		if p.Opens.IsZero() {
			all = append(all, l.T("thread.apology.name", b))
		} else {
			all = append(all, l.T("thread.apology.window", b))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return l.T("thread.apology.names", i18n.Blanks{Text: l.And(all)})
}

// readyAt is the ready sentence of an apology as its customer reads it: in the ticket's language, by their clock, with
// what has come of each promise until then.
func (t Ticket) readyAt(ids []promise.ID, at time.Time) string {
	letter := letters.Letter{Customer: t.Whole.Requester.Name, Number: t.Whole.Number, Now: at}
	for _, id := range ids {
		p := t.Whole.Promise(id)
		if p == nil {
			continue
		}
		v := letters.Vow{Kind: p.Kind, Words: p.Words, Opens: p.Opens, Due: p.Due, IsLate: true}
		if !p.Delivered.IsZero() && !p.Delivered.After(at) {
			v.Came = p.Delivered
		} else if again := t.recovery(p, at); again != nil {
			v.Next = &letters.Vow{Kind: again.Kind, Words: again.Words, Opens: again.Opens, Due: again.Due, IsLate: true}
		}
		letter.Names = append(letter.Names, v)
	}
	if len(letter.Names) == 0 {
		return ""
	}
	return letters.ReadyApology(i18n.For(t.Whole.Locale, t.Zone), letter)
}

// recovery is the latest promise that makes good a broken one, through any number of broken ones, as it stood at an instant.
func (t Ticket) recovery(broken *promise.Promise, at time.Time) *promise.Promise {
	var found *promise.Promise
	for id := broken.ID; id != 0; {
		next := promise.ID(0)
		for _, p := range t.Whole.Promises {
			if p.Recovers == id && p.State != promise.Superseded && !p.MadeAt.After(at) {
				found, next = p, p.ID
			}
		}
		id = next
	}
	return found
}

// lateFor are the first lines of a reply that came after its time, as the customer reads them; empty for any other.
func (t Ticket) lateFor(m ticket.Message) string {
	if len(m.LateFor) == 0 {
		return ""
	}
	l := i18n.For(t.Whole.Locale, t.Zone)
	return l.T("promise.came_late", i18n.Blanks{When: l.AllBy(m.LateFor, t.Now), Count: len(m.LateFor)})
}

// signed is whose words a letter carries: a person's name, else the program's.
func (t Ticket) signed(ctx context.Context, v automatic) string {
	if v.by == nil {
		return i18n.T(ctx, "desk.who.rules")
	}
	return ui.Clean(t.Whole.Named(int64(*v.by)))
}

// paused are the promises whose time rests while we wait.
func (t Ticket) paused() []*promise.Promise {
	var all []*promise.Promise
	for _, p := range t.Whole.Promises {
		if p.State == promise.Paused {
			all = append(all, p)
		}
	}
	return all
}
