// Package keep says how long what is kept, kind by kind, and lets the worker remove what is old enough, a few rows at a time. What
// happened, and every number, stays for ever; it must never know what stands in what it removes.
package keep

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// What the audit says was done here.
const (
	AuditChanged audit.Kind = "retention.changed"
	AuditCleared audit.Kind = "retention.cleared" // became: how many
)

// Kind is a kind of data that can be kept for so long.
type Kind string

// The kinds of data that a desk may let go. Everything else is kept for ever, or ends by itself.
const (
	Texts     Kind = "texts"     // what was written on tickets that are closed, with their files
	Files     Kind = "files"     // their files alone
	Customers Kind = "customers" // who they are of whom nothing else is left
	Notices   Kind = "notices"   // that were read
	Mails     Kind = "mails"     // the words that stand with mails that left
	WaysIn    Kind = "ways_in"   // invitations and wishes for a new password
)

// Kinds are all of them, in the order of the page.
var Kinds = []Kind{Texts, Files, Customers, Notices, Mails, WaysIn}

// For how long something may be kept, in days, if not for ever.
const (
	Shortest = 30
	Longest  = 3650
)

// Grace is how long a shorter time waits before anything is removed by it.
const Grace = 24 * time.Hour

// Rule is how long one kind of data is kept.
type Rule struct {
	Kind      Kind
	Days      *int       // nil: for ever
	HoldsFrom time.Time  // nothing is removed before
	LookedAt  *time.Time // when the worker looked last
	RunAt     *time.Time // when it last removed something
	Cleared   int64      // how much that was
	IsOpen    bool       // it has not come to its end
}

const selectRules = `select kind, days, holds_from, looked_at, run_at, run_cleared as cleared, run_is_open as is_open from retention`

// Rules are those of all kinds, in the order of Kinds.
func Rules(ctx context.Context, r pg.Reader, by people.Actor) ([]Rule, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	return rules(r.Query(ctx, selectRules))
}

func rules(rows pgx.Rows, err error) ([]Rule, error) {
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Rule])
	if err != nil {
		return nil, err
	}
	all := make([]Rule, 0, len(Kinds))
	for _, k := range Kinds {
		rule := Rule{Kind: k}
		if i := slices.IndexFunc(found, func(r Rule) bool { return r.Kind == k }); i >= 0 {
			rule = found[i]
		}
		all = append(all, rule)
	}
	return all, nil
}
