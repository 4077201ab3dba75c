package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/search"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// mostOfGroup is how many lines a group of the palette has at most.
const mostOfGroup = 6

// Palette is what the command palette offers for what is typed. What can be done on the page that it is opened over stands in
// that page, and script offers it.
type Palette struct {
	Query  search.Query
	Found  search.Glance
	Views  []ticket.View
	Teams  []people.Team // whose tickets the reader sees
	Staff  []people.Face
	IsSlow bool
}

// offer is a line of the palette, which leads somewhere.
type offer struct {
	href, icon, label, lang, about, aboutLang string
}

// offers are lines with a heading.
type offers struct {
	id, title string
	all       []offer
}

// groups are what was found, the surest first: tickets, people, views, pages; views and pages before the others when one of
// them begins with what is typed. With nothing typed it is what the reader had before them last.
func (p Palette) groups(ctx context.Context) []offers {
	if p.Query.IsEmpty() {
		return filled(
			offers{"palette-lately", i18n.T(ctx, "palette.lately"), tickets(ctx, p.Found.Numbered)},
			offers{"palette-recent", i18n.T(ctx, "palette.recent"), p.searches()},
		)
	}
	found := []offers{
		{"palette-tickets", i18n.T(ctx, "palette.tickets"), tickets(ctx, append(p.Found.Numbered, p.Found.Hits...))},
		{"palette-people", i18n.T(ctx, "palette.people"), p.folk(ctx)},
	}
	places := []offers{
		{"palette-views", i18n.T(ctx, "palette.views"), p.fitting(p.views(ctx))},
		{"palette-pages", i18n.T(ctx, "palette.pages"), p.fitting(pagesFor(ctx))},
	}
	if slices.ContainsFunc(places, p.isNamed) {
		return filled(append(places, found...)...)
	}
	return filled(append(found, places...)...)
}

// isNamed reports whether what is typed is how one of some lines begins.
func (p Palette) isNamed(some offers) bool {
	typed := strings.ToLower(p.Query.Text)
	return slices.ContainsFunc(some.all, func(o offer) bool { return strings.HasPrefix(strings.ToLower(o.label), typed) })
}

