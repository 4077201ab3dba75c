package keep_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/keep"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

const day = 24 * time.Hour

// bird stands wherever somebody's word can stand.
const bird = "Quetzalcoatlus"

// kept sets how many days a kind is kept.
func kept(s *cast.Stage, days map[keep.Kind]*int) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return keep.Change(ctx, tx, s.Karin.Acting(), days) })
}

func of(kind keep.Kind, days int) map[keep.Kind]*int { return map[keep.Kind]*int{kind: &days} }

// step is one step of the worker.
func step(s *cast.Stage, kind keep.Kind, limit int) (keys []string, more bool) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		keys, more, err = keep.Step(ctx, tx, people.System, kind, limit)
		return err
	})
	return keys, more
}

func rule(s *cast.Stage, kind keep.Kind) keep.Rule {
	s.T.Helper()
	all, err := keep.Rules(s.T.Context(), s.DB, s.Karin.Acting())
	require.NoError(s.T, err)
	for _, r := range all {
		if r.Kind == kind {
			return r
		}
	}
	require.FailNow(s.T, "no such kind")
	return keep.Rule{}
}

func due(s *cast.Stage, kind keep.Kind) int {
	s.T.Helper()
	n, err := keep.Due(s.T.Context(), s.DB, s.Karin.Acting(), s.Now(), rule(s, kind))
	require.NoError(s.T, err)
	return n
}

// later lets days pass in which nothing happens.
func later(s *cast.Stage, days int) { s.Stop(s.Now().Add(time.Duration(days) * day)) }

// closed is a ticket of Hanna's that was asked, answered and confirmed, with a bird in everything that can say something.
func closed(s *cast.Stage, at string) ticket.ID {
	s.T.Helper()
	s.At(at)
	var id ticket.ID
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, s.Limits, ticket.Question{
			Key: cast.Key(), Name: s.Hanna.Name, Address: s.Hanna.Address, Subject: bird + " is offline", Body: "I am " + bird, Locale: "da",
			Files: []ticket.Upload{{Name: bird + ".txt", Kind: "text/plain", Size: 3, Blob: fmt.Sprintf("%064d", 7)}},
		})
		return err
	})
	s.Replies(s.Maja, id, "Dear "+bird, s.Promising("call "+bird, s.Show(s.Now().Add(25*time.Hour))))
	s.Notes(s.Maja, id, bird+" is in a hurry")
	s.Answers(s.Ingrid, s.AsksUp(s.Maja, id, "What does "+bird+" have?"), bird+" has fibre")
	s.TakesOver(s.Ingrid, id, bird+" is a friend")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		w := s.Whole(id)
		return ticket.Withdraw(ctx, tx, s.Ingrid.Acting(), s.Limits, id, s.Latest(id, promise.Commitment).ID,
			ticket.Withdrawal{Words: bird, Seen: w.Messages[len(w.Messages)-1].ID})
	})
	s.Solves(s.Ingrid, id)
	s.Confirms(id)
	s.Closed(id, promise.Confirmed)
	return id
}

// says counts where a word stands about a ticket.
func says(s *cast.Stage, id ticket.ID, word string) (n int) {
	s.T.Helper()
	const q = `
		select (select count(*) from tickets r where r.id = $1 and r::text ilike $2) + (select count(*) from messages r where r.ticket_id = $1 and r::text ilike $2)
			+ (select count(*) from promises r where r.ticket_id = $1 and r::text ilike $2) + (select count(*) from events r where r.ticket_id = $1 and r::text ilike $2)
			+ (select count(*) from attachments r join messages m on m.id = r.message_id where m.ticket_id = $1)
			+ (select count(*) from question_turns r join questions q on q.id = r.question_id where q.ticket_id = $1 and r::text ilike $2)
			+ (select count(*) from outbox r where r.ticket_id = $1 and r::text ilike $2)`
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), q, id, "%"+word+"%").Scan(&n))
	return n
}

// numbers is what reports count.
func numbers(s *cast.Stage) (text string) {
	s.T.Helper()
	const q = `select (select string_agg(kind || state || coalesce(due_at::text, '') || coalesce(ended_at::text, ''), ',' order by id) from promises)
		|| (select string_agg(audience || by_staff || created_at::text, ',' order by id) from messages) || (select count(*) from tickets)
		|| (select string_agg(kind || at::text, ',' order by ticket_id, number) from events where kind <> 'ticket.emptied')`
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), q).Scan(&text))
	return text
}

func holds(s *cast.Stage) {
	s.T.Helper()
	violations, err := ticket.Check(s.T.Context(), s.DB)
	require.NoError(s.T, err)
	require.Empty(s.T, violations)
}

func cleared(s *cast.Stage) (all []string) {
	s.T.Helper()
	found, err := audit.Latest(s.T.Context(), s.DB, 100, "retention")
	require.NoError(s.T, err)
	for _, r := range found {
		if r.Kind == keep.AuditCleared {
			all = append(all, r.Object+" "+r.Became)
		}
	}
	return all
}

