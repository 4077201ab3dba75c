package desk

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
)

// mostLate is how many late tickets a page shows. A desk with more has another trouble than paging.
const mostLate = 300

func (d door) showQueue(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list := view.ListOf(r.URL.Query())
	from, isNext := readCursor(r.URL.Query().Get("after"))
	frame, counts, err := d.frame(w, r, &list, "queue")
	if err != nil {
		return err
	}
	q := view.Queue{
		List: list, Teams: counts.Teams, Me: httpd.Me(ctx).ID, Now: httpd.Now(ctx), First: !isNext, Here: r.URL.RequestURI(),
	}
	if q.About, err = d.abouts(ctx); err != nil {
		return err
	}
	next, err := d.fill(r, &q, from)
	if err != nil {
		return err
	}
	if next != nil {
		q.Older = pageAfter(list, *next)
	}
	q.Count, q.Counted = counted(list, counts, q)
	if !q.IsHistory() {
		if q.Day, err = d.day(r, q); err != nil {
			return err
		}
	}
	frame.Title = list.Name(ctx)
	if q.Counted {
		frame.Title = fmt.Sprintf("%s (%s)", frame.Title, i18n.From(ctx).Number(q.Count))
	}
	q.Frame = frame
	return d.Render(w, r, http.StatusOK, view.QueuePage(q))
}

// fill reads the rows of a list, and returns where its next page begins.
func (d door) fill(r *http.Request, q *view.Queue, from ticket.Cursor) (*ticket.Cursor, error) {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	if q.List.IsShort() {
		return nil, d.fillShort(r, q)
	}
	f := ticket.Filter{Owner: q.List.Owner, Unassigned: q.List.View == view.Unassigned, Team: q.List.Team, Status: q.List.Status, Tag: q.List.Tag}
	f.Topics = below(q.About.Topics, q.List.Topic)
	if q.List.View == view.Mine {
		f.Owner = by.ID
	}
	if q.First && f.Status != promise.Closed {
		late, err := ticket.Late(ctx, d.DB, by, f, mostLate)
		if err != nil {
			return nil, err
		}
		if q.Late, err = d.shares(r, late); err != nil {
			return nil, err
		}
	}
	rows, next, err := ticket.List(ctx, d.DB, by, f, from)
	if err != nil {
		return nil, err
	}
	q.Rows, err = d.shares(r, rows)
	return next, err
}

// shares reckons how much of each row's promised time is used.
func (d door) shares(r *http.Request, rows []ticket.Row) ([]view.Row, error) {
	out := make([]view.Row, len(rows))
	for i, row := range rows {
		out[i].Row = row
		p := row.Promise()
		if p == nil {
			continue
		}
		terms, err := sla.Terms(r.Context(), d.DB, row.Policy, row.Priority)
		if err != nil {
			return nil, err
		}
		out[i].Share = promise.Share(p, terms, httpd.Now(r.Context()))
	}
	return out, nil
}

// counted is how many tickets a list has, if that is known without asking again.
func counted(l view.List, c ticket.Counts, q view.Queue) (int, bool) {
	switch {
	case l.IsShort() && len(q.Late)+len(q.Rows) == mostShort:
		return 0, false
	case q.First && q.Older == "":
		return len(q.Late) + len(q.Rows), true
	case l.Status != "" || l.Owner != 0 || l.IsAbout() || l.View != "" && l.Team != 0:
		return 0, false
	case l.View == view.Mine:
		return c.Mine, true
	case l.View == view.Unassigned:
		return c.Unassigned, true
	case l.Team == 0:
		return c.Open, true
	}
	for _, t := range c.Teams {
		if t.ID == l.Team {
			return t.Count, true
		}
	}
	return 0, false
}

// day is today's stretch, and the promises in it.
func (d door) day(r *http.Request, q view.Queue) (view.Day, error) {
	ctx := r.Context()
	hours, err := d.calendar(r, q)
	if err != nil {
		return view.Day{}, err
	}
	var day view.Day
	day.From, day.To = httpd.Stretch(r, hours)
	day.Points, err = ticket.Day(ctx, d.DB, httpd.Actor(ctx), day.From, day.To)
	return day, err
}

// calendar is the desk's business hours: those of the first row's policy, which is in memory already, or the
// newest policy's.
func (d door) calendar(r *http.Request, q view.Queue) (*calendar.Calendar, error) {
	for _, rows := range [][]view.Row{q.Rows, q.Late} {
		if len(rows) > 0 {
			terms, err := sla.Terms(r.Context(), d.DB, rows[0].Policy, sla.Normal)
			return terms.Calendar, err
		}
	}
	return d.Hours(r)
}

// pageAfter is the address of the page behind a row.
func pageAfter(l view.List, c ticket.Cursor) string {
	after := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", c.After.UnixMicro(), c.ID))
	q := url.Values{"after": {after}}.Encode()
	if own := l.Query(); own != "" {
		q = own + "&" + q
	}
	return "/desk?" + q
}

// readCursor reads where a page begins. What is no cursor of ours begins at the first page.
func readCursor(after string) (ticket.Cursor, bool) {
	text, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil || len(text) == 0 || len(text) > 50 {
		return ticket.Cursor{}, false
	}
	var micros, id int64
	if n, err := fmt.Sscanf(string(text), "%d.%d", &micros, &id); err != nil || n != 2 || id <= 0 || micros < 0 || micros > maxMicros {
		return ticket.Cursor{}, false
	}
	return ticket.Cursor{After: time.UnixMicro(micros).UTC(), ID: ticket.ID(id)}, true
}

// maxMicros is the year 9999, beyond which Postgres and Go disagree.
const maxMicros = 253_370_764_800_000_000
