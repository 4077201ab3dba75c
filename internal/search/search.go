// Package search finds tickets, and customers and companies, by words and by what is known of them, for who may see
// them. What can be found of a ticket the database keeps itself (migration 000044), in the change in which it is
// written or goes; this room only asks. It must never change a ticket, and shows nobody what lies outside of their sight.
package search

import (
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// What a search may be at most; what is beyond it is left out, and said.
const (
	MostLetters = 400 // of what is typed
	mostTerms   = 12
	mostFilters = 20
	MostRecent  = 10 // searches that are remembered of a person
)

// PageSize is how many tickets a page of results has at most.
const PageSize = 25

// pool is how many of the newest tickets that match are put in order by how well they do.
const pool = 60

// Hit is a ticket that was found.
type Hit struct {
	ID            ticket.ID
	Number        int64
	Subject       string
	Status        promise.Status
	Priority      sla.Priority
	Locale        i18n.Locale
	TeamName      string
	AssigneeName  *string
	RequesterName string
	Company       string
	At            time.Time // when the last text was written
	IsLate        bool
	IsNote        bool     `db:"-"` // the text is a note's
	Text          string   `db:"-"` // of the newest message in which a word stands, else of the newest
	Files         []string `db:"-"` // names in which a word stands
}

// Person is a customer who was found.
type Person struct {
	ID      people.ID
	Name    string
	Address string
	Company string
	Locale  i18n.Locale
}

// Company is a company that was found.
type Company struct {
	ID   people.CompanyID
	Name string
}

// Cursor is where a page of results begins: behind some of those that are not newer than a ticket.
type Cursor struct {
	At   time.Time // zero: from the newest on
	ID   ticket.ID
	Skip int
}

// Results are what was found.
type Results struct {
	Number    *Hit // the ticket whose number was typed
	Hits      []Hit
	People    []Person
	Companies []Company
	Marks     Marks
	Guessed   bool // a word stands nowhere: those that look like it were taken
	Next      *Cursor
	Full      bool // there are more than the pages tell
	Total     int  // how many tickets, when not Full
}
