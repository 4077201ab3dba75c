package office

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// calendarRoutes are the admins' pages of calendars.
func (d door) calendarRoutes(r chi.Router) {
	r.Use(d.Admins)
	r.Get("/office/calendars", d.Handle(d.showCalendars))
	r.Post("/office/calendars", d.Handle(d.createCalendar))
	r.Get("/office/calendars/{calendar}", d.Handle(d.showCalendar))
	r.Post("/office/calendars/{calendar}", d.Handle(d.saveCalendar))
	r.Post("/office/calendars/{calendar}/dates", d.Handle(d.createDates))
	r.Post("/office/calendars/{calendar}/date-removals", d.Handle(d.removeDate))
	r.Post("/office/calendars/{calendar}/files", d.Handle(d.takeFile))
	r.Post("/office/calendars/{calendar}/feeds", d.Handle(d.setFeed))
	r.Post("/office/calendars/{calendar}/removals", d.Handle(d.removeCalendar))
}

func (d door) calendarFrame(w http.ResponseWriter, r *http.Request, title string) (layout.Frame, error) {
	f, err := d.frame(w, r, "settings-hours", title)
	f.Side.Current = "settings"
	return f, err
}

func (d door) showCalendars(w http.ResponseWriter, r *http.Request) error {
	week := sla.OfficeHours("")
	form := view.CalendarForm{Zone: httpd.Desk(r.Context()).Zone, Open: week.Week}
	for day, spans := range week.Week {
		form.Days[day] = sla.SpansText(spans)
	}
	return d.calendarsPage(w, r, http.StatusOK, form)
}

// calendarsPage draws the list, with the form that adds a calendar as it is or as it came back.
func (d door) calendarsPage(w http.ResponseWriter, r *http.Request, status int, form view.CalendarForm) (err error) {
	p := view.CalendarsPage{Form: form}
	if p.Calendars, err = sla.Calendars(r.Context(), d.DB, httpd.Actor(r.Context())); err != nil {
		return err
	}
	if p.Frame, err = d.calendarFrame(w, r, words(r, "calendars.title")); err != nil {
		return err
	}
	return d.Render(w, r, status, view.ShowCalendars(p))
}

// calendarForm reads a calendar as a form sends it, with what cannot be read of it.
func (d door) calendarForm(w http.ResponseWriter, r *http.Request) (view.CalendarForm, sla.CalendarDraft, error) {
	sent, err := d.ReadFields(w, r)
	if err != nil {
		return view.CalendarForm{}, sla.CalendarDraft{}, err
	}
	form := view.CalendarForm{
		Name: sent.Text("name"), Zone: sent.Text("zone"), Reason: sent.Text("reason"), Region: calendar.Region(sent.Text("region")), Was: int(sent.ID("was")), OpenToo: sent.Text("for") == forOpen,
	}
	draft := sla.CalendarDraft{Name: form.Name, Zone: form.Zone, Reason: form.Reason, Region: form.Region, Was: form.Was}
	var wrong []*fault.Error
	for day := range form.Days {
		form.Days[day] = sent.Text(view.DayField(time.Weekday(day)))
		var f *fault.Error
		if draft.Week[day], f = spansOf(form.Days[day]); f != nil {
			wrong = append(wrong, f.On(view.DayField(time.Weekday(day))))
		}
	}
	form.Open = draft.Week
	form.Problems = httpd.Problems(r.Context(), fault.Join(wrong...), calendarInputs(r.Context())...)
	return form, draft, nil
}

func calendarInputs(ctx context.Context) []httpd.Input {
	return append(days(ctx),
		httpd.Input{Name: "name", Label: i18n.T(ctx, "calendars.name")},
		httpd.Input{Name: "region", Label: i18n.T(ctx, "calendars.holidays")},
		httpd.Input{Name: "reason", Label: i18n.T(ctx, "calendars.reason")},
		httpd.Input{Name: "from", Label: i18n.T(ctx, "calendars.day.from")},
		httpd.Input{Name: "until", Label: i18n.T(ctx, "calendars.day.until")},
		httpd.Input{Name: "hours", Label: i18n.T(ctx, "settings.hours.title")},
		httpd.Input{Name: "day_name", Label: i18n.T(ctx, "calendars.day.name")},
		httpd.Input{Name: "file", Label: i18n.T(ctx, "calendars.file.label")},
		httpd.Input{Name: "url", Label: i18n.T(ctx, "calendars.feed.label")},
		httpd.Input{Name: "at", Label: i18n.T(ctx, "calendars.try.at")},
		httpd.Input{Name: "count", Label: i18n.T(ctx, "calendars.try.count")},
	)
}

