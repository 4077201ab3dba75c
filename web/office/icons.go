package office

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
)

// iconName is what the icon of a team or a topic shows, in a word, for those who do not see it.
func iconName(ctx context.Context, icon string) string {
	switch icon {
	case "bill":
		return i18n.T(ctx, "staff.icon.bill")
	case "box":
		return i18n.T(ctx, "staff.icon.box")
	case "chat":
		return i18n.T(ctx, "staff.icon.chat")
	case "inbox":
		return i18n.T(ctx, "staff.icon.inbox")
	case "lock":
		return i18n.T(ctx, "staff.icon.lock")
	case "mail":
		return i18n.T(ctx, "staff.icon.mail")
	case "phone":
		return i18n.T(ctx, "staff.icon.phone")
	case "router":
		return i18n.T(ctx, "staff.icon.router")
	case "tv":
		return i18n.T(ctx, "staff.icon.tv")
	case "users":
		return i18n.T(ctx, "staff.icon.users")
	case "van":
		return i18n.T(ctx, "staff.icon.van")
	case "wifi":
		return i18n.T(ctx, "staff.icon.wifi")
	case "wrench":
		return i18n.T(ctx, "staff.icon.wrench")
	}
	return i18n.T(ctx, "staff.icon.help")
}
