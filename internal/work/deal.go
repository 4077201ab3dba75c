package work

import (
	"context"
	"errors"
	"time"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// dealEvery is how long a new ticket waits for its owner at most, where its team's are dealt.
const dealEvery = 5 * time.Second

// deal gives owners to the tickets of the teams that want that. One team's trouble is not another's.
func (s *sweep) deal(ctx context.Context) error { return s.byTeam(ctx, ticket.Deal) }

// takeBack gives back to their teams what nobody has touched.
func (s *sweep) takeBack(ctx context.Context) error { return s.byTeam(ctx, ticket.ReturnUntouched) }

func (s *sweep) byTeam(ctx context.Context, act func(context.Context, *pg.Tx, people.Actor, people.DealingTeam) (int, error)) error {
	teams, err := people.DealingTeams(ctx, s.db)
	if err != nil {
		return err
	}
	var all []error
	for _, team := range teams {
		for n := ticket.DealtTogether; n == ticket.DealtTogether; { // a full change may have left something
			err := s.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) (err error) {
				n, err = act(ctx, tx, people.System, team)
				return err
			})
			if err != nil {
				all = append(all, err)
				break
			}
		}
	}
	return errors.Join(all...)
}
