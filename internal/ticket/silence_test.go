package ticket_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// solvedOnMonday is a ticket whose customer has until Friday 10:00 to answer whether it works.
func solvedOnMonday(s *cast.Stage) ticket.ID {
	s.T.Helper()
	s.At("Mon 2 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "It is mended.", cast.Solving())
	s.Pending(id, "confirmation Fri 6 Nov 10:00")
	return id
}

func TestSilence_closes(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := solvedOnMonday(s)
	s.Until("Fri 6 Nov 09:59")
	s.Status(id, promise.Solved)
	s.Until("Fri 6 Nov 10:01")
	s.Closed(id, promise.Silent)
	s.Pending(id)
}

func TestSilence_waits_for_what_was_promised(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := solvedOnMonday(s)
	p := s.Promises(s.Maja, id, "Oskar comes by", "Mon 9 Nov 12:00")
	s.Until("Fri 6 Nov 10:01")
	s.Status(id, promise.Solved)
	s.Pending(id, "commitment Mon 9 Nov 12:00")
	s.Replies(s.Maja, id, "Oskar was there.", cast.Keeping(p))
	s.Closed(id, promise.Silent)
}

func TestSilence_does_not_count_while_the_question_is_in_the_house(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.MailIsDown = true
	id := solvedOnMonday(s)
	s.Until("Fri 6 Nov 10:01")
	s.Pending(id, "check_back Mon 9 Nov 10:00")
	require.Equal(t, int64(s.Maja.ID), s.Latest(id, promise.CheckBack).Owner.Person, "of whoever has the ticket")

	t.Log("a look at it, once it has come up, keeps it; and the team looks again, for nothing else would be pending")
	s.At("Mon 9 Nov 09:45")
	s.Notes(s.Maja, id, "Mail is down.")
	s.Pending(id, "check_back Tue 10 Nov 09:45")
	s.Ledger(id, promise.CheckBack, "kept Mon 9 Nov 10:00", "pending Tue 10 Nov 09:45")

	t.Log("the mail was given up after 72 hours; when somebody lets it leave, the days to answer count from then")
	s.MailIsDown = false
	s.At("Mon 9 Nov 11:00")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		var mail outbox.ID
		if err := tx.QueryRow(ctx, `select id from outbox where ticket_id = $1 and state = 'failed' and kind = 'solved'`, id).Scan(&mail); err != nil {
			return err
		}
		return ticket.RetryMail(ctx, tx, s.Ingrid.Acting(), mail)
	})
	s.Sweep()
	s.Pending(id, "confirmation Fri 13 Nov 11:00")
	s.Until("Fri 13 Nov 11:01")
	s.Closed(id, promise.Silent)
	s.Ledger(id, promise.Confirmation, "superseded Fri 6 Nov 10:00", "kept Fri 13 Nov 11:00")
}

func TestReply_may_open_a_closed_ticket_and_solve_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := solvedOnMonday(s)
	s.Sweep()
	s.At("Fri 6 Nov 10:30") // its time is over, and the worker has not been there
	s.Replies(s.Maja, id, "One more thing.", cast.Solving())

	s.Status(id, promise.Solved)
	now := s.Ticket(id)
	require.Equal(t, 2, now.Cycle)
	require.Equal(t, s.Now(), *now.SolvedAt)
	require.Len(t, s.Events(id, event.TicketReopened), 1)
	require.Len(t, s.Events(id, event.TicketSolved), 2)
	mails := s.Mails(id)
	require.Equal(t, outbox.Solved, mails[len(mails)-1].Kind, "the question is asked anew")
}