// storedName is a calendar's name as it is kept. The one that a desk begins with is shown under a name in each language, and no other can
// be called so: somebody would see two of that name.
func storedName(typed string) string {
	for _, l := range i18n.Locales {
		if strings.EqualFold(field.Line(typed), i18n.For(l, time.UTC).T("settings.hours.title")) {
			return "default"
		}
	}
	return typed
}

// asTyped names a calendar in what was refused as somebody typed it.
func asTyped(err error, name string) error {
	for _, f := range fault.Of(err) {
		if f.Key == "calendars.fault.taken" {
			return fault.Join(f.By(field.Line(name)))
		}
	}
	return err
}

func (d door) createCalendar(w http.ResponseWriter, r *http.Request) error {
	form, draft, err := d.calendarForm(w, r)
	if err != nil {
		return err
	}
	if len(form.Problems) > 0 {
		return d.calendarsPage(w, r, http.StatusUnprocessableEntity, form)
	}
	draft.Name = storedName(form.Name)
	err = d.changeTo(w, r, view.CalendarsPath, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		_, err := sla.AddCalendar(ctx, tx, httpd.Actor(ctx), draft)
		return ui.Note{Text: words(r, "calendars.done.added")}, err
	})
	return d.again(err, func(status int) error {
		form.Problems = httpd.Problems(r.Context(), asTyped(err, form.Name), calendarInputs(r.Context())...)
		return d.calendarsPage(w, r, status, form)
	})
}

func (d door) showCalendar(w http.ResponseWriter, r *http.Request) error {
	return d.calendarPage(w, r, http.StatusOK, func(*view.CalendarPage) {})
}

// calendarPage draws one calendar as it stands now, with what with adds to it.
func (d door) calendarPage(w http.ResponseWriter, r *http.Request, status int, with func(*view.CalendarPage)) error {
	ctx := r.Context()
	id, err := httpd.PathID(r, "calendar")
	if err != nil {
		return err
	}
	p := view.CalendarPage{Now: httpd.Now(ctx)}
	if p.Calendar, err = sla.CalendarNow(ctx, d.DB, httpd.Actor(ctx), sla.CalendarID(id)); err != nil {
		return err
	}
	if p.Versions, err = sla.Versions(ctx, d.DB, httpd.Actor(ctx), p.Calendar.ID); err != nil {
		return err
	}
	if p.Open, err = d.openUnder(ctx, p.Calendar.ID); err != nil {
		return err
	}
	if p.Following, err = ticket.Followings(ctx, d.DB, httpd.Actor(ctx), p.Calendar.ID); err != nil {
		return err
	}
	if p.Frame, err = d.calendarFrame(w, r, view.CalendarName(ctx, p.Calendar.Name)); err != nil {
		return err
	}
	p.Form = view.CalendarForm{Name: view.CalendarName(ctx, p.Calendar.Name), Zone: p.Calendar.Zone, Region: p.Calendar.Region, Open: p.Calendar.Week, Was: p.Calendar.Version}
	for day, spans := range p.Calendar.Week {
		p.Form.Days[day] = sla.SpansText(spans)
	}
	if p.Calendar.Feed != nil {
		p.URL, p.FeedOpenToo = p.Calendar.Feed.URL, p.Calendar.Feed.OpenToo != nil
	}
	if p.Try, err = tryOut(r, p.Calendar.Edition); err != nil {
		return err
	}
	with(&p)
	return d.Render(w, r, status, view.ShowCalendar(p))
}

func (d door) saveCalendar(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "calendar")
	if err != nil {
		return err
	}
	form, draft, err := d.calendarForm(w, r)
	if err != nil {
		return err
	}
	again := func(status int) error {
		return d.calendarPage(w, r, status, func(p *view.CalendarPage) { p.Form = form })
	}
	if len(form.Problems) > 0 {
		return again(http.StatusUnprocessableEntity)
	}
	draft.Name = storedName(form.Name)
	err = d.keepCalendar(w, r, sla.CalendarID(id), kept{words(r, "settings.hours.saved"), form.OpenToo}, func(ctx context.Context, tx *pg.Tx) error {
		return sla.ChangeCalendar(ctx, tx, httpd.Actor(ctx), sla.CalendarID(id), draft)
	})
	return d.again(err, func(status int) error {
		form.Problems = httpd.Problems(r.Context(), asTyped(err, form.Name), calendarInputs(r.Context())...)
		return again(status)
	})
}

