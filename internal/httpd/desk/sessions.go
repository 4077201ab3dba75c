package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// signInsShown is how many times of signing in somebody's own page tells.
const signInsShown = 30

const sessionsAddress = "/desk/profile/sessions"

func (d door) showSessions(w http.ResponseWriter, r *http.Request) error {
	return d.sessions(w, r, http.StatusOK, nil)
}

func (d door) sessions(w http.ResponseWriter, r *http.Request, status int, problems []ui.Problem) error {
	ctx, by := r.Context(), httpd.Actor(r.Context())
	frame, _, err := d.frame(w, r, nil, "sessions")
	if err != nil {
		return err
	}
	frame.Title, frame.Flow = words(r, "staff.session.page"), true
	page := view.SignIn{
		Frame: frame, Me: httpd.Me(ctx), MinPassword: people.PasswordMin, Problems: problems,
		Sessions: view.SessionList{Action: sessionsAddress + "/ends", Now: httpd.Now(ctx)},
	}
	if page.Sessions.All, err = people.Sessions(ctx, d.DB, by, by.ID, d.Session(r)); err != nil {
		return err
	}
	if page.History, err = people.SignIns(ctx, d.DB, by, by.ID, signInsShown); err != nil {
		return err
	}
	return d.Render(w, r, status, view.SignInPage(page))
}

// createSessionEnd signs the reader out of one browser, or of all but this one.
func (d door) createSessionEnd(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	return d.Change(w, r, sessionsAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		by, done := httpd.Actor(ctx), ui.Note{Text: words(r, "staff.done.session")}
		if form.Text("session") == "all" {
			return done, people.EndSessions(ctx, tx, by, by.ID, d.Session(r))
		}
		return done, people.EndSession(ctx, tx, by, by.ID, people.SessionID(form.ID("session")))
	})
}

// setPassword changes the reader's password. Who has found an open browser does not know the old one, and may not try it
// more often than at the door.
func (d door) setPassword(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	err = d.changePassword(w, r, form.Text("current"), form.Text("password"))
	if !fault.Is(err, fault.KindInvalid) {
		return err
	}
	return d.sessions(w, r, http.StatusUnprocessableEntity, httpd.Problems(r.Context(), err,
		httpd.Input{Name: "current", Label: words(r, "staff.password.current")}, httpd.Input{Name: "password", Label: words(r, "staff.password.new")}))
}

func (d door) changePassword(w http.ResponseWriter, r *http.Request, current, password string) error {
	proven, err := d.mayChange(r, httpd.Me(r.Context()), current, password)
	if err != nil {
		return err
	}
	hash, err := people.HashPassword(r.Context(), password)
	if err != nil {
		return err
	}
	return d.Change(w, r, sessionsAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		if err := people.ChangePassword(ctx, tx, httpd.Actor(ctx), proven, hash, d.Session(r)); err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "staff.done.password")}, factor.EndAll(ctx, tx, httpd.Me(ctx).ID)
	})
}

// mayChange says what is wrong with a new password, and with the old one that is to prove who asks.
func (d door) mayChange(r *http.Request, me people.Person, current, password string) (people.Account, error) {
	var empty *fault.Error
	if current == "" {
		empty = fault.Invalid("fault.required").On("current")
	}
	if err := fault.Join(empty, people.CheckPassword("password", password, me.Name, me.Address, httpd.Desk(r.Context()).Name)); err != nil {
		return people.Account{}, err
	}
	try, err := d.Count(r, d.Settings.Rates.SignInAccount, me.Address)
	if err != nil {
		return people.Account{}, err
	}
	proven, err := people.ProvePassword(r.Context(), d.DB, me.ID, "current", current)
	if err != nil {
		return people.Account{}, err
	}
	return proven, d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error { return try.TakeBack(ctx, tx) })
}
