// Package layout holds the shells around Kept's pages: the customers' portal, the desk with its
// sidebar, the door where people sign in, and the plain page that needs no database. It exists so
// that a page only says what is its own.
//
// A shell gets everything as values, from its Frame and from ctx. It must never ask a database or a
// clock, and it knows of no ticket.
package layout

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/web/ui"
)

// Company is whose desk this is, as customers see it.
type Company struct {
	Name        string
	AddressLine string // in one line; may be empty
	Phone       string // as people write it; may be empty
	Brand       string // "#rrggbb", or "" for Kept's own blue
	Demo        *Demo  // set when this is the demo desk
}

// Demo is what the demo's bar shows.
type Demo struct {
	Now time.Time // the desk's clock, which is not the browser's
}

// Frame is what a page hands to its shell.
type Frame struct {
	Title   string // what the page is, without anybody's name
	Screen  string // the design's name for it, "queue", "ticket"; some rules look at it
	Company Company
	Back    string   // this page's own address, to come back to after a change of language, theme or time
	Side    Side     // of the desk's sidebar
	Flow    bool     // the desk's page scrolls as a document instead of filling the window
	Banners []Banner // above the desk's page
	Note    *ui.Note // what has just been done, said once

	Now      time.Time // the desk's clock, which the browser's is not; zero: times stand still
	Followed *Followed // nil: the page stays as it was loaded
	Bell     Bell      // of the desk's reader

	Palette templ.Component // what stands in the command palette when it is open from the beginning; nil: it is closed
}

// Followed is how a page hears of what happens.
type Followed struct {
	Address string // of its stream
	Mark    string // what it knows already
}

// Banner tells everybody at the desk about something that is not as it should be.
type Banner struct {
	Tone ui.Tone
	Text string
	Link string // the words of a link behind the text; may be empty
	Href string
}

// Side is what the sidebar counts, and which of its entries is open: "mine", "notices", "open", "unassigned",
// "waiting", "solved", "customers", "office", "people", "settings", "topics", "audit", "day", "views", "team" with Team set, or "view" with View set; "" on other pages.
type Side struct {
	Current     string
	Team        int64
	MineLate    int
	Mine        int
	Open        int
	Unassigned  int
	Waiting     int // for their customers
	SolvedToday int
	Unread      int // notices of the reader's
	Lost        int // what fell between two chairs, for those who supervise
	Teams       []SideTeam
	View        int64 // the saved view that is open, with Current "view"
	Views       []SideView
}

// SideView is a saved view, with the number of its live tickets.
type SideView struct {
	ID       int64
	Name     string
	IsShared bool
	Count    int
	IsQuiet  bool // how many there are is not known
}

// SideTeam is a team with the number of its open tickets.
type SideTeam struct {
	ID    int64
	Name  string
	Icon  string // of the sprite; what is not there is drawn as people
	Count int
}

// Wall is what the sign-in page shows beside the form: yesterday's promises on a rail, and the
// finding in words. Without words there is no rail.
type Wall struct {
	Rail  ui.Rail
	Words string
}

// Viewer is who looks at the page. Role is a role of docs/domain.md: agent, technician, supervisor, admin.
type Viewer struct {
	Name     string
	Hue      int
	Initials string
	Role     string
	KeysOff  bool // they want no single-letter keys, in any browser
	Compact  bool // their lists have rows of one line

	HintsGone []string // the first hints that they have put away
}

// Visits reports whether they see no desk but their own day: they come to customers.
func (v Viewer) Visits() bool { return v.Role == "technician" }

// DayAddress is the page of somebody's own day.
const DayAddress = "/desk/day"

// Administers reports whether they say who works here, and how Kept is set.
func (v Viewer) Administers() bool { return v.Role == "admin" }

// Supervises reports whether the pages of the office are there for them.
func (v Viewer) Supervises() bool { return v.Role == "supervisor" || v.Role == "admin" }

// Theme is what somebody chose: "light", "dark", or "" for what their computer says.
type Theme string

// The themes.
const (
	System Theme = ""
	Light  Theme = "light"
	Dark   Theme = "dark"
)

type (
	viewerKey   struct{}
	customerKey struct{}
	themeKey    struct{}
)

// WithCustomer returns a context in which the customers' pages know that somebody is signed in there.
func WithCustomer(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, customerKey{}, name)
}

// CustomerFrom is the name of the customer who is signed in, empty when none is.
func CustomerFrom(ctx context.Context) string {
	name, _ := ctx.Value(customerKey{}).(string)
	return name
}

// WithViewer returns a context in which ViewerFrom finds v.
func WithViewer(ctx context.Context, v Viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// ViewerFrom is who looks at the page; nobody gives a Viewer without a name.
func ViewerFrom(ctx context.Context) Viewer {
	v, _ := ctx.Value(viewerKey{}).(Viewer)
	return v
}

// WithTheme returns a context in which pages are drawn in that theme. Anything but light and dark is
// taken as System, so the value of a cookie may be passed as it came.
func WithTheme(ctx context.Context, theme string) context.Context {
	t := Theme(theme)
	if t != Light && t != Dark {
		t = System
	}
	return context.WithValue(ctx, themeKey{}, t)
}

// ThemeFrom is the theme that WithTheme put into ctx, else System.
func ThemeFrom(ctx context.Context) Theme {
	t, _ := ctx.Value(themeKey{}).(Theme)
	return t
}
