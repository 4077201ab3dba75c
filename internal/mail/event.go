package mail

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// CalendarKind is the media type of a calendar file.
const CalendarKind = "text/calendar"

// Event is an appointment for the recipient's calendar (RFC 5545). Its times are instants and are written as such: no zone of any
// program's can move them.
type Event struct {
	UID         string // the same for ever, whatever becomes of it
	Sequence    int    // grows with each change
	IsCancelled bool
	Stamp       time.Time // when this was written
	Start, End  time.Time
	Summary     string
	Location    string  // may be empty
	Description string  // may be empty
	URL         string  // may be empty
	Organizer   Address // without an address: nobody is named
	Attendee    Address // without an address: a file to be taken, which asks nobody (RFC 5546, PUBLISH)
}

// Method is what the event's reader is to do with it (RFC 5546).
func (e Event) Method() string {
	switch {
	case e.IsCancelled:
		return "CANCEL"
	case e.Attendee.Address == "":
		return "PUBLISH"
	default:
		return "REQUEST"
	}
}

// File is the event as a calendar file. The same event gives the same bytes.
func (e Event) File() string {
	var f calendarFile
	f.line("BEGIN", "VCALENDAR")
	f.line("VERSION", "2.0")
	f.line("PRODID", "-//Kept//Kept//EN")
	f.line("CALSCALE", "GREGORIAN")
	f.line("METHOD", e.Method())
	f.line("BEGIN", "VEVENT")
	f.line("UID", escaped(e.UID))
	f.line("SEQUENCE", strconv.Itoa(e.Sequence))
	f.line("DTSTAMP", instant(e.Stamp))
	f.line("DTSTART", instant(e.Start))
	f.line("DTEND", instant(e.End))
	f.line("SUMMARY", escaped(e.Summary))
	f.some("LOCATION", e.Location)
	f.some("DESCRIPTION", e.Description)
	if e.URL != "" {
		f.line("URL", e.URL) // a URI is no text: nothing in it is escaped
	}
	if e.IsCancelled {
		f.line("STATUS", "CANCELLED")
	} else {
		f.line("STATUS", "CONFIRMED")
	}
	if e.Organizer.Address != "" {
		f.line("ORGANIZER"+name(e.Organizer), "mailto:"+e.Organizer.Address)
	}
	if e.Attendee.Address != "" { // they have agreed already: no program is to ask them, or to answer us
		f.line("ATTENDEE"+name(e.Attendee)+";PARTSTAT=ACCEPTED;RSVP=FALSE", "mailto:"+e.Attendee.Address)
	}
	f.line("END", "VEVENT")
	f.line("END", "VCALENDAR")
	return f.String()
}

// longestLine is how many bytes a line of a calendar file has at most, without its end.
const longestLine = 75

type calendarFile struct{ strings.Builder }

// line writes a property, folded between characters.
func (f *calendarFile) line(property, value string) {
	rest, room := property+":"+value, longestLine
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		f.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], longestLine-1
	}
	f.WriteString(rest + "\r\n")
}

func (f *calendarFile) some(property, text string) {
	if text != "" {
		f.line(property, escaped(text))
	}
}

func instant(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// escaped is a text as a value of a calendar file (RFC 5545, 3.3.11).
func escaped(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD"))
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(text)
}

// name is what somebody is called, as a parameter: in quotes, which it therefore cannot hold itself.
func name(a Address) string {
	called := strings.ReplaceAll(line(a.Name), `"`, "'")
	if called == "" {
		return ""
	}
	return `;CN="` + called + `"`
}
