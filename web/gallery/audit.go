package gallery

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// asAdmin draws a page as an admin sees it.
func asAdmin(draw func(ctx context.Context) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		ctx = layout.WithViewer(ctx, layout.Viewer{Name: ingrid.Name, Hue: int(ingrid.ID), Initials: ui.Initials(ingrid.Name), Role: string(people.Admin)})
		return draw(ctx).Render(ctx, w)
	})
}

func auditEntries() []audit.Record {
	boss, agent, guest := int64(ingrid.ID), int64(maja.ID), int64(hanna.ID)
	entry := func(id int64, kind audit.Kind, day, hour, minute int) audit.Record {
		return audit.Record{ID: id, Kind: kind, At: at(day, hour, minute), ActorID: &boss, Actor: ingrid.Name}
	}
	role := entry(41, "person.role_changed", 17, 14, 2)
	role.PersonID, role.Person, role.Was, role.Became, role.Network = &agent, maja.Name, "agent", "supervisor", "192.0.2.7"
	signedIn := audit.Record{ID: 40, Kind: "person.signed_in", At: at(17, 13, 58), ActorID: &boss, Actor: ingrid.Name, PersonID: &boss, Person: ingrid.Name, Network: "2001:db8:85a3::8a2e:370:7334"}
	team := entry(39, "team.changed", 17, 9, 30)
	team.Object, team.Called, team.Was, team.Became = "team 4", "Broadband and television", "Technical", "Broadband and television, "+strings.Repeat("Konstantynopolitańczykowianeczka", 4)
	erased := audit.Record{ID: 38, Kind: "customer.edited", At: at(16, 16, 20), ActorID: &boss, Actor: ingrid.Name, PersonID: &guest, Person: hanna.Name, IsEmptied: true}
	other := audit.Record{ID: 37, Kind: "moon.painted_blue", At: at(16, 11, 5), PersonID: &guest, Person: hanna.Name}
	tag, topic := entry(36, "tag.removed", 16, 10, 41), entry(35, "topic.changed", 16, 10, 40)
	tag.Object, tag.Was = "tag 6", "winter" // it is gone: only its number is left
	topic.Object, topic.Called, topic.Was, topic.Became = "topic 7", "Τηλεόραση και "+strings.Repeat("τηλεπικοινωνίες", 6), "TV", "Τηλεόραση"
	joined := entry(34, "customer.joined", 16, 10, 30)
	joined.PersonID, joined.Person, joined.Object, joined.Called = &guest, hanna.Name, "customer 31", "Hanna Lund"
	return []audit.Record{role, signedIn, team, erased, other, tag, topic, joined}
}

func auditPage(p view.Audit) templ.Component {
	return asAdmin(func(ctx context.Context) templ.Component {
		p.Now, p.Groups = now(), []string{"customer", "person", "team"}
		for i := range p.Problems {
			p.Problems[i].Message = i18n.T(ctx, p.Problems[i].Message)
		}
		p.Frame = frame(i18n.T(ctx, "audit.title"), "audit")
		p.Frame.Side, p.Frame.Flow = side("audit"), true
		return view.AuditPage(p)
	})
}

func auditStates() []State {
	return []State{
		{Name: "audit", Room: Office, Page: auditPage(view.Audit{Records: auditEntries(), Next: "/office/audit?before=34"})},
		{Name: "audit-empty", Room: Office, Page: auditPage(view.Audit{})},
		{Name: "audit-nothing-found", Room: Office, Page: auditPage(view.Audit{Sought: view.Sought{Who: "Maja", Group: "team", From: "2026-03-16", To: "2026-03-17"}})},
		{Name: "audit-refused", Room: Office, Page: auditPage(view.Audit{
			Sought:   view.Sought{From: "2026-03-18"},
			Problems: []ui.Problem{{Field: "from", Message: "audit.fault.day"}},
		})},
	}
}
