package office

import (
	"context"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/keep"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// KeepPath is where it is said how long what is kept.
const KeepPath = "/office/settings/retention"

// Keep is the page that says how long what is kept.
type Keep struct {
	Frame    layout.Frame
	Kept     []Kept
	Changes  []audit.Record
	Now      time.Time
	Problems []ui.Problem
}

// Kept is one kind of data on it.
type Kept struct {
	Rule  keep.Rule
	Typed string
	Due   int // old enough now
}

// keepParts are the kinds under their headings.
func (p Keep) parts(ctx context.Context) []keepPart {
	return []keepPart{
		{"k-tickets", i18n.T(ctx, "keep.tickets"), p.of(keep.Texts, keep.Files)},
		{"k-people", i18n.T(ctx, "keep.people"), p.of(keep.Customers, keep.WaysIn)},
		{"k-told", i18n.T(ctx, "keep.told"), p.of(keep.Mails, keep.Notices)},
	}
}

type keepPart struct {
	id, title string
	kept      []Kept
}

func (p Keep) of(kinds ...keep.Kind) (all []Kept) {
	for _, kind := range kinds {
		for _, k := range p.Kept {
			if k.Rule.Kind == kind {
				all = append(all, k)
			}
		}
	}
	return all
}

func (p Keep) field(ctx context.Context, k Kept) ui.Field {
	name := string(k.Rule.Kind)
	return ui.Field{
		Name: name, Label: keepName(ctx, k.Rule.Kind), Hint: keepHint(ctx, k.Rule.Kind), Type: "number", Placeholder: i18n.T(ctx, "keep.forever"),
		Value: k.Typed, Free: true, Error: wrongAt(p.Problems, name),
	}
}

// state says what a rule has done and would do, a sentence each.
func (p Keep) state(ctx context.Context, k Kept) (all []string) {
	l := i18n.From(ctx)
	if k.Rule.Days != nil {
		key := i18n.T(ctx, "keep.due", i18n.Blanks{Number: l.Number(k.Due)})
		if k.Due >= keep.Counted {
			key = i18n.T(ctx, "keep.due_many", i18n.Blanks{Number: l.Number(keep.Counted)})
		}
		all = append(all, key)
		if k.Rule.HoldsFrom.After(p.Now) {
			all = append(all, i18n.T(ctx, "keep.holds_from", i18n.Blanks{When: l.At(k.Rule.HoldsFrom, p.Now)}))
		}
	}
	if k.Rule.RunAt == nil {
		if k.Rule.Days != nil {
			all = append(all, i18n.T(ctx, "keep.never_run"))
		}
		return all
	}
	b := i18n.Blanks{When: l.Stamp(*k.Rule.RunAt), Number: l.Number(int(k.Rule.Cleared))}
	if k.Rule.IsOpen {
		return append(all, i18n.T(ctx, "keep.run_open", b))
	}
	return append(all, i18n.T(ctx, "keep.run", b))
}

// TypedDays is how a rule stands in its field.
func TypedDays(r keep.Rule) string {
	if r.Days == nil {
		return ""
	}
	return strconv.Itoa(*r.Days)
}

// KeepName is what a kind of data is called.
func KeepName(ctx context.Context, k keep.Kind) string { return keepName(ctx, k) }

func keepName(ctx context.Context, k keep.Kind) string {
	switch k {
	case keep.Texts:
		return i18n.T(ctx, "keep.texts")
	case keep.Files:
		return i18n.T(ctx, "keep.files")
	case keep.Customers:
		return i18n.T(ctx, "keep.customers")
	case keep.Notices:
		return i18n.T(ctx, "keep.notices")
	case keep.Mails:
		return i18n.T(ctx, "keep.mails")
	case keep.WaysIn:
		return i18n.T(ctx, "keep.ways_in")
	default:
		return ui.Clean(string(k))
	}
}

func keepHint(ctx context.Context, k keep.Kind) string {
	switch k {
	case keep.Texts:
		return i18n.T(ctx, "keep.texts_hint")
	case keep.Files:
		return i18n.T(ctx, "keep.files_hint")
	case keep.Customers:
		return i18n.T(ctx, "keep.customers_hint")
	case keep.Notices:
		return i18n.T(ctx, "keep.notices_hint")
	case keep.Mails:
		return i18n.T(ctx, "keep.mails_hint")
	case keep.WaysIn:
		return i18n.T(ctx, "keep.ways_in_hint")
	default:
		return ""
	}
}
