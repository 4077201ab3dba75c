package desk

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// profileTabsOf are the pages about oneself.
func profileTabsOf(ctx context.Context, current string) []ui.Tab {
	l := i18n.From(ctx)
	return []ui.Tab{
		{Label: l.T("staff.tab.profile"), Href: "/desk/profile", Current: current == "profile"},
		{Label: l.T("bell.tab"), Href: WaysAddress, Current: current == "notices"},
		{Label: l.T("absence.tab"), Href: AbsencesAddress, Current: current == "absences"},
		{Label: l.T("staff.tab.sessions"), Href: "/desk/profile/sessions", Current: current == "sessions"},
		{Label: l.T("factor.page.title"), Href: SecurityAddress, Current: current == "security"},
	}
}
