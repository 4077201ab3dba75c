package desk

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// profileTabsOf are the pages about oneself. When somebody who comes to customers is away, their supervisors say.
func profileTabsOf(ctx context.Context, current string) []ui.Tab {
	l := i18n.From(ctx)
	tabs := []ui.Tab{
		{Label: l.T("staff.tab.profile"), Href: "/desk/profile", Current: current == "profile"},
		{Label: l.T("bell.tab"), Href: WaysAddress, Current: current == "notices"},
	}
	if !layout.ViewerFrom(ctx).Visits() {
		tabs = append(tabs, ui.Tab{Label: l.T("absence.tab"), Href: AbsencesAddress, Current: current == "absences"})
	}
	return append(tabs,
		ui.Tab{Label: l.T("staff.tab.sessions"), Href: "/desk/profile/sessions", Current: current == "sessions"},
		ui.Tab{Label: l.T("factor.page.title"), Href: SecurityAddress, Current: current == "security"})
}
