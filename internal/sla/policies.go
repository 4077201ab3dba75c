package sla

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// What the audit says of policies.
const (
	AuditPolicyAdded   audit.Kind = "policy.added"
	AuditPolicyChanged audit.Kind = "policy.changed"
	AuditPolicyMoved   audit.Kind = "policy.moved"
	AuditPolicyEnded   audit.Kind = "policy.ended"
)

// Policy is one version of a policy, as its page shows it.
type Policy struct {
	ID         PolicyID
	Name       string
	IsRest     bool
	Position   int
	EndedAt    *time.Time
	Version    VersionID
	Number     int // of the version, from 1
	Conditions Conditions
	Rules      Rules `db:"-"`
	Calendar   int64
	CalendarOf string // what the calendar is called
	Zone       string

	CalendarVersion int64 // that this version goes by

	MadeBy   *people.ID // nil: it came with the desk
	MadeAt   time.Time
	Why      string
	Open     int // tickets that are not closed and have any version of it
	OpenHere int // of those: this version
}

// Draft is the policy as its form shows it first.
func (p Policy) Draft() Draft {
	d := Draft{Name: p.Name, Conditions: p.Conditions, Calendar: p.Calendar, Rules: p.Rules, Was: p.Version}
	for i, a := range d.Rules.Answer {
		if a == 0 {
			d.Rules.Answer[i] = d.Rules.AnswerWithin
		}
	}
	return d
}

type policyRow struct {
	Policy
	Stored []byte
}

const policyColumns = `p.id, p.name, p.is_rest, p.position, p.ended_at, v.id as version, v.version as number, v.conditions, c.calendar_id as calendar, c.id as calendar_version,
	k.name as calendar_of, c.zone, v.made_by, v.created_at as made_at, v.why, ` + storedRules + ` as stored,
	(select count(*)::int from tickets t where t.live and t.policy_version_id in (select x.id from policy_versions x where x.policy_id = p.id)) as open,
	(select count(*)::int from tickets t where t.live and t.policy_version_id = v.id) as open_here
	from policies p join policy_versions v on v.policy_id = p.id join calendar_versions c on c.id = v.calendar_version_id join calendars k on k.id = c.calendar_id`

// Policies are the newest versions of all that tickets can get, in the order in which they are looked at.
func Policies(ctx context.Context, r pg.Reader, by people.Actor) ([]Policy, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	return newest(ctx, r)
}

// newest is Policies for what has asked whether it may already.
func newest(ctx context.Context, r pg.Reader) ([]Policy, error) {
	const q = `select ` + policyColumns + ` where p.ended_at is null and v.version = (select max(version) from policy_versions where policy_id = p.id)
		order by p.is_rest, p.position, p.id`
	return readPolicies(ctx, r, q)
}

// History is every version of one policy, the newest first.
func History(ctx context.Context, r pg.Reader, by people.Actor, id PolicyID) ([]Policy, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	const q = `select ` + policyColumns + ` where p.id = @policy order by v.version desc`
	all, err := readPolicies(ctx, r, q, pgx.StrictNamedArgs{"policy": id})
	if err == nil && len(all) == 0 {
		err = pg.Found(pgx.ErrNoRows)
	}
	return all, err
}

func readPolicies(ctx context.Context, r pg.Reader, q string, args ...any) ([]Policy, error) {
	rows, err := r.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[policyRow])
	if err != nil {
		return nil, err
	}
	all := make([]Policy, len(found))
	for i, row := range found {
		var s stored
		if err := json.Unmarshal(row.Stored, &s); err != nil {
			return nil, err
		}
		all[i] = row.Policy
		all[i].Rules = s.rules()
	}
	return all, nil
}

// CalendarChoice is a calendar that a policy can count in.
type CalendarChoice struct {
	ID   int64
	Name string
	Zone string
}

// CalendarChoices are all of them, by name, with the zone that each has now.
func CalendarChoices(ctx context.Context, r pg.Reader) ([]CalendarChoice, error) {
	const q = `select k.id, k.name, (select v.zone from calendar_versions v where v.calendar_id = k.id order by v.version desc limit 1) as zone from calendars k where k.removed_at is null order by k.name, k.id`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[CalendarChoice])
}
