package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// mergeRow is a row of merges: all that undoing needs.
type mergeRow struct {
	TicketID        ID
	IntoID          ID
	MergedByID      people.ID
	MergedAt        time.Time
	Status          promise.Status
	FinishedAs      *promise.Reason
	UnansweredSince *time.Time
	EndedStatus     *promise.Status
	EndedAs         *promise.Reason
	WaitingFor      string
	WaitingSince    *time.Time
	SolvedAt        *time.Time
	SeenID          MessageID
	Messages        []MessageID
	Followers       []people.ID // who sees the other ticket by this merging only
	Invited         []people.ID // who had been asked to see it, and had not said yes
	Successors      []promise.ID
	Copies          []promise.ID
	Carried         []promise.ID
}

const mergeColumns = `m.ticket_id, m.into_id, m.merged_by_id, m.merged_at, m.status, m.finished_as, m.unanswered_since, m.ended_status, m.ended_as,
	m.waiting_for, m.waiting_since, m.solved_at, m.seen_id, m.messages, m.followers, m.invited, m.successors, m.copies, m.carried`

// merger is the row as the law reads it.
func (m mergeRow) merger() promise.Merger {
	return promise.Merger{
		Was: promise.Stood{
			ShutAt: m.MergedAt, Status: m.Status, Finished: orEmpty(m.FinishedAs), Unanswered: valueOf(m.UnansweredSince),
			Ended: orEmpty(m.EndedStatus), EndedAs: orEmpty(m.EndedAs),
		},
		Waiting: valueOf(m.WaitingSince), Solved: valueOf(m.SolvedAt), Successors: m.Successors, Copies: m.Copies, Carried: m.Carried,
	}
}

func readMerge(ctx context.Context, r pg.Reader, id ID) (mergeRow, error) {
	rows, err := r.Query(ctx, `select `+mergeColumns+` from merges m where m.ticket_id = $1`, id)
	if err != nil {
		return mergeRow{}, err
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[mergeRow])
	return m, pg.Found(err)
}

// queue writes the row, and that the other ticket owes now what this one did.
func (m mergeRow) queue(batch *pgx.Batch) {
	const q = `
		insert into merges (ticket_id, into_id, merged_by_id, merged_at, status, finished_as, unanswered_since, ended_status, ended_as,
			waiting_for, waiting_since, solved_at, seen_id, messages, followers, invited, successors, copies, carried)
		values (@ticket, @into, @by, @at, @status, @finished, @unanswered, @ended, @ended_as, @for, @since, @solved, @seen,
			coalesce(@messages::bigint[], '{}'), coalesce(@followers::bigint[], '{}'), coalesce(@invited::bigint[], '{}'), coalesce(@successors::bigint[], '{}'),
			coalesce(@copies::bigint[], '{}'), coalesce(@carried::bigint[], '{}'))`
	batch.Queue(q, pgx.StrictNamedArgs{
		"ticket": m.TicketID, "into": m.IntoID, "by": m.MergedByID, "at": m.MergedAt, "status": m.Status, "finished": m.FinishedAs,
		"unanswered": m.UnansweredSince, "ended": m.EndedStatus, "ended_as": m.EndedAs, "for": m.WaitingFor, "since": m.WaitingSince,
		"solved": m.SolvedAt, "seen": m.SeenID, "messages": m.Messages, "followers": m.Followers, "invited": m.Invited, "successors": m.Successors,
		"copies": m.Copies, "carried": m.Carried,
	})
	if len(m.Carried) > 0 {
		batch.Queue(`update promises set carried_to_id = $2 where id = any($1)`, m.Carried, m.IntoID)
		batch.Queue(`update escalations set ticket_id = $2 where promise_id = any($1)`, m.Carried, m.IntoID)
	}
}

// Merged is what a ticket was merged into, and what was merged into it.
type Merged struct {
	Into *Other    // the ticket that has its messages and promises since; nil: none
	Here []Other   // the ones that were merged into it, the oldest first
	Seen MessageID // what somebody has seen who reads the ticket now
}

// Other is the other ticket of a merging. What it is about is for who sees it.
type Other struct {
	ID      ID
	Number  int64
	By      people.ID
	At      time.Time
	CanUndo bool // nothing that took a promise's place has ended, and the ticket that stays is open
}

// queueMerged reads what a ticket was merged with. A customer needs only to know what they have seen.
func (w *Whole) queueMerged(batch *pgx.Batch, id ID, only Audience) {
	const q = `
		select m.ticket_id = @ticket, m.seen_id, t.id, t.number, m.merged_by_id, m.merged_at,
			s.live and not exists (select from promises p where p.id = any(m.successors) and p.state not in ('pending', 'paused'))
		from merges m join tickets t on t.id = case when m.ticket_id = @ticket then m.into_id else m.ticket_id end
		join tickets s on s.id = m.into_id
		where m.ticket_id = @ticket or m.into_id = @ticket order by m.merged_at, t.id`
	batch.Queue(q, pgx.StrictNamedArgs{"ticket": id}).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var isGone bool
			var seen MessageID
			var o Other
			if err := rows.Scan(&isGone, &seen, &o.ID, &o.Number, &o.By, &o.At, &o.CanUndo); err != nil {
				return err
			}
			switch {
			case isGone && only != Public:
				w.Merged.Into = &o
			case !isGone:
				w.Merged.Seen = max(w.Merged.Seen, seen)
				if only != Public {
					w.Merged.Here = append(w.Merged.Here, o)
				}
			}
		}
		return rows.Err()
	})
}

// Along is a public message that has gone along with a ticket which was merged: a letter of that ticket may still be about it.
func Along(ctx context.Context, r pg.Reader, by people.Actor, id ID, m MessageID) (Message, error) {
	if err := by.May(people.KeepTime, int64(id)); err != nil {
		return Message{}, err
	}
	const q = `
		select m.id, m.ticket_id, m.audience, m.author_id, p.name as author_name, m.by_staff, m.said, m.body, m.channel, m.created_at, m.late_for, m.redacted_at
		from messages m join people p on p.id = m.author_id where m.id = $1 and m.audience = 'public' and m.ticket_id = staying($2)`
	rows, err := r.Query(ctx, q, m, id)
	if err != nil {
		return Message{}, err
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Message])
	return found, pg.Found(err)
}
