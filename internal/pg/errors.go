package pg

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kepthq/kept/internal/fault"
)

// Constraint returns the name of the constraint that err broke, or "".
func Constraint(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.ConstraintName
	}
	return ""
}

// Found turns "no rows" into the fault for what is not there.
func Found(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.NotFound()
	}
	return err
}

// Unavailable reports whether err says that the database cannot be reached now, as opposed to
// having refused something: pages answer 503 then, and workers wait.
func Unavailable(err error) bool {
	if err == nil {
		return false
	}
	var refused *pgconn.ConnectError
	if errors.As(err, &refused) {
		return true
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		// 08 connection, 57P01 shutdown, 57P02 crash, 57P03 starting up, 53300 too many connections
		return strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "57P0") || e.Code == "53300"
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || pgconn.Timeout(err) && !errors.Is(err, context.Canceled)
}

// TookTooLong reports whether err says that a statement was given up because it took longer than its reader waits.
func TookTooLong(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "57014"
}

// StillNamed reports whether err says that a row is named by another one, and so cannot go.
func StillNamed(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "23503"
}
