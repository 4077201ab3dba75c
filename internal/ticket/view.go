package ticket

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// ViewID is the number of a saved view.
type ViewID int64

// View is a list of tickets that somebody has given a name. What is in it everybody sees by their own rights: that a view is
// shared gives nobody sight of a ticket.
//
// A personal view is its owner's alone. One that is shared, with everybody of the staff or with the members of a team, is
// changed by its owner and by supervisors and admins; those see the views of all teams whose tickets they see.
type View struct {
	ID        ViewID
	OwnerID   people.ID
	OwnerName string
	Name      string
	Query     string // which tickets and in which order, as an address of the desk carries it
	IsShared  bool   // with everybody of the staff
	TeamID    *people.TeamID
	TeamName  string
	Version   int
	IsListed  bool // in the reader's sidebar; what a supervisor only sees to is not
	MayChange bool
}

// IsPersonal reports whether only its owner has it.
func (v View) IsPersonal() bool { return !v.IsShared && v.TeamID == nil }

// How much of them there may be.
const (
	MostOwnViews    = 20 // of one person
	MostSharedViews = 20 // with everybody, and as many with one team
	LongestView     = 60
)

// ViewDraft is a view as a form sends it.
type ViewDraft struct {
	Name     string
	Query    string
	IsShared bool
	Team     people.TeamID // 0: none
}

func (d ViewDraft) check() error {
	return fault.Join(field.Required("name", d.Name, LongestView))
}

const (
	viewColumns = `v.id, v.owner_id, o.name as owner_name, v.name, v.query, v.is_shared, v.team_id, coalesce(tm.name, '') as team_name, v.version,
		` + viewListed + ` as is_listed, ` + viewMine + ` as may_change`
	viewTables = ` from views v join people o on o.id = v.owner_id left join teams tm on tm.id = v.team_id `
	viewListed = `(v.owner_id = @me or v.is_shared or exists (select from team_members m where m.team_id = v.team_id and m.person_id = @me))`
	viewMine   = `(v.owner_id = @me or @supervises and (v.is_shared or v.team_id = any(array(select s from visible_teams(@me) s))))`
	// Who may read a view: whoever has it in the sidebar, and whoever may change it.
	viewSeen = `(` + viewListed + ` or ` + viewMine + `)`
)

func viewer(by people.Actor) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{"me": by.ID, "supervises": by.Can(people.Supervise, 0)}
}

// AskViews asks in a batch for the views that somebody may read: their own in their own order, then those of others.
func AskViews(batch *pgx.Batch, by people.Actor, all *[]View) {
	if !by.Can(people.ReadDesk, 0) {
		return
	}
	const q = `select ` + viewColumns + viewTables + `where v.removed_at is null and ` + viewSeen + `
		order by v.owner_id <> @me, v.position, v.id limit 200`
	batch.Queue(q, viewer(by)).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[View])
		return err
	})
}

// Views lists what AskViews asks for.
func Views(ctx context.Context, r pg.Reader, by people.Actor) ([]View, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	var all []View
	batch := &pgx.Batch{}
	AskViews(batch, by, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// GetView reads a view that somebody may read.
func GetView(ctx context.Context, r pg.Reader, by people.Actor, id ViewID) (View, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return View{}, err
	}
	const q = `select ` + viewColumns + viewTables + `where v.id = @id and v.removed_at is null and ` + viewSeen
	return oneView(ctx, r, q, by, id)
}

func oneView(ctx context.Context, r pg.Reader, q string, by people.Actor, id ViewID) (View, error) {
	args := viewer(by)
	args["id"] = id
	rows, err := r.Query(ctx, q, args)
	if err != nil {
		return View{}, err
	}
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[View])
	return v, pg.Found(err)
}

// lockView reads a view that somebody may change, and keeps it from others until this change is done. Whoever read another
// version of it is told; 0 asks for none.
func lockView(ctx context.Context, tx *pg.Tx, by people.Actor, id ViewID, version int) (View, error) {
	const q = `select ` + viewColumns + viewTables + `where v.id = @id and v.removed_at is null and ` + viewMine + ` for update of v`
	v, err := oneView(ctx, tx, q, by, id)
	if err == nil && version != 0 && v.Version != version {
		return v, fault.Conflict("queue.fault.view_changed")
	}
	return v, err
}

// SaveView gives a list of tickets a name.
func SaveView(ctx context.Context, tx *pg.Tx, by people.Actor, d ViewDraft) (ViewID, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return 0, err
	}
	if err := d.check(); err != nil {
		return 0, err
	}
	if err := roomForView(ctx, tx, by, by.ID, d, 0); err != nil {
		return 0, err
	}
	const q = `insert into views (owner_id, name, query, is_shared, team_id, position)
		values (@me, @name, @query, @shared, nullif(@team::bigint, 0), (select coalesce(max(position), 0) + 1 from views where owner_id = @me)) returning id`
	var id ViewID
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "name": field.Line(d.Name), "query": d.Query, "shared": d.IsShared, "team": d.Team}).Scan(&id)
	return id, viewNamed(err)
}

