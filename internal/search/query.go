package search

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Operators are what can be said about a ticket beside its words, in the order in which they are offered.
var Operators = []string{"status", "owner", "team", "tag", "topic", "priority", "company", "language", "from", "before", "after", "has", "is"}

// choices are the values of the operators that have only some.
var choices = map[string][]string{
	"status":   {"new", "open", "waiting", "hold", "solved", "closed"},
	"priority": {"low", "normal", "high", "urgent"},
	"language": {"en", "sv", "da", "pl", "el"},
	"has":      {"file"},
	"is":       {"late"},
}

// Term is a word, or several one after another, that has to stand in a ticket, or must not.
type Term struct {
	Words   []string // plain
	IsExact bool     // was written in quotes: nothing that looks like it will do
	Not     bool
}

// Condition is something that has to be so of a ticket, or must not. Several values of one operator: one of them.
type Condition struct {
	Operator string
	Value    string // plain
	Not      bool
}

// Query is what somebody looks for, as it was understood.
type Query struct {
	Text       string // as it was typed, cut to MostLetters
	Terms      []Term
	Conditions []Condition
	Number     int64    // of a ticket; 0: none was typed
	Unused     []string // what was not understood, as it was typed
	IsCut      bool     // there was more than is looked for
}

// IsEmpty reports whether there is nothing to look for.
func (q Query) IsEmpty() bool { return len(q.Conditions) == 0 && !slices.ContainsFunc(q.Terms, wanted) }

func wanted(t Term) bool { return !t.Not }

// Parse reads what somebody typed. Everything can be read: what makes no sense is left out, and told of in Unused.
func Parse(typed string) Query {
	var q Query
	q.Text, q.IsCut = clean(typed)
	for _, piece := range pieces(q.Text) {
		q.add(piece)
	}
	if q.IsEmpty() { // only words that must not stand there: nothing can be found by those alone
		for _, t := range q.Terms {
			q.Unused = append(q.Unused, "-"+strings.Join(t.Words, " "))
		}
		q.Terms = nil
	}
	return q
}

// clean is a line that the database and a page can hold.
func clean(typed string) (text string, cut bool) {
	if len(typed) > 8*MostLetters { // however long it is, only its beginning is looked at
		typed, cut = typed[:8*MostLetters], true
	}
	typed = strings.Map(func(r rune) rune {
		switch {
		case r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			return '"'
		case r == unicode.ReplacementChar:
			return -1
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(typed, ""))
	typed = strings.Join(strings.Fields(typed), " ")
	if letters := []rune(typed); len(letters) > MostLetters {
		return strings.TrimSpace(string(letters[:MostLetters])), true
	}
	return typed, cut
}

// pieces cuts a line at its blanks, but not inside of quotes.
func pieces(line string) []string {
	var all []string
	var piece strings.Builder
	quoted := false
	end := func() {
		if piece.Len() > 0 {
			all = append(all, piece.String())
		}
		piece.Reset()
	}
	for _, r := range line {
		switch {
		case r == ' ' && !quoted:
			end()
			continue
		case r == '"':
			quoted = !quoted
		}
		piece.WriteRune(r)
	}
	end()
	return all
}

func (q *Query) add(piece string) {
	rest, not := strings.CutPrefix(piece, "-")
	if name, value, found := strings.Cut(rest, ":"); found && slices.Contains(Operators, strings.ToLower(name)) {
		q.addCondition(piece, Condition{Operator: strings.ToLower(name), Value: strings.Join(words(value), " "), Not: not})
		return
	}
	all := words(rest)
	if len(all) == 0 {
		return // signs alone
	}
	if len(q.Terms) == mostTerms {
		q.IsCut = true
		return
	}
	if n, err := strconv.ParseInt(strings.TrimPrefix(rest, "#"), 10, 64); err == nil && n > 0 && !not && q.Number == 0 {
		q.Number = n
	}
	q.Terms = append(q.Terms, Term{Words: all, IsExact: strings.HasPrefix(rest, `"`), Not: not})
}

func (q *Query) addCondition(piece string, c Condition) {
	if len(q.Conditions) == mostFilters {
		q.IsCut = true
		return
	}
	values, limited := choices[c.Operator]
	switch {
	case c.Value == "", limited && !slices.Contains(values, c.Value):
		q.Unused = append(q.Unused, piece)
		return
	case c.Operator == "before" || c.Operator == "after":
		c.Value = strings.ReplaceAll(c.Value, " ", "-")
		if day, err := time.Parse(time.DateOnly, c.Value); err != nil || day.Year() < 1 {
			q.Unused = append(q.Unused, piece)
			return
		}
	}
	if !slices.Contains(q.Conditions, c) {
		q.Conditions = append(q.Conditions, c)
	}
}
