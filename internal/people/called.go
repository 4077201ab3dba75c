package people

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Called is somebody whom a note on a team's ticket can call by name.
type Called struct {
	ID   ID
	Name string
	Sees bool // the team's tickets: who does not is not told

	Back *time.Time // when they are there again, of who is absent now
}

// Callable is everybody who works at the desk, by name, each with whether they see a team's tickets.
func Callable(ctx context.Context, r pg.Reader, team TeamID) ([]Called, error) {
	const q = `
		select p.id, p.name, not t.is_private or p.role = 'admin' or exists (select from team_members m where m.team_id = t.id and m.person_id = p.id) as sees,
			(select max(a.ends_at) from absences a where a.person_id = p.id and a.begins_at <= (select kept_now()) and a.ends_at > (select kept_now())) as back
		from people p join teams t on t.id = $1
		where p.role in ('agent', 'supervisor', 'admin') and p.is_active order by lower(p.name), p.id`
	rows, err := r.Query(ctx, q, team)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Called])
}
