package ticket_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// actsAndUndoes does something to one ticket by an act over many, and sets it back at another time.
func actsAndUndoes(s *cast.Stage, by people.Person, id ticket.ID, verb ticket.BulkVerb, undone string) {
	s.T.Helper()
	act, rows := doesAll(s, by, ticket.Bulk{Verb: verb, Numbers: []int64{s.Ticket(id).Number}, Key: cast.Key()})
	require.Equal(s.T, 1, act.Done, "%v", rows)
	s.Until(undone)
	act, rows = undoesAll(s, by, act.ID)
	require.Equal(s.T, 1, act.Back, "%v", rows)
}

func TestBulk_set_back_to_solved_takes_silence_for_an_answer(t *testing.T) {
	t.Parallel()
	for _, verb := range []ticket.BulkVerb{ticket.BulkWait, ticket.BulkHold} {
		t.Run(string(verb), func(t *testing.T) {
			t.Parallel()
			s := cast.New(t)
			s.At("Mon 9 Nov 09:00")
			id := s.Asks(s.Hanna, "No internet")
			s.Replies(s.Maja, id, "The line is up again.", cast.Solving())
			s.Until("Tue 10 Nov 09:00")
			solved := s.Ticket(id).SolvedAt
			actsAndUndoes(s, s.Maja, id, verb, "Tue 10 Nov 09:30")
			s.Status(id, promise.Solved)
			require.Equal(t, solved, s.Ticket(id).SolvedAt)
			s.Pending(id, "confirmation Mon 16 Nov 09:30")
			require.Equal(t, promise.Kept, s.All(id, promise.Resolution)[0].State)
			require.Equal(t, promise.Withdrawn, s.Latest(id, promise.Resolution).State)
			s.Until("Mon 16 Nov 09:31")
			s.Closed(id, promise.Silent)
			require.Empty(t, s.All(id, promise.CheckBack))
			sound(t, s)
		})
	}
}

// The question waits in the house all the time: it is asked when its mail leaves, and silence counts from then.
func TestBulk_set_back_to_solved_waits_for_a_question_that_has_not_left(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "The line is up again.")
	s.Until("Mon 9 Nov 09:10")
	s.MailIsDown = true
	s.Solves(s.Maja, id)
	s.Until("Mon 9 Nov 09:20")
	actsAndUndoes(s, s.Maja, id, ticket.BulkHold, "Mon 9 Nov 09:30")
	require.True(t, s.Latest(id, promise.Confirmation).Left.IsZero())
	s.MailIsDown = false
	s.Until("Mon 9 Nov 12:00")
	require.False(t, s.Latest(id, promise.Confirmation).Left.IsZero())
	s.Until("Fri 13 Nov 12:00")
	s.Closed(id, promise.Silent)
	sound(t, s)
}

