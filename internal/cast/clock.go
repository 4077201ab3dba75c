package cast

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/ticket"
)

// How a story writes its times.
const (
	minute = "Mon 2 Jan 15:04"
	micro  = "Mon 2 Jan 15:04:05.000000"
)

// Time reads a time as stories write it: "Mon 9 Nov 10:30", or with seconds and their parts.
func (s *Stage) Time(local string) time.Time {
	s.T.Helper()
	for _, layout := range []string{"Mon 2 Jan 15:04", "Mon 2 Jan 15:04:05"} { // a fraction is read after any seconds
		at, err := time.ParseInLocation("2006 "+layout, "2026 "+local, s.zone)
		if err == nil {
			require.Equal(s.T, local[:3], at.Format("Mon"), "the weekday of %s", local)
			return at.UTC()
		}
	}
	require.FailNow(s.T, "not a time of a story", local)
	return time.Time{}
}

// Show writes an instant as stories do, seconds only where the minute is not enough: a worker notices a break a
// microsecond late, and what it promises then is as late.
func (s *Stage) Show(at time.Time) string {
	local := at.In(s.zone)
	if local.Sub(local.Truncate(time.Minute)) < time.Millisecond {
		return local.Format(minute)
	}
	return local.Format(micro)
}

// Now is where the story is.
func (s *Stage) Now() time.Time { return s.now }

// At stops the clock at a time. Nothing else happens: no worker runs in between.
func (s *Stage) At(local string) {
	s.T.Helper()
	s.Stop(s.Time(local))
}

// Stop is At for an instant.
func (s *Stage) Stop(at time.Time) {
	s.T.Helper()
	pgtest.Stop(s.T, s.DB, at)
	s.now = at
}

// Until lets time run to a time while the worker does its work: mail leaves, and every promise is acted on a
// microsecond after its time has come.
func (s *Stage) Until(local string) {
	s.T.Helper()
	end := s.Time(local)
	s.deliver()
	for acts := 0; ; acts++ {
		var first *time.Time
		err := s.DB.QueryRow(s.T.Context(), `
			select least((select min(breaks_at) from promises where open), (select min(warn_at) from promises where state = 'pending' and warned_at is null),
				(select min(remind_at) from promises where state = 'pending' and reminded_at is null and opens_at > kept_now()),
				(select min(public_at) from waiting_replies), (select min(leave_at) from apologies where state = 'waiting'),
				(select min(alarm_at) from questions))`).Scan(&first)
		require.NoError(s.T, err)
		if first == nil || !first.Before(end) {
			break
		}
		due := first.Add(time.Microsecond)
		if due.After(s.now) {
			s.Stop(due)
		}
		s.Sweep()
		require.Less(s.T, acts, 200, "time comes to no end at %v", s.now)
	}
	s.Stop(end)
	s.Sweep()
}

// Sweep does what the worker does at this instant: it sends what waits, and lets time pass on every ticket of which
// something is due, until nothing is.
func (s *Stage) Sweep() {
	s.T.Helper()
	s.deliver()
	for round := 0; ; round++ {
		due := s.SweepOnce()
		if len(due) == 0 {
			s.deliver()
			return
		}
		require.Less(s.T, round, 10, "the sweep comes to no end: %v", due)
	}
}

// SweepOnce lets time pass on every ticket of which something is due, and returns them. One that somebody is at is left, as the worker leaves
// it for its next sweep.
func (s *Stage) SweepOnce() []ticket.ID {
	s.T.Helper()
	due, err := ticket.Due(s.T.Context(), s.DB, nil, 1000)
	require.NoError(s.T, err)
	for _, id := range due {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Pass(ctx, tx, people.System, id)
			return err
		})
	}
	return due
}

// deliver lets the mail that is queued leave the house; while mail is down, the mail server takes none.
func (s *Stage) deliver() {
	s.T.Helper()
	rows, err := s.DB.Query(s.T.Context(), `select id from outbox where state = 'queued' and coalesce(next_try_at <= (select kept_now()), true) order by id`)
	require.NoError(s.T, err)
	for _, id := range collect[outbox.ID](s.T, rows) {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			if s.Mail != nil {
				return s.Mail(ctx, tx, id)
			}
			m, claimed, err := outbox.Claim(ctx, tx, id, "nordby.example", time.Minute)
			if err != nil || !claimed {
				return err
			}
			if s.MailIsDown {
				if err := ticket.MailStays(ctx, tx, people.System, m); err != nil {
					return err
				}
				_, err := outbox.Again(ctx, tx, m, "mail is down")
				return err
			}
			if err := ticket.MailLeft(ctx, tx, people.System, m); err != nil {
				return err
			}
			return outbox.Took(ctx, tx, id)
		})
	}
}
