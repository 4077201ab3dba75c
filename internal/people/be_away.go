package people

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// What the audit says of absences.
const (
	AuditAbsenceEntered audit.Kind = "absence.entered"
	AuditAbsenceChanged audit.Kind = "absence.changed"
	AuditAbsenceEnded   audit.Kind = "absence.ended" // earlier than it was to
	AuditAbsenceRemoved audit.Kind = "absence.removed"
)

// oneAtATime is the constraint that nobody is away twice at once.
const oneAtATime = "absences_one_at_a_time"

// mayPlan lets through whoever may say when somebody is away: they themselves, the supervisors of their teams, and the admins.
func mayPlan(ctx context.Context, r pg.Reader, by Actor, id ID) error {
	if err := by.May(PlanAbsence, 0); err != nil {
		return err
	}
	const q = `select exists (select from people p where p.id = @id and p.role <> 'customer'
		and (p.id = @me or @all or @supervises and exists (select from team_members a join team_members b on b.team_id = a.team_id
			where a.person_id = @me and b.person_id = p.id)))`
	var may bool
	args := pgx.StrictNamedArgs{"id": id, "me": by.ID, "all": by.IsSystem() || by.Role == Admin, "supervises": by.Role == Supervisor}
	if err := r.QueryRow(ctx, q, args).Scan(&may); err != nil {
		return fmt.Errorf("ask who may plan the absence of person %d: %w", id, err)
	}
	if !may {
		return fault.NotFound()
	}
	return nil
}

// EnterAbsence writes down when somebody is away. What they own that falls due then is not this room's: ticket.EnterAbsence does
// both in one change.
func EnterAbsence(ctx context.Context, tx *pg.Tx, by Actor, id ID, p Planned) (AbsenceID, error) {
	if err := mayPlan(ctx, tx, by, id); err != nil {
		return 0, err
	}
	if err := holdForAbsence(ctx, tx, id); err != nil {
		return 0, err
	}
	if err := p.check(id, tx.Now, nil); err != nil {
		return 0, err
	}
	if err := canStandIn(ctx, tx, by, p.StandIn); err != nil {
		return 0, err
	}
	var many int
	if err := tx.QueryRow(ctx, `select count(*)::int from absences where person_id = $1 and ends_at > $2`, id, tx.Now).Scan(&many); err != nil {
		return 0, fmt.Errorf("count the absences of person %d: %w", id, err)
	}
	if many >= MostAbsences {
		return 0, fault.Conflict("absence.fault.enough").On("from").Max(MostAbsences)
	}
	const q = `insert into absences (person_id, begins_at, ends_at, stand_in_id, entered_by_id, entered_at, changed_at)
		values (@id, @begins, @ends, nullif(@stand_in::bigint, 0), nullif(@by::bigint, 0), @now, @now) returning id`
	var made AbsenceID
	args := pgx.StrictNamedArgs{"id": id, "begins": p.Begins, "ends": p.Ends, "stand_in": p.StandIn, "by": by.ID, "now": tx.Now}
	if err := tx.QueryRow(ctx, q, args).Scan(&made); err != nil {
		return 0, overlapping(err)
	}
	return made, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditAbsenceEntered, Person: int64(id), Became: audit.Stretch(p.Begins, p.Ends)})
}

