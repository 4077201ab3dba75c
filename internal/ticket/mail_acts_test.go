package ticket_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// act is something that a supervisor does about a mail.
type act func(context.Context, *pg.Tx, people.Actor, outbox.ID) error

// stuck is a ticket of Hanna's whose receipt stands in a state.
func stuck(t *testing.T, state outbox.State) (*cast.Stage, ticket.ID, outbox.ID) {
	t.Helper()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	return s, id, stands(s, id, outbox.Receipt, state)
}

// stands lets a ticket's mail of a kind stand in a state, and returns it.
func stands(s *cast.Stage, id ticket.ID, kind outbox.Kind, state outbox.State) (mail outbox.ID) {
	s.T.Helper()
	const q = `update outbox set state = $3, error = 'mail refused: recipient: 550 no', next_try_at = null,
		sent_at = case when $3 = 'sent' then kept_now() end where ticket_id = $1 and kind = $2 returning id`
	require.NoError(s.T, s.DB.Pool().QueryRow(s.T.Context(), q, id, kind, state).Scan(&mail))
	return mail
}

func does(s *cast.Stage, by people.Person, do act, mail outbox.ID) error {
	s.T.Helper()
	return s.Try(func(ctx context.Context, tx *pg.Tx) error { return do(ctx, tx, by.Acting(), mail) })
}

func stateOf(s *cast.Stage, mail outbox.ID) (state outbox.State) {
	s.T.Helper()
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), `select state from outbox where id = $1`, mail).Scan(&state))
	return state
}

func jobs(s *cast.Stage, mail outbox.ID) (n int) {
	s.T.Helper()
	const q = `select count(*) from river_job where kind = 'outbox.deliver' and (args ->> 'mail')::bigint = $1`
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), q, mail).Scan(&n))
	return n
}

// TestMail_acts_are_done_in_their_own_states_and_once does every act on a mail in every state, twice.
func TestMail_acts_are_done_in_their_own_states_and_once(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		do     act
		from   outbox.State
		to     outbox.State
		kind   event.Kind
		leaves bool
	}{
		{"retry", ticket.RetryMail, outbox.Failed, outbox.Queued, event.MailRetried, true},
		{"release", ticket.ReleaseMail, outbox.Held, outbox.Queued, event.MailReleased, true},
		{"repeat", ticket.RepeatMail, outbox.Uncertain, outbox.Queued, event.MailRetried, true},
		{"arrived", ticket.MailArrived, outbox.Uncertain, outbox.Sent, event.MailArrived, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, id, mail := stuck(t, c.from)
			for _, other := range outbox.States {
				if other == c.from {
					continue
				}
				stands(s, id, outbox.Receipt, other)
				require.True(t, fault.Is(does(s, s.Ingrid, c.do, mail), fault.KindConflict), "a mail that is %s", other)
				require.Equal(t, other, stateOf(s, mail))
			}
			stands(s, id, outbox.Receipt, c.from)
			before := jobs(s, mail)
			require.NoError(t, does(s, s.Ingrid, c.do, mail))
			require.Equal(t, c.to, stateOf(s, mail))
			again := does(s, s.Karin, c.do, mail)
			require.True(t, fault.Is(again, fault.KindConflict))
			require.Contains(t, []string{"fault.mail_on_its_way", "fault.mail_left"}, fault.Of(again)[0].Key)
			told := s.Events(id, event.MailRetried, event.MailReleased, event.MailArrived)
			require.Len(t, told, 1)
			require.Equal(t, c.kind, told[0].Kind)
			require.Equal(t, "receipt", told[0].Became)
			require.Equal(t, s.Ingrid.ID, *told[0].ActorID)
			if c.leaves {
				require.Equal(t, before+1, jobs(s, mail), "one more job, and no more")
			} else {
				require.Equal(t, before, jobs(s, mail))
			}
			sound(t, s)
		})
	}
}

func TestRetryMail_does_not_wait_for_the_next_try(t *testing.T) {
	t.Parallel()
	s, id, mail := stuck(t, outbox.Queued)
	_, err := s.DB.Pool().Exec(t.Context(), `update outbox set next_try_at = kept_now() + interval '5 minutes'`)
	require.NoError(t, err)
	require.NoError(t, does(s, s.Ingrid, ticket.RetryMail, mail))
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, mine, err := outbox.Claim(ctx, tx, mail, "nordby.example", 0)
		require.True(t, mine)
		return err
	})
	require.Len(t, s.Events(id, event.MailRetried), 1)
}

