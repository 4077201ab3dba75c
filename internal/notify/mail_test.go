package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// mailed lets the worker look at an instant, and says how many letters it posted.
func mailed(s *cast.Stage, at string) (n int) {
	s.T.Helper()
	s.At(at)
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		n, err = notify.MailDue(ctx, tx, open(s))
		return err
	})
	return n
}

func open(s *cast.Stage) *calendar.Calendar {
	s.T.Helper()
	terms, err := sla.Terms(s.T.Context(), s.DB, s.Policy, sla.Normal)
	require.NoError(s.T, err)
	return terms.Calendar
}

// next is when the worker is to look again, as a story writes it.
func next(s *cast.Stage) string {
	s.T.Helper()
	wait, err := notify.NextMail(s.T.Context(), s.DB)
	require.NoError(s.T, err)
	if wait == nil {
		return "never"
	}
	return s.Show(s.Now().Add(wait.Round(time.Second)))
}

// digest is what a letter says now.
func digest(s *cast.Stage, mail outbox.ID) (told []notify.Entry) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		told, err = notify.Digest(ctx, tx, mail)
		return err
	})
	return told
}

// letters are the numbers of the letters to somebody that are in the outbox.
func letters(s *cast.Stage, p people.Person) []outbox.ID {
	s.T.Helper()
	ids := []outbox.ID{}
	rows, err := s.DB.Query(s.T.Context(), `select id from outbox where kind = 'notices' and person_id = $1 order by id`, p.ID)
	require.NoError(s.T, err)
	defer rows.Close()
	for rows.Next() {
		var id outbox.ID
		require.NoError(s.T, rows.Scan(&id))
		ids = append(ids, id)
	}
	require.NoError(s.T, rows.Err())
	return ids
}

func wishes(s *cast.Stage, p people.Person, r people.Reach) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return people.SetReach(ctx, tx, p.Acting(), r) })
}

func TestMailDue_five_notices_are_one_letter_the_most_urgent_first(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	for _, kind := range []notify.Kind{notify.CameUp, notify.Assigned, notify.Asked, notify.Broken, notify.Warned} {
		tell(s, notify.Notice{Kind: kind, Ticket: int64(id)}, s.Maja)
	}
	require.Equal(t, "Mon 9 Nov 10:02", next(s))
	require.Zero(t, mailed(s, "Mon 9 Nov 10:01"))
	s.At("Mon 9 Nov 10:01")
	tell(s, notify.Notice{Kind: notify.HandedUp, Ticket: int64(id), Level: 1}, s.Maja)

	require.Equal(t, 1, mailed(s, "Mon 9 Nov 10:02"))

	all := letters(s, s.Maja)
	require.Len(t, all, 1)
	var kinds []notify.Kind
	for _, e := range digest(s, all[0]) {
		kinds = append(kinds, e.Kind)
	}
	require.Equal(t, []notify.Kind{notify.HandedUp, notify.Broken, notify.Warned, notify.Asked, notify.Assigned, notify.CameUp}, kinds)
	require.Equal(t, "never", next(s))
	require.Zero(t, mailed(s, "Tue 10 Nov 10:00"), "told once")
}

func TestMailDue_at_night_waits_for_the_morning(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Fri 6 Nov 20:00")
	id := s.Asks(s.Hanna, "No internet")
	wishes(s, s.Ingrid, people.Reach{Mail: people.InHours, Own: &people.Hours{From: 7 * 60, To: 15 * 60, Days: []time.Weekday{time.Saturday}}})
	wishes(s, s.Karin, people.Reach{Mail: people.AtOnce})
	tell(s, notify.Notice{Kind: notify.Broken, Ticket: int64(id)}, s.Maja, s.Ingrid, s.Karin)

	require.Equal(t, 1, mailed(s, "Fri 6 Nov 20:02"), "who wishes it at once gets it at once")
	require.Len(t, letters(s, s.Karin), 1)
	require.Equal(t, "Sat 7 Nov 07:00", next(s))
	require.Equal(t, 1, mailed(s, "Sat 7 Nov 07:00"), "in her own hours")
	require.Len(t, letters(s, s.Ingrid), 1)
	require.Equal(t, "Mon 9 Nov 09:00", next(s))
	tell(s, notify.Notice{Kind: notify.Undelivered, Ticket: int64(id)}, s.Maja)
	require.Zero(t, mailed(s, "Sat 7 Nov 12:00"))
	require.Equal(t, 1, mailed(s, "Mon 9 Nov 09:00"), "the desk's hours")
	require.Len(t, digest(s, letters(s, s.Maja)[0]), 2, "what came at the weekend goes in one")
}

func TestMailDue_does_not_mail_what_was_read(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id, other := s.Asks(s.Hanna, "No internet"), s.Asks(s.Mette, "No sound")
	read := func(id int64) {
		s.Do(func(ctx context.Context, tx *pg.Tx) error { return notify.Read(ctx, tx, s.Maja.Acting(), id) })
	}
	tell(s, notify.Notice{Kind: notify.Broken, Ticket: int64(id)}, s.Maja)
	read(int64(id))
	require.Equal(t, "never", next(s))
	require.Zero(t, mailed(s, "Mon 9 Nov 10:02"))

	tell(s, notify.Notice{Kind: notify.Undelivered, Ticket: int64(id)}, s.Maja)
	tell(s, notify.Notice{Kind: notify.Undelivered, Ticket: int64(other)}, s.Maja)
	require.Equal(t, 1, mailed(s, "Mon 9 Nov 10:04"))
	mail := letters(s, s.Maja)[0]
	read(int64(id))
	left := digest(s, mail)
	require.Len(t, left, 1, "read between posting and leaving")
	require.Equal(t, "No sound", left[0].Subject)
	read(int64(other))
	require.Empty(t, digest(s, mail))
	require.Empty(t, letters(s, s.Maja), "nothing is left to tell")
}

func TestMailDue_later_notices_join_a_letter_that_still_waits(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.MailIsDown = true
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	tell(s, notify.Notice{Kind: notify.Broken, Ticket: int64(id)}, s.Maja)
	require.Equal(t, 1, mailed(s, "Mon 9 Nov 10:02"))
	tell(s, notify.Notice{Kind: notify.Undelivered, Ticket: int64(id)}, s.Maja)
	require.Equal(t, 1, mailed(s, "Mon 9 Nov 10:10"))
	require.Len(t, letters(s, s.Maja), 1)
	require.Len(t, digest(s, letters(s, s.Maja)[0]), 2)
}

func TestMailDue_never_mails_who_does_not_want_it_or_has_left(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	wishes(s, s.Ingrid, people.Reach{Mail: people.Never})
	tell(s, notify.Notice{Kind: notify.Broken, Ticket: int64(id)}, s.Maja, s.Jonas, s.Ingrid)
	wishes(s, s.Maja, people.Reach{Mail: people.Never})
	_, err := s.DB.Pool().Exec(t.Context(), `update people set is_active = false where id = $1`, s.Jonas.ID)
	require.NoError(t, err)
	require.Zero(t, mailed(s, "Mon 9 Nov 10:02"))
	require.Equal(t, "never", next(s))
	require.Equal(t, 1, unread(s, s.Ingrid), "told in the app all the same")
}
