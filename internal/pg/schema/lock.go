package schema

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/golang-migrate/migrate/v4/database"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/jackc/pgx/v5"
)

// ours is the number of the advisory lock that one run holds from its first statement to its last ("keptstep" in
// ASCII; advisory locks belong to one database).
const ours int64 = 0x6b65707473746570

// pause is the time between two tries. A waiting process must not wait inside Postgres: an index that is built
// concurrently waits for every statement that is running, and a statement that waits for the builder's lock would
// be a deadlock (40P01).
const pause = 40 * time.Millisecond

// lock waits until no other process runs migrations, then holds them off until conn is closed. After a process was
// killed, its server process may still be at work on its file: that one still holds golang-migrate's lock, so this
// waits for it as well, and only then can the database's mark be believed.
func lock(ctx context.Context, conn *pgx.Conn, log *slog.Logger) error {
	if err := poll(ctx, conn, ours, log); err != nil {
		return err
	}
	const query = `select current_database()::text, current_schema()::text`
	var name, schema string
	if err := conn.QueryRow(ctx, query).Scan(&name, &schema); err != nil {
		return fmt.Errorf("ask for the schema's name: %w", err)
	}
	id, err := database.GenerateAdvisoryLockId(name, schema, migratepgx.DefaultMigrationsTable)
	if err != nil {
		return fmt.Errorf("name golang-migrate's lock: %w", err)
	}
	theirs, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return fmt.Errorf("name golang-migrate's lock: %w", err)
	}
	if err := poll(ctx, conn, theirs, log); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `select pg_advisory_unlock($1)`, theirs); err != nil {
		return fmt.Errorf("leave golang-migrate's lock: %w", err)
	}
	return nil
}

// poll tries to take an advisory lock until it has it or ctx ends.
func poll(ctx context.Context, conn *pgx.Conn, key int64, log *slog.Logger) error {
	for tries := 0; ; tries++ {
		var got bool
		if err := conn.QueryRow(ctx, `select pg_try_advisory_lock($1)`, key).Scan(&got); err != nil {
			return fmt.Errorf("try the lock of the migrations: %w", err)
		}
		if got {
			return nil
		}
		if tries == 0 {
			log.InfoContext(ctx, "schema waits for another process's migrations")
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for another process's migrations: %w", context.Cause(ctx))
		case <-time.After(pause):
		}
	}
}
