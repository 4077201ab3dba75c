package office

import (
	"context"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// SecurityAddress is the page of who needs a second factor.
const SecurityAddress = "/office/settings/security"

// Security is the admins' page of who needs a second factor, and who has one.
type Security struct {
	Frame     layout.Frame
	Me        people.ID
	Rules     []people.Role
	Staff     []factor.Colleague
	Company   string // what the company's own sign-in is called; "" when there is none
	MaxReason int
	Open      people.ID // whose form was refused; 0: nobody's
	Reason    string    // what was typed there
	Problem   string    // what is wrong with it
	Whole     string    // what is wrong with no field
	Now       time.Time
}

func (p Security) needs(r people.Role) bool { return slices.Contains(p.Rules, r) }

// roleName is what the people of a role are called together.
func roleName(ctx context.Context, r people.Role) string {
	switch r {
	case people.Supervisor:
		return i18n.T(ctx, "factor.rules.supervisors")
	case people.Admin:
		return i18n.T(ctx, "factor.rules.admins")
	default:
		return i18n.T(ctx, "factor.rules.agents")
	}
}

// has says what somebody has beside a password.
func (p Security) has(ctx context.Context, c factor.Colleague) string {
	l := i18n.From(ctx)
	if !c.HasAny() {
		if p.needs(c.Role) {
			return l.T("factor.rules.lacks")
		}
		return l.T("factor.rules.has_none")
	}
	var all []string
	if c.Codes > 0 {
		all = append(all, l.T("factor.rules.has_codes", i18n.Blanks{Count: c.Codes}))
	}
	if c.Passkeys > 0 {
		all = append(all, l.T("factor.rules.has_passkeys", i18n.Blanks{Count: c.Passkeys}))
	}
	all = append(all, l.T("factor.rules.has_recovery", i18n.Blanks{Count: c.CodesLeft}))
	return l.And(all)
}

func (p Security) reasonOf(c factor.Colleague) string {
	if p.Open == c.ID {
		return p.Reason
	}
	return ""
}

func (p Security) problemOf(c factor.Colleague) string {
	if p.Open == c.ID {
		return p.Problem
	}
	return ""
}

func removalAddress(c factor.Colleague) string {
	return "/office/people/" + number(int64(c.ID)) + "/second-factor/removals"
}

func colleagueFace(c factor.Colleague) ui.Face {
	return ui.Face{Initials: ui.Initials(c.Name), Hue: int(c.ID), Size: "md"}
}
