package main

import "net/url"

// adminFields are the forms of the audit, the settings and the first run.
func adminFields(route string) url.Values {
	switch route {
	case "/office/settings":
		return url.Values{
			"company": {"Nordby Fiber"}, "line": {"Havnegade 4"}, "phone": {"+45 70 10 20 30"}, "brand": {"#0b5f78"}, "locale": {"en"},
			"languages": {"en", "da"}, "zone": {"Europe/Copenhagen"}, "undo": {"20"}, "links": {"30"},
		}
	case "/office/settings/hours":
		return url.Values{"zone": {"Europe/Copenhagen"}, "day1": {"09:00–17:00"}, "day2": {"09:00–12:00, 13:00–17:00"}, "day3": {"09:00–17:00"}, "day4": {"09:00–17:00"}, "day5": {"09:00–17:00"}}
	case "/office/start":
		return url.Values{"step": {"team"}, "team": {"Reception"}}
	default:
		return url.Values{"who": {"Karin"}, "about": {""}, "kind": {"person"}, "from": {"2026-11-01"}, "to": {"2026-11-30"}}
	}
}
