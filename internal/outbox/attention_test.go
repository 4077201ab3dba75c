package outbox_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
)

// listed are a state's mails on a page of two, by their customers.
func listed(s *cast.Stage, state outbox.State, after outbox.ID) (names []string, last outbox.ID) {
	s.T.Helper()
	items, err := outbox.List(s.T.Context(), s.DB, people.System, state, s.Time("Mon 9 Nov 00:00"), after, 2)
	require.NoError(s.T, err)
	for _, i := range items {
		names, last = append(names, i.Name), i.ID
	}
	return names, last
}

func TestList_turns_pages_with_those_first_that_wait_longest(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	s.Asks(s.Hanna, "No internet")
	s.Asks(s.Goran, "Inget internet")
	s.Asks(s.Eleni, "Δεν έχω internet")
	names, last := listed(s, outbox.Queued, 0)
	require.Equal(t, []string{s.Hanna.Name, s.Goran.Name}, names)
	names, last = listed(s, outbox.Queued, last)
	require.Equal(t, []string{s.Eleni.Name}, names)
	names, _ = listed(s, outbox.Queued, last)
	require.Empty(t, names)

	exec(s, `update outbox set state = 'sent', sent_at = $1`, s.Time("Mon 9 Nov 10:05"))
	exec(s, `update outbox set sent_at = $1 where id = (select min(id) from outbox)`, s.Time("Sun 8 Nov 23:59"))
	names, last = listed(s, outbox.Sent, 0)
	require.Equal(t, []string{s.Eleni.Name, s.Goran.Name}, names, "the newest first, and none of yesterday")
	names, _ = listed(s, outbox.Sent, last)
	require.Empty(t, names)
	n, err := outbox.SentSince(t.Context(), s.DB, people.System, s.Time("Mon 9 Nov 00:00"))
	require.NoError(t, err)
	require.Equal(t, 2, n)
}

func TestList_tells_what_stands_about_a_mail(t *testing.T) {
	t.Parallel()
	s, id := mail(t)
	exec(s, `update outbox set state = 'failed', tries = 3, error = 'mail refused: recipient: 550 no' where id = $1`, id)
	exec(s, `insert into outbox (kind, state, is_automatic, message_key, person_id, created_at) values ('notices', 'failed', true, 'k', $1, $2)`, s.Maja.ID, s.Now())
	items, err := outbox.List(t.Context(), s.DB, people.System, outbox.Failed, s.Now(), 0, 9)
	require.NoError(t, err)
	require.Len(t, items, 2)
	m := items[0]
	require.Equal(t, "No internet", *m.Subject)
	require.NotZero(t, *m.Number)
	require.Equal(t, s.Hanna.Address, m.Address)
	require.Equal(t, s.Hanna.Locale, m.Locale)
	require.Equal(t, 3, m.Tries)
	require.False(t, m.UnKept)
	require.Nil(t, items[1].Number, "a mail to the staff is about no ticket")
	counts, err := outbox.CountByState(t.Context(), s.DB, people.System)
	require.NoError(t, err)
	require.Equal(t, map[outbox.State]int{outbox.Failed: 2}, counts)
}
