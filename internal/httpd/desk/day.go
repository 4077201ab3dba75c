package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// isVisiting reports whether the reader sees no desk but their own day.
func isVisiting(r *http.Request) bool {
	by := httpd.Actor(r.Context())
	return !by.Can(people.ReadDesk, 0) && by.Can(people.Attend, 0)
}

// showHome is the queue; whoever comes to customers has their day there.
func (d door) showHome(w http.ResponseWriter, r *http.Request) error {
	if isVisiting(r) {
		httpd.Redirect(w, r, view.DayAddress)
		return nil
	}
	return d.showQueue(w, r)
}

// showDay shows somebody's own appointments of a day.
func (d door) showDay(w http.ResponseWriter, r *http.Request) error {
	return d.day(w, r, http.StatusOK, onDay(r, r.URL.Query().Get("on")), view.Stops{})
}

// onDay is the midnight of a day that an address names; today, if it names none within a year.
func onDay(r *http.Request, text string) time.Time {
	today := httpd.Midnight(r)
	day, err := time.ParseInLocation(time.DateOnly, text, today.Location())
	if err != nil || day.Before(today.AddDate(-1, 0, 0)) || day.After(today.AddDate(1, 0, 0)) {
		return today
	}
	return day
}

// day draws the page of a day, with what was wrong with one of its forms.
func (d door) day(w http.ResponseWriter, r *http.Request, status int, on time.Time, s view.Stops) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	all, err := ticket.Stops(ctx, d.DB, by, on, on.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	page := view.DayPlan{On: on, Today: httpd.Midnight(r), Stops: d.stops(r, s, all, addressOfDay(r, on))}
	if len(all) == 0 {
		if page.Next, err = ticket.NextStop(ctx, d.DB, by, laterOf(httpd.Now(ctx), on)); err != nil {
			return err
		}
	}
	if page.Frame, _, err = d.frame(w, r, nil, "day"); err != nil {
		return err
	}
	page.Frame.Title, page.Frame.Flow, page.Frame.Side.Current, page.Frame.Followed = words(r, "day.title"), true, "day", nil
	return d.Render(w, r, status, view.DayPage(page))
}

func laterOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func addressOfDay(r *http.Request, on time.Time) string {
	if on.Equal(httpd.Midnight(r)) {
		return view.DayAddress
	}
	return view.AddressOfDay(on)
}

// stops fills in what the list of appointments needs beside them.
func (d door) stops(r *http.Request, s view.Stops, all []ticket.Stop, back string) view.Stops {
	s.All, s.Now, s.Zone, s.Limits, s.Back = all, httpd.Now(r.Context()), httpd.Midnight(r).Location(), d.Limits(r.Context()), back
	if s.Key == "" {
		s.Key = httpd.NewFormKey()
	}
	return s
}

// errand draws a ticket for whoever comes to its customer.
func (d door) errand(w http.ResponseWriter, r *http.Request, status int, number int64, s view.Stops) error {
	ctx := r.Context()
	whole, own, err := ticket.Visited(ctx, d.DB, httpd.Actor(ctx), number)
	if err != nil {
		return err
	}
	page := view.Errand{Ticket: view.Ticket{Whole: whole, Me: httpd.Me(ctx), Now: httpd.Now(ctx), Zone: zoneOf(r, whole.Requester), Limits: d.Limits(ctx)}}
	s.OfTicket = true
	page.Stops = d.stops(r, s, own, address(r, number))
	if page.Frame, _, err = d.frame(w, r, nil, "day"); err != nil {
		return err
	}
	page.Frame.Title, page.Frame.Flow, page.Frame.Side.Current, page.Frame.Followed = whole.Subject+" · #"+digits(number), true, "day", nil
	return d.Render(w, r, status, view.ErrandPage(page))
}

// stopAct is an act about an appointment of the reader's own.
type stopAct func(ctx context.Context, tx *pg.Tx, stop ticket.Stop, form httpd.Form) (ui.Note, error)

// act does something about the appointment that the address names, of the reader's own, and leads back to the page that its form stood
// on. What was refused stands at the appointment there, with what was typed; at the one that stands now, where it was moved meanwhile.
func (d door) act(w http.ResponseWriter, r *http.Request, do stopAct) error {
	id, err := httpd.PathID(r, "promise")
	if err != nil {
		return err
	}
	stop, err := ticket.StopOf(r.Context(), d.DB, httpd.Actor(r.Context()), promise.ID(id))
	if err != nil && !fault.Is(err, fault.KindConflict) {
		return err
	}
	form, unread := d.ReadFields(w, r)
	switch {
	case unread != nil:
		return unread
	case err != nil:
		return d.refuseStop(w, r, stop, form, err)
	case stop.ID != promise.ID(id):
		return d.refuseStop(w, r, stop, form, fault.Conflict("day.fault.moved"))
	}
	back := form.Text("back")
	if back != address(r, stop.Number) && !strings.HasPrefix(back, view.DayAddress+"?on=") {
		back = view.DayAddress
	}
	wrong := d.Change(w, r, back+"#stop-"+strconv.FormatInt(int64(stop.ID), 10), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return do(ctx, tx, stop, form)
	})
	if wrong == nil || !fault.Is(wrong, fault.KindInvalid) && !fault.Is(wrong, fault.KindConflict) {
		return wrong
	}
	stands, err := ticket.StopOf(r.Context(), d.DB, httpd.Actor(r.Context()), stop.ID) // it may have been moved only now
	if err != nil && !fault.Is(err, fault.KindConflict) {
		return err
	}
	return d.refuseStop(w, r, stands, form, wrong)
}

