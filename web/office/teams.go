package office

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Teams is the page of all teams.
type Teams struct {
	Frame    layout.Frame
	Sheets   []people.TeamSheet
	Draft    people.TeamDraft
	MaxName  int
	Clash    string
	Problems []ui.Problem
}

// Team is the page of one.
type Team struct {
	Frame    layout.Frame
	Sheet    people.TeamSheet
	Members  []people.Member // everybody who works here
	Chosen   []people.ID
	Skills   []people.Skill
	Draft    people.TeamDraft
	MaxName  int
	Clash    string
	Problems []ui.Problem
}

// teamIconName is what an icon shows, in a word.
func teamIconName(ctx context.Context, icon string) string {
	switch icon {
	case "inbox":
		return i18n.T(ctx, "staff.icon.inbox")
	case "wrench":
		return i18n.T(ctx, "staff.icon.wrench")
	case "bill":
		return i18n.T(ctx, "staff.icon.bill")
	case "van":
		return i18n.T(ctx, "staff.icon.van")
	case "router":
		return i18n.T(ctx, "staff.icon.router")
	case "phone":
		return i18n.T(ctx, "staff.icon.phone")
	case "chat":
		return i18n.T(ctx, "staff.icon.chat")
	default:
		return i18n.T(ctx, "staff.icon.users")
	}
}

func icons(ctx context.Context, chosen string) []ui.Option {
	var out []ui.Option
	for _, icon := range people.TeamIcons {
		out = append(out, ui.Option{Value: icon, Icon: icon, Label: teamIconName(ctx, icon), Chosen: icon == chosen})
	}
	return out
}

// skillNames are the names of some skills.
func skillNames(all []people.Skill, ids []int64) []string {
	var names []string
	for _, id := range ids {
		for _, s := range all {
			if s.ID == id {
				names = append(names, s.Name)
			}
		}
	}
	return names
}
