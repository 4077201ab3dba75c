package people

import "github.com/jackc/pgx/v5"

// Face is somebody of the staff as lists name them.
type Face struct {
	ID       ID
	Name     string
	IsActive bool // whether they still work here
	Teams    []TeamID
}

// AskFaces asks in a batch for everybody of the staff, by name: also those who have left, whom old tickets name.
func AskFaces(batch *pgx.Batch, all *[]Face) {
	const q = `select p.id, p.name, p.is_active, coalesce(m.teams, '{}') as teams
		from people p left join (select person_id, array_agg(team_id) as teams from team_members group by person_id) m on m.person_id = p.id
		where p.role <> 'customer' order by lower(p.name), p.id limit 2000`
	batch.Queue(q).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Face])
		return err
	})
}

// AskCompanyNames asks for CompanyNames in a batch with other things.
func AskCompanyNames(batch *pgx.Batch, by Actor, limit int, all *[]string) {
	const q = `select c.name from companies c where ` + CompanyInSight + ` order by plain(c.name) collate "C", c.id limit @limit`
	batch.Queue(q, pgx.StrictNamedArgs{"me": by.ID, "limit": limit}).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
}
