package i18n

import "time"

// names are the words and signs of a language's calendar and numbers.
//
// Source: Unicode CLDR 48, main/<locale>/ca-gregorian.json ("format" and, for days that stand alone,
// "stand-alone" names are the same in these five) and numbers.json, as ICU 78 prints them. Months
// stand in the form that follows a day (pl "17 marca"). English takes the order of en-GB.
// Ours, not CLDR's: the clock has 24 hours everywhere (docs/design.md 5), and onDay, which is the day with
// its preposition as a due time needs it (pl "we wtorek", el «το Σάββατο»).
type names struct {
	day, shortDay, onDay [7]string // Sunday first, as in time.Weekday
	month, shortMonth    [12]string
	clock                string // between hours and minutes
	group, decimal       string
	groupFrom            int // the smallest number that is grouped: pl writes 1234 but 12 345
}

func (l *Localizer) names() *names {
	switch l.locale {
	case SV:
		return &swedish
	case DA:
		return &danish
	case PL:
		return &polish
	case EL:
		return &greek
	default:
		return &english
	}
}

func (n *names) monthOf(t time.Time) string      { return n.month[t.Month()-1] }
func (n *names) shortMonthOf(t time.Time) string { return n.shortMonth[t.Month()-1] }

// noBreak keeps the groups of a number, and a number and its unit, on one line.
const noBreak = "\u00a0"

var english = names{
	day:        [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	shortDay:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	onDay:      [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	month:      [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	shortMonth: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	clock:      ":", group: ",", decimal: ".", groupFrom: 1000,
}

var swedish = names{
	day:        [7]string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
	shortDay:   [7]string{"sön", "mån", "tis", "ons", "tors", "fre", "lör"},
	onDay:      [7]string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
	month:      [12]string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"},
	shortMonth: [12]string{"jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."},
	clock:      ":", group: noBreak, decimal: ",", groupFrom: 1000,
}

var danish = names{
	day:        [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
	shortDay:   [7]string{"søn.", "man.", "tirs.", "ons.", "tors.", "fre.", "lør."},
	onDay:      [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
	month:      [12]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"},
	shortMonth: [12]string{"jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."},
	clock:      ".", group: ".", decimal: ",", groupFrom: 1000,
}

var polish = names{
	day:        [7]string{"niedziela", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota"},
	shortDay:   [7]string{"niedz.", "pon.", "wt.", "śr.", "czw.", "pt.", "sob."},
	onDay:      [7]string{"w niedzielę", "w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę"},
	month:      [12]string{"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"},
	shortMonth: [12]string{"sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"},
	clock:      ":", group: noBreak, decimal: ",", groupFrom: 10000,
}

var greek = names{
	day:        [7]string{"Κυριακή", "Δευτέρα", "Τρίτη", "Τετάρτη", "Πέμπτη", "Παρασκευή", "Σάββατο"},
	shortDay:   [7]string{"Κυρ", "Δευ", "Τρί", "Τετ", "Πέμ", "Παρ", "Σάβ"},
	onDay:      [7]string{"την Κυριακή", "τη Δευτέρα", "την Τρίτη", "την Τετάρτη", "την Πέμπτη", "την Παρασκευή", "το Σάββατο"},
	month:      [12]string{"Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου", "Ιουλίου", "Αυγούστου", "Σεπτεμβρίου", "Οκτωβρίου", "Νοεμβρίου", "Δεκεμβρίου"},
	shortMonth: [12]string{"Ιαν", "Φεβ", "Μαρ", "Απρ", "Μαΐ", "Ιουν", "Ιουλ", "Αυγ", "Σεπ", "Οκτ", "Νοε", "Δεκ"},
	clock:      ":", group: ".", decimal: ",", groupFrom: 1000,
}
