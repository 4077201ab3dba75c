package ticket_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// outlines lets somebody of the staff write a part anew, their page being fresh.
func outlines(s *cast.Stage, by people.Person, id ticket.ID, part ticket.OutlinePart, body string) {
	s.T.Helper()
	seen := s.Whole(id).OutlineSeen(part)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.WriteOutline(ctx, tx, by.Acting(), id, ticket.Outlining{Part: part, Body: body, Seen: seen})
	})
}

func customersView(s *cast.Stage, id ticket.ID) ticket.Whole {
	s.T.Helper()
	w, err := ticket.Seen(s.T.Context(), s.DB, s.Holder(id), id)
	require.NoError(s.T, err)
	return w
}

func TestOutline_stands_above_the_conversation_and_keeps_its_history(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	before := s.Whole(id).Promises
	outlines(s, s.Maja, id, ticket.Understanding, "The router is broken.")
	outlines(s, s.Maja, id, ticket.Plan, "We post a new one.")
	outlines(s, s.Jonas, id, ticket.Understanding, " The line is broken.\r\nThe router is well. ")
	outlines(s, s.Jonas, id, ticket.Understanding, "The line is broken.\nThe router is well.") // twice is once

	for _, w := range []ticket.Whole{s.Whole(id), customersView(s, id)} {
		require.Equal(t, "The line is broken.\nThe router is well.", w.Outline(ticket.Understanding).Body)
		require.Equal(t, "We post a new one.", w.Outline(ticket.Plan).Body)
		require.Len(t, w.OutlinesBefore(ticket.Understanding), 1)
		require.Equal(t, "The router is broken.", w.OutlinesBefore(ticket.Understanding)[0].Body)
		require.Empty(t, w.OutlinesBefore(ticket.Plan))
	}
	require.Equal(t, s.Jonas.Name, s.Whole(id).Outline(ticket.Understanding).ByName)
	require.Empty(t, customersView(s, id).Outline(ticket.Understanding).ByName)
	require.Equal(t, before, s.Whole(id).Promises, "a plan is no promise")
	require.Empty(t, s.Whole(id).Outline(ticket.Plan).Answer)

	outlines(s, s.Maja, id, ticket.Plan, "")
	require.Nil(t, s.Whole(id).Outline(ticket.Plan))
	require.Len(t, s.Whole(id).OutlinesBefore(ticket.Plan), 1)
}

func TestOutline_is_refused_where_it_cannot_stand(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	outlines(s, s.Maja, id, ticket.Understanding, "The router is broken.")
	try := func(by people.Actor, o ticket.Outlining) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.WriteOutline(ctx, tx, by, id, o) })
	}
	maja, seen := s.Maja.Acting(), s.Whole(id).OutlineSeen(ticket.Understanding)
	require.Equal(t, "plan.fault.meanwhile", fault.Of(try(maja, ticket.Outlining{Part: ticket.Understanding, Body: "Something else."}))[0].Key)
	require.Equal(t, "fault.too_long", fault.Of(try(maja, ticket.Outlining{Part: ticket.Understanding, Body: strings.Repeat("å", ticket.MaxOutline+1), Seen: seen}))[0].Key)
	require.Equal(t, "fault.not_text", fault.Of(try(maja, ticket.Outlining{Part: ticket.Plan, Body: "a\x00b"}))[0].Key)
	require.True(t, fault.Is(try(maja, ticket.Outlining{Part: "secret", Body: "x"}), fault.KindNotFound))
	require.Error(t, try(s.Holder(id), ticket.Outlining{Part: ticket.Plan, Body: "Give me everything."}))
	s.Confirms(id)
	require.Equal(t, "plan.fault.closed", fault.Of(try(maja, ticket.Outlining{Part: ticket.Plan, Body: "Too late."}))[0].Key)
	require.Len(t, s.Whole(id).Outlines, 1)
}

func TestOutline_yes_is_an_answer_to_the_words_that_were_read(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	outlines(s, s.Maja, id, ticket.Understanding, "The router is broken.")
	read := s.Whole(id).OutlineSeen(ticket.Understanding)
	right := func(by people.Actor, read ticket.OutlineID) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.SayRight(ctx, tx, by, id, read) })
	}
	require.Error(t, right(s.Maja.Acting(), read), "the staff does not agree with itself")
	require.Error(t, right(s.Holder(id), 0))
	before := s.Whole(id).Promises
	require.NoError(t, right(s.Holder(id), read))
	require.NoError(t, right(s.Holder(id), read), "twice is once")
	w := s.Whole(id)
	require.Equal(t, ticket.SaidRight, *w.Outline(ticket.Understanding).Answer)
	require.Equal(t, before, w.Promises)
	require.Len(t, w.Messages, 1)
	require.Equal(t, 1, countOf(w, event.UnderstandingRight))
	require.Equal(t, 1, countOf(customersView(s, id), event.UnderstandingRight))

	outlines(s, s.Maja, id, ticket.Understanding, "The line is broken.")
	require.Equal(t, "plan.fault.anew", fault.Of(right(s.Holder(id), read))[0].Key)
	require.Nil(t, s.Whole(id).Outline(ticket.Understanding).Answer)
}

