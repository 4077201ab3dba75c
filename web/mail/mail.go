// Package mail draws the letters to customers: HTML in tables with inline styles, as mail programs need it, and a twin in
// plain text that says the same. A letter states the promise in its subject, and times as they stood when it was
// asked for. It must never send anything, and never make up a time.
package mail

import (
	"context"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
)

// Letter is what a letter to a customer states.
type Letter struct {
	Kind      outbox.Kind
	Company   Company
	Customer  string // the recipient's name; empty while nobody has shown that the address is theirs
	Number    int64  // of the ticket
	Subject   string // of the ticket; empty likewise
	Link      string // opens the ticket's page
	Author    string // whose message it carries; empty for a letter without one
	Body      string // the message's text; of a follow-up or an apology a person's own words for the ready ones
	Signature string // under the message: what its author says of themselves; may be empty
	Redacted  bool   // the message's text was removed before this letter could leave
	Files     int    // that hang on the message, and wait on the page
	Vow       Vow
	Was       time.Time   // Moved only: the time that the customer knew
	Reason    string      // Moved only: why, in a person's words; may be empty
	LateFor   []time.Time // Reply and Solved: the promised times that the message came late for
	Step      int         // FollowUp only: which of the three
	YourTurn  bool        // Reply only: now the customer has the move
	WaitsFor  string      // what we wait for then, in a person's words; may be empty
	Names     []Vow       // Apology only: what was not kept, the oldest first; Vow is the new time
	Guard     string      // Apology only: the name of who has it now; empty: the team
	Now       time.Time   // when the letter leaves: what "today" means
}

// Company is who writes.
type Company struct {
	Name, AddressLine, Phone string
	Brand                    string // "#rrggbb", or empty for Kept's own blue
}

// Vow is the promise that a letter states. The zero Vow promises nothing.
type Vow struct {
	Kind   promise.Kind
	Words  string    // a commitment's own words; empty: an update
	Opens  time.Time // of an appointment: when its window opens
	Due    time.Time
	Place  string // of a visit: where
	Who    string // of a visit: who comes
	IsLate bool   // it makes good what was not kept

	Came time.Time // of what an apology names: when it came after all; zero: it has not
	Next *Vow      // likewise: what is promised now instead; nil: nothing is
}

// Written is a letter ready to be sent.
type Written struct {
	Subject, Text, HTML string
}

// Write writes a letter in l's language and zone.
func Write(l *i18n.Localizer, letter Letter) (Written, error) {
	p := plan(l, letter)
	var page strings.Builder
	if err := document(p).Render(i18n.With(context.Background(), l), &page); err != nil {
		return Written{}, err
	}
	return Written{Subject: p.subject, Text: p.text(l), HTML: page.String()}, nil
}

// firstName is how somebody is greeted: by the first of several names.
func firstName(name string) string {
	words := strings.Fields(name)
	if len(words) > 1 && !strings.HasSuffix(words[0], ".") {
		return words[0]
	}
	return strings.Join(words, " ")
}

// paragraphs cuts a text at its blank lines, and each paragraph at its line ends.
func paragraphs(text string) [][]string {
	var all [][]string
	var lines []string
	for _, line := range append(strings.Split(clean(text), "\n"), "") {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, line)
			continue
		}
		if len(lines) > 0 {
			all = append(all, lines)
			lines = nil
		}
	}
	return all
}

// clean drops what no mail may hold, and makes every line's end one.
func clean(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(strings.ToValidUTF8(text, "\uFFFD"))
}
