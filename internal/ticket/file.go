package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// FilesInUse are those of the keys at which the bytes of an attachment, or of something suspended, lie.
func FilesInUse(ctx context.Context, r pg.Reader, keys []string) ([]string, error) {
	const q = `select blob from attachments where blob = any($1) union select blob from suspended_files where blob = any($1)`
	rows, err := r.Query(ctx, q, keys)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// HasFiles reports whether any ticket has a file, or had one that was kept long enough.
func HasFiles(ctx context.Context, r pg.Reader) (bool, error) {
	var has bool
	const q = `select exists (select from attachments) or exists (select from suspended_files)
		or exists (select from retention where kind in ('texts', 'files') and run_cleared > 0)`
	err := r.QueryRow(ctx, q).Scan(&has)
	return has, err
}
