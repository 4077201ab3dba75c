package office

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
)

// stateName is where a mail stands, in a word or two.
func stateName(ctx context.Context, s outbox.State) string {
	switch s {
	case outbox.Held:
		return i18n.T(ctx, "office.mail.held")
	case outbox.Queued:
		return i18n.T(ctx, "office.mail.queued")
	case outbox.Sending:
		return i18n.T(ctx, "office.mail.sending")
	case outbox.Uncertain:
		return i18n.T(ctx, "office.mail.uncertain")
	case outbox.Failed:
		return i18n.T(ctx, "office.mail.failed")
	default:
		return i18n.T(ctx, "office.mail.sent")
	}
}
