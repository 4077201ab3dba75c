package office

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
)

// pageOfPromises is how many promises a page shows.
const pageOfPromises = 50

// showPromises searches all promises of the tickets that a supervisor sees, and says how many were kept.
func (d door) showPromises(w http.ResponseWriter, r *http.Request) error {
	p := view.Promises{Typed: view.TypedPromises(r.URL.Query()), Now: httpd.Now(r.Context())}
	err := d.search(r, &p)
	return d.promisesPage(w, r, p, err)
}

// promisesPage draws what was found, or why nothing was looked for: a filter that names nothing is said at its field.
func (d door) promisesPage(w http.ResponseWriter, r *http.Request, p view.Promises, err error) error {
	status := http.StatusOK
	switch {
	case fault.Is(err, fault.KindInvalid):
		status, p.Problems = http.StatusUnprocessableEntity, httpd.Problems(r.Context(), err)
	case errors.Is(err, ticket.ErrSlow):
		p.IsSlow = true
	case err != nil:
		return err
	}
	if err := d.around(r, &p); err != nil {
		return err
	}
	if p.Frame, err = d.frame(w, r, "promises", words(r, "promises.title")); err != nil {
		return err
	}
	return d.Render(w, r, status, view.PromisesPage(p))
}

// search reads a page of what is sought for. An address that begins behind nothing that there is begins at the first.
func (d door) search(r *http.Request, p *view.Promises) error {
	sought, err := soughtPromises(r.Context(), p.Typed)
	if err != nil {
		return err
	}
	p.Found, err = ticket.Promises(r.Context(), d.DB, httpd.Actor(r.Context()), sought, p.Typed.Place(), pageOfPromises+1)
	if len(p.Found) > pageOfPromises {
		p.Found = p.Found[:pageOfPromises]
		p.Older = p.Typed.Behind(p.Found[pageOfPromises-1].Place()).Address()
	}
	return err
}

// around reads what the filter offers, and how many promises were kept.
func (d door) around(r *http.Request, p *view.Promises) error {
	ctx, by := r.Context(), httpd.Actor(r.Context())
	batch := &pgx.Batch{}
	people.AskSeen(batch, by, &p.Teams)
	people.AskStaff(batch, &p.Staff)
	if err := d.Read(ctx, batch); err != nil {
		return err
	}
	var err error
	p.Zone = httpd.Desk(ctx).Location()
	week, lastWeek, month, lastMonth := ticket.Periods(p.Now, p.Zone)
	if p.All, p.ByTeam, err = ticket.KeptByTeam(ctx, d.DB, by, week, lastWeek, month, lastMonth); err != nil {
		return err
	}
	p.Mine, err = ticket.KeptByMe(ctx, d.DB, by, week, lastWeek, month, lastMonth)
	return err
}

// soughtPromises reads the filter's form; days are those of the reader's zone.
func soughtPromises(ctx context.Context, t view.PromisesTyped) (ticket.Sought, error) {
	zone := i18n.From(ctx).Zone()
	from, wrongFrom := dayOf("from", t.From, zone)
	to, wrongTo := dayOf("to", t.To, zone)
	owner, wrongOwner := chosen("owner", t.Owner)
	team, wrongTeam := chosen("team", t.Team)
	s := ticket.Sought{
		Kind: promise.Kind(t.Kind), State: promise.State(t.State), Owner: people.ID(owner), Team: people.TeamID(team), From: from,
		Unsorry: t.Unsorry, Later: t.Later, Undelivered: t.Undelivered,
	}
	if !to.IsZero() {
		s.Until = to.AddDate(0, 0, 1)
	}
	return s, fault.Join(wrongFrom, wrongTo, wrongOwner, wrongTeam)
}

// chosen is the number of a line of a select, 0 for none.
func chosen(name, text string) (int64, *fault.Error) {
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, fault.Invalid("promises.fault.choose").On(name)
	}
	return id, nil
}

// createPromisesExport gives all that is sought for as a table. That somebody took it away is an entry of the audit.
func (d door) createPromisesExport(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	q := url.Values{}
	for _, name := range view.PromisesFields {
		q.Set(name, form.Text(name))
	}
	p := view.Promises{Typed: view.TypedPromises(q), Now: httpd.Now(r.Context())}
	by := httpd.Actor(r.Context())
	var found []ticket.Found
	sought, err := soughtPromises(r.Context(), p.Typed)
	if err == nil {
		found, err = ticket.PromisesAtLeisure(r.Context(), d.DB, by, sought, ticket.Place{}, pageOfLines)
	}
	if err != nil {
		return d.promisesPage(w, r, p, err)
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: ticket.AuditPromisesExported, Network: httpd.Network(r)})
	})
	if err != nil {
		return err
	}
	return httpd.BreakOff(d.writePromises(r.Context(), httpd.NewSheet(w, "promises.csv"), sought, found))
}

// writePromises writes what was found first and all that comes after it, a page at a time.
func (d door) writePromises(ctx context.Context, sheet httpd.Sheet, sought ticket.Sought, found []ticket.Found) error {
	if err := sheet.Row(view.PromisesHeads(i18n.From(ctx))...); err != nil {
		return err
	}
	for {
		for _, f := range found {
			if err := sheet.Row(view.PromisesCells(ctx, f)...); err != nil {
				return err
			}
		}
		if len(found) < pageOfLines {
			return sheet.End()
		}
		var err error
		if found, err = ticket.PromisesAtLeisure(ctx, d.DB, httpd.Actor(ctx), sought, found[len(found)-1].Place(), pageOfLines); err != nil {
			return err
		}
	}
}
