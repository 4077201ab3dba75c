package ticket_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/ticket"
)

// TestCheck_finds_what_the_schema_lets_through does by hand what no verb does.
func TestCheck_finds_what_the_schema_lets_through(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, sql string }{
		{"a ticket is late since its oldest owed due time", `update tickets set owed_since = '2026-11-09 10:00Z'`},
		{"a ticket is unanswered since its oldest unanswered message", `update tickets set unanswered_since = '2026-11-09 10:00Z'`},
		{"a reply is promised exactly while a message is unanswered", `update messages set answered_by_id = id; update tickets set unanswered_since = null`},
		{"nobody who was erased has a ticket that is not closed", `update people set erased_at = created_at where role = 'customer'`},
		{"the events of a ticket are numbered without gaps", `delete from events where number = 2`},
		{"the events of a ticket are numbered without gaps", `update tickets set last_event = last_event + 1`},
		{"a cycle closes once, and once more after a message that needed no reply and after what was no spam", `update tickets set cycle = 2`},
		{"a ticket begins with its customer's message", `update messages set author_id = (select id from people where role = 'admin'), by_staff = true, answered_by_id = null; update tickets set unanswered_since = null`},
		{"no promise was made with a due time in the past", `update promises set made_at = due_at + interval '1 minute'`},
		{"what is owed has exactly one recovery running", `update promises set recovers_id = id where kind = 'resolution'`},
		{"a public answer is one mail, unless its ticket was called spam before it left", `insert into messages (ticket_id, audience, author_id, by_staff, body, channel, created_at) select id, 'public', requester_id, true, 'x', 'web', opened_at from tickets`},
	} {
		t.Run(c.sql, func(t *testing.T) {
			t.Parallel()
			s := cast.New(t)
			s.At("Mon 9 Nov 09:00")
			id := s.Asks(s.Hanna, "No internet")
			found, err := ticket.Check(t.Context(), s.DB)
			require.NoError(t, err)
			require.Empty(t, found)

			_, err = s.DB.Pool().Exec(t.Context(), c.sql)
			require.NoError(t, err)

			found, err = ticket.Check(t.Context(), s.DB)
			require.NoError(t, err)
			require.Contains(t, found, ticket.Violation{Rule: c.rule, Ticket: s.Ticket(id).Number})
			only, err := ticket.CheckOnly(t.Context(), s.DB, []ticket.ID{id})
			require.NoError(t, err)
			require.Equal(t, found, only, "looked at by itself")
		})
	}
}
