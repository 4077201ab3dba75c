package people

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kepthq/kept/internal/pg"
)

// What is still known of ways in that nobody can use any more. They live in real time, so their age is counted in days of it.
const (
	oldInvitation = `i.address <> 'erased@invalid' and greatest(i.used_at, i.withdrawn_at) < clock_timestamp() - $1 * interval '1 day'`
	oldReset      = `r.address <> 'erased@invalid' and r.asked_at < clock_timestamp() - $1 * interval '1 day'`
)

// OldWaysIn counts what ForgetWaysIn would empty, at most limit.
func OldWaysIn(ctx context.Context, r pg.Reader, days, limit int) (n int, err error) {
	const q = `select count(*) from (select from staff_invitations i where ` + oldInvitation + ` union all select from password_resets r where ` + oldReset + ` limit $2) w`
	err = r.QueryRow(ctx, q, days, limit).Scan(&n)
	return n, err
}

// ForgetWaysIn empties invitations that were used or withdrawn, and wishes for a new password, at most limit of them, that are older than
// some days: whose they were, and from where. It returns how many. The worker's own act.
func ForgetWaysIn(ctx context.Context, tx *pg.Tx, by Actor, days, limit int) (n int, err error) {
	if err := by.May(KeepTime, 0); err != nil {
		return 0, err
	}
	const invitations = `update staff_invitations set address = 'erased@invalid', name = '' where id in
		(select i.id from staff_invitations i where ` + oldInvitation + ` order by i.id limit $2 for update skip locked)`
	const resets = `update password_resets set address = 'erased@invalid', network = '' where id in
		(select r.id from password_resets r where ` + oldReset + ` order by r.id limit $2 for update skip locked)`
	batch := &pgx.Batch{}
	for _, q := range []string{invitations, resets} {
		batch.Queue(q, days, limit).Exec(func(t pgconn.CommandTag) error {
			n += int(t.RowsAffected())
			return nil
		})
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("forget ways in: %w", err)
	}
	return n, nil
}
