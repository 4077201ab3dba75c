package office

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// People is the page of who works here.
type People struct {
	Frame   layout.Frame
	Now     time.Time
	Filter  people.StaffFilter
	Members []people.Member
	Invited []people.Invitation
	Teams   []people.Team
}

// Invite is the page on which somebody is invited.
type Invite struct {
	Frame               layout.Frame
	Draft               people.Invitee
	Teams               []people.Team
	MaxName, MaxAddress int
	Problems            []ui.Problem
}

// Person is the page of one of the staff.
type Person struct {
	Frame    layout.Frame
	Now      time.Time
	Me       people.ID
	Member   people.Member
	Teams    []people.Team
	Skills   []people.Skill
	Sessions desk.SessionList
	History  []people.SignedIn
	MaxName  int
	Draft    RightsDraft
	Problems []ui.Problem
	Hours    desk.Wish    // when they are on duty, as it stands in its form
	Wrong    []ui.Problem // with that
}

// hours asks when they are on duty.
func (p Person) hours(ctx context.Context) desk.HoursForm {
	name := i18n.Blanks{Name: ui.Clean(desk.First(p.Member.Name))}
	return desk.HoursForm{
		Wish: p.Hours, Title: i18n.T(ctx, "staff.hours.field", name), Hint: i18n.T(ctx, "staff.hours.hint", name),
		Wrongs: func(field string) string { return wrong(p.Wrong, field) },
	}
}

// RightsDraft is what stands in the form of somebody's rights.
type RightsDraft struct {
	Role   people.Role
	Teams  []people.TeamID
	Skills []int64
	Skill  string // a new one
	Seal   string // of what the form was made of
}

// RightsOf is the form of somebody's rights as it begins.
func RightsOf(m people.Member) RightsDraft {
	return RightsDraft{Role: m.Role, Teams: m.Teams, Skills: m.Skills, Seal: m.Seal()}
}

// Leaving is the page that says what happens when somebody works here no more.
type Leaving struct {
	Frame   layout.Frame
	Member  people.Member
	Owns    ticket.Belongings
	Invited int // open invitations that they have sent
	Problem string
}

// roles are those that somebody can have here, the widest last.
var roles = []people.Role{people.Agent, people.Technician, people.Supervisor, people.Admin}

// RoleName is what a role is called.
func RoleName(ctx context.Context, r people.Role) string {
	switch r {
	case people.Technician:
		return i18n.T(ctx, "staff.role.technician")
	case people.Supervisor:
		return i18n.T(ctx, "staff.role.supervisor")
	case people.Admin:
		return i18n.T(ctx, "staff.role.admin")
	default:
		return i18n.T(ctx, "staff.role.agent")
	}
}

// roleMeans is what somebody of a role does here, in a sentence.
func roleMeans(ctx context.Context, r people.Role) string {
	switch r {
	case people.Technician:
		return i18n.T(ctx, "staff.role.technician_means")
	case people.Supervisor:
		return i18n.T(ctx, "staff.role.supervisor_means")
	case people.Admin:
		return i18n.T(ctx, "staff.role.admin_means")
	default:
		return i18n.T(ctx, "staff.role.agent_means")
	}
}

// PersonAddress is the page of one of the staff.
func PersonAddress(id people.ID) string { return "/office/people/" + digits(int64(id)) }

// TeamAddress is the page of a team.
func TeamAddress(id people.TeamID) string { return "/office/teams/" + digits(int64(id)) }

// PeopleAddress is the list of the staff through a filter.
func PeopleAddress(f people.StaffFilter) string {
	q := url.Values{}
	if f.Role != "" {
		q.Set("role", string(f.Role))
	}
	if f.Team != 0 {
		q.Set("team", digits(int64(f.Team)))
	}
	if f.Left {
		q.Set("left", "yes")
	}
	if len(q) == 0 {
		return "/office/people"
	}
	return "/office/people?" + q.Encode()
}

func (p People) isFiltered() bool { return p.Filter.Role != "" || p.Filter.Team != 0 }

func (p People) tabs(ctx context.Context) []ui.Tab {
	here, left := p.Filter, p.Filter
	here.Left, left.Left = false, true
	return []ui.Tab{
		{Label: i18n.T(ctx, "staff.people.here"), Href: PeopleAddress(here), Current: !p.Filter.Left},
		{Label: i18n.T(ctx, "staff.people.left"), Href: PeopleAddress(left), Current: p.Filter.Left},
	}
}

func (p People) roles(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "staff.people.any_role")}}
	for _, r := range roles {
		out = append(out, ui.Option{Value: string(r), Label: RoleName(ctx, r), Chosen: r == p.Filter.Role})
	}
	return out
}

func (p People) teams(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "staff.people.any_team")}}
	for _, t := range p.Teams {
		out = append(out, ui.Option{Value: digits(int64(t.ID)), Label: t.Name, Chosen: t.ID == p.Filter.Team})
	}
	return out
}

// teamNames are the names of some teams, in the teams' order.
func teamNames(all []people.Team, ids []people.TeamID) []string {
	var names []string
	for _, t := range all {
		if slices.Contains(ids, t.ID) {
			names = append(names, t.Name)
		}
	}
	return names
}

// seen is when somebody was here last, in words.
func seen(ctx context.Context, m people.Member, now time.Time) string {
	if m.SeenAt == nil {
		return i18n.T(ctx, "staff.people.away")
	}
	l := i18n.From(ctx)
	return l.T("staff.people.seen", i18n.Blanks{When: l.At(*m.SeenAt, now)})
}

// stands is where an invitation stands, in words.
func stands(ctx context.Context, i people.Invitation, now time.Time) string {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: ui.Clean(i.By), When: l.At(i.InvitedAt, now)}
	switch {
	case i.IsOver:
		return l.T("staff.invited.over", b)
	case i.IsLetter:
		return l.T("staff.invited.sent", b)
	default:
		return l.T("staff.invited.waits", b)
	}
}

func (i Invite) languages() []ui.Option {
	var out []ui.Option
	for _, l := range i18n.Locales {
		out = append(out, ui.Option{Value: string(l), Label: l.Name(), Lang: string(l), Chosen: l == i.Draft.Locale})
	}
	return out
}

func wrong(problems []ui.Problem, field string) string {
	for _, p := range problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}