func TestOutline_not_quite_is_a_message_and_a_promise(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	s.Replies(s.Maja, id, "We look.")
	outlines(s, s.Maja, id, ticket.Understanding, "The router is broken.")
	read := s.Whole(id).OutlineSeen(ticket.Understanding)
	outlines(s, s.Maja, id, ticket.Understanding, "The router is old.") // while the customer still types
	write := func(body string) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Write(ctx, tx, s.Holder(id), s.Limits, id, ticket.Letter{Key: cast.Key(), Body: body, Corrects: read})
			return err
		})
	}
	require.Equal(t, "body", fault.Of(write(" "))[0].Field, "not quite needs words")
	require.NoError(t, write("The router is well, the line is dead."))
	w := s.Whole(id)
	require.True(t, w.Messages[2].IsNotQuite())
	require.Equal(t, promise.NextReply, w.Promise(*w.NextPromiseID).Kind)
	require.Nil(t, w.Outline(ticket.Understanding).Answer, "what they read is corrected, and nothing else")
	corrected := w.OutlinesBefore(ticket.Understanding)[0]
	require.Equal(t, ticket.SaidNotQuite, *corrected.Answer)
	require.Equal(t, w.Messages[2].ID, *corrected.MessageID)
	require.NoError(t, write("And the lamp is red."), "what is said again is a message again")
	require.Equal(t, w.Messages[2].ID, *s.Whole(id).OutlinesBefore(ticket.Understanding)[0].MessageID)
}

func TestOutline_of_another_ticket_is_not_corrected(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	theirs := s.Asks(s.Goran, "Slow")
	outlines(s, s.Maja, theirs, ticket.Understanding, "The line is slow.")
	id := s.Asks(s.Hanna, "No internet")
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Write(ctx, tx, s.Holder(id), s.Limits, id, ticket.Letter{Key: cast.Key(), Body: "Hm.", Corrects: s.Whole(theirs).OutlineSeen(ticket.Understanding)})
		return err
	})
	require.Nil(t, s.Whole(theirs).Outline(ticket.Understanding).Answer)
}

func TestOutline_is_wanted_after_a_day(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	w := s.Whole(id)
	require.False(t, w.WantsUnderstanding(w.OpenedAt.Add(23*time.Hour)))
	require.True(t, w.WantsUnderstanding(w.OpenedAt.Add(24*time.Hour)))
	outlines(s, s.Maja, id, ticket.Understanding, "The router is broken.")
	require.False(t, s.Whole(id).WantsUnderstanding(w.OpenedAt.Add(24*time.Hour)))
	outlines(s, s.Maja, id, ticket.Understanding, "")
	require.True(t, s.Whole(id).WantsUnderstanding(w.OpenedAt.Add(24*time.Hour)))
	s.Confirms(id)
	require.False(t, s.Whole(id).WantsUnderstanding(w.OpenedAt.Add(24*time.Hour)))
}

func TestOutline_goes_when_texts_go(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "No internet")
	outlines(s, s.Maja, id, ticket.Understanding, "The xylophone is broken.")
	outlines(s, s.Maja, id, ticket.Plan, "We post a zeppelin.")
	found := func(word string) (n int) {
		t.Helper()
		const q = `select count(*) from search_words w where w.word = $1`
		require.NoError(t, s.DB.QueryRow(t.Context(), q, word).Scan(&n))
		return n
	}
	require.Positive(t, found("xylophone"))
	require.Positive(t, found("zeppelin"))
	o := s.Whole(id).Outline(ticket.Understanding).ID
	redact := func(by people.Actor) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.RedactOutline(ctx, tx, by, s.Limits, id, o, "a name that must not stand there")
		})
	}
	require.True(t, fault.Is(redact(s.Maja.Acting()), fault.KindNotFound))
	require.NoError(t, redact(s.Ingrid.Acting()))
	require.Equal(t, "redact.fault.gone", fault.Of(redact(s.Ingrid.Acting()))[0].Key)
	require.Empty(t, s.Whole(id).Outline(ticket.Understanding).Body)
	require.NotNil(t, s.Whole(id).Outline(ticket.Understanding).RedactedAt)
	require.Zero(t, found("xylophone"))
	require.Positive(t, found("zeppelin"))

	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		d, _, err := ticket.Collect(ctx, tx, s.Karin.Acting(), s.Hanna.ID)
		require.Equal(t, "We post a zeppelin.", d.Tickets[0].Plan[0].Text)
		require.Empty(t, d.Tickets[0].Understanding)
		return err
	})
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Erase(ctx, tx, s.Karin.Acting(), s.Hanna.ID, s.Hanna.Name)
		return err
	})
	for _, o := range s.Whole(id).Outlines {
		require.Empty(t, o.Body)
		require.NotNil(t, o.RedactedAt)
	}
	require.Zero(t, found("zeppelin"))
}

func countOf(w ticket.Whole, kind event.Kind) (n int) {
	for _, e := range w.Events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}
