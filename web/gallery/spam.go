package gallery

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

func keptBack() []ticket.Arrived {
	on := int64(4790)
	long := "Dear Sir or Madam,\n\n" + strings.Repeat("we have looked at your home page and can bring it to the first place of every search. ", 6) + "\n\nhttps://first-place.example/offer?id=" + strings.Repeat("8f", 40)
	return []ticket.Arrived{
		{
			ID: 9, Number: 4823, Cause: ticket.Honeypot, Name: "Growth Team", Address: "growth@first-place.example", Subject: "Your home page on place one",
			Body: long, Locale: i18n.EN, Network: "203.0.113.0/24", CameAt: at(17, 14, 2),
		},
		{
			ID: 8, Number: 4822, Cause: ticket.NoProof, Name: eleni.Name, Address: eleni.Address, Subject: "Πότε έρχεται ο τεχνικός;", Body: "Περιμένω από το πρωί.",
			Locale: i18n.EL, Network: "2001:db8:41::/64", CameAt: at(17, 13, 40), Files: []ticket.Upload{{Name: "router.jpg", Size: 240_000}},
		},
		{
			ID: 7, Number: 4821, Cause: ticket.OnSpam, Ticket: &on, Name: "Konstantynopolitańczykowianeczka" + strings.Repeat("czka", 10), Address: strings.Repeat("rynek", 12) + "@skrzynka.example",
			Subject: strings.Repeat("Oferta", 20), Body: "Halo?", Locale: i18n.PL, CameAt: at(16, 9, 5),
		},
		{
			ID: 5, Number: 4819, Cause: ticket.TooMany, Name: hanna.Name, Address: hanna.Address, Subject: "Is it the whole street?", Body: "My neighbour has none either.",
			Locale: i18n.EN, Network: "192.0.2.0/24", CameAt: at(16, 8, 1),
		},
		{ID: 6, Number: 4820, Cause: ticket.FromBlocked, Name: "Watches", Address: "sale@watches.example", Subject: "Cheap watches", Body: "Buy.", Locale: i18n.EN, Network: "198.51.100.0/24", CameAt: at(16, 8, 0)},
	}
}

func blockList() []ticket.Block {
	soon, on := at(24, 9, 0), int64(4790)
	return []ticket.Block{
		{ID: 3, Kind: ticket.BlockedAddress, Value: "sale@watches.example", By: maja.Name, MadeAt: at(17, 9, 0), Ticket: &on},
		{ID: 2, Kind: ticket.BlockedDomain, Value: strings.Repeat("very-", 20) + "long.example", Reason: "Offers every morning, and never a question.", By: ingrid.Name, MadeAt: at(16, 9, 0), EndsAt: &soon},
		{ID: 1, Kind: ticket.BlockedNetwork, Value: "198.51.100.0/24", Reason: "Two hundred forms in an hour", By: ingrid.Name, MadeAt: at(14, 9, 0)},
	}
}

func spamPage(p office.Spam) templ.Component {
	return asIngrid(func(ctx context.Context) templ.Component {
		p.Now, p.Count, p.Blocks = now(), len(p.Items), 3
		if p.Problem != "" {
			p.Problem = i18n.T(ctx, "spam.fault.gone")
		}
		p.Frame = frame(i18n.T(ctx, "spam.list.title"), "spam")
		p.Frame.Side, p.Frame.Flow = side("spam"), true
		return office.SpamPage(p)
	})
}

func blocksPage(p office.Blocks) templ.Component {
	return asIngrid(func(ctx context.Context) templ.Component {
		p.Now, p.Limits, p.Suspended = now(), ticket.DefaultLimits(), 5
		if p.Value != "" {
			p.Problems = []ui.Problem{{Field: "block-value", Label: i18n.T(ctx, "spam.blocks.value"), Message: i18n.T(ctx, "spam.fault.wide")}, {Field: "block-reason", Label: i18n.T(ctx, "spam.blocks.reason"), Message: i18n.T(ctx, "fault.required")}}
		}
		p.Frame = frame(i18n.T(ctx, "spam.list.title"), "spam")
		p.Frame.Side, p.Frame.Flow = side("spam"), true
		return office.BlocksPage(p)
	})
}

// wasSpam is a ticket that was called spam, and undone or not.
func wasSpam() *story {
	s := waiting()
	why := promise.Spam
	closed := at(17, 14, 0)
	for _, p := range s.Promises {
		p.State, p.Ended = promise.Withdrawn, closed
	}
	s.Status, s.CloseReason, s.ClosedAt, s.UnansweredSince = promise.Closed, &why, &closed, nil
	s.happened(event.Event{At: closed, Kind: event.CalledSpam, ActorID: &maja.ID})
	return s
}

func spamStates() []State {
	call := &ticket.SpamCall{By: maja.ID, At: at(17, 14, 0), Until: at(17, 14, 0).Add(ticket.SpamUndo)}
	over := &ticket.SpamCall{By: maja.ID, At: at(17, 14, 0), Until: now().Add(-time.Hour)}
	return []State{
		{Name: "ticket-spam", Room: Desk, Page: opened(waiting(), func(_ context.Context, t *view.Ticket) { t.Open = view.Spam })},
		{Name: "ticket-called-spam", Room: Desk, Page: opened(wasSpam(), func(_ context.Context, t *view.Ticket) { t.Spam = call })},
		{Name: "ticket-called-spam-long-ago", Room: Desk, Page: opened(wasSpam(), func(_ context.Context, t *view.Ticket) { t.Spam = over })},
		{Name: "office-spam", Room: Office, Page: spamPage(office.Spam{Items: keptBack(), First: true, Next: "/office/spam?after=6"})},
		{Name: "office-spam-refused", Room: Office, Page: spamPage(office.Spam{Items: keptBack()[:1], First: true, Problem: "gone"})},
		{Name: "office-spam-empty", Room: Office, Page: spamPage(office.Spam{First: true})},
		{Name: "office-blocks", Room: Office, Page: blocksPage(office.Blocks{All: blockList()})},
		{Name: "office-blocks-refused", Room: Office, Page: blocksPage(office.Blocks{All: blockList()[:1], Value: "0.0.0.0/0", Days: "30"})},
		{Name: "office-blocks-empty", Room: Office, Page: blocksPage(office.Blocks{})},
		{Name: "portal-form-burst", Room: Portal, Page: form(portal.Asking{Expected: at(17, 15, 30), Challenge: "1773756000.8f8f"})},
		{Name: "portal-sent-looked-at", Room: Portal, Page: page(func(context.Context) templ.Component {
			r := receipt()
			r.IsLooked = true
			return sent(portal.Received{Receipt: r})
		})},
		{Name: "portal-ticket-ended", Room: Portal, Page: customers(portal.Opened{Whole: wasSpam().seen()})},
	}
}
