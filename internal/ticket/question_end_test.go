package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// canary is what no customer may ever read.
const canary = "CANARY-NB5"

func TestQuestion_that_nobody_answers_climbs_the_ladder(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.AsksUp(s.Maja, id, "Why?")
	s.Do(func(ctx context.Context, tx *pg.Tx) error { return ticket.TakeQuestion(ctx, tx, s.Ingrid.Acting(), q) })
	s.At("Mon 9 Nov 12:00")
	s.Sweep()
	require.Empty(t, s.Events(id, event.QuestionNotAnswered), "at the very instant it is still in time")
	s.At("Mon 9 Nov 12:01")
	s.Sweep()
	up := s.Question(q)
	require.Equal(t, 2, up.Level)
	require.Nil(t, up.TakenByID, "it is free for whoever is told now")
	require.True(t, up.IsLate(s.Now()))
	require.Equal(t, "Mon 9 Nov 12:00", s.Show(up.AnswerBy), "the time that was said stands")
	require.Equal(t, "Mon 9 Nov 14:01", s.Show(*up.AlarmAt))
	s.Sweep()
	require.Len(t, s.Events(id, event.QuestionNotAnswered), 1, "once")
	s.At("Mon 9 Nov 14:02")
	s.Sweep()
	require.Equal(t, 3, s.Question(q).Level)
	require.Equal(t, "Tue 10 Nov 14:02", s.Show(*s.Question(q).AlarmAt), "the top is told again after one business day")
	s.At("Fri 13 Nov 16:00")
	s.Sweep()
	require.Equal(t, 3, s.Question(q).Level)
	require.Equal(t, "Mon 16 Nov 16:00", s.Show(*s.Question(q).AlarmAt))
	require.Equal(t, []string{
		"asked Ingrid Aaberg", "not_answered Ingrid Aaberg", "not_answered Karin Sjöström", "not_answered Karin Sjöström",
	}, told(t, s))
	for _, e := range s.Events(id, event.QuestionNotAnswered) {
		require.Nil(t, e.ActorID, "a rule does it")
	}
	s.Answers(s.Karin, q, "Because.")
	s.At("Fri 20 Nov 16:00")
	s.Sweep()
	require.Len(t, s.Events(id, event.QuestionNotAnswered), 3)
}

func TestQuestion_that_is_answered_late_was_not_answered_in_time_whoever_notices(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.AsksUp(s.Maja, id, "Why?")
	s.At("Mon 9 Nov 12:30") // no worker has run
	s.Answers(s.Ingrid, q, "Because.")
	late := s.Events(id, event.QuestionNotAnswered)
	require.Len(t, late, 1)
	require.Equal(t, "2", late[0].Became)
	require.Equal(t, s.Time("Mon 9 Nov 12:00"), late[0].WasAt.UTC())
	require.Nil(t, late[0].ActorID)
	require.Equal(t, ticket.Answered, s.Question(q).State)
}

func TestQuestion_is_handed_up_once_however_many_look(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	s.AsksUp(s.Maja, id, "Why?")
	s.At("Mon 9 Nov 12:01")
	errs := together(12, func(int) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Pass(ctx, tx, people.System, id)
			return err
		})
	})
	require.NoError(t, errors.Join(errs...))
	require.Len(t, s.Events(id, event.QuestionNotAnswered), 1)
	sound(t, s)
}

func TestTicket_that_closes_takes_its_questions_back(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	answered := s.AsksUp(s.Maja, id, "First?")
	s.Answers(s.Ingrid, answered, "Yes.")
	open, back := s.AsksUp(s.Maja, id, "Second?"), s.AsksUp(s.Jonas, id, "Third?")
	s.AsksBack(s.Ingrid, back, "Which?")
	s.Confirms(id)
	s.Status(id, promise.Closed)
	require.Equal(t, ticket.Answered, s.Question(answered).State)
	require.Equal(t, ticket.Withdrawn, s.Question(open).State)
	require.Equal(t, ticket.Withdrawn, s.Question(back).State)
	gone := s.Events(id, event.QuestionWithdrawn)
	require.Len(t, gone, 2)
	for _, e := range gone {
		require.Nil(t, e.ActorID, "its customer knows nothing of it")
		require.Equal(t, "closed", e.Became)
	}
	s.At("Fri 13 Nov 16:00")
	s.Sweep()
	require.Empty(t, s.Events(id, event.QuestionNotAnswered))
}

func TestReply_made_of_an_answer_credits_who_gave_it(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.AsksUp(s.Maja, id, "Why?")
	using := func(q ticket.QuestionID) cast.With { return func(d *ticket.Draft) { d.Uses = q } }
	draft := s.Draft(id, "It is the firmware.", using(q))
	refused(t, s, id, "fault.not_found", func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, id, draft)
		return err
	})
	s.Answers(s.Ingrid, q, "The firmware.")
	other := s.Asks(s.Goran, "Fakturan")
	elsewhere := s.Draft(other, "Hej.", using(q))
	refused(t, s, other, "fault.not_found", func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, other, elsewhere)
		return err
	})
	s.Replies(s.Maja, id, "It is the firmware.", using(q))
	used := s.Events(id, event.QuestionUsed)
	require.Len(t, used, 1)
	require.Equal(t, s.Ingrid.ID, *used[0].PersonID)
	s.Replies(s.Ingrid, id, "I said so.", using(q))
	require.Len(t, s.Events(id, event.QuestionUsed), 1, "nobody helps themselves")
}

func TestQuestion_never_reaches_the_customer(t *testing.T) {
	t.Parallel()
	s, id := questioned(t)
	q := s.AsksUp(s.Maja, id, canary+" asked")
	s.AsksBack(s.Ingrid, q, canary+" back")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TellMore(ctx, tx, s.Maja.Acting(), s.Limits, q, canary+" told")
	})
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.PassOn(ctx, tx, s.Ingrid.Acting(), s.Limits, q, ticket.Passing{To: s.Karin.ID, Words: canary + " passed"})
	})
	mails := len(s.Mails(id))
	s.At("Mon 9 Nov 12:01")
	s.Sweep()
	s.Answers(s.Karin, q, canary+" answered")
	s.AsksUp(s.Jonas, id, canary+" open")
	seen, err := ticket.Seen(t.Context(), s.DB, s.Holder(id), id)
	require.NoError(t, err)
	require.Empty(t, seen.Questions)
	require.NotContains(t, fmt.Sprintf("%+v", seen), canary)
	for _, e := range seen.Events {
		require.False(t, strings.HasPrefix(string(e.Kind), "question."), e.Kind)
	}
	require.Len(t, s.Mails(id), mails, "no mail to the customer")
	s.Pending(id, "first_reply Mon 9 Nov 14:00", "resolution Mon 16 Nov 10:00")
	_, err = ticket.OpenQuestions(t.Context(), s.DB, s.Holder(id))
	require.True(t, fault.Is(err, fault.KindNotFound))
	_, err = ticket.GetQuestion(t.Context(), s.DB, s.Maja.Acting(), q)
	require.True(t, fault.Is(err, fault.KindNotFound), "the office's pages are the supervisors'")
}
