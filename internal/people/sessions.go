package people

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/pg"
)

// SessionID is the number of a session, which opens nothing.
type SessionID int64

// Session is where somebody is signed in.
type Session struct {
	ID        SessionID
	Browser   string // what the browser called itself; empty: unknown
	Network   string
	CreatedAt time.Time // at the desk's clock, as SeenAt
	SeenAt    time.Time
	IsThis    bool // the one that asks
}

// own says whether somebody looks after their own sessions, else they must be who says who works here.
func (a Actor) own(person ID) error {
	if a.ID == person && a.ID != 0 {
		return a.May(OwnDesk, 0)
	}
	return a.May(Staffing, 0)
}

// Sessions lists where somebody is signed in, the one used last first. this is the session that asks.
func Sessions(ctx context.Context, r pg.Reader, by Actor, person ID, this Token) ([]Session, error) {
	if err := by.own(person); err != nil {
		return nil, err
	}
	const q = `select id, browser, network, kept_now() - (clock_timestamp() - created_at) as created_at,
			kept_now() - (clock_timestamp() - seen_at) as seen_at, token_hash = $2 as is_this
		from sessions where person_id = $1 and ` + alive + ` order by token_hash = $2 desc, seen_at desc, id desc`
	rows, err := r.Query(ctx, q, person, this.hash())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Session])
}

// EndSession signs somebody out of one browser. One that has ended is no error: whoever ends it wants it ended.
func EndSession(ctx context.Context, tx *pg.Tx, by Actor, person ID, id SessionID) error {
	if err := by.own(person); err != nil {
		return err
	}
	return ended(ctx, tx, by, person, `delete from sessions where person_id = $1 and id = $2 returning browser`, id)
}

// EndSessions signs somebody out everywhere but in the browser of keep, if it is theirs.
func EndSessions(ctx context.Context, tx *pg.Tx, by Actor, person ID, keep Token) error {
	if err := by.own(person); err != nil {
		return err
	}
	return ended(ctx, tx, by, person, `delete from sessions where person_id = $1 and token_hash <> $2 returning browser`, keep.hash())
}

func ended(ctx context.Context, tx *pg.Tx, by Actor, person ID, q string, arg any) error {
	rows, err := tx.Query(ctx, q, person, arg)
	if err != nil {
		return err
	}
	browsers, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("end sessions of person %d: %w", person, err)
	}
	if len(browsers) == 0 {
		return nil
	}
	return audit.Write(ctx, tx, audit.Entry{
		By: int64(by.ID), Kind: AuditSessionsEnded, Person: int64(person), Object: fmt.Sprintf("%d sessions", len(browsers)), Was: browsers[0],
	})
}

// SignedIn is one time that somebody signed in, or was to and did not.
type SignedIn struct {
	Kind    audit.Kind // AuditSignedIn, AuditSignInRefused or AuditStepRefused
	At      time.Time  // at the desk's clock
	Browser string
	Network string
}

// SignIns lists the last times that somebody signed in, or that it was refused in their name.
func SignIns(ctx context.Context, r pg.Reader, by Actor, person ID, limit int) ([]SignedIn, error) {
	if err := by.own(person); err != nil {
		return nil, err
	}
	const q = `select kind, kept_now() - (clock_timestamp() - at) as at, became as browser, network from audit
		where kind = any($2) and person_id = $1 order by id desc limit $3`
	rows, err := r.Query(ctx, q, person, []audit.Kind{AuditSignedIn, AuditSignInRefused, AuditStepRefused}, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[SignedIn])
}
