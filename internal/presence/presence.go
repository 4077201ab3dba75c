// Package presence knows who of the staff has a ticket open and who writes there, so that no two answer it. It lives as
// long as the pages do and may be lost with the database's next fall. It must never know a word of what is written.
package presence

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// ID is the number of a page that stands open.
type ID int64

// Stale is after how long nobody is taken to be there of whom nothing was heard.
const Stale = 30 * time.Second

// mostLines is how many lines of a text are counted.
const mostLines = 1000

// Somebody is at a ticket.
type Somebody struct {
	ID    people.ID
	Name  string
	Since *time.Time // they write since then; nil: they only look
	Lines int        // of their text
	HasIt bool       // they have said so, and it is unread
}

// Writes reports whether a text is in their composer.
func (s Somebody) Writes() bool { return s.Since != nil }

// Enter notes that somebody has opened a ticket.
func Enter(ctx context.Context, tx *pg.Tx, by people.Actor, ticket int64) (ID, error) {
	if err := by.May(people.ReadDesk, ticket); err != nil {
		return 0, err
	}
	const q = `
		insert into presences (ticket_id, person_id)
		select t.id, @me from tickets t where t.id = @ticket and ` + people.InSight + ` returning id`
	var id ID
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"ticket": ticket, "me": by.ID, "reader": by.Reader()}).Scan(&id)
	return id, pg.Found(err)
}

// Leave notes that they have closed it. One that is forgotten already is no error.
func Leave(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	if err := by.May(people.KeepTime, 0); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from presences where id = $1`, id)
	return err
}

// Stay notes that those pages still stand open, and forgets whose process has ended without a word.
func Stay(ctx context.Context, tx *pg.Tx, by people.Actor, all []ID) error {
	if err := by.May(people.KeepTime, 0); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	if len(all) > 0 {
		batch.Queue(`update presences set seen_at = clock_timestamp() where id = any($1)`, all)
	}
	batch.Queue(`delete from presences where id in (
		select id from presences where seen_at < clock_timestamp() - $1::interval for update skip locked)`, Stale)
	return tx.SendBatch(ctx, batch).Close()
}

// Write notes how many lines somebody has written on a page of theirs, 0 for none any more. A page that is forgotten is no
// error: its stream begins anew, and then it says so again.
func Write(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, lines int) error {
	if err := by.May(people.Work, 0); err != nil {
		return err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	const q = `
		update presences set lines = @lines, began_at = case when @lines > 0 then coalesce(began_at, @now) end, seen_at = clock_timestamp()
		where id = @id and person_id = @me and lines <> @lines`
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"id": id, "me": by.ID, "lines": min(max(lines, 0), mostLines), "now": tx.Now})
	return err
}

// Others lists who else is at a ticket: who writes first, then who has been there longest. Somebody with two pages is there once.
func Others(ctx context.Context, r pg.Reader, by people.Actor, ticket int64) ([]Somebody, error) {
	if err := by.May(people.ReadDesk, ticket); err != nil {
		return nil, err
	}
	var all []Somebody
	batch := &pgx.Batch{}
	AskOthers(batch, by, ticket, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// AskOthers asks for Others in a batch with other things, for whoever may read the desk.
func AskOthers(batch *pgx.Batch, by people.Actor, ticket int64, all *[]Somebody) {
	if !by.Can(people.ReadDesk, ticket) {
		return
	}
	const q = `
		select p.id, p.name, min(h.began_at) as since, max(h.lines) as lines,
			exists (select from notices n where n.person_id = @me and n.kind = 'has_it' and n.ticket_id = @ticket and n.actor_id = p.id and n.read_at is null) as has_it
		from presences h join people p on p.id = h.person_id join tickets t on t.id = h.ticket_id
		where t.id = @ticket and h.person_id <> @me and h.seen_at > clock_timestamp() - @stale::interval and p.is_active and ` + people.InSight + `
		group by p.id order by min(h.began_at) nulls last, min(h.id)`
	batch.Queue(q, pgx.StrictNamedArgs{"ticket": ticket, "me": by.ID, "stale": Stale, "reader": by.Reader()}).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Somebody])
		return err
	})
}

// Tell tells somebody who is at the ticket that the actor answers it: a notice, at most one until it is read.
func Tell(ctx context.Context, tx *pg.Tx, by people.Actor, ticket int64, to people.ID) error {
	if err := by.May(people.Work, ticket); err != nil {
		return err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	all, err := Others(ctx, tx, by, ticket)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.ID == to {
			return tell(ctx, tx, by, ticket, to)
		}
	}
	return fault.Conflict("live.fault.gone")
}

// tell writes the notice. Who says it twice at once says it once: their pages are locked.
func tell(ctx context.Context, tx *pg.Tx, by people.Actor, ticket int64, to people.ID) error {
	if _, err := tx.Exec(ctx, `select from presences where ticket_id = $1 and person_id = $2 order by id for update`, ticket, to); err != nil {
		return err
	}
	told, err := notify.Waits(ctx, tx, to, notify.Notice{Kind: notify.HasIt, Ticket: ticket, Actor: &by.ID})
	if err != nil || told {
		return err
	}
	batch := &pgx.Batch{}
	notify.Queue(batch, tx.Now, []people.ID{to}, notify.Notice{Kind: notify.HasIt, Ticket: ticket, Actor: &by.ID})
	return tx.SendBatch(ctx, batch).Close()
}