func TestMail_acts_are_for_those_who_supervise(t *testing.T) {
	t.Parallel()
	s, id, mail := stuck(t, outbox.Failed)
	for _, by := range []people.Actor{s.Maja.Acting(), s.Oskar.Acting(), s.Holder(id), people.System, {}} {
		err := s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.RetryMail(ctx, tx, by, mail) })
		require.True(t, fault.Is(err, fault.KindNotFound))
	}
	require.True(t, fault.Is(does(s, s.Ingrid, ticket.RetryMail, 987654), fault.KindNotFound))
	require.Equal(t, outbox.Failed, stateOf(s, mail))
}

func TestMail_acts_on_a_mail_to_the_staff_stand_in_no_history(t *testing.T) {
	t.Parallel()
	s, id, _ := stuck(t, outbox.Sent)
	var mail outbox.ID
	const q = `insert into outbox (kind, state, is_automatic, message_key, person_id, created_at) values ('notices', 'failed', true, 'k', $1, kept_now()) returning id`
	require.NoError(t, s.DB.Pool().QueryRow(t.Context(), q, s.Maja.ID).Scan(&mail))
	require.NoError(t, does(s, s.Karin, ticket.RetryMail, mail))
	require.Equal(t, outbox.Queued, stateOf(s, mail))
	require.Empty(t, s.Events(id, event.MailRetried))
}

func TestMail_acts_racing_are_done_once(t *testing.T) {
	t.Parallel()
	s, id, mail := stuck(t, outbox.Uncertain)
	before := jobs(s, mail)
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		do := act(ticket.RepeatMail)
		if i%2 == 0 {
			do = ticket.MailArrived
		}
		all.Go(func() { errs[i] = does(s, s.Ingrid, do, mail) })
	}
	all.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else {
			require.True(t, fault.Is(err, fault.KindConflict), err)
		}
	}
	require.Equal(t, 1, done)
	require.Len(t, s.Events(id, event.MailRetried, event.MailArrived), 1)
	require.LessOrEqual(t, jobs(s, mail), before+1)
	sound(t, s)
}

// A reply that was refused, sent again: nothing is kept anew by it, and a second refusal takes nothing back again.
func TestRetryMail_of_a_refused_answer_keeps_nothing_anew_and_takes_nothing_back_twice(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.At("Mon 9 Nov 11:00")
	s.Replies(s.Maja, id, "Please restart the router.")
	s.At("Mon 9 Nov 11:05")
	var refused ticket.MessageID
	require.NoError(t, s.DB.QueryRow(t.Context(), `select max(id) from messages where by_staff`).Scan(&refused))
	comesBack(s, id)
	mail := stands(s, id, outbox.Reply, outbox.Failed)
	require.NoError(t, does(s, s.Ingrid, ticket.RetryMail, mail))
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return tookNow(ctx, tx, mail) })
	s.Pending(id, "first_reply Mon 9 Nov 13:05", "resolution Mon 16 Nov 10:00")
	require.NotNil(t, unanswered(s, id), "it waits for an answer still")
	require.Len(t, s.All(id, promise.FirstReply), 2)

	s.At("Mon 9 Nov 12:00")
	s.Replies(s.Maja, id, "It works now.", cast.Solving())
	s.Status(id, promise.Solved)
	require.NoError(t, s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Undelivered(ctx, tx, people.System, id, refused, "550 still no such mailbox")
	}))
	s.Status(id, promise.Solved)
	require.Nil(t, unanswered(s, id))
	require.Len(t, s.Events(id, event.ReplyUndelivered), 2, "but it is told")
	sound(t, s)
}

// tookNow lets the mail server take a mail.
func tookNow(ctx context.Context, tx *pg.Tx, mail outbox.ID) error {
	if _, _, err := outbox.Claim(ctx, tx, mail, "nordby.example", 0); err != nil {
		return err
	}
	return outbox.Took(ctx, tx, mail)
}
