package ticket

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/topic"
)

// SetTopic says what a ticket is about, 0: nobody knows. Its team, its priority and what was answered stay as they are:
// the page offers the topic's team.
func SetTopic(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, to topic.ID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if to == orZero(c.ticket.TopicID) {
		return c.settle(ctx, tx)
	}
	all, err := topic.List(ctx, tx)
	if err != nil {
		return err
	}
	if to != 0 && !all.IsOpen(to) {
		return fault.Invalid("topics.fault.choose").On("topic")
	}
	desk, err := topic.DeskLocale(ctx, tx)
	if err != nil {
		return err
	}
	c.record(event.Event{Kind: event.TopicChanged, Was: all.Name(orZero(c.ticket.TopicID), desk, desk), Became: all.Name(to, desk, desk)})
	c.ticket.TopicID = orNil(to)
	if _, err := tx.Exec(ctx, `update tickets set topic_id = $2 where id = $1`, id, c.ticket.TopicID); err != nil {
		return wrap("say what the ticket is about", err)
	}
	if err := c.rematch(ctx, tx); err != nil {
		return err
	}
	return c.settle(ctx, tx)
}
