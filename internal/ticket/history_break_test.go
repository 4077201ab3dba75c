package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// The histories are docs/histories.md's, each under its heading. Visits and calls are not there yet: where a history has
// one, a commitment stands in its place.

func TestHistory_01_Asked_on_Friday(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := askedOnFriday(s)

	s.Until("Mon 9 Nov 10:30")
	s.Replies(s.Maja, id, "Please restart the router.")

	first := s.Latest(id, promise.FirstReply)
	require.Equal(t, promise.Kept, first.State)
	require.Equal(t, 90*time.Minute, first.Due.Sub(first.Ended), "early")
	s.Status(id, promise.Open)
	s.Pending(id, "update Tue 10 Nov 10:30", "resolution Fri 13 Nov 16:00")
	s.Warned(id)
	s.LateFor(id)
	s.Apologies(id)
	s.MailKinds(id, outbox.Receipt, outbox.Reply)
}

func askedOnFriday(s *cast.Stage) ticket.ID {
	s.T.Helper()
	s.At("Fri 6 Nov 16:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Status(id, promise.New)
	s.Pending(id, "first_reply Mon 9 Nov 12:00", "resolution Fri 13 Nov 16:00")
	require.Equal(s.T, "Mon 9 Nov 11:00", s.Show(s.Latest(id, promise.FirstReply).WarnAt), "the warning")
	return id
}

func TestHistory_02_Broken_and_recovered(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := askedOnFriday(s)

	s.Until("Mon 9 Nov 11:01")
	s.Warned(id, "first_reply Mon 9 Nov 11:00")
	s.Until("Mon 9 Nov 12:01")
	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 12:00, owed", "pending Mon 9 Nov 14:00")
	s.LateSince(id, "Mon 9 Nov 12:00")
	require.True(t, s.Latest(id, promise.FirstReply).WasTold(), "a recovery is told when what it recovers was")
	s.HandedUp(id, 1, false)
	s.Apologies(id, "waiting Mon 9 Nov 12:15")

	s.Until("Mon 9 Nov 12:15")
	s.Apologies(id, "sent Mon 9 Nov 12:15 for Mon 9 Nov 12:00")
	s.MailKinds(id, outbox.Receipt, outbox.Apology)
	require.Equal(t, s.Time("Mon 9 Nov 12:15"), s.All(id, promise.FirstReply)[0].Apologised)

	s.At("Mon 9 Nov 12:40")
	s.Replies(s.Maja, id, "Please restart the router.")

	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 12:00, delivered", "kept Mon 9 Nov 14:00")
	broken := s.All(id, promise.FirstReply)[0]
	require.Equal(t, 40*time.Minute, broken.Delivered.Sub(broken.Due), "late")
	s.NotLate(id)
	s.HandedUp(id, 1, true)
	s.LateFor(id) // the apology has said it
	s.Pending(id, "update Tue 10 Nov 12:40", "resolution Fri 13 Nov 16:00")

	t.Log("each was told once: the team that owns it, and its supervisor of what was handed up")
	s.Notices(id, s.Maja, "warned first_reply Mon 9 Nov 11:00", "broken first_reply Mon 9 Nov 12:00")
	s.Notices(id, s.Ingrid, "warned first_reply Mon 9 Nov 11:00", "broken first_reply Mon 9 Nov 12:00", "handed_up 1 first_reply Mon 9 Nov 12:00")
	s.Warned(id, "first_reply Mon 9 Nov 11:00")
}

func TestHistory_03_Late_but_before_the_apology(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := askedOnFriday(s)
	s.Until("Mon 9 Nov 12:05")
	s.Replies(s.Maja, id, "Please restart the router.")

	s.LateFor(id, "Mon 9 Nov 12:00")
	s.Apologies(id, "dropped")
	require.Equal(t, s.Time("Mon 9 Nov 12:05"), s.All(id, promise.FirstReply)[0].Apologised, "counted as apologised")
	s.HandedUp(id, 1, true)
	s.Until("Mon 9 Nov 13:00")
	s.MailKinds(id, outbox.Receipt, outbox.Reply)
	require.Empty(t, unsaid(t, s), "nobody is left on the supervisors' list")
}

// unsaid are the tickets whose customers wait for an apology.
func unsaid(t *testing.T, s *cast.Stage) []ticket.Unsaid {
	t.Helper()
	found, err := ticket.WithoutApology(t.Context(), s.DB, s.Ingrid.Acting(), calendar.DateOf(s.Now()), 100)
	require.NoError(t, err)
	return found.List
}

func TestHistory_04_Recoveries_break_too(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := askedOnFriday(s)
	const today, tomorrow = "sent Mon 9 Nov 12:15 for Mon 9 Nov 12:00", "sent Tue 10 Nov 10:15 for Mon 9 Nov 14:00, Mon 9 Nov 16:00, Tue 10 Nov 10:00"
	for _, step := range []struct {
		at, next  string
		level     int
		apologies []string
	}{
		{"Mon 9 Nov 13:59", "first_reply Mon 9 Nov 14:00", 1, []string{today}},
		{"Mon 9 Nov 14:01", "first_reply Mon 9 Nov 16:00", 2, []string{today}},
		{"Mon 9 Nov 16:01", "first_reply Tue 10 Nov 10:00", 3, []string{today}},
		{"Tue 10 Nov 09:59", "first_reply Tue 10 Nov 10:00", 3, []string{today}},
		{"Tue 10 Nov 10:01", "first_reply Tue 10 Nov 12:00", 3, []string{today, "waiting Tue 10 Nov 10:15"}},
		{"Tue 10 Nov 10:16", "first_reply Tue 10 Nov 12:00", 3, []string{today, tomorrow}},
		{"Tue 10 Nov 12:30", "first_reply Tue 10 Nov 14:00", 3, []string{today, tomorrow}},
	} {
		s.Until(step.at)
		s.Pending(id, step.next, "resolution Fri 13 Nov 16:00")
		s.LateSince(id, "Mon 9 Nov 12:00")
		s.HandedUp(id, step.level, false)
		s.Apologies(id, step.apologies...)
	}
	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 12:00, owed", "broken Mon 9 Nov 14:00, owed",
		"broken Mon 9 Nov 16:00, owed", "broken Tue 10 Nov 10:00, owed", "broken Tue 10 Nov 12:00, owed", "pending Tue 10 Nov 14:00")
	for i, p := range s.All(id, promise.FirstReply)[1:] {
		require.Equal(t, s.All(id, promise.FirstReply)[i].ID, p.Recovers, "each recovers the one before")
	}
	t.Log("the top is told again at most once a business day")
	s.HandedUpEvents(id, "1 Mon 9 Nov 12:00", "2 Mon 9 Nov 14:00", "3 Mon 9 Nov 16:00", "3 Tue 10 Nov 10:00")
	s.Notices(id, s.Karin,
		"warned first_reply Mon 9 Nov 11:00", "broken first_reply Mon 9 Nov 12:00",
		"warned first_reply Mon 9 Nov 13:30", "broken first_reply Mon 9 Nov 14:00",
		"warned first_reply Mon 9 Nov 15:30", "broken first_reply Mon 9 Nov 16:00", "handed_up 3 first_reply Mon 9 Nov 16:00",
		"warned first_reply Tue 10 Nov 09:30", "broken first_reply Tue 10 Nov 10:00", "handed_up 3 first_reply Tue 10 Nov 10:00",
		"warned first_reply Tue 10 Nov 11:30", "broken first_reply Tue 10 Nov 12:00")
	s.MailKinds(id, outbox.Receipt, outbox.Apology, outbox.Apology)

	s.Replies(s.Maja, id, "We are sorry.")
	s.NotLate(id)
	s.HandedUp(id, 3, true)
	s.LateFor(id, "Tue 10 Nov 12:00") // of which no apology has spoken yet
}

