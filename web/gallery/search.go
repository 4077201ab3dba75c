package gallery

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/search"
	"github.com/kepthq/kept/internal/sla"
	view "github.com/kepthq/kept/web/desk"
)

// searched is a page of the search for a line.
func searched(line string, with func(p *view.Search)) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p := view.Search{Query: search.Parse(line), First: true, Now: now()}
		p.Frame = frame(i18n.T(ctx, "search.title"), "search")
		p.Frame.Flow = true
		p.Frame.Side.Current = ""
		p.Found.Marks = search.MarksOf("router", "lamp", "ρουτερ", "hanna")
		with(&p)
		return view.SearchPage(p)
	})
}

func hits() []search.Hit {
	owner := maja.Name
	return []search.Hit{
		{
			ID: 4812, Number: 4812, Subject: "The router’s lamp is red", Status: promise.Open, Priority: sla.High, Locale: i18n.EN, TeamName: "Support", AssigneeName: &owner, RequesterName: hanna.Name,
			Company: hanna.Company, At: at(17, 9, 30), IsLate: true, Text: "Since this morning the lamp of the router is red, and the till <b>cannot</b> take cards.", Files: []string{"router-log.txt"},
		},
		{
			ID: 4790, Number: 4790, Subject: "Το ρούτερ δεν λειτουργεί", Status: promise.Awaiting, Locale: i18n.EL, TeamName: "Support", RequesterName: eleni.Name, At: at(16, 11, 5),
			Text: "Ο τεχνικός υποψιάζεται το ρούτερ, όχι τη γραμμή.", IsNote: true,
		},
		{ID: 4711, Number: 4711, Subject: strings.Repeat("Konstantynopolitańczykowianeczka", 4), Status: promise.Closed, Locale: i18n.PL, TeamName: "Support", AssigneeName: &owner, RequesterName: "Zofia", At: at(3, 14, 0)},
	}
}

func searchStates() []State {
	return []State{
		{Name: "search", Room: Desk, Page: searched("", func(p *view.Search) {
			p.Recent = []string{"router", `"red lamp" status:open`, "from:hanna after:2026-03-01"}
		})},
		{Name: "search-new", Room: Desk, Page: searched("", func(*view.Search) {})},
		{Name: "search-results", Room: Desk, Page: searched("router lamp", func(p *view.Search) {
			p.Found.Hits, p.Found.Total, p.Found.Next = hits(), 3, nil
			p.Found.People = []search.Person{{ID: hanna.ID, Name: hanna.Name, Address: hanna.Address, Company: hanna.Company, Locale: hanna.Locale}}
			p.Found.Companies = []search.Company{{ID: 7, Name: "Bakkehuset Café"}}
		})},
		{Name: "search-number", Room: Desk, Page: searched("#4812 router status:nonsense", func(p *view.Search) {
			all := hits()
			p.Found.Number, p.Found.Hits, p.Found.Full, p.Next = &all[0], all, true, view.SearchFor("router")
		})},
		{Name: "search-guessed", Room: Desk, Page: searched("ruoter", func(p *view.Search) {
			p.Found.Hits, p.Found.Total, p.Found.Guessed = hits()[:1], 1, true
		})},
		{Name: "search-nothing", Room: Desk, Page: searched("helicopter", func(*view.Search) {})},
		{Name: "search-slow", Room: Desk, Page: searched("a e i", func(p *view.Search) { p.IsSlow = true })},
	}
}
