package door

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// wall is yesterday's promises as the sign-in page shows them: how many, when, and how many were kept. It is all
// that somebody who is not signed in is told of the desk's work. A day without promises shows nothing.
func (d door) wall(ctx context.Context) (layout.Wall, error) {
	desk, l := httpd.Desk(ctx), i18n.From(ctx)
	now := httpd.Now(ctx).In(desk.Location())
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	yesterday := today.AddDate(0, 0, -1)
	points, err := ticket.Day(ctx, d.DB, people.System, yesterday, today)
	if err != nil {
		return layout.Wall{}, err
	}
	rail := ui.Rail{ID: "wall", Past: true, Walled: true}
	total, kept := 0, 0
	from, to := stretch(points, now.Location())
	for _, p := range points {
		state := ui.Broken
		switch p.State {
		case promise.Kept:
			state = ui.Kept
			kept++
		case promise.Broken:
		default: // what is still to come was not yesterday's
			continue
		}
		total++
		at := p.At.In(now.Location())
		hour := float64(at.Hour()) + float64(at.Minute())/60
		rail.Points = append(rail.Points, ui.Point{State: state, At: 100 * (hour - from) / (to - from)})
	}
	if total == 0 {
		return layout.Wall{}, nil
	}
	for hour := from; hour <= to; hour++ {
		rail.Hours = append(rail.Hours, ui.Hour{At: 100 * (hour - from) / (to - from)})
	}
	b := i18n.Blanks{Company: desk.Name, Count: total, Total: l.Number(kept)}
	rail.Label = l.T("signin.wall.some_kept", b)
	if kept == total {
		rail.Label = l.T("signin.wall.all_kept", b)
	}
	return layout.Wall{Rail: rail, Words: rail.Label}, nil
}

// stretch is the part of the day that the rail shows, in whole hours: 8 to 18, and more when something was earlier
// or later.
func stretch(points []ticket.Point, zone *time.Location) (from, to float64) {
	from, to = 8, 18
	for _, p := range points {
		hour := float64(p.At.In(zone).Hour())
		from, to = min(from, hour), max(to, hour+1)
	}
	return from, to
}
