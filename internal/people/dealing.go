package people

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// Deals is how a team's tickets find an owner.
type Deals string

// The ways.
const (
	ByHand  Deals = "hand"  // somebody takes them, or gives them to somebody
	InTurns Deals = "turns" // to one after another
	ByLoad  Deals = "load"  // to who has the fewest
)

// AllDeals are the ways in the order of a form.
var AllDeals = [...]Deals{ByHand, InTurns, ByLoad}

// MostDealt is the highest limit of open tickets and of hours.
const MostDealt = 500

// Dealing is how a team's tickets find an owner, and when they lose one.
type Dealing struct {
	Deals        Deals
	DealLimit    int  // open tickets that somebody may own and still be dealt one; 0: any number
	DealsBySkill bool // who has the skill that the topic asks for comes first
	ReturnHours  int  // business hours after which what its owner has not touched is the team's again; 0: never
}

const dealingColumns = `deals, coalesce(deal_limit, 0) as deal_limit, deals_by_skill, coalesce(returns_minutes / 60, 0) as return_hours`

// check says what is wrong with it.
func (d Dealing) check() []*fault.Error {
	var all []*fault.Error
	if !slices.Contains(AllDeals[:], d.Deals) {
		all = append(all, fault.Invalid("topics.fault.choose").On("deals"))
	}
	for on, n := range map[string]int{"limit": d.DealLimit, "hours": d.ReturnHours} {
		if n < 0 || n > MostDealt {
			all = append(all, fault.Invalid("limits.fault.figure").On(on).By("1").Max(MostDealt))
		}
	}
	return all
}

// line is how it stands in the audit; nothing for a team that does all by hand.
func (d Dealing) line() string {
	said := ""
	if d.Deals != ByHand && d.Deals != "" {
		said += ", deals: " + string(d.Deals)
	}
	if d.DealLimit > 0 {
		said += ", at most " + strconv.Itoa(d.DealLimit)
	}
	if d.DealsBySkill {
		said += ", by skill"
	}
	if d.ReturnHours > 0 {
		said += fmt.Sprintf(", back after %d h", d.ReturnHours)
	}
	return said
}

// SetDealing says how a team's tickets find an owner, as the desk is set up.
func SetDealing(ctx context.Context, tx *pg.Tx, id TeamID, d Dealing) error {
	if err := fault.Join(d.check()...); err != nil {
		return err
	}
	const q = `update teams set deals = @deals, deal_limit = nullif(@limit::integer, 0), deals_by_skill = @skill,
		returns_minutes = nullif(@hours::integer, 0) * 60 where id = @id`
	_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"id": id, "deals": d.Deals, "limit": d.DealLimit, "skill": d.DealsBySkill, "hours": d.ReturnHours})
	return err
}

// DealingTeam is a team by whose settings something happens by itself.
type DealingTeam struct {
	ID TeamID
	Dealing
}

// DealingTeams lists them.
func DealingTeams(ctx context.Context, r pg.Reader) ([]DealingTeam, error) {
	const q = `select id, ` + dealingColumns + ` from teams where deals <> 'hand' or returns_minutes is not null order by id`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[DealingTeam])
}

// HoldMembers lets nobody be given anything by a rule who is in a team, and nobody leave it, until the change is over.
func HoldMembers(ctx context.Context, tx *pg.Tx, team TeamID) error {
	const q = `select p.id from people p where p.id in (select m.person_id from team_members m where m.team_id = $1) order by p.id for no key update`
	_, err := tx.Exec(ctx, q, team)
	return err
}

// AtWork is who of a team can be dealt a ticket now: its agents who are within their hours; where it has no agents, its
// supervisors and admins.
func (r Roster) AtWork(team TeamID, now time.Time, open *calendar.Calendar) Roster {
	members := r.filter(func(c Colleague) bool {
		return c.acts() && slices.Contains(c.Teams, team) && !slices.Contains(c.Blind, team)
	})
	if agents := members.filter(func(c Colleague) bool { return c.Role == Agent }); len(agents) > 0 {
		members = agents
	}
	return members.filter(func(c Colleague) bool { return c.isThere(now, open) })
}
