package portal

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/portal"
)

// onwards is where to go on to after signing in.
func onwards(next string) string {
	if to := httpd.SafeNext(next); to != "/" {
		return to
	}
	return "/my/tickets"
}

func (d door) showSignIn(w http.ResponseWriter, r *http.Request) error {
	next := r.URL.Query().Get("next")
	if httpd.Actor(r.Context()).Can(people.OwnPlace, 0) {
		httpd.Redirect(w, r, onwards(next))
		return nil
	}
	return d.signIn(w, r, http.StatusOK, view.SigningIn{Next: next})
}

func (d door) signIn(w http.ResponseWriter, r *http.Request, status int, page view.SigningIn) error {
	page.Company, page.MaxAddress, page.MaxPassword = httpd.Desk(r.Context()).Name, d.Settings.Limits.Address, people.PasswordMax
	return d.Render(w, r, status, view.SignIn(d.signInFrame(w, r, i18n.T(r.Context(), "own.signin.title")), page))
}

// signInFrame is the frame of the pages of signing in: their addresses may hold a secret, and lead back to the first of them.
func (d door) signInFrame(w http.ResponseWriter, r *http.Request, title string) layout.Frame {
	f := d.Frame(w, r, title, "own-signin")
	f.Back = "/signin"
	return f
}

// askLink has a sign-in link mailed. The answer, and what is done for it, is the same whoever has the address, and if
// nobody has: that is looked up when the letter leaves.
func (d door) askLink(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	q := people.SignInRequest{Address: form.Text("email"), Next: httpd.SafeNext(form.Text("next"))}
	if err := d.countLink(r, q.Address); err != nil {
		if len(fault.Of(err)) == 0 {
			return err
		}
		return d.refuseLink(w, r, err, form)
	}
	q.Browser = d.KeepAsking(w, r)
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, err := people.AskSignIn(ctx, tx, d.Settings.Limits.Address, q)
		if err != nil {
			return err
		}
		return outbox.PostSignIn(ctx, tx, id)
	})
	if err != nil {
		return err
	}
	httpd.Redirect(w, r, "/signin/sent")
	return nil
}

// countLink looks at the address, and counts the try.
func (d door) countLink(r *http.Request, address string) error {
	if err := fault.Join(field.Address("email", address, d.Settings.Limits.Address)); err != nil {
		return err
	}
	if err := d.Throttle(r, d.Settings.Rates.LinkNetwork, httpd.Network(r)); err != nil {
		return err
	}
	return d.Throttle(r, d.Rates(r.Context()).LinkAddress, address)
}

func (d door) refuseLink(w http.ResponseWriter, r *http.Request, err error, form httpd.Form) error {
	ref, ours := refused(r.Context(), err, []input{{"email", "email", i18n.T(r.Context(), "own.signin.address")}}, "")
	if ours != nil {
		return ours
	}
	wait(w, err)
	return d.signIn(w, r, ref.status, view.SigningIn{Next: form.Text("next"), Address: form.Text("email"), Problems: ref.problems})
}

// showAsked says where the link was sent. Whoever has not asked in this browser has nothing to wait for.
func (d door) showAsked(w http.ResponseWriter, r *http.Request) error {
	address, err := people.SignInAsked(r.Context(), d.DB, d.AskingBrowser(r))
	if fault.Is(err, fault.KindNotFound) {
		httpd.Redirect(w, r, "/signin")
		return nil
	}
	if err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.LinkSent(d.signInFrame(w, r, i18n.T(r.Context(), "own.sent.title")), address))
}

func linkToken(r *http.Request) people.Token { return people.Token(chi.URLParam(r, "token")) }

// showLink is what a mailed link opens: a button. Opening it uses nothing up, for mail programs and scanners open links too.
func (d door) showLink(w http.ResponseWriter, r *http.Request) error {
	link, err := people.OpenSignIn(r.Context(), d.DB, linkToken(r), d.AskingBrowser(r))
	switch {
	case fault.Is(err, fault.KindGone):
		return d.linkOver(w, r)
	case err != nil:
		return err
	case link.IsElsewhere:
		f := d.signInFrame(w, r, i18n.T(r.Context(), "own.elsewhere.title"))
		return d.Render(w, r, http.StatusOK, view.Elsewhere(f, view.SigningIn{MaxAddress: d.Settings.Limits.Address}))
	}
	f := d.signInFrame(w, r, i18n.T(r.Context(), "own.link.title"))
	return d.Render(w, r, http.StatusOK, view.UseLink(f, string(linkToken(r)), link))
}

func (d door) linkOver(w http.ResponseWriter, r *http.Request) error {
	f := d.signInFrame(w, r, i18n.T(r.Context(), "own.over.title"))
	return d.Render(w, r, http.StatusGone, view.LinkOver(f, view.SigningIn{MaxAddress: d.Settings.Limits.Address}))
}

// useLink is the press that signs in.
func (d door) useLink(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	var session people.Token
	var next string
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		session, next, err = people.SignInByLink(ctx, tx, linkToken(r), d.AskingBrowser(r), d.Visit(r))
		return err
	})
	if fault.Is(err, fault.KindGone) {
		return d.showLink(w, r) // it says why
	}
	if err != nil {
		return err
	}
	d.KeepCustomer(w, session)
	d.DropAsking(w)
	httpd.Redirect(w, r, onwards(next))
	return nil
}

// signInByPassword is the way of customers who have set a password. Guessing is counted as at the staff's door.
func (d door) signInByPassword(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	page := view.SigningIn{Next: form.Text("next"), Address: form.Text("email"), ByPassword: true}
	var session people.Token
	account, err := d.verify(r, page.Address, form.Text("password"))
	if err == nil {
		err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
			session, err = people.SignInCustomer(ctx, tx, account, d.Visit(r))
			return err
		})
	}
	if fault.Is(err, fault.KindInvalid) {
		page.Problems = httpd.Problems(r.Context(), err,
			httpd.Input{Name: "email", Label: i18n.T(r.Context(), "own.signin.address")},
			httpd.Input{Name: "password", Label: i18n.T(r.Context(), "signin.password")})
		return d.signIn(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	d.KeepCustomer(w, session)
	httpd.Redirect(w, r, onwards(page.Next))
	return nil
}

// verify finds out who signs in. A try counts before it is looked at, and who was right has not guessed.
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
	found, err := people.VerifyCustomer(r.Context(), d.DB, address, password)
	if err != nil {
		return people.Account{}, err
	}
	return found, d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return errors.Join(network.TakeBack(ctx, tx), tries.TakeBack(ctx, tx))
	})
}
