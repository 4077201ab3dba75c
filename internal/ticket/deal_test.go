package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

// dealing lets the first line's tickets be dealt.
func dealing(s *cast.Stage, d people.Dealing) people.DealingTeam {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return people.SetDealing(ctx, tx, s.Team, d) })
	return people.DealingTeam{ID: s.Team, Dealing: d}
}

func deal(s *cast.Stage, team people.DealingTeam) (n int) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		n, err = ticket.Deal(ctx, tx, people.System, team)
		return err
	})
	return n
}

func owner(s *cast.Stage, id ticket.ID) people.ID {
	s.T.Helper()
	if a := s.Ticket(id).AssigneeID; a != nil {
		return *a
	}
	return 0
}

// lastOf is the last event of a kind on a ticket.
func lastOf(s *cast.Stage, id ticket.ID, kind event.Kind) event.Event {
	s.T.Helper()
	var found event.Event
	for _, e := range s.Whole(id).Events {
		if e.Kind == kind {
			found = e
		}
	}
	require.NotZero(s.T, found.Number, "%s", kind)
	return found
}

func TestDeal_gives_tickets_in_turns_and_says_why(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	team := dealing(s, people.Dealing{Deals: people.InTurns})
	var ids []ticket.ID
	for i := range 3 {
		ids = append(ids, s.Asks(s.Hanna, fmt.Sprint("Question ", i)))
	}
	require.Equal(t, 3, deal(s, team))
	require.Equal(t, []people.ID{s.Maja.ID, s.Jonas.ID, s.Maja.ID}, []people.ID{owner(s, ids[0]), owner(s, ids[1]), owner(s, ids[2])}, "agents only, one after another")
	e := lastOf(s, ids[0], event.TicketDealt)
	require.Nil(t, e.ActorID)
	require.Equal(t, "turns", e.Became)
	for _, p := range s.Whole(ids[0]).Book().Pending() {
		require.Equal(t, int64(s.Maja.ID), p.Owner.Person, "the promises go along")
	}
	require.Zero(t, deal(s, team))
	next := s.Asks(s.Goran, "One more")
	require.Equal(t, 1, deal(s, team))
	require.Equal(t, s.Jonas.ID, owner(s, next), "the turn goes on")

	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Deal(ctx, tx, s.Karin.Acting(), team)
		return err
	})
	require.True(t, fault.Is(err, fault.KindNotFound), "it is the worker's alone")
}

func TestDeal_goes_on_behind_what_everybody_at_work_is_spared(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	team := dealing(s, people.Dealing{Deals: people.InTurns})
	first, _ := many(s, ticket.DealtTogether)
	spoil(s, `insert into handings (ticket_id, person_id, passed_at) select t.id, p.id, kept_now() from tickets t, people p where p.id in ($1, $2)`, s.Maja.ID, s.Jonas.ID)
	other := s.Asks(s.Goran, "No internet")
	require.Equal(t, 1, deal(s, team))
	require.NotZero(t, owner(s, other))
	require.Zero(t, deal(s, team))
	spoil(s, `delete from handings where ticket_id = $1 and person_id = $2`, first[0], s.Jonas.ID)
	require.Equal(t, 1, deal(s, team), "one of them can have it")
	require.Equal(t, s.Jonas.ID, owner(s, first[0]))
}

func TestDeal_writes_what_time_did_to_tickets_that_it_deals_to_nobody(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	answered, other := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "No mail")
	s.Sends(s.Maja, answered, "We look into it.", cast.Undoable(20*time.Second))
	team := dealing(s, people.Dealing{Deals: people.InTurns})
	s.At("Mon 9 Nov 09:01")
	require.Equal(t, 1, deal(s, team))

	require.Equal(t, s.Maja.ID, owner(s, answered), "who answers it has it")
	require.NotZero(t, owner(s, other))
	require.Len(t, s.Events(answered, event.StaffReplied), 1)
	s.MailKinds(answered, outbox.Receipt, outbox.Reply)
	found, err := ticket.Check(t.Context(), s.DB)
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestReturnUntouched_leaves_what_its_owner_has_just_answered(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	team := dealing(s, people.Dealing{Deals: people.InTurns, ReturnHours: 2})
	require.Equal(t, 1, deal(s, team))
	require.Equal(t, s.Maja.ID, owner(s, id))
	s.At("Mon 9 Nov 10:59")
	s.Sends(s.Maja, id, "We look into it.", cast.Undoable(20*time.Second))
	s.At("Mon 9 Nov 11:01")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		n, err := ticket.ReturnUntouched(ctx, tx, people.System, team)
		require.Zero(t, n)
		return err
	})
	require.Equal(t, s.Maja.ID, owner(s, id))
}

