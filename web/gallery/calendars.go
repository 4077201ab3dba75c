package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	office "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// shopWeek is open from Monday to Friday with a break, and through the night of Saturday.
func shopWeek() (w calendar.Week) {
	for day := time.Monday; day <= time.Friday; day++ {
		w[day] = []calendar.Span{{From: 8 * 60, To: 12 * 60}, {From: 13 * 60, To: 17 * 60}}
	}
	w[time.Saturday] = []calendar.Span{{From: 22 * 60, To: 2 * 60}}
	return w
}

func dated(year int, month time.Month, day int) calendar.Date {
	return calendar.Date{Year: year, Month: month, Day: day}
}

// shop is a calendar with everything in it.
func shop() sla.Calendar {
	read := at(17, 6, 0)
	return sla.Calendar{
		ID: 1, Name: "default", Version: 4, UsedBy: []string{"default"},
		Edition: sla.Edition{Zone: "Europe/Copenhagen", Week: shopWeek(), Region: calendar.Denmark, Days: []sla.Day{
			{Date: dated(2026, time.January, 2), Name: "Stocktaking", Source: sla.OwnDay},
			{Date: dated(2026, time.April, 2), Open: []calendar.Span{{From: 10 * 60, To: 14 * 60}}, Name: "Before Easter", Source: sla.OwnDay},
			{Date: dated(2026, time.June, 5), Name: "Grundlovsdag", Source: sla.FileDay},
			{Date: dated(2026, time.December, 24), Name: "Juleaften, og en meget lang forklaring på hvorfor der er lukket hele dagen", Source: sla.FeedDay},
		}},
		Feed: &sla.Feed{URL: "https://dates.example/denmark.ics", NextAt: at(18, 6, 0), TriedAt: &read, ReadAt: &read},
	}
}

func editions() []sla.Version {
	return []sla.Version{
		{Number: 4, At: at(17, 6, 0), Changes: []sla.CalendarDifference{{Of: sla.OfDay, Date: dated(2026, time.December, 24), Name: "Juleaften", Added: true, Source: sla.FeedDay}}},
		{Number: 3, At: at(16, 9, 12), By: karin.Name, Reason: "The shop by the harbour is open on Saturday nights in spring", Changes: []sla.CalendarDifference{
			{Of: sla.OfZone, Was: "Europe/London", Became: "Europe/Copenhagen"},
			{Of: sla.OfWeek, Weekday: time.Saturday, Became: "22:00–02:00"},
			{Of: sla.OfWeek, Weekday: time.Sunday, Was: "10:00–12:00"},
			{Of: sla.OfRegion, Became: "DK"},
			{Of: sla.OfDay, Date: dated(2026, time.April, 3), Name: "Rest", Removed: true},
			{Of: sla.OfDay, Date: dated(2026, time.April, 2), Was: "", Became: "10:00–14:00"},
		}},
		{Number: 1, At: at(12, 9, 0)},
	}
}

// tried is the answer to how long some hours take by a calendar.
func calendarTried(c sla.Calendar, count string, hours int) office.Try {
	counted, err := c.Calendar()
	if err != nil {
		panic(err) // of the gallery's own making
	}
	from := time.Date(2026, time.March, 20, 15, 30, 0, 0, time.UTC)
	sum := counted.Explain(from, counted.Add(from, time.Duration(hours)*time.Hour))
	return office.Try{At: "2026-03-20T16:30", Count: count, Sum: &sum, Counted: sum.Counted()}
}

func calendarForm(c sla.Calendar) office.CalendarForm {
	f := office.CalendarForm{Name: c.Name, Zone: c.Zone, Region: c.Region, Open: c.Week, Was: c.Version}
	for day, spans := range c.Week {
		f.Days[day] = sla.SpansText(spans)
	}
	return f
}

