package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
)

// allLost is one of everything that can be lost.
func allLost() ticket.Lost {
	number, subject := int64(1046), "Fakturaen for marts er dobbelt så høj som den plejer at være"
	invited := "Invitation"
	return ticket.Lost{
		Promises: []ticket.LostPromise{
			{Number: 1042, Subject: "Internettet falder ud hver aften", Locale: i18n.DA, TeamName: "First line", OwnerID: 31, OwnerName: "Bo Konstantinopolitańczykowianeczkowski", IsGone: true, Kind: promise.NextReply, DueAt: at(17, 11, 0)},
			{Number: 1043, Subject: "Routeren blinker rødt", Locale: i18n.DA, TeamName: "Technical", OwnerID: oskar.ID, OwnerName: oskar.Name, IsTeams: true, Kind: promise.Visit, DueAt: at(19, 12, 0)},
			{Number: 1044, Subject: "A new address", Locale: i18n.EN, TeamName: "First line", OwnerID: oskar.ID, OwnerName: oskar.Name, Kind: promise.Commitment, Words: "A letter with the new terms", DueAt: at(20, 16, 0)},
		},
		Teams: []ticket.LostTeam{{ID: business, Name: "Business", Icon: "org", Live: 6, Since: at(12, 9, 30)}},
		Unread: []ticket.Unread{
			{Number: 1045, Subject: "Αργή σύνδεση", Locale: i18n.EL, RequesterID: 71, Customer: "Ελένη Παπαδοπούλου", Phone: "+30 210 555 0142", At: at(9, 10, 12)},
			{Number: 1047, Subject: "Instalacja", Locale: i18n.PL, RequesterID: 72, Customer: "Piotr Wiśniewski", At: at(9, 15, 0), IsVisit: true},
		},
		Mails: []outbox.Item{
			{ID: 7, Kind: outbox.Reply, State: outbox.Failed, Number: &number, Subject: &subject, Locale: i18n.DA, Name: "Mette Søndergård", Address: "mette@postkasse.example", CreatedAt: at(16, 14, 2), Error: "mail refused: recipient: 550 5.1.1 no such user"},
			{ID: 8, Kind: outbox.Invitation, State: outbox.Uncertain, Subject: &invited, Locale: i18n.EN, Name: "Astrid Holm", Address: "astrid@nordby.example", CreatedAt: at(16, 9, 0), Error: "mail may have been taken: data: EOF"},
		},
		Stuck: []ticket.Stuck{{Number: 1048, Subject: "Ingen signal", Locale: i18n.SV, Tries: 7, Error: "pass 1048: a promise without a book"}},
		Jobs:  []ticket.FailedJob{{ID: 3, Kind: outbox.Deliver{}.Kind(), Tries: 25, Ago: 3 * time.Hour, Error: "open blob: no space left on device"}, {ID: 4, Kind: ticket.GoOn{}.Kind(), Tries: 1, Ago: time.Minute, Error: "deadlock"}},
	}
}

func lostStates() []State {
	draw := func(with func(context.Context, *desk.LostPage)) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			title := func(ctx context.Context) string { return i18n.T(ctx, "lost.title") }
			return asKarin(title, func(f layout.Frame) templ.Component {
				f.Side = side("lost")
				p := desk.LostPage{Now: now(), Lost: allLost(), Administers: true}
				with(ctx, &p)
				p.Frame = f
				p.Frame.Side.Lost = p.Lost.Count()
				return desk.ShowLost(p)
			})
		})
	}
	return []State{
		{Name: "lost", Room: Desk, Page: draw(func(context.Context, *desk.LostPage) {})},
		{Name: "lost-none", Room: Desk, Page: draw(func(_ context.Context, p *desk.LostPage) { p.Lost = ticket.Lost{} })},
		{Name: "lost-mended", Room: Desk, Page: draw(func(ctx context.Context, p *desk.LostPage) {
			p.Lost, p.Administers = ticket.Lost{Teams: allLost().Teams}, false
			p.Clash = i18n.T(ctx, "lost.fault.mended")
		})},
	}
}
