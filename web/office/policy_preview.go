package office

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// PreviewPage is a policy before it is saved: what changes, what that would do to open tickets, and for which it is to be.
type PreviewPage struct {
	Frame    layout.Frame
	Policy   *sla.Policy // nil: a new one
	Form     PolicyForm
	Lines    []string // what changes
	Preview  ticket.Preview
	Problems []ui.Problem
}

func (p PreviewPage) action() string { return PolicyPage{Policy: p.Policy}.action() }

func (p PreviewPage) title(ctx context.Context) string {
	if p.Policy == nil || !p.Policy.IsRest {
		return ui.Clean(p.Form.Name)
	}
	return i18n.T(ctx, "policies.everyone")
}

// Lines are what a draft changes of a policy, in words.
func Lines(ctx context.Context, was sla.Policy, d sla.Draft, choices []ConditionGroup, staff []people.Person) []string {
	became := was
	became.Conditions, became.Rules, became.Calendar = d.Conditions, d.Rules, d.Calendar
	became.Rules.ReopenDays = was.Rules.ReopenDays
	if was.Calendar != d.Calendar {
		became.CalendarOf = i18n.T(ctx, "policies.other_calendar")
	}
	return ChangesPage{Versions: []sla.Policy{became, was}, Choices: choices, Staff: staff}.differences(ctx, 0)
}
