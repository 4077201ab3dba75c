// Package portal draws the pages that customers see: home, the form to ask, the receipt, and their ticket by
// the link in a mail. What a promise card says and what the story tells is decided here, by pure functions of
// a ticket as its customer may see it.
//
// It must never show what only the staff may read, and a time only as clock and day: customers see no
// countdown (docs/design.md 5).
package portal

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// Welcome is the home page.
type Welcome struct {
	Company  string
	Now      time.Time
	Expected time.Time // when a question that is sent now is answered at the latest; zero: nobody can say yet
	Usually  time.Time // when most such questions are answered; zero: the record shows too little
}

// Asking is the form of a new question, as it was or as it comes back.
type Asking struct {
	Name, Address, Subject, Body string
	Language                     i18n.Locale
	IsSigned                     bool   // whoever is signed in types neither name nor address
	Key                          string // the same key never makes a second ticket
	Limits                       ticket.Limits
	Now                          time.Time
	Expected                     time.Time // when it is answered at the latest if it is sent now; zero: nobody can say yet
	Usually                      time.Time // when most such questions are answered; zero: the record shows too little
	Problems                     []ui.Problem
	About                        About
	Challenge                    string // what the browser is to solve, while very many questions come; empty: nothing
}

// TrapField is a field that people do not see: who fills it in is a robot.
const TrapField = "website"

// Received is the receipt of a question: what was typed, and what was promised then.
type Received struct {
	ticket.Receipt
	Now time.Time
}

// Opened is a customer's ticket with the forms on it.
type Opened struct {
	ticket.Whole
	Company   string
	Base      string    // where its page stands: behind a link, or for who is signed in
	Me        people.ID // who reads it
	IsSigned  bool      // by their session, not by a link
	Now       time.Time
	Limits    ticket.Limits
	Message   Written
	Answer    Written    // to "Does it work again?"
	Correct   Written    // of how we understand it
	Other     promise.ID // the appointment for which another time was asked, where that form came back; 0: none
	Wish      string     // what stood in it
	WishError string
	Pressed   Pressed // the answer that a mail's link came with
	Colleague Invitation
	Desk      i18n.Locale // the desk's own language: names that stand in no other
	Drafting  string      // under which name the browser keeps what is being typed
}

// Written is one of the forms on a ticket.
type Written struct {
	Key      string
	Works    string // what was chosen: "yes", "no", "help" or nothing
	Body     string
	Problems []ui.Problem
}

// Pressed is what the link in a mail asks the page to have chosen. The page offers it; who opens the link has not
// answered, for mail programs open links too.
type Pressed string

// What a link may ask for.
const (
	PressedWorks Pressed = "works"
	PressedHelp  Pressed = "help"
)

// PressedIn reads it from an address; anything else is nothing.
func PressedIn(query string) Pressed {
	switch p := Pressed(query); p {
	case PressedWorks, PressedHelp:
		return p
	}
	return ""
}

// The ids of the fields that a refused form points at.
const (
	LanguageField = "locale" // the page's own choice of language is called "language"
	StillField    = "still"
	ChoiceField   = "works"
	CorrectField  = "correction"
)

func wrong(problems []ui.Problem, field string) string {
	for _, p := range problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

func languages(ctx context.Context, chosen i18n.Locale) []ui.Option {
	var options []ui.Option
	for _, l := range ui.Languages(ctx) {
		options = append(options, ui.Option{Value: string(l), Label: l.Name(), Lang: string(l), Chosen: l == chosen})
	}
	return options
}

func (o Opened) path(rest string) string { return o.Base + rest }

// lang is the language of what the customer and the staff wrote to each other.
func (o Opened) lang() string { return string(o.Locale) }

// face is the avatar of somebody of the staff.
func face(id people.ID, name, size string) ui.Face {
	return ui.Face{Who: ui.Staff, Initials: ui.Initials(name), Hue: int(id % 12), Size: size}
}
