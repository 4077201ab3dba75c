package demo

import (
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
}

// Customer is one person who writes to the desk.
type Customer struct {
	Key     string
	Name    string
	Email   string
	Company string // empty for a private person
	Locale  i18n.Locale
}

// Crew is the staff, the newcomer's own sign-in first.
func Crew() []Staff {
	return []Staff{
		{Maja, "Maja Lindqvist", "maja@nordby.example", people.Agent, i18n.EN, []Team{FirstLine, Technical}},
		{Jonas, "Jonas Berg", "jonas@nordby.example", people.Agent, i18n.SV, []Team{Billing}},
		{Nikos, "Nikos Andreou", "nikos@nordby.example", people.Agent, i18n.EL, []Team{Technical}},
		{Zofia, "Zofia Wiśniewska", "zofia@nordby.example", people.Agent, i18n.PL, []Team{Billing, FirstLine}},
		{Freja, "Freja Holm", "freja@nordby.example", people.Agent, i18n.DA, []Team{FirstLine}},
		{Ingrid, "Ingrid Aaberg", "ingrid@nordby.example", people.Supervisor, i18n.EN, []Team{FirstLine, Technical, Billing, FieldVisits}},
		{Karin, "Karin Sjöström", "karin@nordby.example", people.Admin, i18n.EN, nil},
		{Oskar, "Oskar Strand", "oskar@nordby.example", people.Technician, i18n.SV, []Team{FieldVisits}},
		{Emil, "Emil Dahl", "emil@nordby.example", people.Technician, i18n.DA, []Team{FieldVisits}},
	}
}

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
	}
}
