package people

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

const absenceColumns = `
	a.id, a.person_id as person, w.name, a.begins_at as begins, a.ends_at as ends, coalesce(a.stand_in_id, 0) as stand_in, coalesce(s.name, '') as stand_in_name,
	a.entered_by_id as entered_by, a.seen_at, (extract(epoch from a.changed_at) * 1000000)::bigint as version, coalesce(s.is_active and s.role not in ('customer', 'technician'), false) as able,
	array(select t.id from teams t where t.is_private and s.role <> 'admin'
		and not exists (select from team_members m where m.team_id = t.id and m.person_id = s.id) order by t.id) as blind`

const absencesWith = ` from absences a join people w on w.id = a.person_id left join people s on s.id = a.stand_in_id `

// AskAbsences asks in a batch for all absences that have not ended, of whoever works here, by their begin. They are few.
func AskAbsences(batch *pgx.Batch, all *Absences) {
	const q = `select ` + absenceColumns + absencesWith + `where a.ends_at > (select kept_now()) and w.is_active order by a.begins_at, a.id`
	batch.Queue(q).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Absence])
		return err
	})
}

// ReadAbsences reads all absences that have not ended.
func ReadAbsences(ctx context.Context, r pg.Reader) (all Absences, err error) {
	batch := &pgx.Batch{}
	AskAbsences(batch, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// AbsencesBetween reads the absences that lie in a stretch of time, those that are over too, of whoever works here.
func AbsencesBetween(ctx context.Context, r pg.Reader, from, to time.Time) (Absences, error) {
	const q = `select ` + absenceColumns + absencesWith + `where a.begins_at < $2 and a.ends_at > $1 and w.is_active order by a.begins_at, a.id`
	rows, err := r.Query(ctx, q, from, to)
	if err != nil {
		return nil, fmt.Errorf("read absences of a time: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Absence])
}

// AwayAt is which of these people are away at an instant, each with the absence that covers it.
func AwayAt(ctx context.Context, r pg.Reader, ids []ID, at time.Time) (map[ID]Absence, error) {
	const q = `select ` + absenceColumns + absencesWith + `where a.person_id = any($1) and a.begins_at <= $2 and a.ends_at > $2`
	rows, err := r.Query(ctx, q, ids, at)
	if err != nil {
		return nil, fmt.Errorf("find who is away: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Absence])
	away := map[ID]Absence{}
	for _, a := range all {
		away[a.Person] = a
	}
	return away, err
}

// AbsencesOf reads somebody's absences that have not ended, and those of the last months that have, the latest first.
func AbsencesOf(ctx context.Context, r pg.Reader, by Actor, id ID, limit int) ([]Absence, error) {
	if err := mayPlan(ctx, r, by, id); err != nil {
		return nil, err
	}
	const q = `select ` + absenceColumns + absencesWith + `where a.person_id = $1 order by a.ends_at desc limit $2`
	rows, err := r.Query(ctx, q, id, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Absence])
}

// returnedFor is how long somebody who is back is reminded that they can read what happened.
const returnedFor = 14 * 24 * time.Hour

// AskReturn asks in a batch for somebody's absence that runs, or that is over and of which they have not read what happened; a stays
// nil where there is none.
func AskReturn(batch *pgx.Batch, id ID, a **Absence) {
	const q = `select ` + absenceColumns + absencesWith + `where a.person_id = @id and a.begins_at <= (select kept_now())
		and (a.ends_at > (select kept_now()) or a.seen_at is null and a.ends_at > (select kept_now()) - @lately::interval)
		order by a.ends_at desc limit 1`
	batch.Queue(q, pgx.StrictNamedArgs{"id": id, "lately": returnedFor}).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Absence])
		if len(all) > 0 {
			*a = all[0]
		}
		return err
	})
}

// Plannable are those of whom somebody may say when they are away, themselves first.
func Plannable(ctx context.Context, r pg.Reader, by Actor) ([]Called, error) {
	if err := by.May(PlanAbsence, 0); err != nil {
		return nil, err
	}
	const q = `select p.id, p.name, true as sees, null::timestamptz as back from people p where p.role <> 'customer' and p.is_active
		and (p.id = @me or @all or @supervises and exists (select from team_members a join team_members b on b.team_id = a.team_id
			where a.person_id = @me and b.person_id = p.id))
		order by p.id <> @me, lower(p.name), p.id`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "all": by.Role == Admin, "supervises": by.Role == Supervisor})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Called])
}

// ZoneOf is by whose clock somebody's days begin and end: their own zone, else the desk's.
func ZoneOf(ctx context.Context, r pg.Reader, id ID) (*time.Location, error) {
	var name string
	err := r.QueryRow(ctx, `select coalesce(nullif(p.zone, ''), (select zone from desk), 'UTC') from people p where p.id = $1`, id).Scan(&name)
	if err != nil {
		return nil, pg.Found(err)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("the zone of person %d: %w", id, err)
	}
	return zone, nil
}

// GetAbsence reads one.
func GetAbsence(ctx context.Context, r pg.Reader, by Actor, id AbsenceID) (Absence, error) {
	if err := by.May(PlanAbsence, 0); err != nil {
		return Absence{}, err
	}
	a, err := oneAbsence(ctx, r, `select `+absenceColumns+absencesWith+`where a.id = $1`, id)
	if err != nil {
		return Absence{}, err
	}
	return a, mayPlan(ctx, r, by, a.Person)
}

func oneAbsence(ctx context.Context, r pg.Reader, q string, id AbsenceID) (Absence, error) {
	rows, err := r.Query(ctx, q, id)
	if err != nil {
		return Absence{}, err
	}
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Absence])
	return a, pg.Found(err)
}