// roomForView is a fault where there are as many views as may be, or the team is none that the actor sees. Whoever saves at the
// same time waits.
func roomForView(ctx context.Context, tx *pg.Tx, by people.Actor, owner people.ID, d ViewDraft, but ViewID) error {
	const lock = `select pg_advisory_xact_lock(hashtext('views'))`
	const q = `select (select count(*) from views where owner_id = @owner and removed_at is null and id <> @but),
		(select count(*) from views where removed_at is null and id <> @but and (@shared and is_shared or team_id = @team)),
		@team::bigint = 0 or @team in (select v from visible_teams(@me) v)`
	args := pgx.StrictNamedArgs{"owner": owner, "shared": d.IsShared, "team": d.Team, "but": but, "me": by.ID}
	if _, err := tx.Exec(ctx, lock); err != nil {
		return err
	}
	var own, shared int
	var isTeam bool
	if err := tx.QueryRow(ctx, q, args).Scan(&own, &shared, &isTeam); err != nil {
		return err
	}
	switch {
	case !isTeam:
		return fault.Invalid("fault.team").On("shared")
	case own >= MostOwnViews:
		return fault.Invalid("queue.fault.views_many").On("name").Max(MostOwnViews)
	case (d.IsShared || d.Team != 0) && shared >= MostSharedViews:
		return fault.Invalid("queue.fault.views_shared").On("shared").Max(MostSharedViews)
	}
	return nil
}

func viewNamed(err error) error {
	if pg.Constraint(err) == "views_name" {
		return fault.Invalid("queue.fault.view_name").On("name")
	}
	return wrap("save a view", err)
}

// ChangeView gives a view another name, and says who has it.
func ChangeView(ctx context.Context, tx *pg.Tx, by people.Actor, id ViewID, version int, d ViewDraft) error {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return err
	}
	v, err := lockView(ctx, tx, by, id, version)
	if err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	if err := roomForView(ctx, tx, by, v.OwnerID, d, id); err != nil {
		return err
	}
	const q = `update views set name = @name, is_shared = @shared, team_id = nullif(@team::bigint, 0), version = version + 1 where id = @id`
	_, err = tx.Exec(ctx, q, pgx.StrictNamedArgs{"id": id, "name": field.Line(d.Name), "shared": d.IsShared, "team": d.Team})
	return viewNamed(err)
}

// RefilterView makes a view show other tickets.
func RefilterView(ctx context.Context, tx *pg.Tx, by people.Actor, id ViewID, version int, query string) (View, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return View{}, err
	}
	v, err := lockView(ctx, tx, by, id, version)
	if err != nil {
		return v, err
	}
	_, err = tx.Exec(ctx, `update views set query = $2, version = version + 1 where id = $1`, id, query)
	return v, wrap("change what a view shows", err)
}

// MoveView moves one's own view up or down by one among one's own.
func MoveView(ctx context.Context, tx *pg.Tx, by people.Actor, id ViewID, up bool) error {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return err
	}
	const own = `select id from views where owner_id = $1 and removed_at is null order by position, id for update`
	rows, err := tx.Query(ctx, own, by.ID)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[ViewID])
	if err != nil {
		return err
	}
	at := -1
	for i, one := range all {
		if one == id {
			at = i
		}
	}
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
	const q = `update views v set position = u.place from unnest($1::bigint[]) with ordinality u (id, place) where v.id = u.id and v.position <> u.place`
	_, err = tx.Exec(ctx, q, all)
	return wrap("move a view", err)
}

// RemoveView takes a view away, which can be undone. What was removed more than 30 days ago goes for good.
func RemoveView(ctx context.Context, tx *pg.Tx, by people.Actor, id ViewID) (View, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return View{}, err
	}
	v, err := lockView(ctx, tx, by, id, 0)
	if err != nil {
		return v, err
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from views where removed_at < kept_now() - interval '30 days'`)
	batch.Queue(`update views set removed_at = kept_now(), version = version + 1 where id = $1`, id)
	return v, wrap("remove a view", tx.SendBatch(ctx, batch).Close())
}

// RestoreView undoes RemoveView.
func RestoreView(ctx context.Context, tx *pg.Tx, by people.Actor, id ViewID) (View, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return View{}, err
	}
	const q = `select ` + viewColumns + viewTables + `where v.id = @id and v.removed_at is not null and ` + viewMine + ` for update of v`
	v, err := oneView(ctx, tx, q, by, id)
	if err != nil {
		return v, err
	}
	d := ViewDraft{IsShared: v.IsShared, Team: orZero(v.TeamID)}
	if err := roomForView(ctx, tx, by, v.OwnerID, d, id); err != nil {
		return v, err
	}
	_, err = tx.Exec(ctx, `update views set removed_at = null, version = version + 1 where id = $1`, id)
	return v, viewNamed(err)
}
