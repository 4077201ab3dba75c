package desk

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
)

// The lists behind a number; a list without one of these is made of filters.
const (
	Solved    = "solved" // today
	LateOnly  = "late"
	AtRisk    = "risk"   // may be late today
	Near      = "near"   // something of the owner's falls due within NearBy
	KeptToday = "kept"   // something of the owner's was kept today
	Unsaid    = "sorry"  // broken, and nobody has apologised
	HandedUp  = "handed" // to a level
	Stuck     = "stuck"  // no worker can act on it
)

// What stands in an address for the reader and for nobody, where an owner is named.
const (
	Me     = "me"
	Nobody = "nobody"
)

// What a promise may be due, in an address.
const (
	DueLate     = "late"
	DueHour     = "hour"
	DueToday    = "today"
	DueTomorrow = "tomorrow"
	DueWeek     = "week"
	DueLater    = "later"
)

// NearBy is how far the view Near looks ahead.
const NearBy = 2 * time.Hour

// topLevel is the last step of the ladder.
const topLevel = 3

// How much of one filter an address may carry; what is more is left out.
const (
	mostValues = 20
	// LongestText is how long the words may be that somebody looks for in a list.
	LongestText = 100
)

// List is which tickets somebody looks at, and in which order.
type List struct {
	View  string        // behind a number; empty: by the filters
	Level int           // of HandedUp
	Saved ticket.ViewID // as this view was saved; 0: as the address says
	Base  ticket.ViewID // the view that it was before somebody changed its filters

	Me, Nobody bool // the owner is the reader, or nobody
	Owners     []people.ID
	Teams      []people.TeamID
	Statuses   []promise.Status // none: what asks something of the desk
	Priorities []sla.Priority
	Tags       []topic.TagID
	Topics     []topic.ID // about one of them, or what is below it
	Companies  []string   // words of their names
	Languages  []i18n.Locale
	Kinds      []promise.Kind
	Due        []string
	Waiting    []ticket.Waiting
	Text       string
	Sort       ticket.Sort

	// What the only team, owner, topic, tag or the saved view is called.
	TeamName, OwnerName, TopicName, TagName, ViewName string
}

// Dues are the values of Due, in the order of a form.
var Dues = [...]string{DueLate, DueHour, DueToday, DueTomorrow, DueWeek, DueLater}

// Kinds are the kinds of promise that a list can be filtered by.
var Kinds = [...]promise.Kind{promise.FirstReply, promise.NextReply, promise.Update, promise.Resolution, promise.Commitment, promise.Callback, promise.Visit, promise.FollowUp, promise.CheckBack, promise.Confirmation}

// Statuses are the statuses that a list can be filtered by.
var Statuses = [...]promise.Status{promise.New, promise.Open, promise.Awaiting, promise.OnHold, promise.Solved, promise.Closed}

// IsShort reports whether the list is one behind a number, without filters and pages.
func (l List) IsShort() bool { return l.View != "" }

// IsHistory reports whether the list is of closed tickets.
func (l List) IsHistory() bool { return len(l.Statuses) == 1 && l.Statuses[0] == promise.Closed }

// Owner is whose tickets a list behind a number shows; 0: everybody's.
func (l List) Owner() people.ID {
	if len(l.Owners) == 1 {
		return l.Owners[0]
	}
	return 0
}

