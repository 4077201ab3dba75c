package search

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// mostGlanced is how many tickets are shown while somebody still types.
const mostGlanced = 6

// Glance is what is found while somebody still types. With nothing typed it is what they had before them last.
type Glance struct {
	Numbered  []Hit // the ticket whose number was typed; with nothing typed those they had open last
	Hits      []Hit
	People    []Person
	Companies []Company
	Recent    []string // what they looked for last
}

// LookFor looks for what somebody types, of what by sees, in two round trips. What stands in the batch goes along in the
// first. Lately are the numbers of tickets that they had open. When it takes too long it is ErrSlow.
func LookFor(ctx context.Context, r pg.Reader, by people.Actor, batch *pgx.Batch, q Query, lately []int64, zone *time.Location) (Glance, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return Glance{}, err
	}
	var out Glance
	var senses []sense
	if q.Number != 0 {
		lately = []int64{q.Number}
	}
	if q.IsEmpty() || q.Number != 0 {
		askNumbers(batch, by, lately, &out.Numbered)
	}
	if q.IsEmpty() {
		AskRecent(batch, by, &out.Recent)
	} else {
		askKnown(batch, by, q, &out.People, &out.Companies)
	}
	if len(q.Terms) > 0 {
		askSenses(batch, q, false, &senses)
	}
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Glance{}, slow(err)
	}
	if q.IsEmpty() {
		return out, nil
	}
	m := together(q, senses)
	if len(q.Terms) > 0 && m.query == "" {
		return out, nil // nobody has written these words
	}
	s, wait := q.sieve(by, zone), leash
	if m.isRare {
		wait = longest
	}
	s.args["size"], s.args["texts"] = mostGlanced, 0 // a line of each is shown, and no excerpt
	var rows []row
	found := &pgx.Batch{}
	askPool(found, by, m, s, Cursor{}, wait, &rows)
	if err := r.SendBatch(ctx, found).Close(); err != nil {
		return Glance{}, slow(err)
	}
	for _, row := range rows {
		if !slices.ContainsFunc(out.Numbered, func(h Hit) bool { return h.ID == row.ID }) {
			out.Hits = append(out.Hits, row.Hit)
		}
	}
	return out, nil
}

// Fits reports whether each word of what is typed begins a word of a text.
func Fits(text, typed string) bool {
	has := words(text)
	for _, w := range words(typed) {
		if !slices.ContainsFunc(has, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}
