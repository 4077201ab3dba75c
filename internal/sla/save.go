package sla

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// alone waits until nobody else changes policies, and reads the clock then.
func alone(ctx context.Context, tx *pg.Tx) error {
	if _, err := tx.Exec(ctx, `select from policies where is_rest for update`); err != nil {
		return err
	}
	return tx.ReadClock(ctx)
}

// Add makes a new policy, the last before the one that catches the rest.
func Add(ctx context.Context, tx *pg.Tx, by people.Actor, d Draft) (PolicyID, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return 0, err
	}
	if err := alone(ctx, tx); err != nil {
		return 0, err
	}
	all, calendarVersion, err := d.fits(ctx, tx, 0)
	if err != nil {
		return 0, err
	}
	if len(all) >= MostPolicies {
		return 0, fault.Invalid("policies.fault.most").On("name").Max(MostPolicies)
	}
	d.Rules.ReopenDays = rest(all).Rules.ReopenDays
	var id PolicyID
	const q = `insert into policies (name, position) values ($1, (select coalesce(max(position), 0) + 1 from policies)) returning id`
	if err := tx.QueryRow(ctx, q, field.Line(d.Name)).Scan(&id); err != nil {
		return 0, fmt.Errorf("add a policy: %w", err)
	}
	if _, err := writeVersion(ctx, tx, id, calendarVersion, d.made(by)); err != nil {
		return 0, err
	}
	return id, audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditPolicyAdded, Object: id.object(), Became: field.Line(d.Name)})
}

// Change makes a new version of a policy. Tickets that are open keep the version that they have, until somebody says otherwise.
func Change(ctx context.Context, tx *pg.Tx, by people.Actor, id PolicyID, d Draft) (VersionID, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return 0, err
	}
	if err := alone(ctx, tx); err != nil {
		return 0, err
	}
	all, calendarVersion, err := d.fits(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	was, _ := find(all, id)
	d.Rules.ReopenDays = was.Rules.ReopenDays
	name := was.Name
	if !was.IsRest {
		name = field.Line(d.Name)
		if _, err := tx.Exec(ctx, `update policies set name = $2 where id = $1`, id, name); err != nil {
			return 0, fmt.Errorf("rename policy %d: %w", id, err)
		}
	}
	version, err := writeVersion(ctx, tx, id, calendarVersion, d.made(by))
	if err != nil {
		return 0, err
	}
	e := audit.Entry{By: int64(by.ID), Kind: AuditPolicyChanged, Object: id.object(), Was: was.Name + " " + strconv.Itoa(was.Number), Became: name + " " + strconv.Itoa(was.Number+1)}
	return version, audit.Write(ctx, tx, e)
}

func (d Draft) made(by people.Actor) made {
	r := d.Rules
	r.AnswerWithin = r.Answer[slices.Index(Priorities[:], Normal)]
	return made{conditions: d.Conditions, rules: r, by: by.ID, why: field.Line(d.Why)}
}

// Check says what is wrong with a policy as it was filled in, every field at once. A new one has no number.
func Check(ctx context.Context, r pg.Reader, by people.Actor, id PolicyID, d Draft) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	_, _, err := d.fits(ctx, r, id)
	return err
}

// fits checks a draft against what there is, and returns that and the calendar's newest version.
func (d Draft) fits(ctx context.Context, r pg.Reader, id PolicyID) ([]Policy, int64, error) {
	all, err := newest(ctx, r)
	if err != nil {
		return nil, 0, err
	}
	was, found := find(all, id)
	switch {
	case id != 0 && !found:
		return nil, 0, fault.NotFound()
	case id != 0 && was.Version != d.Was:
		return nil, 0, fault.Conflict("policies.fault.changed")
	}
	wrong := d.check(was.IsRest)
	for _, p := range all {
		if p.ID != id && !was.IsRest && sameName(p.Name, d.Name) {
			wrong = append(wrong, fault.Invalid("policies.fault.name").On("name"))
		}
	}
	calendarVersion, gone, err := d.lookUp(ctx, r)
	if err != nil {
		return nil, 0, err
	}
	wrong = append(wrong, gone...)
	if fault.Join(wrong...) == nil {
		wrong = append(wrong, d.reach(all, id))
	}
	return all, calendarVersion, fault.Join(wrong...)
}

