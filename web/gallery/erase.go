package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	desk "github.com/kepthq/kept/web/desk"
	view "github.com/kepthq/kept/web/office"
)

// redaction is the page that asks what is to be removed of Hanna's first message.
func redaction(with func(ctx context.Context, p *desk.Redaction)) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		w := promised().Whole
		m := w.Messages[0]
		m.Files = []ticket.Attachment{{ID: 1, Name: "kort.jpg", Kind: "image/jpeg", Size: 240_000}}
		p := desk.Redaction{Ticket: w.Ticket, Message: m, Limits: ticket.DefaultLimits(), Text: true}
		p.Frame = frame(i18n.T(ctx, "redact.title"), "ticket")
		p.Frame.Side, p.Frame.Flow = side("open"), true
		with(ctx, &p)
		return desk.RedactionPage(p)
	})
}

// dossier is the page of what is kept about somebody.
func dossier(customer people.Person, with func(ctx context.Context, p *view.Data)) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p := view.Data{Keeping: ticket.Keeping{Customer: customer, Addresses: []string{customer.Address, "hanna@lund.example"}, Tickets: 12, Live: 2, Messages: 57, Files: 1}}
		with(ctx, &p)
		p.Frame = frame(p.Title(ctx), "customers")
		p.Frame.Side, p.Frame.Flow = side("customers"), true
		return view.DataPage(p)
	})
}

func eraseStates() []State {
	return []State{
		{Name: "redaction", Room: Desk, Page: redaction(func(context.Context, *desk.Redaction) {})},
		{Name: "redaction-refused", Room: Desk, Page: redaction(func(ctx context.Context, p *desk.Redaction) {
			p.Text = false
			p.Problems = []desk.Problem{{Field: "what", Message: i18n.T(ctx, "redact.fault.nothing")}, {Field: "reason", Message: i18n.T(ctx, "fault.required")}}
		})},
		{Name: "customer-data", Room: Office, Page: dossier(hanna, func(context.Context, *view.Data) {})},
		{Name: "customer-data-refused", Room: Office, Page: dossier(alek, func(ctx context.Context, p *view.Data) {
			p.Live, p.Tickets, p.Messages = 0, 1, 1
			p.Typed, p.Problem = "Aleksandra", i18n.T(ctx, "erase.fault.name")
		})},
		{Name: "customer-erased", Room: Office, Page: dossier(people.Person{ID: 101, Role: people.Customer, Name: "#101", Locale: i18n.EN}, func(_ context.Context, p *view.Data) {
			p.IsErased = true
		})},
	}
}

// redacted is a ticket on which a message's text was removed.
func redacted(_ context.Context, t *desk.Ticket) {
	gone := t.Now.Add(-time.Hour)
	t.Whole.Messages[0].Body, t.Whole.Messages[0].RedactedAt = "", &gone
}
