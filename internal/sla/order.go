package sla

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Step is a place up or down.
type Step string

// The steps.
const (
	Up   Step = "up"
	Down Step = "down"
)

// Move lets a policy be looked at a place sooner or later. Was is the place that stood on the page: of two who press at once the
// second is told. The one that catches the rest stays last, and a place at which a policy would get no ticket is refused.
func Move(ctx context.Context, tx *pg.Tx, by people.Actor, id PolicyID, to Step, was int) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	if err := alone(ctx, tx); err != nil {
		return err
	}
	all, err := newest(ctx, tx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(p Policy) bool { return p.ID == id })
	switch {
	case at < 0:
		return fault.NotFound()
	case to != Up && to != Down || all[at].IsRest:
		return fault.Invalid("policies.fault.choose")
	case all[at].Position != was:
		return fault.Conflict("policies.fault.moved")
	}
	other := at - 1
	if to == Down {
		other = at + 1
	}
	if other < 0 || all[other].IsRest {
		return nil
	}
	all[at], all[other] = all[other], all[at]
	ids, order := make([]PolicyID, len(all)), make([]Candidate, len(all))
	for i, p := range all {
		ids[i], order[i] = p.ID, p.candidate()
	}
	if lost, before := unreached(order); lost != nil {
		return fault.Conflict("policies.fault.order").By(lost.Name + " / " + before.Name)
	}
	const q = `update policies p set position = o.position from unnest($1::bigint[]) with ordinality o (id, position) where p.id = o.id`
	if _, err := tx.Exec(ctx, q, ids); err != nil {
		return fmt.Errorf("move policy %d: %w", id, err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditPolicyMoved, Object: id.object(), Was: all[other].Name, Became: string(to)})
}

// End takes a policy off: no ticket gets it any more. While open tickets have it, it is refused. What was promised under it
// remembers it.
func End(ctx context.Context, tx *pg.Tx, by people.Actor, id PolicyID, was VersionID) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	if err := alone(ctx, tx); err != nil {
		return err
	}
	all, err := newest(ctx, tx)
	if err != nil {
		return err
	}
	p, found := find(all, id)
	switch {
	case !found:
		return fault.NotFound()
	case p.IsRest:
		return fault.Conflict("policies.fault.rest_stays")
	case p.Version != was:
		return fault.Conflict("policies.fault.changed")
	case p.Open > 0:
		return fault.Conflict("policies.fault.in_use").Max(p.Open)
	}
	if _, err := tx.Exec(ctx, `update policies set ended_at = $2 where id = $1`, id, tx.Now); err != nil {
		return fmt.Errorf("end policy %d: %w", id, err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditPolicyEnded, Object: id.object(), Was: p.Name})
}

func find(all []Policy, id PolicyID) (Policy, bool) {
	i := slices.IndexFunc(all, func(p Policy) bool { return p.ID == id })
	if i < 0 {
		return Policy{}, false
	}
	return all[i], true
}

// rest is the policy that catches every ticket.
func rest(all []Policy) Policy { return all[len(all)-1] }

func (id PolicyID) object() string { return "policy " + strconv.FormatInt(int64(id), 10) }

func sameName(a, b string) bool { return strings.EqualFold(field.Line(a), field.Line(b)) }
