package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// rubbish is what came in the hours before the anchor and became no ticket.
var rubbish = []struct {
	before time.Duration
	from   ticket.Question
}{
	{150 * time.Minute, ticket.Question{
		Key: "demokeptback000001", Name: "Ranking Team", Address: "offers@first-place.example", Subject: "Your home page on place one", Locale: i18n.EN, Network: "203.0.113.0/24",
		Body: "Dear owner,\n\nwe have looked at your home page and can bring it to the first place of every search within a week. This offer ends tonight.\n\nThe Ranking Team",
	}},
	{40 * time.Minute, ticket.Question{
		Key: "demokeptback000002", Name: "Mikkel Holst", Address: "mikkel@holst.example", Subject: "Ny router til sommerhuset", Locale: i18n.DA, Network: "198.51.100.0/24", Doubt: ticket.Honeypot,
		Body: "Hej. Vi flytter i sommerhuset til påske og vil gerne have internet derude. Adressen er Klitvej 31. Hvad skal I bruge fra mig?\n\nMikkel Holst",
	}},
}

// keepBack blocks a sender, and lets two forms come that wait for somebody to look: one is rubbish, one may be a question.
func (p *player) keepBack(ctx context.Context, tx *pg.Tx) error {
	if err := stop(ctx, tx, p.anchor.Add(-26*time.Hour)); err != nil {
		return err
	}
	b := ticket.BlockDraft{Value: "first-place.example", Reason: "Offers every morning, and never a question", Days: 90}
	if err := ticket.AddBlock(ctx, tx, p.cast.staff[Ingrid], p.limits, b); err != nil {
		return fmt.Errorf("block a sender: %w", err)
	}
	for _, r := range rubbish {
		if err := stop(ctx, tx, p.anchor.Add(-r.before)); err != nil {
			return err
		}
		if _, err := ticket.Ask(ctx, tx, people.Actor{}, p.limits, r.from); err != nil {
			return fmt.Errorf("keep back %q: %w", r.from.Subject, err)
		}
	}
	return stop(ctx, tx, p.anchor)
}
