package portal

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

func addressLink(r *http.Request) people.Token { return people.Token(chi.URLParam(r, "token")) }

// showAddress asks whoever opens the link that was mailed to an address whether it is theirs, or whether another one is. Opening it changes nothing:
// mail programs open links by themselves.
func (d door) showAddress(w http.ResponseWriter, r *http.Request) error {
	l, err := people.AddressLinkOf(r.Context(), d.DB, addressLink(r))
	if err != nil {
		return d.noAddress(w, r, err)
	}
	return d.address(w, r, http.StatusOK, view.AddressAsked{Name: l.Name, Address: l.Address, IsWord: l.IsWord})
}

func (d door) address(w http.ResponseWriter, r *http.Request, status int, a view.AddressAsked) error {
	a.Token, a.Company = string(addressLink(r)), httpd.Desk(r.Context()).Name
	f := d.Frame(w, r, a.Title(r.Context()), "portal-address")
	f.Back = r.URL.Path
	return d.Render(w, r, status, view.Address(f, a))
}

// noAddress is the page of a link that asks nothing any more; it does not say why.
func (d door) noAddress(w http.ResponseWriter, r *http.Request, err error) error {
	if !fault.Is(err, fault.KindGone) {
		return err
	}
	f := d.Frame(w, r, i18n.T(r.Context(), "portal.link.title"), "portal-link")
	f.Back = "/"
	return d.Render(w, r, http.StatusGone, view.NoLink(f))
}

// confirmAddress makes the address theirs, once; or lets it be asked there, once its customer has said so.
func (d door) confirmAddress(w http.ResponseWriter, r *http.Request) error {
	asked, err := people.AddressLinkOf(r.Context(), d.DB, addressLink(r))
	if err != nil {
		return d.noAddress(w, r, err)
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if !asked.IsWord {
			_, err := people.ConfirmAddress(ctx, tx, addressLink(r))
			return err
		}
		l, err := people.AgreeAddress(ctx, tx, addressLink(r))
		if err != nil {
			return err
		}
		return outbox.PostAddress(ctx, tx, l.Person, l.Address)
	})
	if fault.Is(err, fault.KindConflict) {
		problem := httpd.Problems(r.Context(), err)[0].Message
		return d.address(w, r, http.StatusConflict, view.AddressAsked{Name: asked.Name, Address: asked.Address, Problem: problem})
	}
	if err != nil {
		return d.noAddress(w, r, err)
	}
	b := i18n.Blanks{Address: ui.Clean(asked.Address)}
	done := i18n.T(r.Context(), "customer.confirm.done", b)
	if asked.IsWord {
		done = i18n.T(r.Context(), "customer.word.done", b)
	}
	if err := d.Toast(w, ui.Note{Text: done, Kept: true}); err != nil {
		return err
	}
	httpd.Redirect(w, r, "/")
	return nil
}
