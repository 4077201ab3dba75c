package gallery

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/door"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/mail"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// karin is the admin who looks at these pages.
var karin = people.Person{ID: 27, Role: people.Admin, Name: "Karin Sjöström", Address: "karin@nordby.example", IsActive: true}

func crew() []people.Member {
	seen := now().Add(-4 * time.Minute)
	member := func(p people.Person, role people.Role, teams []people.TeamID, skills []int64, at *time.Time) people.Member {
		return people.Member{ID: p.ID, Role: role, Name: p.Name, Address: p.Address, IsActive: true, HasPassword: true, Teams: teams, Skills: skills, SeenAt: at}
	}
	return []people.Member{
		member(ingrid, people.Supervisor, []people.TeamID{1, 2}, []int64{1, 2}, &seen),
		member(karin, people.Admin, nil, nil, &seen),
		member(maja, people.Agent, []people.TeamID{1, 2}, nil, &seen),
		{ID: 31, Role: people.Technician, Name: "Oskar Strand", Address: "oskar@nordby.example", IsActive: true, Teams: []people.TeamID{3}},
		{ID: 32, Role: people.Agent, Name: "Konstantinos Papadimitriou-Konstantopoulos", Address: "konstantinos.papadimitriou-konstantopoulos@nordby-fiber.example", IsActive: true, Teams: []people.TeamID{1, 2, 3}},
	}
}

func staffTeams() []people.Team {
	return []people.Team{{ID: 1, Name: "First line", Icon: "inbox"}, {ID: 2, Name: "Technical", Icon: "wrench"}, {ID: 3, Name: "Field visits", Icon: "van"}}
}

func skills() []people.Skill {
	return []people.Skill{{ID: 1, Name: "Refunds"}, {ID: 2, Name: "Routers and firmware"}}
}

func invitations() []people.Invitation {
	invite := func(id people.InvitationID, name, address string, role people.Role, at time.Time) people.Invitation {
		return people.Invitation{ID: id, Invitee: people.Invitee{Name: name, Address: address, Role: role, Teams: []people.TeamID{1}, Locale: i18n.DA}, By: karin.Name, ByID: karin.ID, InvitedAt: at}
	}
	waits, sent, over := invite(1, "", "freja@nordby.example", people.Agent, at(17, 14, 16)), invite(2, "Lone Dahl", "lone@nordby.example", people.Supervisor, at(17, 9, 2)), invite(3, "", "emil@nordby.example", people.Technician, at(12, 9, 0))
	sent.IsLetter, over.IsLetter, over.IsOver = true, true, true
	return []people.Invitation{waits, sent, over}
}

// staffPage is a page about who works here, as Karin sees it.
func staffPage(draw func(ctx context.Context, f layout.Frame) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		ctx = layout.WithViewer(ctx, layout.Viewer{Name: karin.Name, Hue: int(karin.ID), Initials: ui.Initials(karin.Name), Role: string(karin.Role)})
		f := frame(i18n.T(ctx, "staff.people.title"), "people")
		f.Side, f.Flow = side("people"), true
		return draw(ctx, f).Render(ctx, w)
	})
}

// wayInLetter draws a letter that lets somebody in.
func wayInLetter(facts mail.WayIn) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		facts.Company = mail.Company{Name: "Nordby Fiber", Brand: "#0b5f78"}
		written, err := mail.WriteWayIn(i18n.From(ctx), facts)
		if err != nil {
			return failed(err)
		}
		return templ.Raw(written.HTML)
	})
}

func staffStates() []State {
	folk := func(p view.People) templ.Component {
		return staffPage(func(_ context.Context, f layout.Frame) templ.Component {
			p.Frame, p.Now, p.Teams = f, now(), staffTeams()
			return view.PeoplePage(p)
		})
	}
	states := []State{
		{Name: "people", Room: Office, Page: folk(view.People{Members: crew(), Invited: invitations()})},
		{Name: "people-filtered-nobody", Room: Office, Page: folk(view.People{Filter: people.StaffFilter{Role: people.Technician, Team: 1}})},
		{Name: "people-nobody-left", Room: Office, Page: folk(view.People{Filter: people.StaffFilter{Left: true}})},
		{Name: "people-invite", Room: Office, Page: inviting(view.Invite{Draft: people.Invitee{Role: people.Agent, Locale: i18n.EN}})},
		{Name: "people-invite-refused", Room: Office, Page: inviting(view.Invite{Draft: people.Invitee{Address: "freja", Role: people.Supervisor, Teams: []people.TeamID{2}, Locale: i18n.DA}}, "email", "fault.address")},
		{Name: "person", Room: Office, Page: personal(crew()[0])},
		{Name: "person-yourself", Room: Office, Page: personal(crew()[1])},
		{Name: "person-left", Room: Office, Page: personal(people.Member{ID: 33, Role: people.Agent, Name: "Jonas Berg", Address: "jonas@nordby.example"})},
		{Name: "person-leaving", Room: Office, Page: leaving("")},
		{Name: "person-leaving-refused", Room: Office, Page: leaving("fault.last_admin")},
	}
	return append(append(states, teamStates()...), wayInStates()...)
}

