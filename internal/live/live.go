// Package live tells the pages that stand open that something has happened, in this process and in any other: what
// Postgres says on the channel kept_live (migrations/000045_live.up.sql) goes to every stream that may hear of it. A
// stream never carries what happened, only that it did; the page asks again, by an address that looks who asks. It must
// never read a ticket, and never wait for a stream.
package live

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/people"
)

// Channel is where Postgres says it.
const Channel = "kept_live"

// News is what a page should ask for again; several at once are joined by |.
type News uint8

// The news.
const (
	Queue  News = 1 << iota // a ticket of a team that the reader sees
	Ticket                  // the ticket that the page shows
	Bell                    // the reader's notices
	Here                    // who else is at the ticket
	Rights                  // what the reader may see: to be looked up before anything else is told
	All                     // something may have been missed
	Deaf                    // nothing is heard for now, and All follows
)

// signal is one line of the channel.
type signal struct {
	kind  byte
	id    int64
	teams [2]people.TeamID // of a ticket: whose it is, and before that whose it was
	by    people.ID        // who came to it, or went
}

// everything is the signal for what nobody counted, and for what nobody understood: a newer program's.
var everything = signal{kind: 'a'}

// read reads a line of the channel.
func read(line string) signal {
	words := strings.Fields(line)
	if len(words) < 2 || len(words) > 4 || len(words[0]) != 1 {
		return everything
	}
	s := signal{kind: words[0][0]}
	var numbers [3]int64
	for i, word := range words[1:] {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return everything
		}
		numbers[i] = n
	}
	s.id = numbers[0]
	s.teams = [2]people.TeamID{people.TeamID(numbers[1]), people.TeamID(numbers[2])}
	if s.kind == 'h' {
		s.teams[1], s.by = 0, people.ID(numbers[2])
	}
	if !slices.Contains([]byte("thbr"), s.kind) {
		return everything
	}
	return s
}

// Reader is who hears, and of what.
type Reader struct {
	Person people.ID
	Teams  []people.TeamID // whose tickets they see; customers see by another rule, and have none
	Ticket int64           // the one that the page shows; 0: none

	IsCustomer bool // they hear of the one ticket whatever its team: what of that is told to them, their stream finds out
}

func (r Reader) sees(s signal) bool {
	return r.IsCustomer || slices.ContainsFunc(s.teams[:], func(t people.TeamID) bool { return t != 0 && slices.Contains(r.Teams, t) })
}

// of is what a signal means to a reader.
func (r Reader) of(s signal) (n News) {
	switch s.kind {
	case 't':
		if !r.sees(s) {
			return 0
		}
		if !r.IsCustomer {
			n = Queue
		}
		if s.id == r.Ticket {
			n |= Ticket
		}
	case 'h':
		if s.id == r.Ticket && s.by != r.Person && r.sees(s) && !r.IsCustomer {
			n = Here
		}
	case 'b':
		if s.id == int64(r.Person) && !r.IsCustomer {
			n = Bell
		}
	case 'r':
		if s.id == 0 || s.id == int64(r.Person) {
			n = Rights
		}
	default:
		n = All
	}
	return n
}
