package cast

import (
	"context"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// GoesAway enters an absence of somebody's by themselves; standIn of nobody: the team stands in.
func (s *Stage) GoesAway(who people.Person, from, until string, standIn people.Person) (id people.AbsenceID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		p := people.Planned{Begins: s.Time(from), Ends: s.Time(until), StandIn: standIn.ID}
		id, err = ticket.EnterAbsence(ctx, tx, who.Acting(), who.ID, p)
		return err
	})
	return id
}

// IsBack ends an absence now.
func (s *Stage) IsBack(who people.Person, id people.AbsenceID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.EndAbsence(ctx, tx, who.Acting(), id) })
}
