package simulate

import (
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// plansOffice lets now and then something be done to many tickets at once, two customers be found to be one, and one be erased; lets what
// has no owner be dealt, and what its owner has not touched come back; and lets apologies go of which too many would have left.
func (y *year) plansOffice(r *rand.Rand, tickets int) {
	for _, some := range []struct {
		of  int // tickets, once
		act act
	}{{12, y.doesToMany}, {25, y.joinsTwo}, {40, y.erases}, {12, y.deals}, {25, y.letsApologiesGo}} {
		for range 1 + tickets/some.of {
			y.agenda.add(newYear.Add(time.Duration(r.IntN(360*24))*time.Hour), some.act)
		}
	}
}

// doesToMany does one thing to up to a dozen open tickets, and sometimes sets it back.
func (y *year) doesToMany(ctx context.Context, r *rand.Rand) error {
	by := y.Ingrid.Acting()
	b := ticket.Bulk{Verb: ticket.BulkVerbs[r.IntN(len(ticket.BulkVerbs))], Key: cast.Key()}
	switch b.Verb {
	case ticket.BulkAssign:
		b.Target = strconv.FormatInt(int64(y.Jonas.ID), 10)
	case ticket.BulkTeam:
		b.Target = strconv.FormatInt(int64(y.Second), 10)
	case ticket.BulkPriority:
		b.Target = "high"
	case ticket.BulkTag:
		b.Target = "many"
	case ticket.BulkTopic:
		b.Target = "0"
	}
	if b.Verb.HasWords() && r.IntN(2) == 0 {
		b.Words = "The cable is dug up."
	}
	rows, err := y.DB.Query(ctx, `select number from tickets where live order by (id * $1) % 97 limit $2`, 1+r.IntN(96), 1+r.IntN(12))
	if err != nil {
		return err
	}
	if b.Numbers, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil || len(b.Numbers) == 0 {
		return err
	}
	var id ticket.BulkID
	begun, err := y.do(ctx, "did to many: "+string(b.Verb), 0, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, _, err = ticket.BeginBulk(ctx, tx, by, y.Limits, b)
		return err
	})
	if err != nil || !begun {
		return err
	}
	if err := y.applies(ctx, r, id); err != nil {
		return err
	}
	if err := y.touchNumbers(ctx, r, b.Numbers); err != nil || r.IntN(2) == 0 {
		return err
	}
	y.agenda.add(y.now.Add(soonOr(r, 20*time.Hour)), func(ctx context.Context, r *rand.Rand) error {
		asked, err := y.do(ctx, "set many back", 0, func(ctx context.Context, tx *pg.Tx) error { _, err := ticket.UndoBulk(ctx, tx, by, id); return err })
		if err != nil || !asked {
			return err
		}
		if err := y.applies(ctx, r, id); err != nil {
			return err
		}
		return y.touchNumbers(ctx, r, b.Numbers)
	})
	return nil
}

// deals gives the first line's tickets that have no owner to its people, and takes back what they have left lying.
func (y *year) deals(ctx context.Context, r *rand.Rand) error {
	d := people.Dealing{Deals: []people.Deals{people.InTurns, people.ByLoad}[r.IntN(2)], ReturnHours: 1 + r.IntN(12)}
	team := people.DealingTeam{ID: y.Team, Dealing: d}
	if _, err := y.do(ctx, "dealt", 0, func(ctx context.Context, tx *pg.Tx) error {
		if err := people.SetDealing(ctx, tx, team.ID, team.Dealing); err != nil {
			return err
		}
		_, err := ticket.Deal(ctx, tx, people.System, team)
		return err
	}); err != nil {
		return err
	}
	if _, err := y.do(ctx, "took back what lay", 0, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.ReturnUntouched(ctx, tx, people.System, team)
		return err
	}); err != nil {
		return err
	}
	return y.touchJustNow(ctx)
}

// letsApologiesGo lets those leave that wait because too many would have left at once, or drops them.
func (y *year) letsApologiesGo(ctx context.Context, r *rand.Rand) error {
	if _, err := y.do(ctx, "let apologies go", 0, func(ctx context.Context, tx *pg.Tx) (err error) {
		if r.IntN(3) == 0 {
			_, err = ticket.DropApologies(ctx, tx, y.Ingrid.Acting())
		} else {
			_, err = ticket.ReleaseApologies(ctx, tx, y.Ingrid.Acting(), y.Limits, nil)
		}
		return err
	}); err != nil {
		return err
	}
	return y.touchJustNow(ctx)
}

// touchJustNow remembers the tickets to which something has just happened.
func (y *year) touchJustNow(ctx context.Context) error {
	rows, err := y.DB.Query(ctx, `select id from tickets where changed_at = (select kept_now())`)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[ticket.ID])
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, id := range ids {
		y.touched[id] = true
	}
	return err
}

// touchNumbers remembers that tickets were touched, and has somebody come to them.
func (y *year) touchNumbers(ctx context.Context, r *rand.Rand, numbers []int64) error {
	rows, err := y.DB.Query(ctx, `select id from tickets where number = any($1) order by id`, numbers)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[ticket.ID])
	if err != nil {
		return err
	}
	for _, id := range ids {
		y.mu.Lock()
		y.touched[id] = true
		y.mu.Unlock()
		y.isLookedAfter(id, r)
	}
	return nil
}

// someCustomers are up to n customers who have asked something, in no order.
func (y *year) someCustomers(ctx context.Context, r *rand.Rand, n int) ([]people.Person, error) {
	const q = `select id from people where name like 'Customer %' and is_active and erased_at is null order by (id * $1) % 97, id limit $2`
	rows, err := y.DB.Query(ctx, q, 1+r.IntN(96), n)
	if err != nil {
		return nil, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[people.ID])
	if err != nil {
		return nil, err
	}
	var all []people.Person
	for _, id := range ids {
		p, err := people.Get(ctx, y.DB, id)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// joinsTwo makes two customers one, who are sometimes two after all.
func (y *year) joinsTwo(ctx context.Context, r *rand.Rand) error {
	two, err := y.someCustomers(ctx, r, 2)
	if err != nil || len(two) < 2 {
		return err
	}
	var id ticket.JoinID
	done, err := y.do(ctx, "joined two customers", 0, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.JoinCustomers(ctx, tx, y.Karin.Acting(), two[0].ID, two[1].ID)
		return err
	})
	if err != nil || !done || r.IntN(2) == 0 {
		return err
	}
	y.agenda.add(y.now.Add(soonOr(r, 10*24*time.Hour)), func(ctx context.Context, _ *rand.Rand) error {
		_, err := y.do(ctx, "found that they are two", 0, func(ctx context.Context, tx *pg.Tx) error {
			return ticket.UndoJoin(ctx, tx, y.Karin.Acting(), two[0].ID, id)
		})
		return err
	})
	return nil
}

// erases removes a customer for good. Their tickets close.
func (y *year) erases(ctx context.Context, r *rand.Rand) error {
	one, err := y.someCustomers(ctx, r, 1)
	if err != nil || len(one) == 0 {
		return err
	}
	_, err = y.do(ctx, "erased a customer", 0, func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Erase(ctx, tx, y.Karin.Acting(), one[0].ID, one[0].Name)
		return err
	})
	return err
}
