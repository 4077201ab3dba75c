package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// createAddress asks the customer whether an address is theirs, or whoever reads its mail where that is settled. The mail is posted
// here, since it needs both rooms.
func (d door) createAddress(w http.ResponseWriter, r *http.Request) error {
	return d.onAddress(w, r, func(ctx context.Context, tx *pg.Tx, id people.ID, address string) (ui.Note, error) {
		asked, err := people.AskAddress(ctx, tx, httpd.Actor(ctx), id, d.cardSizes(), address)
		if err != nil {
			return ui.Note{}, err
		}
		if !asked.Agreed {
			return ui.Note{Text: words(r, "customer.done.wondered")}, outbox.PostAddressWord(ctx, tx, id, asked.Address)
		}
		return ui.Note{Text: words(r, "customer.done.asked", i18n.Blanks{Address: ui.Clean(asked.Address)})}, outbox.PostAddress(ctx, tx, id, asked.Address)
	})
}

// createAgreement answers for a customer who does not read the mail of the address that they have. They are told there all the same.
func (d door) createAgreement(w http.ResponseWriter, r *http.Request) error {
	if err := httpd.Actor(r.Context()).May(people.Share, 0); err != nil {
		return err
	}
	return d.onAddress(w, r, func(ctx context.Context, tx *pg.Tx, id people.ID, address string) (ui.Note, error) {
		asked, err := people.VouchAddress(ctx, tx, httpd.Actor(ctx), id, address)
		if err != nil {
			return ui.Note{}, err
		}
		if err := outbox.PostAddressAdded(ctx, tx, id, asked); err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "customer.done.asked", i18n.Blanks{Address: ui.Clean(asked)})}, outbox.PostAddress(ctx, tx, id, asked)
	})
}

func (d door) createMainAddress(w http.ResponseWriter, r *http.Request) error {
	return d.onAddress(w, r, func(ctx context.Context, tx *pg.Tx, id people.ID, address string) (ui.Note, error) {
		if err := people.MakeMain(ctx, tx, httpd.Actor(ctx), id, address); err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "customer.done.main", i18n.Blanks{Address: ui.Clean(address)})}, nil
	})
}

func (d door) createAddressRemoval(w http.ResponseWriter, r *http.Request) error {
	return d.onAddress(w, r, func(ctx context.Context, tx *pg.Tx, id people.ID, address string) (ui.Note, error) {
		if err := people.RemoveAddress(ctx, tx, httpd.Actor(ctx), id, address); err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "customer.done.removed", i18n.Blanks{Address: ui.Clean(address)})}, outbox.DropAddress(ctx, tx, id, address)
	})
}

// onAddress does something about the address that a form names.
func (d door) onAddress(w http.ResponseWriter, r *http.Request, do func(context.Context, *pg.Tx, people.ID, string) (ui.Note, error)) error {
	c, err := d.card(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	address := form.Text("address")
	err = d.Change(w, r, view.CustomerAddress(c.ID), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return do(ctx, tx, c.ID, address)
	})
	if err == nil {
		return nil
	}
	return d.refuseCustomer(w, r, err, view.Customer{Asked: address})
}
