// Package mail carries letters out of the house and says honestly what became of each: taken, refused, surely not
// taken, or uncertain. Only with that distinction can the outbox send an automatic letter at most once and a
// person's reply at least once. It must never know tickets, people, promises or the database: whoever sends decides
// what a letter says and what its outcome means.
package mail

import (
	"context"
	"crypto/rand"
	"strings"
	"time"
)

// Address is one mailbox: a display name, which may be empty and in any script, and an address like ada@example.com.
type Address struct{ Name, Address string }

// Message is one letter to one recipient.
type Message struct {
	From, To Address
	ReplyTo  *Address // nil: answers go to From
	Subject  string   // one line; controls become spaces, and more than 250 characters are cut
	Text     string   // must not be empty: every letter can be read without HTML
	HTML     string   // the twin of Text; empty for a letter that is text alone
	Events   []*Event // for the recipient's calendar
	// ID is the Message-ID without its angle brackets. A letter keeps it for ever: every attempt carries the same.
	ID        string
	InReplyTo string // the Message-ID that this answers, without brackets; empty for the first of a thread
	// References are the thread's Message-IDs, oldest first, without brackets. They come from other people's
	// letters: those that could not stand in a header are left out, and of a long thread the first and the last stay.
	References []string
	// Automatic marks a letter that no person wrote: it says so in Auto-Submitted (RFC 3834) and
	// X-Auto-Response-Suppress, and leaves with an empty envelope sender, so that nothing can answer it in a loop.
	Automatic bool
	Language  string    // Content-Language, like "sv"; empty for unknown
	Date      time.Time // when the letter was written; the same in every attempt
}

// Sender sends letters. A nil error means that the letter was taken; every other error wraps exactly one of
// [ErrRefused], [ErrTemporary] and [ErrUncertain].
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// NewID makes a Message-ID of domain with 130 random bits, without angle brackets.
func NewID(domain string) string {
	return strings.ToLower(rand.Text()) + "@" + domain
}
