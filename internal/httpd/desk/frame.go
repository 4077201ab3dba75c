package desk

import (
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// frame is what the shell shows around a page of the desk. It fills in the name of the list's team.
func (d door) frame(w http.ResponseWriter, r *http.Request, list *view.List, screen string) (layout.Frame, ticket.Counts, error) {
	ctx := r.Context()
	counts, err := ticket.Count(ctx, d.DB, httpd.Actor(ctx), midnight(r))
	if err != nil {
		return layout.Frame{}, counts, err
	}
	f := d.Frame(w, r, "", screen)
	f.Side = layout.Side{
		Mine: counts.Mine, MineLate: counts.MineLate, Open: counts.Open,
		Unassigned: counts.Unassigned, SolvedToday: counts.SolvedToday,
	}
	if f.Side.Unread, err = notify.Unread(ctx, d.DB, httpd.Actor(ctx).ID); err != nil {
		return layout.Frame{}, counts, err
	}
	for _, t := range counts.Teams {
		f.Side.Teams = append(f.Side.Teams, layout.SideTeam{ID: int64(t.ID), Name: t.Name, Icon: t.Icon, Count: t.Count})
		if list != nil && t.ID == list.Team {
			list.TeamName = t.Name
		}
	}
	if list != nil {
		f.Side.Current, f.Side.Team = list.Current(), int64(list.Team)
	}
	f.Banners, err = d.banners(r)
	return f, counts, err
}

// stopped is how late what fell due may be noticed before the desk is told that nobody keeps time.
const stopped = 2 * time.Minute

// banners say what everybody at the desk must know: that nobody keeps time, and that mail does not leave.
func (d door) banners(r *http.Request) ([]layout.Banner, error) {
	lag, err := ticket.Lag(r.Context(), d.DB)
	if err != nil {
		return nil, err
	}
	var all []layout.Banner
	if lag > stopped {
		all = append(all, layout.Banner{Tone: ui.ToneLate, Text: words(r, "desk.banner.stopped")})
	}
	if d.Settings.HasMail || d.Settings.Demo {
		return all, nil
	}
	held, err := outbox.HeldCount(r.Context(), d.DB)
	if err != nil {
		return nil, err
	}
	text := words(r, "desk.banner.no_mail")
	if held > 0 {
		text = words(r, "desk.banner.held", count(held))
	}
	return append(all, layout.Banner{Tone: ui.ToneSoon, Text: text}), nil
}

// midnight is when today began at the desk.
func midnight(r *http.Request) time.Time {
	now := httpd.Now(r.Context()).In(httpd.Desk(r.Context()).Location())
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
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
