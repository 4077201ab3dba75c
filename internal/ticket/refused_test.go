package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// scene is a desk on which every act below can be refused: a new ticket, one that waits for its customer, one in work with
// questions, one that owes something, one that is closed, and one with a reply that is leaving.
type scene struct {
	*cast.Stage
	fresh, waits, works, owes, said, closed, leaves ticket.ID
	open, taken, answered, back                     ticket.QuestionID
}

func newScene(t *testing.T) scene {
	t.Helper()
	s := scene{Stage: cast.New(t)}
	s.At("Mon 9 Nov 09:00")
	s.owes, s.said = s.Asks(s.Hanna, "owes"), s.Asks(s.Hanna, "said")
	s.waits, s.works, s.closed = s.Asks(s.Hanna, "waits"), s.Asks(s.Hanna, "works"), s.Asks(s.Hanna, "closed")
	s.Replies(s.Maja, s.waits, "Red or green?", cast.AwaitingCustomer(""))
	s.Replies(s.Maja, s.works, "We look.", s.Promising("we ring you", "Tue 10 Nov 16:00"))
	s.Replies(s.Maja, s.closed, "Done.", cast.Solving())
	s.Confirms(s.closed)
	s.Until("Mon 9 Nov 13:20")
	s.Writes(s.works, "Still nothing.")
	s.fresh, s.leaves = s.Asks(s.Piotr, "fresh"), s.Asks(s.Piotr, "leaves")
	s.open, s.taken = s.AsksUp(s.Maja, s.works, "Is the cable down?"), s.AsksUp(s.Maja, s.works, "And the mast?")
	s.answered, s.back = s.AsksUp(s.Maja, s.works, "Who has the key?"), s.AsksUp(s.Maja, s.works, "When?")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TakeQuestion(ctx, tx, s.Ingrid.Acting(), s.taken)
	})
	s.Answers(s.Ingrid, s.answered, "Oskar.")
	s.AsksBack(s.Ingrid, s.back, "What?")
	s.Sends(s.Maja, s.leaves, "Please restart it.", cast.Undoable(time.Minute))
	s.Apologies(s.owes, "sent Mon 9 Nov 13:15 for Mon 9 Nov 13:00")
	return s
}

func (s scene) at(local string) ticket.Look { return ticket.Look{At: s.Time(local)} }

func (s scene) vow() promise.ID { return s.Latest(s.works, promise.Commitment).ID }

