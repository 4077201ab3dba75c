package people

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Watch is what somebody of the staff may hear of while a page of theirs stands open.
type Watch struct {
	ID    ID
	Role  Role
	Teams []TeamID // whose tickets they see
}

// Watching reads it anew by the token of the session, in one round trip; it is no use of the session. NotFound when the
// session has ended, and for whoever does not work here, or must set up a second factor first.
func Watching(ctx context.Context, r pg.Reader, t Token) (Watch, error) {
	const q = `
		with s as (select person_id, proven_by from sessions where token_hash = $1 and ` + alive + `)
		select p.id, p.role, array(select v from visible_teams(p.id) v) as teams from s join people p on p.id = s.person_id
		where p.is_active and p.role in ('agent', 'supervisor', 'admin') and not (` + lacks + `)`
	rows, err := r.Query(ctx, q, t.hash())
	if err != nil {
		return Watch{}, err
	}
	w, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Watch])
	return w, pg.Found(err)
}
