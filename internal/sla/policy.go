// Package sla keeps the promise rules: calendars and policies in versions, so that every promise
// remembers under which it was made. It turns them into the terms that package promise reckons with.
package sla

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Priority is how urgent a ticket is; each has targets of its own.
type Priority string

// The priorities, the calmest first.
const (
	Low    Priority = "low"
	Normal Priority = "normal"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

// Priorities are all of them, the most urgent first, as forms list them.
var Priorities = [...]Priority{Urgent, High, Normal, Low}

// Valid reports whether p is one of the priorities.
func (p Priority) Valid() bool { return p == Low || p == Normal || p == High || p == Urgent }

// VersionID names one version of one policy. Versions are never changed.
type VersionID int64

// version is one version of a policy as tickets are served under it.
type version struct {
	Rules    Rules
	Calendar *calendar.Calendar
	Clock    *calendar.Calendar // nil: only opening hours count
	region   calendar.Region    // whose holidays close it
	days     []Day              // the dates of its own
}

// Terms reads what a ticket of a priority is served under.
func Terms(ctx context.Context, r pg.Reader, id VersionID, priority Priority) (promise.Terms, error) {
	v, err := r.Memo(id, func() (any, error) { return readVersion(ctx, r, id) })
	if err != nil {
		return promise.Terms{}, fmt.Errorf("read version %d of the promise rules: %w", id, err)
	}
	return v.(*version).terms(id, priority), nil
}

func (v *version) terms(id VersionID, priority Priority) promise.Terms {
	rules, i := v.Rules, max(0, slices.Index(Priorities[:], priority))
	answer := rules.Answer[i]
	if answer == 0 {
		answer = rules.AnswerWithin
	}
	return promise.Terms{
		PolicyVersion: int64(id), Calendar: v.Calendar, Clock: v.Clock,
		FirstReply: rules.FirstReply[i], NextReply: rules.NextReply[i], Update: rules.Update[i], Resolution: rules.Resolution[i],
		Recovery: rules.Recovery, QuietDays: rules.QuietDays,
		ConfirmationDays: rules.ConfirmationDays, ReopenAfter: time.Duration(rules.ReopenDays) * 24 * time.Hour,
		WarnPercent: rules.WarnPercent, WarnBefore: rules.WarnBefore, FollowUpDays: rules.FollowUpDays, HoldPauses: rules.HoldPauses,
		Apologies: rules.Apologies, ApologyAfter: rules.ApologyAfter, AnswerWithin: answer, Ladder: rules.Ladder,
	}
}

// Default is the newest version of the policy that catches every ticket: what the desk goes by where no ticket is meant.
func Default(ctx context.Context, r pg.Reader) (VersionID, error) {
	var id VersionID
	batch := &pgx.Batch{}
	AskDefault(batch, &id)
	return id, pg.Found(r.SendBatch(ctx, batch).Close())
}

// AskDefault asks for Default in a batch with other things.
func AskDefault(batch *pgx.Batch, id *VersionID) {
	const q = `select v.id from policy_versions v join policies p on p.id = v.policy_id where p.is_rest order by v.version desc limit 1`
	batch.Queue(q).QueryRow(func(row pgx.Row) error { return row.Scan(id) })
}

// Candidates are the policies that tickets can get, in the order in which they are looked at; what catches the rest is last.
func Candidates(ctx context.Context, r pg.Reader) ([]Candidate, error) {
	var all []Candidate
	batch := &pgx.Batch{}
	AskCandidates(batch, &all)
	return all, pg.Found(r.SendBatch(ctx, batch).Close())
}

// AskCandidates asks for Candidates in a batch with other things. Nobody has set the desk up where there are none.
func AskCandidates(batch *pgx.Batch, all *[]Candidate) {
	const q = `select p.id as policy, v.id as version, p.name, p.is_rest, v.conditions
		from policies p cross join lateral (select id, conditions from policy_versions where policy_id = p.id order by version desc limit 1) v
		where p.ended_at is null order by p.is_rest, p.position, p.id`
	batch.Queue(q).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Candidate])
		if err == nil && len(*all) == 0 {
			err = pgx.ErrNoRows
		}
		return err
	})
}

// NamesOf is what the policies of some versions are called now, in the order of the versions.
func NamesOf(ctx context.Context, r pg.Reader, versions ...VersionID) ([]string, error) {
	const q = `select p.name from unnest($1::bigint[]) with ordinality x (id, place) join policy_versions v on v.id = x.id join policies p on p.id = v.policy_id order by x.place`
	rows, err := r.Query(ctx, q, versions)
	if err != nil {
		return nil, err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err == nil && len(names) != len(versions) {
		err = pgx.ErrNoRows
	}
	return names, pg.Found(err)
}
