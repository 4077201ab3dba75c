package ticket

import (
	"context"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/topic"
)

// Tag gives a ticket one of the desk's tags, by its name. One that the desk has not is refused: an admin names them.
func Tag(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, name string) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if err := fault.Join(field.Required("tag", name, topic.MaxTag)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	t, err := topic.NamedTag(ctx, tx, field.Line(name))
	if fault.Is(err, fault.KindNotFound) {
		return fault.Invalid("topics.fault.no_such_tag").On("tag")
	}
	if err != nil {
		return err
	}
	hung, err := topic.Hang(ctx, tx, int64(id), t.ID)
	if err != nil {
		return err
	}
	if hung {
		c.record(event.Event{Kind: event.Tagged, Became: t.Name})
		if err := c.rematch(ctx, tx); err != nil {
			return err
		}
	}
	return c.settle(ctx, tx)
}

// Untag takes a tag off a ticket; one that is not on it is left as it is.
func Untag(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, t topic.TagID) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	name, err := topic.TakeOff(ctx, tx, int64(id), t)
	if err != nil {
		return err
	}
	if name != "" {
		c.record(event.Event{Kind: event.Untagged, Was: name})
		if err := c.rematch(ctx, tx); err != nil {
			return err
		}
	}
	return c.settle(ctx, tx)
}
