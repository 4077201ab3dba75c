package desk

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// absencesShown is how many of somebody's own absences the page shows, those that are over among them.
const absencesShown = 12

func (d door) showAbsences(w http.ResponseWriter, r *http.Request) error {
	return d.absences(w, r, http.StatusOK, view.AbsenceForm{})
}

// absences draws who is away, with the form as it stands.
func (d door) absences(w http.ResponseWriter, r *http.Request, status int, form view.AbsenceForm) error {
	ctx, by := r.Context(), httpd.Actor(r.Context())
	page := view.Absences{Me: httpd.Me(ctx), Now: httpd.Now(ctx), Form: form}
	var err error
	if page.All, err = people.ReadAbsences(ctx, d.DB); err != nil {
		return err
	}
	if page.Visits = !by.Can(people.ReadDesk, 0); page.Visits { // they see their own appointments, and nothing of their colleagues
		page.All = page.All.Of(by.ID)
	}
	own, err := people.AbsencesOf(ctx, d.DB, by, by.ID, absencesShown)
	if err != nil {
		return err
	}
	for _, a := range own {
		if !a.Ends.After(page.Now) {
			page.Earlier = append(page.Earlier, a)
		}
	}
	if err := d.fillAbsenceForm(r, &page.Form); err != nil {
		return err
	}
	if page.Frame, _, err = d.frame(w, r, nil, "profile"); err != nil {
		return err
	}
	page.Frame.Title, page.Frame.Flow = words(r, "layout.me.settings"), true
	return d.Render(w, r, status, view.AbsencesPage(page))
}

// fillAbsenceForm names who can be chosen; who comes to customers chooses nobody.
func (d door) fillAbsenceForm(r *http.Request, f *view.AbsenceForm) (err error) {
	ctx := r.Context()
	if f.People, err = people.Plannable(ctx, d.DB, httpd.Actor(ctx)); err != nil {
		return err
	}
	if !httpd.Actor(ctx).Can(people.ReadDesk, 0) {
		return nil
	}
	all, err := people.Staff(ctx, d.DB)
	for _, p := range all {
		if p.Role != people.Technician {
			f.StandIns = append(f.StandIns, p)
		}
	}
	return err
}

// createAbsence enters one, and gives what falls due then to whoever is there.
func (d door) createAbsence(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	typed := typedAbsence(form, httpd.Actor(r.Context()), 0)
	who := httpd.Me(r.Context()).ID
	if typed.Who != 0 {
		who = typed.Who
	}
	planned, err := d.planned(r, who, typed)
	if err == nil {
		err = d.Change(w, r, view.AbsencesAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			_, err := ticket.EnterAbsence(ctx, tx, httpd.Actor(ctx), who, planned)
			return ui.Note{Text: words(r, "absence.done.entered")}, err
		})
	}
	return d.refuseAbsence(w, r, err, func(status int, problems []ui.Problem) error {
		typed.Problems = problems
		return d.absences(w, r, status, typed)
	})
}

// typedAbsence reads the form. Who comes to customers is asked for no stand-in, and leaves whom somebody else has named.
func typedAbsence(f httpd.Form, by people.Actor, was people.ID) view.AbsenceForm {
	typed := view.AbsenceForm{
		Who: people.ID(f.ID("who")), From: f.Text("from"), FromTime: f.Text("from_time"), Until: f.Text("until"), UntilTime: f.Text("until_time"),
		StandIn: people.ID(f.ID("stand_in")), Was: f.ID("was"),
	}
	if !by.Can(people.ReadDesk, 0) {
		typed.StandIn = was
	}
	return typed
}

// planned reads the days and times as the clock of whoever is away shows them: whole days where no times are said.
func (d door) planned(r *http.Request, who people.ID, f view.AbsenceForm) (people.Planned, error) {
	zone, err := people.ZoneOf(r.Context(), d.DB, who)
	if err != nil {
		return people.Planned{}, err
	}
	begins, wrongFrom := edge("from", f.From, f.FromTime, 0, zone)
	ends, wrongUntil := edge("until", f.Until, f.UntilTime, 24*60, zone)
	return people.Planned{Begins: begins, Ends: ends, StandIn: f.StandIn, Was: f.Was}, fault.Join(wrongFrom, wrongUntil)
}

// edge is where an absence begins or ends; without a time it is the day's own.
func edge(field, day, clock string, whole int, zone *time.Location) (time.Time, *fault.Error) {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}, fault.Invalid("absence.fault.day").On(field)
	}
	if clock == "" {
		return calendar.WallIn(zone, calendar.DateOf(date), whole), nil
	}
	minute := httpd.MinutesOf(clock)
	if minute < 0 {
		return time.Time{}, fault.Invalid("fault.clock").On(field + "_time")
	}
	at := calendar.WallIn(zone, calendar.DateOf(date), minute)
	if local := at.In(zone); local.Hour()*60+local.Minute() != minute%(24*60) { // the clocks go forward over it
		return time.Time{}, fault.Invalid("absence.fault.gap").On(field + "_time")
	}
	return at, nil
}

// refuseAbsence shows the form again with what is wrong with it; anything else is the server's to tell.
func (d door) refuseAbsence(w http.ResponseWriter, r *http.Request, err error, again func(int, []ui.Problem) error) error {
	if !fault.Is(err, fault.KindInvalid) && !fault.Is(err, fault.KindConflict) {
		return err
	}
	status := http.StatusUnprocessableEntity
	if fault.Is(err, fault.KindConflict) {
		status = http.StatusConflict
	}
	return again(status, httpd.Problems(r.Context(), err,
		httpd.Input{Name: "from", Label: words(r, "absence.from")}, httpd.Input{Name: "until", Label: words(r, "absence.until")},
		httpd.Input{Name: "from_time", Label: words(r, "absence.from_time")}, httpd.Input{Name: "until_time", Label: words(r, "absence.until_time")},
		httpd.Input{Name: "stand_in", Label: words(r, "absence.stand_in")}))
}

