package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// together runs n functions that start at once, and returns their errors.
func together(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var ready, done sync.WaitGroup
	ready.Add(1)
	for i := range n {
		done.Go(func() {
			ready.Wait()
			errs[i] = f(i)
		})
	}
	ready.Done()
	done.Wait()
	return errs
}

func TestTake_by_two_at_once_is_one_who_gets_it_and_one_who_is_told(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	for range 10 {
		id := s.Asks(s.Hanna, "No internet")
		both := []people.Person{s.Maja, s.Jonas}
		errs := together(2, func(i int) error {
			return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.Take(ctx, tx, both[i].Acting(), id) })
		})
		winner, loser := 0, 1
		if errs[0] != nil {
			winner, loser = 1, 0
		}
		require.NoError(t, errs[winner])
		require.Equal(t, both[winner].ID, *s.Ticket(id).AssigneeID)
		require.True(t, fault.Is(errs[loser], fault.KindConflict), "%v", errs[loser])
		require.Equal(t, "fault.taken", fault.Of(errs[loser])[0].Key)
		require.Equal(t, both[winner].Name, fault.Of(errs[loser])[0].Name, "told who has it")
	}
}

func TestAsk_with_one_key_makes_one_ticket_however_often_it_is_sent(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	q := ticket.Question{Key: cast.Key(), Name: "Hanna Lund", Address: "Hanna@Bakkehuset.example", Subject: "No internet", Body: "Since today.", Locale: "en"}
	ids := make([]ticket.ID, 50)
	errs := together(50, func(i int) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) (err error) {
			ids[i], err = ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q)
			return err
		})
	})
	require.NoError(t, errors.Join(errs...))
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
	require.Equal(t, [4]int{1, 1, 2, 1}, counts(t, s), "tickets, messages, promises, mails")
	require.Equal(t, s.Hanna.ID, s.Ticket(ids[0]).RequesterID)

	q.Body = "Something else."
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q)
		return err
	})
	require.True(t, fault.Is(err, fault.KindConflict), "%v", err)
	require.Equal(t, [4]int{1, 1, 2, 1}, counts(t, s))
}

func TestAsk_by_many_new_people_at_once_makes_every_ticket(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	errs := together(40, func(i int) error {
		// Two forms each from twenty people whom nobody knows yet.
		q := ticket.Question{Key: cast.Key(), Name: "New", Address: fmt.Sprintf("new%d@postbox.example", i%20), Subject: "No internet", Body: "Please.", Locale: "en"}
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Ask(ctx, tx, people.Actor{}, s.Limits, q)
			return err
		})
	})
	require.NoError(t, errors.Join(errs...))
	require.Equal(t, [4]int{40, 40, 80, 40}, counts(t, s))
	sound(t, s)
}

func TestEverybody_at_one_ticket_at_once_loses_nothing(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	holder := s.Holder(id)
	s.At("Mon 9 Nov 13:30") // the first reply is past its time
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	errs := together(24, func(i int) error {
		return s.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
			switch i % 4 {
			case 0:
				_, err := ticket.Write(ctx, tx, holder, s.Limits, id, ticket.Letter{Key: cast.Key(), Body: fmt.Sprintf("Message %d.", i)})
				return err
			case 1:
				_, err := ticket.Note(ctx, tx, s.Jonas.Acting(), s.Limits, id, ticket.Draft{Key: cast.Key(), Body: fmt.Sprintf("Note %d.", i)})
				return err
			case 2:
				_, err := ticket.Pass(ctx, tx, people.System, id)
				return err
			default:
				return reply(ctx, tx, s, id, i)
			}
		})
	})
	sent := 1
	for i, err := range errs {
		if fault.Is(err, fault.KindConflict) && i%4 == 3 {
			continue // the conversation had moved on: the writer still has the text
		}
		require.NoError(t, err, "%d", i)
		if i%4 != 2 {
			sent++
		}
	}
	require.Len(t, s.Whole(id).Messages, sent)
	require.Len(t, s.Events(id, event.PromiseBroken), 1, "it broke once, whoever came first")
	sound(t, s)
}

func reply(ctx context.Context, tx *pg.Tx, s *cast.Stage, id ticket.ID, i int) error {
	d := ticket.Draft{Key: cast.Key(), Body: fmt.Sprintf("Answer %d.", i)}
	if err := tx.QueryRow(ctx, `select max(id) from messages where ticket_id = $1`, id).Scan(&d.Seen); err != nil {
		return err
	}
	_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, id, d)
	return err
}

// counts are how many tickets, messages, promises and mails there are.
func counts(t *testing.T, s *cast.Stage) (n [4]int) {
	t.Helper()
	const q = `select (select count(*) from tickets), (select count(*) from messages), (select count(*) from promises), (select count(*) from outbox)`
	require.NoError(t, s.DB.QueryRow(t.Context(), q).Scan(&n[0], &n[1], &n[2], &n[3]))
	return n
}

// sound requires that every invariant holds.
func sound(t *testing.T, s *cast.Stage) {
	t.Helper()
	broken, err := ticket.Check(t.Context(), s.DB)
	require.NoError(t, err)
	require.Empty(t, broken)
}
