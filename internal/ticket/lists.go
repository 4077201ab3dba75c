package ticket

import (
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
)

// Behind a number of the supervisors' desk stand its tickets: each list here is one of those numbers. They are short
// and have no pages; each is served by the index of the number itself.

// AskDueBefore asks in a batch for the tickets that are not late yet and on which something that a person has to do falls due before an
// instant; with an owner, something of theirs, on late tickets too.
func AskDueBefore(batch *pgx.Batch, by people.Actor, owner people.ID, before time.Time, limit int, rows *[]Row) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const near = ` where ` + people.InSight + ` and t.live and t.next_due_at < @before and t.id = any(array(select o.ticket_id from promises o
		where o.open and o.breaks_at < @before::timestamptz + interval '1 hour' and o.due_at < @before and ` + oursToKeep
	const anybodys = `select ` + rowColumns + ` from tickets t` + rowJoins + near + `))
		and t.owed_since is null order by t.next_due_at, t.id limit @limit`
	const theirs = `select ` + rowColumns + ` from tickets t` + rowJoins + near + `
		and o.owner_id = @owner)) order by t.owed_since, t.next_due_at, t.id limit @limit`
	if owner == 0 {
		askRows(batch, anybodys, pgx.StrictNamedArgs{"before": before, "limit": limit, "reader": by.Reader()}, rows)
		return
	}
	askRows(batch, theirs, pgx.StrictNamedArgs{"owner": owner, "before": before, "limit": limit, "reader": by.Reader()}, rows)
}

// AskKeptSince asks in a batch for the tickets on which somebody's promise was kept from an instant on, the latest first.
func AskKeptSince(batch *pgx.Batch, by people.Actor, owner people.ID, since time.Time, limit int, rows *[]Row) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const q = `select ` + rowColumns + ` from tickets t` + rowJoins + `
		join (select k.ticket_id, max(k.ended_at) as at from promises k
			where k.due_at >= @since and k.state = 'kept' and k.delivery_failed_at is null
				and k.ended_at >= @since and k.owner_id = @owner and k.kind not in ('confirmation', 'follow_up', 'check_back')
			group by k.ticket_id) k on k.ticket_id = t.id
		where ` + people.InSight + `
		order by k.at desc, t.id desc limit @limit`
	askRows(batch, q, pgx.StrictNamedArgs{"owner": owner, "since": since, "limit": limit, "reader": by.Reader()}, rows)
}

// AskUnapologised asks in a batch for the tickets with a broken promise that nobody has apologised for, the oldest first.
func AskUnapologised(batch *pgx.Batch, by people.Actor, limit int, rows *[]Row) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const q = `select ` + rowColumns + ` from tickets t` + rowJoins + `
		join (select p.ticket_id, min(p.due_at) as oldest from promises p where ` + unsaid + ` group by p.ticket_id) u on u.ticket_id = t.id
		where ` + people.InSight + `
		order by u.oldest, t.id limit @limit`
	askRows(batch, q, pgx.StrictNamedArgs{"limit": limit, "reader": by.Reader()}, rows)
}

// AskHandedUp asks in a batch for the tickets with something that stands with the people of one step of the ladder, the longest first.
func AskHandedUp(batch *pgx.Batch, by people.Actor, level, limit int, rows *[]Row) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const q = `select ` + rowColumns + ` from tickets t` + rowJoins + `
		join (select e.ticket_id, min(e.opened_at) as at from escalations e where e.closed_at is null and e.level = @level group by e.ticket_id) e on e.ticket_id = t.id
		where ` + people.InSight + `
		order by e.at, t.id limit @limit`
	askRows(batch, q, pgx.StrictNamedArgs{"level": level, "limit": limit, "reader": by.Reader()}, rows)
}
