package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	office "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// policyChoices are what conditions can ask for on the gallery's desk.
func policyChoices(ctx context.Context) []office.ConditionGroup {
	group := func(s sla.Subject, pairs ...string) office.ConditionGroup {
		g := office.ConditionGroup{Subject: s}
		for i := 0; i < len(pairs); i += 2 {
			g.Options = append(g.Options, ui.Option{Value: pairs[i], Label: pairs[i+1]})
		}
		return g
	}
	return []office.ConditionGroup{
		group(sla.ByTeam, "1", "First line", "2", "Technical"),
		group(sla.ByPriority, "urgent", office.PriorityName(ctx, sla.Urgent), "high", office.PriorityName(ctx, sla.High), "normal", office.PriorityName(ctx, sla.Normal), "low", office.PriorityName(ctx, sla.Low)),
		group(sla.ByCompany, "7", "Nordby Havn A/S", "8", "Konstantynopolitańczykowianeczka i Synowie Sp. z o.o."),
		group(sla.ByTag, "5", "refund"),
		group(sla.ByTopic, "1", "Internet", "2", "Internet › No internet at all"),
		group(sla.ByLanguage, "en", "English", "sv", "Svenska", "pl", "Polski", "el", "Ελληνικά", "da", "Dansk"),
		group(sla.ByChannel, "web", office.ChannelName(ctx, "web"), "mail", office.ChannelName(ctx, "mail"), "phone", office.ChannelName(ctx, "phone")),
	}
}

// policies are the promise rules of the gallery's desk.
func policies() []sla.Policy {
	rules, faster := sla.DefaultRules(), sla.DefaultRules()
	for i := range faster.FirstReply {
		faster.FirstReply[i] /= 2
	}
	faster.Ladder[0] = []string{people.TheOwner, people.InPerson(oskar.ID)}
	by := karin.ID
	policy := func(id sla.PolicyID, name string, r sla.Rules, all ...sla.Condition) sla.Policy {
		return sla.Policy{
			ID: id, Name: name, Position: int(id), Version: sla.VersionID(id * 10), Number: 1, Conditions: all, Rules: r, Calendar: 1, CalendarOf: "default",
			CalendarVersion: 1, Zone: "Europe/Copenhagen", MadeAt: at(12, 9, 0), MadeBy: &by,
		}
	}
	harbour := policy(2, "Business", faster, sla.Condition{Subject: sla.ByCompany, Values: []string{"7", "8"}}, sla.Condition{Subject: sla.ByPriority, Values: []string{"urgent", "high"}})
	harbour.Open, harbour.OpenHere, harbour.Number, harbour.Why = 41, 38, 2, "The harbour pays for more."
	greek := policy(3, "Έλληνες πελάτες", rules, sla.Condition{Subject: sla.ByLanguage, Values: []string{"el"}})
	everyone := policy(1, "default", rules)
	everyone.IsRest, everyone.MadeBy, everyone.Open, everyone.OpenHere = true, nil, 173, 173
	return []sla.Policy{harbour, greek, everyone}
}

