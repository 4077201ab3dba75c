package door

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// StepAt says which step a page is, by its address.
type StepAt string

// The steps.
const (
	Second StepAt = "/login/second" // beside the right password
	Again  StepAt = "/login/again"  // within a session
	Link   StepAt = "/login/link"   // that an account is theirs whom the company's sign-in has named
)

// Step is the page where somebody proves who they are beside signing in with a password.
type Step struct {
	Frame         layout.Frame
	At            StepAt
	Name, Address string // whose account it is
	Next          string // where they wanted to go; of Again only
	ByFactor      bool   // a second factor is asked for, else the password
	ByCode        bool   // there is a code app, or a recovery code is left
	HasApp        bool   // there is a code app
	ByPasskey     bool
	ByCompany     bool   // the company's sign-in can be asked
	Company       string // what it is called
	Named         string // Link only: what the company's sign-in calls them
	TriesLeft     int    // 0: not said
	Problems      []ui.Problem
}

// StepTitle is what the page of a step is called.
func StepTitle(ctx context.Context, at StepAt) string {
	switch at {
	case Again:
		return i18n.T(ctx, "factor.step.again")
	case Link:
		return i18n.T(ctx, "factor.step.link")
	default:
		return i18n.T(ctx, "factor.step.second")
	}
}

func (p Step) text(ctx context.Context) string {
	b := i18n.Blanks{Name: ui.Clean(p.Name), Company: p.Company, Address: ui.Clean(p.Named), Who: ui.Clean(p.Address)}
	switch p.At {
	case Again:
		return i18n.T(ctx, "factor.step.again_text", b)
	case Link:
		return i18n.T(ctx, "factor.step.link_text", b)
	default:
		return i18n.T(ctx, "factor.step.second_text", b)
	}
}

func (p Step) codeHint(ctx context.Context) string {
	if p.HasApp {
		return i18n.T(ctx, "factor.step.code_how")
	}
	return i18n.T(ctx, "factor.step.recovery_how")
}

func (p Step) codeLabel(ctx context.Context) string {
	if p.HasApp {
		return i18n.T(ctx, "factor.step.code")
	}
	return i18n.T(ctx, "factor.step.recovery")
}
