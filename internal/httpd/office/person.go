package office

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	view "github.com/kepthq/kept/web/office"
)

// signInsShown is how many times of signing in a person's page tells.
const signInsShown = 10

// colleague is the one of the staff whom the address names.
func (d door) colleague(r *http.Request) (people.Member, error) {
	id, err := httpd.PathID(r, "person")
	if err != nil {
		return people.Member{}, err
	}
	return people.GetMember(r.Context(), d.DB, httpd.Actor(r.Context()), people.ID(id))
}

func (d door) showPerson(w http.ResponseWriter, r *http.Request) error {
	m, err := d.colleague(r)
	if err != nil {
		return err
	}
	return d.person(w, r, http.StatusOK, view.Person{Member: m, Draft: view.RightsOf(m)})
}

func (d door) person(w http.ResponseWriter, r *http.Request, status int, p view.Person) (err error) {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	p.Me, p.Now, p.MaxName = by.ID, httpd.Now(ctx), d.sizes().Name
	if p.Teams, err = people.Teams(ctx, d.DB); err != nil {
		return err
	}
	if p.Skills, err = people.Skills(ctx, d.DB); err != nil {
		return err
	}
	if p.Wrong == nil {
		reach, err := people.ReachOf(ctx, d.DB, p.Member.ID)
		if err != nil {
			return err
		}
		p.Hours = desk.WishOf(reach)
	}
	p.Sessions = desk.SessionList{Action: view.PersonAddress(p.Member.ID) + "/sessions/ends", Now: p.Now}
	if p.Member.ID != by.ID {
		p.Sessions.Whose = p.Member.Name
	}
	if p.Sessions.All, err = people.Sessions(ctx, d.DB, by, p.Member.ID, d.Session(r)); err != nil {
		return err
	}
	if p.History, err = people.SignIns(ctx, d.DB, by, p.Member.ID, signInsShown); err != nil {
		return err
	}
	if p.Frame, err = d.staffFrame(w, r, "person", p.Member.Name); err != nil {
		return err
	}
	return d.Render(w, r, status, view.PersonPage(p))
}

