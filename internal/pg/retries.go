package pg

import (
	"context"
	"time"
)

// Retries reads how many jobs failed and are tried again, and how long it is to the first of these tries, in real time;
// 0 when it is about to come.
func Retries(ctx context.Context, r Reader) (count int, next time.Duration, err error) {
	const q = `
		select count(*)::int, coalesce(greatest(0, extract(epoch from min(scheduled_at) - clock_timestamp())), 0)::float8
		from river_job where state = 'retryable'`
	var seconds float64
	err = r.QueryRow(ctx, q).Scan(&count, &seconds)
	return count, time.Duration(seconds * float64(time.Second)), err
}
