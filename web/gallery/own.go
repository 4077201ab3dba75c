package gallery

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/mail"
	view "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

// peter is Hanna's colleague.
var peter = people.Person{ID: 104, Role: people.Customer, Name: "Peter Holm", Address: "peter@bakkehuset.example", Company: "Bakkehuset Café", Locale: i18n.EN}

// ownStates are the customers' own place: signing in, their list, their details, and who sees a ticket.
func ownStates() []State {
	states := []State{
		{Name: "own-signin", Page: signing(view.SigningIn{})},
		{Name: "own-signin-refused", Page: page(func(ctx context.Context) templ.Component {
			return signing(view.SigningIn{Address: "hanna at bakkehuset", Problems: []ui.Problem{{Field: "email", Message: i18n.T(ctx, "fault.address")}}})
		})},
		{Name: "own-signin-wrong-password", Page: page(func(ctx context.Context) templ.Component {
			return signing(view.SigningIn{Address: hanna.Address, ByPassword: true, Problems: []ui.Problem{{Message: i18n.T(ctx, "fault.signin_wrong")}}})
		})},
		{Name: "own-link-sent", Page: titled(func(f layout.Frame) templ.Component { return view.LinkSent(f, hanna.Address) })},
		{Name: "own-link", Page: titled(func(f layout.Frame) templ.Component {
			return view.UseLink(f, "gallery", people.SignInLink{Address: hanna.Address, Name: hanna.Name})
		})},
		{Name: "own-link-elsewhere", Page: titled(func(f layout.Frame) templ.Component {
			return view.Elsewhere(f, view.SigningIn{MaxAddress: 254})
		})},
		{Name: "own-link-over", Page: titled(func(f layout.Frame) templ.Component {
			return view.LinkOver(f, view.SigningIn{MaxAddress: 254})
		})},
		{Name: "own-tickets", Page: mine(view.Mine{Rows: ownRows(), SeesCompany: true, Next: "/my/tickets?after=2-1"})},
		{Name: "own-tickets-none", Page: mine(view.Mine{IsAlone: true})},
		{Name: "own-tickets-not-found", Page: mine(view.Mine{Filter: ticket.OwnFilter{Words: "red lamp", State: ticket.OwnOpen}})},
		{Name: "own-profile", Page: details(view.Profile{})},
		{Name: "own-profile-refused", Page: page(func(ctx context.Context) templ.Component {
			return details(view.Profile{Password: people.PasswordState{IsSet: true, NeedsOld: true}, Problems: []ui.Problem{
				{Field: "name", Message: i18n.T(ctx, "fault.required")}, {Field: "old", Message: i18n.T(ctx, "own.fault.old_password")},
			}})
		})},
		{Name: "own-ticket", Page: together(hanna, true, nil)},
		{Name: "own-ticket-colleague-refused", Page: page(func(ctx context.Context) templ.Component {
			return together(hanna, true, []ui.Problem{{Field: view.ColleagueField, Message: i18n.T(ctx, "fault.address")}})
		})},
		{Name: "own-ticket-of-a-colleague", Page: together(peter, true, nil)},
		{Name: "own-ticket-to-read", Page: together(alek, false, nil)},
		{Name: "own-asking", Page: form(view.Asking{Expected: at(17, 15, 30), IsSigned: true, Name: hanna.Name, Address: hanna.Address})},
		{Name: "own-follow", Page: following(ticket.Invited{By: hanna.Name, Name: peter.Name, Address: peter.Address})},
		{Name: "own-follow-new", Page: following(ticket.Invited{Name: "peter", Address: peter.Address, IsNew: true})},
		{Name: "own-follow-over", Page: titled(view.FollowOver)},
	}
	for i := range states {
		states[i].Room = Portal
	}
	for _, n := range []struct {
		name string
		kind mail.NoteKind
	}{{"sign-in", mail.SignIn}, {"sign-in-staff", mail.StaffSignIn}, {"colleague", mail.Colleague}, {"colleague-staff", mail.StaffColleague}} {
		states = append(states, State{Name: "letter-" + n.name, Room: Letter, Mail: true, Page: page(func(ctx context.Context) templ.Component {
			return shortly(i18n.From(ctx), n.kind)
		})})
	}
	return states
}

// signedIn draws a page for a customer who is signed in.
func signedIn(draw func(ctx context.Context) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		ctx = layout.WithCustomer(ctx, hanna.Name)
		return draw(ctx).Render(ctx, w)
	})
}

func titled(draw func(layout.Frame) templ.Component) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		return draw(frame(i18n.T(ctx, "own.signin.title"), "own-signin"))
	})
}

func signing(p view.SigningIn) templ.Component {
	p.Company, p.MaxAddress, p.MaxPassword = "Nordby Fiber", 254, people.PasswordMax
	return titled(func(f layout.Frame) templ.Component { return view.SignIn(f, p) })
}

func mine(m view.Mine) templ.Component {
	return signedIn(func(ctx context.Context) templ.Component {
		m.Me, m.Now = hanna, now()
		return view.MyTickets(frame(i18n.T(ctx, "own.nav.tickets"), "own-tickets"), m)
	})
}

