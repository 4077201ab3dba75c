package ticket_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func sought(s *cast.Stage, by people.Person, q ticket.Sought) []ticket.Found {
	s.T.Helper()
	found, err := ticket.Promises(s.T.Context(), s.DB, by.Acting(), q, ticket.Place{}, 100)
	require.NoError(s.T, err)
	return found
}

// ticketsOf are the tickets of what was found, each once, as it stands in the list.
func ticketsOf(found []ticket.Found) (all []int64) {
	seen := map[int64]bool{}
	for _, f := range found {
		if !seen[f.Number] {
			all = append(all, f.Number)
		}
		seen[f.Number] = true
	}
	return all
}

func TestPromises_are_found_by_what_became_of_them(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	kept, moved, broken := s.Asks(s.Hanna, "Kept"), s.Asks(s.Goran, "Moved"), s.Asks(s.Mette, "Broken")
	s.Promises(s.Maja, kept, "the bill is corrected", "Mon 9 Nov 15:00")
	s.Replies(s.Maja, kept, "It is corrected.", cast.Keeping(s.Latest(kept, promise.Commitment).ID))
	s.Promises(s.Jonas, moved, "the router is posted", "Mon 9 Nov 12:00")
	s.Moves(s.Jonas, moved, s.Latest(moved, promise.Commitment).ID, "Tue 10 Nov 12:00")
	s.Promises(s.Maja, broken, "the line is mended", "Mon 9 Nov 11:00")
	s.Sees(broken)
	s.Until("Mon 9 Nov 11:05")
	number := func(id ticket.ID) int64 { return s.Ticket(id).Number }

	agreed := ticket.Sought{Kind: promise.Commitment}
	all := sought(s, s.Karin, agreed)
	require.Len(t, all, 5, "with what moved and what makes good")
	for i := 1; i < len(all); i++ {
		require.False(t, all[i].Due.After(all[i-1].Due), "due last first")
	}
	with := func(change func(*ticket.Sought)) []int64 {
		q := agreed
		change(&q)
		return ticketsOf(sought(s, s.Karin, q))
	}
	require.Equal(t, []int64{number(kept)}, with(func(q *ticket.Sought) { q.State = promise.Kept }))
	require.Equal(t, []int64{number(broken)}, with(func(q *ticket.Sought) { q.State = promise.Broken }))
	require.Equal(t, []int64{number(broken)}, with(func(q *ticket.Sought) { q.State = ticket.Owed }))
	require.Equal(t, []int64{number(broken)}, with(func(q *ticket.Sought) { q.Unsorry = true }))
	require.Equal(t, []int64{number(moved)}, with(func(q *ticket.Sought) { q.Later = true }))
	require.Equal(t, []int64{number(moved)}, with(func(q *ticket.Sought) { q.Owner = s.Jonas.ID }))
	require.Equal(t, []int64{number(moved)}, with(func(q *ticket.Sought) { q.From = s.Time("Tue 10 Nov 00:00") }))
	require.Empty(t, with(func(q *ticket.Sought) { q.Until = s.Time("Mon 9 Nov 11:00") }))
	require.Empty(t, with(func(q *ticket.Sought) { q.Team = s.Second }))
	require.Empty(t, with(func(q *ticket.Sought) { q.Undelivered = true }))
	moves := sought(s, s.Karin, ticket.Sought{Later: true})
	require.True(t, moves[0].MovedTo.Equal(s.Time("Tue 10 Nov 12:00")))

	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Undelivered(ctx, tx, people.System, kept, s.Whole(kept).LastMessage(), "550")
	})
	require.Equal(t, []int64{number(kept)}, with(func(q *ticket.Sought) { q.Undelivered = true }))
}

func TestPromises_come_page_by_page_and_none_twice(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	for range 4 {
		s.Asks(s.Hanna, "No internet") // all due at the same instants
	}
	whole := sought(s, s.Karin, ticket.Sought{})
	require.Len(t, whole, 8)
	var place ticket.Place
	var all []ticket.Found
	for {
		page, err := ticket.Promises(t.Context(), s.DB, s.Karin.Acting(), ticket.Sought{}, place, 3)
		require.NoError(t, err)
		all = append(all, page...)
		if len(page) < 3 {
			break
		}
		place = page[2].Place()
	}
	require.Equal(t, whole, all)
}

