package ticket_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
)

// TestSchema_refuses_to_leave_a_ticket_hanging tries by hand what no program may do, on a desk with two tickets: the
// first is new; of the second a commitment runs, and its first reply has been kept.
func TestSchema_refuses_to_leave_a_ticket_hanging(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	fresh := s.Asks(s.Hanna, "No internet")
	answered := s.Asks(s.Goran, "Slow internet")
	s.Replies(s.Maja, answered, "We look at it.", s.Promising("the router is posted", "Thu 12 Nov 16:00"))
	require.EqualValues(t, 1, fresh)
	require.EqualValues(t, 2, answered)

	const (
		pointer = "tickets_next_promise_is_pending" // the pointer's own foreign key
		first   = "tickets_next_promise_is_first"
		final   = "promises_terminal_is_final"
		live    = "promises_of_live_tickets"
	)
	for _, c := range []struct{ name, sql, constraint string }{
		{"a ticket without a promise", `insert into tickets (subject, status, priority, team_id, requester_id, locale, channel, policy_version_id, opened_at)
			select 'x', 'new', 'normal', team_id, requester_id, 'en', 'web', policy_version_id, opened_at from tickets where id = 1`, "tickets_live_has_a_promise"},
		{"a ticket with a promise that is not there", `insert into tickets (subject, status, priority, team_id, requester_id, locale, channel, policy_version_id, opened_at, next_promise_id, next_due_at)
			select 'x', 'new', 'normal', team_id, requester_id, 'en', 'web', policy_version_id, opened_at, 99, opened_at from tickets where id = 1`, pointer + "|" + first},
		{"the pointer taken away", `update tickets set next_promise_id = null, next_due_at = null where id = 1`, "tickets_live_has_a_promise"},
		{"the pointer without a time", `update tickets set next_due_at = null where id = 1`, "tickets_promise_has_a_time"},
		{"the pointer with another time", `update tickets set next_due_at = next_due_at + interval '1 hour' where id = 1`, pointer},
		{"the pointer at a later promise", `update tickets t set (next_promise_id, next_due_at) =
			(select p.id, p.due_at from promises p where p.ticket_id = 1 and p.kind = 'resolution') where id = 1`, first},
		{"the pointer at another ticket's promise", `update tickets t set (next_promise_id, next_due_at) =
			(select p.id, p.due_at from promises p where p.ticket_id = 2 and p.kind = 'commitment') where id = 1`, pointer + "|" + first},
		{"the next promise ended", `update promises set state = 'kept', ended_at = made_at where ticket_id = 1 and kind = 'first_reply'`, pointer + "|" + first},
		{"every promise ended", `update promises set state = 'lapsed', ended_at = made_at where ticket_id = 1`, pointer + "|" + first},
		{"the next promise given more time", `update promises set due_at = due_at + interval '1 hour', breaks_at = due_at + interval '1 hour' where ticket_id = 1 and kind = 'first_reply'`, pointer},
		{"another promise made the first", `update promises set due_at = made_at where ticket_id = 1 and kind = 'resolution'`, first},
		{"the next promise deleted", `delete from promises where ticket_id = 1 and kind = 'first_reply'`, pointer},
		{"a promise without an owner", `update promises set owner_id = null, owner_team_id = null where ticket_id = 1 and kind = 'first_reply'`, "promises_pending_is_whole"},
		{"a promise without a time", `update promises set due_at = null where ticket_id = 1 and kind = 'first_reply'`, "promises_pending_is_whole"},
		{"a promise that breaks before it is due", `update promises set breaks_at = due_at - interval '1 second' where ticket_id = 1 and kind = 'first_reply'`, "promises_breaks_after_due"},
		{"a reply promise paused", `update promises set state = 'paused', left_microseconds = 1 where ticket_id = 1 and kind = 'first_reply'`, "promises_paused_is_whole"},
		{"an end without a time", `update promises set state = 'kept' where ticket_id = 1 and kind = 'resolution'`, "promises_ended_when_terminal"},
		{"a break that nobody noticed", `update promises set state = 'broken', ended_at = due_at where ticket_id = 1 and kind = 'resolution'`, "promises_broken_is_noticed"},
		{"closed with promises behind", `update tickets set status = 'closed', close_reason = 'silent', closed_at = opened_at, next_promise_id = null, next_due_at = null where id = 1`, live + "|" + first},
		{"closed without a reason", `update tickets set status = 'closed', closed_at = opened_at, next_promise_id = null, next_due_at = null where id = 1`, "tickets_closed_has_a_reason"},
		{"a kept promise made pending", `update promises set state = 'pending', ended_at = null where ticket_id = 2 and state = 'kept'`, final},
		{"a kept promise given another time", `update promises set due_at = due_at + interval '1 day' where ticket_id = 2 and state = 'kept'`, final},
		{"a kept promise given another end", `update promises set ended_at = ended_at + interval '1 day' where ticket_id = 2 and state = 'kept'`, final},
		{"a kept promise of another kind", `update promises set kind = 'next_reply' where ticket_id = 2 and state = 'kept'`, final},
		{"a kept promise called broken", `update promises set state = 'broken', noticed_at = ended_at where ticket_id = 2 and state = 'kept'`, final},
		{"a kept promise moved to another ticket", `update promises set ticket_id = 1 where ticket_id = 2 and state = 'kept'`, final},
		{"a kept promise deleted", `delete from promises where ticket_id = 2 and state = 'kept'`, final},
		{"a pending promise moved to another ticket", `update promises set ticket_id = 1 where ticket_id = 2 and kind = 'commitment'`, pointer + "|" + first},
		{"what was kept called delivered", `update promises set delivered_at = ended_at where ticket_id = 2 and state = 'kept'`, "promises_owed_was_broken"},
		{"a note of a customer", `insert into messages (ticket_id, audience, author_id, by_staff, body, channel, created_at)
			select 1, 'internal', requester_id, false, 'x', 'web', opened_at from tickets where id = 1`, "messages_notes_are_ours"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tx, err := s.DB.Pool().Begin(t.Context())
			require.NoError(t, err)
			tag, err := tx.Exec(t.Context(), c.sql)
			if err == nil {
				require.NotZero(t, tag.RowsAffected(), "the statement did something")
				err = tx.Commit(t.Context())
			} else {
				require.NoError(t, tx.Rollback(t.Context()))
			}
			require.Error(t, err, "it was committed")
			require.Regexp(t, "^("+c.constraint+")$", pg.Constraint(err), "%v", err)
		})
	}
	s.Pending(fresh, "first_reply Mon 9 Nov 13:00", "resolution Fri 13 Nov 17:00")
}
