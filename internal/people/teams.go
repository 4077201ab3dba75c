package people

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// TeamIcons are what a team may be drawn as, by the names of the sprite's symbols.
var TeamIcons = []string{"users", "inbox", "wrench", "bill", "van", "router", "phone", "chat"}

// TeamDraft is what a team is to be.
type TeamDraft struct {
	Name      string
	Icon      string
	IsPrivate bool
	Dealing
}

// TeamSheet is a team as those see it who look after the teams.
type TeamSheet struct {
	ID        TeamID
	Name      string
	Icon      string
	IsPrivate bool
	Dealing
	Members int  // who work here
	Staff   []ID // and are its members
	Live    int  // tickets that are not closed
}

// TeamSheets lists all teams in their order.
func TeamSheets(ctx context.Context, r pg.Reader, by Actor) ([]TeamSheet, error) {
	if err := by.May(Staffing, 0); err != nil {
		return nil, err
	}
	const q = `select t.id, t.name, t.icon, t.is_private, ` + dealingColumns + `,
			(select count(*) from team_members m join people p on p.id = m.person_id where m.team_id = t.id and p.is_active)::int as members,
			array(select m.person_id from team_members m join people p on p.id = m.person_id where m.team_id = t.id and p.is_active order by m.person_id) as staff,
			(select count(*) from tickets where team_id = t.id and live)::int as live
		from teams t order by t.position, t.id`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[TeamSheet])
}

// OneTeam reads one of them.
func OneTeam(ctx context.Context, r pg.Reader, by Actor, id TeamID) (TeamSheet, error) {
	all, err := TeamSheets(ctx, r, by)
	if err != nil {
		return TeamSheet{}, err
	}
	for _, t := range all {
		if t.ID == id {
			return t, nil
		}
	}
	return TeamSheet{}, fault.NotFound()
}

// Drafted is a team as the form that changes it begins.
func (t TeamSheet) Drafted() TeamDraft {
	return TeamDraft{Name: t.Name, Icon: t.Icon, IsPrivate: t.IsPrivate, Dealing: t.Dealing}
}

func (d TeamDraft) check(s Sizes) error {
	var icon *fault.Error
	if !slices.Contains(TeamIcons, d.Icon) {
		icon = fault.Invalid("staff.fault.icon").On("icon")
	}
	return fault.Join(append(d.Dealing.check(), field.Required("name", d.Name, s.Name), icon)...)
}

// MakeTeam adds a team after those that are there.
func MakeTeam(ctx context.Context, tx *pg.Tx, by Actor, s Sizes, d TeamDraft) (TeamID, error) {
	if err := by.May(Staffing, 0); err != nil {
		return 0, err
	}
	d.Dealing = Dealing{Deals: ByHand}
	if err := d.check(s); err != nil {
		return 0, err
	}
	if err := Alone(ctx, tx, "teams"); err != nil {
		return 0, err
	}
	var n int
	if err := tx.QueryRow(ctx, `select count(*)::int from teams`).Scan(&n); err != nil {
		return 0, err
	}
	if n >= MostTeams {
		return 0, fault.Invalid("staff.fault.teams_many").On("name").Max(MostTeams)
	}
	name := field.Line(d.Name)
	id, err := AddTeam(ctx, tx, name, d.Icon)
	if err != nil {
		return 0, nameTaken(err)
	}
	if _, err := tx.Exec(ctx, `update teams set is_private = $2 where id = $1`, id, d.IsPrivate); err != nil {
		return 0, err
	}
	d.Name = name
	return id, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditTeamAdded, Object: team(id), Became: d.line()})
}

// ChangeTeam renames a team, or makes it private or not: from the next request on its tickets are its members' alone.
func ChangeTeam(ctx context.Context, tx *pg.Tx, by Actor, s Sizes, id TeamID, d TeamDraft) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if err := d.check(s); err != nil {
		return err
	}
	d.Name = field.Line(d.Name)
	var was TeamDraft
	const before = `select name, icon, is_private, ` + dealingColumns + ` from teams where id = $1 for update`
	err := tx.QueryRow(ctx, before, id).Scan(&was.Name, &was.Icon, &was.IsPrivate, &was.Deals, &was.DealLimit, &was.DealsBySkill, &was.ReturnHours)
	if err != nil || was == d {
		return pg.Found(err)
	}
	const q = `update teams set name = $2, icon = $3, is_private = $4 where id = $1`
	if _, err := tx.Exec(ctx, q, id, d.Name, d.Icon, d.IsPrivate); err != nil {
		return nameTaken(err)
	}
	if err := SetDealing(ctx, tx, id, d.Dealing); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditTeamChanged, Object: team(id), Was: was.line(), Became: d.line()})
}

func nameTaken(err error) error {
	if pg.Constraint(err) == "teams_name_key" {
		return fault.Invalid("staff.fault.team_name").On("name")
	}
	return fmt.Errorf("write down a team: %w", err)
}

