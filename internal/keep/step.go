package keep

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

// Counted is up to how much is counted for the page: beyond it there is "at least so much".
const Counted = 10_000

// Due counts what is old enough now by a rule, at most Counted, whether or not it holds already.
func Due(ctx context.Context, r pg.Reader, by people.Actor, now time.Time, rule Rule) (int, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return 0, err
	}
	if rule.Days == nil {
		return 0, nil
	}
	before := rule.before(now)
	switch rule.Kind {
	case Texts:
		return ticket.OldTexts(ctx, r, before, Counted)
	case Files:
		return ticket.OldFiles(ctx, r, before, Counted)
	case Customers:
		return ticket.LongGone(ctx, r, before, Counted)
	case Notices:
		return notify.Old(ctx, r, before, Counted)
	case Mails:
		return outbox.Old(ctx, r, before, Counted)
	case WaysIn:
		return people.OldWaysIn(ctx, r, *rule.Days, Counted)
	default:
		return 0, fmt.Errorf("no kind of data is called %q", rule.Kind)
	}
}

func (r Rule) before(now time.Time) time.Time {
	return now.Add(-time.Duration(*r.Days) * 24 * time.Hour)
}

// Step removes some of what is old enough of a kind, at most limit, and says whether there may be more: then it is called
// again. Each step is whole; whoever takes the next goes on with the same run, which the audit tells of when it comes to its end. The
// keys are those of files' bytes, which the caller removes once the change is committed. While another is at this kind it does nothing.
func Step(ctx context.Context, tx *pg.Tx, by people.Actor, kind Kind, limit int) (keys []string, more bool, err error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return nil, false, err
	}
	if err := tx.ReadClock(ctx); err != nil {
		return nil, false, err
	}
	rule, err := locked(ctx, tx, kind)
	if err != nil || rule == nil {
		return nil, false, err
	}
	now, n := tx.Now, 0
	if holds := rule.Days != nil && !rule.HoldsFrom.After(now); holds {
		if n, keys, err = remove(ctx, tx, by, *rule, now, limit); err != nil {
			return nil, false, fmt.Errorf("remove old %s: %w", kind, err)
		}
	} else if !rule.IsOpen {
		return nil, false, nil
	}
	if n > 0 && !rule.IsOpen {
		rule.IsOpen, rule.RunAt, rule.Cleared = true, &now, 0
	}
	rule.Cleared += int64(n)
	more = n >= limit
	ends := rule.IsOpen && !more
	const q = `update retention set looked_at = @now, run_at = @run, run_cleared = @cleared, run_is_open = @open where kind = @kind`
	if _, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"now": now, "run": rule.RunAt, "cleared": rule.Cleared, "open": rule.IsOpen && !ends, "kind": kind}); err != nil {
		return nil, false, err
	}
	if !ends {
		return keys, more, nil
	}
	return keys, false, audit.Write(ctx, tx, audit.Entry{Kind: AuditCleared, Object: string(kind), Became: strconv.FormatInt(rule.Cleared, 10)})
}

// locked is the rule of a kind, nil where there is none or another process is at it.
func locked(ctx context.Context, tx *pg.Tx, kind Kind) (*Rule, error) {
	rows, err := tx.Query(ctx, selectRules+` where kind = $1 for update skip locked`, kind)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Rule])
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func remove(ctx context.Context, tx *pg.Tx, by people.Actor, rule Rule, now time.Time, limit int) (n int, keys []string, err error) {
	before := rule.before(now)
	switch rule.Kind {
	case Texts:
		return ticket.EmptyTexts(ctx, tx, by, before, limit)
	case Files:
		return ticket.EmptyFiles(ctx, tx, by, before, limit)
	case Customers:
		return ticket.ForgetCustomers(ctx, tx, by, before, limit)
	case Notices:
		n, err = notify.Forget(ctx, tx, by, before, limit)
	case Mails:
		n, err = outbox.Empty(ctx, tx, by, before, limit)
	case WaysIn:
		n, err = people.ForgetWaysIn(ctx, tx, by, *rule.Days, limit)
	default:
		err = fmt.Errorf("no kind of data is called %q", rule.Kind)
	}
	return n, nil, err
}
