package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// BulkAct is an act over many tickets, as its actor sees it.
type BulkAct struct {
	ID         BulkID
	Verb       BulkVerb
	Target     string
	Named      string
	Total      int
	BegunAt    time.Time
	FinishedAt *time.Time
	UndoAt     *time.Time
	UndoneAt   *time.Time

	Done, Same, Refused, Missing int
	Back, Stayed                 int // of those that were done: set back, and not
}

// Left is how many tickets have not had their turn.
func (a BulkAct) Left() int {
	if a.UndoAt != nil {
		return a.Done - a.Back - a.Stayed
	}
	return a.Total - a.Done - a.Same - a.Refused - a.Missing
}

// IsUnderWay reports whether there is still something to do, or to set back.
func (a BulkAct) IsUnderWay() bool {
	return a.FinishedAt == nil || a.UndoAt != nil && a.UndoneAt == nil
}

// MayUndo reports whether it can be set back.
func (a BulkAct) MayUndo() bool { return a.FinishedAt != nil && a.UndoAt == nil && a.Done > 0 }

// BulkRow is one ticket of an act over many.
type BulkRow struct {
	Place     int64 // in the order of the list
	Number    int64
	Outcome   *string // nil: it has not had its turn
	Why, Who  string
	Undone    *string // nil: nobody asked, or it has not had its turn
	UndoneWhy string
	UndoneWho string
	Subject   *string // nil: the reader does not see such a ticket
	Locale    *i18n.Locale
}

// BulkPage is how many tickets of an act a page shows.
const BulkPage = 200

// GetBulk reads an act over many tickets, and its tickets behind a place: what was not done, or not set back, stands first. Only who began it
// sees it. There is one ticket more than a page shows where another page follows.
func GetBulk(ctx context.Context, r pg.Reader, by people.Actor, id BulkID, after int64) (BulkAct, []BulkRow, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return BulkAct{}, nil, err
	}
	const act = `
		select b.id, b.verb, b.target, b.named, b.total, b.begun_at, b.finished_at, b.undo_at, b.undone_at, x.*
		from bulk_acts b cross join lateral (select
			count(*) filter (where outcome = 'done')::int as done, count(*) filter (where outcome = 'same')::int as same,
			count(*) filter (where outcome = 'refused')::int as refused, count(*) filter (where outcome = 'missing')::int as missing,
			count(*) filter (where undone = 'done')::int as back, count(*) filter (where undone <> 'done')::int as stayed
			from bulk_tickets where act_id = b.id) x
		where b.id = @act and b.actor_id = @by`
	const tickets = `
		select x.place, x.number, x.outcome, x.why, x.who, x.undone, x.undone_why, x.undone_who, t.subject, t.locale
		from (select *, position + case when outcome in ('refused', 'missing') or undone in ('refused', 'missing') then 0 else 10000000000 end as place
			from bulk_tickets where act_id = (select id from bulk_acts where id = @act and actor_id = @by)) x
			left join tickets t on t.number = x.number and ` + people.InSight + `
		where x.place > @after order by x.place limit @limit`
	var a BulkAct
	var rows []BulkRow
	batch := &pgx.Batch{}
	batch.Queue(act, pgx.StrictNamedArgs{"act": id, "by": by.ID}).Query(func(found pgx.Rows) (err error) {
		a, err = pgx.CollectExactlyOneRow(found, pgx.RowToStructByName[BulkAct])
		return pg.Found(err)
	})
	batch.Queue(tickets, pgx.StrictNamedArgs{"act": id, "by": by.ID, "reader": by.Reader(), "after": after, "limit": BulkPage + 1}).Query(func(found pgx.Rows) (err error) {
		rows, err = pgx.CollectRows(found, pgx.RowToStructByName[BulkRow])
		return err
	})
	return a, rows, r.SendBatch(ctx, batch).Close()
}

// LeftBehind are the acts over many tickets that nobody is at any more: whoever did them was killed.
func LeftBehind(ctx context.Context, r pg.Reader, by people.Actor) ([]BulkID, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return nil, err
	}
	const q = `select id from bulk_acts where (finished_at is null or undo_at is not null and undone_at is null)
		and coalesce(undo_at, begun_at) < (select kept_now()) - interval '1 minute' order by begun_at limit 100`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[BulkID])
}

// ForgetBulk removes the acts over many tickets that are 30 days old.
func ForgetBulk(ctx context.Context, tx *pg.Tx, by people.Actor) (int64, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return 0, err
	}
	done, err := tx.Exec(ctx, `delete from bulk_acts where begun_at < (select kept_now()) - make_interval(days => $1)`, int(BulkKept/(24*time.Hour)))
	return done.RowsAffected(), wrap("forget acts over many tickets", err)
}

// Named is a ticket by what it is called.
type Named struct {
	Number  int64
	Subject string
	Locale  i18n.Locale
}

// NamesOf are the first of some tickets by what they are called, in the order of their numbers. Those that the reader does not see are
// not among them.
func NamesOf(ctx context.Context, r pg.Reader, by people.Actor, numbers []int64, limit int) ([]Named, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `select t.number, t.subject, t.locale from tickets t where t.number = any(@numbers) and ` + people.InSight + ` order by t.number limit @limit`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"numbers": numbers, "reader": by.Reader(), "limit": limit})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Named])
}
