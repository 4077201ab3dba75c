package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/search"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
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
		{Name: "keys", Room: Desk, Page: page(func(ctx context.Context) templ.Component {
			f := frame(i18n.T(ctx, "keyboard.title"), "keys")
			f.Flow = true
			return view.KeysPage(f)
		})},
	}
}
