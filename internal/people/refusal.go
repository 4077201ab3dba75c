package people

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/pg"
)

// NoteRefusal notes a wrong password in the audit, and an address that is nobody's of the staff likewise: an entry waits for its
// place in the chain, and a known address must take no longer than an unknown one. The address itself is nobody's to keep.
func NoteRefusal(ctx context.Context, tx *pg.Tx, address string, from Whence) error {
	if !isTypeable(address, "") {
		return nil
	}
	var id ID
	err := tx.QueryRow(ctx, `select id from people where address = $1 and role <> 'customer'`, strings.TrimSpace(address)).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return refuse(ctx, tx, 0, AuditSignInUnknown, "", from)
	}
	if err != nil {
		return fmt.Errorf("note a wrong password: %w", err)
	}
	return refuse(ctx, tx, id, AuditSignInRefused, "", from)
}

// NoteStepRefusal notes that somebody who was to prove who they are, beside the password, did not. at is the step.
func NoteStepRefusal(ctx context.Context, tx *pg.Tx, id ID, at string, from Whence) error {
	return refuse(ctx, tx, id, AuditStepRefused, at, from)
}

// NoteSignOnRefusal notes that somebody came by the company's sign-in and was not let in: who has left, or, with 0, nobody of the staff.
func NoteSignOnRefusal(ctx context.Context, tx *pg.Tx, id ID, from Whence) error {
	kind := AuditSignOnRefused
	if id == 0 {
		kind = AuditSignInUnknown
	}
	return refuse(ctx, tx, id, kind, string(from.Proof), from)
}

// refuse names nobody as the one who did it: whoever it was, it was not shown to be them.
func refuse(ctx context.Context, tx *pg.Tx, id ID, kind audit.Kind, at string, from Whence) error {
	from = from.clean()
	return audit.Write(ctx, tx, audit.Entry{Kind: kind, Person: int64(id), Object: at, Became: from.Browser, Network: from.Network})
}
