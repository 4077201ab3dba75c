package desk

import (
	"context"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Queue is the page of a list.
type Queue struct {
	Frame   layout.Frame
	List    List
	Teams   []ticket.TeamCount
	Me      people.ID
	Now     time.Time
	Late    []Row // the first page only: those that have been late longest
	AllLate int   // how many there are
	Rows    []Row
	Day     Day
	Count   int  // of the whole list
	Counted bool // whether Count is known
	First   bool // whether this is the list's first page
	Older   string
	Here    string // the page's own address
	About   Abouts
	IsSlow  bool // it took longer than anybody waits, and the rows are not there

	// What the filters name and offer.
	Faces     []people.Face
	Companies []string
	Views     []ticket.View
}

// Row is a ticket in a list, with the share of its promise's time that is used, 0 to 100.
type Row struct {
	ticket.Row
	Share int
}

// Day is what the rail shows: today's stretch, and the promises in it. The zero Day shows none.
type Day struct {
	From, To time.Time
	Points   []ticket.Point
}

func (d Day) place(t time.Time) float64 {
	share := 100 * float64(t.Sub(d.From)) / float64(d.To.Sub(d.From))
	return float64(int(share*10)) / 10
}

func stateOfPoint(p ticket.Point, now time.Time) ui.State {
	switch {
	case p.State == promise.Kept:
		return ui.Kept
	case p.State == promise.Broken && !p.Owed:
		return ui.Broken
	case p.State == promise.Broken || p.At.Before(now):
		return ui.Late
	case p.At.Sub(now) <= soonWithin:
		return ui.Soon
	default:
		return ui.Upcoming
	}
}

// tally counts the promises of a day as they stand.
func (d Day) tally(now time.Time) (kept, late, broken, toCome int) {
	for _, p := range d.Points {
		switch stateOfPoint(p, now) {
		case ui.Kept:
			kept++
		case ui.Late:
			late++
		case ui.Broken:
			broken++
		default:
			toCome++
		}
	}
	return kept, late, broken, toCome
}

// count is a number of promises of a day, "300+" where there may be more than were read of their kind.
func count(l *i18n.Localizer, n, of int) string {
	if of >= ticket.MostPoints {
		return l.Number(n) + "+"
	}
	return l.Number(n)
}

// rail draws the day: hours are named by their number alone, every second one on a long stretch.
func (d Day) rail(ctx context.Context, now time.Time) ui.Rail {
	l := i18n.From(ctx)
	kept, late, broken, toCome := d.tally(now)
	words := []string{
		i18n.T(ctx, "desk.day.hours", i18n.Blanks{From: l.Clock(d.From), To: l.Clock(d.To), Clock: l.Clock(now)}),
		i18n.T(ctx, "desk.day.kept", i18n.Blanks{Number: count(l, kept, kept)}),
		i18n.T(ctx, "desk.day.late", i18n.Blanks{Number: count(l, late, late+broken)}),
		i18n.T(ctx, "desk.day.broken", i18n.Blanks{Number: count(l, broken, late+broken)}),
		i18n.T(ctx, "desk.day.to_come", i18n.Blanks{Number: count(l, toCome, toCome)}),
	}
	r := ui.Rail{Label: strings.Join(words, " "), Now: d.place(now), Past: now.Before(d.From) || now.After(d.To)}
	hours := int(d.To.Sub(d.From) / time.Hour)
	for i := 0; i <= hours; i++ {
		at := d.From.Add(time.Duration(i) * time.Hour)
		h := ui.Hour{At: d.place(at)}
		if hours <= 14 || i%2 == 0 {
			h.Words = hourName(at.In(l.Zone()), i == hours)
		}
		r.Hours = append(r.Hours, h)
	}
	for _, p := range d.Points {
		r.Points = append(r.Points, ui.Point{State: stateOfPoint(p, now), At: d.place(p.At)})
	}
	return r
}

func hourName(t time.Time, last bool) string {
	if last && t.Hour() == 0 {
		return "24"
	}
	return strings.TrimSuffix(t.Format("15h"), "h")
}

// needLater puts the shapes on the page that a later drawing of its live part may need.
func needLater(ctx context.Context) {
	ui.Need(ctx, "pt-kept", "pt-upcoming", "pt-soon", "pt-late", "pt-broken", "pt-now", "user", "filter", "left", "right", "x", "down", "sort", "pen", "list", "check", "plus", "swap", "tag")
}

// group is rows under one heading.
type group struct {
	id, name, date string
	rows           []Row
	open           bool // more of it stands on the next page: its count is not known
	all            int  // how many there are, where not all of them stand here; else 0
}

// groups sorts what is not late by how near it is.
func (q Queue) groups(ctx context.Context) []group {
	l := i18n.From(ctx)
	hour := group{id: "g-hour", name: i18n.T(ctx, "desk.group.hour")}
	today := group{id: "g-today", name: i18n.T(ctx, "desk.group.today")}
	after := group{id: "g-after", name: i18n.T(ctx, "desk.group.after")}
	for _, r := range q.Rows {
		switch {
		case r.Due == nil || r.Due.Sub(q.Now) <= time.Hour:
			hour.rows = append(hour.rows, r)
		case sameDay(*r.Due, q.Now, l.Zone()):
			today.rows = append(today.rows, r)
		default:
			after.rows = append(after.rows, r)
		}
	}
	if len(after.rows) > 0 {
		after.date = i18n.T(ctx, "desk.group.from", i18n.Blanks{Day: l.ShortDay(*after.rows[0].Due)})
	}
	var shown []group
	for _, g := range []group{hour, today, after} {
		if len(g.rows) > 0 {
			shown = append(shown, g)
		}
	}
	if n := len(shown); n > 0 && q.Older != "" {
		shown[n-1].open = true
	}
	return shown
}

// lateSince is the day of the oldest promise that is owed: "Today", or "From Mon 23".
func (q Queue) lateSince(ctx context.Context) string {
	l := i18n.From(ctx)
	if oldest := q.Late[0].OwedSince; oldest != nil && !sameDay(*oldest, q.Now, l.Zone()) {
		return i18n.T(ctx, "desk.group.from", i18n.Blanks{Day: l.ShortDay(*oldest)})
	}
	return i18n.T(ctx, "desk.group.date_today")
}

func sameDay(a, b time.Time, zone *time.Location) bool {
	return a.In(zone).Format(time.DateOnly) == b.In(zone).Format(time.DateOnly)
}

// IsHistory reports whether the list shows what is over.
func (q Queue) IsHistory() bool { return q.List.View == Solved || q.List.IsHistory() }

// IsPlain reports whether the list is shown as it comes, not by how near its promises are.
func (q Queue) IsPlain() bool {
	return q.IsHistory() || q.List.Sort != ticket.ByDue || q.List.View == KeptToday || q.List.View == Unsaid || q.List.View == HandedUp || q.List.View == Stuck
}

// look is what a row shows of its promise.
type look struct {
	state   ui.State
	at      time.Time
	when    string
	what    string
	sub     string
	subLang string
	far     bool // the stamp names a day too
}

func (q Queue) look(ctx context.Context, r Row) look {
	l := i18n.From(ctx)
	if q.IsHistory() || r.Due == nil {
		return q.lookBack(ctx, r)
	}
	p := r.Promise()
	v := look{state: stateOf(r.IsLate(), p, r.Share, q.Now), at: p.Due, what: verb(ctx, p.Kind, p.Words)}
	switch {
	case r.IsLate():
		v.at = *r.OwedSince
		v.sub = i18n.T(ctx, "desk.row.new_time", i18n.Blanks{Time: l.Lead(p.Due, q.Now)})
	case p.Kind == promise.Confirmation:
		v.sub = i18n.T(ctx, "desk.row.waiting")
	case p.Kind == promise.CheckBack:
		v.sub, _, _ = r.waits(ctx)
	case p.Kind == promise.FollowUp:
		v.sub, v.subLang = i18n.T(ctx, "thread.row.to", i18n.Blanks{Customer: First(r.RequesterName)}), ""
	case p.Kind == promise.Commitment && p.Words != "":
		v.sub, v.subLang = ui.Clean(p.Words), string(r.Locale)
	case p.Kind == promise.Commitment:
		v.sub = i18n.T(ctx, "desk.row.promised")
	}
	v.when = l.Margin(v.at, q.Now)
	v.far = !sameDay(v.at, q.Now, l.Zone())
	return v
}

// waits says of a ticket that waits for whom, and for what; "" for any other. For whom else we wait stands in the staff's
// words, for what we wait of the customer in theirs.
func (r Row) waits(ctx context.Context) (words, why, lang string) {
	switch r.Status {
	case promise.Awaiting:
		return i18n.T(ctx, "thread.row.waits"), ui.Clean(r.WaitingFor), string(r.Locale)
	case promise.OnHold:
		return i18n.T(ctx, "thread.row.holds"), ui.Clean(r.WaitingFor), ""
	default:
		return "", "", ""
	}
}

// saysWaits reports whether the row's promise says already for whom it waits.
func (r Row) saysWaits() bool { return r.PromiseKind != nil && *r.PromiseKind == promise.CheckBack }

// lookBack is a row of a list of what is over.
func (q Queue) lookBack(ctx context.Context, r Row) look {
	l := i18n.From(ctx)
	v := look{state: ui.Kept, what: i18n.T(ctx, "desk.list.solved")}
	switch {
	case q.List.View == Solved && r.SolvedAt != nil:
		v.at = *r.SolvedAt
	case r.ClosedAt != nil:
		v.at, v.what = *r.ClosedAt, i18n.T(ctx, "desk.list.closed")
	}
	if r.Status == promise.Solved {
		v.sub = i18n.T(ctx, "desk.row.waiting")
	} else if q.List.View == Solved {
		v.sub = i18n.T(ctx, "desk.list.closed")
	}
	v.far = !sameDay(v.at, q.Now, l.Zone())
	return v
}

// stamp is the clock time of a row, with its day when that is not today.
func (q Queue) stamp(ctx context.Context, v look) string {
	l := i18n.From(ctx)
	if v.far {
		return l.Lead(v.at, q.Now)
	}
	return l.Clock(v.at)
}

// sub is the line beside the title: how many there are.
func (q Queue) sub(ctx context.Context) string {
	switch {
	case q.Counted && q.Count == 0: // the list itself says it
		return ""
	case q.IsSlow, !q.Counted && q.List.Sort != ticket.ByDue:
		return ""
	case !q.Counted:
		return i18n.T(ctx, "desk.queue.order")
	case q.IsHistory(), q.Count == 0, q.List.Sort != ticket.ByDue:
		return i18n.T(ctx, "desk.queue.count", i18n.Blanks{Count: q.Count})
	default:
		return i18n.T(ctx, "desk.queue.count_order", i18n.Blanks{Count: q.Count})
	}
}

// nothing is what an empty list says: one true sentence.
func (q Queue) nothing(ctx context.Context) ui.Nothing {
	n := ui.Nothing{State: ui.Kept, Title: i18n.T(ctx, "desk.empty.title")}
	kept, _, _, _ := q.Day.tally(q.Now)
	switch {
	case q.IsSlow:
		n.State, n.Title, n.Text = ui.Broken, i18n.T(ctx, "queue.slow.title"), i18n.T(ctx, "queue.slow.text")
	case q.IsHistory():
		n.State, n.Title = ui.Upcoming, i18n.T(ctx, "desk.empty.history")
	case !q.List.IsWhole() && q.List.Current() != "mine":
		n.State, n.Title = ui.Upcoming, i18n.T(ctx, "desk.empty.filtered")
	case kept > 0:
		n.Text = i18n.T(ctx, "desk.empty.kept", i18n.Blanks{Count: kept})
	case q.List.IsWhole():
		n.Text = i18n.T(ctx, "desk.empty.next")
	}
	return n
}
