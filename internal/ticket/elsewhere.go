package ticket

import (
	"cmp"
	"context"
	"slices"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// standInLine lets one at a time book the hours of whoever makes visits, until the change is over.
func standInLine(ctx context.Context, tx *pg.Tx, technician int64) error {
	_, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('kept visits', $1))`, technician)
	return wrap("stand in line for a technician", err)
}

// remade is a visit that a change makes again.
type remade struct {
	*promise.Promise
	c *change
}

// yieldVisits gives to the team each visit that an undoing makes again while its owner is at another one by now: nobody is kept from
// undoing by that, and whether somebody else can come is a person's to see. It is called before the promises get their numbers.
func yieldVisits(ctx context.Context, tx *pg.Tx, all ...*change) error {
	const q = `
		select exists (select from promises where kind = 'visit' and state = 'pending' and owner_id = $1
			and tstzrange(opens_at, due_at) && tstzrange($2, $3) and ticket_id <> all($4))`
	var ids []ID
	var found []remade
	for _, c := range all {
		ids = append(ids, c.ticket.ID)
		for _, p := range c.book.Pending() {
			if p.Kind == promise.Visit && p.Owner.Person != 0 {
				found = append(found, remade{p, c})
			}
		}
	}
	slices.SortStableFunc(found, func(x, y remade) int { // in line for one after the other, and what stood before this change first
		return cmp.Or(cmp.Compare(x.Owner.Person, y.Owner.Person), cmp.Compare(y.ID, x.ID))
	})
	for i, v := range found {
		if v.ID > 0 {
			continue
		}
		if err := standInLine(ctx, tx, v.Owner.Person); err != nil {
			return err
		}
		var isElsewhere bool
		if err := tx.QueryRow(ctx, q, v.Owner.Person, v.Opens, v.Due, ids).Scan(&isElsewhere); err != nil {
			return wrap("look where a technician is", err)
		}
		if isElsewhere || slices.ContainsFunc(found[:i], v.overlaps) {
			v.c.book.OwnerIsElsewhere(v.Promise)
		}
	}
	return nil
}

func (v remade) overlaps(other remade) bool {
	return v.Owner == other.Owner && v.Opens.Before(other.Due) && other.Opens.Before(v.Due)
}
