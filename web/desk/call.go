package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// Acts on calls and visits, with a form of their own.
const (
	CallLog = "call"
	Attend  = "attend"
)

// What a composer promises besides words: an appointment.
const (
	ACall  = "call"
	AVisit = "visit"
)

// What a call log says comes then.
const (
	NextNone  = "none"
	NextCall  = "call"
	NextVisit = "visit"
	NextDrop  = "drop"
)

// Called is what stands in the form of a call log, or of a visit.
type Called struct {
	Key                   string
	Outcome, Words, Next  string
	Day, From, Until, Who string
	Place, Bring          string
	At                    string
	Keeps                 []promise.ID
	Asked                 string // "1" once it was asked what comes after a call that reached nobody
}

// cameOn are the days on which somebody can have come, where that is entered later.
func (t Ticket) cameOn(ctx context.Context, p *promise.Promise, chosen string) []ui.Option {
	return daysSince(ctx, p.Opens.In(t.Zone), t.Now.In(t.Zone), chosen)
}

// daysSince are a window's day, which is the likelier, and today. None where they are one.
func daysSince(ctx context.Context, opens, now time.Time, chosen string) []ui.Option {
	l := i18n.From(ctx)
	window, today := opens.Format(time.DateOnly), now.Format(time.DateOnly)
	if window >= today {
		return nil
	}
	return []ui.Option{
		{Value: window, Label: l.Day(opens, now)},
		{Value: today, Label: l.T("day.today"), Chosen: chosen == today},
	}
}

// nowHint says what an empty time means, where the day can be chosen too.
func nowHint(ctx context.Context, days []ui.Option) string {
	if days != nil {
		return i18n.T(ctx, "kinds.visit.at_hint_later")
	}
	return i18n.T(ctx, "kinds.visit.at_hint")
}

// callLine says what became of a call.
func (t Ticket) callLine(ctx context.Context, e event.Event) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID), Customer: t.customer()}
	if e.WasAt != nil {
		b.Time = l.Clock(*e.WasAt)
	}
	switch {
	case e.Kind == event.CallBegun:
		return &line{icon: "phone", parts: l.Parts("kinds.event.begun", b)}
	case e.Kind == event.CallDropped:
		return &line{icon: "minus", parts: l.Parts("kinds.event.dropped", b)}
	case b.Time == "":
		return nil // its message says it
	case e.Became == string(promise.Reached):
		return &line{icon: "phone", parts: l.Parts("kinds.event.reached", b)}
	case e.Became == string(promise.LeftMessage):
		return &line{icon: "phone", parts: l.Parts("kinds.event.message", b)}
	default:
		return &line{icon: "phone", parts: l.Parts("kinds.event.not_reached", b)}
	}
}

// isLine reports whether a call is no message to the customer: it reached nobody, or nobody wrote down what was said.
func (t Ticket) isLine(m *ticket.Message) bool {
	return m.IsCall() && (m.IsNote() || strings.TrimSpace(m.Body) == "" && m.RedactedAt == nil && t.lateFor(*m) == "")
}

// callLines are the lines of such a call: what became of it, and what was noted.
func (t Ticket) callLines(ctx context.Context, e event.Event, m *ticket.Message) []entry {
	var all []entry
	if l := t.line(ctx, happening{Event: e}); l != nil {
		all = append(all, entry{at: e.At, line: l})
	}
	if strings.TrimSpace(m.Body) != "" || m.RedactedAt != nil {
		all = append(all, entry{at: m.CreatedAt, message: m})
	}
	return all
}

// isCalling reports whether a call runs that somebody has begun.
func (t Ticket) isCalling() bool { return t.Whole.IsCalling(t.Now) }

// isMyCall reports whether that is the reader's: only they can say that they did not ring.
func (t Ticket) isMyCall() bool {
	return t.isCalling() && t.Whole.CallingID != nil && *t.Whole.CallingID == t.Me.ID
}

// calling says who calls, and since when.
func (t Ticket) calling(ctx context.Context) string {
	b := i18n.Blanks{Time: i18n.From(ctx).Clock(*t.Whole.CallingSince)}
	for _, p := range t.Staff {
		if t.Whole.CallingID != nil && p.ID == *t.Whole.CallingID {
			b.Name = First(p.Name)
		}
	}
	if b.Name == "" {
		b.Name = First(t.Me.Name)
	}
	return i18n.T(ctx, "kinds.call.begun", b)
}

// callForm is what stands in the form of a call log: what came back, else what is likeliest. A call keeps the callback that is
// due next, and the next one is offered for the next hour of business.
func (t Ticket) callForm(id promise.ID) Called {
	if t.isOpen(CallLog, id) && t.Call.Key != "" || t.isOpen(Attend, id) && t.Call.Outcome != "" {
		return t.Call
	}
	again := t.Whole.Terms.Calendar.Add(t.Now, time.Hour).In(t.Zone).Truncate(10 * time.Minute)
	c := Called{
		Key: t.Promise.Key, Next: NextNone, Day: again.Format(time.DateOnly), From: again.Format("15:04"), Until: again.Add(30 * time.Minute).Format("15:04"),
		Outcome: string(promise.Reached), Who: "p" + number(int64(t.Me.ID)), At: t.Now.In(t.Zone).Format("15:04"),
	}
	if p := t.Whole.Promise(id); p != nil && p.Kind == promise.Visit {
		c.Outcome, c.Day = string(promise.Arrived), ""
		if p.Opens.In(t.Zone).Format(time.DateOnly) < t.Now.In(t.Zone).Format(time.DateOnly) {
			c.At = "" // which is not when they came
		}
	}
	if next := t.Whole.Book().NextCall(); next != nil {
		c.Keeps = []promise.ID{next.ID}
	}
	return c
}

