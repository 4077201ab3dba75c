package gallery

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/keep"
	view "github.com/kepthq/kept/web/office"
)

// retention is the page that says how long what is kept.
func retention(p view.Keep) templ.Component {
	return asAdmin(func(ctx context.Context) templ.Component {
		for _, kind := range keep.Kinds {
			if !slices.ContainsFunc(p.Kept, func(k view.Kept) bool { return k.Rule.Kind == kind }) {
				p.Kept = append(p.Kept, view.Kept{Rule: keep.Rule{Kind: kind}})
			}
		}
		for i, problem := range p.Problems {
			p.Problems[i].Message = i18n.T(ctx, problem.Message)
			for j, k := range p.Kept {
				if string(k.Rule.Kind) == problem.Field {
					p.Kept[j].Typed = "7"
				}
			}
		}
		p.Now = now()
		p.Frame = frame(i18n.T(ctx, "keep.title"), "settings-retention")
		p.Frame.Side, p.Frame.Flow = side("settings"), true
		return view.KeepPage(p)
	})
}

// filledRetention is a desk that keeps some things for some time: one run is over, one goes on, one waits for its day.
func filledRetention() view.Keep {
	long, short := 730, 90
	boss, over, on := int64(ingrid.ID), at(16, 2, 0), at(17, 14, 0)
	return view.Keep{
		Kept: []view.Kept{
			{Rule: keep.Rule{Kind: keep.Texts, Days: &long, HoldsFrom: at(2, 9, 0), RunAt: &over, Cleared: 1204}, Typed: "730"},
			{Rule: keep.Rule{Kind: keep.Files, Days: &short, HoldsFrom: at(2, 9, 0), RunAt: &on, Cleared: 150, IsOpen: true}, Typed: "90", Due: keep.Counted},
			{Rule: keep.Rule{Kind: keep.Notices, Days: &short, HoldsFrom: at(18, 9, 30)}, Typed: "90", Due: 3120},
		},
		Changes: []audit.Record{
			{ID: 52, At: at(17, 9, 30), ActorID: &boss, Actor: ingrid.Name, Kind: keep.AuditChanged, Object: "notices", Was: keep.Forever, Became: "90"},
			{ID: 51, At: over, Kind: keep.AuditCleared, Object: "texts", Became: "1204"},
		},
	}
}