func filled(all ...offers) []offers {
	var out []offers
	for _, g := range all {
		if len(g.all) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func tickets(ctx context.Context, hits []search.Hit) []offer {
	var out []offer
	for _, h := range hits {
		about := ui.Clean(h.RequesterName) + " · " + statusName(ctx, h.Status)
		out = append(out, offer{
			href: TicketAddress(h.Number, List{}), icon: "inbox", label: "#" + number(h.Number) + " " + ui.Clean(h.Subject), lang: string(h.Locale), about: about,
		})
	}
	return out
}

func (p Palette) searches() []offer {
	var out []offer
	for i, line := range p.Found.Recent {
		if i < mostOfGroup {
			out = append(out, offer{href: SearchFor(line), icon: "search", label: ui.Clean(line)})
		}
	}
	return out
}

// folk are the customers and companies that were found, and before them the colleagues of whose name a part is typed.
func (p Palette) folk(ctx context.Context) []offer {
	var out []offer
	for _, one := range p.Staff {
		if one.IsActive {
			out = append(out, offer{href: List{Owners: []people.ID{one.ID}}.Address(), icon: "promise", label: ui.Clean(one.Name)})
		}
	}
	out = p.fitting(out)
	for i := range out {
		out[i].about = i18n.T(ctx, "palette.theirs")
	}
	for _, one := range p.Found.People {
		out = append(out, offer{href: CustomerAddress(one.ID), icon: "user", label: ui.Clean(one.Name), lang: string(one.Locale), about: ui.Clean(one.Company), aboutLang: string(one.Locale)})
	}
	for _, one := range p.Found.Companies {
		out = append(out, offer{href: CompanyAddress(one.ID), icon: "org", label: ui.Clean(one.Name)})
	}
	return out
}

// views are the lists that everybody has, those of the teams that the reader sees, and the saved ones.
func (p Palette) views(ctx context.Context) []offer {
	out := []offer{
		{href: "/desk?view=mine", icon: "promise", label: i18n.T(ctx, "layout.nav.mine")},
		{href: "/desk", icon: "inbox", label: i18n.T(ctx, "layout.nav.open")},
		{href: "/desk?view=unassigned", icon: "user-none", label: i18n.T(ctx, "layout.nav.unassigned")},
		{href: "/desk?status=pending", icon: "pause", label: i18n.T(ctx, "layout.nav.waiting")},
		{href: "/desk?view=solved", icon: "solve", label: i18n.T(ctx, "layout.nav.solved")},
	}
	for _, v := range p.Views {
		about := ""
		if !v.IsPersonal() {
			about = ui.Clean(v.OwnerName)
		}
		out = append(out, offer{href: "/desk?view=" + strconv.FormatInt(int64(v.ID), 10), icon: "filter", label: ui.Clean(v.Name), about: about})
	}
	for _, t := range p.Teams {
		out = append(out, offer{href: "/desk?team=" + strconv.FormatInt(int64(t.ID), 10), icon: "users", label: ui.Clean(t.Name), about: i18n.T(ctx, "palette.team")})
	}
	return out
}

// pagesFor are the pages beside the tickets that are there for the reader.
func pagesFor(ctx context.Context) []offer {
	out := []offer{
		{href: "/desk/customers", icon: "user", label: i18n.T(ctx, "customer.title")},
		{href: "/desk/companies", icon: "org", label: i18n.T(ctx, "customer.companies")},
		{href: "/desk/notices", icon: "bell", label: i18n.T(ctx, "notice.title")},
		{href: SearchAddress, icon: "search", label: i18n.T(ctx, "search.title")},
		{href: "/desk/views", icon: "list", label: i18n.T(ctx, "queue.nav.views")},
		{href: layout.KeysPath, icon: "keyboard", label: i18n.T(ctx, "layout.me.keys")},
		{href: "/desk/profile", icon: "user", label: i18n.T(ctx, "layout.me.settings")},
		{href: "/desk/profile/sessions", icon: "lock", label: i18n.T(ctx, "staff.tab.sessions")},
		{href: "/desk/profile/security", icon: "lock", label: i18n.T(ctx, "factor.page.title")},
	}
	v := layout.ViewerFrom(ctx)
	if v.Supervises() {
		out = append(out,
			offer{href: "/office", icon: "shield", label: i18n.T(ctx, "layout.nav.supervisor")},
			offer{href: "/office/questions", icon: "shield", label: i18n.T(ctx, "question.list.title")},
			offer{href: "/office/spam", icon: "filter", label: i18n.T(ctx, "spam.list.title")},
			offer{href: "/office/mail", icon: "mail", label: i18n.T(ctx, "office.mail.title")},
		)
	}
	if v.Administers() {
		about := i18n.T(ctx, "settings.title")
		out = append(out,
			offer{href: "/office/people", icon: "users", label: i18n.T(ctx, "staff.nav.people")},
			offer{href: "/office/teams", icon: "users", label: i18n.T(ctx, "staff.team.title")},
			offer{href: "/office/settings", icon: "gear", label: about},
			offer{href: "/office/settings/hours", icon: "gear", label: i18n.T(ctx, "settings.hours.title"), about: about},
			offer{href: "/office/settings/topics", icon: "gear", label: i18n.T(ctx, "topics.admin.title"), about: about},
			offer{href: "/office/settings/limits", icon: "gear", label: i18n.T(ctx, "limits.title"), about: about},
			offer{href: "/office/audit", icon: "history", label: i18n.T(ctx, "audit.title")},
		)
	}
	return out
}

// fitting are those of which each word that is typed begins a word.
func (p Palette) fitting(all []offer) []offer {
	var out []offer
	for _, o := range all {
		if len(out) < mostOfGroup && search.Fits(o.label+" "+o.about, p.Query.Text) {
			out = append(out, o)
		}
	}
	return out
}
