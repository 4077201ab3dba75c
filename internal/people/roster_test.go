package people_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

const (
	first  people.TeamID = 1
	second people.TeamID = 2
	third  people.TeamID = 3

	fibre int64 = 1
	bills int64 = 2

	maja   people.ID = 1 // agent, first line
	oskar  people.ID = 2 // technician, third line
	ingrid people.ID = 3 // supervisor, first line, knows fibre
	bo     people.ID = 4 // supervisor, second line
	karin  people.ID = 5 // admin
)

// noon is within the desk's hours, night is not.
var (
	noon  = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC) // a Thursday
	night = time.Date(2026, 10, 1, 23, 0, 0, 0, time.UTC)
)

func staff() people.Roster {
	return people.Roster{
		{ID: maja, Role: people.Agent, Teams: []people.TeamID{first}},
		{ID: oskar, Role: people.Technician, Teams: []people.TeamID{third}},
		{ID: ingrid, Role: people.Supervisor, Teams: []people.TeamID{first}, Skills: []int64{fibre}},
		{ID: bo, Role: people.Supervisor, Teams: []people.TeamID{second}},
		{ID: karin, Role: people.Admin},
	}
}

func office(t *testing.T) *calendar.Calendar {
	t.Helper()
	var week calendar.Week
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []calendar.Span{{From: 9 * 60, To: 17 * 60}}
	}
	open, err := calendar.New("UTC", week, nil)
	require.NoError(t, err)
	return open
}

func TestRoster_a_team_is_who_can_act_in_it(t *testing.T) {
	t.Parallel()
	require.Equal(t, []people.ID{maja, ingrid}, staff().Team(first))
	require.Equal(t, []people.ID{karin}, staff().Team(third), "a technician alone cannot act: the admins")
}

func TestRoster_climbs_the_ladder(t *testing.T) {
	t.Parallel()
	open := office(t)
	for name, c := range map[string]struct {
		who  string
		team people.TeamID
		at   time.Time
		want []people.ID
	}{
		"the team's own":                     {people.TeamSupervisors, first, noon, []people.ID{ingrid}},
		"a team without one: all":            {people.TeamSupervisors, third, noon, []people.ID{ingrid, bo}},
		"all":                                {people.AllSupervisors, first, noon, []people.ID{ingrid, bo}},
		"the top":                            {people.Admins, first, noon, []people.ID{karin}},
		"nobody is there: the admins too":    {people.TeamSupervisors, first, night, []people.ID{ingrid, karin}},
		"the admins at night are told once":  {people.Admins, first, night, []people.ID{karin}},
		"all of them away: the admins too":   {people.AllSupervisors, second, night, []people.ID{ingrid, bo, karin}},
		"an unknown level is the widest one": {"somebody", first, noon, []people.ID{ingrid, bo}},
	} {
		require.Equal(t, c.want, staff().Ladder(c.who, c.team, c.at, open), name)
	}
}

func TestRoster_without_a_supervisor_is_the_admins(t *testing.T) {
	t.Parallel()
	alone := people.Roster{{ID: maja, Role: people.Agent, Teams: []people.TeamID{first}}, {ID: karin, Role: people.Admin}}
	require.Equal(t, []people.ID{karin}, alone.Ladder(people.TeamSupervisors, first, noon, office(t)))
	require.Equal(t, []people.ID{karin}, alone.Skilled(fibre, noon, office(t)))
}

func TestRoster_asks_who_has_the_skill(t *testing.T) {
	t.Parallel()
	open := office(t)
	require.Equal(t, []people.ID{ingrid}, staff().Skilled(fibre, noon, open))
	require.Equal(t, []people.ID{ingrid, bo}, staff().Skilled(bills, noon, open), "nobody has it: all supervisors")
	require.Equal(t, []people.ID{ingrid, bo}, staff().Skilled(0, noon, open), "any will do")
	require.Equal(t, []people.ID{ingrid, karin}, staff().Skilled(fibre, night, open))
}

func TestRoster_own_hours_go_before_the_desks(t *testing.T) {
	t.Parallel()
	all := staff()
	all[2].Own = people.Hours{From: 22 * 60, To: 24 * 60, Days: []time.Weekday{time.Thursday}}.Calendar("UTC")
	require.Equal(t, []people.ID{ingrid}, all.Ladder(people.TeamSupervisors, first, night, office(t)))
	require.Equal(t, []people.ID{ingrid, karin}, all.Ladder(people.TeamSupervisors, first, noon, office(t)))
}

func TestHours_that_cannot_be_anybodys_are_the_desks(t *testing.T) {
	t.Parallel()
	days := []time.Weekday{time.Monday}
	require.Nil(t, people.Hours{From: 60, To: 120}.Calendar("UTC"), "no day")
	require.Nil(t, people.Hours{From: 60, To: 120, Days: days}.Calendar("Mars/Olympus"))
	require.Nil(t, people.Hours{From: 60, To: 120, Days: []time.Weekday{9}}.Calendar("UTC"))
	require.NotNil(t, people.Hours{From: 60, To: 120, Days: days}.Calendar("UTC"))
}

