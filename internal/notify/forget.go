package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// oldNotice is a notice that was read before $1, or that nobody can read any more because it stands nowhere, about a ticket that is
// closed, or about none: while a ticket lives, the notice says that its reader was told.
const oldNotice = `(n.read_at < $1 or not n.in_app and n.at < $1) and not exists (select from tickets t where t.id = n.ticket_id and t.live)`

// Old counts the notices that Forget would remove, at most limit.
func Old(ctx context.Context, r pg.Reader, before time.Time, limit int) (n int, err error) {
	err = r.QueryRow(ctx, `select count(*) from (select from notices n where `+oldNotice+` limit $2) n`, before, limit).Scan(&n)
	return n, err
}

// Forget removes notices, at most limit, that were read before an instant. It returns how many. The worker's own act.
func Forget(ctx context.Context, tx *pg.Tx, by people.Actor, before time.Time, limit int) (int, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return 0, err
	}
	const q = `delete from notices where id in (select n.id from notices n where ` + oldNotice + ` order by n.id limit $2 for update skip locked)`
	tag, err := tx.Exec(ctx, q, before, limit)
	if err != nil {
		return 0, fmt.Errorf("forget notices: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