func inviting(p view.Invite, wrong ...string) templ.Component {
	return staffPage(func(ctx context.Context, f layout.Frame) templ.Component {
		p.Frame, p.Teams, p.MaxName, p.MaxAddress = f, staffTeams(), 200, 254
		p.Frame.Title = i18n.T(ctx, "staff.invite.title")
		p.Problems = said(ctx, wrong...)
		return view.InvitePage(p)
	})
}

// said is a message at a field; none without a field.
func said(ctx context.Context, wrong ...string) []ui.Problem {
	if len(wrong) == 0 {
		return nil
	}
	return []ui.Problem{{Field: wrong[0], Message: i18n.From(ctx).T(wrong[1])}}
}

const (
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	iphone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)

func sessionsOf(isMine bool) desk.SessionList {
	return desk.SessionList{Action: "/desk/profile/sessions/ends", Now: now(), All: []people.Session{
		{ID: 1, Browser: firefox, Network: "192.0.2.0/24", CreatedAt: at(17, 8, 1), SeenAt: at(17, 14, 17), IsThis: isMine},
		{ID: 2, Browser: iphone, Network: "2001:db8:4:7::/64", CreatedAt: at(16, 18, 30), SeenAt: at(17, 12, 2)},
	}}
}

func history() []people.SignedIn {
	return []people.SignedIn{
		{At: at(17, 8, 1), Kind: people.AuditSignedIn, Browser: firefox, Network: "192.0.2.0/24"},
		{At: at(17, 8, 0), Kind: people.AuditStepRefused, Browser: firefox, Network: "192.0.2.0/24"},
		{At: at(17, 3, 12), Kind: people.AuditSignInRefused, Network: "203.0.113.0/24"},
		{At: at(16, 18, 30), Browser: iphone, Network: "2001:db8:4:7::/64"},
		{At: at(13, 8, 4)},
	}
}

func personal(m people.Member) templ.Component {
	return staffPage(func(_ context.Context, f layout.Frame) templ.Component {
		f.Title = m.Name
		p := view.Person{
			Frame: f, Now: now(), Me: karin.ID, Member: m, Teams: staffTeams(), Skills: skills(), MaxName: 200,
			Hours: desk.WishOf(people.Reach{Mail: people.InHours, Own: &people.Hours{From: 22 * 60, To: 6 * 60, Days: []time.Weekday{time.Friday, time.Saturday}}}),
			Draft: view.RightsDraft{Role: m.Role, Teams: m.Teams, Skills: m.Skills}, Sessions: desk.SessionList{Now: now(), Whose: m.Name},
		}
		if m.IsActive {
			p.Sessions, p.History = sessionsOf(m.ID == karin.ID), history()
			if m.ID != karin.ID {
				p.Sessions.Whose = m.Name
			}
		}
		return view.PersonPage(p)
	})
}

func leaving(wrong string) templ.Component {
	return staffPage(func(ctx context.Context, f layout.Frame) templ.Component {
		m := crew()[0]
		f.Title = i18n.T(ctx, "staff.leave.title", i18n.Blanks{Name: m.Name})
		p := view.Leaving{Frame: f, Member: m, Owns: ticket.Belongings{Tickets: 7, Promises: 9, Agreed: 2}, Invited: 1}
		if wrong != "" {
			p.Problem = i18n.From(ctx).T(wrong)
		}
		return view.LeavingPage(p)
	})
}

