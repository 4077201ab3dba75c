package ticket_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

func TestHistory_10_Urgent_after_all(t *testing.T) {
	t.Parallel()
	for _, raised := range []struct{ at, due string }{
		{"Mon 9 Nov 09:20", "Mon 9 Nov 10:20"},
		{"Mon 9 Nov 11:00", "Mon 9 Nov 12:00"},
	} {
		t.Run("raised at "+raised.at, func(t *testing.T) {
			t.Parallel()
			s := cast.New(t)
			s.At("Mon 9 Nov 09:00")
			id := s.Asks(s.Hanna, "No internet")
			s.Until(raised.at)
			s.SetsPriority(s.Ingrid, id, sla.Urgent)

			s.Ledger(id, promise.FirstReply, "superseded Mon 9 Nov 13:00", "pending "+raised.due)
			s.Ledger(id, promise.Resolution, "superseded Fri 13 Nov 17:00", "pending Mon 9 Nov 17:00")
			s.NotLate(id)
			require.Empty(t, s.Events(id, event.PromiseBroken))
			mails := s.Mails(id)
			require.Len(t, mails, 2)
			require.Equal(t, outbox.Moved, mails[1].Kind, "the customer is told")
			require.Equal(t, "Mon 9 Nov 13:00", s.Show(*mails[1].WasAt))
			require.Equal(t, raised.due, s.Show(*mails[1].DueAt))
		})
	}
	t.Run("raised shortly before", func(t *testing.T) {
		t.Parallel()
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		s.Until("Mon 9 Nov 12:30")
		s.SetsPriority(s.Ingrid, id, sla.Urgent)

		s.Ledger(id, promise.FirstReply, "superseded Mon 9 Nov 13:00", "pending Mon 9 Nov 13:00")
		require.Len(t, s.Mails(id), 1, "nothing changed that the customer knows")
		require.Empty(t, s.Events(id, event.PromiseBroken))
	})
	t.Run("lowered", func(t *testing.T) {
		t.Parallel()
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		s.SetsPriority(s.Ingrid, id, sla.Urgent)
		s.Pending(id, "first_reply Mon 9 Nov 10:00", "resolution Mon 9 Nov 17:00")
		s.Until("Mon 9 Nov 09:20")
		s.SetsPriority(s.Ingrid, id, sla.Normal)

		s.Pending(id, "first_reply Mon 9 Nov 13:00", "resolution Fri 13 Nov 17:00")
		later := 0
		for _, e := range s.Events(id, event.PromiseMovedByRule) {
			if e.Became == "later" {
				later++
			}
		}
		require.Equal(t, 2, later, "counted as moved later")
	})
}

func TestHistory_15_Answered_but_was_that_the_update(t *testing.T) {
	t.Parallel()
	promised := func(t *testing.T) (*cast.Stage, func(...cast.With)) {
		t.Helper()
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		require.EqualValues(t, 1, id)
		s.Replies(s.Maja, id, "We look at it.", s.Promising("", "Mon 9 Nov 16:00"))
		s.Until("Mon 9 Nov 15:30")
		return s, func(with ...cast.With) { s.Replies(s.Maja, id, "The line is measured.", with...) }
	}
	t.Run("with the preselected keeps", func(t *testing.T) {
		t.Parallel()
		s, reply := promised(t)
		reply(cast.Keeping(s.Latest(1, promise.Commitment).ID))
		s.Ledger(1, promise.Commitment, "kept Mon 9 Nov 16:00")
		s.Pending(1, "update Tue 10 Nov 15:30", "resolution Fri 13 Nov 17:00")
	})
	t.Run("with it cleared", func(t *testing.T) {
		t.Parallel()
		s, reply := promised(t)
		reply()
		s.Ledger(1, promise.Commitment, "pending Mon 9 Nov 16:00")
		s.Until("Mon 9 Nov 16:01")
		s.Ledger(1, promise.Commitment, "broken Mon 9 Nov 16:00, owed", "pending Tue 10 Nov 10:00")
		s.LateSince(1, "Mon 9 Nov 16:00")
		s.HandedUp(1, 1, false)
		s.Warned(1, "commitment Mon 9 Nov 15:30")
		s.Until("Mon 9 Nov 16:15")
		s.Apologies(1, "sent Mon 9 Nov 16:15 for Mon 9 Nov 16:00")
	})
}

