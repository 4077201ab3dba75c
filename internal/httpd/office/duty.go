package office

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// lookAhead is how far the page looks for the end of who is on duty now.
const lookAhead = (people.LongestDuty + 1) * 24 * time.Hour

func (d door) showDuty(w http.ResponseWriter, r *http.Request) error {
	return d.duty(w, r, http.StatusOK, r.URL.Query().Get(view.WeekQuery), func(*view.DutyPage) {})
}

// duty draws a week of the roster; what names no week is this one.
func (d door) duty(w http.ResponseWriter, r *http.Request, status int, week string, with func(*view.DutyPage)) (err error) {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	p := view.DutyPage{Now: httpd.Now(ctx), Zone: httpd.Desk(ctx).Location(), Me: by.ID, SetsHours: by.Can(people.Staffing, 0)}
	p.Monday = mondayOf(week, p.Now, p.Zone)
	end := p.Monday.AddDate(0, 0, 7)
	if p.Duties, err = people.Duties(ctx, d.DB, by, p.Monday, end); err != nil {
		return err
	}
	if p.Staff, err = people.Leads(ctx, d.DB, by); err != nil {
		return err
	}
	roster, err := people.ReadRoster(ctx, d.DB)
	if err != nil {
		return err
	}
	hours, err := d.Hours(r)
	if err != nil {
		return err
	}
	soon, err := people.Duties(ctx, d.DB, by, p.Now, p.Now.Add(lookAhead))
	if err != nil {
		return err
	}
	shown, here := p.Monday, p.Now.Add(lookAhead)
	if p.Now.Before(shown) {
		shown = p.Now
	}
	if here.Before(end) {
		here = end
	}
	if p.Away, err = people.AbsencesBetween(ctx, d.DB, shown, here); err != nil {
		return err
	}
	p.Covers = roster.OnRoster(p.Duties).Covers(p.Monday, end, hours, p.Away)
	p.Here = people.Lasting(roster.OnRoster(soon).Covers(p.Now, p.Now.Add(lookAhead), hours, p.Away))
	first := p.Monday
	if p.Now.After(first) && p.Now.Before(end) {
		first = p.Now.In(p.Zone)
	}
	p.Form = view.DutyForm{From: first.Format(time.DateOnly), Until: first.AddDate(0, 0, 1).Format(time.DateOnly), Begin: "17:00", End: "08:00"}
	if p.Frame, err = d.frame(w, r, "duty", words(r, "duty.title")); err != nil {
		return err
	}
	with(&p)
	return d.Render(w, r, status, view.ShowDuty(p))
}

// mondayOf is the first midnight of the week that a date lies in, in a zone; what is no date is now's.
func mondayOf(text string, now time.Time, zone *time.Location) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 2000 || day.Year() > calendar.LastHolidayYear {
		day = now.In(zone)
	}
	back := (int(day.Weekday()) + 6) % 7
	return time.Date(day.Year(), day.Month(), day.Day()-back, 0, 0, 0, 0, zone)
}

func (d door) createDuty(w http.ResponseWriter, r *http.Request) error {
	sent, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	form := view.DutyForm{
		Person: sent.Text("person"), From: sent.Text("from"), Begin: sent.Text("begin"), Until: sent.Text("until"), End: sent.Text("end"),
		How: sent.Text("how"), Weeks: sent.Text("weeks"), Times: sent.Text("times"),
	}
	zone := httpd.Desk(r.Context()).Location()
	draft, err := dutyDraft(form)
	if err == nil {
		to := view.DutyAddress(mondayOf(form.From, httpd.Now(r.Context()), zone))
		err = d.changeTo(w, r, to, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			n, err := people.AddDuties(ctx, tx, httpd.Actor(ctx), zone, draft)
			if err != nil {
				return ui.Note{}, err
			}
			return ui.Note{Text: words(r, "duty.done.added", i18n.Blanks{Count: n})}, notify.Wake(ctx, tx, draft.Person)
		})
	}
	return d.again(err, func(status int) error {
		form.Problems = httpd.Problems(r.Context(), err, dutyInputs(r.Context())...)
		return d.duty(w, r, status, form.From, func(p *view.DutyPage) { p.Form = form })
	})
}

// dutyDraft reads what is to stand on the roster; dates that cannot be read are said at their fields.
func dutyDraft(f view.DutyForm) (people.DutyDraft, error) {
	var from, until, how *fault.Error
	draft := people.DutyDraft{Begin: httpd.MinutesOf(f.Begin), End: httpd.MinutesOf(f.End), IsDaily: f.How == view.DutyDaily}
	if id, err := strconv.ParseInt(f.Person, 10, 64); err == nil {
		draft.Person = people.ID(id)
	}
	var err error
	if draft.From, err = dateOf(f.From); err != nil {
		from = fault.Invalid("calendars.fault.date").On("from")
	}
	if draft.Until, err = dateOf(f.Until); err != nil {
		until = fault.Invalid("calendars.fault.date").On("until")
	}
	if f.How != view.DutyDaily && f.How != view.DutyThrough {
		how = fault.Invalid("fault.required").On("how")
	}
	draft.EveryWeeks = *figureOf(f.Weeks)
	if draft.EveryWeeks != 0 {
		draft.Times = *figureOf(f.Times)
	}
	return draft, fault.Join(from, until, how)
}

func dutyInputs(ctx context.Context) []httpd.Input {
	var all []httpd.Input
	for _, in := range []struct{ name, label string }{
		{"person", i18n.T(ctx, "duty.form.person")},
		{"from", i18n.T(ctx, "duty.form.from")},
		{"begin", i18n.T(ctx, "duty.form.begin")},
		{"until", i18n.T(ctx, "duty.form.until")},
		{"end", i18n.T(ctx, "duty.form.end")},
		{"how", i18n.T(ctx, "duty.form.how")},
		{"weeks", i18n.T(ctx, "duty.form.weeks")},
		{"times", i18n.T(ctx, "duty.form.times")},
	} {
		all = append(all, httpd.Input{Name: in.name, Label: in.label})
	}
	return all
}

func (d door) removeDuty(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "duty")
	if err != nil {
		return err
	}
	sent, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	zone := httpd.Desk(r.Context()).Location()
	week := sent.Text(view.WeekQuery)
	to := view.DutyAddress(mondayOf(week, httpd.Now(r.Context()), zone))
	err = d.changeTo(w, r, to, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "duty.done.removed")}, people.RemoveDuty(ctx, tx, httpd.Actor(ctx), zone, people.DutyID(id), sent.Has("following"))
	})
	return d.again(err, func(status int) error {
		return d.duty(w, r, status, week, func(p *view.DutyPage) {
			p.Clash = httpd.Message(i18n.From(r.Context()), fault.Of(err)[0], p.Now)
		})
	})
}
