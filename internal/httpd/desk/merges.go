package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// showMerge finds the ticket that another one is part of, and says what would go there.
func (d door) showMerge(w http.ResponseWriter, r *http.Request) error {
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	return d.mergePage(w, r, http.StatusOK, view.Merge{Ticket: t}, after(r, "into"))
}

func (d door) mergePage(w http.ResponseWriter, r *http.Request, status int, page view.Merge, into int64) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	page.Now, page.Words = httpd.Now(ctx), r.URL.Query().Get("q")
	customer, err := people.Get(ctx, d.DB, page.Ticket.RequesterID)
	if err != nil {
		return err
	}
	page.Customer = customer.Name
	switch {
	case page.Ticket.IsClosed():
		if page.Clash == "" {
			page.Clash = words(r, "merge.fault.closed_this")
		}
	case into != 0:
		if err := d.previewMerge(r, &page, into); err != nil {
			return err
		}
	}
	if page.Preview == nil && !page.Ticket.IsClosed() {
		if page.Found, err = ticket.MergeCandidates(ctx, d.DB, by, page.Ticket, page.Words, fewFound); err != nil {
			return err
		}
	}
	title := words(r, "merge.title", i18n.Blanks{Number: digits(page.Ticket.Number)})
	if page.Frame, _, err = d.frame(w, r, nil, "merge"); err != nil {
		return err
	}
	page.Frame.Title, page.Frame.Flow = title, true
	return d.Render(w, r, status, view.MergePage(page))
}

// previewMerge works out what would go over. What cannot be merged into stays unchosen, and says why.
func (d door) previewMerge(r *http.Request, page *view.Merge, into int64) error {
	ctx := r.Context()
	p, err := ticket.PreviewMerge(ctx, d.DB, httpd.Actor(ctx), page.Ticket.Number, into, page.Now)
	key := ""
	switch {
	case fault.Is(err, fault.KindNotFound):
		key = "merge.fault.unknown"
	case err != nil:
		return err
	case p.Into.ID == page.Ticket.ID:
		key = "merge.fault.itself"
	case p.Into.IsClosed():
		key = "merge.fault.closed"
	default:
		page.Preview = &p
	}
	if key != "" && len(page.Problems) == 0 {
		page.Problems = httpd.Problems(ctx, fault.Invalid(key).On("into"))
	}
	return nil
}

// createMerge merges the ticket of the address into the one that the form names.
func (d door) createMerge(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	into := form.ID("into")
	err = d.Change(w, r, view.TicketAddress(into, view.List{}), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		_, err := ticket.Merge(ctx, tx, httpd.Actor(ctx), t.ID, ticket.Merging{Number: into, OtherPerson: form.Has("other")})
		return ui.Note{Text: words(r, "merge.done.merged", i18n.Blanks{Number: digits(t.Number)})}, err
	})
	status, clash := refusal(r, err)
	if status == 0 {
		return err
	}
	page := view.Merge{Ticket: t, Clash: clash}
	if clash == "" {
		page.Problems = httpd.Problems(r.Context(), err)
	}
	if fresh, err := d.ticket(r); err == nil { // it may have closed meanwhile
		page.Ticket = fresh
	}
	return d.mergePage(w, r, status, page, into)
}

// undoMerge makes it a ticket of its own again.
func (d door) undoMerge(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "merge.done.undone")}, ticket.Unmerge(ctx, tx, httpd.Actor(ctx), t.ID)
	})
	return d.settled(w, r, t.Number, err, "")
}
