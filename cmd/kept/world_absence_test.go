package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

const (
	absencesRoute = "/desk/profile/absences"
	absenceRoute  = absencesRoute + "/{absence}"
)

// absent are absences that have just begun and are nearly over, by whose they are.
type absent map[people.ID]people.AbsenceID

func isAboutAbsence(route string) bool { return strings.HasPrefix(route, absencesRoute) }

// makeAbsent makes them anew, in the place of all that were there.
func (s *site) makeAbsent() absent {
	s.T.Helper()
	_, err := s.DB.Pool().Exec(s.T.Context(), `delete from absences`)
	require.NoError(s.T, err)
	all := absent{}
	rows, err := s.DB.Pool().Query(s.T.Context(), `select id from people where is_active and role <> 'customer'`)
	require.NoError(s.T, err)
	var staff []people.ID
	for rows.Next() {
		var id people.ID
		require.NoError(s.T, rows.Scan(&id))
		staff = append(staff, id)
	}
	require.NoError(s.T, rows.Err())
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		for _, id := range staff {
			p := people.Planned{Begins: s.Now().Add(-time.Hour), Ends: s.Now().Add(time.Minute)}
			if all[id], err = ticket.EnterAbsence(ctx, tx, s.Karin.Acting(), id, p); err != nil {
				return err
			}
		}
		return nil
	})
	return all
}

// address fills a route's address with what a row names: the actor's own absence, or the agent's.
func (a absent) address(r row, own, agent people.ID) string {
	id := a[own]
	switch {
	case r.object == "nonsense":
		return strings.ReplaceAll(r.route, "{absence}", nonsense)
	case r.object == "unknown absence":
		id = 987654
	case r.object == "the agent's absence" || id == 0:
		id = a[agent]
	}
	return strings.ReplaceAll(r.route, "{absence}", fmt.Sprint(id))
}

// absenceFields are the fields of a form about absences; nil: of none of these.
func (s *site) absenceFields(route string, x things) url.Values {
	day := func(n int) string { return s.Now().AddDate(0, 0, n).Format(time.DateOnly) }
	switch route {
	case absencesRoute:
		return url.Values{"from": {day(30)}, "from_time": {"09:00"}, "until": {day(34)}, "until_time": {""}, "stand_in": {fmt.Sprint(s.Jonas.ID)}}
	case absenceRoute:
		var version int64 // all are made at one instant
		const q = `select coalesce(max((extract(epoch from changed_at) * 1000000)::bigint), 0) from absences`
		require.NoError(s.T, s.DB.QueryRow(s.T.Context(), q).Scan(&version))
		return url.Values{"until": {day(0)}, "until_time": {"23:59"}, "stand_in": {"0"}, "was": {fmt.Sprint(version)}}
	case absenceRoute + "/takings":
		return url.Values{"ticket": {fmt.Sprint(x.number)}, "was": {fmt.Sprint(s.Maja.ID)}}
	case absenceRoute + "/ends", absenceRoute + "/readings":
		return url.Values{}
	}
	return nil
}
