package people_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

func date(year int, month time.Month, day int) calendar.Date {
	return calendar.Date{Year: year, Month: month, Day: day}
}

// onCall is the staff with Bo on the roster from the night of Thursday on, until Friday noon.
func onCall() people.Roster {
	all := staff()
	all[3].Shifts = []people.Shift{{From: night.Add(-time.Hour), To: noon.Add(24 * time.Hour)}}
	return all
}

func TestRung_supervisors_on_duty_are_those_of_the_roster_then_those_at_work_then_the_admins(t *testing.T) {
	t.Parallel()
	open := office(t)
	on := func(r people.Roster, at time.Time) []people.ID {
		return r.Rung([]string{people.OnDuty}, 0, first, at, open)
	}
	require.Equal(t, []people.ID{bo}, on(onCall(), night), "whoever the roster names is there, whatever their hours")
	require.Equal(t, []people.ID{bo}, on(onCall(), night.Add(11*time.Hour)), "also where others are at work")
	require.Equal(t, []people.ID{ingrid, bo}, on(onCall(), noon), "it names nobody: everybody within their hours")
	require.Equal(t, []people.ID{karin}, on(onCall(), night.Add(24*time.Hour)), "nobody: the admins")
	require.Equal(t, []people.ID{ingrid, bo}, on(onCall(), noon.Add(24*time.Hour)), "its end is not in it")

	require.Equal(t, []people.ID{ingrid, bo}, onCall().Ladder(people.AllSupervisors, first, night, open), "one of all is on duty: the admins may sleep")
	require.Equal(t, []people.ID{ingrid, karin}, onCall().Ladder(people.TeamSupervisors, first, night, open), "the team's own are not")
	agent := staff()
	agent[0].Shifts = onCall()[3].Shifts
	require.Equal(t, []people.ID{karin}, on(agent, night), "who leads nobody any more counts for nothing")
}

func TestNextThere_is_the_next_duty_or_opening(t *testing.T) {
	t.Parallel()
	open := office(t)
	c, _ := onCall().Find(bo)
	require.Equal(t, noon, c.NextThere(noon, open))
	require.Equal(t, night.Add(-time.Hour), c.NextThere(night.Add(-2*time.Hour), open))
	other, _ := onCall().Find(ingrid)
	require.Equal(t, noon.Add(21*time.Hour), other.NextThere(night, open))
}

func TestCovers_says_who_is_on_duty_without_a_gap(t *testing.T) {
	t.Parallel()
	from, to := noon, noon.Add(48*time.Hour) // Thursday noon to Saturday noon
	got := onCall().Covers(from, to, office(t), nil)
	at := func(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }
	require.Equal(t, []people.Cover{
		{From: at(0), To: at(5), Who: []people.ID{ingrid, bo}, By: people.ByHours},
		{From: at(5), To: at(10), Who: []people.ID{karin}, By: people.ByAdmins},
		{From: at(10), To: at(24), Who: []people.ID{bo}, By: people.ByRoster},
		{From: at(24), To: at(29), Who: []people.ID{ingrid, bo}, By: people.ByHours},
		{From: at(29), To: at(48), Who: []people.ID{karin}, By: people.ByAdmins},
	}, got)
	both := onCall()
	both[2].Shifts = []people.Shift{{From: at(20), To: at(24)}}
	got = both.Covers(at(10), at(24), office(t), nil)
	require.Equal(t, []people.ID{ingrid, bo}, got[1].Who, "two together")
	require.Equal(t, at(20), got[1].From)
	sick := people.Absences{{Person: bo, Begins: at(12), Ends: at(72)}}
	require.Equal(t, people.Cover{From: at(12), To: at(21), Who: []people.ID{karin}, By: people.ByAdmins}, onCall().Covers(from, to, office(t), sick)[3], "the roster names one who is away")
	require.Len(t, staff().Covers(from, to, nil, nil), 1, "a desk without hours is always open")
}

