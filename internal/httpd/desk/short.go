package desk

import (
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
)

// mostShort is how many tickets a list behind a number shows.
const mostShort = 300

// fillShort reads the rows of a list that stands behind a number.
func (d door) fillShort(r *http.Request, q *view.Queue) error {
	rows, err := d.short(r, q.List)
	if err != nil {
		return err
	}
	shown, err := d.shares(r, rows)
	if err != nil {
		return err
	}
	for _, row := range shown {
		if row.IsLate() && !q.IsPlain() {
			q.Late = append(q.Late, row)
		} else {
			q.Rows = append(q.Rows, row)
		}
	}
	return nil
}

func (d door) short(r *http.Request, l view.List) ([]ticket.Row, error) {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	switch l.View {
	case view.LateOnly:
		return ticket.Late(ctx, d.DB, by, ticket.Filter{Owner: l.Owner}, mostShort)
	case view.AtRisk:
		hours, err := d.Hours(r)
		if err != nil {
			return nil, err
		}
		closing, _ := httpd.Closing(r, hours)
		return ticket.DueBefore(ctx, d.DB, by, 0, closing, mostShort)
	case view.Near:
		return ticket.DueBefore(ctx, d.DB, by, l.Owner, httpd.Now(ctx).Add(view.NearBy), mostShort)
	case view.KeptToday:
		return ticket.KeptSince(ctx, d.DB, by, l.Owner, httpd.Midnight(r), mostShort)
	case view.Unsaid:
		return ticket.Unapologised(ctx, d.DB, by, mostShort)
	case view.Stuck:
		return ticket.StuckRows(ctx, d.DB, by, mostShort)
	case view.HandedUp:
		return ticket.HandedUp(ctx, d.DB, by, l.Level, mostShort)
	default:
		return ticket.SolvedSince(ctx, d.DB, by, httpd.Midnight(r), mostShort)
	}
}

// nameOwner fills in whose tickets a list shows. Who is nobody of the staff has none.
func (d door) nameOwner(r *http.Request, l *view.List) error {
	if l.Owner == 0 {
		return nil
	}
	p, err := people.Get(r.Context(), d.DB, l.Owner)
	if err == nil && !p.Role.IsStaff() {
		return fault.NotFound()
	}
	l.OwnerName = p.Name
	return err
}
