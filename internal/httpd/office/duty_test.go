package office

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

func TestDuty_roster_says_who_is_told_when_with_its_gaps_and_overlaps(t *testing.T) {
	t.Parallel()
	o := opened(t)
	ingrid := o.as(o.Ingrid)
	ingrid.Open("/office").Says("Who is on duty")
	ingrid.Open("/office/duty").Says("9 November – 15 November 2026", "Nobody is on the roster now. At work until today 17:00: "+o.Ingrid.Name, "gaps: the admins are told", "The admins are told: "+o.Karin.Name)
	nights := ingrid.Open("/office/duty").Form("duty-form").Choose("person", digits(int64(o.Ingrid.ID))).
		Fill("from", "2026-11-09").Fill("begin", "17:00").Fill("until", "2026-11-13").Fill("end", "09:00").Choose("how", "daily").Choose("weeks", "2").Fill("times", "3").Press("Put on the roster")
	require.Equal(t, "On the roster, 15 times.", nights.Note())
	nights.Says("Mon 9 17:00 – Tue 10 09:00", "And 14 later", "On the roster")
	ingrid.Open("/office/duty?week=2026-11-24").Says("23 November – 29 November 2026", "Mon 23 17:00 – Tue 24 09:00")
	ingrid.Open("/office/duty").Form("duty-form").Choose("person", digits(int64(o.Karin.ID))).
		Fill("from", "2026-11-09").Fill("begin", "8.00").Fill("until", "2026-11-16").Fill("end", "08:00").Choose("how", "through").Press("Put on the roster").
		Says("1 gap, and it is over.", "5 stretches have more than one person.", "On the roster together; all of them are told")

	ingrid.Open("/office/duty").Form("duty-form").Choose("person", digits(int64(o.Ingrid.ID))).Fill("from", "2026-11-10").Fill("until", "2026-11-11").Press("Put on the roster").
		Refuses(http.StatusUnprocessableEntity, "Already on the roster at some of this time: "+o.Ingrid.Name)
	ingrid.Open("/office/duty").Form("duty-form").Fill("from", "2026-11-32").Fill("begin", "noon").Press("Put on the roster").Refuses(http.StatusUnprocessableEntity, "Give a date that exists.")
	ingrid.Open("/office/duty").Form("duty-form").Fill("from", "2026-11-12").Fill("until", "2026-11-11").Press("Put on the roster").Refuses(http.StatusUnprocessableEntity, "The last day must not be before the first.")
	ingrid.Open("/office/duty").Form("duty-form").Fill("from", "2026-11-02").Fill("until", "2026-11-03").Press("Put on the roster").Refuses(http.StatusUnprocessableEntity, "That is over already.")
	o.as(o.Karin).Open("/office/audit").Says(o.Ingrid.Name+" put "+o.Karin.Name+" on the duty roster.", "9 Nov 2026, 08:00 – 16 Nov 2026, 08:00")
}

func TestDuty_of_a_week_that_is_over_knows_who_was_away(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.as(o.Ingrid).Open("/office/duty").Form("duty-form").Choose("person", digits(int64(o.Ingrid.ID))).
		Fill("from", "2026-11-09").Fill("begin", "17:00").Fill("until", "2026-11-15").Fill("end", "08:00").Choose("how", "through").Press("Put on the roster")
	o.GoesAway(o.Ingrid, "Wed 11 Nov 08:00", "Fri 13 Nov 00:00", people.Person{})
	const week = "/office/duty?week=2026-11-09"
	const nobody = "Wed 11 08:00 until Fri 13 00:00 Nobody"
	o.as(o.Karin).Open(week).Says(nobody)
	o.At("Mon 16 Nov 10:00")
	o.as(o.Karin).Open(week).Says(nobody)
}

func TestDuty_is_taken_off_alone_or_with_all_that_follow(t *testing.T) {
	t.Parallel()
	o := opened(t)
	zone, err := time.LoadLocation(cast.Zone)
	require.NoError(t, err)
	draft := people.DutyDraft{Person: o.Ingrid.ID, From: calendar.Date{Year: 2026, Month: 11, Day: 9}, Until: calendar.Date{Year: 2026, Month: 11, Day: 13}, Begin: 17 * 60, End: 8 * 60, IsDaily: true}
	o.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		_, err := people.AddDuties(ctx, tx, o.Ingrid.Acting(), zone, draft)
		return err
	})
	count := func() (n int) {
		require.NoError(t, o.DB.QueryRow(t.Context(), `select count(*) from duties`).Scan(&n))
		return n
	}
	page := o.as(o.Ingrid).Open("/office/duty")
	page.Form("off-2").Press("Take off")
	require.Equal(t, 4, count())
	o.as(o.Ingrid).Open("/office/duty").Form("off-3").Press("And 2 later")
	require.Equal(t, 1, count())
	o.At("Tue 10 Nov 12:00")
	page.Form("off-1").Press("Take off").Refuses(http.StatusConflict, "This is over already and stays as it was.")
}
