package office

import (
	"context"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// staffing are the addresses of those who say who works here. To everybody else they are not there.
func (d door) staffing(r chi.Router) {
	s := d.Server
	r.Use(s.Admins)
	r.Get("/office/people", s.Handle(d.showPeople))
	r.Get("/office/teams", s.Handle(d.showTeams))
	r.Group(func(r chi.Router) { // what changes rights, and the pages with the forms of it, so that nothing typed is lost
		r.Use(s.Fresh)
		r.Get("/office/people/invite", s.Handle(d.showInvite))
		r.Post("/office/invitations", s.Handle(d.createInvitation))
		r.Post("/office/invitations/{invitation}/sendings", s.Handle(d.createSending))
		r.Post("/office/invitations/{invitation}/withdrawals", s.Handle(d.createInvitationWithdrawal))
		r.Get("/office/people/{person}", s.Handle(d.showPerson))
		r.Post("/office/people/{person}/rights", s.Handle(d.setRights))
		r.Post("/office/people/{person}/hours", s.Handle(d.setHours))
		r.Get("/office/people/{person}/leave", s.Handle(d.showLeaving))
		r.Post("/office/people/{person}/departures", s.Handle(d.createDeparture))
		r.Post("/office/people/{person}/returns", s.Handle(d.createPersonReturn))
		r.Post("/office/people/{person}/sessions/ends", s.Handle(d.createSessionEnd))
		r.Post("/office/people/{person}/second-factor/removals", s.Handle(d.createFactorRemoval))
		r.Post("/office/teams", s.Handle(d.createTeam))
		r.Get("/office/teams/{team}", s.Handle(d.showTeam))
		r.Post("/office/teams/{team}", s.Handle(d.setTeam))
		r.Post("/office/teams/{team}/moves", s.Handle(d.createTeamMove))
		r.Post("/office/teams/{team}/removals", s.Handle(d.createTeamRemoval))
	})
}

// staffFrame is what the shell shows around a page about who works here.
func (d door) staffFrame(w http.ResponseWriter, r *http.Request, screen, title string) (layout.Frame, error) {
	f, err := d.frame(w, r, screen, title)
	f.Side.Current = "people"
	return f, err
}

// then makes one change of who works here, says what was done on the page that comes next, and goes there.
func (d door) then(w http.ResponseWriter, r *http.Request, to string, done func() string, f func(ctx context.Context, tx *pg.Tx) error) error {
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		return f(ctx, tx)
	})
	if err != nil {
		return err
	}
	if err := d.Toast(w, ui.Note{Text: done()}); err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

func (d door) sizes() people.Sizes {
	l := d.Settings.Limits
	return people.Sizes{Name: l.Name, Address: l.Address, Line: l.Subject}
}

func (d door) showPeople(w http.ResponseWriter, r *http.Request) error {
	q, by := r.URL.Query(), httpd.Actor(r.Context())
	f := people.StaffFilter{Left: q.Get("left") == "yes"}
	if role := people.Role(q.Get("role")); role.Valid() && role.IsStaff() {
		f.Role = role
	}
	p := view.People{Now: httpd.Now(r.Context())}
	var err error
	if p.Teams, err = people.Teams(r.Context(), d.DB); err != nil {
		return err
	}
	for _, t := range p.Teams {
		if digits(int64(t.ID)) == q.Get("team") {
			f.Team = t.ID
		}
	}
	p.Filter = f
	if p.Members, err = people.Members(r.Context(), d.DB, by, f); err != nil {
		return err
	}
	if p.Invited, err = people.Invitations(r.Context(), d.DB, by); err != nil {
		return err
	}
	if p.Frame, err = d.staffFrame(w, r, "people", words(r, "staff.people.title")); err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.PeoplePage(p))
}

func (d door) showInvite(w http.ResponseWriter, r *http.Request) error {
	return d.invite(w, r, http.StatusOK, view.Invite{Draft: people.Invitee{Role: people.Agent, Locale: httpd.Desk(r.Context()).Locale}})
}

func (d door) invite(w http.ResponseWriter, r *http.Request, status int, p view.Invite) (err error) {
	if p.Teams, err = people.Teams(r.Context(), d.DB); err != nil {
		return err
	}
	if p.Frame, err = d.staffFrame(w, r, "invite", words(r, "staff.invite.title")); err != nil {
		return err
	}
	p.MaxName, p.MaxAddress = d.sizes().Name, d.sizes().Address
	return d.Render(w, r, status, view.InvitePage(p))
}

// createInvitation invites somebody and posts the letter with the link, in one change. It stands here because it needs both
// rooms, and neither may know the other.
func (d door) createInvitation(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	n := people.Invitee{
		Name: form.Text("name"), Address: form.Text("email"), Role: people.Role(form.Text("role")),
		Teams: teamIDs(form), Locale: i18n.Locale(form.Text("locale")),
	}
	done := func() string {
		if !d.mailLeaves() {
			return words(r, "staff.done.invited_waits", i18n.Blanks{Address: ui.Clean(n.Address)})
		}
		return words(r, "staff.done.invited", i18n.Blanks{Address: ui.Clean(n.Address)})
	}
	err = d.then(w, r, "/office/people", done, func(ctx context.Context, tx *pg.Tx) error {
		id, err := people.InviteStaff(ctx, tx, httpd.Actor(ctx), d.sizes(), n)
		if err != nil {
			return err
		}
		return outbox.PostInvitation(ctx, tx, int64(id))
	})
	if fault.Is(err, fault.KindInvalid) {
		problems := httpd.Problems(r.Context(), err,
			httpd.Input{Name: "email", Label: words(r, "staff.field.address")}, httpd.Input{Name: "name", Label: words(r, "staff.field.name")},
			httpd.Input{Name: "role", Label: words(r, "staff.field.role")}, httpd.Input{Name: "teams", Label: words(r, "staff.field.teams")},
			httpd.Input{Name: "locale", Label: words(r, "staff.field.language")})
		return d.invite(w, r, http.StatusUnprocessableEntity, view.Invite{Draft: n, Problems: problems})
	}
	return err
}

// teamIDs are the teams that a form has ticked, each once.
func teamIDs(form httpd.Form) []people.TeamID {
	var teams []people.TeamID
	for _, id := range form.IDs("teams") {
		if !slices.Contains(teams, people.TeamID(id)) {
			teams = append(teams, people.TeamID(id))
		}
	}
	return teams
}

// createSending sends an invitation's letter once more, with a new link.
func (d door) createSending(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "invitation")
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	done := func() string {
		if !d.mailLeaves() {
			return words(r, "staff.done.again_waits")
		}
		return words(r, "staff.done.again")
	}
	return d.then(w, r, "/office/people", done, func(ctx context.Context, tx *pg.Tx) error {
		if _, err := people.InviteAgain(ctx, tx, httpd.Actor(ctx), people.InvitationID(id)); err != nil {
			return err
		}
		return outbox.PostInvitation(ctx, tx, id)
	})
}

func (d door) createInvitationWithdrawal(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "invitation")
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	return d.then(w, r, "/office/people", func() string { return words(r, "staff.done.withdrawn") }, func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.WithdrawInvitation(ctx, tx, httpd.Actor(ctx), people.InvitationID(id))
		return err
	})
}

// mailLeaves says whether a mail leaves: without a server it waits.
func (d door) mailLeaves() bool { return d.Settings.HasMail || d.Settings.Demo }
