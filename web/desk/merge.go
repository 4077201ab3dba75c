package desk

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Merge is the page on which somebody finds the ticket that another one is part of, and sees what would go there.
type Merge struct {
	Frame    layout.Frame
	Ticket   ticket.Ticket // that would close
	Customer string
	Words    string // that were looked for
	Found    []ticket.Candidate
	Preview  *ticket.MergePreview // nil: no ticket is chosen yet
	Now      time.Time
	Problems []ui.Problem
	Clash    string
}

// MergeAddress is the page of merging a ticket.
func MergeAddress(number int64) string {
	return TicketAddress(number, List{}) + "/merge"
}

func (m Merge) number() string { return strconv.FormatInt(m.Ticket.Number, 10) }

func (m Merge) into() string { return strconv.FormatInt(m.Preview.Into.Number, 10) }

// with is this page with one of the tickets found.
func (m Merge) with(number int64) string {
	return MergeAddress(m.Ticket.Number) + "?" + url.Values{"into": {strconv.FormatInt(number, 10)}}.Encode()
}

// turned is this page with the two changed over.
func (m Merge) turned() string {
	return MergeAddress(m.Preview.Into.Number) + "?" + url.Values{"into": {m.number()}}.Encode()
}

func (m Merge) wrong(field string) string { return wrongAt(m.Problems, field) }

// names are the two tickets and their customers, for sentences about both.
func (m Merge) names() i18n.Blanks {
	b := i18n.Blanks{Customer: ui.Clean(m.Customer)}
	if m.Preview != nil {
		b.Number, b.Name = m.into(), ui.Clean(m.Preview.Into.Requester.Name)
	}
	return b
}

// isMerged reports whether the ticket was closed as part of another one.
func (t Ticket) isMerged() bool { return t.Whole.Merged.Into != nil }

// mergedOver says into which ticket it was merged, by whom and when.
func (t Ticket) mergedOver(ctx context.Context) string {
	l, m := i18n.From(ctx), t.Whole.Merged.Into
	return l.T("merge.over", i18n.Blanks{Name: t.person(ctx, m.By), Number: strconv.FormatInt(m.Number, 10), When: l.At(m.At, t.Now)})
}

// mergeLine is line for what has to do with merging.
func (t Ticket) mergeLine(ctx context.Context, e event.Event) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID)}
	switch e.Kind {
	case event.Merged:
		b.Number = ui.Clean(e.Became)
		return &line{icon: "merge", parts: l.Parts("merge.event.merged", b)}
	case event.MergedHere:
		b.Number = ui.Clean(e.Became)
		return &line{icon: "merge", parts: l.Parts("merge.event.here", b)}
	case event.Unmerged:
		b.Number = ui.Clean(e.Was)
		return &line{icon: "undo", parts: l.Parts("merge.event.unmerged", b)}
	case event.UnmergedHere:
		b.Number = ui.Clean(e.Was)
		return &line{icon: "undo", parts: l.Parts("merge.event.gone", b)}
	default:
		return nil
	}
}

// candidateLine says what is promised next on a ticket that was found.
func (m Merge) candidateLine(ctx context.Context, c ticket.Candidate) string {
	return verb(ctx, c.NextKind, c.Words) + ", " + i18n.From(ctx).Lead(c.NextDue, m.Now)
}

// isNew reports whether a promise of the preview would come along.
func isNew(p *promise.Promise) bool { return p.ID < 0 }
