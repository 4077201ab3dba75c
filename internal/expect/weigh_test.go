package expect

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// paper is a desk that is open 9 to 17 from Monday to Friday in Copenhagen, on a Thursday at 10:00, where nine of ten were kept
// within six hours.
func paper(t *testing.T) (Ground, Matter, func(local string) time.Time) {
	t.Helper()
	h := sla.OfficeHours("Europe/Copenhagen")
	open, err := calendar.New(h.Zone, h.Week, []calendar.Exception{{Date: calendar.Date{Year: 2026, Month: time.October, Day: 5}}})
	require.NoError(t, err)
	at := func(local string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", "2026-10-"+local, open.Zone())
		require.NoError(t, err)
		return when
	}
	g := Ground{Known: []Known{{Kind: promise.Commitment, Team: 1, Figures: Figures{Cases: 40, P90: 6 * time.Hour}}}}
	return g, Matter{Team: 1, Terms: promise.Terms{Calendar: open}, Now: at("01 10:00")}, at
}

func holiday(d calendar.Date) (sla.ShutDay, bool) {
	return sla.ShutDay{Date: d, Name: "Inventory"}, d == calendar.Date{Year: 2026, Month: time.October, Day: 5}
}

func against(w Weighed) (all []Against) {
	for _, v := range w.Warnings {
		all = append(all, v.Against)
	}
	return all
}

func TestWeigh_warns_of_each_thing_that_speaks_against_a_time(t *testing.T) {
	t.Parallel()
	g, m, at := paper(t)
	g.Busy = []Stretch{{Promise: 9, Owner: 7, Kind: promise.Visit, From: at("02 13:00"), To: at("02 15:00")}}
	g.Absent = people.Absences{{Person: 7, Begins: at("06 00:00"), Ends: at("08 00:00")}}
	commitment := func(due string) Proposal { return Proposal{Kind: promise.Commitment, Due: at(due), Owner: 7} }
	visit := func(opens, closes string) Proposal {
		return Proposal{Kind: promise.Visit, Opens: at(opens), Due: at(closes), Owner: 7}
	}
	for name, c := range map[string]struct {
		proposal Proposal
		want     []Against
	}{
		"nothing at the ninth of ten":      {commitment("01 16:00"), nil},
		"nothing at closing":               {commitment("01 17:00"), nil},
		"sooner":                           {commitment("01 15:59"), []Against{Sooner}},
		"after closing":                    {commitment("01 17:01"), []Against{Shut}},
		"a weekend":                        {commitment("03 12:00"), []Against{Shut}},
		"a holiday":                        {commitment("05 12:00"), []Against{Holiday}},
		"at a visit":                       {commitment("02 14:00"), []Against{Overlap}},
		"as the visit ends":                {commitment("02 15:00"), []Against{Overlap}},
		"as the visit begins":              {commitment("02 13:00"), nil},
		"an absence":                       {commitment("06 12:00"), []Against{Away}},
		"the absence of somebody else":     {Proposal{Kind: promise.Commitment, Due: at("06 12:00"), Owner: 8}, nil},
		"after the absence":                {commitment("08 09:00"), nil},
		"a visit in an absence":            {visit("07 10:00", "07 12:00"), []Against{Away}},
		"somebody else":                    {Proposal{Kind: promise.Commitment, Due: at("02 14:00"), Owner: 8}, nil},
		"a team":                           {Proposal{Kind: promise.Commitment, Due: at("02 14:00")}, nil},
		"an overlapping window":            {visit("02 14:30", "02 16:00"), []Against{Overlap}},
		"a window that begins as it ends":  {visit("02 15:00", "02 16:00"), nil},
		"a window that ends as it begins":  {visit("02 12:00", "02 13:00"), nil},
		"a window that goes past closing":  {visit("02 16:00", "02 18:00"), []Against{Shut}},
		"the visit itself, which is moved": {Proposal{Kind: promise.Visit, Opens: at("02 14:00"), Due: at("02 16:00"), Owner: 7, Instead: 9}, nil},
		"all at once":                      {commitment("01 08:00"), []Against{Shut, Sooner}},
	} {
		require.Equal(t, c.want, against(g.Weigh(m, c.proposal, holiday)), name)
	}
}

func TestWeigh_says_when_somebody_is_there_again(t *testing.T) {
	t.Parallel()
	g, m, at := paper(t)
	for window, want := range map[[2]string]string{
		{"01 16:00", "01 18:00"}: "02 09:00", // not when it begins, as somebody is there then
		{"01 07:00", "01 08:00"}: "01 09:00",
		{"02 18:00", "02 19:00"}: "06 09:00",
	} {
		w := g.Weigh(m, Proposal{Kind: promise.Visit, Opens: at(window[0]), Due: at(window[1])}, holiday)
		require.Equal(t, []Against{Shut}, against(w), window)
		require.Equal(t, at(want).UTC(), w.Warnings[0].To.UTC(), window)
	}
}

func TestWeigh_offers_the_next_time_that_nothing_speaks_against(t *testing.T) {
	t.Parallel()
	g, m, at := paper(t)
	g.Busy = []Stretch{{Owner: 7, Kind: promise.Visit, From: at("01 15:30"), To: at("02 10:00")}}
	for due, want := range map[string]string{"01 12:00": "02 10:15", "03 12:00": "06 09:00", "05 12:00": "06 09:00"} {
		w := g.Weigh(m, Proposal{Kind: promise.Commitment, Due: at(due), Owner: 7}, holiday)
		require.NotNil(t, w.Better, due)
		require.Equal(t, at(want).UTC(), w.Better.Due.UTC(), due)
		require.Empty(t, g.Weigh(m, *w.Better, holiday).Warnings, due)
	}
	w := g.Weigh(m, Proposal{Kind: promise.Callback, Opens: at("02 16:45"), Due: at("02 17:15"), Owner: 7}, holiday)
	require.Equal(t, at("06 09:00").UTC(), w.Better.Opens.UTC())
	require.Equal(t, at("06 09:30").UTC(), w.Better.Due.UTC())
}

func TestWeigh_says_nothing_of_the_record_where_there_is_too_little(t *testing.T) {
	t.Parallel()
	g, m, at := paper(t)
	w := g.Weigh(m, Proposal{Kind: promise.Callback, Opens: at("01 11:00"), Due: at("01 11:30")}, holiday)
	require.Nil(t, w.Usual)
	require.Empty(t, w.Warnings)
	require.Nil(t, w.Better)
	w = g.Weigh(m, Proposal{Kind: promise.Commitment, Due: at("01 16:30")}, holiday)
	require.Equal(t, 40, w.Usual.Cases)
	require.Equal(t, at("01 16:00").UTC(), w.By.UTC())
}
