package ticket_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// questioned is a ticket of Maja's, Monday at 10:00.
func questioned(t *testing.T) (*cast.Stage, ticket.ID) {
	t.Helper()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	id := s.Asks(s.Hanna, "No internet")
	s.Takes(s.Maja, id)
	return s, id
}

// told are the notices of questions so far, as "asked Ingrid Aaberg".
func told(t *testing.T, s *cast.Stage) []string {
	t.Helper()
	rows, err := s.DB.Query(t.Context(), `
		select n.kind || ' ' || p.name from notices n join people p on p.id = n.person_id where n.question_id is not null order by n.id`)
	require.NoError(t, err)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return found
}

// refused requires that a change is refused with that fault, and that nothing of it was done.
func refused(t *testing.T, s *cast.Stage, id ticket.ID, key string, f func(ctx context.Context, tx *pg.Tx) error) fault.Errors {
	t.Helper()
	before := s.Whole(id)
	notices := told(t, s)
	faults := fault.Of(s.Try(f))
	require.NotEmpty(t, faults)
	require.Equal(t, key, faults[0].Key)
	after := s.Whole(id)
	require.Equal(t, before.Questions, after.Questions)
	require.Equal(t, before.Events, after.Events)
	require.Equal(t, notices, told(t, s))
	return faults
}

func TestAskUp_asks_the_supervisors_and_leaves_the_ticket_where_it_is(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.Question(s.AsksUp(s.Maja, id, "Can the NB5 get the new firmware?\nIt restarts."))
	require.Equal(t, ticket.WithSupervisors, q.State)
	require.Equal(t, "Mon 9 Nov 12:00", s.Show(q.AnswerBy), "two business hours")
	require.Equal(t, q.AnswerBy, *q.AlarmAt)
	require.Equal(t, "Can the NB5 get the new firmware?\nIt restarts.", q.Words())
	require.Equal(t, "Maja Lindqvist", q.Asker)
	require.Equal(t, 25, q.Share(s.Time("Mon 9 Nov 10:30")))
	require.False(t, q.IsLate(q.AnswerBy))
	require.Equal(t, s.Maja.ID, *s.Ticket(id).AssigneeID)
	require.Equal(t, []string{"asked Ingrid Aaberg"}, told(t, s))
	asked := s.Events(id, event.QuestionAsked)
	require.Len(t, asked, 1)
	require.Equal(t, "Can the NB5 get the new firmware?", asked[0].Became)
	require.Equal(t, s.Maja.ID, *asked[0].ActorID)
	require.Equal(t, q.ID, s.Whole(id).Questions[0].ID)
	s.Pending(id, "first_reply Mon 9 Nov 14:00", "resolution Mon 16 Nov 10:00")
}

func TestAskUp_by_the_end_of_the_day_is_answered_the_next(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	s.At("Fri 13 Nov 16:30")
	q := s.Question(s.AsksUp(s.Jonas, id, "Who may open the cabinet?"))
	require.Equal(t, "Mon 16 Nov 10:30", s.Show(q.AnswerBy))
	require.Equal(t, s.Jonas.ID, q.AskerID, "whoever works here may ask")
}

func TestAskUp_the_same_words_twice_are_one_question(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	errs := together(8, func(int) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.AskUp(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.Asking{Body: "Why?"})
			return err
		})
	})
	require.NoError(t, errors.Join(errs...))
	require.Len(t, s.Whole(id).Questions, 1)
	first := s.Whole(id).Questions[0].ID
	s.Answers(s.Ingrid, first, "Because.")
	require.NotEqual(t, first, s.AsksUp(s.Maja, id, "Why?"), "asked again after the answer it is another")
}

func TestAskUp_tells_those_who_know(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	var fibre, billing int64
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if fibre, err = people.AddSkill(ctx, tx, "Fibre"); err != nil {
			return err
		}
		if billing, err = people.AddSkill(ctx, tx, "Billing"); err != nil {
			return err
		}
		for _, name := range []string{"Nils", "Pia"} {
			who, err := people.Add(ctx, tx, people.Newcomer{Role: people.Supervisor, Name: name, Address: name + "@nordby.example", Locale: "en"})
			if err != nil {
				return err
			}
			if name == "Pia" {
				err = people.GiveSkill(ctx, tx, who, fibre)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, skill := range []int64{fibre, billing} {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.AskUp(ctx, tx, s.Maja.Acting(), s.Limits, id, ticket.Asking{Body: "Why?", Skill: skill})
			return err
		})
	}
	require.Equal(t, []string{"asked Pia", "asked Ingrid Aaberg", "asked Nils", "asked Pia"}, told(t, s), "nobody knows about billing, so everybody is told")
	require.Equal(t, "Fibre", s.Whole(id).Questions[0].Skill)
}

