package ticket_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// TestCheck_finds_what_time_would_never_do does by hand what no worker does, on a desk where time has done everything.
func TestCheck_finds_what_time_would_never_do(t *testing.T) {
	t.Parallel()
	const late, silent, asked, thanked = `(select id from tickets where subject = 'late')`, `(select id from tickets where subject = 'silent')`,
		`(select id from tickets where subject = 'asked')`, `(select id from tickets where subject = 'thanked')`
	s := cast.New(t)
	everything(s)
	sound(t, s)
	for _, c := range []struct{ rule, sql string }{
		{"what is owed is handed up exactly once, and nothing else but what its owner left", `delete from escalations`},
		{"what is owed is handed up exactly once, and nothing else but what its owner left", `update escalations set closed_at = told_at`},
		{"what is owed is handed up exactly once, and nothing else but what its owner left", `
			insert into escalations (ticket_id, promise_id, level, opened_at, told_at) select ticket_id, id, 1, made_at, made_at from promises where kind = 'resolution' and ticket_id = ` + asked},
		{"what is handed up is the ticket's own, told since it opened, and closed after that", `update escalations set ticket_id = ` + asked},
		{"what is handed up is the ticket's own, told since it opened, and closed after that", `update escalations set told_at = opened_at - interval '1 second'`},
		{"a promise is warned of once", `
			insert into events (ticket_id, number, at, kind, promise_id, was, became)
			select ticket_id, 900, at, kind, promise_id, was, became from events where kind = 'promise.warned' limit 1`},
		{"a promise is warned of once", `update promises set warned_at = null where ticket_id = ` + late},
		{"a customer is reminded of an appointment once, and before its window opens", `update promises set reminded_at = kept_now() where ticket_id = ` + late},
		{"nobody is warned after the fact", `update events set at = at + interval '3 hours' where kind = 'promise.warned' and ticket_id = ` + late},
		{"one apology of a ticket is under way, and one leaves a day", `update apologies set day = day + 1`},
		{"one apology of a ticket is under way, and one leaves a day", `
			drop index apologies_open; insert into apologies (ticket_id, state, leave_at, made_at) select ticket_id, 'held', leave_at, made_at from apologies, generate_series(1, 2)`},
		{"an apology names times that the customer knew, and that were not kept", `update promises set told_at = null where apology_id is not null`},
		{"an apology names times that the customer knew, and that were not kept", `update promises set apology_id = null`},
		{"an apology names times that the customer knew, and that were not kept", `update promises set apologised_at = null`},
		{"an apology that is under way has something to name", `insert into apologies (ticket_id, state, leave_at, made_at) select id, 'drafted', opened_at, opened_at from tickets where subject = 'asked'`},
		{"an apology that left is one mail and one event, unless its ticket was called spam before the mail left", `delete from outbox where kind = 'apology'`},
		{"an apology that left is one mail and one event, unless its ticket was called spam before the mail left", `update events set kind = 'ticket.noted' where kind = 'ticket.apologised'`},
		{"a reply says only of broken times that it came late for them", `update messages set late_for = array[created_at] where by_staff`},
		{"a reply says only of broken times that it came late for them", `
			update messages m set late_for = array[p.due_at] from promises p where p.state = 'broken' and p.ticket_id = m.ticket_id and not m.by_staff`},
		{"a silent customer is written to only while it is their turn, three times at most", `
			alter table tickets drop constraint tickets_waiting_has_a_time; update tickets set status = 'on_hold' where id = ` + silent},
		{"a silent customer is written to only while it is their turn, three times at most", `update promises set step = 4 where state = 'pending' and kind = 'follow_up'`},
		{"a silent customer is written to only while it is their turn, three times at most", `update promises set step = 1 where kind = 'follow_up'`},
		{"a message to a silent customer is one mail, kept when that has left", `delete from outbox where kind = 'follow_up'`},
		{"a message to a silent customer is one mail, kept when that has left", `update promises set left_at = null where kind = 'follow_up'`},
		{"what is kept by a mail was asked for before it left", `update promises set left_at = posted_at - interval '1 second' where kind = 'follow_up' and state = 'kept'`},
		{"what is kept by a mail was asked for before it left", `update promises set posted_at = made_at where kind = 'resolution'`},
		{"silence closes a ticket only when the question had left", `update tickets set close_reason = 'silent', finished_as = 'silent' where id = ` + thanked},
		{"a resolution rests exactly while nobody of the desk has the move", `
			alter table tickets drop constraint tickets_waiting_has_a_time; update tickets set status = 'open' where id = ` + silent},
		{"a resolution rests exactly while nobody of the desk has the move", `
			alter table tickets drop constraint tickets_waiting_has_a_time; update tickets set status = 'pending' where id = ` + asked},
		{"waiting has a beginning and an end", `update tickets set waiting_since = opened_at - interval '1 second' where id = ` + silent},
		{"waiting has a beginning and an end", `update tickets set waiting_for = 'Godot' where id = ` + asked},
		{"a status is remembered only while the message that ended it is unanswered", `update tickets set ended_status = 'on_hold' where id = ` + asked},
		{"a status is remembered only while the message that ended it is unanswered", `update tickets set ended_status = 'closed' where id = ` + late},
		{"a reply in its undo time is nowhere else", `update waiting_replies set message_id = (select max(id) from messages)`},
		{"a reply in its undo time is nowhere else", `update waiting_replies set public_at = pressed_at - interval '1 second'`},
		{"a question is asked only while its ticket is not closed, and has an alarm while it waits for supervisors", `update questions set ticket_id = ` + thanked},
		{"a question is asked only while its ticket is not closed, and has an alarm while it waits for supervisors", `update questions set alarm_at = null`},
		{"a question is asked only while its ticket is not closed, and has an alarm while it waits for supervisors", `delete from question_turns`},
		{"a check-back is a word among ourselves", `update promises set told_at = made_at where kind = 'check_back'`},
		{"only the staff is told what the staff is told", `update notices n set person_id = (select id from people where role = 'customer' limit 1) where n.id = (select max(id) from notices)`},
		{"a notice is about a promise and a question of its ticket", `update notices set ticket_id = ` + silent + ` where promise_id is not null`},
		{"a notice is about a promise and a question of its ticket", `update notices set ticket_id = ` + silent + ` where question_id is not null`},
		{"whoever has left owns nothing", `update people set is_active = false where role = 'agent'`},
	} {
		t.Run(c.sql, func(t *testing.T) {
			err := s.Try(func(ctx context.Context, tx *pg.Tx) error {
				_, err := tx.Exec(ctx, c.sql)
				require.NoError(t, err)
				found, err := ticket.Check(ctx, tx)
				require.NoError(t, err)
				var rules []string
				for _, v := range found {
					rules = append(rules, v.Rule)
				}
				require.Contains(t, rules, c.rule)
				var all []ticket.ID
				require.NoError(t, tx.QueryRow(ctx, `select array_agg(id) from tickets`).Scan(&all))
				only, err := ticket.CheckOnly(ctx, tx, all)
				require.NoError(t, err)
				require.Subset(t, only, found, "each looked at by itself, where what points at another ticket may be found too")
				return errTakenBack
			})
			require.ErrorIs(t, err, errTakenBack)
		})
	}
}

