package gallery

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/search"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
)

// paletteStates are the command palette, open over a page, and the page of all keys.
func paletteStates() []State {
	open := func(p view.Palette) templ.Component {
		return page(func(ctx context.Context) templ.Component {
			f := frame(i18n.T(ctx, "assign.next"), "next")
			f.Palette = view.PaletteFound(p)
			return view.NextPage(view.Next{Frame: f})
		})
	}
	lately := search.Glance{Numbered: hits(), Recent: []string{"router", `"red lamp" status:open`}}
	found := search.Glance{
		Hits: hits(), People: []search.Person{{ID: hanna.ID, Name: hanna.Name, Address: hanna.Address, Company: hanna.Company, Locale: hanna.Locale}},
		Companies: []search.Company{{ID: 7, Name: "Bakkehuset Café"}},
	}
	return []State{
		{Name: "palette", Room: Desk, Page: open(view.Palette{Found: lately})},
		{Name: "palette-found", Room: Desk, Page: open(view.Palette{
			Query: search.Parse("o"), Found: found, Views: []ticket.View{{ID: 2, Name: "Outage Nordby Havn", OwnerName: jonas.Name, IsShared: true}}, Teams: []people.Team{{ID: technical, Name: "Operations"}},
		})},
		{Name: "palette-nothing", Room: Desk, Page: open(view.Palette{Query: search.Parse("helicopter")})},
		{Name: "palette-slow", Room: Desk, Page: open(view.Palette{Query: search.Parse("a e i"), IsSlow: true})},
		{Name: "hint-next", Room: Desk, Page: hinted(people.HintNext, "queue")},
		{Name: "hint-choose", Room: Desk, Page: hinted(people.HintChoose, "queue")},
		{Name: "hint-palette", Room: Desk, Page: hinted(people.HintPalette, "queue")},
		{Name: "hint-keys", Room: Desk, Page: hinted(people.HintKeys, "ticket-closed")},
		{Name: "hint-search", Room: Desk, Page: hinted(people.HintSearch, "search")},
		{Name: "keys", Room: Desk, Page: page(func(ctx context.Context) templ.Component {
			f := frame(i18n.T(ctx, "keyboard.title"), "keys")
			f.Flow = true
			return view.KeysPage(f)
		})},
	}
}

// hinted is the page of another state, for who has put every hint away but one.
func hinted(h people.Hint, name string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		state, found := Find(name)
		if !found {
			return fmt.Errorf("no state %s", name)
		}
		viewer := layout.ViewerFrom(ctx)
		viewer.HintsGone = slices.DeleteFunc(slices.Clone(viewer.HintsGone), func(one string) bool { return one == string(h) })
		return state.Page.Render(layout.WithViewer(ctx, viewer), w)
	})
}
