package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// The brake: so many apologies may leave by themselves within the window; the rest waits for a supervisor (rule 7).
const (
	BrakeCount  = 50
	BrakeWindow = 10 * time.Minute
)

// brake counts the apologies that leave in one unit of work, beside those that left before.
type brake struct {
	left int  // in the window
	held bool // the supervisors know already that some are held
}

// brake looks at how many have left. Who may let one more leave holds a lock until the change ends, so that no two count at
// once; when the brake holds already, and the supervisors know, nobody waits for anybody.
func (c *change) brake(ctx context.Context, tx *pg.Tx) error {
	if c.shared.brake == nil {
		b, err := lookAtBrake(ctx, tx)
		if err != nil {
			return err
		}
		if b.left < BrakeCount || !b.held {
			if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('kept apologies', 0))`); err != nil {
				return wrap("lock the brake", err)
			}
			if b, err = lookAtBrake(ctx, tx); err != nil {
				return err
			}
		}
		c.shared.brake = b
	}
	c.book.Braked = c.shared.brake.left >= BrakeCount
	return nil
}

func lookAtBrake(ctx context.Context, tx *pg.Tx) (*brake, error) {
	const q = `
		select (select count(*) from apologies where state = 'sent' and by_id is null and ended_at > $1),
			exists (select from apologies where state = 'held')`
	b := &brake{}
	return b, wrap("look at the brake", tx.QueryRow(ctx, q, tx.Now.Add(-BrakeWindow)).Scan(&b.left, &b.held))
}

// count counts an apology that has just left.
func (b *brake) count(book *promise.Book) {
	if !book.Braked {
		b.left++
	}
}

// toldAlready reports whether the supervisors know that apologies are held; from now on they do.
func (b *brake) toldAlready() bool {
	was := b.held
	b.held = true
	return was
}

// postApology posts the letter of the apology that leaves in this change.
func (c *change) postApology() {
	for _, a := range c.book.Apologies {
		if a.State == promise.ApologySent {
			l := outbox.Letter{Kind: outbox.Apology, Automatic: true, Ticket: int64(c.ticket.ID), To: c.ticket.RequesterID}
			c.letters = append(c.letters, letter{Letter: l, apology: a})
		}
	}
}

// queueApologies writes the apologies that are new or differ from what was read. The promises that one names get its
// number; both are checked at the end of the change.
func queueApologies(batch *pgx.Batch, all []*change) {
	const q = `
		insert into apologies (id, ticket_id, state, leave_at, made_at, ended_at, day, by_id, words)
		overriding system value
		select * from unnest(@id::bigint[], @ticket::bigint[], @state::text[], @leave::timestamptz[], @made::timestamptz[], @ended::timestamptz[],
			@day::date[], @by::bigint[], @words::text[])
		on conflict (id) do update set state = excluded.state, ended_at = excluded.ended_at, day = excluded.day, by_id = excluded.by_id, words = excluded.words`
	var rows []pgx.StrictNamedArgs
	for _, c := range all {
		for _, a := range c.book.Apologies {
			if was, stored := c.sorry[a.ID]; stored && was == *a {
				continue
			}
			var day *time.Time
			if a.State == promise.ApologySent {
				at := time.Date(a.Day.Year, a.Day.Month, a.Day.Day, 0, 0, 0, 0, time.UTC)
				day = &at
			}
			rows = append(rows, pgx.StrictNamedArgs{
				"id": a.ID, "ticket": c.ticket.ID, "state": a.State, "leave": a.Leave, "made": a.Made, "ended": pointerTo(a.Ended), "day": day,
				"by": orNil(a.By), "words": a.Words,
			})
		}
	}
	queueRows(batch, q, rows)
}

// numberApologies gives the new apologies of several changes their numbers.
func numberApologies(ctx context.Context, tx *pg.Tx, all []*change) error {
	var fresh []*promise.Apology
	for _, c := range all {
		for _, a := range c.book.Apologies {
			if a.ID == 0 {
				fresh = append(fresh, a)
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `select nextval('apologies_id_seq') from generate_series(1, $1)`, len(fresh))
	if err != nil {
		return wrap("number apologies", err)
	}
	drawn, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return wrap("number apologies", err)
	}
	for i, a := range fresh {
		a.ID = drawn[i]
	}
	for _, c := range all {
		c.nameApology()
	}
	return nil
}

// nameApology gives the promises that a new apology names its number.
func (c *change) nameApology() {
	for _, a := range c.book.Apologies {
		if _, stored := c.sorry[a.ID]; stored || a.Ended.IsZero() {
			continue
		}
		for _, p := range c.book.Promises {
			if p.Apology == promise.ThisApology {
				p.Apology = a.ID
			}
		}
	}
}

// Apologise sends the apology that is ready, in a supervisor's or the owner's own words or, without any, in the ready
// ones. It names everything that was not kept and that the customer has had no word about.
func Apologise(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, words string) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if err := fault.Join(field.Optional("words", words, l.Text)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if c.book.ApologisedToday() {
		return fault.Conflict("fault.apologised_today")
	}
	if !c.book.Apologise(field.Block(words), int64(by.ID)) {
		return fault.Conflict("fault.nothing_to_apologise")
	}
	return c.settle(ctx, tx)
}

// SetAside decides that a customer needs no apology for what was not kept.
func SetAside(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, reason string) error {
	if err := by.May(people.Supervise, int64(id)); err != nil {
		return err
	}
	if err := fault.Join(field.Required("reason", reason, l.Subject)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if !c.book.SetAside(field.Line(reason), int64(by.ID)) {
		return fault.Conflict("fault.nothing_to_apologise")
	}
	return c.settle(ctx, tx)
}

// Held lists the tickets whose apology the brake holds, of those that the actor sees.
func Held(ctx context.Context, r pg.Reader, by people.Actor) ([]ID, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, err
	}
	return held(ctx, r, by)
}

func held(ctx context.Context, r pg.Reader, by people.Actor) ([]ID, error) {
	const q = `select t.id from apologies a join tickets t on t.id = a.ticket_id where a.state = 'held' and ` + people.InSight + ` order by t.id`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"reader": by.Reader()})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[ID])
}

// ReleaseApologies lets everything leave that the brake holds, with the times as they stand now. Words stand in the
// place of the ready sentence for the customers of a language; none leave it as it is. It returns how many left: what
// has nothing left to name is dropped.
func ReleaseApologies(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, words map[i18n.Locale]string) (int, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return 0, err
	}
	var wrong []*fault.Error
	for locale, text := range words {
		wrong = append(wrong, field.Optional("words_"+string(locale), text, l.Text))
	}
	if err := fault.Join(wrong...); err != nil {
		return 0, err
	}
	left := 0
	err := eachHeld(ctx, tx, by, func(c *change) {
		if c.book.Release(field.Block(words[c.ticket.Locale]), int64(by.ID)) {
			left++
		}
	})
	return left, err
}

// DropApologies drops everything that the brake holds. The customers stay on the supervisors' list.
func DropApologies(ctx context.Context, tx *pg.Tx, by people.Actor) (int, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return 0, err
	}
	dropped := 0
	err := eachHeld(ctx, tx, by, func(c *change) {
		if c.book.DropHeld(int64(by.ID)) {
			dropped++
		}
	})
	return dropped, err
}

// eachHeld does something to every ticket whose apology is held, all in one change: of two who press at once one does it,
// and the other is told that it was done.
func eachHeld(ctx context.Context, tx *pg.Tx, by people.Actor, do func(*change)) error {
	ids, err := held(ctx, tx, by)
	if err != nil {
		return err
	}
	all, err := locked(ctx, tx, by, lockWaiting, ids)
	if err != nil {
		return err
	}
	done := all[:0]
	for _, c := range all {
		if a := c.book.Apology(); a == nil || a.State != promise.ApologyHeld {
			continue
		}
		if err := c.pass(ctx, tx); err != nil { // a reply that is public by now says it itself
			return err
		}
		do(c)
		done = append(done, c)
	}
	if len(done) == 0 {
		return fault.Conflict("fault.apologies_released")
	}
	return settleAll(ctx, tx, done)
}
