package office

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// The addresses of both pages about spam.
const (
	SpamAddress   = "/office/spam"
	BlocksAddress = "/office/spam/blocks"
)

// Spam is the page of what is suspended.
type Spam struct {
	Frame   layout.Frame
	Items   []ticket.Arrived
	Count   int // of all, on every page
	Blocks  int
	First   bool   // whether it begins at the first
	Next    string // the address of the next page; empty on the last
	Problem string // why what was pressed just now was not done
	Now     time.Time
}

// Blocks is the page of the block list.
type Blocks struct {
	Frame     layout.Frame
	All       []ticket.Block
	Suspended int
	Value     string // what was typed into the form that came back
	Reason    string
	Days      string
	Problems  []ui.Problem
	Problem   string // about the whole
	Limits    ticket.Limits
	Now       time.Time
}

// SpamAfter is the list behind one of its rows.
func SpamAfter(id ticket.SuspendedID) string {
	return SpamAddress + "?after=" + strconv.FormatInt(int64(id), 10)
}

func spamTabs(ctx context.Context, suspended, blocks int, onBlocks bool) []ui.Tab {
	return []ui.Tab{
		{Label: i18n.T(ctx, "spam.list.tab"), Href: SpamAddress, Count: suspended, Counted: true, Current: !onBlocks},
		{Label: i18n.T(ctx, "spam.blocks.tab"), Href: BlocksAddress, Count: blocks, Counted: true, Current: onBlocks},
	}
}

// shortBody is how much of a text stands in the list; the rest opens.
const shortBody = 240

// opening is the beginning of a text on one line, and whether there is more.
func opening(body string) (string, bool) {
	runes := []rune(strings.Join(strings.Fields(ui.Clean(body)), " "))
	if len(runes) <= shortBody {
		return string(runes), strings.Contains(strings.TrimSpace(body), "\n")
	}
	return string(runes[:shortBody-1]) + "…", true
}

// from is who sent it, and from where.
func from(ctx context.Context, a ticket.Arrived) string {
	b := i18n.Blanks{Name: ui.Clean(a.Name), Address: ui.Clean(a.Address), From: a.Network}
	if a.Network == "" || a.Network == "unknown" {
		return i18n.T(ctx, "spam.list.from", b)
	}
	return i18n.T(ctx, "spam.list.from_network", b)
}

func suspendedPath(a ticket.Arrived, tail string) string {
	return SpamAddress + "/" + strconv.FormatInt(int64(a.ID), 10) + tail
}

// kind names what is blocked.
func blockKind(ctx context.Context, k ticket.BlockKind) string {
	switch k {
	case ticket.BlockedAddress:
		return i18n.T(ctx, "spam.blocks.address")
	case ticket.BlockedDomain:
		return i18n.T(ctx, "spam.blocks.domain")
	default:
		return i18n.T(ctx, "spam.blocks.network")
	}
}

// reasonOf is why it is blocked: what somebody wrote, or the ticket with which it was called spam.
func reasonOf(ctx context.Context, b ticket.Block) string {
	if b.Ticket != nil {
		return i18n.T(ctx, "spam.blocks.with_ticket", i18n.Blanks{Number: number(*b.Ticket)})
	}
	return ui.Clean(b.Reason)
}

func (p Blocks) ends(ctx context.Context, b ticket.Block) string {
	if b.EndsAt == nil {
		return i18n.T(ctx, "spam.blocks.for_ever")
	}
	return i18n.T(ctx, "spam.blocks.until", i18n.Blanks{When: i18n.From(ctx).At(*b.EndsAt, p.Now)})
}

// days are for how long something may be blocked.
func (p Blocks) days(ctx context.Context) []ui.Option {
	l := i18n.From(ctx)
	all := []ui.Option{{Value: "0", Label: l.T("spam.blocks.for_ever"), Chosen: p.Days == "0"}}
	for _, n := range []int{7, 30, 90, 365} {
		value := strconv.Itoa(n)
		all = append(all, ui.Option{Value: value, Label: l.T("spam.blocks.for_days", i18n.Blanks{Count: n}), Chosen: p.Days == value || p.Days == "" && n == 90})
	}
	return all
}

func (p Blocks) wrong(field string) string {
	for _, w := range p.Problems {
		if w.Field == field {
			return w.Message
		}
	}
	return ""
}
