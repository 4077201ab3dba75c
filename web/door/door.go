// Package door draws the pages where people come in: signing in, and the first run. It exists beside the desk
// because it must not need anything of it.
package door

import (
	_ "embed"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Login is the sign-in page. The password never comes back.
type Login struct {
	Frame                   layout.Frame
	Wall                    layout.Wall
	Next                    string // where the visitor wanted to go
	Address                 string
	Company                 string // what the company's own sign-in is called; "" when there is none
	MaxAddress, MaxPassword int
	Problems                []ui.Problem
}

// Welcome is the first-run page.
type Welcome struct {
	Frame                        layout.Frame
	Company, Line, Phone         string
	Locale                       i18n.Locale
	Zone                         string
	Name, Address                string
	MaxName, MaxAddress, MaxLine int
	MinPassword, MaxPassword     int
	Problems                     []ui.Problem
}

// wrong is the message at a field, "" without one.
func wrong(problems []ui.Problem, field string) string {
	for _, p := range problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

// zoneNotes are what describes the field of the zone.
func zoneNotes(f ui.Field) string {
	if f.Error != "" {
		return "zone-error zone-hint"
	}
	return "zone-hint"
}

//go:embed zones.txt
var zoneList string

// region is the zones of one part of the world.
type region struct {
	name  string
	zones []zone
}

type zone struct{ id, city string }

// regions groups the zones as people look for them: by part of the world, then by city.
func regions(l *i18n.Localizer) []region {
	var all []region
	for line := range strings.Lines(zoneList) {
		id := strings.TrimSpace(line)
		if id == "" || strings.HasPrefix(id, "#") {
			continue
		}
		part, city, found := strings.Cut(id, "/")
		if !found {
			city = part
		}
		name := regionName(l, part)
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, region{name: name})
		}
		r := &all[len(all)-1]
		r.zones = append(r.zones, zone{id: id, city: strings.ReplaceAll(strings.ReplaceAll(city, "_", " "), "/", ", ")})
	}
	return all
}

func regionName(l *i18n.Localizer, part string) string {
	switch part {
	case "Africa":
		return l.T("signin.zone.africa")
	case "America":
		return l.T("signin.zone.america")
	case "Antarctica":
		return l.T("signin.zone.antarctica")
	case "Arctic", "Europe":
		return l.T("signin.zone.europe")
	case "Asia":
		return l.T("signin.zone.asia")
	case "Atlantic":
		return l.T("signin.zone.atlantic")
	case "Australia":
		return l.T("signin.zone.australia")
	case "Indian":
		return l.T("signin.zone.indian")
	case "Pacific":
		return l.T("signin.zone.pacific")
	default:
		return l.T("signin.zone.rest")
	}
}

// LikelyZone is where most who read a language live, as a first choice; "" where nobody can say.
func LikelyZone(l i18n.Locale) string {
	switch l {
	case i18n.SV:
		return "Europe/Stockholm"
	case i18n.DA:
		return "Europe/Copenhagen"
	case i18n.PL:
		return "Europe/Warsaw"
	case i18n.EL:
		return "Europe/Athens"
	default:
		return ""
	}
}

func languages(chosen i18n.Locale) []ui.Option {
	var all []ui.Option
	for _, l := range i18n.Locales {
		all = append(all, ui.Option{Value: string(l), Label: l.Name(), Lang: string(l), Chosen: l == chosen})
	}
	return all
}

// Zones are the names of all zones, for a field that offers them while somebody types.
func Zones() []string {
	var all []string
	for line := range strings.Lines(zoneList) {
		if id := strings.TrimSpace(line); id != "" && !strings.HasPrefix(id, "#") {
			all = append(all, id)
		}
	}
	return all
}
