package people

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// InSight is the condition that keeps a query to the tickets t that its reader may see: those of the teams of
// visible_teams, which the database asks for once a statement. The reader is the argument @reader, as Actor.Reader gives
// it. It is a filter and never an index's condition, so a list stays in the order of its own index.
const InSight = `(@reader::bigint is null or t.team_id = any(array(select v from visible_teams(@reader) v)))`

// CustomerInSight is the condition that keeps a query to the customers p of whom the reader @me sees something.
const CustomerInSight = seen

// CompanyInSight is the condition that keeps a query to the companies c that the reader @me may know of: those of whose people
// they see somebody, and those that have nobody. Whoever sees every team's tickets is not asked about each.
const CompanyInSight = `((select not exists (select from teams where id <> all(array(select v from visible_teams(@me) v))))
	or not exists (select from people p where p.company_id = c.id)
	or exists (select from people p where p.company_id = c.id and p.role = 'customer' and p.joined_into_id is null and ` + seen + `))`

// Reader is by as InSight asks for them. Nil is Kept itself, which sees everything.
func (a Actor) Reader() *ID {
	if a.system {
		return nil
	}
	return &a.ID
}

// Sees reports whether somebody of the staff sees a team's tickets. Nobody who does not work here does.
func Sees(ctx context.Context, r pg.Reader, id ID, team TeamID) (bool, error) {
	const q = `select $2 in (select v from visible_teams($1) v)`
	var sees bool
	err := r.QueryRow(ctx, q, id, team).Scan(&sees)
	return sees, err
}

// AskSeen asks in a batch for the teams whose tickets the actor sees, in their order.
func AskSeen(batch *pgx.Batch, by Actor, all *[]Team) {
	const q = `select id, name, icon from teams where id = any(array(select v from visible_teams($1) v)) order by position, id`
	batch.Queue(q, by.ID).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Team])
		return err
	})
}

// SeesAll reports whether no team hides its tickets from somebody of the staff.
func SeesAll(ctx context.Context, r pg.Reader, by Actor) (all bool, err error) {
	if err := by.May(ReadDesk, 0); err != nil {
		return false, err
	}
	if by.system {
		return true, nil
	}
	const q = `select not exists (select from teams where id <> all(array(select v from visible_teams($1) v)))`
	err = r.QueryRow(ctx, q, by.ID).Scan(&all)
	return all, err
}

// mayJoin refuses whoever does not see every team's tickets. What two customers have is one heap afterwards, which the addresses
// of both open: nobody makes one who could find something in it that they do not see. Whether there is anything is not looked at,
// so that the refusal tells nothing.
func mayJoin(ctx context.Context, tx *pg.Tx, by Actor) error {
	all, err := SeesAll(ctx, tx, by)
	if err == nil && !all {
		err = fault.Conflict("customer.fault.blind")
	}
	return err
}

// Seers lists everybody who works here and sees a team's tickets, by name: who can be given one. Asked of visible_teams
// for each of some hundred people it took fifty milliseconds.
func Seers(ctx context.Context, r pg.Reader, team TeamID) (all []Person, err error) {
	batch := &pgx.Batch{}
	AskSeers(batch, team, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// AskSeers asks for Seers in a batch with other things.
func AskSeers(batch *pgx.Batch, team TeamID, all *[]Person) {
	const q = `select ` + personColumns + ` from people p
		where p.role <> 'customer' and p.is_active and exists (select from teams t where t.id = $1
			and (not t.is_private or p.role = 'admin' or p.id = any(array(select m.person_id from team_members m where m.team_id = $1))))
		order by p.name, p.id`
	batch.Queue(q, team).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Person])
		return err
	})
}

// Of is who of the roster sees a team's tickets, and so may be told of one.
func (r Roster) Of(team TeamID) Roster {
	return r.filter(func(c Colleague) bool { return !slices.Contains(c.Blind, team) })
}

// Hides reports whether a team's tickets are hidden from a colleague.
func (r Roster) Hides(team TeamID, from ID) bool {
	c, works := r.Find(from)
	return works && slices.Contains(c.Blind, team)
}

// AskStaff asks in a batch for everybody who works here or did, who still does first, by name.
func AskStaff(batch *pgx.Batch, all *[]Person) {
	const q = `select ` + personColumns + ` from people p where p.role <> 'customer' order by p.is_active desc, p.name, p.id`
	batch.Queue(q).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Person])
		return err
	})
}
