package ticket_test

import (
	"context"
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

func merges(s *cast.Stage, by people.Person, id, into ticket.ID, other bool) error {
	number := s.Ticket(into).Number
	return s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Merge(ctx, tx, by.Acting(), id, ticket.Merging{Number: number, OtherPerson: other})
		return err
	})
}

func unmerges(s *cast.Stage, by people.Person, id ticket.ID) error {
	return s.Try(func(ctx context.Context, tx *pg.Tx) error { return ticket.Unmerge(ctx, tx, by.Acting(), id) })
}

func key(t *testing.T, err error) string {
	t.Helper()
	require.NotEmpty(t, fault.Of(err), "%v", err)
	return fault.Of(err)[0].Key
}

func TestHistory_20_Merge(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	a := s.Asks(s.Hanna, "No internet")
	s.Promises(s.Maja, a, "the router is posted", "Mon 9 Nov 16:00")
	s.At("Mon 9 Nov 10:00")
	b := s.Asks(s.Hanna, "Still no internet")
	s.Pending(a, "first_reply Mon 9 Nov 13:00", "commitment Mon 9 Nov 16:00", "resolution Fri 13 Nov 17:00")
	holder := s.Holder(a)

	s.At("Mon 9 Nov 10:05")
	require.NoError(t, merges(s, s.Maja, a, b, false))

	s.Pending(b, "first_reply Mon 9 Nov 13:00", "commitment Mon 9 Nov 16:00", "resolution Fri 13 Nov 17:00")
	s.Status(b, promise.New)
	s.Closed(a, promise.Merged)
	require.Equal(t, b, *s.Ticket(a).MergedIntoID)
	require.Empty(t, s.Whole(a).Messages, "nobody had answered them: they went along")
	require.Len(t, s.Whole(b).Messages, 2)
	sound(t, s)
	var on ticket.ID
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		token, err := ticket.NewLink(ctx, tx, a, s.Hanna.ID)
		require.NoError(t, err)
		by, id, err := ticket.ByLink(ctx, tx, token, ticket.LinkLife)
		require.NoError(t, err)
		require.EqualValues(t, by.Link, id)
		on = id
		return nil
	})
	require.Equal(t, b, on, "its link shows B")

	require.NoError(t, unmerges(s, s.Jonas, a))

	s.Status(a, promise.New)
	s.Pending(a, "first_reply Mon 9 Nov 13:00", "commitment Mon 9 Nov 16:00", "resolution Fri 13 Nov 17:00")
	for _, p := range s.Whole(a).Book().Pending() {
		require.Equal(t, s.Now(), p.MadeAt, "both are new promises")
	}
	s.Status(b, promise.New)
	s.Pending(b, "first_reply Mon 9 Nov 14:00", "resolution Mon 16 Nov 10:00")
	require.Len(t, s.Whole(a).Messages, 1)
	require.Len(t, s.Whole(b).Messages, 1)
	require.EqualValues(t, a, holder.Link)
	sound(t, s)
}

func TestMerge_makes_the_staying_ticket_late_by_what_the_other_owes_and_delivering_there_delivers_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	a := s.Asks(s.Hanna, "No internet")
	s.Until("Mon 9 Nov 13:30")
	s.LateSince(a, "Mon 9 Nov 13:00")
	b := s.Asks(s.Hanna, "Still no internet")
	require.NoError(t, merges(s, s.Maja, a, b, false))
	s.NotLate(a)
	s.LateSince(b, "Mon 9 Nov 13:00")
	s.HandedUp(b, 1, false)
	sound(t, s)

	s.Until("Mon 9 Nov 14:00")
	s.Replies(s.Maja, b, "We are on it.")
	s.NotLate(b)
	s.HandedUp(b, 1, true)
	require.Equal(t, "merge.fault.too_late", key(t, unmerges(s, s.Maja, a)), "what was copied is kept")
	sound(t, s)
}

func TestUnmerge_gives_back_what_a_ticket_owed(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	a := s.Asks(s.Hanna, "No internet")
	s.Until("Mon 9 Nov 13:30")
	b := s.Asks(s.Hanna, "Still no internet")
	require.NoError(t, merges(s, s.Maja, a, b, false))
	require.NoError(t, unmerges(s, s.Maja, a))
	s.LateSince(a, "Mon 9 Nov 13:00")
	s.NotLate(b)
	s.HandedUp(a, 1, false)
	sound(t, s)
	s.Replies(s.Maja, a, "We are on it.")
	s.NotLate(a)
	sound(t, s)
}

func TestMerge_passes_what_the_customer_writes_later_on_through_any_number_of_mergings(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	a, b, c := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "Still none"), s.Asks(s.Hanna, "None at all")
	require.NoError(t, merges(s, s.Maja, a, b, false))
	require.NoError(t, merges(s, s.Maja, b, c, false))
	s.At("Mon 9 Nov 09:10")
	require.Equal(t, c, s.Writes(a, "Are you there?"))
	require.Len(t, s.Whole(c).Messages, 4)
	sound(t, s)
	s.Replies(s.Maja, c, "We are on it.", cast.Solving())
	s.Confirms(a)
	s.Closed(c, promise.Confirmed)
	s.Closed(a, promise.Merged)
	require.Equal(t, "merge.fault.too_late", key(t, unmerges(s, s.Maja, b)))
	sound(t, s)
}