func teamStates() []State {
	sheets := []people.TeamSheet{
		{ID: 1, Name: "First line", Icon: "inbox", Members: 5, Live: 14},
		{ID: 2, Name: "Technical", Icon: "wrench", Members: 3, Live: 9, Dealing: people.Dealing{Deals: people.InTurns, DealLimit: 12, DealsBySkill: true, ReturnHours: 4}},
		{ID: 4, Name: "Complaints", Icon: "chat", IsPrivate: true, Members: 2, Live: 1},
		{ID: 3, Name: "Field visits", Icon: "van"},
	}
	all := func(draft people.TeamDraft, wrong ...string) templ.Component {
		return staffPage(func(ctx context.Context, f layout.Frame) templ.Component {
			f.Title = i18n.T(ctx, "staff.team.title")
			return view.TeamsPage(view.Teams{Frame: f, Sheets: sheets, Draft: draft, MaxName: 200, Problems: said(ctx, wrong...)})
		})
	}
	one := func(sheet people.TeamSheet, clash string) templ.Component {
		return staffPage(func(ctx context.Context, f layout.Frame) templ.Component {
			f.Title = sheet.Name
			t := view.Team{Frame: f, Sheet: sheet, Members: crew(), Skills: skills(), MaxName: 200, Draft: sheet.Drafted()}
			if sheet.Members > 0 {
				t.Chosen = []people.ID{ingrid.ID, maja.ID}
			}
			if clash != "" {
				t.Clash = i18n.From(ctx).T(clash)
			}
			return view.TeamPage(t)
		})
	}
	return []State{
		{Name: "teams", Room: Office, Page: all(people.TeamDraft{Icon: "users"})},
		{Name: "teams-refused", Room: Office, Page: all(people.TeamDraft{Name: "Technical", Icon: "wrench", IsPrivate: true}, "name", "staff.fault.team_name")},
		{Name: "team", Room: Office, Page: one(sheets[2], "")},
		{Name: "team-dealt", Room: Office, Page: one(sheets[1], "")},
		{Name: "team-changed-meanwhile", Room: Office, Page: one(sheets[2], "staff.fault.changed")},
		{Name: "team-not-removed", Room: Office, Page: one(sheets[3], "staff.fault.team_used")},
	}
}

func wayInStates() []State {
	way := func(title string, draw func(ctx context.Context, f layout.Frame) templ.Component) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			return draw(ctx, frame(i18n.From(ctx).T(title, i18n.Blanks{Company: "Nordby Fiber"}), "login"))
		})
	}
	forgotten := func(p door.Forgotten, title string, wrong ...string) templ.Component {
		return way(title, func(ctx context.Context, f layout.Frame) templ.Component {
			p.Frame, p.MaxAddress, p.Problems = f, 254, said(ctx, wrong...)
			return door.ForgottenPage(p)
		})
	}
	reset := func(wrong ...string) templ.Component {
		return way("staff.password.title", func(ctx context.Context, f layout.Frame) templ.Component {
			return door.NewPasswordPage(door.NewPassword{Frame: f, Address: maja.Address, MinPassword: people.PasswordMin, Problems: said(ctx, wrong...)})
		})
	}
	join := func(name string, wrong ...string) templ.Component {
		return way("staff.join.title", func(ctx context.Context, f layout.Frame) templ.Component {
			return door.JoinPage(door.Join{Frame: f, Invitation: invitations()[1], Name: name, MaxName: 200, MinPassword: people.PasswordMin, Problems: said(ctx, wrong...)})
		})
	}
	signIn := func(wrong ...string) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			f := frame(i18n.T(ctx, "staff.session.page"), "sessions")
			f.Side, f.Flow = side(""), true
			return desk.SignInPage(desk.SignIn{Frame: f, Me: maja, MinPassword: people.PasswordMin, Sessions: sessionsOf(true), History: history(), Problems: said(ctx, wrong...)})
		})
	}
	return []State{
		{Name: "forgotten", Room: Door, Page: forgotten(door.Forgotten{}, "staff.forgotten.title")},
		{Name: "forgotten-refused", Room: Door, Page: forgotten(door.Forgotten{Address: "maja"}, "staff.forgotten.title", "email", "fault.address")},
		{Name: "forgotten-sent", Room: Door, Page: forgotten(door.Forgotten{IsSent: true}, "staff.forgotten.sent_title")},
		{Name: "new-password", Room: Door, Page: reset()},
		{Name: "new-password-refused", Room: Door, Page: reset("password", "fault.password_common")},
		{Name: "join", Room: Door, Page: join("Lone Dahl")},
		{Name: "join-refused", Room: Door, Page: join("", "name", "fault.required")},
		{Name: "sign-in-and-sessions", Room: Desk, Page: signIn()},
		{Name: "sign-in-and-sessions-refused", Room: Desk, Page: signIn("current", "staff.fault.password_wrong")},
		{Name: "letter-invitation", Room: Letter, Mail: true, Page: wayInLetter(mail.WayIn{Inviter: karin.Name, Link: "https://support.nordby.example/join/x"})},
		{Name: "letter-new-password", Room: Letter, Mail: true, Page: wayInLetter(mail.WayIn{Name: maja.Name, Link: "https://support.nordby.example/login/new-password/x"})},
	}
}