// setRights changes what somebody is here, their teams and what they know. Nobody's form says anything of their own role.
func (d door) setRights(w http.ResponseWriter, r *http.Request) error {
	m, err := d.colleague(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	draft := view.RightsDraft{Role: people.Role(form.Text("role")), Teams: teamIDs(form), Skills: form.IDs("skills"), Skill: form.Text("skill"), Seal: form.Text("seal")}
	if m.ID == httpd.Me(r.Context()).ID && !form.Has("role") {
		draft.Role = m.Role
	}
	done := func() string { return words(r, "staff.done.rights", i18n.Blanks{Name: desk.First(m.Name)}) }
	err = d.then(w, r, view.PersonAddress(m.ID), done, func(ctx context.Context, tx *pg.Tx) error {
		by := httpd.Actor(ctx)
		if err := people.HoldRights(ctx, tx, by, m.ID, draft.Seal); err != nil {
			return err
		}
		if err := ticket.SetRole(ctx, tx, by, m.ID, draft.Role); err != nil {
			return err
		}
		if err := people.SetTeams(ctx, tx, by, m.ID, draft.Teams); err != nil {
			return err
		}
		if err := people.SetSkills(ctx, tx, by, d.sizes(), m.ID, draft.Skills, draft.Skill); err != nil {
			return err
		}
		return handBack(ctx, tx)
	})
	faults := fault.Of(err)
	if len(faults) == 0 || faults[0].Kind == fault.KindNotFound {
		return err
	}
	if faults[0].Kind == fault.KindConflict { // what stands now
		if m, err = d.colleague(r); err != nil {
			return err
		}
		return d.person(w, r, http.StatusConflict, view.Person{Member: m, Draft: view.RightsOf(m), Problems: httpd.Problems(r.Context(), faults[0])})
	}
	problems := httpd.Problems(r.Context(), err,
		httpd.Input{Name: "role", Label: words(r, "staff.field.role")}, httpd.Input{Name: "teams", Label: words(r, "staff.field.teams")},
		httpd.Input{Name: "skills", Label: words(r, "staff.field.skills")}, httpd.Input{Name: "skill", Label: words(r, "staff.field.new_skill")})
	return d.person(w, r, int(faults[0].Kind), view.Person{Member: m, Draft: draft, Problems: problems})
}

// setHours says when somebody is on duty.
func (d door) setHours(w http.ResponseWriter, r *http.Request) error {
	m, err := d.colleague(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	wish := desk.Wish{Hours: form.Text("hours"), From: form.Text("from"), To: form.Text("to"), Days: form.All("days")}
	own, chosen := wish.HoursOf(httpd.MinutesOf)
	if err = fault.Join(fault.Invalid("fault.required").On("hours")); chosen {
		done := func() string { return words(r, "staff.done.hours", i18n.Blanks{Name: desk.First(m.Name)}) }
		err = d.then(w, r, view.PersonAddress(m.ID), done, func(ctx context.Context, tx *pg.Tx) error {
			if err := people.SetHours(ctx, tx, httpd.Actor(ctx), m.ID, own); err != nil {
				return err
			}
			return notify.Wake(ctx, tx, m.ID)
		})
	}
	if !fault.Is(err, fault.KindInvalid) {
		return err
	}
	problems := httpd.Problems(r.Context(), err,
		httpd.Input{Name: "hours", Label: words(r, "duty.hours.title")}, httpd.Input{Name: "from", Label: words(r, "notice.reach.from")},
		httpd.Input{Name: "to", Label: words(r, "notice.reach.to")}, httpd.Input{Name: "days", Label: words(r, "notice.reach.days")})
	return d.person(w, r, http.StatusUnprocessableEntity, view.Person{Member: m, Draft: view.RightsOf(m), Hours: wish, Wrong: problems})
}

// mostBack is how many tickets are given back with a change of rights. The worker gives the others back.
const mostBack = 50

// handBack gives tickets back to their teams that a change of rights took out of their owner's sight. Kept does so: who
// changes rights need not see the tickets.
func handBack(ctx context.Context, tx *pg.Tx) error {
	_, err := ticket.HandBack(ctx, tx, people.System, mostBack)
	return err
}

func (d door) showLeaving(w http.ResponseWriter, r *http.Request) error {
	return d.leaving(w, r, http.StatusOK, "")
}

func (d door) leaving(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	m, err := d.colleague(r)
	if err != nil {
		return err
	}
	p := view.Leaving{Member: m, Problem: problem}
	if p.Owns, err = ticket.BelongingsOf(r.Context(), d.DB, httpd.Actor(r.Context()), m.ID); err != nil {
		return err
	}
	invited, err := people.Invitations(r.Context(), d.DB, httpd.Actor(r.Context()))
	if err != nil {
		return err
	}
	for _, i := range invited {
		if i.ByID == m.ID {
			p.Invited++
		}
	}
	if p.Frame, err = d.staffFrame(w, r, "leaving", words(r, "staff.leave.title", i18n.Blanks{Name: m.Name})); err != nil {
		return err
	}
	return d.Render(w, r, status, view.LeavingPage(p))
}

// createDeparture ends somebody's work here.
func (d door) createDeparture(w http.ResponseWriter, r *http.Request) error {
	m, err := d.colleague(r)
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	done := func() string { return words(r, "staff.done.left", i18n.Blanks{Name: desk.First(m.Name)}) }
	err = d.then(w, r, view.PersonAddress(m.ID), done, func(ctx context.Context, tx *pg.Tx) error {
		return ticket.OwnerLeft(ctx, tx, httpd.Actor(ctx), m.ID)
	})
	if fault.Is(err, fault.KindConflict) {
		return d.leaving(w, r, http.StatusConflict, httpd.Message(i18n.From(r.Context()), fault.Of(err)[0], httpd.Now(r.Context())))
	}
	return err
}

func (d door) createPersonReturn(w http.ResponseWriter, r *http.Request) error {
	m, err := d.colleague(r)
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	done := func() string { return words(r, "staff.done.back", i18n.Blanks{Name: desk.First(m.Name)}) }
	return d.then(w, r, view.PersonAddress(m.ID), done, func(ctx context.Context, tx *pg.Tx) error {
		return people.BringBack(ctx, tx, httpd.Actor(ctx), m.ID)
	})
}

// createSessionEnd signs somebody out of one browser, or of all.
func (d door) createSessionEnd(w http.ResponseWriter, r *http.Request) error {
	m, err := d.colleague(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	done := func() string { return words(r, "staff.done.session") }
	return d.then(w, r, view.PersonAddress(m.ID), done, func(ctx context.Context, tx *pg.Tx) error {
		if form.Text("session") == "all" {
			return people.EndSessions(ctx, tx, httpd.Actor(ctx), m.ID, d.Session(r))
		}
		return people.EndSession(ctx, tx, httpd.Actor(ctx), m.ID, people.SessionID(form.ID("session")))
	})
}