func TestMerge_refuses_what_cannot_be_meant(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	a, b := s.Asks(s.Hanna, "No internet"), s.Asks(s.Goran, "No internet here")
	require.Equal(t, "merge.fault.itself", key(t, merges(s, s.Maja, a, a, false)))
	require.Equal(t, "merge.fault.other_person", key(t, merges(s, s.Maja, a, b, false)))
	s.Status(a, promise.New)
	require.NoError(t, merges(s, s.Maja, a, b, true))
	require.Equal(t, "merge.fault.closed_this", key(t, merges(s, s.Maja, a, b, true)))
	follows := s.Whole(b).Followers
	require.Len(t, follows, 1)
	require.Equal(t, s.Hanna.ID, follows[0].PersonID, "who asked sees where it went")
	c := s.Asks(s.Hanna, "Another thing")
	require.Equal(t, "merge.fault.closed", key(t, merges(s, s.Maja, c, a, true)))
	require.Equal(t, "merge.fault.merged", key(t, s.Try(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Reply(ctx, tx, s.Maja.Acting(), s.Limits, a, s.Draft(a, "We are on it."))
		return err
	})))
	require.NoError(t, unmerges(s, s.Maja, a))
	require.Equal(t, "merge.fault.not_merged", key(t, unmerges(s, s.Maja, a)))
	require.Empty(t, s.Whole(b).Followers)
	sound(t, s)
}

func TestMerge_asks_for_the_right_to_both_tickets(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	a, b := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "Billing")
	s.Goes(b, s.Private("Billing", s.Oskar))
	require.Equal(t, "merge.fault.unknown", key(t, merges(s, s.Maja, a, b, false)))
	require.True(t, fault.Is(merges(s, s.Maja, b, a, false), fault.KindNotFound))
	require.True(t, fault.Is(merges(s, s.Hanna, a, b, false), fault.KindNotFound), "no customer merges")
	require.True(t, fault.Is(unmerges(s, s.Hanna, a), fault.KindNotFound))
}

func TestMerge_refuses_a_reply_of_who_has_not_seen_what_came_along(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	a, b := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "Still none")
	d := s.Draft(b, "We are on it.")
	require.NoError(t, merges(s, s.Maja, a, b, false))
	reply := func(d ticket.Draft) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, err := ticket.Reply(ctx, tx, s.Jonas.Acting(), s.Limits, b, d)
			return err
		})
	}
	require.Equal(t, "fault.moved_on", key(t, reply(d)))
	require.NoError(t, reply(s.Draft(b, "We are on it.")))
	s.Pending(b, "update Mon 9 Nov 17:00", "resolution Fri 13 Nov 17:00")
}

func TestMerge_both_ways_at_once_is_one_merging_and_nothing_hangs(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	for range 10 {
		a, b := s.Asks(s.Hanna, "No internet"), s.Asks(s.Hanna, "Still none")
		numbers := []int64{s.Ticket(a).Number, s.Ticket(b).Number}
		ids := []ticket.ID{a, b}
		errs := together(4, func(i int) error {
			if i > 1 {
				return s.Try(func(ctx context.Context, tx *pg.Tx) error {
					_, err := ticket.Write(ctx, tx, people.Person{ID: s.Hanna.ID, Name: s.Hanna.Name}.HoldingLink(int64(ids[i-2])), s.Limits, ids[i-2], ticket.Letter{Key: cast.Key(), Body: "Hello?"})
					return err
				})
			}
			return s.Try(func(ctx context.Context, tx *pg.Tx) error {
				_, err := ticket.Merge(ctx, tx, s.Maja.Acting(), ids[i], ticket.Merging{Number: numbers[1-i]})
				return err
			})
		})
		require.NoError(t, errs[2])
		require.NoError(t, errs[3])
		require.NotEqual(t, errs[0] == nil, errs[1] == nil, "%v, %v", errs[0], errs[1])
		into := b
		if errs[1] == nil {
			into = a
		}
		require.Len(t, s.Whole(into).Messages, 4, "no message is lost")
		require.Len(t, s.Events(into, event.MergedHere), 1)
	}
	sound(t, s)
}

// What is to make good the same stands on one ticket, also where some of it was released before: spam releases a visit that was owed.
func TestMerge_takes_along_all_that_was_to_make_good_the_same(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id, _ := visited(s, "Mon 9 Nov 10:00")
	s.Until("Mon 9 Nov 13:30") // nobody came
	first := s.Latest(id, promise.Callback)
	s.Until("Tue 10 Nov 09:00") // nor called
	require.Equal(t, promise.Broken, s.Latest(id, promise.Visit).State)
	again := s.Window(promise.Visit, "Tue 10 Nov 10:00", time.Hour)
	s.LogsCall(s.Maja, id, promise.Reached, &again, s.Latest(id, promise.Callback).ID)
	s.Until("Tue 10 Nov 12:30") // nobody came again
	require.Equal(t, promise.Broken, s.Latest(id, promise.Visit).State)
	for _, p := range s.All(id, promise.Callback) {
		if p.ID == first.ID {
			require.Equal(t, promise.Broken, p.State)
		}
	}
	require.NoError(t, calls(s, s.Maja, id, ticket.Spam{}))
	require.NoError(t, unspams(s, s.Maja, id))
	other := s.Asks(s.Hanna, "And no telephone")
	require.NoError(t, merges(s, s.Maja, id, other, false))
	sound(t, s)
	require.NoError(t, unmerges(s, s.Maja, id))
	sound(t, s)
}
