package desk

import (
	"context"
	"net/http"
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

// beginCall notes that somebody dials.
func (d door) beginCall(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	to := address(r, t.Number)
	err = d.Change(w, r, to, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "kinds.done.begun")}, ticket.BeginCall(ctx, tx, httpd.Actor(ctx), t.ID)
	})
	return d.refuseCall(w, r, t.Number, err)
}

// dropCall takes back a call that was never made.
func (d door) dropCall(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "kinds.done.dropped")}, ticket.DropCall(ctx, tx, httpd.Actor(ctx), t.ID)
	})
	return d.refuseCall(w, r, t.Number, err)
}

func (d door) refuseCall(w http.ResponseWriter, r *http.Request, number int64, err error) error {
	if err == nil {
		return nil
	}
	return d.refuse(w, r, number, err, func(*view.Ticket) {})
}

// createCall writes down a call.
func (d door) createCall(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	customer, err := people.Get(r.Context(), d.DB, t.RequesterID)
	if err != nil {
		return err
	}
	c := calledOf(form)
	log := ticket.CallLog{Key: c.Key, Outcome: promise.Outcome(c.Outcome), Words: c.Words, Keeps: c.Keeps, Drops: c.Next == view.NextDrop}
	var wrong error
	if c.Next == view.NextCall || c.Next == view.NextVisit {
		kind := promise.Callback
		if c.Next == view.NextVisit {
			kind = promise.Visit
		}
		log.Next, wrong = appointment(kind, c, zoneOf(r, customer))
	}
	if wrong == nil {
		wrong = askAgain(&c)
	}
	if wrong == nil {
		wrong = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			return ui.Note{Text: words(r, "kinds.done.logged")}, ticket.LogCall(ctx, tx, httpd.Actor(ctx), d.Limits(ctx), t.ID, log)
		})
	}
	if wrong == nil {
		return nil
	}
	c.Key = keyFor(wrong, c.Key)
	return d.refuse(w, r, t.Number, wrong, func(v *view.Ticket) {
		v.Open, v.OpenID, v.Call = view.CallLog, logOf(v.Whole, promise.ID(form.ID("of"))), c
	})
}

// logOf is the call whose log has what was typed into that of another one, which was kept or moved meanwhile; 0: the log of a call that
// nobody had agreed.
func logOf(w ticket.Whole, id promise.ID) promise.ID {
	id = placeOf(w, id)
	for _, p := range w.Book().Pending() {
		if p.ID == id && p.Kind == promise.Callback {
			return id
		}
	}
	if next := w.Next(); next != nil && next.Kind == promise.Callback {
		return next.ID
	}
	return 0
}

// askAgain asks once what comes after a call that did not reach the customer, with the next one chosen: nothing more is said
// with one's own choice, and not by what stood in the form before.
func askAgain(c *view.Called) error {
	switch promise.Outcome(c.Outcome) {
	case promise.NotReached, promise.LeftMessage:
	default:
		return nil
	}
	if c.Asked != "" || c.Next == view.NextCall || c.Next == view.NextVisit || c.Next == view.NextDrop {
		return nil
	}
	c.Asked, c.Next = "1", view.NextCall
	return fault.Join(fault.Invalid("kinds.fault.again").On("next"))
}

// createArrival writes down how a visit went.
func (d door) createArrival(w http.ResponseWriter, r *http.Request) error {
	t, id, form, err := d.promise(w, r)
	if err != nil {
		return err
	}
	customer, err := people.Get(r.Context(), d.DB, t.RequesterID)
	if err != nil {
		return err
	}
	c := calledOf(form)
	arrival := ticket.Arrival{Outcome: promise.Outcome(c.Outcome)}
	wrong := fault.Join(arrivedOn(&arrival, c, httpd.Now(r.Context()).In(zoneOf(r, customer))))
	if wrong == nil {
		wrong = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			return ui.Note{Text: words(r, "kinds.done.visit")}, ticket.Attend(ctx, tx, httpd.Actor(ctx), t.ID, id, arrival)
		})
	}
	if wrong == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, wrong, func(v *view.Ticket) { v.Open, v.OpenID, v.Call = view.Attend, id, c })
}