// ListOf reads a list from an address's query. What it does not know is left out, so that an old or mistyped address
// still shows a list.
func ListOf(q url.Values) List {
	var l List
	l.Owners = numbers[people.ID](q["owner"])
	if v := q.Get("view"); l.readView(v, q) {
		l.Owners = l.Owners[:min(len(l.Owners), 1)]
		return l
	}
	l.Me = l.Me || slices.Contains(q["owner"], Me)
	l.Nobody = l.Nobody || slices.Contains(q["owner"], Nobody)
	l.Base = first(numbers[ticket.ViewID]([]string{q.Get("base")}))
	l.Teams, l.Tags, l.Topics = numbers[people.TeamID](q["team"]), numbers[topic.TagID](q["tag"]), numbers[topic.ID](q["topic"])
	l.Statuses, l.Priorities, l.Languages = among(q["status"], Statuses[:]), among(q["priority"], sla.Priorities[:]), among(q["language"], i18n.Locales[:])
	l.Kinds, l.Due, l.Waiting = among(q["kind"], Kinds[:]), among(q["due"], Dues[:]), among(q["waiting"], ticket.Waitings[:])
	for _, one := range q["company"] {
		if one = tidied(one); one != "" && !slices.Contains(l.Companies, one) && len(l.Companies) < mostValues {
			l.Companies = append(l.Companies, one)
		}
	}
	l.Text = tidied(q.Get("text"))
	l.Sort = first(among([]string{q.Get("sort")}, ticket.Sorts[:]))
	if slices.Contains(l.Statuses, promise.Closed) { // what is over is a list of its own, with an order of its own
		l.Statuses, l.Sort, l.Due, l.Waiting, l.Kinds = []promise.Status{promise.Closed}, "", nil, nil, nil
	}
	return l
}

// readView reads which list it is by name, and reports whether that is one behind a number.
func (l *List) readView(v string, q url.Values) bool {
	switch v {
	case "mine":
		l.Me = true
	case "unassigned":
		l.Nobody = true
	case Solved, LateOnly, AtRisk, Unsaid, Stuck:
		l.View = v
	case Near, KeptToday:
		if len(l.Owners) > 0 {
			l.View = v
		}
	case HandedUp:
		if level, err := strconv.Atoi(q.Get("level")); err == nil && level >= 1 && level <= topLevel {
			l.View, l.Level = v, level
		}
	default:
		l.Saved = first(numbers[ticket.ViewID]([]string{v}))
	}
	return l.View != ""
}

// numbers are the values of a name that are numbers of something, each once.
func numbers[T ~int64](values []string) []T {
	var out []T
	for _, v := range values {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil && id > 0 && !slices.Contains(out, T(id)) && len(out) < mostValues {
			out = append(out, T(id))
		}
	}
	return out
}

// among are the values of a name that are any of those, in their order, each once.
func among[T ~string](values []string, all []T) []T {
	var out []T
	for _, one := range all {
		if one != "" && slices.Contains(values, string(one)) {
			out = append(out, one)
		}
	}
	return out
}

func first[T any](all []T) T {
	var none T
	if len(all) == 0 {
		return none
	}
	return all[0]
}

// tidied is what somebody typed as the database can compare it.
func tidied(text string) string {
	text = strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")), " ")
	if utf8.RuneCountInString(text) > LongestText {
		return string([]rune(text)[:LongestText])
	}
	return text
}

// values are the list as an address carries it.
func (l List) values() url.Values {
	q := url.Values{}
	if l.Saved != 0 {
		q.Set("view", strconv.FormatInt(int64(l.Saved), 10))
		return q
	}
	if l.View != "" {
		q.Set("view", l.View)
	}
	if l.Level != 0 {
		q.Set("level", strconv.Itoa(l.Level))
	}
	if l.Me {
		q.Add("owner", Me)
	}
	if l.Nobody {
		q.Add("owner", Nobody)
	}
	put(q, "owner", l.Owners)
	put(q, "team", l.Teams)
	put(q, "tag", l.Tags)
	put(q, "topic", l.Topics)
	puts(q, "status", l.Statuses)
	puts(q, "priority", l.Priorities)
	puts(q, "company", l.Companies)
	puts(q, "language", l.Languages)
	puts(q, "kind", l.Kinds)
	puts(q, "due", l.Due)
	puts(q, "waiting", l.Waiting)
	puts(q, "text", []string{l.Text})
	puts(q, "sort", []ticket.Sort{l.Sort})
	if l.Base != 0 {
		put(q, "base", []ticket.ViewID{l.Base})
	}
	return q
}