func TestHistory_28_Clock_changes(t *testing.T) {
	t.Parallel()
	always := sla.Hours{Zone: "Europe/Athens"}
	nights := sla.Hours{Zone: cast.Zone, Exceptions: cast.Hours().Exceptions}
	for day := range always.Week {
		always.Week[day] = []calendar.Span{{From: 0, To: 1440}}
		nights.Week[day] = []calendar.Span{{From: 22 * 60, To: 6 * 60}}
	}
	for _, c := range []struct {
		name, asked, due string
		hours            sla.Hours
		first            time.Duration
	}{
		{"Athens, round the clock", "Sun 25 Oct 02:30", "first_reply Sun 25 Oct 05:30", always, 4 * time.Hour},
		{"Copenhagen, over the weekend", "Fri 23 Oct 16:00", "first_reply Mon 26 Oct 10:00", cast.Hours(), 2 * time.Hour},
		{"a night shift before Christmas", "Thu 24 Dec 22:00", "first_reply Sat 26 Dec 01:00", nights, 3 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := cast.NewUnder(t, firstReplyIn(c.first), c.hours)
			s.At(c.asked)
			id := s.Asks(s.Hanna, "No internet")
			s.Pending(id, c.due)
		})
	}
}

func TestHistory_29_Ends_with_the_day(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asked, due string
		first      time.Duration
	}{
		{"Fri 6 Nov 13:00", "first_reply Fri 6 Nov 17:00", 4 * time.Hour},
		{"Fri 6 Nov 17:00", "first_reply Mon 9 Nov 09:01", time.Minute},
	} {
		t.Run(c.asked, func(t *testing.T) {
			t.Parallel()
			s := cast.NewUnder(t, firstReplyIn(c.first), cast.Hours())
			s.At(c.asked)
			id := s.Asks(s.Hanna, "No internet")
			s.Pending(id, c.due)
		})
	}
}

// firstReplyIn are rules with one target for the first reply, and none for the resolution.
func firstReplyIn(d time.Duration) sla.Rules {
	rules := sla.DefaultRules()
	rules.FirstReply = [4]time.Duration{d, d, d, d}
	rules.Resolution = [4]time.Duration{}
	return rules
}

func TestHistory_34_Moved(t *testing.T) {
	t.Parallel()
	t.Run("in time", func(t *testing.T) {
		t.Parallel()
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		s.Replies(s.Maja, id, "We look at it.", s.Promising("Oskar rings you", "Mon 9 Nov 16:00"))
		s.Until("Mon 9 Nov 15:50")
		s.Moves(s.Maja, id, s.Latest(id, promise.Commitment).ID, "Tue 10 Nov 10:00")

		s.Ledger(id, promise.Commitment, "superseded Mon 9 Nov 16:00", "pending Tue 10 Nov 10:00")
		s.NotLate(id)
		moved := s.Events(id, event.PromiseMoved)
		require.Len(t, moved, 1, "counts as moved")
		require.Equal(t, "Mon 9 Nov 16:00", s.Show(*moved[0].WasAt))
		require.Equal(t, "Tue 10 Nov 10:00", s.Show(*moved[0].BecameAt))
		mails := s.Mails(id)
		last := mails[len(mails)-1]
		require.Equal(t, outbox.Moved, last.Kind)
		require.Equal(t, "Mon 9 Nov 16:00", s.Show(*last.WasAt))
		require.Equal(t, "Tue 10 Nov 10:00", s.Show(*last.DueAt))
		require.True(t, s.Latest(id, promise.Commitment).WasTold())
	})
	t.Run("too late", func(t *testing.T) {
		t.Parallel()
		s := cast.New(t)
		s.At("Mon 9 Nov 09:00")
		id := s.Asks(s.Hanna, "No internet")
		s.Replies(s.Maja, id, "We look at it.", s.Promising("Oskar rings you", "Mon 9 Nov 16:00"))
		promised := s.Latest(id, promise.Commitment)
		s.At("Mon 9 Nov 16:05") // the worker has not been there yet, and the page still shows the old promise
		s.Moves(s.Maja, id, promised.ID, "Tue 10 Nov 10:00")

		all := s.All(id, promise.Commitment)
		require.Equal(t, promise.Broken, all[0].State)
		require.True(t, all[0].Owed())
		last := all[len(all)-1]
		require.Equal(t, promise.Pending, last.State)
		require.Equal(t, promised.ID, last.Recovers, "its recovery has moved")
		require.Equal(t, "Tue 10 Nov 10:00", s.Show(last.Due))
		s.LateSince(id, "Mon 9 Nov 16:00")
		s.HandedUp(id, 1, false)
		s.MailKinds(id, outbox.Receipt, outbox.Reply, outbox.Moved)
		s.Until("Mon 9 Nov 16:15")
		s.Apologies(id, "sent Mon 9 Nov 16:15 for Mon 9 Nov 16:00")
	})
}