// reach refuses a policy that no ticket can get, or that keeps every ticket from another.
func (d Draft) reach(all []Policy, id PolicyID) *fault.Error {
	order := make([]Candidate, 0, len(all)+1)
	for _, p := range all {
		c := p.candidate()
		if p.ID == id {
			c.Conditions = d.Conditions
		}
		if p.IsRest && id == 0 {
			order = append(order, Candidate{Name: field.Line(d.Name), Conditions: d.Conditions})
		}
		order = append(order, c)
	}
	lost, by := unreached(order)
	switch {
	case lost == nil:
		return nil
	case lost.Policy == id:
		return fault.Invalid("policies.fault.unreached").On("conditions").By(by.Name)
	default:
		return fault.Invalid("policies.fault.shadows").On("conditions").By(lost.Name)
	}
}

func (p Policy) candidate() Candidate {
	return Candidate{Policy: p.ID, Version: p.Version, Name: p.Name, IsRest: p.IsRest, Conditions: p.Conditions}
}

// lookUp refuses what a draft names and is not there: with it, no ticket could match.
func (d Draft) lookUp(ctx context.Context, r pg.Reader) (calendarVersion int64, wrong []*fault.Error, err error) {
	err = r.QueryRow(ctx, `select v.id from calendar_versions v join calendars k on k.id = v.calendar_id where k.id = $1 and k.removed_at is null order by v.version desc limit 1`, d.Calendar).Scan(&calendarVersion)
	if errors.Is(err, pgx.ErrNoRows) {
		wrong, err = append(wrong, fault.Invalid("policies.fault.calendar").On("calendar")), nil
	}
	if err != nil {
		return 0, nil, err
	}
	for _, c := range d.Conditions {
		there, err := c.exists(ctx, r)
		if err != nil {
			return 0, nil, err
		}
		if !there {
			wrong = append(wrong, fault.Invalid("policies.fault.gone").On("conditions"))
		}
	}
	for i, level := range d.Rules.Ladder {
		for _, who := range level {
			there, err := standsThere(ctx, r, who)
			if err != nil {
				return 0, nil, err
			}
			if !there {
				wrong = append(wrong, fault.Invalid("policies.fault.person").On(fmt.Sprintf("level_%d", i+1)))
			}
		}
	}
	return calendarVersion, wrong, nil
}

// exists reports whether all that a condition names is there.
func (c Condition) exists(ctx context.Context, r pg.Reader) (bool, error) {
	var q string
	switch c.Subject {
	case ByPriority:
		return !slices.ContainsFunc(c.Values, func(v string) bool { return !Priority(v).Valid() }), nil
	case ByLanguage:
		return !slices.ContainsFunc(c.Values, func(v string) bool { return !slices.Contains(i18n.Locales, i18n.Locale(v)) }), nil
	case ByChannel:
		return !slices.ContainsFunc(c.Values, func(v string) bool { return !slices.Contains(Channels[:], v) }), nil
	case ByTeam:
		q = `select count(*) from teams where id = any($1::bigint[])`
	case ByCompany:
		q = `select count(*) from companies where id = any($1::bigint[])`
	case ByTag:
		q = `select count(*) from tags where id = any($1::bigint[]) and removed_at is null`
	case ByTopic:
		q = `select count(*) from topics where id = any($1::bigint[]) and archived_at is null`
	default:
		return false, nil
	}
	var ids []int64
	for _, v := range c.Values {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil || id <= 0 || slices.Contains(ids, id) {
			return false, nil
		}
		ids = append(ids, id)
	}
	var n int
	err := r.QueryRow(ctx, q, ids).Scan(&n)
	return n == len(ids), err
}

// standsThere reports whether a name on the ladder stands for somebody.
func standsThere(ctx context.Context, r pg.Reader, who string) (bool, error) {
	id, named := people.NamedInPerson(who)
	if !named {
		return slices.Contains([]string{people.TheOwner, people.WholeTeam, people.OnDuty, people.TeamSupervisors, people.AllSupervisors, people.Admins}, who), nil
	}
	var there bool
	err := r.QueryRow(ctx, `select exists (select from people where id = $1 and role <> 'customer' and is_active)`, id).Scan(&there)
	return there, err
}
