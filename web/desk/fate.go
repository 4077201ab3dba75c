package desk

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// fate says of an answer what became of its mail; the icon is empty when no mail carries it.
func (t Ticket) fate(ctx context.Context, m ticket.Message) (icon, words string) {
	for _, f := range t.Mails {
		if f.MessageID == nil || *f.MessageID != int64(m.ID) || !m.ByStaff || m.IsNote() {
			continue
		}
		switch f.State {
		case outbox.Sent:
			return "check", i18n.T(ctx, "desk.mail.sent", i18n.Blanks{Time: i18n.From(ctx).Lead(f.At, t.Now)})
		case outbox.Held:
			return "pause", i18n.T(ctx, "desk.mail.held")
		case outbox.Uncertain:
			return "alert", i18n.T(ctx, "desk.mail.uncertain")
		case outbox.Failed:
			return "alert", i18n.T(ctx, "desk.mail.failed")
		default:
			return "mail", i18n.T(ctx, "desk.mail.on_its_way")
		}
	}
	return "", ""
}

// worries are what somebody should know about the mails that carry no answer: that one may not have arrived, or
// came back. They are never sent again by themselves.
func (t Ticket) worries(ctx context.Context) []string {
	var all []string
	for _, f := range t.Mails {
		if !f.IsAutomatic {
			continue
		}
		b := i18n.Blanks{When: i18n.From(ctx).At(f.At, t.Now), Customer: ui.Clean(t.customer())}
		switch f.State {
		case outbox.Uncertain:
			all = append(all, i18n.T(ctx, "desk.mail.maybe_lost", b))
		case outbox.Failed:
			all = append(all, i18n.T(ctx, "desk.mail.came_back", b))
		}
	}
	return all
}
