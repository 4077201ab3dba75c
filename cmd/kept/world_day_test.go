package main

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// ofStop is where the forms of somebody's own appointments go.
const ofStop = "/desk/day/stops/{promise}"

// expected agrees an appointment of Oskar's on a ticket, as the route's form needs it: a call to be made, or a visit, which he is at
// already where the form says that he is done.
func (s *site) expected(x things, route string) things {
	s.T.Helper()
	opens := s.Now().Add(24*time.Hour + time.Duration(x.id)*10*time.Minute)
	a := ticket.Appointment{Kind: promise.Visit, Opens: opens, Closes: opens.Add(10 * time.Minute), Place: "Havnegade 22", Owner: promise.Owner{Person: int64(s.Oskar.ID)}}
	if strings.HasSuffix(route, "/calls") {
		a.Kind, a.Place = promise.Callback, ""
	}
	x.promise = s.Agrees(s.Maja, x.id, a)
	if strings.HasSuffix(route, "/endings") {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.Attend(ctx, tx, s.Oskar.Acting(), x.id, x.promise, ticket.Arrival{Outcome: promise.Arrived})
		})
	}
	return x
}

// makeStops agrees an appointment of its own for each of these forms.
func (s *site) makeStops(t *testing.T) map[string]things {
	t.Helper()
	all := map[string]things{}
	for _, route := range posts(t) {
		if strings.HasPrefix(route, ofStop) {
			all[route] = s.victim(t, route)
		}
	}
	return all
}

// stopFields are the fields of such a form; nil: the route is none of them.
func stopFields(route string) url.Values {
	switch route {
	case ofStop + "/arrivals":
		return url.Values{"outcome": {"arrived"}, "back": {"/desk/day"}}
	case ofStop + "/delays":
		return url.Values{"minutes": {"20"}, "back": {"/desk/day"}}
	case ofStop + "/endings":
		return url.Values{"key": {cast.Key()}, "words": {"A new router."}, "back": {"/desk/day"}}
	case ofStop + "/calls":
		return url.Values{"key": {cast.Key()}, "outcome": {"not_reached"}, "words": {"Nobody answers."}, "back": {"/desk/day"}}
	default:
		return nil
	}
}
