package desk

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
)

// LetterName is which letter a mail is, in a word or two.
func LetterName(ctx context.Context, k outbox.Kind) string {
	switch k {
	case outbox.Receipt:
		return i18n.T(ctx, "desk.letter.receipt")
	case outbox.Reply:
		return i18n.T(ctx, "desk.letter.reply")
	case outbox.Delayed:
		return i18n.T(ctx, "kinds.letter.delayed")
	case outbox.Reminder:
		return i18n.T(ctx, "day.letter.reminder")
	case outbox.Promised:
		return i18n.T(ctx, "desk.letter.promised")
	case outbox.Moved:
		return i18n.T(ctx, "desk.letter.moved")
	case outbox.Solved:
		return i18n.T(ctx, "desk.letter.solved")
	case outbox.FollowUp:
		return i18n.T(ctx, "desk.letter.follow_up")
	case outbox.Apology:
		return i18n.T(ctx, "desk.letter.apology")
	case outbox.Address, outbox.AddressWord:
		return i18n.T(ctx, "customer.letter.name")
	case outbox.AddressAdded:
		return i18n.T(ctx, "customer.added.name")
	case outbox.Joined:
		return i18n.T(ctx, "customer.together.name")
	case outbox.SignIn:
		return i18n.T(ctx, "own.letter.signin")
	case outbox.Colleague:
		return i18n.T(ctx, "own.letter.colleague")
	case outbox.Copy:
		return i18n.T(ctx, "own.letter.copy")
	case outbox.Invitation:
		return i18n.T(ctx, "staff.letter.invitation")
	case outbox.Password:
		return i18n.T(ctx, "staff.letter.password")
	case outbox.FactorLost:
		return i18n.T(ctx, "factor.mail.kind")
	default:
		return i18n.T(ctx, "desk.letter.notices")
	}
}