func (d door) createDates(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "calendar")
	if err != nil {
		return err
	}
	sent, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	form := view.DayForm{From: sent.Text("from"), Until: sent.Text("until"), Hours: sent.Text("hours"), Name: sent.Text("day_name"), OpenToo: sent.Text("for") == forOpen}
	draft, err := dayDraft(form)
	if err == nil {
		err = d.keepCalendar(w, r, sla.CalendarID(id), kept{words(r, "settings.hours.saved"), form.OpenToo}, func(ctx context.Context, tx *pg.Tx) error {
			return sla.SetDays(ctx, tx, httpd.Actor(ctx), sla.CalendarID(id), draft)
		})
	}
	return d.again(err, func(status int) error {
		form.Problems = httpd.Problems(r.Context(), err, calendarInputs(r.Context())...)
		return d.calendarPage(w, r, status, func(p *view.CalendarPage) { p.Day = form })
	})
}

// dayDraft reads a date of its own. A date that cannot be read is none, and the room refuses it.
func dayDraft(f view.DayForm) (sla.DayDraft, error) {
	draft := sla.DayDraft{Name: f.Name}
	var wrong []*fault.Error
	var err error
	if draft.From, err = dateOf(f.From); err != nil {
		wrong = append(wrong, fault.Invalid("calendars.fault.date").On("from"))
	}
	if strings.TrimSpace(f.Until) != "" {
		if draft.Until, err = dateOf(f.Until); err != nil {
			wrong = append(wrong, fault.Invalid("calendars.fault.until").On("until"))
		}
	}
	var bad *fault.Error
	if draft.Open, bad = spansOf(f.Hours); bad != nil {
		wrong = append(wrong, bad.On("hours"))
	}
	return draft, fault.Join(wrong...)
}

func dateOf(text string) (calendar.Date, error) {
	day, err := time.Parse(time.DateOnly, strings.TrimSpace(text))
	return calendar.DateOf(day), err
}

func (d door) removeDate(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "calendar")
	if err != nil {
		return err
	}
	sent, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	said, typed, _ := strings.Cut(sent.Text("date"), ":") // who says it of which date, as the list has it
	date, unread := dateOf(typed)
	err = d.keepCalendar(w, r, sla.CalendarID(id), kept{words(r, "settings.hours.saved"), sent.Text("for") == forOpen}, func(ctx context.Context, tx *pg.Tx) error {
		if unread != nil {
			return fault.Invalid("calendars.fault.listed")
		}
		return sla.DropDay(ctx, tx, httpd.Actor(ctx), sla.CalendarID(id), date, sla.Source(said))
	})
	return d.saidAgain(w, r, err, "")
}

// saidAgain draws the calendar with what was refused, and an address as it was typed.
func (d door) saidAgain(w http.ResponseWriter, r *http.Request, err error, typed string) error {
	return d.again(err, func(status int) error {
		return d.calendarPage(w, r, status, func(p *view.CalendarPage) {
			p.Said = httpd.Problems(r.Context(), err, calendarInputs(r.Context())...)
			if typed != "" {
				p.URL = typed
			}
		})
	})
}

func (d door) removeCalendar(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "calendar")
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	err = d.changeTo(w, r, view.CalendarsPath, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "calendars.done.removed")}, sla.RemoveCalendar(ctx, tx, httpd.Actor(ctx), sla.CalendarID(id))
	})
	return d.saidAgain(w, r, err, "")
}

// longestTry is the most hours that the try-out counts.
const longestTry = 2000

// tryOut answers what the address asks: so many hours from a local time on; where it asks nothing, four hours from now.
func tryOut(r *http.Request, e sla.Edition) (view.Try, error) {
	c, err := e.Calendar()
	if err != nil {
		return view.Try{}, err
	}
	q := r.URL.Query()
	t := view.Try{At: httpd.Now(r.Context()).In(c.Zone()).Format("2006-01-02T15:04"), Count: "4"}
	if q.Has("at") || q.Has("count") {
		t.At, t.Count = q.Get("at"), q.Get("count")
	}
	var wrong []*fault.Error
	from, err := time.Parse("2006-01-02T15:04", t.At)
	if err != nil || from.Year() < 2000 || from.Year() > calendar.LastHolidayYear {
		wrong = append(wrong, fault.Invalid("calendars.fault.moment").On("at"))
	}
	hours, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(t.Count), ",", "."), 64)
	if err != nil || !(hours > 0 && hours <= longestTry) {
		wrong = append(wrong, fault.Invalid("calendars.fault.count").On("count").Max(longestTry))
	}
	if err := fault.Join(wrong...); err != nil {
		t.Problems = httpd.Problems(r.Context(), err, calendarInputs(r.Context())...)
		return t, nil
	}
	begin := c.Wall(calendar.DateOf(from), from.Hour()*60+from.Minute())
	sum := c.Explain(begin, c.Add(begin, time.Duration(hours*float64(time.Hour)).Round(time.Minute)))
	t.Sum, t.Counted = &sum, sum.Counted()
	return t, nil
}
