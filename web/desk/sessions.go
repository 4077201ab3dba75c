package desk

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// SignIn is the page of somebody's own way in: their password, where they are signed in, and when they signed in.
type SignIn struct {
	Frame       layout.Frame
	Me          people.Person
	MinPassword int
	Sessions    SessionList
	History     []people.SignedIn
	Problems    []ui.Problem
}

// SessionList is where somebody is signed in, with what ends it.
type SessionList struct {
	All    []people.Session
	Action string // where the forms go
	Now    time.Time
	Whose  string // empty: the reader's own
}

func (s SessionList) others() int {
	n := 0
	for _, one := range s.All {
		if !one.IsThis {
			n++
		}
	}
	return n
}

func wrong(problems []ui.Problem, field string) string {
	for _, p := range problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

// refused says what was wrong with a sign-in; nothing, where somebody came in.
func refused(ctx context.Context, kind audit.Kind) string {
	switch kind {
	case people.AuditSignInRefused:
		return i18n.T(ctx, "staff.history.refused")
	case people.AuditStepRefused:
		return i18n.T(ctx, "staff.history.step_refused")
	default:
		return ""
	}
}
