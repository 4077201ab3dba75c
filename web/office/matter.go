package office

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	letters "github.com/kepthq/kept/web/mail"
	"github.com/kepthq/kept/web/ui"
)

// task is what a ticket's promise asks, as a sentence.
func task(ctx context.Context, m ticket.Matter) []i18n.Part {
	l := i18n.From(ctx)
	b := i18n.Blanks{Customer: m.Customer}
	switch {
	case m.Kind == promise.FirstReply:
		return l.Parts("overview.task.first_reply", b)
	case m.Kind == promise.NextReply:
		return l.Parts("overview.task.reply", b)
	case m.Kind == promise.Resolution:
		return l.Parts("overview.task.solve", b)
	case m.Kind == promise.CheckBack: // nobody promised the customer that
		return l.Parts("overview.task.look", b)
	case m.Kind == promise.Commitment && m.Words != "":
		b.What = ui.Clean(m.Words)
		return l.Parts("overview.task.words", b)
	case m.Kind == promise.Update || m.Kind == promise.Commitment:
		return l.Parts("overview.task.update", b)
	}
	b.What = desk.Verb(ctx, m.Kind, m.Words)
	return l.Parts("overview.task.words", b)
}

// why says what stands in the way, "" if nothing does.
func (o Overview) why(ctx context.Context, m ticket.Matter) string {
	if m.AssigneeID == nil {
		return i18n.T(ctx, "overview.why.nobody")
	}
	if n := o.load(*m.AssigneeID).Next; n >= crowd {
		return i18n.T(ctx, "overview.why.crowded", i18n.Blanks{Owner: desk.First(*m.AssigneeName), Count: n})
	}
	return ""
}

// broke is what a customer was promised and when, as a sentence.
func (o Overview) broke(ctx context.Context, u ticket.Unsaid, b ticket.Broken) []i18n.Part {
	l := i18n.From(ctx)
	blanks := i18n.Blanks{Customer: u.Customer, When: l.At(b.Due, o.Now)}
	switch {
	case b.Kind == promise.FirstReply || b.Kind == promise.NextReply:
		return l.Parts("overview.broke.reply", blanks)
	case b.Kind == promise.Resolution:
		return l.Parts("overview.broke.solve", blanks)
	case b.Kind == promise.Visit:
		return l.Parts("overview.broke.visit", i18n.Blanks{Customer: u.Customer, When: l.Within(b.Opens, b.Due, o.Now)})
	case b.Kind == promise.Callback:
		return l.Parts("overview.broke.call", i18n.Blanks{Customer: u.Customer, When: l.Within(b.Opens, b.Due, o.Now)})
	case b.Words != "":
		blanks.What = ui.Clean(b.Words)
		return l.Parts("overview.broke.words", blanks)
	case b.Kind == promise.Update || b.Kind == promise.Commitment:
		return l.Parts("overview.broke.update", blanks)
	}
	blanks.What = desk.Verb(ctx, b.Kind, b.Words)
	return l.Parts("overview.broke.words", blanks)
}

// ready is the apology as the customer will read it, in their language and by their clock. The new time is not in it:
// the letter says that by itself, as it stands when it leaves.
func (o Overview) ready(ctx context.Context, u ticket.Unsaid) string {
	letter := letters.Letter{Customer: u.Customer, Number: u.Number, Now: o.Now}
	for _, b := range u.Broken {
		v := letters.Vow{Kind: b.Kind, Words: b.Words, Opens: b.Opens, Due: b.Due, IsLate: true}
		if b.Delivered != nil {
			v.Came = *b.Delivered
		} else if u.Next != nil {
			v.Next = &letters.Vow{Kind: u.Next.Kind, Words: u.Next.Words, Opens: u.Next.Opens, Due: u.Next.Due, IsLate: true}
		}
		letter.Names = append(letter.Names, v)
	}
	return letters.ReadyApology(i18n.For(u.Locale, zoneOf(ctx, u)), letter)
}

// zoneOf is the clock that a customer lives by, the desk's if theirs is unknown.
func zoneOf(ctx context.Context, u ticket.Unsaid) *time.Location {
	if u.Zone != nil && *u.Zone != "" {
		if zone, err := time.LoadLocation(*u.Zone); err == nil {
			return zone
		}
	}
	return i18n.From(ctx).Zone()
}

// since says whether it came after all.
func (o Overview) since(ctx context.Context, b ticket.Broken) string {
	if b.Delivered == nil {
		switch b.Kind {
		case promise.Visit:
			return i18n.T(ctx, "overview.broke.visit_not")
		case promise.Callback:
			return i18n.T(ctx, "overview.broke.call_not")
		default:
			return i18n.T(ctx, "overview.broke.not_come")
		}
	}
	when := i18n.Blanks{When: i18n.From(ctx).At(*b.Delivered, o.Now)}
	switch b.Kind {
	case promise.Visit:
		return i18n.T(ctx, "overview.broke.visit_came", when)
	case promise.Callback:
		return i18n.T(ctx, "overview.broke.call_came", when)
	default:
		return i18n.T(ctx, "overview.broke.came", when)
	}
}