func put[T ~int64](q url.Values, name string, all []T) {
	for _, one := range all {
		q.Add(name, strconv.FormatInt(int64(one), 10))
	}
}

func puts[T ~string](q url.Values, name string, all []T) {
	for _, one := range all {
		if one != "" {
			q.Add(name, string(one))
		}
	}
}

// Query is the list as an address carries it, "" for the whole queue.
func (l List) Query() string { return l.values().Encode() }

// Address is where the list stands.
func (l List) Address() string {
	if q := l.Query(); q != "" {
		return "/desk?" + q
	}
	return "/desk"
}

// filters is the list without its order and without the view that it comes from: what its chips show.
func (l List) filters() List {
	l.Saved, l.Base, l.Sort = 0, 0, ""
	return l
}

// OnlyLate is what is late of the list, in an order in which it has pages.
func (l List) OnlyLate() List {
	l.Due, l.Sort = []string{DueLate}, ticket.ByPriority
	return l
}

// IsWhole reports whether no filter is chosen.
func (l List) IsWhole() bool { return l.filters().Query() == "" }

// Of is the list with the filters of a saved view.
func (l List) Of(v ticket.View) List {
	q, err := url.ParseQuery(v.Query)
	if err != nil { // it was written by Query; a list without filters is still one
		q = nil
	}
	of := ListOf(q)
	of.Saved, of.ViewName = v.ID, v.Name
	return of
}

func escape(q string) string { return url.QueryEscape(q) }

// Current is the list's entry in the sidebar, "" if it has none.
func (l List) Current() string {
	if l.Saved != 0 {
		return "view"
	}
	l.Sort = ""
	switch l.Query() {
	case "":
		return "open"
	case "owner=me":
		return "mine"
	case "owner=nobody":
		return "unassigned"
	case "status=pending":
		return "waiting"
	case "view=solved":
		return "solved"
	}
	if len(l.Teams) == 1 && (List{Teams: l.Teams}).Query() == l.Query() {
		return "team"
	}
	return ""
}

// Name is what the list is called: by its only filter, or by the one that says most.
func (l List) Name(ctx context.Context) string {
	only := func(part List) bool { return part.Query() == l.filters().Query() }
	status := first(l.Statuses)
	switch {
	case l.IsShort():
		return l.shortName(ctx)
	case l.ViewName != "":
		return l.ViewName
	case l.IsHistory():
		return i18n.T(ctx, "desk.list.closed")
	case l.aboutName() != "" && only(List{Topics: l.Topics, Tags: l.Tags}):
		return l.aboutName()
	case l.OwnerName != "" && only(List{Owners: l.Owners}):
		return i18n.T(ctx, "desk.list.of", i18n.Blanks{Name: l.OwnerName})
	case status == promise.Awaiting && only(List{Statuses: []promise.Status{status}}):
		return i18n.T(ctx, "thread.list.waiting")
	case status == promise.OnHold && only(List{Statuses: []promise.Status{status}}):
		return i18n.T(ctx, "thread.list.hold")
	case status == promise.Solved && only(List{Statuses: []promise.Status{status}}):
		return i18n.T(ctx, "desk.list.solved")
	case l.Me && !l.Nobody && len(l.Owners) == 0:
		return i18n.T(ctx, "layout.nav.mine")
	case l.Nobody && !l.Me && len(l.Owners) == 0:
		return i18n.T(ctx, "layout.nav.unassigned")
	case l.TeamName != "":
		return l.TeamName
	case l.IsWhole():
		return i18n.T(ctx, "layout.nav.open")
	default:
		return i18n.T(ctx, "queue.list.filtered")
	}
}

// aboutName is what the only topic and the only tag of a list are called.
func (l List) aboutName() string {
	if len(l.Topics) > 1 || len(l.Tags) > 1 {
		return ""
	}
	if l.TopicName != "" && l.TagName != "" {
		return l.TopicName + " · " + l.TagName
	}
	return l.TopicName + l.TagName
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