func TestBulk_set_back_to_confirmed_closes_when_the_visit_is_over(t *testing.T) {
	t.Parallel()
	for _, verb := range []ticket.BulkVerb{ticket.BulkWait, ticket.BulkHold} {
		t.Run(string(verb), func(t *testing.T) {
			t.Parallel()
			s := cast.New(t)
			s.At("Mon 9 Nov 09:00")
			id := s.Asks(s.Hanna, "No internet")
			s.Replies(s.Maja, id, "Oskar tidies up the cable.")
			s.AgreesVisit(s.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
			s.Confirms(id)
			s.Until("Tue 10 Nov 09:00")
			actsAndUndoes(s, s.Maja, id, verb, "Tue 10 Nov 09:30")
			s.Status(id, promise.Solved)
			require.Empty(t, s.All(id, promise.Confirmation), "they have said that it works")
			visit := s.Latest(id, promise.Visit)
			s.Stop(visit.Due)
			s.Attends(s.Oskar, id, visit.ID, promise.Arrived, s.Show(visit.Due.Add(-time.Hour)))
			s.Closed(id, promise.Confirmed)
			sound(t, s)
		})
	}
}

func TestBulk_set_back_to_waiting_writes_to_its_customer_no_more_often(t *testing.T) {
	t.Parallel()
	for _, verb := range []ticket.BulkVerb{ticket.BulkSolve, ticket.BulkHold} {
		t.Run(string(verb), func(t *testing.T) {
			t.Parallel()
			s := cast.New(t)
			s.At("Mon 9 Nov 09:00")
			id := s.Asks(s.Hanna, "No internet")
			s.Replies(s.Maja, id, "Please send us a photo.", cast.AwaitingCustomer("a photo"))
			s.Until("Wed 11 Nov 10:00")
			actsAndUndoes(s, s.Maja, id, verb, "Wed 11 Nov 11:00")
			s.Pending(id, "follow_up Mon 16 Nov 09:00")
			require.Equal(t, 2, s.Latest(id, promise.FollowUp).Step)
			actsAndUndoes(s, s.Maja, id, verb, "Wed 11 Nov 12:00")
			s.Pending(id, "follow_up Mon 16 Nov 09:00")
			require.Equal(t, 2, s.Latest(id, promise.FollowUp).Step, "it has not been sent")
			s.Until("Mon 30 Nov 09:00")
			s.Closed(id, promise.Silent)
			sent := 0
			for _, m := range s.Mails(id) {
				if m.Kind == outbox.FollowUp {
					sent++
				}
			}
			require.Equal(t, 3, sent)
			sound(t, s)
		})
	}
}

// TestBulk_with_words_reaches_a_ticket_that_another_was_merged_into: what came along has been seen by whoever begins the act after that.
func TestBulk_with_words_reaches_a_ticket_that_another_was_merged_into(t *testing.T) {
	t.Parallel()
	for _, isListed := range []bool{false, true} {
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		into, id, third := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "Still no internet"), s.Asks(s.Hanna, "And now?")
		require.NoError(t, merges(s, s.Maja, id, into, false))
		b := ticket.Bulk{Verb: ticket.BulkHold, Words: "The cable is mended tonight.", Numbers: []int64{s.Ticket(into).Number}, Key: cast.Key()}
		if isListed {
			b.Numbers, b.All = nil, &ticket.Filter{}
		}
		act := begins(s, s.Maja, b)
		steps(s, act, 0)
		done, rows := looks(s, s.Maja, act)
		require.Zero(t, done.Refused, "%v", rows)
		s.Status(into, promise.OnHold)

		b = ticket.Bulk{Verb: ticket.BulkSolve, Words: "It is mended.", Numbers: []int64{s.Ticket(into).Number}, Key: cast.Key()}
		act = begins(s, s.Maja, b)
		require.NoError(t, merges(s, s.Maja, third, into, false))
		steps(s, act, 0)
		done, rows = looks(s, s.Maja, act)
		require.Equal(t, 1, done.Refused, "what comes along after it began has not been seen: %v", rows)
		sound(t, s)
	}
}

// The first team is private, and whoever the other team's ticket was dealt to meanwhile does not see it there.
func TestBulk_takes_a_ticket_back_from_whom_it_was_dealt_to_meanwhile(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	bills, dealt := s.Private("Bills", s.Ingrid), dealing(s, people.Dealing{Deals: people.InTurns})
	ids, numbers := many(s, 2)
	for _, id := range ids {
		s.Goes(id, bills)
	}
	s.Takes(s.Ingrid, ids[0])
	act, rows := doesAll(s, s.Ingrid, ticket.Bulk{Verb: ticket.BulkTeam, Target: strconv.FormatInt(int64(s.Team), 10), Numbers: numbers})
	require.Equal(t, 2, act.Done, "%v", rows)
	require.Equal(t, 1, deal(s, dealt))
	require.Equal(t, s.Maja.ID, owner(s, ids[1]))
	act, rows = undoesAll(s, s.Ingrid, act.ID)
	require.Equal(t, 2, act.Back, "%v", rows)
	for i, want := range []people.ID{s.Ingrid.ID, 0} {
		require.Equal(t, bills, s.Ticket(ids[i]).TeamID)
		require.Equal(t, want, owner(s, ids[i]))
	}
	sound(t, s)
}
