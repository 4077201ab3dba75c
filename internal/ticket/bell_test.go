package ticket_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func toldOf(s *cast.Stage, to people.Person) []notify.Kind {
	s.T.Helper()
	all, err := notify.List(s.T.Context(), s.DB, to.Acting(), 0, 100)
	require.NoError(s.T, err)
	kinds := []notify.Kind{}
	for _, e := range all {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func notes(s *cast.Stage, by people.Person, id ticket.ID, body string) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Note(ctx, tx, by.Acting(), s.Limits, id, ticket.Draft{Key: cast.Key(), Body: body})
		return err
	})
}

func watch(s *cast.Stage, by people.Person, id ticket.ID) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Watch(ctx, tx, by.Acting(), id) })
}

func TestNote_tells_whom_it_calls_and_never_its_writer(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	notes(s, s.Maja, id, "@"+s.Ingrid.Name+", and @"+s.Maja.Name+": please look. Write to a@"+s.Jonas.Name)
	require.Equal(t, []notify.Kind{notify.Mentioned}, toldOf(s, s.Ingrid))
	require.Empty(t, toldOf(s, s.Maja), "their own name")
	require.Empty(t, toldOf(s, s.Jonas), "an address calls nobody")
	w := s.Whole(id)
	require.Len(t, w.Mentions, 1)
	require.Equal(t, s.Ingrid.Name, w.Mentions[0].Words)
	all, err := notify.List(t.Context(), s.DB, s.Ingrid.Acting(), 0, 1)
	require.NoError(t, err)
	require.Equal(t, int64(w.Mentions[0].MessageID), *all[0].Message, "it leads to the note")
}

func TestNote_does_not_tell_who_does_not_see_the_ticket(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	team := s.Ticket(id).TeamID
	_, err := s.DB.Pool().Exec(t.Context(), `update teams set is_private = true where id = $1`, team)
	require.NoError(t, err)
	_, err = s.DB.Pool().Exec(t.Context(), `delete from team_members where team_id = $1 and person_id = $2`, team, s.Jonas.ID)
	require.NoError(t, err)
	_, err = s.DB.Pool().Exec(t.Context(), `insert into team_members (team_id, person_id) values ($1, $2) on conflict do nothing`, team, s.Maja.ID)
	require.NoError(t, err)
	body := "@" + s.Jonas.Name + " should know."
	notes(s, s.Maja, id, body)
	require.Empty(t, toldOf(s, s.Jonas))
	require.Empty(t, s.Whole(id).Mentions)
	yes, no, err := ticket.Calls(t.Context(), s.DB, s.Maja.Acting(), id, body)
	require.NoError(t, err)
	require.Empty(t, yes)
	require.Len(t, no, 1)
	require.Equal(t, s.Jonas.ID, no[0].ID, "the writer is told so")
	_, _, err = ticket.Calls(t.Context(), s.DB, s.Jonas.Acting(), id, body)
	require.Equal(t, fault.NotFound(), err)
	err = s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.Watch(ctx, tx, s.Jonas.Acting(), id) })
	require.Equal(t, fault.NotFound(), err, "nobody follows what they do not see")
}

func TestWatch_tells_what_others_do_once_until_it_is_read(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	watch(s, s.Ingrid, id)
	watch(s, s.Ingrid, id)
	require.Len(t, s.Whole(id).Watchers, 1)

	notes(s, s.Maja, id, "The router is old.")
	notes(s, s.Maja, id, "Very old.")
	require.Equal(t, []notify.Kind{notify.Noted}, toldOf(s, s.Ingrid), "one until it is read")
	notes(s, s.Ingrid, id, "I know.")
	require.Equal(t, []notify.Kind{notify.Noted}, toldOf(s, s.Ingrid), "never of their own")
	notes(s, s.Maja, id, "@"+s.Ingrid.Name+" then tell her.")
	require.Equal(t, []notify.Kind{notify.Mentioned, notify.Noted}, toldOf(s, s.Ingrid), "of one note once")

	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.Unwatch(ctx, tx, s.Ingrid.Acting(), id) })
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return notify.Read(ctx, tx, s.Ingrid.Acting(), int64(id)) })
	notes(s, s.Maja, id, "Still old.")
	require.Len(t, toldOf(s, s.Ingrid), 2, "nothing more")
	require.Empty(t, s.Whole(id).Watchers)
}

func TestWatch_ends_with_the_sight_of_the_ticket(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	watch(s, s.Jonas, id)
	team := s.Ticket(id).TeamID
	for _, q := range []string{
		`insert into team_members (team_id, person_id) values ($1, $2) on conflict do nothing`,
		`delete from team_members where team_id = $1 and person_id <> $2`,
		`update teams set is_private = true where id = $1 and $2::bigint > 0`,
	} {
		_, err := s.DB.Pool().Exec(t.Context(), q, team, s.Maja.ID)
		require.NoError(t, err)
	}
	require.Empty(t, s.Whole(id).Watchers)
	notes(s, s.Maja, id, "Only for us.")
	var n int
	require.NoError(t, s.DB.Pool().QueryRow(t.Context(), `select count(*) from notices where person_id = $1`, s.Jonas.ID).Scan(&n))
	require.Zero(t, n)
}

func chooses(s *cast.Stage, by people.Person, all ...notify.Choice) {
	s.T.Helper()
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return notify.Choose(ctx, tx, by.Acting(), all) })
}

func TestWatch_tells_in_the_way_that_is_left_where_another_is_off(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	watch(s, s.Ingrid, id)
	chooses(s, s.Ingrid, notify.Choice{Kind: notify.Mentioned})
	notes(s, s.Maja, id, "@"+s.Ingrid.Name+", the router is old.")
	require.Equal(t, []notify.Kind{notify.Noted}, toldOf(s, s.Ingrid), "a note is a note, to whom a mention is nothing")

	watch(s, s.Jonas, id)
	chooses(s, s.Jonas, notify.Choice{Kind: notify.Noted, Ways: notify.Ways{Mail: true}})
	told := func() (n int) {
		require.NoError(t, s.DB.QueryRow(t.Context(), `select count(*) from notices where person_id = $1`, s.Jonas.ID).Scan(&n))
		return n
	}
	notes(s, s.Maja, id, "One.")
	notes(s, s.Maja, id, "Two.")
	require.Equal(t, 1, told(), "one mail waits, and tells of both")
	_, err := s.DB.Pool().Exec(t.Context(), `update notices set mail_id = (select min(id) from outbox) where person_id = $1`, s.Jonas.ID)
	require.NoError(t, err)
	notes(s, s.Maja, id, "Three.")
	require.Equal(t, 2, told(), "the mail has left, and is never read here")
}

func TestWatch_ends_for_who_becomes_a_technician_and_mentions_with_a_redaction(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	watch(s, s.Jonas, id)
	notes(s, s.Maja, id, "@"+s.Ingrid.Name+", look.")
	m := s.Whole(id).Mentions[0].MessageID
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Redact(ctx, tx, s.Karin.Acting(), s.Limits, id, ticket.Redaction{Message: m, Text: true, Reason: "a password"})
		return err
	})
	require.Empty(t, s.Whole(id).Mentions)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetRole(ctx, tx, people.System, s.Jonas.ID, people.Technician)
	})
	var n int
	require.NoError(t, s.DB.QueryRow(t.Context(), `select count(*) from watches where person_id = $1`, s.Jonas.ID).Scan(&n))
	require.Zero(t, n)
}