func TestDeal_by_load_within_the_limit(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	own := s.Asks(s.Hanna, "Maja's")
	s.Takes(s.Maja, own)
	team := dealing(s, people.Dealing{Deals: people.ByLoad, DealLimit: 2})
	first, second, third, fourth := s.Asks(s.Hanna, "1"), s.Asks(s.Hanna, "2"), s.Asks(s.Hanna, "3"), s.Asks(s.Hanna, "4")
	require.Equal(t, 3, deal(s, team))
	require.Equal(t, s.Jonas.ID, owner(s, first), "who has fewer")
	require.ElementsMatch(t, []people.ID{s.Maja.ID, s.Jonas.ID}, []people.ID{owner(s, second), owner(s, third)})
	require.Zero(t, owner(s, fourth), "both have two")
	require.Zero(t, deal(s, team))
	s.Replies(s.Maja, own, "It works again.", cast.Solving())
	require.Equal(t, 1, deal(s, team))
	require.Equal(t, s.Maja.ID, owner(s, fourth))
}

func TestDeal_leaves_out_who_is_not_at_work(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 18:00")
	team := dealing(s, people.Dealing{Deals: people.InTurns})
	first, second := s.Asks(s.Hanna, "One"), s.Asks(s.Hanna, "Two")
	require.Zero(t, deal(s, team), "the desk is closed")
	_, err := s.DB.Pool().Exec(t.Context(), `update people set works_from = 960, works_to = 1200, works_days = '{1,2,3,4,5}' where id = $1`, s.Jonas.ID)
	require.NoError(t, err)
	require.Equal(t, 2, deal(s, team))
	require.Equal(t, []people.ID{s.Jonas.ID, s.Jonas.ID}, []people.ID{owner(s, first), owner(s, second)}, "his own hours are in the evening")
	s.At("Tue 10 Nov 10:00")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.OwnerLeft(ctx, tx, s.Karin.Acting(), s.Jonas.ID)
	})
	require.Equal(t, 2, deal(s, team))
	require.Equal(t, s.Maja.ID, owner(s, first), "who works here no more gets nothing")
}

func TestDeal_prefers_who_has_the_skill(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	team := dealing(s, people.Dealing{Deals: people.InTurns, DealsBySkill: true, DealLimit: 2})
	var ids []ticket.ID
	for i := range 3 {
		ids = append(ids, s.Asks(s.Hanna, fmt.Sprint("Fiber ", i)))
	}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		skill, err := people.AddSkill(ctx, tx, "Fiber")
		if err != nil {
			return err
		}
		if err := people.GiveSkill(ctx, tx, s.Jonas.ID, skill); err != nil {
			return err
		}
		above, err := topic.Add(ctx, tx, s.Karin.Acting(), topic.Draft{Names: topic.Names{i18n.EN: "Internet"}, Icon: "wifi", Skill: skill})
		if err != nil {
			return err
		}
		about, err := topic.Add(ctx, tx, s.Karin.Acting(), topic.Draft{Names: topic.Names{i18n.EN: "No light"}, Icon: "help", Parent: above})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := ticket.SetTopic(ctx, tx, s.Karin.Acting(), id, about); err != nil {
				return err
			}
		}
		return nil
	})
	require.Equal(t, 3, deal(s, team))
	require.Equal(t, []people.ID{s.Jonas.ID, s.Jonas.ID, s.Maja.ID}, []people.ID{owner(s, ids[0]), owner(s, ids[1]), owner(s, ids[2])}, "whoever is there, when those who know it are full")
	require.Equal(t, "Fiber", lastOf(s, ids[0], event.TicketDealt).Was)
	require.Empty(t, lastOf(s, ids[2], event.TicketDealt).Was)
}

func TestReturnUntouched_gives_back_what_its_owner_did_nothing_on(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 15:00")
	team := dealing(s, people.Dealing{Deals: people.InTurns, ReturnHours: 4})
	left, answered := s.Asks(s.Hanna, "Left"), s.Asks(s.Hanna, "Answered")
	require.Equal(t, 2, deal(s, team))
	had := owner(s, left)
	s.Notes(s.Jonas, answered, "I look into it.")
	back := func() (n int) {
		s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
			n, err = ticket.ReturnUntouched(ctx, tx, people.System, team)
			return err
		})
		return n
	}
	s.At("Tue 10 Nov 10:30")
	require.Zero(t, back(), "three and a half business hours")
	s.At("Tue 10 Nov 11:00")
	require.Equal(t, 1, back())
	require.Zero(t, owner(s, left))
	require.NotZero(t, owner(s, answered), "a note is something")
	e := lastOf(s, left, event.TicketReturned)
	require.Nil(t, e.ActorID)
	require.Equal(t, had, *e.PersonID)
	require.Equal(t, "4", e.Became)
	for _, p := range s.Whole(left).Book().Pending() {
		require.Equal(t, int64(s.Team), p.Owner.Team)
	}
	require.Equal(t, 1, deal(s, team))
	require.NotEqual(t, had, owner(s, left), "it is not dealt to the same one again")
}