func TestHistory_05_The_worker_was_away(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := askedOnFriday(s)

	s.Until("Mon 9 Nov 10:55")
	s.At("Tue 10 Nov 08:00")
	s.Sweep()

	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 12:00, owed", "pending Tue 10 Nov 11:00")
	broken := s.All(id, promise.FirstReply)[0]
	require.Equal(t, 20*time.Hour, broken.Noticed.Sub(broken.Due), "noticed late")
	s.LateSince(id, "Mon 9 Nov 12:00")
	s.Warned(id) // not after the fact
	s.HandedUp(id, 1, false)
	s.Apologies(id, "sent Tue 10 Nov 08:00 for Mon 9 Nov 12:00")
	s.MailKinds(id, outbox.Receipt, outbox.Apology)

	t.Log("at eight nobody is on duty, and so the admins are told too")
	s.Notices(id, s.Ingrid, "broken first_reply Tue 10 Nov 08:00", "handed_up 1 first_reply Tue 10 Nov 08:00")
	s.Notices(id, s.Karin, "broken first_reply Tue 10 Nov 08:00", "handed_up 1 first_reply Tue 10 Nov 08:00")
}

func TestHistory_06_To_the_microsecond(t *testing.T) {
	t.Parallel()
	t.Run("at the due time", func(t *testing.T) {
		t.Parallel()
		s := cast.New(t)
		id := askedOnFriday(s)
		s.At("Mon 9 Nov 12:00:00.000000")
		s.Replies(s.Maja, id, "Just in time.")
		s.Ledger(id, promise.FirstReply, "kept Mon 9 Nov 12:00")
		require.Empty(t, s.Whole(id).HandedUp)
		s.Apologies(id)
	})
	t.Run("a microsecond later", func(t *testing.T) {
		t.Parallel()
		s := cast.New(t)
		id := askedOnFriday(s)
		s.At("Mon 9 Nov 12:00:00.000001")
		s.Replies(s.Maja, id, "Just too late.")
		s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 12:00, delivered", "kept Mon 9 Nov 14:00")
		s.NotLate(id)
		s.LateFor(id, "Mon 9 Nov 12:00")
		s.HandedUp(id, 1, true)
		s.Apologies(id, "dropped")
	})
	t.Run("a reply that waited for the lock", func(t *testing.T) {
		t.Parallel()
		s := cast.New(t)
		id := askedOnFriday(s)
		d := s.Draft(id, "I pressed send in time.")
		s.At("Mon 9 Nov 11:59:59")
		other, err := s.DB.Pool().Begin(t.Context())
		require.NoError(t, err)
		_, err = other.Exec(t.Context(), `select from tickets where id = $1 for update`, id)
		require.NoError(t, err)
		sent := make(chan error, 1)
		go func() {
			sent <- s.Try(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, id, d)
				return err
			})
		}()
		require.Eventually(t, func() bool { return somebodyWaits(t, s) }, 10*time.Second, 5*time.Millisecond)
		s.At("Mon 9 Nov 12:00:01")
		require.NoError(t, other.Rollback(t.Context()))
		require.NoError(t, <-sent)
		first := s.All(id, promise.FirstReply)[0]
		require.Equal(t, promise.Broken, first.State)
		require.Equal(t, s.Time("Mon 9 Nov 12:00:01"), first.Delivered)
		s.LateFor(id, "Mon 9 Nov 12:00")
	})
}

