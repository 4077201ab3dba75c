package office

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// home is the supervisors' desk.
const home = "/office"

// How many of each the page shows; the rest stands behind a link.
const (
	mostLate  = 20
	mostRisk  = 10
	mostSorry = 10
	mostHeld  = 200
	mostAgain = 5
	mostAsked = 5
)

func (d door) showOverview(w http.ResponseWriter, r *http.Request) error {
	return d.overview(w, r, http.StatusOK, func(*view.Overview) {})
}

// overview draws the supervisors' desk as it stands now.
func (d door) overview(w http.ResponseWriter, r *http.Request, status int, with func(*view.Overview)) error {
	frame, err := d.frame(w, r, "supervisor", words(r, "layout.nav.supervisor"))
	if err != nil {
		return err
	}
	o := view.Overview{Frame: frame, Desk: httpd.Desk(r.Context()), Me: httpd.Me(r.Context()).ID, Now: httpd.Now(r.Context()), Limits: d.Settings.Limits}
	if err := d.fill(r, &o); err != nil {
		return err
	}
	with(&o)
	return d.Render(w, r, status, view.OverviewPage(o))
}

// fill reads the sections, one by one.
func (d door) fill(r *http.Request, o *view.Overview) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	hours, err := d.Hours(r)
	if err != nil {
		return err
	}
	o.From, o.To = httpd.Stretch(r, hours)
	o.Until, o.IsOpen = httpd.Closing(r, hours)
	today := calendar.DateOf(o.Now.In(hours.Zone()))
	read := []func() error{
		func() (err error) {
			o.Loads, err = ticket.Loads(ctx, d.DB, by, o.From, o.To, o.Now.Add(desk.NearBy))
			return err
		},
		func() (err error) { o.Roster, err = people.ReadRoster(ctx, d.DB); return err },
		func() (err error) { o.Late, err = ticket.LateNow(ctx, d.DB, by, mostLate); return err },
		func() (err error) { o.Risk, err = ticket.AtRisk(ctx, d.DB, by, o.Until, mostRisk); return err },
		func() (err error) {
			o.Unsorry, err = ticket.WithoutApology(ctx, d.DB, by, today, mostSorry)
			return err
		},
		func() (err error) { o.Held, err = ticket.HeldApologies(ctx, d.DB, by, mostHeld); return err },
		func() (err error) { o.Levels, err = ticket.Levels(ctx, d.DB, by); return err },
		func() (err error) { o.Pulse, err = ticket.ReadPulse(ctx, d.DB, by, mostAgain); return err },
	}
	for _, section := range read {
		if err := section(); err != nil {
			return err
		}
	}
	return d.fillQuestions(r, o)
}

// fillQuestions reads what colleagues ask.
func (d door) fillQuestions(r *http.Request, o *view.Overview) error {
	all, err := ticket.OpenQuestions(r.Context(), d.DB, httpd.Actor(r.Context()))
	if err != nil {
		return err
	}
	o.AskedAll = len(all)
	o.Asked, err = d.questions(r, all[:min(len(all), mostAsked)], home)
	return err
}

// setOwner gives a ticket to somebody.
func (d door) setOwner(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	to := people.ID(form.ID("owner")) // what is no number is nobody's, and the room refuses it
	h := ticket.Handing{To: &to, Was: httpd.OwnerThen(form)}
	err = d.Change(w, r, home, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		if err := ticket.Assign(ctx, tx, httpd.Actor(ctx), t.ID, h); err != nil {
			return ui.Note{}, err
		}
		p, err := people.Get(ctx, tx, to)
		return ui.Note{Text: words(r, "overview.done.given", i18n.Blanks{Number: digits(t.Number), Name: p.Name})}, err
	})
	return d.refuse(w, r, err, view.FormID(view.FormGive, t.Number), view.Entry{Owner: form.Text("owner")})
}

// form reads the ticket and a form of a few fields.
func (d door) form(w http.ResponseWriter, r *http.Request) (ticket.Ticket, httpd.Form, error) {
	number, err := httpd.PathID(r, "number")
	if err != nil {
		return ticket.Ticket{}, httpd.Form{}, err
	}
	t, err := ticket.ByNumber(r.Context(), d.DB, httpd.Actor(r.Context()), number)
	if err != nil {
		return t, httpd.Form{}, err
	}
	f, err := d.ReadFields(w, r)
	return t, f, err
}

// refuse draws the page again for a form that was not taken, with what was typed and what was wrong; nothing more when
// all went well. Errors that have a page of their own are returned.
func (d door) refuse(w http.ResponseWriter, r *http.Request, err error, form string, typed view.Entry) error {
	faults := fault.Of(err)
	if len(faults) == 0 {
		return err
	}
	kind := faults[0].Kind
	if kind != fault.KindInvalid && kind != fault.KindConflict {
		return err
	}
	return d.overview(w, r, int(kind), func(o *view.Overview) {
		if kind == fault.KindConflict || !o.Has(form) { // the form would be about what is not so any more
			o.Clash = httpd.Message(i18n.From(r.Context()), faults[0], o.Now)
			return
		}
		o.Open, o.Entry, o.Problems = form, typed, httpd.Problems(r.Context(), err)
	})
}
