package door

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/door"
	"github.com/kepthq/kept/web/ui"
)

// showJoin shows the form to whoever holds an invitation's link. Opening it uses nothing up.
func (d door) showJoin(w http.ResponseWriter, r *http.Request) error {
	i, err := people.InvitationOf(r.Context(), d.DB, linked(r))
	if err != nil {
		return err
	}
	return d.joining(w, r, http.StatusOK, view.Join{Invitation: i, Name: i.Name})
}

func (d door) joining(w http.ResponseWriter, r *http.Request, status int, p view.Join) error {
	p.Frame = d.Frame(w, r, i18n.T(r.Context(), "staff.join.title", i18n.Blanks{Company: httpd.Desk(r.Context()).Name}), "join")
	p.Frame.Back, p.MinPassword, p.MaxName = r.URL.Path, people.PasswordMin, d.Settings.Limits.Name
	return d.Render(w, r, status, view.JoinPage(p))
}

// join makes one of the staff of whoever holds an invitation's link, and signs them in.
func (d door) join(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	i, err := people.InvitationOf(ctx, d.DB, linked(r))
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	desk, name, password := httpd.Desk(ctx), form.Text("name"), form.Text("password")
	if err := i.CheckAcceptance(d.sizes(), name, password, desk.Name); err != nil {
		problems := httpd.Problems(ctx, err,
			httpd.Input{Name: "name", Label: i18n.T(ctx, "signin.welcome.name")},
			httpd.Input{Name: "password", Label: i18n.T(ctx, "signin.welcome.password")})
		return d.joining(w, r, http.StatusUnprocessableEntity, view.Join{Invitation: i, Name: name, Problems: problems})
	}
	hash, err := people.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	var in httpd.Entrance
	err = d.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, _, err := people.Accept(ctx, tx, linked(r), name, hash, desk.Zone, httpd.Network(r))
		if err != nil {
			return err
		}
		in, err = d.Admit(ctx, tx, r, httpd.FirstStep{Person: id, By: people.ByInvitation})
		return err
	})
	if fault.Is(err, fault.KindConflict) {
		problems := []ui.Problem{{Message: httpd.Message(i18n.From(ctx), fault.Of(err)[0], httpd.Now(ctx))}}
		return d.joining(w, r, http.StatusConflict, view.Join{Invitation: i, Name: name, Problems: problems})
	}
	if err != nil {
		return err
	}
	return d.joined(w, r, in)
}

// joined goes on to the desk.
func (d door) joined(w http.ResponseWriter, r *http.Request, in httpd.Entrance) error {
	if err := d.Toast(w, ui.Note{Text: i18n.T(r.Context(), "staff.join.done", i18n.Blanks{Company: httpd.Desk(r.Context()).Name})}); err != nil {
		return err
	}
	d.Lead(w, r, in, "")
	return nil
}
