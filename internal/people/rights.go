package people

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// How much there may be of what grows.
const (
	MostTeams       = 100
	MostSkills      = 200
	MostInvitations = 200 // that are open
)

// SetRole makes somebody something else here. Nobody changes their own role, and one admin always stays. From the next
// request on they have the new rights and no others. What a technician cannot own any more is not this room's: ticket.SetRole
// does both in one change.
func SetRole(ctx context.Context, tx *pg.Tx, by Actor, id ID, role Role) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if !role.Valid() || !role.IsStaff() {
		return fault.Invalid("staff.fault.role").On("role")
	}
	p, othersStay, err := stand(ctx, tx, by, id)
	switch {
	case err != nil || p.Role == role:
		return err
	case id == by.ID:
		return fault.Forbidden("staff.fault.own_role")
	case p.Role == Admin && p.IsActive && !othersStay:
		return fault.Conflict("fault.last_admin")
	}
	if _, err := tx.Exec(ctx, `update people set role = $2 where id = $1`, id, role); err != nil {
		return fmt.Errorf("change the role of person %d: %w", id, err)
	}
	if !role.Leads() {
		if _, err := tx.Exec(ctx, dropDuties, id); err != nil {
			return fmt.Errorf("take person %d off the duty roster: %w", id, err)
		}
	}
	if p.Role == Admin || role == Technician { // who loses most is signed out, and whom they invited is not invited any more
		if err := disarm(ctx, tx, by, id); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditRoleChanged, Person: int64(id), Was: string(p.Role), Became: string(role)})
}

// SetTeams makes somebody a member of exactly these teams. A supervisor is one of the teams that they are a member of.
func SetTeams(ctx context.Context, tx *pg.Tx, by Actor, id ID, teams []TeamID) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if _, _, err := stand(ctx, tx, by, id); err != nil {
		return err
	}
	if err := areTeams(ctx, tx, teams); err != nil {
		return err
	}
	was, err := named(ctx, tx, teamsOf, id)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	teams = append([]TeamID{}, teams...) // none is an empty list, not an unknown one
	batch.Queue(`delete from team_members where person_id = $1 and team_id <> all($2)`, id, teams)
	batch.Queue(`insert into team_members (team_id, person_id) select unnest($2::bigint[]), $1 on conflict do nothing`, id, teams)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("change the teams of person %d: %w", id, err)
	}
	became, err := named(ctx, tx, teamsOf, id)
	if err != nil || became == was {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditTeamsChanged, Person: int64(id), Was: was, Became: became})
}

const (
	teamsOf  = `select t.name from team_members m join teams t on t.id = m.team_id where m.person_id = $1 order by t.position, t.id`
	skillsOf = `select s.name from person_skills k join skills s on s.id = k.skill_id where k.person_id = $1 order by s.name`
)

// named is the names that a query finds, in a line for the audit.
func named(ctx context.Context, tx *pg.Tx, q string, arg any) (string, error) {
	rows, err := tx.Query(ctx, q, arg)
	if err != nil {
		return "", err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return strings.Join(names, ", "), err
}

// areTeams is a fault unless all of them are teams.
func areTeams(ctx context.Context, r pg.Reader, teams []TeamID) error {
	known, err := Teams(ctx, r)
	if err != nil {
		return err
	}
	for _, id := range teams {
		if !slices.ContainsFunc(known, func(t Team) bool { return t.ID == id }) {
			return fault.Invalid("fault.team").On("teams")
		}
	}
	return nil
}

// SetSkills says what somebody knows better than others: exactly these skills, and a new one in words if there are any.
// A skill that nobody has any more, and that no question asked for, is forgotten.
func SetSkills(ctx context.Context, tx *pg.Tx, by Actor, s Sizes, id ID, skills []int64, more string) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if _, _, err := stand(ctx, tx, by, id); err != nil {
		return err
	}
	if f := field.Optional("skill", more, s.Name); f != nil {
		return f
	}
	known, err := Skills(ctx, tx)
	if err != nil {
		return err
	}
	for _, skill := range skills {
		if !slices.ContainsFunc(known, func(k Skill) bool { return k.ID == skill }) {
			return fault.Invalid("fault.skill").On("skills")
		}
	}
	if more = field.Line(more); more != "" {
		if len(known) >= MostSkills {
			return fault.Invalid("staff.fault.skills_many").On("skill").Max(MostSkills)
		}
		added, err := AddSkill(ctx, tx, more)
		if err != nil {
			return fmt.Errorf("add a skill: %w", err)
		}
		skills = append(slices.Clone(skills), added)
	}
	return giveSkills(ctx, tx, by, id, skills)
}

func giveSkills(ctx context.Context, tx *pg.Tx, by Actor, id ID, skills []int64) error {
	was, err := named(ctx, tx, skillsOf, id)
	if err != nil {
		return err
	}
	const forget = `delete from skills s where not exists (select from person_skills k where k.skill_id = s.id)
		and not exists (select from questions q where q.skill_id = s.id)`
	skills = append([]int64{}, skills...) // none is an empty list, not an unknown one
	batch := &pgx.Batch{}
	batch.Queue(`delete from person_skills where person_id = $1 and skill_id <> all($2)`, id, skills)
	batch.Queue(`insert into person_skills (person_id, skill_id) select $1, unnest($2::bigint[]) on conflict do nothing`, id, skills)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("change the skills of person %d: %w", id, err)
	}
	became, err := named(ctx, tx, skillsOf, id)
	if err != nil || became == was {
		return err
	}
	if _, err := tx.Exec(ctx, forget); err != nil {
		return fmt.Errorf("forget what nobody knows: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditSkillsChanged, Person: int64(id), Was: was, Became: became})
}