func (t Ticket) outcomes(ctx context.Context, chosen string) []ui.Option {
	b := i18n.Blanks{Customer: t.customer()}
	return choose(chosen, []ui.Option{
		{Value: string(promise.Reached), Label: i18n.T(ctx, "kinds.call.reached", b)},
		{Value: string(promise.NotReached), Label: i18n.T(ctx, "kinds.call.not_reached")},
		{Value: string(promise.LeftMessage), Label: i18n.T(ctx, "kinds.call.message")},
	})
}

func (t Ticket) arrivals(ctx context.Context, chosen string) []ui.Option {
	return choose(chosen, []ui.Option{
		{Value: string(promise.Arrived), Label: i18n.T(ctx, "kinds.visit.arrived")},
		{Value: string(promise.NotAtHome), Label: i18n.T(ctx, "kinds.visit.not_home")},
		{Value: string(promise.Missed), Label: i18n.T(ctx, "kinds.visit.missed")},
	})
}

// nexts are what can come after a call: that an owed visit is not wanted any more is offered where one is owed.
func (t Ticket) nexts(ctx context.Context, chosen string) []ui.Option {
	all := []ui.Option{
		{Value: NextNone, Label: i18n.T(ctx, "kinds.call.next_none")},
		{Value: NextCall, Label: i18n.T(ctx, "kinds.call.next_call")},
		{Value: NextVisit, Label: i18n.T(ctx, "kinds.call.next_visit")},
	}
	for _, p := range t.Whole.Book().Owed() {
		if p.Kind == promise.Visit {
			return choose(chosen, append(all, ui.Option{Value: NextDrop, Label: i18n.T(ctx, "kinds.call.next_drop")}))
		}
	}
	return choose(chosen, all)
}

func choose(chosen string, all []ui.Option) []ui.Option {
	for i := range all {
		all[i].Chosen = all[i].Value == chosen
	}
	return all
}

// callable are the promises that a call may keep: calls, and what somebody promised in words.
func (t Ticket) callable() []*promise.Promise {
	var all []*promise.Promise
	for _, p := range t.commitments() {
		if p.Kind != promise.Visit {
			all = append(all, p)
		}
	}
	return all
}

// visits are the visits that stand, and those that are owed while nobody has agreed another.
func (t Ticket) visits() []*promise.Promise {
	var all []*promise.Promise
	book := t.Whole.Book()
	for _, p := range t.Whole.Promises {
		if p.Kind != promise.Visit {
			continue
		}
		if p.State == promise.Pending || p.Owed() && book.NextVisit() == nil {
			all = append(all, p)
		}
	}
	return all
}

func (c Called) keeps(p *promise.Promise) bool { return slices.Contains(c.Keeps, p.ID) }

// callsFreely reports whether a call can be logged though none was agreed next.
func (t Ticket) callsFreely() bool {
	next := t.Whole.Next()
	return next == nil || next.Kind != promise.Callback
}

// promiseWhats are what can be promised without a message: words, news, a call or a visit.
func (t Ticket) promiseWhats(ctx context.Context, chosen string) []ui.Option {
	return choose(chosen, append(t.whats(ctx, chosen),
		ui.Option{Value: ACall, Label: i18n.T(ctx, "kinds.compose.call")}, ui.Option{Value: AVisit, Label: i18n.T(ctx, "kinds.compose.visit")}))
}

// moveForm is what stands in the form that moves an appointment: what came back, else its window as it is.
func (t Ticket) moveForm(p *promise.Promise) Called {
	if t.isOpen(Move, p.ID) && t.Call.Day != "" {
		return t.Call
	}
	opens, closes := p.Opens, p.Due
	if opens.Before(t.Now) {
		closes = closes.Add(24 * time.Hour)
		opens = opens.Add(24 * time.Hour)
	}
	c := Called{Day: opens.In(t.Zone).Format(time.DateOnly), From: opens.In(t.Zone).Format("15:04"), Until: closes.In(t.Zone).Format("15:04"), Place: p.Place, Bring: p.Bring}
	c.Who = "t" + number(p.Owner.Team)
	if p.Owner.Person != 0 {
		c.Who = "p" + number(p.Owner.Person)
	}
	return c
}

// at is when a promise is due: of an appointment its window.
func (t Ticket) at(ctx context.Context, p *promise.Promise) string {
	if p.Opens.IsZero() {
		return i18n.From(ctx).At(p.Due, t.Now)
	}
	return i18n.From(ctx).Within(p.Opens, p.Due, t.Now)
}
