package door

import (
	"context"
	"errors"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/door"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showLogin(w http.ResponseWriter, r *http.Request) error {
	next := r.URL.Query().Get("next")
	if httpd.Me(r.Context()).Role.IsStaff() {
		httpd.Redirect(w, r, httpd.Onwards(next))
		return nil
	}
	return d.login(w, r, http.StatusOK, view.Login{Next: next})
}

func (d door) login(w http.ResponseWriter, r *http.Request, status int, page view.Login) error {
	wall, err := d.wall(r.Context())
	if err != nil {
		return err
	}
	page.Frame = d.Frame(w, r, i18n.T(r.Context(), "signin.title"), "login")
	page.Frame.Back = "/login" // the address may name where somebody wants to go on to
	page.Wall = wall
	if d.SignOn != nil {
		page.Company = d.SignOn.Label()
	}
	page.MaxAddress, page.MaxPassword = d.Settings.Limits.Address, people.PasswordMax
	return d.Render(w, r, status, view.LoginPage(page))
}

func (d door) signIn(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	page := view.Login{Next: form.Text("next"), Address: form.Text("email")}
	account, err := d.verify(r, page.Address, form.Text("password"))
	if err == nil {
		err = d.Enter(w, r, httpd.FirstStep{Person: account.ID, By: people.ByPassword, Account: account, Next: page.Next})
	}
	if fault.Is(err, fault.KindInvalid) {
		page.Problems = httpd.Problems(r.Context(), err,
			httpd.Input{Name: "email", Label: i18n.T(r.Context(), "signin.address")},
			httpd.Input{Name: "password", Label: i18n.T(r.Context(), "signin.password")})
		return d.login(w, r, http.StatusUnprocessableEntity, page)
	}
	return err
}

// verify finds out who signs in, unless somebody guesses: what is tried too often is not looked at any more. A try
// counts before it is looked at, so that many at once are no way around, and who was right has not guessed.
func (d door) verify(r *http.Request, address, password string) (people.Account, error) {
	var empty []*fault.Error
	if address == "" {
		empty = append(empty, fault.Invalid("fault.required").On("email"))
	}
	if password == "" {
		empty = append(empty, fault.Invalid("fault.required").On("password"))
	}
	if err := fault.Join(empty...); err != nil {
		return people.Account{}, err
	}
	network, err := d.Count(r, d.Settings.Rates.SignInNetwork, httpd.Network(r))
	if err != nil {
		return people.Account{}, err
	}
	tries, err := d.Count(r, d.Settings.Rates.SignInAccount, address)
	if err != nil {
		return people.Account{}, err
	}
	found, err := people.Verify(r.Context(), d.DB, address, password)
	if fault.Is(err, fault.KindInvalid) {
		return people.Account{}, errors.Join(d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
			return people.NoteRefusal(ctx, tx, address, httpd.Whence(r, people.ByPassword))
		}), err)
	}
	if err != nil {
		return people.Account{}, err
	}
	return found, d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return errors.Join(network.TakeBack(ctx, tx), tries.TakeBack(ctx, tx))
	})
}

func (d door) signOut(w http.ResponseWriter, r *http.Request) error {
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return people.SignOut(ctx, tx, d.Session(r))
	})
	if err != nil {
		return err
	}
	d.DropSession(w)
	if err := d.Toast(w, ui.Note{Text: i18n.T(r.Context(), "signin.signed_out")}); err != nil {
		return err
	}
	if httpd.Me(r.Context()).Role == people.Customer {
		httpd.Redirect(w, r, "/")
		return nil
	}
	httpd.Redirect(w, r, "/login")
	return nil
}
