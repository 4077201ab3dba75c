package desk

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
)

// MailReason says in plain words why a mail stands where it stands.
func MailReason(ctx context.Context, why outbox.Why) string {
	switch why {
	case outbox.Soon:
		return i18n.T(ctx, "office.why.soon")
	case outbox.Handing:
		return i18n.T(ctx, "office.why.handing")
	case outbox.NoServer:
		return i18n.T(ctx, "office.why.no_server")
	case outbox.Unreachable:
		return i18n.T(ctx, "office.why.unreachable")
	case outbox.Locked:
		return i18n.T(ctx, "office.why.locked")
	case outbox.Busy:
		return i18n.T(ctx, "office.why.busy")
	case outbox.Unwritten:
		return i18n.T(ctx, "office.why.unwritten")
	case outbox.NoSuchInbox:
		return i18n.T(ctx, "office.why.no_inbox")
	case outbox.Refusal:
		return i18n.T(ctx, "office.why.refused")
	case outbox.CutOff:
		return i18n.T(ctx, "office.why.cut_off")
	case outbox.LeftAlone:
		return i18n.T(ctx, "office.why.left_alone")
	default:
		return i18n.T(ctx, "office.why.taken")
	}
}
