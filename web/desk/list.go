package desk

import (
	"context"
	"net/url"
	"strconv"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
)

// The views of a list; the empty one is the whole shared queue.
const (
	Mine       = "mine"
	Unassigned = "unassigned"
	Solved     = "solved" // today
)

// List is which tickets somebody looks at.
type List struct {
	View     string
	Team     people.TeamID
	TeamName string
	Status   promise.Status // empty: what asks something of the desk
}

// ListOf reads a list from an address's query. What it does not know is left out, so that an old or mistyped address
// still shows a list.
func ListOf(q url.Values) List {
	var l List
	switch v := q.Get("view"); v {
	case Mine, Unassigned, Solved:
		l.View = v
	}
	if id, err := strconv.ParseInt(q.Get("team"), 10, 64); err == nil && id > 0 {
		l.Team = people.TeamID(id)
	}
	switch s := promise.Status(q.Get("status")); s {
	case promise.New, promise.Open, promise.Solved, promise.Closed:
		l.Status = s
	}
	return l
}

// Query is the list as an address carries it, "" for the whole queue.
func (l List) Query() string {
	q := url.Values{}
	if l.View != "" {
		q.Set("view", l.View)
	}
	if l.Team != 0 {
		q.Set("team", strconv.FormatInt(int64(l.Team), 10))
	}
	if l.Status != "" {
		q.Set("status", string(l.Status))
	}
	return q.Encode()
}

// Address is where the list stands.
func (l List) Address() string {
	if q := l.Query(); q != "" {
		return "/desk?" + q
	}
	return "/desk"
}

// Current is the list's entry in the sidebar, "" if it has none.
func (l List) Current() string {
	switch {
	case l.Status != "":
		return ""
	case l.View == Solved:
		return "solved"
	case l.View != "" && l.Team == 0:
		return l.View
	case l.View == "" && l.Team != 0:
		return "team"
	case l.View == "":
		return "open"
	default:
		return ""
	}
}

// Name is what the list is called.
func (l List) Name(ctx context.Context) string {
	switch {
	case l.View == Solved:
		return i18n.T(ctx, "layout.nav.solved")
	case l.Status == promise.Closed:
		return i18n.T(ctx, "desk.list.closed")
	case l.View == Mine:
		return i18n.T(ctx, "layout.nav.mine")
	case l.View == Unassigned:
		return i18n.T(ctx, "layout.nav.unassigned")
	case l.Team != 0 && l.TeamName != "":
		return l.TeamName
	case l.Status == promise.Solved:
		return i18n.T(ctx, "desk.list.solved")
	default:
		return i18n.T(ctx, "layout.nav.open")
	}
}

func escape(q string) string { return url.QueryEscape(q) }
