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
	var known Results
	var senses []sense
	batch.Queue(limits, "1000ms", "on")
	if q.Number != 0 {
		lately = []int64{q.Number}
	}
	if q.IsEmpty() || q.Number != 0 {
		askNumbers(batch, by, lately, &out.Numbered)
	}
	if q.IsEmpty() {
		AskRecent(batch, by, &out.Recent)
	} else {
		askKnown(batch, by, q, &known)
	}
	if len(q.Terms) > 0 {
		askSenses(batch, q, false, &senses)
	}
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return Glance{}, slow(err)
	}
	out.People, out.Companies = known.People, known.Companies
	if q.IsEmpty() {
		return out, nil
	}
	rows, err := glanced(ctx, r, by, q, together(q, senses), zone)
	if err != nil {
		return Glance{}, slow(err)
	}
	for _, row := range rows {
		if !slices.ContainsFunc(out.Numbered, func(h Hit) bool { return h.ID == row.ID }) {
			out.Hits = append(out.Hits, row.Hit)
		}
	}
	return out, nil
}

// glanced reads a few tickets that have what the words mean; of those that nobody has written there is none.
func glanced(ctx context.Context, r pg.Reader, by people.Actor, q Query, m meant, zone *time.Location) (rows []row, err error) {
	if len(q.Terms) > 0 && m.query == "" {
		return nil, nil
	}
	s, wait := q.sieve(by, zone), leash
	if m.isRare {
		wait = longest
	}
	s.args["size"], s.args["texts"] = mostGlanced, 0 // a line of each is shown, and no excerpt
	batch := &pgx.Batch{}
	askPool(batch, by, m, s, Cursor{}, wait, &rows)
	return rows, r.SendBatch(ctx, batch).Close()
}

// askNumbers asks for the tickets with some numbers, in the order of these.
func askNumbers(batch *pgx.Batch, by people.Actor, numbers []int64, hits *[]Hit) {
	const q = `select ` + hitColumns + `, t.opened_at as at
		from tickets t` + hitJoins + ` where t.number = any(@numbers::bigint[]) and ` + people.InSight + ` order by array_position(@numbers, t.number)`
	batch.Queue(q, pgx.StrictNamedArgs{"numbers": numbers, "reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		*hits, err = pgx.CollectRows(rows, pgx.RowToStructByName[Hit])
		return err
	})
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