func TestAskUp_refuses_what_is_no_question(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	ask := func(by people.Actor, id ticket.ID, a ticket.Asking) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.AskUp(ctx, tx, by, s.Limits, id, a)
			return err
		}
	}
	maja := s.Maja.Acting()
	refused(t, s, id, "fault.required", ask(maja, id, ticket.Asking{Body: " \n "}))
	refused(t, s, id, "fault.not_text", ask(maja, id, ticket.Asking{Body: "a\x00b"}))
	refused(t, s, id, "fault.too_long", ask(maja, id, ticket.Asking{Body: strings.Repeat("x", s.Limits.Text+1)}))
	for _, skill := range []int64{-1, 4711} {
		require.Equal(t, "skill", refused(t, s, id, "fault.skill", ask(maja, id, ticket.Asking{Body: "Why?", Skill: skill}))[0].Field)
	}
	refused(t, s, id, "fault.not_found", ask(s.Oskar.Acting(), id, ticket.Asking{Body: "Why?"}))
	refused(t, s, id, "fault.not_found", ask(s.Holder(id), id, ticket.Asking{Body: "Why?"}))
	refused(t, s, id, "fault.not_found", ask(maja, 4711, ticket.Asking{Body: "Why?"}))
	s.Replies(s.Maja, id, "Done.", cast.Solving())
	s.Confirms(id)
	refused(t, s, id, "fault.question_on_closed", ask(maja, id, ticket.Asking{Body: "Why?"}))
}

func TestTakeQuestion_of_two_at_once_one_gets_it_and_the_other_is_told_who(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.AsksUp(s.Maja, id, "Why?")
	both := []people.Person{s.Ingrid, s.Karin}
	errs := together(8, func(i int) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.TakeQuestion(ctx, tx, both[i%2].Acting(), q) })
	})
	winner := s.Question(q).TakenBy
	for i, err := range errs {
		if both[i%2].Name == winner {
			require.NoError(t, err)
			continue
		}
		faults := fault.Of(err)
		require.Len(t, faults, 1)
		require.Equal(t, fault.KindConflict, faults[0].Kind)
		require.Equal(t, winner, faults[0].Name)
	}
	require.Len(t, s.Events(id, event.QuestionTaken), 1)
}

func TestAnswerQuestion_ends_it_and_tells_who_asked_and_who_owns(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.AsksUp(s.Jonas, id, "Why?")
	s.At("Mon 9 Nov 12:00") // the very last instant
	s.Answers(s.Ingrid, q, "Because of the firmware.")
	answered := s.Question(q)
	require.Equal(t, ticket.Answered, answered.State)
	require.Nil(t, answered.AlarmAt)
	require.Equal(t, s.Now(), *answered.EndedAt)
	require.Equal(t, "Because of the firmware.", answered.Last(ticket.TurnAnswered).Body)
	require.Equal(t, "Ingrid Aaberg", answered.TakenBy)
	require.True(t, answered.MayUse(s.Maja.ID), "the owner makes a reply of it")
	require.False(t, answered.MayUse(s.Jonas.ID))
	require.Equal(t, []string{"asked Ingrid Aaberg", "answered Maja Lindqvist", "answered Jonas Berg"}, told(t, s))
	require.Empty(t, s.Events(id, event.QuestionNotAnswered))
	require.Len(t, s.Whole(id).Messages, 1, "it is no message")
	all, err := ticket.OpenQuestions(t.Context(), s.DB, s.Ingrid.Acting())
	require.NoError(t, err)
	require.Empty(t, all)
}

func TestAskBack_stops_the_time_and_TellMore_starts_it_anew(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.AsksUp(s.Maja, id, "Why?")
	s.At("Mon 9 Nov 11:00")
	s.AsksBack(s.Ingrid, q, "Which router?")
	back := s.Question(q)
	require.Equal(t, ticket.WithAsker, back.State)
	require.Nil(t, back.AlarmAt)
	s.At("Mon 9 Nov 14:00")
	s.Sweep()
	require.Empty(t, s.Events(id, event.QuestionNotAnswered), "it is Maja's move")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TellMore(ctx, tx, s.Maja.Acting(), s.Limits, q, "The NB5.")
	})
	again := s.Question(q)
	require.Equal(t, ticket.WithSupervisors, again.State)
	require.Equal(t, "Mon 9 Nov 16:00", s.Show(again.AnswerBy))
	require.Equal(t, 50, again.Share(s.Time("Mon 9 Nov 15:00")), "counted from when she told more")
	require.Equal(t, s.Ingrid.ID, *again.TakenByID, "Ingrid still has it")
	require.Equal(t, []string{"asked Ingrid Aaberg", "asked_back Maja Lindqvist", "told_more Ingrid Aaberg"}, told(t, s))
}

