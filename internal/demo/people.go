package demo

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

// Role is what a person of the staff may do, in the words of the people's table.
type Role string

// The four roles.
const (
	Agent      Role = "agent"
	Technician Role = "technician"
	Supervisor Role = "supervisor"
	Admin      Role = "admin"
)

// Staff is one person who works at the desk.
type Staff struct {
	Key    Key
	Name   string
	Email  string
	Role   Role
	Locale Locale
	Teams  []Team
}

// Customer is one person who writes to the desk.
type Customer struct {
	Key     string
	Name    string
	Email   string
	Company string // empty for a private person
	Locale  Locale
}

// Crew is the staff, the newcomer's own sign-in first.
func Crew() []Staff {
	return []Staff{
		{Maja, "Maja Lindqvist", "maja@nordby.example", Agent, EN, []Team{FirstLine, Technical}},
		{Jonas, "Jonas Berg", "jonas@nordby.example", Agent, SV, []Team{Billing}},
		{Nikos, "Nikos Andreou", "nikos@nordby.example", Agent, EL, []Team{Technical}},
		{Zofia, "Zofia Wiśniewska", "zofia@nordby.example", Agent, PL, []Team{Billing, FirstLine}},
		{Freja, "Freja Holm", "freja@nordby.example", Agent, DA, []Team{FirstLine}},
		{Ingrid, "Ingrid Aaberg", "ingrid@nordby.example", Supervisor, EN, []Team{FirstLine, Technical, Billing, FieldVisits}},
		{Karin, "Karin Sjöström", "karin@nordby.example", Admin, EN, nil},
		{Oskar, "Oskar Strand", "oskar@nordby.example", Technician, SV, []Team{FieldVisits}},
		{Emil, "Emil Dahl", "emil@nordby.example", Technician, DA, []Team{FieldVisits}},
	}
}

// Customers are the people who write to the desk.
func Customers() []Customer {
	return []Customer{
		{"hanna", "Hanna Lund", "hanna@bakkehuset.example", "Bakkehuset Café", EN},
		{"ellis", "Margaret Ellis", "margaret.ellis@strandvej.example", "", EN},
		{"nowak", "Aleksandra Nowak", "aleksandra.nowak@postbox.example", "", EN},
		{"villa", "Louise Brandt", "reception@villastrand.example", "Villa Strand Hotel", EN},
		{"okafor", "Daniel Okafor", "daniel.okafor@campus.example", "", EN},
		{"priya", "Priya Raman", "priya@raman.example", "", EN},
		{"callum", "Callum Reid", "callum.reid@postbox.example", "", EN},
		{"marsh", "Dorothy Marsh", "dorothy@marsh.example", "", EN},
		{"ahmed", "Yusuf Ahmed", "yusuf@havnekiosken.example", "Havnekiosken", EN},
		{"weber", "Katrin Weber", "katrin.weber@ferienhaus.example", "", EN},

		{"goran", "Göran Åström", "goran.astrom@brevlada.example", "", SV},
		{"elsa", "Elsa Lindgren", "elsa.lindgren@brevlada.example", "", SV},
		{"anders", "Anders Björk", "anders@bjork.example", "", SV},
		{"ulla", "Ulla Sjögren", "ulla.sjogren@brevlada.example", "", SV},
		{"linnea", "Linnea Ekström", "linnea@ekstrom.example", "", SV},
		{"per", "Per Nyberg", "kansli@masen.example", "Båtklubben Måsen", SV},

		{"soren", "Søren Kjærgaard", "sk@nordbyskole.example", "Nordby Skole", DA},
		{"birgit", "Birgit Holm", "birgit.holm@indbakke.example", "", DA},
		{"jens", "Jens Overgaard", "jens@overgaard.example", "", DA},
		{"birthe", "Birthe Lauridsen", "kontor@nordbyhavn.example", "Nordby Havn", DA},
		{"lone", "Lone Thygesen", "lone.thygesen@indbakke.example", "", DA},
		{"mads", "Mads Frandsen", "mads@frandsen.example", "", DA},
		{"kirsten", "Kirsten Bundgaard", "kirsten@nordbybibliotek.example", "Nordby Bibliotek", DA},

		{"tomasz", "Tomasz Zieliński", "tomasz.zielinski@skrzynka.example", "", PL},
		{"agnieszka", "Agnieszka Wójcik", "agnieszka@wojcik.example", "", PL},
		{"marek", "Marek Kowalczyk", "marek.kowalczyk@skrzynka.example", "", PL},
		{"ewa", "Ewa Dąbrowska", "ewa@dentystka.example", "Klinika Dąbrowska", PL},

		{"eleni", "Ελένη Παπαδοπούλου", "eleni.papadopoulou@tachydromeio.example", "", EL},
		{"dimitris", "Δημήτρης Κωστόπουλος", "dimitris@mylos.example", "Taverna Mylos", EL},
		{"katerina", "Κατερίνα Αλεξίου", "katerina@alexiou.example", "", EL},
		{"giorgos", "Γιώργος Νικολαΐδης", "giorgos.nikolaidis@tachydromeio.example", "", EL},
	}
}
