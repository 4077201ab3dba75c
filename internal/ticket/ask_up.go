package ticket

import (
	"context"
	"slices"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Asking is what somebody asks the supervisors.
type Asking struct {
	Body  string
	Skill int64 // what one has to know about; 0: any supervisor
}

// MostQuestions is how many questions of one ticket may wait for an answer at once.
const MostQuestions = 10

// AskUp asks the supervisors about a ticket, which stays with its owner. They have the policy's time to answer. The same
// words, asked again while they wait, are one question.
func AskUp(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id ID, a Asking) (QuestionID, error) {
	if err := by.May(people.Work, int64(id)); err != nil {
		return 0, err
	}
	wrong := field.Required("question", a.Body, l.Text)
	known, err := isSkill(ctx, tx, a.Skill)
	if err != nil {
		return 0, err
	}
	var unknown *fault.Error
	if !known {
		unknown = fault.Invalid("fault.skill").On("skill")
	}
	if err := fault.Join(wrong, unknown); err != nil {
		return 0, err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	if c.book.Status == promise.Closed {
		return 0, fault.Conflict("fault.question_on_closed")
	}
	a.Body = field.Block(a.Body)
	earlier, err := c.asked(ctx, tx, a)
	switch {
	case err != nil:
		return 0, err
	case earlier != 0: // pressed twice
		return earlier, c.settle(ctx, tx)
	}
	if err := c.mayAsk(ctx, tx); err != nil {
		return 0, err
	}
	q := Enquiry{TicketID: id, AskerID: by.ID, AskedAt: tx.Now}
	q.asks(c.book.Terms, tx.Now)
	const insert = `
		insert into questions (ticket_id, asker_id, skill_id, state, answer_by, alarm_at, level, asked_at)
		values ($1, $2, nullif($3::bigint, 0), $4, $5, $6, $7, $8) returning id`
	if err := tx.QueryRow(ctx, insert, id, by.ID, a.Skill, q.State, q.AnswerBy, q.AlarmAt, q.Level, q.AskedAt).Scan(&q.ID); err != nil {
		return 0, wrap("ask a question", err)
	}
	roster, err := c.roster(ctx, tx)
	if err != nil {
		return 0, err
	}
	s := said{turn: TurnAsked, event: event.QuestionAsked, words: a.Body, notice: notify.Asked, tell: roster.Skilled(a.Skill, tx.Now, c.book.Terms.Calendar)}
	if err := c.keepQuestion(ctx, tx, &q, s); err != nil {
		return 0, err
	}
	return q.ID, c.settle(ctx, tx)
}

// isSkill reports whether there is such a skill; 0 is any.
func isSkill(ctx context.Context, r pg.Reader, id int64) (bool, error) {
	all, err := people.Skills(ctx, r)
	return id == 0 || slices.ContainsFunc(all, func(s people.Skill) bool { return s.ID == id }), err
}

// asked finds the same question of the same person, still open: a form that was sent twice. 0: there is none.
func (c *change) asked(ctx context.Context, tx *pg.Tx, a Asking) (QuestionID, error) {
	const q = `
		select coalesce(max(q.id), 0) from questions q join question_turns u on u.question_id = q.id and u.kind = 'asked'
		where q.ticket_id = $1 and q.asker_id = $2 and q.ended_at is null and coalesce(q.skill_id, 0) = $3 and u.body = $4`
	var id QuestionID
	err := tx.QueryRow(ctx, q, c.ticket.ID, c.by.ID, a.Skill, a.Body).Scan(&id)
	return id, wrap("look for the question", err)
}

// mayAsk refuses one question more than a ticket may have open.
func (c *change) mayAsk(ctx context.Context, tx *pg.Tx) error {
	var open int
	err := tx.QueryRow(ctx, `select count(*) from questions where ticket_id = $1 and ended_at is null`, c.ticket.ID).Scan(&open)
	if err == nil && open >= MostQuestions {
		return fault.Conflict("fault.too_many_questions").Max(MostQuestions)
	}
	return wrap("count a ticket's questions", err)
}

// TellMore answers what a supervisor asked back. The supervisors have the whole time again.
func TellMore(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id QuestionID, words string) error {
	if err := by.May(people.Work, 0); err != nil {
		return err
	}
	if err := fault.Join(field.Required("words", words, l.Text)); err != nil {
		return err
	}
	c, q, err := beginQuestion(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if err := q.isFrom(by.ID); err != nil {
		return err
	}
	if q.State != WithAsker {
		return fault.Conflict("fault.question_waits")
	}
	q.asks(c.book.Terms, tx.Now)
	s := said{turn: TurnTold, event: event.QuestionTold, words: field.Block(words), to: q.TakenByID, notice: notify.ToldMore}
	if q.TakenByID != nil {
		s.tell = []people.ID{*q.TakenByID}
	} else {
		roster, err := c.roster(ctx, tx)
		if err != nil {
			return err
		}
		s.tell = roster.Skilled(orZero(q.SkillID), tx.Now, c.book.Terms.Calendar)
	}
	if err := c.keepQuestion(ctx, tx, q, s); err != nil {
		return err
	}
	return c.settle(ctx, tx)
}

// WithdrawQuestion takes a question back: it is not needed any more.
func WithdrawQuestion(ctx context.Context, tx *pg.Tx, by people.Actor, id QuestionID) error {
	if err := by.May(people.Work, 0); err != nil {
		return err
	}
	c, q, err := beginQuestion(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if err := q.isFrom(by.ID); err != nil {
		return err
	}
	q.ends(Withdrawn, tx.Now)
	if err := c.keepQuestion(ctx, tx, q, said{turn: TurnWithdrawn, event: event.QuestionWithdrawn}); err != nil {
		return err
	}
	return c.settle(ctx, tx)
}

// closeQuestions takes back what is still asked on a ticket that closes: the end does it, and nobody in person.
func (c *change) closeQuestions(ctx context.Context, tx *pg.Tx) error {
	const q = `update questions set state = 'withdrawn', alarm_at = null, ended_at = $2 where ticket_id = $1 and ended_at is null`
	tag, err := tx.Exec(ctx, q, c.ticket.ID, c.book.Now)
	if err != nil {
		return wrap("close a ticket's questions", err)
	}
	for range tag.RowsAffected() {
		c.recordRule(event.Event{Kind: event.QuestionWithdrawn, Became: "closed"})
	}
	return nil
}