// TestRefused_says_why_and_leaves_nothing_half_done looks at every row before and after.
func TestRefused_says_why_and_leaves_nothing_half_done(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	sound(t, s.Stage)
	vow, sent, l := s.vow(), s.Latest(s.waits, promise.FollowUp).ID, s.Limits
	maja, jonas, ingrid, karin := s.Maja.Acting(), s.Jonas.Acting(), s.Ingrid.Acting(), s.Karin.Acting()
	seen := s.Whole(s.works).LastMessage()
	draft := func(id ticket.ID, with ...cast.With) ticket.Draft { return s.Draft(id, "Hello.", with...) }
	type tx = *pg.Tx
	type c = context.Context
	reply := func(by people.Actor, id ticket.ID, d ticket.Draft) func(c, tx) error {
		return func(ctx c, tx tx) error { _, err := ticket.Reply(ctx, tx, by, l, id, d); return err }
	}
	look := func(id ticket.ID, k ticket.Look) func(c, tx) error {
		return func(ctx c, tx tx) error { _, err := ticket.LookAgain(ctx, tx, maja, id, k); return err }
	}
	vows := func(when string) func(c, tx) error {
		return func(ctx c, tx tx) error {
			_, err := ticket.Promise(ctx, tx, maja, l, s.works, ticket.Commitment{Words: "x", Due: s.Time(when)})
			return err
		}
	}
	moves := func(p promise.ID, when string) func(c, tx) error {
		return func(ctx c, tx tx) error {
			return ticket.Move(ctx, tx, maja, l, s.works, p, ticket.Moving{Due: s.Time(when), Reason: "x"})
		}
	}
	waits := func(id ticket.ID, status promise.Status) func(c, tx) error {
		return func(ctx c, tx tx) error {
			return ticket.SetWaiting(ctx, tx, maja, l, id, ticket.Wait{Status: status})
		}
	}
	dismisses := func(id ticket.ID, n ticket.NoReply) func(c, tx) error {
		return func(ctx c, tx tx) error { return ticket.NoReplyNeeded(ctx, tx, maja, l, id, n) }
	}
	undo := func(by people.Actor, id ticket.ID) func(c, tx) error {
		return func(ctx c, tx tx) error { _, err := ticket.Undo(ctx, tx, by, id); return err }
	}
	sorry := func(id ticket.ID) func(c, tx) error {
		return func(ctx c, tx tx) error { return ticket.Apologise(ctx, tx, maja, l, id, "") }
	}
	aside := func(by people.Actor, id ticket.ID, why string) func(c, tx) error {
		return func(ctx c, tx tx) error { return ticket.SetAside(ctx, tx, by, l, id, why) }
	}
	answers := func(by people.Actor, q ticket.QuestionID, words string) func(c, tx) error {
		return func(ctx c, tx tx) error { return ticket.AnswerQuestion(ctx, tx, by, l, q, words) }
	}
	asks := func(id ticket.ID, a ticket.Asking) func(c, tx) error {
		return func(ctx c, tx tx) error { _, err := ticket.AskUp(ctx, tx, maja, l, id, a); return err }
	}
	passes := func(to people.ID) func(c, tx) error {
		return func(ctx c, tx tx) error {
			return ticket.PassOn(ctx, tx, ingrid, l, s.open, ticket.Passing{To: to, Words: "x"})
		}
	}
	over := func(by people.Actor, id ticket.ID, why string) func(c, tx) error {
		return func(ctx c, tx tx) error {
			return ticket.TakeOver(ctx, tx, by, l, id, ticket.Taking{Was: &s.Maja.ID, Reason: why})
		}
	}
	for _, r := range []struct {
		name, key string
		act       func(c, tx) error
	}{
		{"a promise for a time in the past", "fault.time_passed", vows("Mon 9 Nov 13:19")},
		{"a promise for now", "fault.time_passed", vows("Mon 9 Nov 13:20")},
		{"a promise moved into the past", "fault.time_passed", moves(vow, "Mon 9 Nov 09:00")},
		{"a promise that is not there, moved", "fault.not_found", moves(999_999, "Tue 10 Nov 09:00")},
		{"a target moved by hand", "fault.promise_ended", moves(s.Latest(s.works, promise.Resolution).ID, "Tue 10 Nov 09:00")},
		{"a promise in a reply for a time in the past", "fault.time_passed", reply(maja, s.works, draft(s.works, s.Promising("x", "Mon 9 Nov 10:00")))},
		{"a promise that ended, kept by a reply", "fault.promise_ended", reply(maja, s.works, draft(s.works, cast.Keeping(s.Latest(s.works, promise.FirstReply).ID)))},
		{"a reply that was to close the ticket", "fault.status", reply(maja, s.works, draft(s.works, func(d *ticket.Draft) { d.Then = promise.Closed }))},
		{"a reply that was to make it new", "fault.status", reply(maja, s.works, draft(s.works, func(d *ticket.Draft) { d.Then = promise.New }))},
		{"a reply made of an answer that nobody has given", "fault.not_found", reply(maja, s.works, draft(s.works, func(d *ticket.Draft) { d.Uses = s.open }))},
		{"the same in its undo time", "fault.not_found", reply(maja, s.works, draft(s.works, cast.Undoable(time.Minute), func(d *ticket.Draft) { d.Uses = s.open }))},
		{"a reply made of another ticket's answer", "fault.not_found", reply(maja, s.fresh, draft(s.fresh, func(d *ticket.Draft) { d.Uses = s.answered }))},
		{"a reply without words", "fault.required", reply(maja, s.works, ticket.Draft{Key: cast.Key(), Body: " \n", Seen: seen})},
		{"a reply while another's is leaving", "fault.reply_leaving", reply(jonas, s.leaves, draft(s.leaves))},
		{"a reply by its own writer while theirs is leaving", "fault.reply_leaving", reply(maja, s.leaves, draft(s.leaves))},
		{"no reply needed while one is leaving", "fault.reply_leaving", dismisses(s.leaves, ticket.NoReply{Reason: "x", Seen: s.Whole(s.leaves).LastMessage()})},
		{"undo of another's reply", "fault.not_your_reply", undo(jonas, s.leaves)},
		{"undo of a reply that has left", "fault.already_sent", undo(maja, s.works)},
		{"undo where nothing was written", "fault.already_sent", undo(maja, s.fresh)},
		{"a look in the past", "fault.time_passed", look(s.works, s.at("Mon 9 Nov 13:00"))},
		{"a look on a day that has passed", "fault.time_passed", look(s.works, ticket.Look{Day: calendar.Date{Year: 2026, Month: time.November, Day: 7}})},
		{"a look in two years", "fault.too_far", look(s.works, ticket.Look{Day: calendar.Date{Year: 2028, Month: time.November, Day: 7}})},
		{"a look without a time", "fault.time_passed", look(s.works, ticket.Look{})},
		{"a look at a closed ticket", "fault.closed", look(s.closed, s.at("Tue 10 Nov 09:00"))},
		{"the customer's turn on a closed ticket", "fault.closed", waits(s.closed, promise.Awaiting)},
		{"others' turn on a closed ticket", "fault.closed", waits(s.closed, promise.OnHold)},
		{"the customer's turn while they wait for an answer", "fault.unanswered", waits(s.works, promise.Awaiting)},
		{"on hold before anybody has answered", "fault.answer_first", waits(s.fresh, promise.OnHold)},
		{"waiting as a status that is none", "fault.status", waits(s.works, promise.Solved)},
		{"waiting as no status at all", "fault.status", waits(s.works, "")},
		{"no reply needed where nothing is unanswered", "fault.reply_needed", dismisses(s.waits, ticket.NoReply{Reason: "x", Seen: s.Whole(s.waits).LastMessage()})},
		{"no reply needed before the first answer", "fault.reply_needed", dismisses(s.fresh, ticket.NoReply{Reason: "x", Seen: s.Whole(s.fresh).LastMessage()})},
		{"no reply needed while one is owed", "fault.reply_needed", dismisses(s.owes, ticket.NoReply{Reason: "x", Seen: s.Whole(s.owes).LastMessage()})},
		{"no reply needed without a reason", "fault.required", dismisses(s.works, ticket.NoReply{Seen: seen})},
		{"no reply needed by an old page", "fault.moved_on", dismisses(s.works, ticket.NoReply{Reason: "x", Seen: seen - 1})},
		{"no reply needed, and closed", "fault.status", dismisses(s.works, ticket.NoReply{Reason: "x", Then: promise.Closed, Seen: seen})},
		{"an apology for nothing", "fault.nothing_to_apologise", sorry(s.works)},
		{"a second apology that day", "fault.apologised_today", sorry(s.owes)},
		{"an apology set aside that nobody needs", "fault.nothing_to_apologise", aside(ingrid, s.works, "x")},
		{"an apology set aside without a reason", "fault.required", aside(ingrid, s.owes, " ")},
		{"an apology set aside by an agent", "fault.not_found", aside(maja, s.owes, "x")},
		{"the brake released where nothing is held", "fault.apologies_released", func(ctx c, tx tx) error { _, err := ticket.ReleaseApologies(ctx, tx, ingrid, l, nil); return err }},
		{"the brake dropped where nothing is held", "fault.apologies_released", func(ctx c, tx tx) error { _, err := ticket.DropApologies(ctx, tx, ingrid); return err }},
		{"the brake released by an agent", "fault.not_found", func(ctx c, tx tx) error { _, err := ticket.ReleaseApologies(ctx, tx, maja, l, nil); return err }},
		{"an answer to an answered question", "fault.question_answered", answers(ingrid, s.answered, "x")},
		{"an answer to another's question", "fault.question_taken", answers(karin, s.taken, "x")},
		{"an answer without words", "fault.required", answers(ingrid, s.open, " ")},
		{"an answer by an agent", "fault.not_found", answers(jonas, s.open, "x")},
		{"an answer to a question that is not there", "fault.not_found", answers(ingrid, 999, "x")},
		{"a question taken that another has", "fault.question_taken", func(ctx c, tx tx) error { return ticket.TakeQuestion(ctx, tx, karin, s.taken) }},
		{"a question asked back twice", "fault.question_asked_back", func(ctx c, tx tx) error { return ticket.AskBack(ctx, tx, ingrid, l, s.back, "x") }},
		{"more told where nobody asked", "fault.question_waits", func(ctx c, tx tx) error { return ticket.TellMore(ctx, tx, maja, l, s.open, "x") }},
		{"more told by somebody else", "fault.question_not_yours", func(ctx c, tx tx) error { return ticket.TellMore(ctx, tx, jonas, l, s.back, "x") }},
		{"another's question taken back", "fault.question_not_yours", func(ctx c, tx tx) error { return ticket.WithdrawQuestion(ctx, tx, jonas, s.open) }},
		{"an answered question taken back", "fault.question_answered", func(ctx c, tx tx) error { return ticket.WithdrawQuestion(ctx, tx, maja, s.answered) }},
		{"a question passed on to oneself", "fault.pass_to", passes(s.Ingrid.ID)},
		{"a question passed on to an agent", "fault.pass_to", passes(s.Jonas.ID)},
		{"a question passed on to nobody", "fault.pass_to", passes(0)},
		{"a question about a closed ticket", "fault.question_on_closed", asks(s.closed, ticket.Asking{Body: "x"})},
		{"a question that asks for a skill that is none", "fault.skill", asks(s.works, ticket.Asking{Body: "x", Skill: 99})},
		{"a follow-up skipped that is none", "fault.promise_ended", func(ctx c, tx tx) error { return ticket.SkipFollowUp(ctx, tx, maja, s.works, vow) }},
		{"another ticket's follow-up sent", "fault.not_found", func(ctx c, tx tx) error { return ticket.SendFollowUp(ctx, tx, maja, s.works, sent) }},
		{"one's own ticket taken over", "fault.yours_already", func(ctx c, tx tx) error {
			if err := over(ingrid, s.works, "x")(ctx, tx); err != nil {
				return err
			}
			return over(ingrid, s.works, "x")(ctx, tx)
		}},
		{"a ticket taken over from somebody who has it no more", "fault.taken", func(ctx c, tx tx) error {
			return ticket.TakeOver(ctx, tx, ingrid, l, s.works, ticket.Taking{Was: &s.Jonas.ID, Reason: "x"})
		}},
		{"a ticket taken over that seemed to be nobody's", "fault.taken", func(ctx c, tx tx) error {
			return ticket.TakeOver(ctx, tx, ingrid, l, s.works, ticket.Taking{Reason: "x"})
		}},
		{"a ticket taken over without a reason", "fault.required", over(ingrid, s.works, "")},
		{"a ticket taken over by an agent", "fault.not_found", over(jonas, s.works, "x")},
	} {
		t.Run(r.name, func(t *testing.T) {
			before := rows(t, s.Stage)
			err := s.Try(r.act)
			require.NotEmpty(t, fault.Of(err), "a clear answer, not %v", err)
			require.Equal(t, r.key, fault.Of(err)[0].Key)
			require.Equal(t, before, rows(t, s.Stage))
		})
	}
}

