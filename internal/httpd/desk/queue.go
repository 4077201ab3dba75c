package desk

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
)

// How much of it a page shows: the tickets that have been late longest, and behind a link all of them; more companies are found by
// typing.
const (
	mostLate      = 50
	mostCompanies = 100
)

// queueing is a page of the queue while it is read: in two round trips, of which the first finds out what the second asks for.
type queueing struct {
	door
	r      *http.Request
	shell  *httpd.Shell
	known  *known
	policy sla.VersionID
	page   view.Queue
}

func (d door) showQueue(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	from, isNext := readCursor(r.URL.Query().Get("after"))
	q := &queueing{door: d, r: r, page: view.Queue{
		List: view.ListOf(r.URL.Query()), Me: httpd.Me(ctx).ID, Now: httpd.Now(ctx), First: !isNext, Here: r.URL.RequestURI(),
	}}
	if err := q.ask(); err != nil {
		return err
	}
	status := http.StatusOK
	switch err := q.fill(from); {
	case pg.TookTooLong(err):
		q.page.IsSlow, status = true, http.StatusServiceUnavailable
		if err := q.countAlone(); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	page := q.page
	frame := d.FrameOf(w, r, "queue", q.shell)
	place(&frame, page.List)
	page.Count, page.Counted = q.counted()
	frame.Title = page.List.Name(ctx)
	if page.Counted {
		frame.Title = fmt.Sprintf("%s (%s)", frame.Title, i18n.From(ctx).Number(page.Count))
	}
	page.Frame = frame
	return d.Render(w, r, status, view.QueuePage(page))
}

// ask reads what the page is named by and filtered by, and what the list is.
func (q *queueing) ask() error {
	ctx, p := q.r.Context(), &q.page
	batch := &pgx.Batch{}
	q.shell, q.known = q.AskShell(batch, q.r), askKnown(batch)
	people.AskCompanyNames(batch, httpd.Actor(ctx), mostCompanies, &p.Companies)
	sla.AskDefault(batch, &q.policy)
	if err := q.Read(ctx, batch); err != nil {
		return err
	}
	if err := q.resolve(); err != nil {
		return err
	}
	q.known.name(q.r, q.shell, &p.List)
	p.Teams, p.Faces, p.Views = q.shell.Counts.Teams, q.known.faces, q.shell.Views
	p.About = view.Abouts{Topics: q.shell.Topics, Tags: q.known.tags, Desk: httpd.Desk(ctx).Locale}
	return nil
}

// resolve finds the saved view that the address names. A view that is not there, and an owner who never worked here, are no list.
func (q *queueing) resolve() error {
	l := &q.page.List
	if l.Saved != 0 {
		v, isThere := q.shell.ViewOf(l.Saved)
		if !isThere {
			return fault.NotFound()
		}
		*l = l.Of(v)
	} else {
		for _, id := range l.Owners {
			if !q.known.isStaff(id) {
				return fault.NotFound()
			}
		}
	}
	if _, isThere := q.shell.ViewOf(l.Base); !isThere {
		l.Base = 0
	}
	return nil
}

// fill reads the rows of the list and the day, with the numbers of the saved views.
func (q *queueing) fill(from ticket.Cursor) error {
	ctx, p := q.r.Context(), &q.page
	by := httpd.Actor(ctx)
	hours, err := sla.Terms(ctx, q.DB, q.policy, sla.Normal)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	ticket.AskPatience(batch)
	f := p.List.Filter(q.shell.Standpoint(q.r))
	if p.List.IsShort() || f.IsHistory() {
		q.shell.AskCounts(batch, q.r)
	} else {
		q.shell.AskCounts(batch, q.r, f, p.List.OnlyLate().Filter(q.shell.Standpoint(q.r)))
	}
	var late, short []ticket.Row
	var page ticket.Page
	if p.List.IsShort() {
		if err := q.askShort(batch, hours.Calendar, &short); err != nil {
			return err
		}
	} else {
		if p.First {
			ticket.AskLate(batch, by, f, mostLate, &late)
		}
		ticket.AskPage(batch, by, f, from, &page)
	}
	var day view.Day
	if !p.IsHistory() {
		day.From, day.To = httpd.Stretch(q.r, hours.Calendar)
		ticket.AskDay(batch, by, day.From, day.To, &day.Points)
	}
	if err := q.Read(ctx, batch); err != nil {
		return err
	}
	p.Day = day
	if page.Next != nil {
		p.Older = pageAfter(p.List, *page.Next)
	}
	return q.draw(late, page.Rows, short)
}

// countAlone reads the numbers of the side bar where the list itself took too long.
func (q *queueing) countAlone() error {
	batch := &pgx.Batch{}
	ticket.AskPatience(batch)
	q.shell.AskCounts(batch, q.r)
	return q.Read(q.r.Context(), batch)
}

// draw puts the rows where they stand on the page.
func (q *queueing) draw(late, rows, short []ticket.Row) (err error) {
	p := &q.page
	for _, row := range short {
		if row.IsLate() && !p.IsPlain() {
			late = append(late, row)
		} else {
			rows = append(rows, row)
		}
	}
	if p.Late, err = q.shares(q.r.Context(), late); err != nil {
		return err
	}
	if p.AllLate = len(late); len(late) == mostLate && len(q.shell.Counted()) == 2 {
		p.AllLate = max(q.shell.Counted()[1], len(late)) // somebody may have been in time between the two
	}
	p.Rows, err = q.shares(q.r.Context(), rows)
	return err
}

// shares reckons how much of each row's promised time is used.
func (d door) shares(ctx context.Context, rows []ticket.Row) ([]view.Row, error) {
	out := make([]view.Row, len(rows))
	for i, row := range rows {
		out[i].Row = row
		p := row.Promise()
		if p == nil {
			continue
		}
		terms, err := sla.Terms(ctx, d.DB, row.Policy, row.Priority)
		if err != nil {
			return nil, err
		}
		out[i].Share = promise.Share(p, terms, httpd.Now(ctx))
	}
	return out, nil
}

// counted is how many tickets the list has, if that is known.
func (q *queueing) counted() (int, bool) {
	p := q.page
	switch {
	case p.IsSlow, p.List.IsShort() && len(p.Late)+len(p.Rows) == mostShort:
		return 0, false
	case p.First && p.Older == "" && p.AllLate == len(p.Late):
		return len(p.Late) + len(p.Rows), true
	case len(q.shell.Counted()) == 2:
		return q.shell.Counted()[0], true
	}
	return 0, false
}

// askShort asks in a batch for the rows of a list that stands behind a number.
func (q *queueing) askShort(batch *pgx.Batch, hours *calendar.Calendar, rows *[]ticket.Row) error {
	ctx, l := q.r.Context(), q.page.List
	by := httpd.Actor(ctx)
	switch l.View {
	case view.LateOnly:
		f := ticket.Filter{}
		if l.Owner() != 0 {
			f.Owners = l.Owners
		}
		ticket.AskLate(batch, by, f, mostShort, rows)
	case view.AtRisk:
		closing, _ := httpd.Closing(q.r, hours)
		ticket.AskDueBefore(batch, by, 0, closing, mostShort, rows)
	case view.Near:
		ticket.AskDueBefore(batch, by, l.Owner(), httpd.Now(ctx).Add(view.NearBy), mostShort, rows)
	case view.KeptToday:
		ticket.AskKeptSince(batch, by, l.Owner(), httpd.Midnight(q.r), mostShort, rows)
	case view.Unsaid:
		ticket.AskUnapologised(batch, by, mostShort, rows)
	case view.Stuck:
		ticket.AskStuckRows(batch, by, mostShort, rows)
	case view.HandedUp:
		ticket.AskHandedUp(batch, by, l.Level, mostShort, rows)
	default:
		ticket.AskSolvedSince(batch, by, httpd.Midnight(q.r), mostShort, rows)
	}
	return nil
}

// mostShort is how many tickets a list behind a number shows.
const mostShort = 300

// pageAfter is the address of the page behind a row.
func pageAfter(l view.List, c ticket.Cursor) string {
	micros := int64(-1) // never
	if !c.After.IsZero() {
		micros = c.After.UnixMicro()
	}
	after := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d.%d", c.Rank, micros, c.ID))
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
	var rank int
	if n, err := fmt.Sscanf(string(text), "%d.%d.%d", &rank, &micros, &id); err != nil || n != 3 || id <= 0 || micros < -1 || micros > maxMicros || rank < 0 || rank > 9 {
		return ticket.Cursor{}, false
	}
	c := ticket.Cursor{Rank: rank, ID: ticket.ID(id)}
	if micros >= 0 {
		c.After = time.UnixMicro(micros).UTC()
	}
	return c, true
}

// maxMicros is the year 9999, beyond which Postgres and Go disagree.
const maxMicros = 253_370_764_800_000_000
