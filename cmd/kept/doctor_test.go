package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
)

func TestDoctor_warns_of_mail_that_is_stuck_and_fails_for_none_of_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	s.Asks(s.Hanna, "No internet")
	f := mails(t.Context(), s.DB)
	require.True(t, f.OK)
	require.False(t, f.Warns, "it has just been asked for")
	s.At("Mon 9 Nov 10:11")
	f = mails(t.Context(), s.DB)
	require.True(t, f.OK)
	require.True(t, f.Warns)
	require.Contains(t, f.Detail, "0 failed, 0 uncertain, 0 held, 1 waiting, the oldest for 11m0s")
	for _, state := range []string{"failed", "uncertain", "held"} {
		_, err := s.DB.Pool().Exec(t.Context(), `update outbox set state = $1`, state)
		require.NoError(t, err)
		f = mails(t.Context(), s.DB)
		require.True(t, f.OK)
		require.True(t, f.Warns, state)
		require.Contains(t, f.Detail, "1 "+state)
	}
	_, err := s.DB.Pool().Exec(t.Context(), `update outbox set state = 'sent', sent_at = kept_now()`)
	require.NoError(t, err)
	require.False(t, mails(t.Context(), s.DB).Warns)
	require.NoError(t, doctorCommand{}.print([]finding{{Check: "mail leaves", OK: true, Warns: true}}), "a warning does not change the end")
}

func TestDoctor_warns_of_a_ticket_that_no_worker_can_act_on(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	f := stuck(t.Context(), s.DB)
	require.True(t, f.OK)
	require.False(t, f.Warns)
	_, err := s.DB.Pool().Exec(t.Context(), `insert into stuck_tickets values ($1, 3, 'unknown time zone', 'one', clock_timestamp(), clock_timestamp())`, id)
	require.NoError(t, err)
	f = stuck(t.Context(), s.DB)
	require.True(t, f.OK, "it is tried again by itself")
	require.True(t, f.Warns)
	require.Equal(t, "1 cannot be acted on", f.Detail)
	require.Equal(t, []string{fmt.Sprintf("ticket %d failed 3 times, again in 0s: unknown time zone", s.Ticket(id).Number)}, f.Where)
}
