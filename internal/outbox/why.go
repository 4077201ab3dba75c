package outbox

import (
	"strings"

	"github.com/kepthq/kept/internal/mail"
)

// Why is the reason for which a mail stands where it stands, for people who run no mail server.
type Why int

// The reasons.
const (
	Soon        Why = iota // it leaves as soon as a worker is free
	Handing                // a worker is giving it to the mail server
	Taken                  // the mail server has taken it
	NoServer               // there was no mail server to give it to
	Unreachable            // the mail server does not answer
	Locked                 // the mail server does not let us in, or not safely
	Busy                   // the mail server does not take it for now
	Unwritten              // the letter could not be written
	NoSuchInbox            // the mail server refuses the address
	Refusal                // the mail server refuses the letter
	CutOff                 // the connection ended before the mail server said whether it took it
	LeftAlone              // the worker ended that was sending it
)

// Reason is why a mail stands where it stands, and what the mail server, or the program, said itself: what is left of
// the record without the words that the reason tells.
func (i Item) Reason() (Why, string) {
	switch i.State {
	case Held:
		return NoServer, ""
	case Sending:
		return Handing, ""
	case Sent:
		return Taken, ""
	}
	if i.Error == "" {
		return Soon, ""
	}
	if i.Error == lost {
		return LeftAlone, ""
	}
	if said, ok := after(i.Error, mail.ErrUncertain); ok {
		_, said = step(said)
		return CutOff, said
	}
	if said, ok := after(i.Error, mail.ErrRefused); ok {
		at, said := step(said)
		if at == "recipient" || at == "address" {
			return NoSuchInbox, said
		}
		return Refusal, said
	}
	said, _ := after(i.Error, mail.ErrTemporary)
	switch at, rest := step(said); at {
	case "connect", "greeting", "hello":
		return Unreachable, rest
	case "encrypt", "sign in":
		return Locked, rest
	case "sender", "recipient", "data", "content", "keep the letter":
		return Busy, rest
	}
	return Unwritten, said
}

// GaveUp reports whether a mail was tried until nobody tried any more, without being refused: what is tried again
// then is tried once.
func (i Item) GaveUp() bool {
	_, temporary := after(i.Error, mail.ErrTemporary)
	_, uncertain := after(i.Error, mail.ErrUncertain)
	return i.State == Failed && (temporary || uncertain)
}

// after is what stands in a record behind the outcome that it begins with.
func after(text string, outcome error) (string, bool) {
	rest, ok := strings.CutPrefix(text, outcome.Error())
	return strings.TrimPrefix(rest, ": "), ok
}

// step is where in the talk with the mail server something was said, and what.
func step(text string) (at, said string) {
	at, said, found := strings.Cut(text, ": ")
	if !found {
		return "", text
	}
	return at, said
}