// ownRows are a ticket in each state that a customer's list knows.
func ownRows() []ticket.OwnRow {
	reply, commitment, visit := promise.FirstReply, promise.Commitment, promise.Visit
	none, words := "", whereFault
	confirmed := promise.Confirmed
	row := func(number int64, subject string, status promise.Status, rank int, opened time.Time) ticket.OwnRow {
		return ticket.OwnRow{
			ID: ticket.ID(number), Number: number, Subject: subject, Status: status, Locale: i18n.EN, OpenedAt: opened, Rank: rank,
			RequesterID: hanna.ID, RequesterName: hanna.Name, Words: &none,
		}
	}
	turn := row(4806, "Which router do we get?", promise.Awaiting, 0, at(16, 10, 2))
	asked := row(4790, "The card terminal is slow", promise.Solved, 0, at(12, 9, 15))
	promised := row(4812, subject, promise.Open, 1, at(17, 11, 58))
	promised.Kind, promised.Words, promised.Due = &commitment, &words, pointer(at(17, 14, 30))
	late := row(4811, "Our invoice for February", promise.Open, 1, at(17, 9, 30))
	late.Late, late.RequesterID, late.RequesterName = pointer(at(17, 13, 0)), peter.ID, peter.Name
	fresh := row(4815, "Gęś i żółw: "+strings.Repeat("Niedziałającywielofunkcyjny", 3), promise.New, 1, at(17, 14, 10))
	fresh.Kind, fresh.Due, fresh.Locale = &reply, pointer(at(18, 9, 10)), i18n.PL
	held := row(4801, "A second line upstairs", promise.OnHold, 1, at(11, 15, 40))
	agreed := row(4803, "A socket in the back room", promise.Open, 1, at(12, 8, 20))
	agreed.Kind, agreed.Opens, agreed.Due = &visit, pointer(at(19, 10, 0)), pointer(at(19, 12, 0))
	closed := row(4702, "Move to Havnegade", promise.Closed, 2, at(2, 8, 30))
	closed.ClosedAt, closed.FinishedAs = pointer(at(4, 16, 0)), &confirmed
	return []ticket.OwnRow{turn, asked, fresh, promised, late, agreed, held, closed}
}

func pointer(t time.Time) *time.Time { return &t }

func details(p view.Profile) templ.Component {
	return signedIn(func(ctx context.Context) templ.Component {
		confirmed := at(2, 9, 0)
		p.Me, p.Now, p.MaxName = hanna, now(), 200
		p.OwnProfile = people.OwnProfile{Name: hanna.Name, Locale: i18n.From(ctx).Locale(), Zone: "Europe/Copenhagen"}
		p.Addresses = []people.OwnAddress{{Address: hanna.Address, IsMain: true, ConfirmedAt: &confirmed}, {Address: "hanna.lund@postbox.example"}}
		p.Sessions = []people.OwnSession{
			{ID: 1, Browser: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Network: "192.0.2.0/24", BeganAt: at(17, 14, 0), SeenAt: now(), IsThis: true},
			{ID: 2, Browser: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", Network: "198.51.100.0/24", BeganAt: at(9, 8, 0), SeenAt: at(15, 21, 12)},
			{ID: 3, Network: "2001:db8::/64", BeganAt: at(3, 8, 0), SeenAt: at(4, 7, 50)},
		}
		return view.ProfilePage(frame(i18n.T(ctx, "own.nav.profile"), "own-profile"), p)
	})
}

// together is Hanna's ticket, which Peter follows and somebody else is asked to, as somebody reads it.
func together(reader people.Person, writes bool, problems []ui.Problem) templ.Component {
	return signedIn(func(context.Context) templ.Component {
		w := promised().seen()
		said := at(17, 13, 50)
		w.Followers = []ticket.Follower{
			{PersonID: peter.ID, Name: peter.Name, Address: peter.Address, AddedAt: at(17, 13, 45), ConfirmedAt: &said},
			{PersonID: 105, Address: "owner@bakkehuset.example", AddedAt: at(17, 14, 0)},
		}
		w.CompanySees, w.MayWrite = true, writes
		w.Messages = append(w.Messages, ticket.Message{ID: 90, Audience: ticket.Public, AuthorID: peter.ID, AuthorName: peter.Name, Body: "I am at the café now and can look at the router.", CreatedAt: at(17, 13, 55)})
		o := view.Opened{Whole: w, Company: "Nordby Fiber", Base: "/my/tickets/4812", Me: reader.ID, IsSigned: true, Now: now(), Limits: ticket.DefaultLimits(), Drafting: "gallery"}
		o.Message.Key, o.Answer.Key, o.Colleague.Problems = "message", "answer", problems
		return view.Ticket(frame(o.Subject, "portal-ticket"), o)
	})
}

func following(i ticket.Invited) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		return view.Follow(frame(i18n.T(ctx, "own.follow.title"), "own-follow"), view.Following{Invited: i, Company: "Nordby Fiber", Token: "gallery", MaxName: 200})
	})
}

func shortly(l *i18n.Localizer, kind mail.NoteKind) templ.Component {
	written, err := mail.WriteNote(l, mail.Note{
		Kind: kind, Company: mail.Company{Name: "Nordby Fiber", AddressLine: "Havnegade 2, Nordby", Phone: "+45 75 55 01 00", Brand: "#0b5f78"},
		Name: hanna.Name, Address: hanna.Address, By: peter.Name, Link: "/demo/gallery/own-link",
	})
	if err != nil {
		return failed(err)
	}
	return templ.Raw(written.HTML)
}