func team(id TeamID) string { return fmt.Sprintf("team %d", id) }

// line is a team in the audit.
func (d TeamDraft) line() string {
	if d.IsPrivate {
		return d.Name + ", private" + d.Dealing.line()
	}
	return d.Name + d.Dealing.line()
}

// MoveTeam puts a team one place up or down; at the end there is no further.
func MoveTeam(ctx context.Context, tx *pg.Tx, by Actor, id TeamID, up bool) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if err := Alone(ctx, tx, "teams"); err != nil {
		return err
	}
	all, err := Teams(ctx, tx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(t Team) bool { return t.ID == id })
	if at < 0 {
		return fault.NotFound()
	}
	to := at + 1
	if up {
		to = at - 1
	}
	if to < 0 || to >= len(all) {
		return nil
	}
	all[at], all[to] = all[to], all[at]
	batch := &pgx.Batch{}
	for i, t := range all {
		batch.Queue(`update teams set position = $2 where id = $1 and position <> $2`, t.ID, i+1)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("move a team: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditTeamMoved, Object: team(id), Was: fmt.Sprint(at + 1), Became: fmt.Sprint(to + 1)})
}

// SetMembers makes exactly these of the staff a team's members. Who works here no more stays what they were.
func SetMembers(ctx context.Context, tx *pg.Tx, by Actor, id TeamID, members []ID) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if _, _, err := stand(ctx, tx, by, by.ID); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `select id from people where role <> 'customer' and is_active`)
	if err != nil {
		return err
	}
	staff, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	if err != nil {
		return err
	}
	for _, m := range members {
		if !slices.Contains(staff, m) {
			return fault.Invalid("fault.owner").On("members")
		}
	}
	const before = `select m.person_id from team_members m join people p on p.id = m.person_id where m.team_id = $1 and p.is_active`
	rows, err = tx.Query(ctx, before, id)
	if err != nil {
		return err
	}
	was, err := pgx.CollectRows(rows, pgx.RowTo[ID])
	if err != nil {
		return err
	}
	name, err := GetTeam(ctx, tx, id)
	if err != nil {
		return err
	}
	return setMembers(ctx, tx, by, name, was, members)
}

func setMembers(ctx context.Context, tx *pg.Tx, by Actor, t Team, was, members []ID) error {
	var entries []audit.Entry
	batch := &pgx.Batch{}
	for _, p := range was {
		if !slices.Contains(members, p) {
			batch.Queue(`delete from team_members where team_id = $1 and person_id = $2`, t.ID, p)
			entries = append(entries, audit.Entry{By: int64(by.ID), Kind: AuditTeamsChanged, Person: int64(p), Object: team(t.ID), Was: t.Name})
		}
	}
	for _, p := range members {
		if !slices.Contains(was, p) {
			batch.Queue(`insert into team_members (team_id, person_id) values ($1, $2) on conflict do nothing`, t.ID, p)
			entries = append(entries, audit.Entry{By: int64(by.ID), Kind: AuditTeamsChanged, Person: int64(p), Object: team(t.ID), Became: t.Name})
		}
	}
	if batch.Len() == 0 {
		return nil
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("change the members of team %d: %w", t.ID, err)
	}
	return audit.Write(ctx, tx, entries...)
}

// RemoveTeam takes a team away that has never had a ticket and has no members. The last one stays: somebody must take what
// comes in; and so does a private one as long as something is kept back that only its members may see.
func RemoveTeam(ctx context.Context, tx *pg.Tx, by Actor, id TeamID) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if err := Alone(ctx, tx, "teams"); err != nil {
		return err
	}
	const q = `select name, (select count(*) from teams)::int, 
		exists (select from team_members m join people p on p.id = m.person_id where m.team_id = t.id and p.is_active),
		t.is_private and exists (select from suspended s where s.team_id = t.id) from teams t where id = $1 for update`
	var name string
	var teams int
	var hasMembers, keepsBack bool
	err := tx.QueryRow(ctx, q, id).Scan(&name, &teams, &hasMembers, &keepsBack)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return fault.NotFound()
	case err != nil:
		return err
	case teams == 1:
		return fault.Conflict("staff.fault.team_last")
	case hasMembers:
		return fault.Conflict("staff.fault.team_members")
	case keepsBack:
		return fault.Conflict("staff.fault.team_kept_back")
	}
	if _, err := tx.Exec(ctx, `delete from team_members where team_id = $1`, id); err != nil { // of who works here no more
		return fmt.Errorf("empty team %d: %w", id, err)
	}
	if _, err := tx.Exec(ctx, `delete from teams where id = $1`, id); err != nil {
		if pg.StillNamed(err) {
			return fault.Conflict("staff.fault.team_used")
		}
		return fmt.Errorf("remove team %d: %w", id, err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditTeamRemoved, Object: team(id), Was: name})
}
