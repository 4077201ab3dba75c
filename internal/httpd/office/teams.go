package office

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/office"
)

func (d door) showTeams(w http.ResponseWriter, r *http.Request) error {
	return d.teams(w, r, http.StatusOK, view.Teams{Draft: people.TeamDraft{Icon: people.TeamIcons[0]}})
}

func (d door) teams(w http.ResponseWriter, r *http.Request, status int, p view.Teams) (err error) {
	if p.Sheets, err = people.TeamSheets(r.Context(), d.DB, httpd.Actor(r.Context())); err != nil {
		return err
	}
	if p.Frame, err = d.staffFrame(w, r, "teams", words(r, "staff.team.title")); err != nil {
		return err
	}
	p.MaxName = d.sizes().Name
	return d.Render(w, r, status, view.TeamsPage(p))
}

// draftOf is a team as a form has it. Who sees its tickets has no default: without an answer nothing is taken.
func draftOf(form httpd.Form) (people.TeamDraft, error) {
	draft := people.TeamDraft{Name: form.Text("name"), Icon: form.Text("icon"), IsPrivate: form.Text("private") == "yes"}
	if p := form.Text("private"); p != "yes" && p != "no" {
		return draft, fault.Invalid("fault.required").On("private")
	}
	return draft, nil
}

// dealingOf is how a team's tickets find an owner, as a form has it. What is no number is refused by the room.
func dealingOf(form httpd.Form) people.Dealing {
	number := func(name string) int {
		if form.Text(name) == "" {
			return 0
		}
		if n := *figureOf(form.Text(name)); n != 0 {
			return n
		}
		return -1
	}
	return people.Dealing{Deals: people.Deals(form.Text("deals")), DealLimit: number("limit"), DealsBySkill: form.Has("skill"), ReturnHours: number("hours")}
}

func (d door) createTeam(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	draft, err := draftOf(form)
	if err == nil {
		done := func() string { return words(r, "staff.done.team_added", i18n.Blanks{Team: draft.Name}) }
		err = d.then(w, r, "/office/teams", done, func(ctx context.Context, tx *pg.Tx) error {
			_, err := people.MakeTeam(ctx, tx, httpd.Actor(ctx), d.sizes(), draft)
			return err
		})
	}
	if fault.Is(err, fault.KindInvalid) {
		return d.teams(w, r, http.StatusUnprocessableEntity, view.Teams{Draft: draft, Problems: httpd.Problems(r.Context(), err, teamInputs(r)...)})
	}
	return err
}

func teamInputs(r *http.Request) []httpd.Input {
	return []httpd.Input{
		{Name: "name", Label: words(r, "staff.team.name")},
		{Name: "icon", Label: words(r, "staff.team.icon")},
		{Name: "private", Label: words(r, "staff.team.who_sees")},
		{Name: "deals", Label: words(r, "assign.team.how")},
		{Name: "limit", Label: words(r, "assign.team.limit")},
		{Name: "hours", Label: words(r, "assign.team.hours")},
		{Name: "members", Label: words(r, "staff.team.members")},
	}
}

// aTeam is the team that the address names.
func (d door) aTeam(r *http.Request) (people.TeamSheet, error) {
	id, err := httpd.PathID(r, "team")
	if err != nil {
		return people.TeamSheet{}, err
	}
	return people.OneTeam(r.Context(), d.DB, httpd.Actor(r.Context()), people.TeamID(id))
}

func (d door) showTeam(w http.ResponseWriter, r *http.Request) error {
	t, err := d.aTeam(r)
	if err != nil {
		return err
	}
	return d.team(w, r, http.StatusOK, view.TeamOf(t), nil)
}

