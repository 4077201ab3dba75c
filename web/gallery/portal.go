package gallery

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

// page is a page whose data is in the language of the reader.
func page(draw func(ctx context.Context) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error { return draw(ctx).Render(ctx, w) })
}

func portalStates() []State {
	states := []State{
		{Name: "portal-home", Page: home(view.Welcome{Company: "Nordby Fiber", Now: now(), Expected: at(17, 15, 30)})},
		{Name: "portal-home-not-open", Page: home(view.Welcome{Company: "Nordby Fiber", Now: now()})},
		{Name: "portal-form", Page: form(view.Asking{Expected: at(17, 15, 30)})},
		{Name: "portal-form-refused", Page: page(refusedForm)},
		{Name: "portal-sent", Page: sent(view.Received{Receipt: receipt()})},
		{Name: "portal-sent-anew", Page: page(func(ctx context.Context) templ.Component {
			r := receipt()
			r.Continues, r.Due, r.Files = true, at(18, 9, 0), nil
			return sent(view.Received{Receipt: r})
		})},
	}
	states = append(states, State{Name: "portal-no-link", Page: page(func(ctx context.Context) templ.Component {
		return view.NoLink(frame(i18n.T(ctx, "portal.link.title"), "portal-link"))
	})})
	for _, opened := range []struct {
		name  string
		story *story
	}{
		{"portal-ticket", promised()},
		{"portal-ticket-waiting", waiting()},
		{"portal-ticket-visit", visited()},
		{"portal-ticket-late", late()},
		{"portal-ticket-late-by-name", lateAgain()},
		{"portal-ticket-solved", solved()},
		{"portal-ticket-confirmed", confirmed()},
		{"portal-ticket-silent", silent()},
		{"portal-ticket-your-turn", yourTurn()},
		{"portal-ticket-on-hold", held()},
		{"portal-ticket-apologised", sorry()},
		{"portal-ticket-late-reply", lateReply()},
		{"portal-ticket-solved-by-silence", unheard()},
		{"portal-ticket-closed-by-silence", gone()},
		{"portal-ticket-long-words", wordy()},
	} {
		states = append(states, State{Name: opened.name, Page: customers(view.Opened{Whole: opened.story.seen()})})
	}
	states = append(states,
		State{Name: "portal-ticket-mail-says-works", Page: customers(view.Opened{Whole: yourTurn().seen(), Pressed: view.PressedWorks})},
		State{Name: "portal-ticket-mail-says-help", Page: customers(view.Opened{Whole: yourTurn().seen(), Pressed: view.PressedHelp})},
		State{Name: "portal-ticket-refused", Page: page(refusedMessage)},
		State{Name: "portal-ticket-not-yet", Page: page(refusedAnswer)},
	)
	for i := range states {
		states[i].Room = Portal
	}
	return states
}

// seen is the ticket as its customer reads it: without notes.
func (s *story) seen() ticket.Whole {
	w := s.Whole
	w.Messages = nil
	for _, m := range s.Messages {
		if !m.IsNote() {
			w.Messages = append(w.Messages, m)
		}
	}
	return w
}

func home(w view.Welcome) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		return view.Home(frame(i18n.T(ctx, "portal.home.title"), "portal-home"), w)
	})
}

func form(a view.Asking) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		a.Language, a.Key, a.Limits, a.Now = i18n.From(ctx).Locale(), "gallery", ticket.DefaultLimits(), now()
		return view.New(frame(i18n.T(ctx, "portal.new.title"), "portal-new"), a)
	})
}

func refusedForm(ctx context.Context) templ.Component {
	required := i18n.T(ctx, "fault.required")
	long := i18n.T(ctx, "fault.too_long", i18n.Blanks{Limit: i18n.From(ctx).Number(50_000), Count: 50_000})
	return form(view.Asking{
		Name: hanna.Name, Address: "hanna at bakkehuset", Body: strings.Repeat(hannaMore+" ", 6), Expected: at(17, 15, 30),
		Problems: []ui.Problem{
			{Field: "subject", Message: required},
			{Field: "body", Message: long},
			{Field: "email", Message: i18n.T(ctx, "fault.address")},
			{Field: view.LanguageField, Message: i18n.T(ctx, "fault.language")},
		},
	})
}

func receipt() ticket.Receipt {
	return ticket.Receipt{
		Number: 4812, Subject: subject, Body: hannaAsks, Address: hanna.Address, Locale: hanna.Locale, AskedAt: now(), Due: at(17, 15, 30),
		Files: []ticket.Attachment{{ID: 1, Name: "router-lamps.jpg", Kind: "image/jpeg", Size: 2_412_000}},
	}
}

func sent(r view.Received) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		r.Now = now()
		return view.Sent(frame(i18n.T(ctx, "portal.sent.title"), "portal-sent"), r)
	})
}

func customers(o view.Opened) templ.Component {
	return page(func(context.Context) templ.Component {
		o.Company, o.Base, o.Now, o.Limits, o.MayWrite = "Nordby Fiber", "/t/GALLERY", now(), ticket.DefaultLimits(), true
		o.Message.Key, o.Answer.Key, o.Drafting = "message", "answer", "gallery"
		return view.Ticket(frame(o.Subject, "portal-ticket"), o)
	})
}

func refusedMessage(ctx context.Context) templ.Component {
	return customers(view.Opened{Whole: promised().seen(), Message: view.Written{
		Problems: []ui.Problem{{Field: "body", Message: i18n.T(ctx, "fault.required")}},
	}})
}

func refusedAnswer(ctx context.Context) templ.Component {
	return customers(view.Opened{Whole: promised().seen(), Answer: view.Written{
		Works: "no", Problems: []ui.Problem{{Field: view.StillField, Message: i18n.T(ctx, "fault.required")}},
	}})
}