func TestLasting_is_how_long_somebody_is_on_duty_whoever_joins_them(t *testing.T) {
	t.Parallel()
	at := func(hour int) time.Time { return time.Date(2026, time.November, 9, hour, 0, 0, 0, time.UTC) }
	alone := people.Cover{From: at(8), To: at(10), Who: []people.ID{1}, By: people.ByRoster}
	joined := people.Cover{From: at(10), To: at(12), Who: []people.ID{2, 1}, By: people.ByRoster}
	other := people.Cover{From: at(12), To: at(14), Who: []people.ID{2}, By: people.ByRoster}
	atWork := people.Cover{From: at(12), To: at(14), Who: []people.ID{1}, By: people.ByHours}
	require.Equal(t, at(12), people.Lasting([]people.Cover{alone, joined, other}).To)
	require.Equal(t, at(12), people.Lasting([]people.Cover{alone, joined, atWork}).To, "they are at work then, no more on the roster")
	require.Equal(t, at(12), people.Lasting([]people.Cover{joined, other}).To, "until one of them goes")
	require.Zero(t, people.Lasting([]people.Cover{alone, joined}).To, "no end is in sight")
	require.Equal(t, alone.Who, people.Lasting([]people.Cover{alone, joined}).Who)
}

func TestDutyDraft_makes_weeks_nights_and_repeats(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Stockholm")
	require.NoError(t, err)
	week := people.DutyDraft{From: date(2026, 3, 23), Until: date(2026, 3, 30), Begin: 8 * 60, End: 8 * 60}
	shifts, err := week.Shifts(zone)
	require.NoError(t, err)
	require.Len(t, shifts, 1)
	require.Equal(t, 7*24*time.Hour-time.Hour, shifts[0].To.Sub(shifts[0].From), "a night of it is an hour shorter")

	nights := people.DutyDraft{From: date(2026, 11, 9), Until: date(2026, 11, 13), Begin: 17 * 60, End: 8 * 60, IsDaily: true, EveryWeeks: 2, Times: 3}
	shifts, err = nights.Shifts(zone)
	require.NoError(t, err)
	require.Len(t, shifts, 15)
	require.Equal(t, "2026-11-10 08:00", shifts[0].To.In(zone).Format("2006-01-02 15:04"))
	require.Equal(t, "2026-11-23 17:00", shifts[5].From.In(zone).Format("2006-01-02 15:04"))

	gap := people.DutyDraft{From: date(2026, 3, 28), Until: date(2026, 3, 30), Begin: 2*60 + 15, End: 2*60 + 45, IsDaily: true}
	shifts, err = gap.Shifts(zone)
	require.NoError(t, err)
	require.Len(t, shifts, 2, "that half hour is not there on the 29th")

	gap.From, gap.Until, gap.IsDaily = date(2026, 3, 29), date(2026, 3, 29), false
	_, err = gap.Shifts(zone)
	require.EqualError(t, err, "duty.fault.gap on end", "of nothing else than that half hour it is said")

	for name, c := range map[string]struct {
		change func(*people.DutyDraft)
		said   string
	}{
		"ends before it begins":  {func(d *people.DutyDraft) { d.Until = date(2026, 3, 22) }, "duty.fault.forward on until"},
		"ends the hour before":   {func(d *people.DutyDraft) { d.Until, d.End = d.From, 7*60 }, "duty.fault.end_forward on end"},
		"no time at all":         {func(d *people.DutyDraft) { d.IsDaily = true }, "duty.fault.same on end"},
		"no time of day":         {func(d *people.DutyDraft) { d.Begin, d.End = -1, 1441 }, "duty.fault.clock on begin; duty.fault.clock on end"},
		"half a year":            {func(d *people.DutyDraft) { d.Until = date(2026, 9, 1) }, "duty.fault.long on until"},
		"into its own next time": {func(d *people.DutyDraft) { d.Until, d.EveryWeeks, d.Times = date(2026, 3, 31), 1, 2 }, "duty.fault.repeats on weeks"},
		"every ninth week":       {func(d *people.DutyDraft) { d.EveryWeeks, d.Times = 9, 2 }, "duty.fault.weeks on weeks"},
		"never":                  {func(d *people.DutyDraft) { d.EveryWeeks, d.Times = 2, 0 }, "duty.fault.times on times"},
		"too many": {func(d *people.DutyDraft) {
			d.IsDaily, d.End, d.EveryWeeks, d.Times = true, 17*60, 2, 52
		}, "duty.fault.most on times"},
	} {
		draft := week
		c.change(&draft)
		_, err := draft.Shifts(zone)
		require.EqualError(t, err, c.said, name)
	}
}

