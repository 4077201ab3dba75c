package httpd

import (
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/sla"
)

// A rail shows at least these hours of the desk's day.
const (
	railFrom = 8
	railTo   = 18
)

// Hours are the opening hours that the desk works by: those of the newest rules.
func (s *Server) Hours(r *http.Request) (*calendar.Calendar, error) {
	version, err := sla.Default(r.Context(), s.DB)
	if err != nil {
		return nil, err
	}
	terms, err := sla.Terms(r.Context(), s.DB, version, sla.Normal)
	return terms.Calendar, err
}

// Stretch is the part of today that a rail shows: the opening hours, rounded out to whole hours.
func Stretch(r *http.Request, hours *calendar.Calendar) (from, to time.Time) {
	begin := Midnight(r)
	end := begin.AddDate(0, 0, 1)
	from, to = begin.Add(railFrom*time.Hour), begin.Add(railTo*time.Hour)
	for _, open := range hours.OpenOn(calendar.DateOf(Now(r.Context()).In(hours.Zone()))) {
		if opens := open.From.In(begin.Location()).Truncate(time.Hour); opens.Before(from) {
			from = later(opens, begin)
		}
		if closes := open.To.In(begin.Location()).Add(time.Hour - 1).Truncate(time.Hour); closes.After(to) {
			to = earlier(closes, end)
		}
	}
	return from, to
}

// Closing is when the desk closes today, and whether that is still to come; else it is when the day ends.
func Closing(r *http.Request, hours *calendar.Calendar) (at time.Time, isToCome bool) {
	now := Now(r.Context())
	all := hours.OpenOn(calendar.DateOf(now.In(hours.Zone())))
	if len(all) > 0 && all[len(all)-1].To.After(now) {
		return all[len(all)-1].To, true
	}
	return Midnight(r).AddDate(0, 0, 1), false
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if a.After(b) {
		return b
	}
	return a
}
