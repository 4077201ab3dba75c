package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

const (
	dutyRoute = "/office/duty"
	ofDuty    = dutyRoute + "/{duty}"
)

func isAboutDuty(route string) bool { return strings.HasPrefix(route, dutyRoute) }

// makeDuty puts one night on the roster, in the place of all that stands there.
func (s *site) makeDuty() (id people.DutyID) {
	s.T.Helper()
	_, err := s.DB.Pool().Exec(s.T.Context(), `delete from duties`)
	require.NoError(s.T, err)
	zone, err := time.LoadLocation(cast.Zone)
	require.NoError(s.T, err)
	night := people.DutyDraft{Person: s.Karin.ID, From: calendar.Date{Year: 2028, Month: 3, Day: 6}, Until: calendar.Date{Year: 2028, Month: 3, Day: 7}, Begin: 17 * 60, End: 8 * 60}
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.AddDuties(ctx, tx, s.Karin.Acting(), zone, night)
		return err
	})
	require.NoError(s.T, s.DB.QueryRow(s.T.Context(), `select id from duties`).Scan(&id))
	return id
}

// dutyAddress fills a route's address with what a row names.
func dutyAddress(r row, id people.DutyID) string {
	named := fmt.Sprint(id)
	switch r.object {
	case "nonsense":
		named = nonsense
	case "unknown duty":
		named = nowhere
	}
	return strings.ReplaceAll(r.route, "{duty}", named)
}

// dutyFields are the fields of a form of the roster; nil: of none of these.
func (s *site) dutyFields(route string) url.Values {
	switch route {
	case dutyRoute:
		return url.Values{
			"person": {fmt.Sprint(s.Karin.ID)}, "from": {"2028-05-08"}, "begin": {"17:00"}, "until": {"2028-05-12"}, "end": {"08:00"},
			"how": {"daily"}, "weeks": {"2"}, "times": {"3"},
		}
	case ofDuty + "/removals":
		return url.Values{"following": {"yes"}, "week": {"2028-03-06"}}
	}
	return nil
}