// errTakenBack ends a change that is not to be.
var errTakenBack = errors.New("taken back")

// everything sets up a desk on which time has done all that it does.
func everything(s *cast.Stage) {
	s.T.Helper()
	s.At("Mon 2 Nov 10:00")
	silent, thanked := s.Asks(s.Goran, "silent"), s.Asks(s.Mette, "thanked")
	s.Replies(s.Maja, silent, "Does the lamp blink?", cast.AwaitingCustomer("the lamp's colour"))
	s.Replies(s.Maja, thanked, "It is mended.", cast.Solving())
	s.Confirms(thanked)
	s.Until("Wed 4 Nov 09:00")
	late, asked := s.Asks(s.Hanna, "late"), s.Asks(s.Piotr, "asked")
	s.Replies(s.Jonas, asked, "I ask somebody.")
	s.Until("Wed 4 Nov 13:30") // a message to the silent one has left, and the late one has its apology
	s.AsksUp(s.Jonas, asked, "Is the cable down?")
	s.LooksAgain(s.Jonas, asked, "Fri 6 Nov 15:00")
	s.Sends(s.Maja, asked, "It is the cable.", cast.Undoable(10*time.Second))
	s.LateSince(late, "Wed 4 Nov 13:00")
	s.Apologies(late, "sent Wed 4 Nov 13:15 for Wed 4 Nov 13:00")
	s.Ledger(silent, promise.FollowUp, "kept Wed 4 Nov 10:00", "pending Mon 9 Nov 10:00")
}