// ChangeAbsence gives an absence that has not ended other times, or another stand-in. It returns whose it is. What was filled
// from another version than stands now is refused, unless it says the same: whoever changed it meanwhile meant it.
func ChangeAbsence(ctx context.Context, tx *pg.Tx, by Actor, id AbsenceID, p Planned) (ID, error) {
	was, err := holdAbsence(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	if p.Begins.Equal(was.Begins) && p.Ends.Equal(was.Ends) && p.StandIn == was.StandIn {
		return was.Person, nil
	}
	if p.Was != was.Version {
		return 0, fault.Conflict("absence.fault.changed")
	}
	if err := p.check(was.Person, tx.Now, &was); err != nil {
		return 0, err
	}
	if p.StandIn != was.StandIn {
		if err := canStandIn(ctx, tx, by, p.StandIn); err != nil {
			return 0, err
		}
	}
	const q = `update absences set begins_at = @begins, ends_at = @ends, stand_in_id = nullif(@stand_in::bigint, 0),
		changed_at = greatest(@now, changed_at + interval '1 microsecond') where id = @id`
	args := pgx.StrictNamedArgs{"id": id, "begins": p.Begins, "ends": p.Ends, "stand_in": p.StandIn, "now": tx.Now}
	if _, err := tx.Exec(ctx, q, args); err != nil {
		return 0, overlapping(err)
	}
	e := audit.Entry{By: int64(by.ID), Kind: AuditAbsenceChanged, Person: int64(was.Person), Was: audit.Stretch(was.Begins, was.Ends), Became: audit.Stretch(p.Begins, p.Ends)}
	return was.Person, audit.Write(ctx, tx, e)
}

// EndAbsence says that somebody is there again, now. What has not begun is removed: nothing happened meanwhile.
func EndAbsence(ctx context.Context, tx *pg.Tx, by Actor, id AbsenceID) (ID, error) {
	was, err := holdAbsence(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	e := audit.Entry{By: int64(by.ID), Kind: AuditAbsenceEnded, Person: int64(was.Person), Was: audit.Stretch(was.Begins, was.Ends), Became: audit.Stretch(was.Begins, tx.Now)}
	if was.Begins.Before(tx.Now) {
		_, err = tx.Exec(ctx, `update absences set ends_at = $2, changed_at = $2 where id = $1`, id, tx.Now)
	} else {
		e.Kind, e.Became = AuditAbsenceRemoved, ""
		_, err = tx.Exec(ctx, `delete from absences where id = $1`, id)
	}
	if err != nil {
		return 0, fmt.Errorf("end absence %d: %w", id, err)
	}
	return was.Person, audit.Write(ctx, tx, e)
}

// PutAbsenceAway notes that somebody has read what happened while they were away. Once more is the same.
func PutAbsenceAway(ctx context.Context, tx *pg.Tx, by Actor, id AbsenceID) error {
	if err := by.May(PlanAbsence, 0); err != nil {
		return err
	}
	done, err := tx.Exec(ctx, `update absences set seen_at = coalesce(seen_at, (select kept_now())) where id = $1 and person_id = $2`, id, by.ID)
	if err != nil {
		return fmt.Errorf("put absence %d away: %w", id, err)
	}
	if done.RowsAffected() == 0 {
		return fault.NotFound()
	}
	return nil
}

// holdAbsence locks an absence that has not ended, and whose it is.
func holdAbsence(ctx context.Context, tx *pg.Tx, by Actor, id AbsenceID) (Absence, error) {
	was, err := GetAbsence(ctx, tx, by, id)
	if err != nil {
		return Absence{}, err
	}
	if err := holdForAbsence(ctx, tx, was.Person); err != nil {
		return Absence{}, err
	}
	was, err = oneAbsence(ctx, tx, `select `+absenceColumns+absencesWith+`where a.id = $1`, id)
	if err == nil && !was.Ends.After(tx.Now) {
		err = fault.Conflict("absence.fault.ended")
	}
	return was, err
}

// holdForAbsence lets nobody give somebody anything while their absence is written down: a promise that names them as its owner
// waits. Then it reads the clock.
func holdForAbsence(ctx context.Context, tx *pg.Tx, id ID) error {
	var active bool
	if err := tx.QueryRow(ctx, `select is_active from people where id = $1 and role <> 'customer' for update`, id).Scan(&active); err != nil {
		return pg.Found(err)
	}
	if !active {
		return fault.Conflict("absence.fault.left")
	}
	return tx.ReadClock(ctx)
}

// canStandIn refuses as a stand-in who cannot own tickets. Who comes to customers names nobody: their visits are always the team's.
func canStandIn(ctx context.Context, tx *pg.Tx, by Actor, id ID) error {
	if id == 0 {
		return nil
	}
	if by.Role == Technician {
		return fault.Invalid("absence.fault.stand_in").On("stand_in")
	}
	here, err := Stay(ctx, tx, id)
	if err == nil && len(here) == 0 {
		err = fault.Invalid("absence.fault.stand_in").On("stand_in")
	}
	return err
}

func overlapping(err error) error {
	if pg.Constraint(err) == oneAtATime {
		return fault.Conflict("absence.fault.twice").On("from")
	}
	return fmt.Errorf("write down an absence: %w", err)
}
