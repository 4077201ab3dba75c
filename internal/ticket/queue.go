package ticket

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// Sort is the order of a list.
type Sort string

// The orders. All but the first mix what is late with what is to come.
const (
	ByDue        Sort = "" // what is late first, then as it falls due
	ByNewest     Sort = "newest"
	ByOldest     Sort = "oldest"
	ByUnanswered Sort = "unanswered" // who waits longest for an answer first, then who does not
	ByPriority   Sort = "priority"   // the most urgent first, and among these as it falls due
	ByChanged    Sort = "changed"    // the latest change first
)

// Sorts are all of them, in the order of a menu.
var Sorts = [...]Sort{ByDue, ByUnanswered, ByPriority, ByNewest, ByOldest, ByChanged}

// Cursor is where the next page of a list begins: behind this place in its order. The zero cursor is the first page.
type Cursor struct {
	Rank  int       // of the priority, where the list is in that order
	After time.Time // the zero time: never, as of who waits for no answer
	ID    ID
}

// PageSize is how many rows a page of a list has at most; late ones stand apart, on the first page of the queue.
const PageSize = 50

const queuePatience = `select set_config('statement_timeout', '2500', true)`

// AskPatience says, first in a batch, how long each of its statements may take; pg.TookTooLong tells of one that took longer.
func AskPatience(batch *pgx.Batch) {
	batch.Queue(queuePatience)
}

// order is how a list stands in the database: of which tickets, behind which place, and in which order, as an index has it.
type order struct{ of, behind, by string }

const urgency = `case t.priority when 'urgent' then 1 when 'high' then 2 when 'normal' then 3 else 4 end`

func (f Filter) order() order {
	const of = `t.live`
	if f.IsHistory() {
		return order{`not t.live`, `(t.closed_at, t.id) < (@after, @id)`, `t.closed_at desc, t.id desc`}
	}
	switch f.Sort {
	case ByNewest:
		return order{of, `(t.opened_at, t.id) < (@after, @id)`, `t.opened_at desc, t.id desc`}
	case ByOldest:
		return order{of, `(t.opened_at, t.id) > (@after, @id)`, `t.opened_at, t.id`}
	case ByUnanswered:
		return order{of, `(coalesce(t.unanswered_since, 'infinity'::timestamptz), t.id) > (@after, @id)`, `coalesce(t.unanswered_since, 'infinity'::timestamptz), t.id`}
	case ByPriority:
		return order{of, `(` + urgency + `, coalesce(t.owed_since, t.next_due_at), t.id) > (@rank::integer, @after, @id)`, urgency + `, coalesce(t.owed_since, t.next_due_at), t.id`}
	case ByChanged:
		return order{of, `(t.changed_at, t.id) < (@after, @id)`, `t.changed_at desc, t.id desc`}
	default:
		return order{of + ` and t.owed_since is null`, `(t.next_due_at, t.id) > (@after, @id)`, `t.next_due_at, t.id`}
	}
}

// cursor is where a row stands in the list's order.
func (f Filter) cursor(r Row) *Cursor {
	c := &Cursor{ID: r.ID}
	switch {
	case f.IsHistory():
		c.After = *r.ClosedAt
	case f.Sort == ByNewest, f.Sort == ByOldest:
		c.After = r.OpenedAt
	case f.Sort == ByUnanswered:
		c.After = valueOf(r.UnansweredSince)
	case f.Sort == ByPriority:
		c.Rank, c.After = rank(r.Priority), *r.Due
		if r.OwedSince != nil {
			c.After = *r.OwedSince
		}
	case f.Sort == ByChanged:
		c.After = r.ChangedAt
	default:
		c.After = *r.Due
	}
	return c
}

func rank(p sla.Priority) int {
	for i, one := range sla.Priorities {
		if one == p {
			return i + 1
		}
	}
	return len(sla.Priorities)
}

// AskLate asks in a batch for the tickets that owe something, the longest first: at most limit of them. Only the queue's own
// order has them apart.
func AskLate(batch *pgx.Batch, by people.Actor, f Filter, limit int, rows *[]Row) {
	if f.Sort != ByDue || f.IsHistory() || !by.Can(people.ReadDesk, 0) {
		return
	}
	where, args := f.where(by)
	args["limit"] = limit
	q := `select ` + rowColumns + ` from tickets t` + rowJoins + ` where t.live and t.owed_since is not null and ` + where + ` order by t.owed_since, t.id limit @limit`
	askRows(batch, q, args, rows)
}

// Page is a page of a list.
type Page struct {
	Rows []Row
	Next *Cursor // where the next page begins; nil: this is the last one
}

// AskPage asks in a batch for the list behind a cursor: in the queue's own order what is promised and not late.
func AskPage(batch *pgx.Batch, by people.Actor, f Filter, from Cursor, page *Page) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	where, args := f.where(by)
	o := f.order()
	args["limit"] = PageSize + 1
	q := `select ` + rowColumns + ` from tickets t` + rowJoins + ` where ` + o.of + ` and ` + where
	if from.ID != 0 {
		q += ` and ` + o.behind
		args["after"], args["id"] = stamp(from.After), from.ID
		if strings.Contains(o.behind, "@rank") {
			args["rank"] = from.Rank
		}
	}
	batch.Queue(q+` order by `+o.by+` limit @limit`, args).Query(func(found pgx.Rows) (err error) {
		page.Rows, err = readRows(found)
		if err == nil && len(page.Rows) > PageSize {
			page.Rows = page.Rows[:PageSize]
			page.Next = f.cursor(page.Rows[PageSize-1])
		}
		return err
	})
}

// stamp is an instant as the database has it; the zero one is never.
func stamp(at time.Time) pgtype.Timestamptz {
	if at.IsZero() {
		return pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}
	}
	return pgtype.Timestamptz{Time: at, Valid: true}
}

// where is everything that the filter and its reader's sight ask of a ticket.
func (f Filter) where(by people.Actor) (string, pgx.StrictNamedArgs) {
	all, args := f.conditions()
	args["reader"] = by.Reader()
	return strings.Join(append([]string{people.InSight}, all...), ` and `), args
}

// Late lists what AskLate asks for.
func Late(ctx context.Context, r pg.Reader, by people.Actor, f Filter, limit int) ([]Row, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	var rows []Row
	batch := &pgx.Batch{}
	AskLate(batch, by, f, limit, &rows)
	return rows, r.SendBatch(ctx, batch).Close()
}

// List lists what AskPage asks for. It returns where the next page begins, nil on the last one.
func List(ctx context.Context, r pg.Reader, by people.Actor, f Filter, from Cursor) ([]Row, *Cursor, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, nil, err
	}
	var page Page
	batch := &pgx.Batch{}
	AskPage(batch, by, f, from, &page)
	err := r.SendBatch(ctx, batch).Close()
	return page.Rows, page.Next, err
}

func askRows(batch *pgx.Batch, q string, args pgx.StrictNamedArgs, rows *[]Row) {
	batch.Queue(q, args).Query(func(found pgx.Rows) (err error) {
		*rows, err = readRows(found)
		return err
	})
}

func readRows(rows pgx.Rows) ([]Row, error) {
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Row])
	for i := range found {
		found[i].Snippet = strings.Join(strings.Fields(found[i].Snippet), " ")
	}
	return found, err
}
