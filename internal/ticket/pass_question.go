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

// passQuestions lets time do to the ticket's questions what it has done: who is next on the ladder is told of each that
// is still not answered.
func (c *change) passQuestions(ctx context.Context, tx *pg.Tx) error {
	if c.book.Status == promise.Closed { // the end takes them back, and nobody is told any more
		return nil
	}
	const due = `select id from questions where ticket_id = $1 and alarm_at < $2 order by alarm_at, id`
	rows, err := tx.Query(ctx, due, c.ticket.ID, tx.Now)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[QuestionID])
	if err != nil {
		return err
	}
	for _, id := range ids {
		q, err := questionByID(ctx, tx, people.System, id)
		if err != nil {
			return err
		}
		if err := c.passQuestion(ctx, tx, &q); err != nil {
			return err
		}
	}
	return nil
}

// passQuestion tells the next level that a question was not answered in time. A rule does it, whoever notices.
func (c *change) passQuestion(ctx context.Context, tx *pg.Tx, q *Enquiry) error {
	was := q.AnswerBy
	q.handUp(c.book.Terms, tx.Now)
	roster, err := c.roster(ctx, tx)
	if err != nil {
		return err
	}
	who := c.book.Terms.Ladder[q.Level-1]
	batch := &pgx.Batch{}
	queueQuestion(batch, q)
	c.tellOfQuestion(batch, q, notify.NotAnswered, roster.Rung(who, orZero(c.ticket.AssigneeID), c.ticket.TeamID, tx.Now, c.book.Terms.Calendar))
	c.recordRule(event.Event{Kind: event.QuestionNotAnswered, Became: strconv.Itoa(q.Level), WasAt: &was})
	return wrap("hand a question up", tx.SendBatch(ctx, batch).Close())
}
