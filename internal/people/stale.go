package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// Forms of rights hold all of them, those that nobody meant to change too: one that was opened before somebody took a right
// away would give it back. So each says what it was made of, and what was made of something else is refused.

// Seal tells this team from one that somebody has changed meanwhile, or who is in it.
func (t TeamSheet) Seal() string {
	return sealOf(t.Name, t.Icon, t.IsPrivate, t.Dealing, t.Staff)
}

// Seal tells what this one may do and knows from what somebody has changed meanwhile. In which order the teams stand does not count.
func (m Member) Seal() string {
	return sealOf(m.Role, slices.Sorted(slices.Values(m.Teams)), slices.Sorted(slices.Values(m.Skills)))
}

func sealOf(all ...any) string {
	h := sha256.New()
	for _, v := range all {
		fmt.Fprintf(h, "%#v\n", v)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// HoldTeam keeps a team and who is in it as they are until the change is over; a conflict unless they are what the form with
// this seal was made of.
func HoldTeam(ctx context.Context, tx *pg.Tx, by Actor, id TeamID, seal string) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if _, _, err := stand(ctx, tx, by, by.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `select from teams where id = $1 for update`, id); err != nil { // nobody joins it now
		return fmt.Errorf("hold team %d: %w", id, err)
	}
	t, err := OneTeam(ctx, tx, by, id)
	if err == nil && t.Seal() != seal {
		return fault.Conflict("staff.fault.changed")
	}
	return err
}

// HoldRights keeps what somebody may do and knows as it is until the change is over; a conflict unless it is what the form
// with this seal was made of.
func HoldRights(ctx context.Context, tx *pg.Tx, by Actor, id ID, seal string) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if _, _, err := stand(ctx, tx, by, id); err != nil {
		return err
	}
	m, err := GetMember(ctx, tx, by, id)
	if err == nil && m.Seal() != seal {
		return fault.Conflict("staff.fault.changed")
	}
	return err
}