// refuseStop says what was wrong at the appointment that stands, on the page that its form stood on, or, where none stands, above the day.
func (d door) refuseStop(w http.ResponseWriter, r *http.Request, stop ticket.Stop, form httpd.Form, wrong error) error {
	s := view.Stops{Of: stop.ID, Day: form.Text("day"), At: form.Text("at"), Words: form.Text("words"), Key: keyFor(wrong, form.Text("key"))}
	for _, p := range httpd.Problems(r.Context(), wrong) {
		if p.Field == "minutes" {
			p.Field = ""
		}
		s.Problems = append(s.Problems, view.Problem{Field: p.Field, Message: p.Message})
	}
	status, back := int(fault.Of(wrong)[0].Kind), form.Text("back")
	switch {
	case stop.ID == 0:
		return d.day(w, r, status, onDay(r, strings.TrimPrefix(back, view.DayAddress+"?on=")), s)
	case back == address(r, stop.Number) && isVisiting(r):
		return d.errand(w, r, status, stop.Number, s)
	default:
		return d.day(w, r, status, onDay(r, stop.From().In(httpd.Midnight(r).Location()).Format(time.DateOnly)), s)
	}
}

// createStopArrival writes down that somebody is there, or was at a time on the window's day or today, or found nobody.
func (d door) createStopArrival(w http.ResponseWriter, r *http.Request) error {
	return d.act(w, r, func(ctx context.Context, tx *pg.Tx, stop ticket.Stop, form httpd.Form) (ui.Note, error) {
		arrival := ticket.Arrival{Outcome: promise.Outcome(form.Text("outcome"))}
		if form.Has("at") && strings.TrimSpace(form.Text("at")) == "" { // who came earlier says when: it cannot be taken back
			return ui.Note{}, fault.Join(fault.Invalid("fault.required").On("at"))
		}
		day, today := stop.From().In(httpd.Desk(ctx).Location()), httpd.Midnight(r)
		if form.Text("day") == today.Format(time.DateOnly) {
			day = today
		}
		if wrong := arrivedAt(&arrival, form.Text("at"), day); wrong != nil {
			return ui.Note{}, fault.Join(wrong.On("at"))
		}
		return ui.Note{Text: words(r, "kinds.done.visit")}, ticket.Attend(ctx, tx, httpd.Actor(ctx), stop.TicketID, stop.ID, arrival)
	})
}

// createStopDelay tells the customer that it gets later.
func (d door) createStopDelay(w http.ResponseWriter, r *http.Request) error {
	return d.act(w, r, func(ctx context.Context, tx *pg.Tx, stop ticket.Stop, form httpd.Form) (ui.Note, error) {
		at, err := ticket.SayLate(ctx, tx, httpd.Actor(ctx), stop.TicketID, stop.ID, int(form.ID("minutes")))
		b := i18n.Blanks{Customer: firstName(stop.Customer), Time: i18n.From(ctx).Clock(at)}
		return ui.Note{Text: words(r, "kinds.done.late", b)}, err
	})
}

// createStopEnding writes down that somebody is done at a customer's.
func (d door) createStopEnding(w http.ResponseWriter, r *http.Request) error {
	return d.act(w, r, func(ctx context.Context, tx *pg.Tx, stop ticket.Stop, form httpd.Form) (ui.Note, error) {
		f := ticket.Finish{Key: form.Text("key"), Words: form.Text("words")}
		return ui.Note{Text: words(r, "kinds.done.visit")}, ticket.FinishVisit(ctx, tx, httpd.Actor(ctx), d.Limits(ctx), stop.TicketID, stop.ID, f)
	})
}

// createStopCall writes down how a call of somebody's own went.
func (d door) createStopCall(w http.ResponseWriter, r *http.Request) error {
	return d.act(w, r, func(ctx context.Context, tx *pg.Tx, stop ticket.Stop, form httpd.Form) (ui.Note, error) {
		g := ticket.Rung{Key: form.Text("key"), Outcome: promise.Outcome(form.Text("outcome")), Words: form.Text("words")}
		return ui.Note{Text: words(r, "kinds.done.logged")}, ticket.LogOwnCall(ctx, tx, httpd.Actor(ctx), d.Limits(ctx), stop.TicketID, stop.ID, g)
	})
}

// showVisitedFile hands out a file of a ticket that an appointment of the reader's own belongs to.
func (d door) showVisitedFile(w http.ResponseWriter, r *http.Request) error {
	number, err := httpd.PathID(r, "number")
	if err != nil {
		return err
	}
	id, err := httpd.PathID(r, "file")
	if err != nil {
		return err
	}
	a, err := ticket.VisitedFile(r.Context(), d.DB, httpd.Actor(r.Context()), number, id)
	if err != nil {
		return err
	}
	return d.ServeFile(w, r, a)
}
