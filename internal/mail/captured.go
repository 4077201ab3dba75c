package mail

import (
	"context"
	"errors"
	"fmt"
)

// Captured is a Sender whose letters never leave the machine: it hands them to a function that keeps them, for the
// demo's mail page.
type Captured struct {
	save func(context.Context, Message) error
}

// NewCaptured makes a Sender that gives each letter to save. An error of save counts as [ErrTemporary], unless it
// wraps one of the outcomes itself.
func NewCaptured(save func(ctx context.Context, m Message) error) *Captured {
	return &Captured{save: save}
}

// Send keeps the letter, after the same checks that [SMTP] makes, so that a demo refuses what a real desk would.
func (c *Captured) Send(ctx context.Context, m Message) error {
	if _, err := compose(m); err != nil {
		return err
	}
	err := c.save(ctx, m)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrRefused), errors.Is(err, ErrTemporary), errors.Is(err, ErrUncertain):
		return err
	}
	return fmt.Errorf("%w: keep the letter: %w", ErrTemporary, err)
}
