package event

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
)

// worded are the events in which somebody's own words stand.
var worded = []Kind{
	PromiseMoved, PromiseWithdrawn, ReplyUndelivered, ReplyTakenBack, AwaitsCustomer, TicketHeld, NoReplyNeeded, TakenOver, PassedOn, Apologised, ApologyDropped, Redacted, AnswerChanged, FollowerAdded, FollowerRemoved,
	QuestionAsked, QuestionTaken, QuestionPassed, QuestionAskedBack, QuestionTold, QuestionAnswered, QuestionUsed,
}

// QueueErase empties the words that stand in tickets' events; that they happened, when and by whom stays.
func QueueErase(batch *pgx.Batch, tickets []int64) {
	const q = `update events set became = '', was = case when kind in ('ticket.answer_changed', 'ticket.follower_removed') then '' else was end
		where ticket_id = any($1) and kind = any($2) and (became <> '' or was <> '')`
	batch.Queue(q, tickets, slices.Clone(worded))
}

// QueueErasePerson empties somebody's address where it stands in the events of others' tickets, which they followed or were asked to.
func QueueErasePerson(batch *pgx.Batch, person int64) {
	const q = `update events set was = '', became = '' where person_id in (select * from same_person($1)) and kind = any($2) and (was <> '' or became <> '')`
	batch.Queue(q, person, []Kind{FollowerAdded, FollowerRemoved})
}

// ForgetFiles empties the names of the files of replies that were taken back on a ticket: none of them comes back.
func ForgetFiles(ctx context.Context, tx pgx.Tx, ticket int64) error {
	const q = `update events set became = '' where ticket_id = $1 and kind = $2 and became <> ''`
	_, err := tx.Exec(ctx, q, ticket, ReplyTakenBack)
	return err
}
