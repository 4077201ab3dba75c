package office

import (
	"context"

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
	Seal     string // of what the form was made of
	Limit    string // as it was typed into a form that came back
	Hours    string
	MaxName  int
	Clash    string
	Problems []ui.Problem
}

// TeamOf is a team's page as its form begins.
func TeamOf(t people.TeamSheet) Team {
	return Team{Sheet: t, Draft: t.Drafted(), Seal: t.Seal()}
}

func icons(ctx context.Context, chosen string) []ui.Option {
	var out []ui.Option
	for _, icon := range people.TeamIcons {
		out = append(out, ui.Option{Value: icon, Icon: icon, Label: iconName(ctx, icon), Chosen: icon == chosen})
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
