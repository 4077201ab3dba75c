package gallery

import (
	"sync"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/layout"
)

// zone is the desk's. A machine that does not know it has UTC; the program carries the zones (calendar).
var zone = sync.OnceValue(func() *time.Location {
	if z, err := time.LoadLocation("Europe/Copenhagen"); err == nil {
		return z
	}
	return time.UTC
})

// at is a time in March 2026, on the desk's clock.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 3, day, hour, minute, 0, 0, zone()).UTC()
}

// now is the gallery's instant, a Tuesday.
func now() time.Time { return at(17, 14, 18) }

// The people of the gallery. Customers' words stay in their own language.
var (
	maja   = people.Person{ID: 10, Role: people.Agent, Name: "Maja Lindqvist", Address: "maja@nordby.example", Locale: i18n.EN, IsActive: true}
	jonas  = people.Person{ID: 6, Role: people.Agent, Name: "Jonas Berg", Address: "jonas@nordby.example", Locale: i18n.DA, IsActive: true}
	zofia  = people.Person{ID: 8, Role: people.Agent, Name: "Zofia Wiśniewska", Address: "zofia@nordby.example", Locale: i18n.PL, IsActive: true}
	nikos  = people.Person{ID: 1, Role: people.Agent, Name: "Nikos Andreou", Address: "nikos@nordby.example", Locale: i18n.EL, IsActive: true}
	freja  = people.Person{ID: 3, Role: people.Agent, Name: "Freja Holm", Address: "freja@nordby.example", Locale: i18n.DA, IsActive: true}
	ingrid = people.Person{ID: 4, Role: people.Supervisor, Name: "Ingrid Nygaard", Address: "ingrid@nordby.example", Locale: i18n.SV, IsActive: true}
	oskar  = people.Person{ID: 11, Role: people.Technician, Name: "Oskar Ekström", Address: "oskar@nordby.example", Locale: i18n.SV, IsActive: true}

	hanna = people.Person{ID: 101, Role: people.Customer, Name: "Hanna Lund", Address: "hanna@bakkehuset.example", Company: "Bakkehuset Café", Locale: i18n.EN}
	eleni = people.Person{ID: 102, Role: people.Customer, Name: "Ελένη Παπαδοπούλου", Address: "eleni@mail.example", Locale: i18n.EL}
	alek  = people.Person{ID: 103, Role: people.Customer, Name: "Aleksandra Wróblewska-Chrzanowska", Address: "aleksandra.wroblewska-chrzanowska@spoldzielnia-mieszkaniowa.example", Company: "Spółdzielnia Mieszkaniowa „Południe”", Locale: i18n.PL}
)

func staff() []people.Person { return []people.Person{maja, jonas, zofia, nikos, freja, ingrid, oskar} }

// The teams.
const (
	firstLine people.TeamID = iota + 1
	technical
	business
)

// nordby is the company, with the demo's clock above its pages.
func nordby() layout.Company {
	return layout.Company{
		Name: "Nordby Fiber", AddressLine: "Havnegade 2, Nordby", Phone: "+45 75 55 01 00", Brand: "#0b5f78", Demo: &layout.Demo{Now: now()},
	}
}

// terms are those of the design: open from 8 to 18 on weekdays.
func terms() promise.Terms {
	var week calendar.Week
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []calendar.Span{{From: 8 * 60, To: 18 * 60}}
	}
	open, err := calendar.New("Europe/Copenhagen", week, nil)
	if err != nil {
		open = nil // these hours are sound: TestTerms reads them
	}
	return promise.Terms{
		PolicyVersion: 1, Calendar: open, FirstReply: 4 * time.Hour, NextReply: 4 * time.Hour, Update: 8 * time.Hour,
		Resolution: 24 * time.Hour, Recovery: time.Hour, QuietDays: 2, ConfirmationDays: 2, ReopenAfter: 14 * 24 * time.Hour,
		Ladder: promise.Ladder{{people.TeamSupervisors}, {people.AllSupervisors}, {people.Admins}}, FollowUpDays: [3]int{2, 5, 10}, AnswerWithin: 2 * time.Hour,
	}
}

// frame is a page's, come back to by its own address.
func frame(title, screen string) layout.Frame {
	return layout.Frame{Title: title, Screen: screen, Company: nordby(), Back: "/demo/gallery"}
}