// somebodyWaits reports whether a session waits for a lock.
func somebodyWaits(t *testing.T, s *cast.Stage) bool {
	t.Helper()
	var waits bool
	const q = `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')`
	require.NoError(t, s.DB.QueryRow(t.Context(), q).Scan(&waits))
	return waits
}

func TestHistory_23_Two_at_once(t *testing.T) {
	t.Parallel()
	rules := sla.DefaultRules()
	rules.Resolution = rules.FirstReply
	s := cast.NewUnder(t, rules, cast.Hours())
	s.At("Fri 6 Nov 16:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Sees(id)
	first, resolution := s.Latest(id, promise.FirstReply), s.Latest(id, promise.Resolution)
	require.Equal(t, first.Due, resolution.Due)
	require.Less(t, first.ID, resolution.ID)
	require.Equal(t, first.ID, *s.Ticket(id).NextPromiseID, "the one with the lower number is next")

	s.Until("Mon 9 Nov 12:01")

	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 12:00, owed", "pending Mon 9 Nov 14:00")
	s.Ledger(id, promise.Resolution, "broken Mon 9 Nov 12:00, owed", "pending Mon 9 Nov 14:00")
	require.Equal(t, s.Latest(id, promise.FirstReply).ID, *s.Ticket(id).NextPromiseID)
	for _, p := range s.Whole(id).Promises {
		require.True(t, p.WasTold(), "%s %s", p.Kind, p.State)
	}
	handed := s.Whole(id).HandedUp
	require.Len(t, handed, 2, "one for each promise")
	require.Len(t, unsaid(t, s), 1)

	s.Until("Mon 9 Nov 12:15")
	s.Apologies(id, "sent Mon 9 Nov 12:15 for Mon 9 Nov 12:00, Mon 9 Nov 12:00")
	require.Empty(t, unsaid(t, s), "neither stays on the list")
}

func TestHistory_27_Half_of_it_delivered(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.At("Mon 9 Nov 10:00")
	s.Promises(s.Maja, id, "the router is posted", "Mon 9 Nov 14:00")
	s.Until("Mon 9 Nov 15:00")
	s.LateSince(id, "Mon 9 Nov 13:00")

	s.Replies(s.Maja, id, "We are still looking for a router.")

	s.Ledger(id, promise.FirstReply, "broken Mon 9 Nov 13:00, delivered", "kept Mon 9 Nov 15:00")
	s.Ledger(id, promise.Commitment, "broken Mon 9 Nov 14:00, owed", "pending Mon 9 Nov 16:00")
	s.LateSince(id, "Mon 9 Nov 14:00")
	open := 0
	for _, e := range s.Whole(id).HandedUp {
		if e.ClosedAt == nil {
			open++
			require.EqualValues(t, s.All(id, promise.Commitment)[0].ID, e.PromiseID, "what is still handed up")
		}
	}
	require.Equal(t, 1, open)
	s.Apologies(id, "sent Mon 9 Nov 13:15 for Mon 9 Nov 13:00") // today's; the commitment waits on the supervisors' list
	require.Len(t, unsaid(t, s), 1)
}
