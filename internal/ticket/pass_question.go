package ticket

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// QuestionsDue lists tickets with a question whose next level is to be told, without locking them: the most urgent first,
// at most limit of them, and none of those to be left out.
func QuestionsDue(ctx context.Context, r pg.Reader, without []ID, limit int) ([]ID, error) {
	const q = `
		select ticket_id from questions
		where alarm_at < (select kept_now()) and ticket_id <> all(coalesce(@without::bigint[], array[]::bigint[]))
		group by ticket_id order by min(alarm_at), ticket_id limit @limit`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"without": without, "limit": limit})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[ID])
}

// passQuestions lets time do to the ticket's questions what it has done: who is next on the ladder is told of each that
// is still not answered. It reports whether there was any.
func (c *change) passQuestions(ctx context.Context, tx *pg.Tx) (bool, error) {
	if c.book.Status == promise.Closed { // the end takes them back, and nobody is told any more
		return false, nil
	}
	const due = `select id from questions where ticket_id = $1 and alarm_at < $2 order by alarm_at, id`
	rows, err := tx.Query(ctx, due, c.ticket.ID, tx.Now)
	if err != nil {
		return false, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[QuestionID])
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		q, err := questionByID(ctx, tx, id)
		if err != nil {
			return false, err
		}
		if err := c.passQuestion(ctx, tx, &q); err != nil {
			return false, err
		}
	}
	return len(ids) > 0, nil
}

// passQuestion tells the next level that a question was not answered in time. A rule does it, whoever notices.
func (c *change) passQuestion(ctx context.Context, tx *pg.Tx, q *Enquiry) error {
	was := q.AnswerBy
	q.handUp(c.book.Terms, tx.Now)
	who, err := c.onLevel(ctx, tx, q.Level)
	if err != nil {
		return err
	}
	roster, err := people.ReadRoster(ctx, tx)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	queueQuestion(batch, q)
	c.tellOfQuestion(batch, q, notify.NotAnswered, roster.Ladder(who, c.ticket.TeamID, tx.Now, c.book.Terms.Calendar))
	c.record(event.Event{Kind: event.QuestionNotAnswered, Became: strconv.Itoa(q.Level), WasAt: &was})
	c.events[len(c.events)-1].ActorID = nil
	return wrap("hand a question up", tx.SendBatch(ctx, batch).Close())
}

// onLevel is who stands on a level of the policy's ladder; where a policy says nothing, the usual ones.
func (c *change) onLevel(ctx context.Context, r pg.Reader, level int) (string, error) {
	const q = `select coalesce((select who from policy_ladder where policy_version_id = $1 and level = $2), $3)`
	usual := people.AllSupervisors
	if level == topLevel {
		usual = people.Admins
	}
	var who string
	err := r.QueryRow(ctx, q, c.ticket.PolicyVersionID, level, usual).Scan(&who)
	return who, err
}
