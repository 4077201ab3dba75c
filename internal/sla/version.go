package sla

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// made is a version of a policy that is to be written.
type made struct {
	conditions Conditions
	rules      Rules
	by         people.ID // 0: it came with the desk
	why        string
}

// writeVersion writes the next version of a policy. Versions are never changed.
func writeVersion(ctx context.Context, tx *pg.Tx, policy PolicyID, calendarVersion int64, m made) (VersionID, error) {
	const q = `insert into policy_versions (policy_id, version, calendar_version_id, recovery_minutes, quiet_days, confirmation_days, reopen_days,
			warn_percent, warn_minutes, follow_up_days, hold_pauses, apology_mode, apology_minutes, answer_minutes, created_at,
			conditions, counts_always, made_by, why)
		values (@policy, (select coalesce(max(version), 0) + 1 from policy_versions where policy_id = @policy), @calendar, @recovery, @quiet, @confirmation, @reopen,
			@warn_percent, @warn, @follow_ups, @hold_pauses, @apologies, @apology, @answer, @now, @conditions, @always, nullif(@by::bigint, 0), @why) returning id`
	r := m.rules
	if m.conditions == nil {
		m.conditions = Conditions{}
	}
	var id VersionID
	err := tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"policy": policy, "calendar": calendarVersion, "recovery": minutes(r.Recovery), "quiet": r.QuietDays,
		"confirmation": r.ConfirmationDays, "reopen": r.ReopenDays, "now": tx.Now,
		"warn_percent": r.WarnPercent, "warn": minutes(r.WarnBefore), "follow_ups": r.FollowUpDays[:], "hold_pauses": r.HoldPauses,
		"apologies": r.Apologies, "apology": minutes(r.ApologyAfter), "answer": minutes(r.AnswerWithin),
		"conditions": m.conditions, "always": r.CountsAlways, "by": m.by, "why": m.why,
	}).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("write a version of the promise rules: %w", err)
	}
	batch := &pgx.Batch{}
	queueTargets(batch, id, r)
	for i, level := range r.Ladder {
		for _, who := range level {
			batch.Queue(`insert into policy_ladder (policy_version_id, level, who) values ($1, $2, $3)`, id, i+1, who)
		}
	}
	return id, tx.SendBatch(ctx, batch).Close()
}

// targetKinds are what a policy has targets for, in the order of its form's columns.
var targetKinds = [...]promise.Kind{promise.FirstReply, promise.NextReply, promise.Update, promise.Resolution, answer}

// targets are the targets of a kind by priority; nil: there are none of that kind.
func (r *Rules) targets(k promise.Kind) *[4]time.Duration {
	switch k {
	case promise.FirstReply:
		return &r.FirstReply
	case promise.NextReply:
		return &r.NextReply
	case promise.Update:
		return &r.Update
	case promise.Resolution:
		return &r.Resolution
	case answer:
		return &r.Answer
	default:
		return nil
	}
}

func queueTargets(batch *pgx.Batch, version VersionID, rules Rules) {
	const q = `insert into policy_targets (policy_version_id, priority, kind, minutes) values ($1, $2, $3, $4)`
	for _, k := range targetKinds {
		for i, d := range rules.targets(k) {
			if d > 0 {
				batch.Queue(q, version, Priorities[i], k, minutes(d))
			}
		}
	}
}