func TestStep_empties_what_is_old_enough_and_touches_nothing_newer(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	old := closed(s, "Mon 9 Nov 09:00")
	kept(s, of(keep.Texts, 30))
	later(s, 20)
	recent := closed(s, "Mon 30 Nov 09:00")
	open := s.Asks(s.Goran, bird+" again")
	s.Notes(s.Maja, open, bird)
	later(s, 10)
	before := numbers(s)
	require.Equal(t, 1, due(s, keep.Texts))
	keys, more := step(s, keep.Texts, 50)
	require.False(t, more)
	require.Equal(t, []string{fmt.Sprintf("%064d", 7)}, keys)
	require.Zero(t, says(s, old, bird))
	require.NotZero(t, says(s, recent, bird))
	require.NotZero(t, says(s, open, bird))
	require.Equal(t, before, numbers(s))
	require.Len(t, s.Events(old, event.Emptied), 1)
	require.Empty(t, s.Events(recent, event.Emptied))
	holds(s)
	require.Equal(t, []string{"texts 1"}, cleared(s))
	require.Zero(t, due(s, keep.Texts))
	step(s, keep.Texts, 50)
	require.Equal(t, []string{"texts 1"}, cleared(s), "a run that removes nothing is not told of")
	r := rule(s, keep.Texts)
	require.EqualValues(t, 1, r.Cleared)
	require.Equal(t, s.Now(), r.LookedAt.UTC())
}

func TestStep_counts_from_the_last_thing_that_happened(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := closed(s, "Mon 9 Nov 09:00")
	kept(s, of(keep.Texts, 30))
	later(s, 29)
	s.Notes(s.Maja, id, bird+" called")
	later(s, 2)
	step(s, keep.Texts, 50)
	require.NotZero(t, says(s, id, bird), "the note is two days old")
	later(s, 29)
	step(s, keep.Texts, 50)
	require.Zero(t, says(s, id, bird))
	s.Notes(s.Maja, id, bird+" called again")
	later(s, 31)
	require.Equal(t, 1, due(s, keep.Texts), "what was written after it was emptied goes in its turn")
	step(s, keep.Texts, 50)
	require.Zero(t, says(s, id, bird))
	require.Zero(t, due(s, keep.Texts))
	holds(s)
}

func TestStep_that_is_killed_loses_nothing_and_the_next_goes_on(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	var all []ticket.ID
	for range 3 {
		all = append(all, closed(s, "Mon 9 Nov 09:00"))
	}
	kept(s, of(keep.Texts, 30))
	later(s, 31)
	_, more := step(s, keep.Texts, 1)
	require.True(t, more)
	require.Zero(t, says(s, all[0], bird))
	require.Empty(t, cleared(s), "the run has not come to its end")

	killed := errors.New("killed")
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		if _, _, err := keep.Step(ctx, tx, people.System, keep.Texts, 1); err != nil {
			return err
		}
		return killed
	})
	require.ErrorIs(t, err, killed)
	require.NotZero(t, says(s, all[1], bird), "a step is whole or nothing")
	require.True(t, rule(s, keep.Texts).IsOpen)
	holds(s)

	for more := true; more; {
		_, more = step(s, keep.Texts, 1)
	}
	for _, id := range all {
		require.Zero(t, says(s, id, bird))
		require.Len(t, s.Events(id, event.Emptied), 1)
	}
	require.Equal(t, []string{"texts 3"}, cleared(s), "one run, told of once")
	holds(s)
}

func TestStep_by_two_at_once_is_done_once(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	for range 4 {
		closed(s, "Mon 9 Nov 09:00")
	}
	kept(s, of(keep.Texts, 30))
	later(s, 31)
	done := make(chan error)
	for range 4 {
		go func() {
			done <- s.Try(func(ctx context.Context, tx *pg.Tx) error {
				_, _, err := keep.Step(ctx, tx, people.System, keep.Texts, 50)
				return err
			})
		}()
	}
	for range 4 {
		require.NoError(t, <-done)
	}
	require.Equal(t, []string{"texts 4"}, cleared(s))
	holds(s)
}

func TestStep_may_take_files_before_the_texts(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := closed(s, "Mon 9 Nov 09:00")
	kept(s, of(keep.Files, 30))
	later(s, 31)
	keys, _ := step(s, keep.Files, 50)
	require.Len(t, keys, 1)
	w := s.Whole(id)
	require.Empty(t, w.Messages[0].Files)
	require.Contains(t, w.Messages[0].Body, bird)
	holds(s)
	sixty := 60
	kept(s, map[keep.Kind]*int{keep.Texts: &sixty})
	later(s, 31)
	step(s, keep.Texts, 50)
	require.Zero(t, says(s, id, bird), "that its files went did not make it any newer")
	require.Len(t, s.Events(id, event.Emptied), 2)
}

