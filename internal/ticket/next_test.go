package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

// next lets somebody ask for the next ticket; 0: nothing waits for them.
func next(s *cast.Stage, by people.Person) (number int64) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		number, _, err = ticket.Next(ctx, tx, by.Acting())
		return err
	})
	return number
}

// later moves the clock past the time in which two presses are one.
func later(s *cast.Stage, d time.Duration) { s.Stop(s.Now().Add(d)) }

func TestNext_pressed_by_fifty_at_once_is_fifty_tickets(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	const n = 50
	var agents []people.Person
	for i := range n {
		s.Asks(s.Hanna, fmt.Sprintf("Question %d", i))
		agents = append(agents, s.Hires(people.Agent, fmt.Sprintf("Agent %d", i)))
	}
	numbers := make([]int64, n)
	errs := together(n, func(i int) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) (err error) {
			numbers[i], _, err = ticket.Next(ctx, tx, agents[i].Acting())
			return err
		})
	})
	require.NoError(t, errors.Join(errs...))
	seen := map[int64]bool{}
	for i, number := range numbers {
		require.NotZero(t, number)
		require.False(t, seen[number], "#%d twice", number)
		seen[number] = true
		found, err := ticket.ByNumber(t.Context(), s.DB, agents[i].Acting(), number)
		require.NoError(t, err)
		require.Equal(t, agents[i].ID, *found.AssigneeID)
	}
	require.Zero(t, next(s, s.Maja), "all are handed out")
}

func TestNext_is_late_first_then_own_then_by_team_skill_and_time(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	late := s.Asks(s.Hanna, "Late")
	s.At("Wed 11 Nov 09:00")
	s.Sweep()
	require.NotNil(t, s.Ticket(late).OwedSince)
	var skilled, foreign ticket.ID
	plain, elsewhere := s.Asks(s.Hanna, "Plain"), s.Asks(s.Hanna, "Elsewhere")
	s.Goes(elsewhere, s.Second)
	foreign, skilled = s.Asks(s.Hanna, "Foreign"), s.Asks(s.Hanna, "Skilled")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		for name, id := range map[string]ticket.ID{"Fiber": skilled, "Bills": foreign} {
			skill, err := people.AddSkill(ctx, tx, name)
			if err != nil {
				return err
			}
			about, err := topic.Add(ctx, tx, s.Karin.Acting(), topic.Draft{Names: topic.Names{i18n.EN: name}, Icon: "help", Skill: skill})
			if err != nil {
				return err
			}
			if name == "Fiber" {
				if err := people.GiveSkill(ctx, tx, s.Maja.ID, skill); err != nil {
					return err
				}
			}
			if err := ticket.SetTopic(ctx, tx, s.Karin.Acting(), id, about); err != nil {
				return err
			}
		}
		return nil
	})
	own := s.Asks(s.Goran, "Own")
	s.Takes(s.Maja, own)
	var got []string
	for range 6 {
		got = append(got, subject(s, next(s, s.Maja)))
		later(s, 10*time.Second)
	}
	require.Equal(t, []string{"Late", "Own", "Skilled", "Plain", "Foreign", "Elsewhere"}, got)
	require.Equal(t, s.Maja.ID, *s.Ticket(plain).AssigneeID)
}

func subject(s *cast.Stage, number int64) string {
	s.T.Helper()
	var text string
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), `select subject from tickets where number = $1`, number).Scan(&text))
	return text
}

func TestNext_pressed_twice_in_a_moment_is_one_ticket_and_goes_on_after_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	s.Asks(s.Hanna, "One")
	s.Asks(s.Hanna, "Two")
	first := next(s, s.Maja)
	require.Equal(t, first, next(s, s.Maja))
	later(s, 10*time.Second)
	second := next(s, s.Maja)
	require.NotEqual(t, first, second)
	later(s, 10*time.Second)
	require.Equal(t, first, next(s, s.Maja), "both still wait for her answer, the first one longer")
	require.Zero(t, next(s, s.Jonas), "a colleague's ticket is not handed to anybody else")
}

func TestGiveBack_gives_it_to_the_team_with_the_reason_and_never_straight_back(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "A wrong bill")
	number := next(s, s.Maja)
	pass := func(by people.Person, reason string) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.GiveBack(ctx, tx, by.Acting(), s.Limits, id, ticket.GivingBack{Reason: reason})
		})
	}
	require.True(t, fault.Is(pass(s.Maja, " "), fault.KindInvalid))
	require.True(t, fault.Is(pass(s.Jonas, "Not mine"), fault.KindConflict), "only its owner passes it on")
	require.NoError(t, pass(s.Maja, "Needs\nsomebody from billing"))
	require.Nil(t, s.Ticket(id).AssigneeID)
	for _, p := range s.Whole(id).Book().Pending() {
		require.Equal(t, int64(s.Team), p.Owner.Team, "the promises are the team's too")
	}
	last := s.Whole(id).Events[len(s.Whole(id).Events)-1]
	for _, e := range s.Whole(id).Events {
		if e.Kind == event.PassedOn {
			last = e
		}
	}
	require.Equal(t, event.PassedOn, last.Kind)
	require.Equal(t, "Needs somebody from billing", last.Became)

	require.True(t, fault.Is(pass(s.Maja, "Again"), fault.KindConflict), "it is hers no more")
	later(s, time.Minute)
	require.Zero(t, next(s, s.Maja))
	later(s, ticket.SparedFor)
	require.Equal(t, number, next(s, s.Maja), "after a while she can have it again")
}

func TestNext_hands_no_private_teams_ticket_to_outsiders(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "A wrong bill")
	s.Goes(id, s.Private("Bills", s.Jonas))
	require.Zero(t, next(s, s.Maja))
	waits, err := ticket.IsWaiting(t.Context(), s.DB, s.Maja.Acting())
	require.NoError(t, err)
	require.False(t, waits)
	waits, err = ticket.IsWaiting(t.Context(), s.DB, s.Jonas.Acting())
	require.NoError(t, err)
	require.True(t, waits)
	require.NotZero(t, next(s, s.Jonas))
}

func TestNext_is_the_staffs_alone(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	for _, by := range []people.Actor{{}, s.Oskar.Acting(), s.Hanna.Acting(), people.System} {
		err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, _, err := ticket.Next(ctx, tx, by)
			return err
		})
		require.True(t, fault.Is(err, fault.KindNotFound), "%v", err)
	}
}