func TestDeal_by_four_racing_workers_gives_each_ticket_once_and_passes_no_limit(t *testing.T) {
	t.Parallel()
	n, limit, agents := 240, 15, 18
	if os.Getenv("KEPT_SOAK") != "" {
		n, limit, agents = 10_000, 450, 24
	}
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	for i := range agents {
		p := s.Hires(people.Agent, fmt.Sprintf("Agent %d", i))
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			if err := people.Join(ctx, tx, s.Second, p.ID); err != nil {
				return err
			}
			return people.Join(ctx, tx, s.Team, p.ID)
		})
	}
	how := people.Dealing{Deals: people.ByLoad, DealLimit: limit}
	teams := []people.DealingTeam{dealing(s, how), {ID: s.Second, Dealing: how}}
	for i := range n {
		id := s.Asks(s.Hanna, fmt.Sprint("Question ", i))
		if i%2 == 1 {
			s.Goes(id, s.Second)
		}
	}
	errs := together(4, func(int) error {
		for idle := 0; idle < 5; {
			dealt := 0
			for _, team := range teams {
				if err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
					more, err := ticket.Deal(ctx, tx, people.System, team)
					dealt += more
					return err
				}); err != nil {
					return err
				}
			}
			if idle++; dealt > 0 {
				idle = 0
			}
		}
		return nil
	})
	require.NoError(t, errors.Join(errs...))
	for _, team := range teams { // whoever was skipped by all four
		for deal(s, team) > 0 {
		}
	}
	number := func(q string, args ...any) (got int) {
		require.NoError(t, s.DB.QueryRow(t.Context(), q, args...).Scan(&got))
		return got
	}
	require.Zero(t, number(`select count(*) from tickets where assignee_id is null`))
	require.Equal(t, n, number(`select count(*) from events where kind = 'ticket.dealt'`))
	require.Equal(t, n, number(`select count(distinct ticket_id) from events where kind = 'ticket.dealt'`))
	require.LessOrEqual(t, number(`select max(c) from (select count(*) c from tickets group by assignee_id) x`), limit)
}

// TestAssign_and_leaving_in_both_orders steps two real transactions: whoever comes second waits, and nothing is left with
// somebody who works here no more.
func TestAssign_and_leaving_in_both_orders(t *testing.T) {
	t.Parallel()
	for _, leavesFirst := range []bool{true, false} {
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		give := func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Assign(ctx, tx, s.Karin.Acting(), id, ticket.Handing{To: &s.Jonas.ID})
		}
		leave := func(ctx context.Context, tx *pg.Tx) error {
			return ticket.OwnerLeft(ctx, tx, s.Karin.Acting(), s.Jonas.ID)
		}
		first, second := give, leave
		if leavesFirst {
			first, second = leave, give
		}
		done, release, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- s.Try(func(ctx context.Context, tx *pg.Tx) error {
				if err := first(ctx, tx); err != nil {
					return err
				}
				close(done)
				<-release
				return nil
			})
		}()
		<-done
		second2 := make(chan error, 1)
		go func() { second2 <- s.Try(second) }()
		require.Eventually(t, func() bool {
			var n int
			err := s.DB.QueryRow(t.Context(), `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).Scan(&n)
			return err == nil && n > 0
		}, 10*time.Second, 5*time.Millisecond, "the second waits for the first")
		close(release)
		require.NoError(t, <-ended)
		err := <-second2
		if leavesFirst {
			require.Equal(t, "fault.owner", fault.Of(err)[0].Key, "the giver is told")
		} else {
			require.NoError(t, err)
		}
		require.Zero(t, owner(s, id))
		p, err := people.Get(t.Context(), s.DB, s.Jonas.ID)
		require.NoError(t, err)
		require.False(t, p.IsActive)
	}
}

func TestDeal_gives_a_private_teams_ticket_to_nobody_outside(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	bills := s.Private("Bills", s.Jonas)
	how := people.Dealing{Deals: people.ByLoad, DealLimit: 2}
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return people.SetDealing(ctx, tx, bills, how) })
	first := dealing(s, people.Dealing{Deals: people.ByLoad})
	var ids []ticket.ID
	for i := range 3 {
		id := s.Asks(s.Hanna, fmt.Sprint("A wrong bill ", i))
		s.Goes(id, bills)
		ids = append(ids, id)
	}
	require.Zero(t, deal(s, first), "another team's turn gives it to nobody")
	require.Equal(t, 2, deal(s, people.DealingTeam{ID: bills, Dealing: how}))
	require.Zero(t, deal(s, people.DealingTeam{ID: bills, Dealing: how}), "rather to nobody than to somebody outside")
	require.Equal(t, []people.ID{s.Jonas.ID, s.Jonas.ID, 0}, []people.ID{owner(s, ids[0]), owner(s, ids[1]), owner(s, ids[2])})
}
