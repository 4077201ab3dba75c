package factor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Roles are those whose people sign in, and so those that may be required to have a second factor.
func Roles() []people.Role {
	return []people.Role{people.Agent, people.Technician, people.Supervisor, people.Admin}
}

// Rules reads which roles need a second factor.
func Rules(ctx context.Context, r pg.Reader) ([]people.Role, error) {
	rows, err := r.Query(ctx, `select role from factor_rules order by role`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[people.Role])
}

// SetRules says which roles need a second factor. Whoever has none is led to set one up at their next page.
func SetRules(ctx context.Context, tx *pg.Tx, by people.Actor, roles []people.Role, network string) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	for _, role := range roles {
		if !slices.Contains(Roles(), role) {
			return fault.Invalid("factor.fault.role").On("roles")
		}
	}
	if err := people.Alone(ctx, tx, "the rules of second factors"); err != nil {
		return err
	}
	was, err := Rules(ctx, tx)
	if err != nil {
		return err
	}
	slices.Sort(roles)
	roles = slices.Compact(roles)
	if slices.Equal(was, roles) {
		return nil
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from factor_rules`)
	batch.Queue(`insert into factor_rules (role) select unnest($1::text[])`, roles)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("set who needs a second factor: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{
		By: int64(by.ID), Kind: AuditRulesChanged, Object: "setting security", Was: listed(was), Became: listed(roles), Network: network,
	})
}

func listed(roles []people.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}

// Colleague is somebody who signs in, with what they have beside a password.
type Colleague struct {
	ID        people.ID
	Name      string
	Role      people.Role
	Codes     int // apps
	Passkeys  int
	CodesLeft int
	UsedAt    *time.Time // when a factor was last used
}

// HasAny reports whether there is anything that could be taken away.
func (c Colleague) HasAny() bool { return c.Codes+c.Passkeys > 0 }

// Staff lists everybody who signs in, by name, for an admin.
func Staff(ctx context.Context, r pg.Reader, by people.Actor) ([]Colleague, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	const q = `
		select p.id, p.name, p.role,
			(select count(*) from factors f where f.person_id = p.id and f.kind = 'code')::int as codes,
			(select count(*) from factors f where f.person_id = p.id and f.kind = 'passkey')::int as passkeys,
			(select count(*) from recovery_codes c where c.person_id = p.id and c.used_at is null)::int as codes_left,
			(select kept_now() - (clock_timestamp() - max(f.used_at)) from factors f where f.person_id = p.id) as used_at
		from people p where p.is_active and p.role in ('agent', 'technician', 'supervisor', 'admin') order by p.name, p.id`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Colleague])
}

// Lost is why somebody's second factors are taken away.
type Lost struct {
	Reason  string // how the admin knows that it is them who ask
	Longest int
	Network string
}

// TakeAway removes every second factor of somebody who has lost theirs, with the recovery codes. They are signed out everywhere
// and told by mail. An admin does it, for somebody else: who has a factor at hand removes it themselves.
func TakeAway(ctx context.Context, tx *pg.Tx, by people.Actor, person people.ID, l Lost) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	if err := fault.Join(field.Required("reason", l.Reason, l.Longest)); err != nil {
		return err
	}
	if person == by.ID {
		return fault.Conflict("factor.fault.own")
	}
	if err := alone(ctx, tx, person); err != nil {
		return err
	}
	var role people.Role
	err := tx.QueryRow(ctx, `select role from people where id = $1 and role <> 'customer'`, person).Scan(&role)
	if err != nil {
		return pg.Found(err)
	}
	tag, err := tx.Exec(ctx, `delete from factors where person_id = $1`, person)
	if err != nil {
		return fmt.Errorf("take second factors away: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.Conflict("factor.fault.has_none")
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from recovery_codes where person_id = $1`, person)
	batch.Queue(`delete from half_sessions where person_id = $1`, person)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	if err := people.SignOutElsewhere(ctx, tx, person, ""); err != nil {
		return err
	}
	if err := outbox.PostFactorLost(ctx, tx, person, by.Name); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditLost, Person: int64(person), Became: field.Line(l.Reason), Network: l.Network})
}
