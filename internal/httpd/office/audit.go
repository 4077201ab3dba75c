package office

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/office"
)

// pageOfEntries is how many entries of the audit a page shows.
const pageOfEntries = 100

// showAudit lists what was done to rights, settings and persons, newest first.
func (d door) showAudit(w http.ResponseWriter, r *http.Request) error {
	p := view.Audit{Sought: soughtIn(r.URL.Query()), Now: httpd.Now(r.Context())}
	status := http.StatusOK
	filter, err := filterOf(r.Context(), p.Sought)
	switch {
	case fault.Is(err, fault.KindInvalid):
		status, p.Problems = http.StatusUnprocessableEntity, httpd.Problems(r.Context(), err)
	case err != nil:
		return err
	default:
		if p.Records, err = audit.List(r.Context(), d.DB, filter, pageOfEntries+1); err != nil {
			return err
		}
	}
	if len(p.Records) > pageOfEntries {
		p.Records = p.Records[:pageOfEntries]
		next := p.Sought
		next.Before = strconv.FormatInt(p.Records[pageOfEntries-1].ID, 10)
		p.Next = next.Address()
	}
	if err := audit.NameObjects(r.Context(), d.DB, p.Records, string(i18n.From(r.Context()).Locale())); err != nil {
		return err
	}
	if p.Groups, err = audit.Groups(r.Context(), d.DB); err != nil {
		return err
	}
	if p.Frame, err = d.frame(w, r, "audit", words(r, "audit.title")); err != nil {
		return err
	}
	p.Frame.Side.Current = "audit"
	return d.Render(w, r, status, view.AuditPage(p))
}

// createAuditExport gives what is sought for as a table. That somebody took it away is an entry, too.
func (d door) createAuditExport(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	sought := view.Sought{Who: form.Text("who"), About: form.Text("about"), Group: form.Text("kind"), From: form.Text("from"), To: form.Text("to")}
	filter, err := filterOf(r.Context(), sought)
	if err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return audit.Write(ctx, tx, audit.Entry{By: int64(httpd.Actor(ctx).ID), Kind: audit.Exported, Network: httpd.Network(r)})
	})
	if err != nil {
		return err
	}
	return d.writeAudit(w, r, filter)
}

// writeAudit writes every entry of a filter, a page at a time.
func (d door) writeAudit(w http.ResponseWriter, r *http.Request, f audit.Filter) error {
	records, err := audit.List(r.Context(), d.DB, f, pageOfLines)
	if err != nil {
		return err // while nothing is written yet, the answer can still be an error
	}
	return httpd.BreakOff(d.writeRecords(r.Context(), httpd.NewSheet(w, "audit.csv"), f, records))
}

// writeRecords writes what was listed first and all that comes after it.
func (d door) writeRecords(ctx context.Context, sheet httpd.Sheet, f audit.Filter, records []audit.Record) error {
	l := i18n.From(ctx)
	if err := sheet.Row(view.AuditHeads(l)...); err != nil {
		return err
	}
	for {
		for _, e := range records {
			if err := sheet.Row(view.AuditCells(l, e)...); err != nil {
				return err
			}
		}
		if len(records) < pageOfLines {
			return sheet.End()
		}
		f.Before = records[len(records)-1].ID
		var err error
		if records, err = audit.List(ctx, d.DB, f, pageOfLines); err != nil {
			return err
		}
	}
}

// pageOfLines is how many entries a table is written by at a time.
const pageOfLines = 1000

func soughtIn(q url.Values) view.Sought {
	return view.Sought{Who: q.Get("who"), About: q.Get("about"), Group: q.Get("kind"), From: q.Get("from"), To: q.Get("to"), Before: q.Get("before")}
}

// filterOf reads the filter's form; days are those of the reader's zone.
func filterOf(ctx context.Context, s view.Sought) (audit.Filter, error) {
	f := audit.Filter{Who: field.Line(s.Who), About: field.Line(s.About), Group: s.Group}
	if s.Before != "" {
		n, err := strconv.ParseInt(s.Before, 10, 64)
		if err != nil || n < 1 {
			return f, fault.NotFound()
		}
		f.Before = n
	}
	zone := i18n.From(ctx).Zone()
	from, wrongFrom := dayOf("from", s.From, zone)
	to, wrongTo := dayOf("to", s.To, zone)
	f.From = from
	if !to.IsZero() {
		f.Until = to.AddDate(0, 0, 1)
	}
	var order *fault.Error
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		order = fault.Invalid("audit.fault.order").On("to")
	}
	return f, fault.Join(
		field.Optional("who", s.Who, view.MaxSought), field.Optional("about", s.About, view.MaxSought),
		field.Optional("kind", s.Group, view.MaxSought), wrongFrom, wrongTo, order,
	)
}

// dayOf is the first instant of a day; none is the zero instant.
func dayOf(name, text string, zone *time.Location) (time.Time, *fault.Error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil || at.Year() < 1 {
		return time.Time{}, fault.Invalid("audit.fault.day").On(name)
	}
	return at, nil
}
