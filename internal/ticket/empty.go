package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// What was removed of a ticket because it was kept long enough, as the event Emptied names it.
const (
	texts = "texts"
	files = "files"
)

// oldEnough says of a closed ticket that its desk has been done with it since before $1: nothing has happened on it since, a
// message would not reopen it, and no reply waits to leave.
const oldEnough = `not t.live and t.close_reason <> 'erased' and t.closed_at < $1
	and t.closed_at < (select kept_now()) - (select v.reopen_days from policy_versions v where v.id = t.policy_version_id) * interval '1 day'
	and not exists (select from events e where e.ticket_id = t.id and e.at >= $1 and e.kind <> 'ticket.emptied')
	and not exists (select from waiting_replies w where w.ticket_id = t.id)`

const (
	oldTexts = `select t.id from tickets t where (t.emptied_event is null or t.emptied_event < t.last_event) and ` + oldEnough
	oldFiles = `select t.id from tickets t where exists (select from messages m join attachments a on a.message_id = m.id where m.ticket_id = t.id) and ` + oldEnough

	inOrder = ` order by t.closed_at, t.id limit $2 offset $3`
	ofThese = ` and t.id = any($2)`
)

// Some says how many of what is old enough are dealt with in one change, the oldest first.
type Some struct {
	Limit int
	Skip  int // of the oldest, because something is wrong with them
}

// OldTexts counts the tickets whose texts EmptyTexts would remove, at most limit.
func OldTexts(ctx context.Context, r pg.Reader, before time.Time, limit int) (int, error) {
	return counted(ctx, r, `select count(*) from (`+oldTexts+inOrder+`) t`, before, limit)
}

// OldFiles counts the tickets whose files EmptyFiles would remove, at most limit.
func OldFiles(ctx context.Context, r pg.Reader, before time.Time, limit int) (int, error) {
	return counted(ctx, r, `select count(*) from (`+oldFiles+inOrder+`) t`, before, limit)
}

func counted(ctx context.Context, r pg.Reader, q string, before time.Time, limit int) (n int, err error) {
	err = r.QueryRow(ctx, q, before, limit, 0).Scan(&n)
	return n, err
}

// EmptyTexts removes for good what was written on tickets that were closed before an instant, and their files, some
// tickets at a time; that it was written, by whom and when, and every number, stays. It returns how many tickets it emptied and
// the keys of the files' bytes, which the caller removes once the change is committed. The worker's own act.
func EmptyTexts(ctx context.Context, tx *pg.Tx, by people.Actor, before time.Time, some Some) (int, []string, error) {
	return emptyOld(ctx, tx, by, texts, oldTexts, before, some)
}

// EmptyFiles is EmptyTexts for their files alone.
func EmptyFiles(ctx context.Context, tx *pg.Tx, by people.Actor, before time.Time, some Some) (int, []string, error) {
	return emptyOld(ctx, tx, by, files, oldFiles, before, some)
}

func emptyOld(ctx context.Context, tx *pg.Tx, by people.Actor, what, old string, before time.Time, some Some) (int, []string, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return 0, nil, err
	}
	found, err := ids(ctx, tx, old+inOrder, before, some.Limit, some.Skip)
	if err != nil || len(found) == 0 {
		return 0, nil, wrap("find old tickets", err)
	}
	all, err := locked(ctx, tx, by, lockWaiting, found)
	if err != nil {
		return 0, nil, err
	}
	// Somebody may have been at them until the lock: only those that are still old are emptied.
	if found, err = ids(ctx, tx, old+ofThese, before, found); err != nil || len(found) == 0 {
		return 0, nil, wrap("look at old tickets again", err)
	}
	still := map[ID]bool{}
	for _, id := range found {
		still[id] = true
	}
	var emptied []*change
	for _, c := range all {
		if still[c.ticket.ID] {
			c.recordRule(event.Event{Kind: event.Emptied, Became: what})
			emptied = append(emptied, c)
		}
	}
	if err := settleAll(ctx, tx, emptied); err != nil {
		return 0, nil, err
	}
	keys, err := dropFiles(ctx, tx, found)
	if err == nil && what == texts {
		err = emptyTexts(ctx, tx, found)
	}
	return len(found), keys, err
}

func ids(ctx context.Context, tx *pg.Tx, q string, args ...any) ([]ID, error) {
	rows, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[ID])
}

// dropFiles takes the files off all messages of tickets, and returns the keys of their bytes.
func dropFiles(ctx context.Context, tx *pg.Tx, tickets []ID) ([]string, error) {
	const q = `delete from attachments a using messages m where m.id = a.message_id and m.ticket_id = any($1) returning a.blob`
	rows, err := tx.Query(ctx, q, tickets)
	if err != nil {
		return nil, err
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return keys, wrap("drop files", err)
}

// emptyTexts empties every text of tickets, as erasing does; who sees them stays, and so do the links to them.
func emptyTexts(ctx context.Context, tx *pg.Tx, tickets []ID) error {
	batch := &pgx.Batch{}
	batch.Queue(`update messages set body = '', redacted_at = $2 where ticket_id = any($1) and body <> ''`, tickets, tx.Now)
	queueEmpty(batch, tickets)
	event.QueueErase(batch, numbersOf(tickets))
	batch.Queue(`update tickets set emptied_event = last_event where id = any($1)`, tickets)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return wrap("empty tickets", err)
	}
	return outbox.ForgetTickets(ctx, tx, numbersOf(tickets))
}

// queueEmpty empties what stands in words about tickets outside of their messages.
func queueEmpty(batch *pgx.Batch, tickets []ID) {
	for _, q := range []string{
		`update tickets set subject = '—', waiting_for = '' where id = any($1)`,
		`update promises set words = '', end_reason = '', place = '', bring = '' where ticket_id = any($1) and (words <> '' or end_reason <> '' or place <> '' or bring <> '')`,
		`update apologies set words = '' where ticket_id = any($1) and words <> ''`,
		`update question_turns set body = '' where question_id in (select id from questions where ticket_id = any($1))`,
		`update spam_calls set waiting_for = '' where ticket_id = any($1)`,
		`update outlines set body = '', redacted_at = coalesce(redacted_at, kept_now()) where ticket_id = any($1) and body <> ''`,
		`delete from ticket_answers where ticket_id = any($1)`,
		`delete from submissions where ticket_id = any($1)`,
	} {
		batch.Queue(q, tickets)
	}
}