func TestPromises_of_a_private_team_are_seen_by_nobody_else(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	id := s.Asks(s.Hanna, "A contract")
	back := s.Hires(people.Supervisor, "Zofia Hidden")
	s.Goes(id, s.Private("Contracts", s.Maja, back))
	require.Empty(t, sought(s, s.Ingrid, ticket.Sought{}))
	require.NotEmpty(t, sought(s, back, ticket.Sought{}))
	require.NotEmpty(t, sought(s, s.Karin, ticket.Sought{}))
	week, _, _, _ := ticket.Periods(s.Now(), time.UTC)
	_, teams, err := ticket.KeptByTeam(t.Context(), s.DB, s.Ingrid.Acting(), week)
	require.NoError(t, err)
	for _, one := range teams {
		require.NotEqual(t, "Contracts", one.TeamName)
	}
	for _, by := range []people.Actor{s.Maja.Acting(), s.Oskar.Acting(), s.Holder(id)} {
		_, err := ticket.Promises(t.Context(), s.DB, by, ticket.Sought{}, ticket.Place{}, 10)
		require.True(t, fault.Is(err, fault.KindNotFound))
		_, _, err = ticket.KeptByTeam(t.Context(), s.DB, by, week)
		require.True(t, fault.Is(err, fault.KindNotFound))
	}
}

func TestPromises_refuse_what_nobody_can_look_for(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	now := s.Now()
	for field, q := range map[string]ticket.Sought{
		"kind": {Kind: "drop table"}, "state": {State: "nearly"}, "to": {From: now, Until: now.Add(-time.Hour)},
	} {
		_, err := ticket.Promises(t.Context(), s.DB, s.Karin.Acting(), q, ticket.Place{}, 10)
		require.Equal(t, field, fault.Of(err)[0].Field)
	}
}

func TestKept_counts_target_and_agreed_kinds_that_recover_nothing(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	good, bad := s.Asks(s.Hanna, "Good"), s.Asks(s.Goran, "Bad")
	s.Promises(s.Maja, good, "the bill is corrected", "Mon 9 Nov 15:00")
	s.Replies(s.Maja, good, "It is corrected.", cast.Keeping(s.Latest(good, promise.Commitment).ID)) // keeps the first reply, too
	s.Replies(s.Maja, bad, "We look.")
	s.Promises(s.Maja, bad, "the line is mended", "Mon 9 Nov 11:00")
	s.Sees(bad)
	s.Until("Mon 9 Nov 11:05")
	s.Replies(s.Maja, bad, "It is mended.", cast.Keeping(s.Latest(bad, promise.Commitment).ID)) // its recovery, which counts for nothing

	zone := s.Time("Mon 9 Nov 10:00").Location()
	week, lastWeek, month, lastMonth := ticket.Periods(s.Now(), zone)
	desk, teams, err := ticket.KeptByTeam(t.Context(), s.DB, s.Karin.Acting(), week, lastWeek, month, lastMonth)
	require.NoError(t, err)
	now := ticket.Rate{Kept: 3, All: 4}
	require.Equal(t, []ticket.Rate{now, {}, now, {}}, desk.Rates)
	require.Equal(t, 75, now.Percent())
	require.Equal(t, desk.Rates, teams[0].Rates)
	require.Equal(t, []ticket.Rate{{}, {}, {}, {}}, teams[1].Rates)
	mine, err := ticket.KeptByMe(t.Context(), s.DB, s.Maja.Acting(), week)
	require.NoError(t, err)
	require.Equal(t, []ticket.Rate{now}, mine.Rates)
	mine, err = ticket.KeptByMe(t.Context(), s.DB, s.Jonas.Acting(), week)
	require.NoError(t, err)
	require.Equal(t, []ticket.Rate{{}}, mine.Rates)

	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Undelivered(ctx, tx, people.System, good, s.Whole(good).LastMessage(), "550")
	})
	desk, _, err = ticket.KeptByTeam(t.Context(), s.DB, s.Karin.Acting(), week)
	require.NoError(t, err)
	require.Equal(t, ticket.Rate{Kept: 1, All: 4}, desk.Rates[0], "what never arrived was not kept")
}

func TestPeriods_are_days_of_the_zone_also_when_clocks_change(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Copenhagen")
	require.NoError(t, err)
	at := func(y int, m time.Month, d, h int) time.Time { return time.Date(y, m, d, h, 0, 0, 0, zone) }
	week, lastWeek, month, lastMonth := ticket.Periods(at(2026, 3, 29, 23), zone) // a Sunday of 23 hours
	require.Equal(t, ticket.Period{From: at(2026, 3, 23, 0), Until: at(2026, 3, 30, 0)}, week)
	require.Equal(t, 7*24*time.Hour-time.Hour, week.Until.Sub(week.From))
	require.Equal(t, ticket.Period{From: at(2026, 3, 16, 0), Until: at(2026, 3, 23, 0)}, lastWeek)
	require.Equal(t, ticket.Period{From: at(2026, 3, 1, 0), Until: at(2026, 4, 1, 0)}, month)
	require.Equal(t, ticket.Period{From: at(2026, 2, 1, 0), Until: at(2026, 3, 1, 0)}, lastMonth)
	week, _, _, lastMonth = ticket.Periods(at(2026, 1, 1, 0), zone) // a Thursday
	require.Equal(t, at(2025, 12, 29, 0), week.From)
	require.Equal(t, at(2025, 12, 1, 0), lastMonth.From)
	require.Equal(t, 99, ticket.Rate{Kept: 999, All: 1000}.Percent())
}