// team draws a team's page; chosen are the members that a refused form had ticked, nil those that it has.
func (d door) team(w http.ResponseWriter, r *http.Request, status int, p view.Team, chosen []people.ID) (err error) {
	ctx := r.Context()
	if p.Members, err = people.Members(ctx, d.DB, httpd.Actor(ctx), people.StaffFilter{}); err != nil {
		return err
	}
	if p.Skills, err = people.Skills(ctx, d.DB); err != nil {
		return err
	}
	p.Chosen = chosen
	for _, m := range p.Members {
		if chosen == nil && m.IsIn(p.Sheet.ID) {
			p.Chosen = append(p.Chosen, m.ID)
		}
	}
	if p.Frame, err = d.staffFrame(w, r, "team", p.Sheet.Name); err != nil {
		return err
	}
	p.MaxName = d.sizes().Name
	return d.Render(w, r, status, view.TeamPage(p))
}

// setTeam changes a team and who is in it, at once or not at all; and not by a form that somebody was quicker than.
func (d door) setTeam(w http.ResponseWriter, r *http.Request) error {
	t, err := d.aTeam(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	members := []people.ID{}
	for _, id := range form.IDs("members") {
		members = append(members, people.ID(id))
	}
	draft, err := draftOf(form)
	draft.Dealing = dealingOf(form)
	if err == nil {
		err = d.then(w, r, "/office/teams", func() string { return words(r, "staff.done.team_saved", i18n.Blanks{Team: draft.Name}) }, func(ctx context.Context, tx *pg.Tx) error {
			if err := people.HoldTeam(ctx, tx, httpd.Actor(ctx), t.ID, form.Text("seal")); err != nil {
				return err
			}
			if err := people.ChangeTeam(ctx, tx, httpd.Actor(ctx), d.sizes(), t.ID, draft); err != nil {
				return err
			}
			if err := people.SetMembers(ctx, tx, httpd.Actor(ctx), t.ID, members); err != nil {
				return err
			}
			return handBack(ctx, tx)
		})
	}
	if fault.Is(err, fault.KindInvalid) {
		problems := httpd.Problems(r.Context(), err, teamInputs(r)...)
		p := view.Team{Sheet: t, Draft: draft, Seal: form.Text("seal"), Limit: form.Text("limit"), Hours: form.Text("hours"), Problems: problems}
		return d.team(w, r, http.StatusUnprocessableEntity, p, members)
	}
	if fault.Is(err, fault.KindConflict) {
		return d.teamClash(w, r, err)
	}
	return err
}

// teamClash draws a team as it stands now, with why nothing was done.
func (d door) teamClash(w http.ResponseWriter, r *http.Request, why error) error {
	t, err := d.aTeam(r)
	if err != nil {
		return err
	}
	p := view.TeamOf(t)
	p.Clash = httpd.Message(i18n.From(r.Context()), fault.Of(why)[0], httpd.Now(r.Context()))
	return d.team(w, r, http.StatusConflict, p, nil)
}

func (d door) createTeamMove(w http.ResponseWriter, r *http.Request) error {
	t, err := d.aTeam(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	to := form.Text("to")
	if to != "up" && to != "down" {
		return fault.Invalid("fault.required").On("to")
	}
	return d.then(w, r, "/office/teams", func() string { return words(r, "staff.done.team_moved", i18n.Blanks{Team: t.Name}) }, func(ctx context.Context, tx *pg.Tx) error {
		return people.MoveTeam(ctx, tx, httpd.Actor(ctx), t.ID, to == "up")
	})
}

func (d door) createTeamRemoval(w http.ResponseWriter, r *http.Request) error {
	t, err := d.aTeam(r)
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	err = d.then(w, r, "/office/teams", func() string { return words(r, "staff.done.team_removed", i18n.Blanks{Team: t.Name}) }, func(ctx context.Context, tx *pg.Tx) error {
		return people.RemoveTeam(ctx, tx, httpd.Actor(ctx), t.ID)
	})
	if fault.Is(err, fault.KindConflict) {
		return d.teamClash(w, r, err)
	}
	return err
}