// absence finds the one that the address names.
func (d door) absence(r *http.Request) (people.Absence, error) {
	id, err := httpd.PathID(r, "absence")
	if err != nil {
		return people.Absence{}, err
	}
	return people.GetAbsence(r.Context(), d.DB, httpd.Actor(r.Context()), people.AbsenceID(id))
}

// removedAbsence says that the one of the address is not there, beside those that are. What was typed for it stands in the form
// that enters one.
func (d door) removedAbsence(w http.ResponseWriter, r *http.Request, err error, typed view.AbsenceForm) error {
	if _, wrong := httpd.PathID(r, "absence"); wrong != nil || !fault.Is(err, fault.KindNotFound) {
		return err
	}
	typed.Problems = httpd.Problems(r.Context(), fault.Gone("absence.fault.removed"))
	return d.absences(w, r, http.StatusGone, typed)
}

func absenceAddress(id people.AbsenceID, to string) string {
	return view.AbsencesAddress + "/" + strconv.FormatInt(int64(id), 10) + to
}

// showAbsence is where one is changed that is not over.
func (d door) showAbsence(w http.ResponseWriter, r *http.Request) error {
	a, err := d.absence(r)
	if err != nil {
		return d.removedAbsence(w, r, err, view.AbsenceForm{})
	}
	if !a.Ends.After(httpd.Now(r.Context())) {
		httpd.Redirect(w, r, view.AbsencesAddress)
		return nil
	}
	zone, err := people.ZoneOf(r.Context(), d.DB, a.Person)
	if err != nil {
		return err
	}
	return d.absenceForm(w, r, http.StatusOK, a, view.AbsenceFormOf(a, zone))
}

func (d door) absenceForm(w http.ResponseWriter, r *http.Request, status int, a people.Absence, form view.AbsenceForm) error {
	page := view.OneAbsence{Me: httpd.Me(r.Context()), Absence: a, Form: form, Now: httpd.Now(r.Context())}
	if status == http.StatusConflict && form.Was != a.Version { // they see how it stands beside what they typed, and can save that after all
		page.Stale, page.Form.Was = true, a.Version
	}
	page.Form.Who, page.Form.Fixed, page.Form.Begun = a.Person, true, !a.Begins.After(page.Now)
	err := d.fillAbsenceForm(r, &page.Form)
	if err != nil {
		return err
	}
	if page.Frame, _, err = d.frame(w, r, nil, "profile"); err != nil {
		return err
	}
	page.Frame.Title, page.Frame.Flow = words(r, "absence.change_title"), true
	return d.Render(w, r, status, view.AbsencePage(page))
}

// saveAbsence gives one other times or another stand-in.
func (d door) saveAbsence(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	a, err := d.absence(r)
	if err != nil {
		return d.removedAbsence(w, r, err, typedAbsence(form, httpd.Actor(r.Context()), 0))
	}
	typed := typedAbsence(form, httpd.Actor(r.Context()), a.StandIn)
	planned, err := d.planned(r, a.Person, typed)
	if !a.Begins.After(httpd.Now(r.Context())) { // it has begun, and the page does not ask when
		zone, zoneErr := people.ZoneOf(r.Context(), d.DB, a.Person)
		if zoneErr != nil {
			return zoneErr
		}
		ends, wrong := edge("until", typed.Until, typed.UntilTime, 24*60, zone)
		planned, err = people.Planned{Begins: a.Begins, Ends: ends, StandIn: typed.StandIn, Was: typed.Was}, fault.Join(wrong)
	}
	if err == nil {
		err = d.Change(w, r, view.AbsencesAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			return ui.Note{Text: words(r, "absence.done.changed")}, ticket.ChangeAbsence(ctx, tx, httpd.Actor(ctx), a.ID, planned)
		})
	}
	if fault.Is(err, fault.KindNotFound) {
		return d.removedAbsence(w, r, err, typed)
	}
	return d.refuseAbsence(w, r, err, func(status int, problems []ui.Problem) error {
		typed.Problems = problems
		if status != http.StatusConflict {
			return d.absenceForm(w, r, status, a, typed)
		}
		now, err := d.absence(r)
		if err != nil {
			return d.removedAbsence(w, r, err, typed)
		}
		return d.absenceForm(w, r, status, now, typed)
	})
}

// createAbsenceEnd says that somebody is there again, or will not be away after all.
func (d door) createAbsenceEnd(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	a, err := d.absence(r)
	if err != nil {
		return d.removedAbsence(w, r, err, view.AbsenceForm{})
	}
	to, done := view.AbsencesAddress, words(r, "absence.done.removed")
	if a.Begins.Before(httpd.Now(r.Context())) {
		done = words(r, "absence.done.ended")
		if a.Person == httpd.Me(r.Context()).ID {
			to = absenceAddress(a.ID, "/happened")
		}
	}
	err = d.Change(w, r, to, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: done}, ticket.EndAbsence(ctx, tx, httpd.Actor(ctx), a.ID)
	})
	if fault.Is(err, fault.KindNotFound) {
		return d.removedAbsence(w, r, err, view.AbsenceForm{})
	}
	return d.refuseAbsence(w, r, err, func(status int, problems []ui.Problem) error {
		return d.absences(w, r, status, view.AbsenceForm{Problems: problems})
	})
}
