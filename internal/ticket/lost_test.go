package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// lostOf is what somebody finds lost, which the side bar counts alike.
func lostOf(s *cast.Stage, by people.Person) ticket.Lost {
	s.T.Helper()
	found, err := ticket.ReadLost(s.T.Context(), s.DB, by.Acting(), 50)
	require.NoError(s.T, err)
	n, batch := 0, &pgx.Batch{}
	ticket.AskLostCount(batch, by.Acting(), &n)
	require.NoError(s.T, s.DB.SendBatch(s.T.Context(), batch).Close())
	require.Equal(s.T, found.Count(), n, "the side bar counts what the page lists")
	return found
}

// spoil does to the database what no act of the rooms does.
func spoil(s *cast.Stage, q string, args ...any) {
	s.T.Helper()
	_, err := s.DB.Pool().Exec(s.T.Context(), q, args...)
	require.NoError(s.T, err)
}

func findUnread(s *cast.Stage) (n int) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		n, err = ticket.FindUnread(ctx, tx, people.System, 100)
		return err
	})
	return n
}

func TestLost_is_nothing_where_all_is_well_and_nobodys_but_the_supervisors(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Takes(s.Maja, id)
	require.Zero(t, lostOf(s, s.Ingrid).Count())
	for _, p := range []people.Person{s.Maja, s.Oskar, s.Hanna} {
		_, err := ticket.ReadLost(t.Context(), s.DB, p.Acting(), 50)
		require.True(t, fault.Is(err, fault.KindNotFound), p.Name)
	}
	batch := &pgx.Batch{}
	ticket.AskLostCount(batch, s.Maja.Acting(), nil)
	require.Zero(t, batch.Len())
}

func TestLost_promises_of_who_is_gone_become_the_teams(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Takes(s.Maja, id)
	s.Promises(s.Maja, id, "A new router", "Thu 12 Nov 12:00")
	spoil(s, `update people set is_active = false where id = $1`, s.Maja.ID) // as no act of the rooms leaves it
	found := lostOf(s, s.Ingrid).Promises
	require.Len(t, found, 1, "once a ticket, by what is due first")
	require.True(t, found[0].IsGone)
	require.Equal(t, s.Maja.Name, found[0].OwnerName)
	give := func(by people.Person) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.GiveToTeam(ctx, tx, by.Acting(), id, s.Maja.ID)
		})
	}
	require.True(t, fault.Is(give(s.Jonas), fault.KindNotFound))
	require.NoError(t, give(s.Ingrid))
	require.Zero(t, lostOf(s, s.Ingrid).Count())
	require.Nil(t, s.Ticket(id).AssigneeID)
	s.HandedUp(id, 1, false)
	require.Equal(t, "lost.fault.mended", fault.Of(give(s.Ingrid))[0].Key, "a second press finds it mended")
}

func TestGiveToTeam_takes_from_who_is_away_also_where_a_look_has_come_up(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Takes(s.Maja, id)
	router := s.Promises(s.Maja, id, "A new router", "Thu 12 Nov 12:00")
	s.LooksAgain(s.Maja, id, "Mon 9 Nov 11:00")
	s.Until("Mon 9 Nov 11:05")
	spoil(s, `insert into absences (person_id, begins_at, ends_at, entered_by_id, entered_at, changed_at) values ($1, $2, $3, $1, $4, $4)`,
		s.Maja.ID, s.Time("Wed 11 Nov 00:00"), s.Time("Mon 16 Nov 00:00"), s.Now()) // as no act of the rooms leaves it
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.GiveToTeam(ctx, tx, s.Ingrid.Acting(), id, s.Maja.ID)
	})
	for _, p := range s.Whole(id).Book().Pending() {
		require.False(t, p.ID == router && p.Owner.Person == int64(s.Maja.ID))
	}
}

func TestLost_teams_have_tickets_and_nobody(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	team := s.Private("Bills", s.Oskar)
	require.Empty(t, lostOf(s, s.Karin).Teams, "a team without tickets loses nothing")
	id := s.Asks(s.Hanna, "My bill")
	s.Goes(id, team)
	found := lostOf(s, s.Karin).Teams
	require.Len(t, found, 1, "a technician works on no ticket")
	require.Equal(t, []any{"Bills", 1}, []any{found[0].Name, found[0].Live})
	require.Zero(t, lostOf(s, s.Ingrid).Count(), "who does not see the team's tickets is not told of them")
	spoil(s, `insert into team_members (team_id, person_id) values ($1, $2)`, team, s.Jonas.ID)
	require.Empty(t, lostOf(s, s.Karin).Teams)
}

