package ticket

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// TakeQuestion makes a question a supervisor's own. Of two who take at once one gets it, and the other is told who.
func TakeQuestion(ctx context.Context, tx *pg.Tx, by people.Actor, id QuestionID) error {
	if err := by.May(people.Supervise, 0); err != nil {
		return err
	}
	c, q, err := beginQuestion(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if err := q.isFor(by.ID); err != nil {
		return err
	}
	if q.TakenByID == nil { // whoever has it already has it still
		q.TakenByID = &by.ID
		if err := c.keepQuestion(ctx, tx, q, said{turn: TurnTaken, event: event.QuestionTaken}); err != nil {
			return err
		}
	}
	return c.settle(ctx, tx)
}

// AnswerQuestion answers a question, internally: whoever owns the ticket makes a reply of it. Who answers takes it.
func AnswerQuestion(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id QuestionID, words string) error {
	c, q, err := beginAnswer(ctx, tx, by, l, id, words)
	if err != nil {
		return err
	}
	q.ends(Answered, tx.Now)
	s := said{turn: TurnAnswered, event: event.QuestionAnswered, words: field.Block(words), to: &q.AskerID, notice: notify.Answered, tell: c.askingSide(q)}
	if err := c.keepQuestion(ctx, tx, q, s); err != nil {
		return err
	}
	return c.settle(ctx, tx)
}

// AskBack asks who asked. Until they say more it is their move, and no time runs.
func AskBack(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id QuestionID, words string) error {
	c, q, err := beginAnswer(ctx, tx, by, l, id, words)
	if err != nil {
		return err
	}
	if q.State == WithAsker {
		return fault.Conflict("fault.question_asked_back").By(q.Asker)
	}
	q.State, q.AlarmAt = WithAsker, nil
	s := said{turn: TurnAskedBack, event: event.QuestionAskedBack, words: field.Block(words), to: &q.AskerID, notice: notify.AskedBack, tell: c.askingSide(q)}
	if err := c.keepQuestion(ctx, tx, q, s); err != nil {
		return err
	}
	return c.settle(ctx, tx)
}

// beginAnswer begins what a supervisor says to a question; they have it from then on.
func beginAnswer(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id QuestionID, words string) (*change, *Enquiry, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, nil, err
	}
	if err := fault.Join(field.Required("words", words, l.Text)); err != nil {
		return nil, nil, err
	}
	c, q, err := beginQuestion(ctx, tx, by, id)
	if err != nil {
		return nil, nil, err
	}
	if err := q.isFor(by.ID); err != nil {
		return nil, nil, err
	}
	q.TakenByID, q.TakenBy = &by.ID, by.Name
	return c, q, nil
}

// Passing says to whom a question goes, and why.
type Passing struct {
	To    people.ID
	Words string
}

// PassOn gives a question to another supervisor, with words. Its time runs on.
func PassOn(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, id QuestionID, p Passing) error {
	if err := by.May(people.Supervise, 0); err != nil {
		return err
	}
	wrong := field.Required("words", p.Words, l.Text)
	c, q, err := beginQuestion(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if err := q.isFor(by.ID); err != nil {
		return err
	}
	suits, err := c.canAnswer(ctx, tx, q, p.To)
	if err != nil {
		return err
	}
	var other *fault.Error
	if !suits {
		other = fault.Invalid("fault.pass_to").On("to")
	}
	if err := fault.Join(other, wrong); err != nil {
		return err
	}
	q.TakenByID = &p.To
	s := said{turn: TurnPassed, event: event.QuestionPassed, words: field.Block(p.Words), to: &p.To, notice: notify.Passed, tell: []people.ID{p.To}}
	if err := c.keepQuestion(ctx, tx, q, s); err != nil {
		return err
	}
	return c.settle(ctx, tx)
}

// canAnswer reports whether a question can be passed on to somebody: another supervisor or admin, who has not asked it and
// sees its ticket.
func (c *change) canAnswer(ctx context.Context, r pg.Reader, q *Enquiry, id people.ID) (bool, error) {
	p, err := people.Get(ctx, r, id)
	if fault.Is(err, fault.KindNotFound) {
		return false, nil
	}
	if err != nil || !p.IsActive || !p.Acting().Can(people.Supervise, 0) || id == c.by.ID || id == q.AskerID {
		return false, err
	}
	return people.Sees(ctx, r, id, c.ticket.TeamID)
}

// credit writes down that a reply was made of an answer, and whose that was. Only the staff reads it.
func (c *change) credit(ctx context.Context, tx *pg.Tx, id QuestionID) error {
	if id == 0 {
		return nil
	}
	q, err := c.answered(ctx, tx, id)
	if err != nil {
		return err
	}
	if q.TakenByID != nil && *q.TakenByID != c.by.ID {
		c.record(event.Event{Kind: event.QuestionUsed, PersonID: q.TakenByID})
	}
	return nil
}

// answered is a question of this ticket that a supervisor has answered: what a reply may be made of.
func (c *change) answered(ctx context.Context, tx *pg.Tx, id QuestionID) (Enquiry, error) {
	q, err := questionByID(ctx, tx, people.System, id)
	if err == nil && (q.TicketID != c.ticket.ID || q.State != Answered) {
		err = fault.NotFound()
	}
	return q, err
}