func policyStates() []State {
	page := func(draw func(ctx context.Context, f layout.Frame) templ.Component) templ.Component {
		return asAdmin(func(ctx context.Context) templ.Component {
			f := frame(i18n.T(ctx, "policies.title"), "settings-policies")
			f.Side, f.Flow = side("settings"), true
			return draw(ctx, f)
		})
	}
	one := func(p sla.Policy, with func(ctx context.Context, p *office.PolicyPage)) templ.Component {
		return page(func(ctx context.Context, f layout.Frame) templ.Component {
			out := office.PolicyPage{
				Frame: f, Policy: &p, Place: 1, Of: 3, Form: office.FormOfPolicy(ctx, p.Draft()), Choices: policyChoices(ctx), Staff: staff(),
				Calendars: []sla.CalendarChoice{{ID: 1, Name: "default", Zone: "Europe/Copenhagen"}}, Try: &office.PolicyTry{Now: now(), Chosen: sla.Normal, Terms: terms()},
			}
			with(ctx, &out)
			return office.ShowPolicy(out)
		})
	}
	list := func(with func(p *office.PoliciesPage)) templ.Component {
		return page(func(ctx context.Context, f layout.Frame) templ.Component {
			p := office.PoliciesPage{Frame: f, Policies: policies(), Choices: policyChoices(ctx), Trial: office.PolicyTrial{Now: now(), Facts: sla.Facts{Priority: sla.Normal, Language: "en", Channel: "web"}}}
			with(&p)
			return office.ShowPolicies(p)
		})
	}
	return []State{
		{Name: "policies", Room: Office, Page: list(func(*office.PoliciesPage) {})},
		{Name: "policies-tried", Room: Office, Page: list(tried)},
		{Name: "policy", Room: Office, Page: one(policies()[0], func(_ context.Context, p *office.PolicyPage) {
			p.Used = []ticket.Row{{Number: 4812, Subject: "No internet since yesterday evening"}, {Number: 4813, Subject: strings4("Konstantynopolitańczykowianeczka")}}
		})},
		{Name: "policy-rest", Room: Office, Page: one(policies()[2], func(context.Context, *office.PolicyPage) {})},
		{Name: "policy-refused", Room: Office, Page: one(policies()[1], func(ctx context.Context, p *office.PolicyPage) {
			p.Form.Targets[0][0], p.Form.Targets[3][3], p.Form.Conditions = "0 min", "10000 days", []string{"tag:98765"}
			p.Form.Problems = []ui.Problem{
				{Field: "conditions", Label: i18n.T(ctx, "policies.conditions"), Message: i18n.T(ctx, "policies.fault.gone")},
				{Field: "first_urgent", Label: office.TargetLabel(ctx, 0, sla.Urgent), Message: i18n.T(ctx, "policies.fault.nothing")},
				{Field: "resolution_low", Label: office.TargetLabel(ctx, 3, sla.Low), Message: i18n.T(ctx, "policies.fault.too_long")},
				{Field: "level_2", Label: office.LevelName(ctx, 1), Message: i18n.T(ctx, "policies.fault.nobody")},
			}
		})},
		{Name: "policy-new", Room: Office, Page: one(policies()[1], func(ctx context.Context, p *office.PolicyPage) {
			d := p.Policy.Draft()
			d.Name, d.Conditions, d.Was = "", nil, 0
			p.Policy, p.Try, p.Form = nil, nil, office.FormOfPolicy(ctx, d)
		})},
		{Name: "policy-preview", Room: Office, Page: page(func(ctx context.Context, f layout.Frame) templ.Component {
			p := policies()[0]
			d := p.Draft()
			d.Rules.FirstReply[0], d.Rules.CountsAlways, d.Rules.Ladder[0] = d.Rules.FirstReply[0]*3, true, []string{people.TeamSupervisors}
			return office.ShowPreview(office.PreviewPage{
				Frame: f, Policy: &p, Form: office.FormOfPolicy(ctx, d), Lines: office.Lines(ctx, p, d, policyChoices(ctx), staff()),
				Preview: ticket.Preview{Touched: 41, Sooner: 12, Later: 7, Come: 3, Go: 1, Same: 22},
			})
		})},
		{Name: "policy-changes", Room: Office, Page: page(func(ctx context.Context, f layout.Frame) templ.Component {
			newer, older := policies()[0], policies()[0]
			older.Number, older.Why, older.MadeBy, older.Rules, older.OpenHere = 1, "", nil, sla.DefaultRules(), 3
			older.Conditions = older.Conditions[:1]
			return office.ShowChanges(office.ChangesPage{Frame: f, Versions: []sla.Policy{newer, older}, Choices: policyChoices(ctx), Staff: append(staff(), karin)})
		})},
	}
}

func strings4(word string) string { return word + " " + word + " " + word + " " + word }

// tried is a ticket that was tried on the list.
func tried(p *office.PoliciesPage) {
	var all []sla.Candidate
	for _, one := range p.Policies {
		all = append(all, sla.Candidate{Policy: one.ID, Name: one.Name, IsRest: one.IsRest, Conditions: one.Conditions})
	}
	p.Trial.Facts = sla.Facts{Priority: sla.Low, Company: 7, Language: "el", Channel: "web"}
	_, looked := sla.Match(all, p.Trial.Facts)
	p.Trial.Result = &sla.Result{Chosen: p.Policies[1], Looked: looked, Terms: terms()}
}
