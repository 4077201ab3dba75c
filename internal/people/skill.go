package people

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// Skill is something that some supervisors know better than others.
type Skill struct {
	ID   int64
	Name string
}

// Skills lists all skills by name.
func Skills(ctx context.Context, r pg.Reader) (all []Skill, err error) {
	batch := &pgx.Batch{}
	AskSkills(batch, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// AskSkills asks for Skills in a batch with other things.
func AskSkills(batch *pgx.Batch, all *[]Skill) {
	batch.Queue(`select id, name from skills order by name, id`).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Skill])
		return err
	})
}

// AddSkill writes down a skill; one of that name that is there is the same.
func AddSkill(ctx context.Context, tx *pg.Tx, name string) (int64, error) {
	const q = `insert into skills (name) values ($1) on conflict on constraint skills_name_key do update set name = excluded.name returning id`
	var id int64
	err := tx.QueryRow(ctx, q, name).Scan(&id)
	return id, err
}

// GiveSkill says that a person has a skill; once is enough.
func GiveSkill(ctx context.Context, tx *pg.Tx, person ID, skill int64) error {
	const q = `insert into person_skills (person_id, skill_id) values ($1, $2) on conflict do nothing`
	_, err := tx.Exec(ctx, q, person, skill)
	return err
}
