package i18n

import (
	"reflect"
	"strings"
)

// Blanks are what a sentence leaves open. One struct serves all messages, so that a misspelt blank
// cannot be loaded. The fields hold finished words: a time through By or Clock, a date through Day,
// a size through Size, an amount through Number. Count alone is a number: it chooses the plural form and is
// printed by the language's own grouping.
type Blanks struct {
	Name, Owner, Team, Company, Customer, Who string // people and whose they are
	When, Then, Was                           string // finished phrases of time: By, the next one, the one before
	Time, Clock, Day, Date, Weekday           string // pieces of time
	Month, Year, From, To, Hours, Minutes     string
	Span                                      string // a length of time, from Span
	Words, Subject, Reason, What, Text        string // what somebody wrote
	Number, Code, Total                       string // a ticket's number; a short code; an amount through Number
	Address, Phone, Link                      string // where to reach somebody
	Kind, Status, Priority, Role, Language    string // names of things that have names
	File, Limit, Size, Label, Query, Command  string
	Count                                     int
}

// filled is what a message sees: Blanks, with Count as the language writes it.
type filled struct {
	Blanks
	Count string
}

// Inside of blanks "<" and ">" are masked while the marks are read. No text can look like the masks,
// since neither forms nor the database let NUL pass.
const maskLess, maskMore = "\x00l", "\x00m"

func unmask(text string) string {
	if !strings.Contains(text, "\x00") {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, maskLess, "<"), maskMore, ">")
}

// masked returns a copy of b in which no blank can be taken for a mark.
func (b Blanks) masked() Blanks {
	v := reflect.ValueOf(&b).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.String && strings.ContainsAny(f.String(), "<>") {
			f.SetString(strings.ReplaceAll(strings.ReplaceAll(f.String(), "<", maskLess), ">", maskMore))
		}
	}
	return b
}

// empty names the blanks of m that b leaves empty.
func (b Blanks) empty(m message) []string {
	var names []string
	v := reflect.ValueOf(b)
	for _, name := range m.blanks {
		if f := v.FieldByName(name); f.Kind() == reflect.String && f.Len() == 0 {
			names = append(names, name)
		}
	}
	return names
}
