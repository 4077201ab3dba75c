package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

var sizes = people.Sizes{Name: 200, Address: 254, Line: 200}

func settings(p view.Settings) templ.Component {
	return asAdmin(func(ctx context.Context) templ.Component {
		for i := range p.Problems {
			p.Problems[i].Message = i18n.T(ctx, p.Problems[i].Message)
		}
		if p.Typed.Company == "" && p.Problems == nil {
			p.Typed = view.Typed{
				Company: "Nordby Fiber", Line: "Havnegade 2, Nordby", Phone: "+45 75 55 01 00", Brand: "#0b5f78", Locale: "en", Zone: "Europe/Copenhagen",
				Languages: []string{"en", "sv", "da", "pl", "el"}, Undo: "10", Links: "90", Remind: "24", Sender: "help@nordby.example",
			}
		}
		p.Sizes, p.Now = sizes, now()
		p.Frame = frame(i18n.T(ctx, "settings.title"), "settings")
		p.Frame.Side, p.Frame.Flow = side("settings"), true
		return view.SettingsPage(p)
	})
}

func settingChanges() []audit.Record {
	boss := int64(ingrid.ID)
	return []audit.Record{
		{ID: 45, At: at(17, 14, 1), ActorID: &boss, Actor: ingrid.Name, Kind: people.AuditSettingChanged, Object: "remind", Was: "24", Became: "0"},
		{ID: 44, At: at(17, 14, 1), ActorID: &boss, Actor: ingrid.Name, Kind: people.AuditSettingChanged, Object: "undo", Was: "10", Became: "20"},
		{ID: 43, At: at(16, 9, 12), ActorID: &boss, Actor: ingrid.Name, Kind: people.AuditDeskChanged, Object: "name", Was: "Nordby Net", Became: "Nordby Fiber"},
		{ID: 42, At: at(16, 9, 12), ActorID: &boss, Actor: ingrid.Name, Kind: people.AuditDeskChanged, Object: "colour", Became: "#0b5f78"},
	}
}

func hours(p view.Hours) templ.Component {
	return asAdmin(func(ctx context.Context) templ.Component {
		for i := range p.Problems {
			p.Problems[i].Message = i18n.T(ctx, p.Problems[i].Message)
		}
		p.Zone = "Europe/Copenhagen"
		p.Frame = frame(i18n.T(ctx, "settings.hours.title"), "settings-hours")
		p.Frame.Side, p.Frame.Flow = side("settings"), true
		for day := 1; day <= 5; day++ {
			if p.Days[day] == "" {
				p.Days[day], p.Open[day] = "08:00–12:00, 13:00–18:00", []calendar.Span{{From: 480, To: 720}, {From: 780, To: 1080}}
			}
		}
		return view.HoursPage(p)
	})
}

func start(p view.Start) templ.Component {
	return asAdmin(func(ctx context.Context) templ.Component {
		for i := range p.Problems {
			p.Problems[i].Message = i18n.T(ctx, p.Problems[i].Message)
		}
		p.Sizes = sizes
		if p.Problems == nil {
			p.Team = "First line"
		}
		p.Frame = frame(i18n.T(ctx, "settings.start.title"), "start")
		p.Frame.Side, p.Frame.Flow = side("settings"), true
		return view.StartPage(p)
	})
}

func settingsStates() []State {
	wrongDay := view.Hours{Problems: []ui.Problem{{Field: "day2", Message: "settings.fault.day"}}}
	wrongDay.Days[2] = "nine to five"
	return []State{
		{Name: "settings", Room: Office, Page: settings(view.Settings{HasMail: true, Changes: settingChanges()})},
		{Name: "settings-untouched", Room: Office, Page: settings(view.Settings{})},
		{Name: "settings-refused", Room: Office, Page: settings(view.Settings{
			Typed:    view.Typed{Brand: "blue", Locale: "en", Undo: "61", Links: "90", Remind: "999", Zone: "Europe/Copenhagen"},
			Problems: []ui.Problem{{Field: "company", Message: "fault.required"}, {Field: "brand", Message: "settings.fault.colour"}, {Field: "languages", Message: "settings.fault.languages"}, {Field: "undo", Message: "settings.fault.undo"}, {Field: "remind", Message: "settings.fault.remind"}},
		})},
		{Name: "settings-hours", Room: Office, Page: hours(view.Hours{})},
		{Name: "settings-hours-refused", Room: Office, Page: hours(wrongDay)},
		{Name: "settings-limits", Room: Office, Page: limits(view.Limits{Changes: limitChanges()})},
		{Name: "settings-limits-untouched", Room: Office, Page: limits(view.Limits{})},
		{Name: "settings-limits-refused", Room: Office, Page: limits(view.Limits{Problems: []ui.Problem{{Field: "reopen", Message: "limits.fault.figure"}, {Field: "megabytes", Message: "limits.fault.figure"}}})},
		{Name: "settings-retention", Room: Office, Page: retention(filledRetention())},
		{Name: "settings-retention-untouched", Room: Office, Page: retention(view.Keep{})},
		{Name: "settings-retention-refused", Room: Office, Page: retention(view.Keep{Problems: []ui.Problem{{Field: "texts", Message: "keep.fault.days"}, {Field: "mails", Message: "keep.fault.days"}}})},
		{Name: "start", Room: Office, Page: start(view.Start{})},
		{Name: "start-half", Room: Office, Page: start(view.Start{Desk: people.Desk{Steps: []people.Step{people.StepHours, people.StepMail}}, HasMail: true, Sender: "help@nordby.example"})},
		{Name: "start-refused", Room: Office, Page: start(view.Start{Problems: []ui.Problem{{Field: "team", Message: "fault.required"}}})},
		{Name: "start-done", Room: Office, Page: start(view.Start{Desk: people.Desk{Steps: people.Steps}, HasMail: true, Sender: "help@nordby.example"})},
	}
}
