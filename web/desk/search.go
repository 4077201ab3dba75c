package desk

import (
	"context"
	"net/url"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/search"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// SearchAddress is the page of the search.
const SearchAddress = "/desk/search"

// Search is the page of what was found, or of how to look for something.
type Search struct {
	Frame  layout.Frame
	Query  search.Query
	Found  search.Results
	Recent []string
	IsSlow bool // it took too long, and was ended
	First  bool
	Next   string // the address of the next page; "" on the last
	Now    time.Time
}

// SearchFor is the address of what a line finds.
func SearchFor(line string) string {
	if line == "" {
		return SearchAddress
	}
	return SearchAddress + "?" + url.Values{"q": {line}}.Encode()
}

// asked reports whether there was something to look for.
func (p Search) asked() bool { return !p.Query.IsEmpty() }

// hits are what was found, without the ticket whose number was typed: it goes first.
func (p Search) hits() []search.Hit {
	if p.Found.Number == nil {
		return p.Found.Hits
	}
	var rest []search.Hit
	for _, h := range p.Found.Hits {
		if h.ID != p.Found.Number.ID {
			rest = append(rest, h)
		}
	}
	return rest
}

func (p Search) isNothing() bool {
	return len(p.Found.Hits) == 0 && p.Found.Number == nil && len(p.Found.People) == 0 && len(p.Found.Companies) == 0
}

// count says how many tickets there are, or which of them come first.
func (p Search) count(ctx context.Context) string {
	if p.Found.Full || !p.First {
		return i18n.T(ctx, "search.newest")
	}
	return i18n.T(ctx, "search.count", i18n.Blanks{Count: p.Found.Total})
}

// operatorLine is an operator with how it is written, and what it asks.
type operatorLine struct{ written, words string }

func operatorLines(ctx context.Context) []operatorLine {
	return []operatorLine{
		{"#4812", i18n.T(ctx, "search.help.number")},
		{`"red light"`, i18n.T(ctx, "search.help.exact")},
		{"-router", i18n.T(ctx, "search.help.not")},
		{"status:open", i18n.T(ctx, "search.help.status")},
		{"owner:me", i18n.T(ctx, "search.help.owner")},
		{"team:support", i18n.T(ctx, "search.help.team")},
		{"tag:router", i18n.T(ctx, "search.help.tag")},
		{"topic:invoices", i18n.T(ctx, "search.help.topic")},
		{"priority:high", i18n.T(ctx, "search.help.priority")},
		{"company:bakkehuset", i18n.T(ctx, "search.help.company")},
		{"from:hanna", i18n.T(ctx, "search.help.from")},
		{"language:pl", i18n.T(ctx, "search.help.language")},
		{"after:2026-03-01", i18n.T(ctx, "search.help.after")},
		{"before:2026-04-01", i18n.T(ctx, "search.help.before")},
		{"has:file", i18n.T(ctx, "search.help.file")},
		{"is:late", i18n.T(ctx, "search.help.late")},
	}
}

// offered says what is offered: an operator, or one of its values.
func offered(ctx context.Context, s search.Suggestion) string {
	switch s.Operator {
	case "status":
		if label := statusOffered(ctx, s.Value); label != "" {
			return label
		}
		return i18n.T(ctx, "search.help.status")
	case "owner":
		if s.Value == "me" {
			return i18n.T(ctx, "search.value.me")
		}
		if s.Value == "none" {
			return i18n.T(ctx, "layout.nav.unassigned")
		}
		return i18n.T(ctx, "search.help.owner")
	case "team":
		return i18n.T(ctx, "search.help.team")
	case "tag":
		return i18n.T(ctx, "search.help.tag")
	case "topic":
		return i18n.T(ctx, "search.help.topic")
	case "priority":
		return i18n.T(ctx, "search.help.priority")
	case "company":
		return i18n.T(ctx, "search.help.company")
	case "language":
		return i18n.T(ctx, "search.help.language")
	case "from":
		return i18n.T(ctx, "search.help.from")
	case "before":
		return i18n.T(ctx, "search.help.before")
	case "after":
		return i18n.T(ctx, "search.help.after")
	case "has":
		return i18n.T(ctx, "search.help.file")
	default:
		return i18n.T(ctx, "search.help.late")
	}
}

func statusOffered(ctx context.Context, value string) string {
	code := map[string]promise.Status{
		"new": promise.New, "open": promise.Open, "waiting": promise.Awaiting, "hold": promise.OnHold, "solved": promise.Solved, "closed": promise.Closed,
	}[value]
	return statusName(ctx, code)
}

func (p Search) nothing(ctx context.Context) ui.Nothing {
	if p.IsSlow {
		return ui.Nothing{State: ui.Late, Title: i18n.T(ctx, "search.slow.title"), Text: i18n.T(ctx, "search.slow.text")}
	}
	return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "search.none.title"), Text: i18n.T(ctx, "search.none.text")}
}