func TestStep_erases_customers_of_whom_nothing_else_is_left(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := closed(s, "Mon 9 Nov 09:00")
	live := s.Asks(s.Goran, "No internet")
	n := 30
	kept(s, map[keep.Kind]*int{keep.Customers: &n})
	later(s, 40)
	require.NotContains(t, erased(s), s.Hanna.ID, "her texts are kept for ever")
	step(s, keep.Customers, 50)
	require.NotContains(t, erased(s), s.Hanna.ID)
	kept(s, map[keep.Kind]*int{keep.Customers: &n, keep.Texts: &n})
	later(s, 2)
	step(s, keep.Texts, 50)
	before := numbers(s)
	step(s, keep.Customers, 50)
	require.Contains(t, erased(s), s.Hanna.ID)
	require.NotContains(t, erased(s), s.Goran.ID)
	require.Equal(t, before, numbers(s))
	s.Closed(id, promise.Confirmed)
	s.Status(live, promise.New)
	holds(s)
	var left int
	require.NoError(t, s.DB.QueryRow(t.Context(), `select count(*) from addresses where address = $1`, s.Hanna.Address).Scan(&left))
	require.Zero(t, left)
	require.Zero(t, due(s, keep.Customers))
}

func erased(s *cast.Stage) (all []people.ID) {
	s.T.Helper()
	rows, err := s.DB.Query(s.T.Context(), `select id from people where erased_at is not null`)
	require.NoError(s.T, err)
	defer rows.Close()
	for rows.Next() {
		var id people.ID
		require.NoError(s.T, rows.Scan(&id))
		all = append(all, id)
	}
	return all
}

func TestStep_forgets_notices_mails_and_ways_in(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := closed(s, "Mon 9 Nov 09:00")
	live := s.Asks(s.Goran, "No internet")
	exec := func(q string, args ...any) {
		_, err := s.DB.Pool().Exec(t.Context(), q, args...)
		require.NoError(t, err)
	}
	count := func(q string) (n int) {
		require.NoError(t, s.DB.QueryRow(t.Context(), q).Scan(&n))
		return n
	}
	exec(`delete from notices`)
	for _, on := range []ticket.ID{id, live} {
		exec(`insert into notices (person_id, kind, ticket_id, at, read_at) values ($1, 'assigned', $2, $3, $3)`, s.Maja.ID, on, s.Now())
	}
	exec(`insert into notices (person_id, kind, ticket_id, at) values ($1, 'assigned', $2, $3)`, s.Maja.ID, id, s.Now())
	exec(`update outbox set state = 'sent', sent_at = $1, next_try_at = null, reason = $2 where ticket_id = $3`, s.Now(), bird, id)
	mails := count(`select count(*) from outbox where reason <> ''`)
	exec(`insert into password_resets (address, network, asked_at) values ('old@mail.example', '192.0.2.1', clock_timestamp() - interval '31 days'), ('new@mail.example', '192.0.2.1', clock_timestamp())`)
	n := 30
	kept(s, map[keep.Kind]*int{keep.Notices: &n, keep.Mails: &n, keep.WaysIn: &n})
	later(s, 31)
	for _, kind := range []keep.Kind{keep.Notices, keep.Mails, keep.WaysIn} {
		found := due(s, kind)
		require.NotZero(t, found, kind)
		step(s, kind, 50)
		require.Zero(t, due(s, kind), kind)
		require.EqualValues(t, found, rule(s, kind).Cleared, kind)
	}
	require.Equal(t, 2, count(`select count(*) from notices`), "what nobody has read stays, and what is about a live ticket")
	require.Zero(t, count(`select count(*) from outbox where reason <> ''`))
	require.NotZero(t, mails)
	require.Equal(t, 1, count(`select count(*) from password_resets where address = 'new@mail.example' and network <> ''`))
	require.Equal(t, 1, count(`select count(*) from password_resets where address = 'erased@invalid' and network = ''`))
	require.ElementsMatch(t, []string{"notices 1", fmt.Sprintf("mails %d", mails), "ways_in 1"}, cleared(s))
	holds(s)
}

func TestChange_waits_a_day_says_who_did_it_and_is_an_admins(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := closed(s, "Mon 9 Nov 09:00")
	later(s, 60)
	kept(s, of(keep.Texts, 30))
	step(s, keep.Texts, 50)
	require.NotZero(t, says(s, id, bird), "a slip can be taken back for a day")
	kept(s, nil)
	later(s, 2)
	step(s, keep.Texts, 50)
	require.NotZero(t, says(s, id, bird))
	found, err := audit.Latest(t.Context(), s.DB, 10, "retention")
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, []string{"texts", "30", keep.Forever}, []string{found[0].Object, found[0].Was, found[0].Became})

	for _, days := range []int{-1, 0, keep.Shortest - 1, keep.Longest + 1} {
		err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return keep.Change(ctx, tx, s.Karin.Acting(), of(keep.Mails, days))
		})
		require.Equal(t, "mails", fault.Of(err)[0].Field)
	}
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return keep.Change(ctx, tx, s.Ingrid.Acting(), of(keep.Mails, 30))
	})
	require.True(t, fault.Is(err, fault.KindNotFound))
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, _, err := keep.Step(ctx, tx, s.Karin.Acting(), keep.Mails, 1)
		return err
	})
	require.True(t, fault.Is(err, fault.KindNotFound), "the worker's own act")
	require.Nil(t, rule(s, keep.Mails).Days)
}
