package desk

import (
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
)

// frame is what the shell shows around a page of the desk. It fills in the names of the list's team and
// owner.
func (d door) frame(w http.ResponseWriter, r *http.Request, list *view.List, screen string) (layout.Frame, ticket.Counts, error) {
	f, counts, err := d.DeskFrame(w, r, screen)
	if err != nil || list == nil {
		return f, counts, err
	}
	for _, t := range counts.Teams {
		if t.ID == list.Team {
			list.TeamName = t.Name
		}
	}
	if err := d.nameOwner(r, list); err != nil {
		return f, counts, err
	}
	if err := d.nameAbout(r, list); err != nil {
		return f, counts, err
	}
	f.Side.Current, f.Side.Team = list.Current(), int64(list.Team)
	return f, counts, nil
}

// zoneOf is the clock that a customer lives by, the desk's if theirs is unknown.
func zoneOf(r *http.Request, customer people.Person) *time.Location {
	if customer.Zone != nil {
		if zone, err := time.LoadLocation(*customer.Zone); err == nil && *customer.Zone != "" {
			return zone
		}
	}
	return httpd.Desk(r.Context()).Location()
}