func TestQuestion_refuses_who_comes_late_or_has_no_part_in_it(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.AsksUp(s.Maja, id, "Why?")
	ingrid, karin, maja, jonas := s.Ingrid.Acting(), s.Karin.Acting(), s.Maja.Acting(), s.Jonas.Acting()
	type verb = func(ctx context.Context, tx *pg.Tx) error
	take := func(by people.Actor) verb {
		return func(ctx context.Context, tx *pg.Tx) error { return ticket.TakeQuestion(ctx, tx, by, q) }
	}
	answer := func(by people.Actor, words string) verb {
		return func(ctx context.Context, tx *pg.Tx) error {
			return ticket.AnswerQuestion(ctx, tx, by, s.Limits, q, words)
		}
	}
	back := func(by people.Actor, words string) verb {
		return func(ctx context.Context, tx *pg.Tx) error { return ticket.AskBack(ctx, tx, by, s.Limits, q, words) }
	}
	tell := func(by people.Actor, words string) verb {
		return func(ctx context.Context, tx *pg.Tx) error { return ticket.TellMore(ctx, tx, by, s.Limits, q, words) }
	}
	pass := func(by people.Actor, to people.ID, words string) verb {
		return func(ctx context.Context, tx *pg.Tx) error {
			return ticket.PassOn(ctx, tx, by, s.Limits, q, ticket.Passing{To: to, Words: words})
		}
	}
	withdraw := func(by people.Actor) verb {
		return func(ctx context.Context, tx *pg.Tx) error { return ticket.WithdrawQuestion(ctx, tx, by, q) }
	}
	for _, not := range []people.Actor{maja, s.Oskar.Acting(), s.Holder(id), {}, people.System} {
		refused(t, s, id, "fault.not_found", take(not))
		refused(t, s, id, "fault.not_found", answer(not, "Because."))
		refused(t, s, id, "fault.not_found", back(not, "Which?"))
		refused(t, s, id, "fault.not_found", pass(not, s.Karin.ID, "Yours."))
	}
	refused(t, s, id, "fault.required", answer(ingrid, " "))
	refused(t, s, id, "fault.required", back(ingrid, ""))
	refused(t, s, id, "fault.too_long", answer(ingrid, strings.Repeat("x", s.Limits.Text+1)))
	refused(t, s, id, "fault.not_text", back(ingrid, "\xff"))
	for _, not := range []people.ID{s.Maja.ID, s.Oskar.ID, s.Hanna.ID, s.Ingrid.ID, 0, 4711} {
		refused(t, s, id, "fault.pass_to", pass(ingrid, not, "Yours."))
	}
	refused(t, s, id, "fault.required", pass(ingrid, s.Karin.ID, ""))
	refused(t, s, id, "fault.question_not_yours", withdraw(jonas))
	refused(t, s, id, "fault.question_not_yours", tell(jonas, "The NB5."))
	refused(t, s, id, "fault.question_waits", tell(maja, "The NB5."))

	s.Do(take(ingrid))
	for _, f := range []verb{take(karin), answer(karin, "Because."), back(karin, "Which?"), pass(karin, s.Ingrid.ID, "Yours.")} {
		require.Equal(t, "Ingrid Aaberg", refused(t, s, id, "fault.question_taken", f)[0].Name)
	}
	s.Do(back(ingrid, "Which?"))
	refused(t, s, id, "fault.question_asked_back", back(ingrid, "Which one?"))
	refused(t, s, id, "fault.required", tell(maja, "\n"))
	s.Do(answer(ingrid, "Because.")) // she need not wait for Maja
	for _, f := range []verb{take(ingrid), answer(ingrid, "Again."), back(karin, "Which?"), pass(ingrid, s.Karin.ID, "Yours."), tell(maja, "The NB5."), withdraw(maja)} {
		require.Equal(t, "Ingrid Aaberg", refused(t, s, id, "fault.question_answered", f)[0].Name)
	}
	q = s.AsksUp(s.Maja, id, "And now?")
	s.Do(withdraw(maja))
	refused(t, s, id, "fault.question_withdrawn", answer(ingrid, "Because."))
	q = 4711
	refused(t, s, id, "fault.not_found", answer(ingrid, "Because."))
	refused(t, s, id, "fault.not_found", withdraw(maja))
}

func TestPassOn_makes_it_another_supervisors(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.AsksUp(s.Maja, id, "Why?")
	by := s.Question(q).AnswerBy
	s.At("Mon 9 Nov 11:00")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.PassOn(ctx, tx, s.Ingrid.Acting(), s.Limits, q, ticket.Passing{To: s.Karin.ID, Words: "You know the NB5."})
	})
	passed := s.Question(q)
	require.Equal(t, "Karin Sjöström", passed.TakenBy)
	require.Equal(t, by, passed.AnswerBy, "its time runs on")
	require.Equal(t, "Karin Sjöström", passed.Last(ticket.TurnPassed).To)
	require.Equal(t, []string{"asked Ingrid Aaberg", "passed Karin Sjöström"}, told(t, s))
	s.Answers(s.Karin, q, "Because.")
}

func TestAskUp_twice_writes_the_reply_whose_undo_time_ended_in_between(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	first := s.AsksUp(s.Maja, id, "Is the cable down?")
	s.Sends(s.Maja, id, "We look into it.", cast.Undoable(20*time.Second))
	s.At("Mon 9 Nov 09:01")

	require.Equal(t, first, s.AsksUp(s.Maja, id, "Is the cable down?"), "pressed twice")

	require.Len(t, s.Events(id, event.StaffReplied), 1)
	s.MailKinds(id, outbox.Receipt, outbox.Reply)
}