func TestReadRoster_knows_roles_teams_skills_and_hours(t *testing.T) {
	t.Parallel()
	ctx, tx := t.Context(), pgtest.Tx(t)
	require.NoError(t, people.SetUp(ctx, tx, people.Desk{Name: "Nordby Fiber", Locale: "en", Zone: "Europe/Copenhagen"}))
	team, err := people.AddTeam(ctx, tx, "First line", "inbox")
	require.NoError(t, err)
	id, err := people.Add(ctx, tx, people.Newcomer{Role: people.Supervisor, Name: "Ingrid", Address: "ingrid@nordby.example", Locale: "en"})
	require.NoError(t, err)
	_, err = people.Add(ctx, tx, people.Newcomer{Role: people.Customer, Name: "Hanna", Address: "hanna@cafe.example", Locale: "en"})
	require.NoError(t, err)
	require.NoError(t, people.Join(ctx, tx, team, id))
	skill, err := people.AddSkill(ctx, tx, "Fibre")
	require.NoError(t, err)
	again, err := people.AddSkill(ctx, tx, "Fibre")
	require.NoError(t, err)
	require.Equal(t, skill, again)
	require.NoError(t, people.GiveSkill(ctx, tx, id, skill))
	_, err = tx.Exec(ctx, `update people set works_from = 480, works_to = 900, works_days = '{1,2}' where id = $1`, id)
	require.NoError(t, err)

	all, err := people.ReadRoster(ctx, tx)

	require.NoError(t, err)
	require.Len(t, all, 1, "customers are no colleagues")
	ingrid, found := all.Find(id)
	require.True(t, found)
	require.Equal(t, []people.TeamID{team}, ingrid.Teams)
	require.Equal(t, []int64{skill}, ingrid.Skills)
	monday := time.Date(2026, 10, 5, 6, 0, 0, 0, time.UTC) // 08:00 in Copenhagen
	require.Equal(t, monday, ingrid.Own.NextOpening(monday.Add(-time.Hour)))
	skills, err := people.Skills(ctx, tx)
	require.NoError(t, err)
	require.Equal(t, []people.Skill{{ID: skill, Name: "Fibre"}}, skills)
}

// TestReadRoster_of_300_people_says_what_the_rule_of_sight_says_of_each compares with visible_teams, the one rule, and with the tables.
func TestReadRoster_of_300_people_says_what_the_rule_of_sight_says_of_each(t *testing.T) {
	t.Parallel()
	ctx, tx := t.Context(), pgtest.Tx(t)
	require.NoError(t, people.SetUp(ctx, tx, people.Desk{Name: "Nordby Fiber", Locale: "en", Zone: "Europe/Copenhagen"}))
	const each = 300
	roles := []people.Role{people.Agent, people.Supervisor, people.Technician, people.Admin, people.Customer}
	for n := range each {
		_, err := people.Add(ctx, tx, people.Newcomer{Role: roles[n%len(roles)], Name: "Colleague", Address: fmt.Sprintf("colleague%d@nordby.example", n), Locale: "en"})
		require.NoError(t, err)
	}
	for _, q := range []string{
		`insert into teams (name, is_private) select 'Team ' || n, n % 2 = 0 from generate_series(1, 20) n`,
		`insert into skills (name) select 'Skill ' || n from generate_series(1, 10) n`,
		`update people set is_active = false where id % 7 = 0`,
		`insert into team_members (team_id, person_id) select t.id, p.id from teams t, people p where (t.id * 31 + p.id * 17) % 5 = 0 and p.role <> 'customer' and p.id % 11 <> 0`,
		`insert into person_skills (person_id, skill_id) select p.id, s.id from people p, skills s where (p.id + s.id) % 6 = 0 and p.role <> 'customer'`,
	} {
		_, err := tx.Exec(ctx, q)
		require.NoError(t, err, q)
	}
	const want = `
		select p.id, p.role, array(select team_id from team_members where person_id = p.id order by team_id) as teams,
			array(select id from teams where id not in (select v from visible_teams(p.id) v) order by id) as blind,
			array(select skill_id from person_skills where person_id = p.id order by skill_id) as skills
		from people p where p.role <> 'customer' and p.is_active order by p.id`
	rows, err := tx.Query(ctx, want)
	require.NoError(t, err)
	ruled, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c people.Colleague, err error) {
		return c, row.Scan(&c.ID, &c.Role, &c.Teams, &c.Blind, &c.Skills)
	})
	require.NoError(t, err)

	all, err := people.ReadRoster(ctx, tx)

	require.NoError(t, err)
	require.Greater(t, len(all), 180)
	require.Equal(t, people.Roster(ruled), all)
}
