package demo

import (
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
)

// Password opens every staff account of the demo desk.
const Password = "kept-demo"

// Key names one person of the staff in the stories.
type Key string

// The staff.
const (
	Maja   Key = "maja"
	Jonas  Key = "jonas"
	Nikos  Key = "nikos"
	Zofia  Key = "zofia"
	Freja  Key = "freja"
	Ingrid Key = "ingrid"
	Karin  Key = "karin"
	Oskar  Key = "oskar"
	Emil   Key = "emil"
)

// Staff is one person who works at the desk.
type Staff struct {
	Key    Key
	Name   string
	Email  string
	Role   people.Role
	Locale i18n.Locale
	Teams  []Team
	Skills []string           // of a supervisor: what they are asked about first
	Mail   people.MailNotices // whether what the bell tells comes by mail too
	Works  *people.Hours      // nil: the desk's opening hours
}

// Customer is one person who writes to the desk.
type Customer struct {
	Key     string
	Name    string
	Email   string
	Company string // empty for a private person
	Locale  i18n.Locale
}

// Crew is the staff, the newcomer's own sign-in first. Who is in the van gets by mail what others read at the bell.
func Crew() []Staff {
	return []Staff{
		{Maja, "Maja Lindqvist", "maja@nordby.example", people.Agent, i18n.EN, []Team{FirstLine, Technical, Contracts}, nil, people.InHours, weekdays("08:00", "16:30")},
		{Jonas, "Jonas Berg", "jonas@nordby.example", people.Agent, i18n.SV, []Team{Billing, Contracts}, nil, people.Never, nil},
		{Nikos, "Nikos Andreou", "nikos@nordby.example", people.Supervisor, i18n.EL, []Team{Technical}, []string{Routers}, people.Never, weekdays("09:00", "18:00")},
		{Zofia, "Zofia Wiśniewska", "zofia@nordby.example", people.Agent, i18n.PL, []Team{Billing, FirstLine}, nil, people.Never, weekdays("08:00", "16:00")},
		{Freja, "Freja Holm", "freja@nordby.example", people.Agent, i18n.DA, []Team{FirstLine}, nil, people.Never, nil},
		{Ingrid, "Ingrid Aaberg", "ingrid@nordby.example", people.Supervisor, i18n.EN, []Team{FirstLine, Technical, Billing, FieldVisits, Contracts}, []string{Routers, Refunds}, people.InHours, weekdays("08:00", "17:00")},
		{Karin, "Karin Sjöström", "karin@nordby.example", people.Admin, i18n.EN, nil, nil, people.InHours, weekdays("09:00", "17:00")},
		{Oskar, "Oskar Strand", "oskar@nordby.example", people.Technician, i18n.SV, []Team{FieldVisits}, nil, people.InHours, nil},
		{Emil, "Emil Dahl", "emil@nordby.example", people.Technician, i18n.DA, []Team{FieldVisits}, nil, people.InHours, nil},
	}
}

// weekdays are somebody's own hours, Monday to Friday.
func weekdays(from, to string) *people.Hours {
	minute := func(clock string) int {
		t, _ := time.Parse("15:04", clock) // constants of this file; the people's test refuses others
		return t.Hour()*60 + t.Minute()
	}
	return &people.Hours{
		From: minute(from), To: minute(to),
		Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	}
}

// What a question to the supervisors can be about.
const (
	Routers = "Routers and firmware"
	Sites   = "Keys and buildings"
	Refunds = "Refunds"
)

// Skills are all of them.
func Skills() []string { return []string{Routers, Sites, Refunds} }

// Customers are the people who write to the desk.
func Customers() []Customer {
	return []Customer{
		{"hanna", "Hanna Lund", "hanna@bakkehuset.example", "Bakkehuset Café", i18n.EN},
		{"ellis", "Margaret Ellis", "margaret.ellis@strandvej.example", "", i18n.EN},
		{"nowak", "Aleksandra Nowak", "aleksandra.nowak@postbox.example", "", i18n.EN},
		{"villa", "Louise Brandt", "reception@villastrand.example", "Villa Strand Hotel", i18n.EN},
		{"okafor", "Daniel Okafor", "daniel.okafor@campus.example", "", i18n.EN},
		{"priya", "Priya Raman", "priya@raman.example", "", i18n.EN},
		{"callum", "Callum Reid", "callum.reid@postbox.example", "", i18n.EN},
		{"marsh", "Dorothy Marsh", "dorothy@marsh.example", "", i18n.EN},
		{"ahmed", "Yusuf Ahmed", "yusuf@havnekiosken.example", "Havnekiosken", i18n.EN},
		{"weber", "Katrin Weber", "katrin.weber@ferienhaus.example", "", i18n.EN},

		{"goran", "Göran Åström", "goran.astrom@brevlada.example", "", i18n.SV},
		{"elsa", "Elsa Lindgren", "elsa.lindgren@brevlada.example", "", i18n.SV},
		{"anders", "Anders Björk", "anders@bjork.example", "", i18n.SV},
		{"ulla", "Ulla Sjögren", "ulla.sjogren@brevlada.example", "", i18n.SV},
		{"linnea", "Linnea Ekström", "linnea@ekstrom.example", "", i18n.SV},
		{"per", "Per Nyberg", "kansli@masen.example", "Båtklubben Måsen", i18n.SV},

		{"soren", "Søren Kjærgaard", "sk@nordbyskole.example", "Nordby Skole", i18n.DA},
		{"birgit", "Birgit Holm", "birgit.holm@indbakke.example", "", i18n.DA},
		{"jens", "Jens Overgaard", "jens@overgaard.example", "", i18n.DA},
		{"birthe", "Birthe Lauridsen", "kontor@nordbyhavn.example", "Nordby Havn", i18n.DA},
		{"lone", "Lone Thygesen", "lone.thygesen@indbakke.example", "", i18n.DA},
		{"mads", "Mads Frandsen", "mads@frandsen.example", "", i18n.DA},
		{"kirsten", "Kirsten Bundgaard", "kirsten@nordbybibliotek.example", "Nordby Bibliotek", i18n.DA},

		{"tomasz", "Tomasz Zieliński", "tomasz.zielinski@skrzynka.example", "", i18n.PL},
		{"agnieszka", "Agnieszka Wójcik", "agnieszka@wojcik.example", "", i18n.PL},
		{"marek", "Marek Kowalczyk", "marek.kowalczyk@skrzynka.example", "", i18n.PL},
		{"ewa", "Ewa Dąbrowska", "ewa@dentystka.example", "Klinika Dąbrowska", i18n.PL},

		{"eleni", "Ελένη Παπαδοπούλου", "eleni.papadopoulou@tachydromeio.example", "", i18n.EL},
		{"dimitris", "Δημήτρης Κωστόπουλος", "dimitris@mylos.example", "Taverna Mylos", i18n.EL},
		{"katerina", "Κατερίνα Αλεξίου", "katerina@alexiou.example", "", i18n.EL},
		{"giorgos", "Γιώργος Νικολαΐδης", "giorgos.nikolaidis@tachydromeio.example", "", i18n.EL},
	}
}

// Teams are the desk's teams in their order. The first takes what comes in by the public form.
func Teams() []people.Team {
	return []people.Team{
		{Name: string(FirstLine), Icon: "users"},
		{Name: string(Technical), Icon: "wrench"},
		{Name: string(Billing), Icon: "bill"},
		{Name: string(FieldVisits), Icon: "van"},
		{Name: string(Contracts), Icon: "inbox"},
	}
}