// arrivedOn is arrivedBy for whoever enters it on a later day, and says on which of the days it was.
func arrivedOn(a *ticket.Arrival, c view.Called, now time.Time) *fault.Error {
	switch {
	case c.Day == "": // the window's day was not over when the form was drawn
		return arrivedBy(a, c.At, now)
	case strings.TrimSpace(c.At) != "":
		at, wrong := wall(c.Day, c.At, now.Location())
		a.At = at
		return wrong
	case c.Day != now.Format(time.DateOnly) && a.Outcome != promise.Missed: // now is not that day
		return fault.Invalid("fault.required").On("at")
	default:
		return nil
	}
}

// pastMidnight is how long after midnight an arrival of the evening before can be entered as if it were still that day.
const pastMidnight = 3 * time.Hour

// arrivedBy is arrivedAt for whoever enters it at an instant: of today, or of last night.
func arrivedBy(a *ticket.Arrival, clock string, now time.Time) *fault.Error {
	if wrong := arrivedAt(a, clock, now); wrong != nil || !a.At.After(now) {
		return wrong
	}
	lastNight := ticket.Arrival{}
	if wrong := arrivedAt(&lastNight, clock, now.AddDate(0, 0, -1)); wrong == nil && now.Sub(lastNight.At) <= pastMidnight {
		a.At = lastNight.At
	}
	return nil
}

// arrivedAt reads the clock of an arrival on a day; empty is now.
func arrivedAt(a *ticket.Arrival, clock string, day time.Time) *fault.Error {
	if strings.TrimSpace(clock) == "" {
		return nil
	}
	at, wrong := wall(day.Format(time.DateOnly), clock, day.Location())
	a.At = at
	return wrong
}

// calledOf is what was typed into the form of a call or a visit.
func calledOf(f httpd.Form) view.Called {
	return view.Called{
		Key: f.Text("key"), Outcome: f.Text("outcome"), Words: f.Text("words"), Next: f.Text("next"), Keeps: promiseIDs(f.IDs("keeps")),
		Day: f.Text("day"), From: f.Text("time"), Until: f.Text("until"), Who: f.Text("owner"), Place: f.Text("place"), Bring: f.Text("bring"), At: f.Text("at"), Asked: f.Text("asked"),
	}
}

// appointment reads a window with whose it is, and of a visit where and with what.
func appointment(kind promise.Kind, c view.Called, zone *time.Location) (*ticket.Appointment, error) {
	a := ticket.Appointment{Kind: kind, Place: c.Place, Bring: c.Bring}
	var noOwner, noStart, noEnd *fault.Error
	a.Owner, noOwner = owner(c.Who)
	a.Opens, noStart = wall(c.Day, c.From, zone)
	a.Closes, noEnd = wall(c.Day, c.Until, zone)
	if noEnd != nil && noEnd.Field == "due" {
		noEnd = noEnd.On("to")
	}
	if noStart != nil && noEnd != nil && noStart.Field == noEnd.Field {
		noEnd = nil
	}
	return &a, fault.Join(noOwner, noStart, noEnd)
}

// createAppointment agrees a call or a visit from the promise's composer.
func (d door) createAppointment(w http.ResponseWriter, r *http.Request, t ticket.Ticket, customer people.Person, draft view.Draft) error {
	kind := promise.Callback
	if draft.What == view.AVisit {
		kind = promise.Visit
	}
	c := view.Called{Day: draft.Day, From: draft.Time, Until: draft.Until, Who: draft.Owner, Place: draft.Place, Bring: draft.Bring}
	a, err := appointment(kind, c, zoneOf(r, customer))
	if err != nil {
		return err
	}
	return d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		_, err := ticket.Appoint(ctx, tx, httpd.Actor(ctx), d.Limits(ctx), t.ID, *a)
		b := i18n.Blanks{Customer: firstName(customer.Name), When: i18n.From(ctx).Within(a.Opens, a.Closes, tx.Now)}
		return ui.Note{Text: words(r, "kinds.done.agreed", b), Draft: "promise-" + digits(t.Number)}, err
	})
}

// createDelay tells the customer that somebody comes later to a visit.
func (d door) createDelay(w http.ResponseWriter, r *http.Request) error {
	t, id, form, err := d.promise(w, r)
	if err != nil {
		return err
	}
	customer, err := people.Get(r.Context(), d.DB, t.RequesterID)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		at, err := ticket.SayLate(ctx, tx, httpd.Actor(ctx), t.ID, id, int(form.ID("minutes")))
		b := i18n.Blanks{Customer: firstName(customer.Name), Time: i18n.From(ctx).Clock(at)}
		return ui.Note{Text: words(r, "kinds.done.late", b)}, err
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) { v.Open, v.OpenID = view.Attend, id })
}
