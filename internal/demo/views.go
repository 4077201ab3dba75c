package demo

import (
	"context"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// saveViews gives names to two lists: one that the whole desk watches, and one of Maja's own.
func (c cast) saveViews(ctx context.Context, tx *pg.Tx) error {
	urgent := ticket.ViewDraft{Name: "Urgent today", Query: "due=late&due=today&priority=urgent&priority=high", IsShared: true}
	if _, err := ticket.SaveView(ctx, tx, c.staff[Ingrid], urgent); err != nil {
		return err
	}
	_, err := ticket.SaveView(ctx, tx, c.staff[Maja], ticket.ViewDraft{Name: "Longest unanswered", Query: "owner=me&owner=nobody&sort=unanswered&waiting=us"})
	return err
}
