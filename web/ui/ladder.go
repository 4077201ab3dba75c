package ui

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
)

// LadderName is who is meant by a name on a policy's ladder, other than somebody in person.
func LadderName(ctx context.Context, who string) string {
	switch who {
	case people.TheOwner:
		return i18n.T(ctx, "policies.who.owner")
	case people.WholeTeam:
		return i18n.T(ctx, "policies.who.team")
	case people.OnDuty:
		return i18n.T(ctx, "policies.who.on_duty")
	case people.TeamSupervisors:
		return i18n.T(ctx, "policies.who.team_supervisors")
	case people.AllSupervisors:
		return i18n.T(ctx, "policies.who.all_supervisors")
	default:
		return i18n.T(ctx, "policies.who.admins")
	}
}

// PolicyName is what a policy is called. The one that came with the desk has no name that anybody gave it.
func PolicyName(ctx context.Context, name string) string {
	if name == "default" {
		return i18n.T(ctx, "policies.everyone")
	}
	return Clean(name)
}