// rows is all that is written on the desk, as one number a table.
func rows(t *testing.T, s *cast.Stage) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, table := range []string{"tickets", "promises", "messages", "events", "outbox", "waiting_replies", "submissions", "escalations", "apologies", "questions", "question_turns", "notices"} {
		var sum string
		q := `select coalesce(md5(string_agg(x::text, '' order by x::text)), '') from ` + table + ` x`
		require.NoError(t, s.DB.QueryRow(t.Context(), q).Scan(&sum))
		found[table] = sum
	}
	return found
}

func TestSetWaiting_twice_is_once(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "Red or green?")
	s.Waits(s.Maja, id, promise.Awaiting, "the colour")
	since := s.Ticket(id).WaitingSince
	s.At("Mon 9 Nov 09:05")
	s.Waits(s.Jonas, id, promise.Awaiting, "the colour")
	require.Equal(t, since, s.Ticket(id).WaitingSince)
	s.Pending(id, "follow_up Wed 11 Nov 09:00")
	require.Len(t, s.All(id, promise.FollowUp), 1)
	require.Len(t, s.Events(id, event.AwaitsCustomer), 1)
	require.Len(t, s.Events(id, event.PromisePaused), 1)
	sound(t, s)
}

func TestHandedUp_to_the_admins_where_a_ladder_has_nobody(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.Leaves(s.Ingrid) // the only supervisor
	id := askedOnFriday(s)
	s.Until("Mon 9 Nov 12:01")
	s.HandedUp(id, 1, false)
	told := 0
	for _, e := range noticesOf(t, s, s.Karin) {
		if e == "handed_up" {
			told++
		}
	}
	require.Equal(t, 1, told)
	require.NotContains(t, noticesOf(t, s, s.Maja), "handed_up")
}

// noticesOf are the kinds of all that somebody was told.
func noticesOf(t *testing.T, s *cast.Stage, who people.Person) []string {
	t.Helper()
	var kinds []string
	const q = `select coalesce(array_agg(kind order by id), '{}') from notices where person_id = $1`
	require.NoError(t, s.DB.QueryRow(t.Context(), q, who.ID).Scan(&kinds))
	return kinds
}