func TestPromises_show_windows_how_they_ended_and_where_they_went(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	called, moved := s.Asks(s.Hanna, "Called"), s.Asks(s.Goran, "Moved")
	call := s.AgreesCall(s.Maja, called, "Mon 9 Nov 11:00")
	s.LogsCall(s.Maja, called, promise.NotReached, nil, call)
	visit := s.AgreesVisit(s.Maja, moved, "Thu 12 Nov 10:00", 2*time.Hour)
	s.MovesWindow(s.Maja, moved, visit, "Fri 13 Nov 14:00", time.Hour)

	calls := sought(s, s.Karin, ticket.Sought{Kind: promise.Callback})
	require.Len(t, calls, 1)
	require.True(t, calls[0].Opens.Equal(s.Time("Mon 9 Nov 11:00")))
	require.Equal(t, promise.NotReached, calls[0].Outcome)
	visits := sought(s, s.Karin, ticket.Sought{Kind: promise.Visit, Later: true})
	require.Len(t, visits, 1)
	require.True(t, visits[0].Opens.Equal(s.Time("Thu 12 Nov 10:00")))
	require.True(t, visits[0].MovedOpens.Equal(s.Time("Fri 13 Nov 14:00")))
	require.Nil(t, visits[0].Elsewhere, "it moved on its own ticket")
}

func TestPromises_of_a_merged_ticket_say_where_they_are_now_to_those_who_see_it(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	broken := s.Asks(s.Hanna, "No internet")
	s.Until("Mon 9 Nov 13:30")
	into := s.Asks(s.Hanna, "Still no internet")
	require.NoError(t, merges(s, s.Karin, broken, into, false))
	elsewhere := func(by people.Person, q ticket.Sought) (all []*int64) {
		for _, f := range sought(s, by, q) {
			if f.Number == s.Ticket(broken).Number {
				all = append(all, f.Elsewhere)
			}
		}
		require.NotEmpty(t, all)
		return all
	}
	number := s.Ticket(into).Number
	require.Equal(t, []*int64{&number}, elsewhere(s.Ingrid, ticket.Sought{State: ticket.Owed}), "what is owed")
	require.Equal(t, []*int64{&number}, elsewhere(s.Ingrid, ticket.Sought{Kind: promise.Resolution}), "what took its place")
	s.Goes(into, s.Private("Contracts", s.Maja))
	require.Equal(t, []*int64{nil}, elsewhere(s.Ingrid, ticket.Sought{State: ticket.Owed}))
	require.Equal(t, []*int64{&number}, elsewhere(s.Karin, ticket.Sought{State: ticket.Owed}))
}

func TestMove_leaves_a_commitment_without_a_window_and_a_call_not_without_one(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 09:00")
	id := s.Asks(s.Hanna, "No internet")
	said := s.Promises(s.Maja, id, "the new router is posted", "Tue 10 Nov 16:00")
	call := s.Agrees(s.Maja, id, s.Window(promise.Callback, "Thu 12 Nov 10:00", 30*time.Minute))
	move := func(p promise.ID, m ticket.Moving) error {
		return s.Try(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Move(ctx, tx, s.Maja.Acting(), s.Limits, id, p, m)
		})
	}
	opens, due := s.Time("Wed 11 Nov 10:00"), s.Time("Wed 11 Nov 12:00")
	require.NoError(t, move(said, ticket.Moving{
		Opens: opens, Due: due, Reason: "The post is late.", Place: "Havnegade 22", Bring: "A router", Owner: promise.Owner{Person: int64(s.Hanna.ID)},
	}))
	moved := s.Latest(id, promise.Commitment)
	require.True(t, moved.Due.Equal(due))
	require.True(t, moved.Opens.IsZero())
	require.Empty(t, moved.Place+moved.Bring)
	require.Equal(t, int64(s.Maja.ID), moved.Whose().Person)

	wrong := fault.Of(move(call, ticket.Moving{Due: due, Reason: "She is ill."}))
	require.Len(t, wrong, 1)
	require.Equal(t, "to", wrong[0].Field)
	require.False(t, s.Latest(id, promise.Callback).Opens.IsZero(), "the window stands")
}
