package desk

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/topic"
)

// The views of a list; the empty one is the whole shared queue.
const (
	Mine       = "mine"
	Unassigned = "unassigned"
	Solved     = "solved" // today
	LateOnly   = "late"
	AtRisk     = "risk"   // may be late today
	Near       = "near"   // something of the owner's falls due within NearBy
	KeptToday  = "kept"   // something of the owner's was kept today
	Unsaid     = "sorry"  // broken, and nobody has apologised
	HandedUp   = "handed" // to a level
	Stuck      = "stuck"  // no worker can act on it
)

// NearBy is how far the view Near looks ahead.
const NearBy = 2 * time.Hour

// topLevel is the last step of the ladder.
const topLevel = 3

// List is which tickets somebody looks at.
type List struct {
	View     string
	Team     people.TeamID
	TeamName string
	Status   promise.Status // empty: what asks something of the desk

	Owner     people.ID // somebody's tickets
	OwnerName string
	Level     int // of HandedUp

	Topic     topic.ID // about it, or what is below it
	TopicName string
	Tag       topic.TagID
	TagName   string
}

// IsShort reports whether the list is one behind a number, without filters and pages.
func (l List) IsShort() bool {
	switch l.View {
	case Solved, LateOnly, AtRisk, Near, KeptToday, Unsaid, HandedUp, Stuck:
		return true
	}
	return false
}

// ListOf reads a list from an address's query. What it does not know is left out, so that an old or mistyped address
// still shows a list.
func ListOf(q url.Values) List {
	var l List
	if id, err := strconv.ParseInt(q.Get("owner"), 10, 64); err == nil && id > 0 {
		l.Owner = people.ID(id)
	}
	switch v := q.Get("view"); v {
	case Mine, Unassigned, Solved, LateOnly, AtRisk, Unsaid, Stuck:
		l.View = v
	case Near, KeptToday:
		if l.Owner != 0 {
			l.View = v
		}
	case HandedUp:
		if level, err := strconv.Atoi(q.Get("level")); err == nil && level >= 1 && level <= topLevel {
			l.View, l.Level = v, level
		}
	}
	if id, err := strconv.ParseInt(q.Get("team"), 10, 64); err == nil && id > 0 {
		l.Team = people.TeamID(id)
	}
	if id, err := strconv.ParseInt(q.Get("topic"), 10, 64); err == nil && id > 0 && !l.IsShort() {
		l.Topic = topic.ID(id)
	}
	if id, err := strconv.ParseInt(q.Get("tag"), 10, 64); err == nil && id > 0 && !l.IsShort() {
		l.Tag = topic.TagID(id)
	}
	switch s := promise.Status(q.Get("status")); s {
	case promise.New, promise.Open, promise.Awaiting, promise.OnHold, promise.Solved, promise.Closed:
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
	if l.Owner != 0 {
		q.Set("owner", strconv.FormatInt(int64(l.Owner), 10))
	}
	if l.Level != 0 {
		q.Set("level", strconv.Itoa(l.Level))
	}
	if l.Topic != 0 {
		q.Set("topic", strconv.FormatInt(int64(l.Topic), 10))
	}
	if l.Tag != 0 {
		q.Set("tag", strconv.FormatInt(int64(l.Tag), 10))
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

// IsAbout reports whether the list is only of some topic or tag.
func (l List) IsAbout() bool { return l.Topic != 0 || l.Tag != 0 }

// aboutName is what the topic and the tag of a list are called.
func (l List) aboutName() string {
	if l.TopicName != "" && l.TagName != "" {
		return l.TopicName + " · " + l.TagName
	}
	return l.TopicName + l.TagName
}

// Current is the list's entry in the sidebar, "" if it has none.
func (l List) Current() string {
	switch {
	case l.IsAbout():
		return ""
	case l.Status == promise.Awaiting && l.Team == 0 && l.Owner == 0 && l.View == "":
		return "waiting"
	case l.Status != "" || l.Owner != 0 || l.IsShort() && l.View != Solved:
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
	case l.IsShort():
		return l.shortName(ctx)
	case l.aboutName() != "" && l.View == "" && l.Status == "" && l.Team == 0 && l.Owner == 0:
		return l.aboutName()
	case l.Owner != 0 && l.OwnerName != "" && l.View == "" && l.Status == "" && l.Team == 0:
		return i18n.T(ctx, "desk.list.of", i18n.Blanks{Name: l.OwnerName})
	case l.Status == promise.Closed:
		return i18n.T(ctx, "desk.list.closed")
	case l.Status == promise.Awaiting && l.View == "" && l.Team == 0:
		return i18n.T(ctx, "thread.list.waiting")
	case l.Status == promise.OnHold && l.View == "" && l.Team == 0:
		return i18n.T(ctx, "thread.list.hold")
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

// shortName is what a list behind a number is called.
func (l List) shortName(ctx context.Context) string {
	switch l.View {
	case LateOnly:
		return i18n.T(ctx, "desk.group.late")
	case AtRisk:
		return i18n.T(ctx, "desk.list.risk")
	case Near:
		return i18n.T(ctx, "desk.list.near", i18n.Blanks{Name: l.OwnerName})
	case KeptToday:
		return i18n.T(ctx, "desk.list.kept", i18n.Blanks{Name: l.OwnerName})
	case Unsaid:
		return i18n.T(ctx, "desk.list.sorry")
	case HandedUp:
		return i18n.T(ctx, "desk.list.handed", i18n.Blanks{Number: strconv.Itoa(l.Level)})
	case Stuck:
		return i18n.T(ctx, "desk.list.stuck")
	default:
		return i18n.T(ctx, "layout.nav.solved")
	}
}

func escape(q string) string { return url.QueryEscape(q) }
