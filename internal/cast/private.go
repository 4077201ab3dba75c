package cast

import (
	"context"
	"fmt"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// Hires lets somebody begin to work here. They are in no team yet.
func (s *Stage) Hires(role people.Role, name string) (p people.Person) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRow(ctx, `select count(*) from people`).Scan(&n); err != nil {
			return err
		}
		address := fmt.Sprintf("colleague%d@nordby.example", n)
		id, err := people.Add(ctx, tx, people.Newcomer{Role: role, Name: name, Address: address, Locale: i18n.EN})
		if err != nil {
			return err
		}
		p, err = people.Get(ctx, tx, id)
		return err
	})
	return p
}

// Private makes a team whose tickets only its members and the admins see.
func (s *Stage) Private(name string, members ...people.Person) (team people.TeamID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if team, err = people.AddTeam(ctx, tx, name, "bill"); err != nil {
			return err
		}
		for _, p := range members {
			if err := people.Join(ctx, tx, team, p.ID); err != nil {
				return err
			}
		}
		return people.KeepPrivate(ctx, tx, team)
	})
	return team
}

// Goes gives a ticket to another team; the admin does it.
func (s *Stage) Goes(id ticket.ID, team people.TeamID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.SetTeam(ctx, tx, s.Karin.Acting(), id, team) })
}