func calendarStates() []State {
	title := func(ctx context.Context) string { return i18n.T(ctx, "calendars.title") }
	list := func(all []sla.Calendar, form office.CalendarForm) templ.Component {
		return asKarin(title, func(f layout.Frame) templ.Component {
			f.Side = side("settings")
			return office.ShowCalendars(office.CalendarsPage{Frame: f, Calendars: all, Form: form})
		})
	}
	one := func(with func(*office.CalendarPage)) templ.Component {
		return asKarin(title, func(f layout.Frame) templ.Component {
			f.Side = side("settings")
			p := office.CalendarPage{Frame: f, Calendar: shop(), Versions: editions(), Now: at(17, 14, 18), Try: calendarTried(shop(), "2", 2), Open: 41}
			with(&p)
			p.Form = calendarForm(p.Calendar)
			if p.Calendar.Feed != nil {
				p.URL = p.Calendar.Feed.URL
			}
			return office.ShowCalendar(p)
		})
	}
	athens := sla.Calendar{ID: 2, Name: "Athens", Version: 1, Edition: sla.Edition{Zone: "Europe/Athens", Week: shopWeek(), Region: calendar.Greece}}
	failing := shop()
	failing.ID, failing.Name, failing.UsedBy = 3, "The harbour, in the evening and at the weekend", []string{"Business", "Everyone"}
	failing.Feed.Fault = sla.FeedAway
	return []State{
		{Name: "settings-calendars", Room: Office, Page: list([]sla.Calendar{shop(), athens, failing}, calendarForm(athens))},
		{Name: "settings-calendars-refused", Room: Office, Page: page(func(ctx context.Context) templ.Component {
			bad := calendarForm(athens)
			bad.Days[1], bad.Days[2], bad.Zone = "17:00–09:00", "09:00–13:00, 12:00–17:00", "Europe/Athens"
			bad.Problems = []ui.Problem{
				{Field: "name", Label: i18n.T(ctx, "calendars.name"), Message: i18n.T(ctx, "calendars.fault.taken", i18n.Blanks{Name: "Athens"})},
				{Field: "day1", Message: i18n.T(ctx, "calendars.fault.inverted")},
				{Field: "day2", Message: i18n.T(ctx, "calendars.fault.overlap")},
			}
			return list([]sla.Calendar{shop()}, bad)
		})},
		{Name: "settings-calendar", Room: Office, Page: one(func(*office.CalendarPage) {})},
		{Name: "settings-calendar-following", Room: Office, Page: one(func(p *office.CalendarPage) {
			p.FeedOpenToo = true
			p.Following = []ticket.Following{
				{ID: 7, Policy: "default", Total: 38, BegunAt: at(17, 14, 17)},
				{ID: 8, Policy: "Business customers with a contract, in Danish and in Swedish", Total: 3, BegunAt: at(17, 14, 17), Ended: true},
				{ID: 5, Policy: "Evenings", Total: 1, BegunAt: at(16, 9, 0), Ended: true, Undone: true},
			}
		})},
		{Name: "settings-calendar-new", Room: Office, Page: one(func(p *office.CalendarPage) {
			p.Calendar, p.Versions, p.Try, p.Open = athens, editions()[2:], calendarTried(athens, "80", 80), 0
		})},
		{Name: "settings-calendar-refused", Room: Office, Page: page(func(ctx context.Context) templ.Component {
			return one(func(p *office.CalendarPage) {
				p.Calendar.Feed.Fault = sla.FeedPrivate
				p.Day = office.DayForm{From: "2026-04-30", Until: "2026-04-01", Hours: "22:00–02:00", Problems: []ui.Problem{
					{Field: "until", Label: i18n.T(ctx, "calendars.day.until"), Message: i18n.T(ctx, "calendars.fault.until")},
					{Field: "hours", Label: i18n.T(ctx, "settings.hours.title"), Message: i18n.T(ctx, "calendars.fault.date_hours")},
				}}
				p.Said = []ui.Problem{{Field: "file", Label: i18n.T(ctx, "calendars.file.label"), Message: i18n.T(ctx, "calendars.fault.no_calendar")}}
				p.Try = office.Try{At: "", Count: "many", Problems: []ui.Problem{{Field: "count", Message: i18n.T(ctx, "calendars.fault.count", i18n.Blanks{Limit: "2000"})}}}
			})
		})},
	}
}
