package office

import (
	"context"
	"strings"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/door"
)

// proofObject says what an entry about second factors is about; false: it is about none. Of a step that was refused the
// sentence says it all, unless an account was to be linked.
func proofObject(ctx context.Context, r audit.Record) (said string, is bool) {
	switch r.Kind {
	case people.AuditStepRefused, factor.AuditNotProved:
		if door.StepAt(r.Object) == door.Link {
			return door.StepTitle(ctx, door.Link), true
		}
		return "", true
	case factor.AuditRulesChanged:
		return i18n.T(ctx, "factor.rules.title"), true
	case factor.AuditAdded, factor.AuditRemoved:
		switch factor.Kind(r.Object) {
		case factor.Code:
			return i18n.T(ctx, "factor.kind.code"), true
		case factor.Passkey:
			return i18n.T(ctx, "factor.kind.passkey"), true
		}
	}
	return "", false
}

// rolesValue is a list of roles as the audit keeps it.
func rolesValue(ctx context.Context, text string) string {
	roles := strings.Split(text, ", ")
	for i, r := range roles {
		roles[i] = roleValue(ctx, r)
	}
	return strings.Join(roles, " · ")
}
