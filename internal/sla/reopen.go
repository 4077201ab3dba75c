package sla

import (
	"context"
	"fmt"
	"strconv"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// LongestReopen is for how many days after closing a message may open a ticket again at most.
const LongestReopen = 365

// ReopenDays is for how many days after closing a customer's message opens the same ticket again, for new tickets.
func ReopenDays(ctx context.Context, r pg.Reader) (days int, err error) {
	const q = `select v.reopen_days from policy_versions v join policies p on p.id = v.policy_id where p.is_rest order by v.version desc limit 1`
	err = r.QueryRow(ctx, q).Scan(&days)
	return days, pg.Found(err)
}

// SetReopenDays makes a new version of every policy in which that is another number of days; everything else stays. Tickets that are
// there already keep the version that they came under. Admins only.
func SetReopenDays(ctx context.Context, tx *pg.Tx, by people.Actor, days int) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	if days < 0 || days > LongestReopen {
		return fault.Invalid("limits.fault.figure").On("reopen").By("0").Max(LongestReopen)
	}
	if err := alone(ctx, tx); err != nil {
		return err
	}
	was, err := ReopenDays(ctx, tx)
	if err != nil || was == days {
		return err
	}
	all, err := newest(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range all {
		p.Rules.ReopenDays = days
		if _, err := writeVersion(ctx, tx, p.ID, p.CalendarVersion, made{conditions: p.Conditions, rules: p.Rules, by: by.ID}); err != nil {
			return fmt.Errorf("change the days of reopening: %w", err)
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: people.AuditSettingChanged, Object: "reopen", Was: strconv.Itoa(was), Became: strconv.Itoa(days)})
}
