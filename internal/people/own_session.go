package people

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/pg"
)

// AuditOwnSessionsEnded is a customer's ending of sessions of their own.
const AuditOwnSessionsEnded audit.Kind = "customer.sessions_ended"

// CustomerSessionLife is how long a customer's session lasts at most, in real time; unused it ends after 30 days.
const CustomerSessionLife = 90 * 24 * time.Hour

// beginOwn begins a customer's session in place of the browser's one before.
func beginOwn(ctx context.Context, tx *pg.Tx, id ID, by Proof, v Visit) (Token, error) {
	return SignInFrom(ctx, tx, id, v.Before, Whence{Browser: v.Browser, Network: v.Network, Proof: by})
}

// OwnSession is one of somebody's own sessions.
type OwnSession struct {
	ID      int64
	Browser string // what it called itself
	Network string
	BeganAt time.Time // real time, as all times of sessions
	SeenAt  time.Time
	IsThis  bool // the one that asks
}

// OwnSessions are the living sessions of a customer, the one that asks first, then the one that was used last.
func OwnSessions(ctx context.Context, r pg.Reader, by Actor, this Token) ([]OwnSession, error) {
	if err := by.May(OwnPlace, 0); err != nil {
		return nil, err
	}
	const q = `
		select id, browser, network, created_at as began_at, seen_at, token_hash = @this as is_this
		from sessions where person_id = @me and ` + alive + ` order by is_this desc, seen_at desc, id desc limit 50`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "this": this.hash()})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[OwnSession])
}

// EndOwnSession ends one of a customer's sessions, by its number. One that has ended, or is none of theirs, is left alone.
func EndOwnSession(ctx context.Context, tx *pg.Tx, by Actor, session int64) error {
	if err := by.May(OwnPlace, 0); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, `delete from sessions where id = $1 and person_id = $2`, session, by.ID)
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditOwnSessionsEnded, Person: int64(by.ID), Was: "1"})
}

// EndOtherSessions ends all of a customer's sessions but the one that asks, and returns how many.
func EndOtherSessions(ctx context.Context, tx *pg.Tx, by Actor, this Token) (int, error) {
	if err := by.May(OwnPlace, 0); err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `delete from sessions where person_id = $1 and token_hash <> $2`, by.ID, this.hash())
	if err != nil {
		return 0, fmt.Errorf("end sessions: %w", err)
	}
	n := int(tag.RowsAffected())
	if n == 0 {
		return 0, nil
	}
	return n, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditOwnSessionsEnded, Person: int64(by.ID), Was: fmt.Sprint(n)})
}
