package demo

import (
	"context"
	"fmt"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/search"
)

// invite lets Karin invite a colleague who has not answered yet: the letter lies in the demo's mailbox, and its link works.
func (c cast) invite(ctx context.Context, tx *pg.Tx) error {
	if err := tx.ReadClock(ctx); err != nil {
		return err
	}
	id, err := people.InviteStaff(ctx, tx, c.staff[Karin], people.Sizes{Name: 200, Address: 254, Line: 200}, people.Invitee{
		Name: "Lone Dahl", Address: "lone@nordby.example", Role: people.Agent, Teams: []people.TeamID{c.teams[FirstLine]}, Locale: i18n.DA,
	})
	if err != nil {
		return fmt.Errorf("invite a colleague: %w", err)
	}
	return outbox.PostInvitation(ctx, tx, int64(id))
}

// sign gives Maja what stands under her answers.
func (c cast) sign(ctx context.Context, tx *pg.Tx) error {
	maja := c.staff[Maja]
	self, err := people.ProfileOf(ctx, tx, maja.ID)
	if err != nil {
		return err
	}
	self.Signature = "First line, Nordby Fiber\n+45 75 55 01 07"
	return people.SaveProfile(ctx, tx, maja, people.Sizes{Name: 200, Address: 254, Line: 200}, self)
}

// look lets Maja have looked for a few things, so that the page of the search shows how that is done.
func (c cast) look(ctx context.Context, tx *pg.Tx) error {
	for _, line := range []string{"router", `"no internet"`, "owner:me router", "from:hanna"} {
		if err := search.Remember(ctx, tx, c.staff[Maja], search.Parse(line)); err != nil {
			return err
		}
	}
	return nil
}
