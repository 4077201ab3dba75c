package schema

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/jackc/pgx/v5"
)

// ErrNotOwner means that the role of the address may not change the schema, which is older than this program.
var ErrNotOwner = errors.New("the database's schema is older than this program, and this role may not change it")

// Grant lets the role of another address run on the schema that owner's role owns: what a migration (roles) says it
// may. It does nothing when everything is as it has to be, and says what is not when it cannot be made so.
func Grant(ctx context.Context, owner, running string, log *slog.Logger) (err error) {
	role, err := roleOf(running)
	if err != nil {
		return err
	}
	config, err := parse(owner)
	if err != nil {
		return err
	}
	if config.User == role {
		return nil // one role for both: the doctor speaks of it
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	wrong, err := check(ctx, conn, role)
	if err != nil || len(wrong) == 0 {
		return err
	}
	if err := lock(ctx, conn, log); err != nil { // two starts at once would trip over each other
		return err
	}
	if _, err := conn.Exec(ctx, `select grant_running($1)`, role); err != nil {
		return fmt.Errorf("grant the role %s what it needs: %w", role, err)
	}
	if wrong, err = check(ctx, conn, role); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return fmt.Errorf("the role %s cannot run Kept: %s", role, strings.Join(wrong, "; "))
	}
	log.InfoContext(ctx, "schema granted to the running role", "role", role)
	return nil
}

func check(ctx context.Context, conn *pgx.Conn, role string) ([]string, error) {
	rows, err := conn.Query(ctx, `select check_running($1::text::name)`, role)
	if err != nil {
		return nil, fmt.Errorf("check the role %s: %w", role, err)
	}
	wrong, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("check the role %s: %w", role, err)
	}
	return wrong, nil
}

// roleOf is the role by which an address signs in.
func roleOf(url string) (string, error) {
	config, err := parse(url)
	if err != nil {
		return "", err
	}
	return config.User, nil
}

// MayChange reports whether the role of an address may change the schema: it owns what is there, or nothing is there.
func MayChange(ctx context.Context, url string) (may bool, err error) {
	config, err := parse(url)
	if err != nil {
		return false, err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return false, fmt.Errorf("connect to the database: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	const q = `select coalesce((select pg_has_role(c.relowner, 'member') from pg_class c where c.oid = to_regclass('schema_migrations')), true)`
	if err := conn.QueryRow(ctx, q).Scan(&may); err != nil {
		return false, fmt.Errorf("ask who owns the schema: %w", err)
	}
	return may, nil
}