func TestDuties_are_put_on_the_roster_whole_or_not_at_all_and_taken_off(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	s.At("Mon 9 Nov 10:00")
	zone, err := time.LoadLocation("Europe/Stockholm")
	require.NoError(t, err)
	by := s.Ingrid.Acting()
	add := func(by people.Actor, d people.DutyDraft) error {
		return do(t, s.DB, func(ctx context.Context, tx *pg.Tx) error {
			_, err := people.AddDuties(ctx, tx, by, zone, d)
			return err
		})
	}
	nights := people.DutyDraft{Person: s.Ingrid.ID, From: date(2026, 11, 9), Until: date(2026, 11, 13), Begin: 17 * 60, End: 8 * 60, IsDaily: true}
	for _, p := range []people.Person{s.Maja, s.Oskar, s.Hanna} {
		require.True(t, fault.Is(add(p.Acting(), nights), fault.KindNotFound), p.Name)
	}
	require.NoError(t, add(by, nights))
	overlapping := nights
	overlapping.From, overlapping.Until = date(2026, 11, 13), date(2026, 11, 20)
	require.EqualError(t, add(by, overlapping), "duty.fault.twice on from")
	other := overlapping
	other.Person = s.Karin.ID
	require.NoError(t, add(by, other), "two may be on duty together")
	agent := nights
	agent.Person = s.Maja.ID
	require.EqualError(t, add(by, agent), "duty.fault.person on person")
	past := nights
	past.Person, past.From, past.Until = s.Karin.ID, date(2026, 11, 2), date(2026, 11, 6)
	require.EqualError(t, add(by, past), "duty.fault.past on until")
	for _, year := range []int{2062, 9999} {
		mistyped := past
		mistyped.From, mistyped.Until = date(year, 11, 9), date(year, 11, 13)
		require.EqualError(t, add(by, mistyped), "duty.fault.far on from")
	}

	listed := func() []people.Duty {
		all, err := people.Duties(t.Context(), s.DB, by, s.Time("Mon 9 Nov 00:00"), s.Time("Mon 16 Nov 00:00"))
		require.NoError(t, err)
		return all
	}
	all := listed()
	require.Len(t, all, 5+3, "the week's")
	require.Equal(t, 4, all[0].Following)
	roster, err := people.ReadRoster(t.Context(), s.DB)
	require.NoError(t, err)
	require.Equal(t, []people.ID{s.Ingrid.ID}, roster.Rung([]string{people.OnDuty}, 0, s.Team, s.Time("Mon 9 Nov 23:00"), nil))

	s.At("Mon 9 Nov 23:00")
	remove := func(id people.DutyID, following bool) error {
		return do(t, s.DB, func(ctx context.Context, tx *pg.Tx) error { return people.RemoveDuty(ctx, tx, by, zone, id, following) })
	}
	require.NoError(t, remove(all[0].ID, false))
	require.Equal(t, s.Time("Mon 9 Nov 23:00").UTC(), listed()[0].ToAt.UTC(), "what has begun ends now")
	s.At("Tue 10 Nov 10:00")
	require.Equal(t, "duty.fault.over", fault.Of(remove(all[0].ID, true))[0].Key)
	require.NoError(t, remove(all[2].ID, true))
	require.Len(t, listed(), 2+3)
	require.True(t, fault.Is(remove(all[2].ID, false), fault.KindNotFound))
	s.Leaves(s.Ingrid)
	require.Len(t, listed(), 1+3, "who has left is to come no more")
}
