package desk

import (
	"context"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// The addresses of what somebody proves themselves with.
const (
	SecurityAddress    = "/desk/profile/security"
	NewCodeAddress     = SecurityAddress + "/codes/new"
	codesAddress       = SecurityAddress + "/codes"
	NewPasskeyAddress  = SecurityAddress + "/passkeys/new"
	passkeysAddress    = SecurityAddress + "/passkeys"
	challengesAddress  = SecurityAddress + "/challenges"
	recoveriesAddress  = SecurityAddress + "/recovery-codes"
	identitiesAddress  = SecurityAddress + "/identities/removals"
	factorsAddressBase = SecurityAddress + "/factors/"
)

// Security is the page of what somebody proves themselves with beside a password.
type Security struct {
	Frame       layout.Frame
	Led         bool // they must set something up before anything else
	Standing    factor.Standing
	Most        int  // factors that one person may have
	HasPasskeys bool // this address can have any
	Company     string
	MaxName     int
	Open        factor.ID // whose form was refused; 0: none
	Problem     string    // what is wrong with it
	Named       string    // what was typed there
	Whole       string    // what is wrong with no field
	Now         time.Time
}

func (p Security) isFull() bool { return len(p.Standing.Factors) >= p.Most }

func (p Security) nameOf(f factor.Factor) string {
	if p.Open == f.ID {
		return p.Named
	}
	return f.Name
}

func (p Security) problemOf(f factor.Factor) string {
	if p.Open == f.ID {
		return p.Problem
	}
	return ""
}

func (p Security) isNeeded() bool { return p.Standing.IsRequired && len(p.Standing.Factors) == 1 }

func factorAddress(f factor.Factor, act string) string {
	return factorsAddressBase + strconv.FormatInt(int64(f.ID), 10) + act
}

func factorKind(ctx context.Context, k factor.Kind) string {
	if k == factor.Passkey {
		return i18n.T(ctx, "factor.kind.passkey")
	}
	return i18n.T(ctx, "factor.kind.code")
}

// used says since when somebody has a factor, and when it was last used.
func (p Security) used(ctx context.Context, f factor.Factor) string {
	l := i18n.From(ctx)
	b := i18n.Blanks{Date: l.Day(f.AddedAt, p.Now)}
	if f.UsedAt == nil {
		return l.T("factor.page.never_used", b)
	}
	b.When = l.Day(*f.UsedAt, p.Now)
	return l.T("factor.page.used", b)
}

// NewCode is the page that sets up a code app.
type NewCode struct {
	Frame    layout.Frame
	Led      bool
	Setup    factor.Setup
	Square   factor.Square
	Name     string
	MaxName  int
	Problems []ui.Problem
}

// NewPasskey is the page that adds a passkey.
type NewPasskey struct {
	Frame    layout.Frame
	Led      bool
	Name     string
	MaxName  int
	Problems []ui.Problem
}

// Recovery is the page that shows new recovery codes, once.
type Recovery struct {
	Frame   layout.Frame
	Codes   []string
	Company string
	Anew    bool // they had others before
}
