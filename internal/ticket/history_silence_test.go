package ticket_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// asksTheCustomer is a ticket on which the customer's turn begins on Monday at ten.
func asksTheCustomer(s *cast.Stage) ticket.ID {
	s.T.Helper()
	s.At("Mon 2 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "Does the lamp blink?", cast.AwaitingCustomer("the lamp's colour"))
	s.Status(id, promise.Awaiting)
	s.Pending(id, "follow_up Wed 4 Nov 10:00")
	return id
}

func TestHistory_17_Silence(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := asksTheCustomer(s)
	s.Until("Wed 4 Nov 10:01")
	s.Pending(id, "follow_up Mon 9 Nov 10:00")
	s.Until("Mon 9 Nov 10:01")
	s.Pending(id, "follow_up Mon 16 Nov 10:00")
	s.Status(id, promise.Awaiting)

	s.Until("Mon 16 Nov 10:01")
	s.Status(id, promise.Solved)
	s.Pending(id, "confirmation Fri 20 Nov 10:00")
	s.Ledger(id, promise.FollowUp, "kept Wed 4 Nov 10:00", "kept Mon 9 Nov 10:00", "kept Mon 16 Nov 10:00")
	require.Equal(t, promise.Lapsed, s.Latest(id, promise.Resolution).State)

	s.Until("Fri 20 Nov 10:01")
	s.Closed(id, promise.Silent)
	s.Pending(id)
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.FollowUp, outbox.FollowUp, outbox.FollowUp)
	s.Apologies(id)
	s.Warned(id)
	s.Notices(id, s.Maja)
	sound(t, s)
}

func TestHistory_35_Held_mail_is_not_silence(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := asksTheCustomer(s)
	s.Until("Tue 3 Nov 10:00")
	s.MailIsDown = true

	s.Until("Wed 4 Nov 10:01")
	s.Pending(id, "check_back Thu 5 Nov 10:00")
	s.Ledger(id, promise.FollowUp, "superseded Wed 4 Nov 10:00")
	look := s.Latest(id, promise.CheckBack)
	require.Equal(t, promise.Owner{Person: int64(s.Maja.ID)}, look.Owner, "the assignee's")
	s.Status(id, promise.Awaiting)

	s.Until("Thu 5 Nov 09:29")
	s.At("Thu 5 Nov 09:30")
	s.MailIsDown = false
	s.Sweep()
	s.Ledger(id, promise.CheckBack, "lapsed Thu 5 Nov 10:00")
	s.Pending(id, "follow_up Tue 10 Nov 09:30")
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.FollowUp)
	sound(t, s)
}

func TestSilence_that_solves_leaves_no_check_back_behind(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := asksTheCustomer(s)
	s.LooksAgainOn(s.Maja, id, "Tue 17 Nov 10:00")
	s.Until("Mon 16 Nov 10:01")
	s.Status(id, promise.Solved)
	s.Pending(id, "confirmation Fri 20 Nov 10:00")
	require.Equal(t, promise.Lapsed, s.Latest(id, promise.CheckBack).State)
	sound(t, s)
}

// The same, and nobody mends the mail: who looks again is reminded and handed up, and nothing is ever solved.
func TestSilence_never_solves_while_the_mail_is_in_the_house(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := asksTheCustomer(s)
	s.Until("Tue 3 Nov 10:00")
	s.MailIsDown = true
	s.Until("Thu 5 Nov 11:00")
	s.Status(id, promise.Awaiting)
	s.Ledger(id, promise.CheckBack, "broken Thu 5 Nov 10:00, owed", "pending Thu 5 Nov 12:00")
	s.HandedUp(id, 1, false)
	s.Apologies(id) // a word among ourselves
	s.Notices(id, s.Maja, "came_up check_back Thu 5 Nov 09:30", "broken check_back Thu 5 Nov 10:00")

	s.Notes(s.Maja, id, "I rang them.")
	s.NotLate(id)
	s.HandedUp(id, 1, true)
	s.Until("Mon 16 Nov 10:00")
	s.Status(id, promise.Awaiting)
	require.Empty(t, s.Events(id, event.TicketSolved))
}

func TestFollowUp_can_be_reworded_sent_now_and_skipped(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := asksTheCustomer(s)
	s.Rewords(s.Maja, id, "Dear Hanna, is it red or green?")
	require.Equal(t, "Dear Hanna, is it red or green?", s.Latest(id, promise.FollowUp).Words)

	s.Until("Tue 3 Nov 10:00")
	s.SendsNext(s.Maja, id)
	s.Sweep()
	s.Ledger(id, promise.FollowUp, "kept Wed 4 Nov 10:00", "pending Mon 9 Nov 10:00")
	s.SkipsNext(s.Maja, id)
	s.Pending(id, "follow_up Mon 16 Nov 10:00")
	s.SkipsNext(s.Maja, id)
	s.Pending(id, "check_back Wed 4 Nov 10:00") // without the third message nothing is solved: somebody looks again
	s.Status(id, promise.Awaiting)
	s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.FollowUp)
	sound(t, s)
}
