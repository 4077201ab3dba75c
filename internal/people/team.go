package people

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// TeamID is a team's number.
type TeamID int64

// Team is a group of staff. Until a ticket has an owner, its team owns it.
type Team struct {
	ID   TeamID
	Name string
	Icon string // name of the sprite's symbol, without its prefix
}

// Teams lists all teams in their order. The first takes what comes in by the public form.
func Teams(ctx context.Context, r pg.Reader) (all []Team, err error) {
	batch := &pgx.Batch{}
	AskTeams(batch, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// AskTeams asks for Teams in a batch with other things.
func AskTeams(batch *pgx.Batch, all *[]Team) {
	batch.Queue(`select id, name, icon from teams order by position, id`).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Team])
		return err
	})
}

// GetTeam reads one team.
func GetTeam(ctx context.Context, r pg.Reader, id TeamID) (Team, error) {
	const q = `select id, name, icon from teams where id = $1`
	rows, err := r.Query(ctx, q, id)
	if err != nil {
		return Team{}, err
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Team])
	return t, pg.Found(err)
}

// AddTeam makes a team after those that are there.
func AddTeam(ctx context.Context, tx *pg.Tx, name, icon string) (TeamID, error) {
	const q = `insert into teams (name, icon, position)
		select $1, $2, coalesce(max(position), 0) + 1 from teams returning id`
	var id TeamID
	err := tx.QueryRow(ctx, q, name, icon).Scan(&id)
	return id, err
}

// KeepPrivate makes a team one whose tickets only its members and the admins see, as the desk is set up.
func KeepPrivate(ctx context.Context, tx *pg.Tx, team TeamID) error {
	_, err := tx.Exec(ctx, `update teams set is_private = true where id = $1`, team)
	return err
}

// Join makes a person a member of a team; once is enough.
func Join(ctx context.Context, tx *pg.Tx, team TeamID, person ID) error {
	const q = `insert into team_members (team_id, person_id) values ($1, $2) on conflict do nothing`
	_, err := tx.Exec(ctx, q, team, person)
	return err
}
