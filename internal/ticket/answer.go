package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/topic"
)

// Facts are the answers of a ticket as somebody of the staff sends them, and as they stood on their page.
type Facts struct {
	Given topic.Given
	Was   topic.Given // what the staff has not touched is not written over what somebody else wrote meanwhile
}

// Asks reads what the topic of a ticket asks, the staff's own questions too.
func Asks(ctx context.Context, r pg.Reader, by people.Actor, t Ticket) ([]topic.Field, error) {
	if err := by.May(people.ReadDesk, int64(t.ID)); err != nil {
		return nil, err
	}
	if t.TopicID == nil {
		return nil, nil
	}
	all, err := topic.List(ctx, r)
	if err != nil {
		return nil, err
	}
	return topic.Asked(ctx, r, all.Path(*t.TopicID))
}

// SetFacts writes down what the staff knows: of the questions that the ticket's topic asks, those that were changed. Any
// may be left empty, for the staff may not know. What is sent to another topic's question is not looked at.
func SetFacts(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, facts Facts) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	asked, err := Asks(ctx, tx, by, c.ticket)
	if err != nil {
		return err
	}
	stands, err := answersOf(ctx, tx, id)
	if err != nil {
		return err
	}
	desk, err := topic.DeskLocale(ctx, tx)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	var wrong fault.Errors
	for _, f := range asked {
		if bad := c.setFact(batch, f, stands, facts, desk); bad != nil {
			wrong = append(wrong, bad)
		}
	}
	if err := fault.Join(wrong...); err != nil {
		return err
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return wrap("write down the answers", err)
	}
	return c.settle(ctx, tx)
}

// setFact changes one answer, if it was changed on the page and does not stand so already.
func (c *change) setFact(batch *pgx.Batch, f topic.Field, stands map[topic.FieldID]topic.Answer, facts Facts, desk i18n.Locale) *fault.Error {
	was := stands[f.ID]
	typed, shown := facts.Given(f.Input()), facts.Was(f.Input())
	if typed == shown {
		return nil
	}
	value, names, bad := f.Read(typed, desk)
	switch {
	case bad != nil && typed == was.Value: // a choice that is no more, and stands
		return nil
	case bad != nil:
		return bad
	case value == was.Value:
		return nil
	case shown != was.Value:
		return fault.Conflict("topics.fault.answered").By(f.Names.In(desk, desk))
	}
	now := f.Answer(value, names)
	if value == "" {
		batch.Queue(`delete from ticket_answers where ticket_id = $1 and field_id = $2`, c.ticket.ID, f.ID)
	} else {
		queueAnswer(batch, c.ticket.ID, now)
	}
	told := ToldAnswer{Kind: f.Kind, Question: f.Names.In(desk, desk), Was: was.Says(desk, desk), Became: now.Says(desk, desk)}
	c.record(told.told(event.Event{Kind: event.AnswerChanged}))
	return nil
}

func answersOf(ctx context.Context, tx *pg.Tx, id ID) (map[topic.FieldID]topic.Answer, error) {
	const q = `select field_id as field, names, kind, is_shown, value, value_names as chosen from ticket_answers where ticket_id = $1`
	rows, err := tx.Query(ctx, q, id)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[topic.Answer])
	if err != nil {
		return nil, err
	}
	found := map[topic.FieldID]topic.Answer{}
	for _, a := range all {
		found[a.Field] = a
	}
	return found, nil
}