func TestLost_mail_is_found_until_its_customer_is_reached(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Takes(s.Maja, id)
	s.Replies(s.Maja, id, "We look.")
	spoil(s, `update outbox set state = 'failed', error = 'refused: recipient: no such user' where ticket_id = $1 and kind = 'reply'`, id)
	found := lostOf(s, s.Ingrid).Mails
	require.Len(t, found, 1)
	call := func() error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.CallUnreached(ctx, tx, s.Ingrid.Acting(), s.Limits, s.Ticket(id))
			return err
		})
	}
	require.NoError(t, call())
	p := s.Latest(id, promise.Callback)
	require.Equal(t, "Mon 9 Nov 10:00 – Mon 9 Nov 12:00", s.Show(p.Opens)+" – "+s.Show(p.Due))
	require.Equal(t, int64(s.Maja.ID), p.Owner.Person)
	require.Zero(t, lostOf(s, s.Ingrid).Count(), "somebody calls them")
	require.Equal(t, "lost.fault.mended", fault.Of(call())[0].Key)

	s.At("Mon 9 Nov 11:00")
	other := s.Asks(s.Goran, "Slow")
	spoil(s, `update outbox set state = 'uncertain' where ticket_id = $1`, other)
	mail := lostOf(s, s.Ingrid).Mails
	require.Len(t, mail, 1)
	require.NoError(t, s.Try(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SendAgain(ctx, tx, s.Ingrid.Acting(), mail[0].ID)
	}))
	require.Zero(t, lostOf(s, s.Ingrid).Count())
	spoil(s, `update outbox set state = 'failed' where ticket_id = $1`, other)
	require.Len(t, lostOf(s, s.Ingrid).Mails, 1)
	s.At("Mon 9 Nov 11:30")
	s.Writes(other, "Hello?")
	require.Zero(t, lostOf(s, s.Ingrid).Count(), "they are there")
}

func TestCallUnreached_opens_no_ticket_that_time_has_closed(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "It works again.", cast.Solving())
	s.Until("Mon 9 Nov 11:00")
	due := s.Latest(id, promise.Confirmation).Due
	s.At(s.Show(due.AddDate(0, 0, 1))) // no worker has come by
	err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.CallUnreached(ctx, tx, s.Ingrid.Acting(), s.Limits, s.Ticket(id))
		return err
	})
	require.Equal(t, "lost.fault.mended", fault.Of(err)[0].Key)
	s.Until(s.Show(due.AddDate(0, 0, 1)))
	s.Closed(id, promise.Silent)
}

func TestLost_answers_are_found_when_nobody_has_read_them_for_five_business_days(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Wed 4 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "Which lamp is red?", cast.AwaitingCustomer("the lamp"))
	read := s.Asks(s.Goran, "Slow")
	s.Replies(s.Maja, read, "Since when?", cast.AwaitingCustomer("the lamp"))
	open := s.Asks(s.Mette, "My bill")
	s.Replies(s.Maja, open, "We look.")
	s.At("Thu 5 Nov 10:00")
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Read(ctx, tx, s.Holder(read), read) })
	s.At("Wed 11 Nov 09:59")
	require.Zero(t, findUnread(s), "a weekend is no business day")
	s.At("Wed 11 Nov 10:00")
	require.Equal(t, 1, findUnread(s))
	require.Zero(t, findUnread(s), "found once")
	found := lostOf(s, s.Ingrid).Unread
	require.Len(t, found, 1)
	require.Equal(t, s.Ticket(id).Number, found[0].Number)
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Read(ctx, tx, s.Holder(id), id) })
	require.Zero(t, lostOf(s, s.Ingrid).Count())

	s.At("Wed 11 Nov 11:00")
	s.AgreesVisit(s.Maja, open, "Fri 27 Nov 10:00", 2*time.Hour)
	require.Equal(t, 1, findUnread(s), "whoever is visited must know of it")
	require.True(t, lostOf(s, s.Ingrid).Unread[0].IsVisit)
	s.Writes(open, "Good.")
	require.Zero(t, lostOf(s, s.Ingrid).Count())
	require.Zero(t, findUnread(s))
	var left int
	require.NoError(t, s.DB.QueryRow(t.Context(), `select count(*) from ticket_readings where unread_id is not null`).Scan(&left))
	require.Zero(t, left, "what does not matter any more is forgotten")
}

func TestLost_jobs_are_tried_again(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	s.Asks(s.Hanna, "No internet")
	spoil(s, `update river_job set state = 'discarded', finalized_at = clock_timestamp(), attempt = max_attempts, errors = array['{"error": "no room"}'::jsonb]`)
	jobs := lostOf(s, s.Ingrid).Jobs
	require.NotEmpty(t, jobs)
	require.Equal(t, "no room", jobs[0].Error)
	try := func() error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.TryAgain(ctx, tx, s.Ingrid.Acting(), jobs[0].ID)
		})
	}
	require.NoError(t, try())
	require.Len(t, lostOf(s, s.Ingrid).Jobs, len(jobs)-1)
	require.Equal(t, "lost.fault.mended", fault.Of(try())[0].Key)
}
