package load

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/pg"
)

// A table that is filled, with the columns in the order of its rows.
type table struct {
	name    string
	columns []string
}

var (
	companyRows = table{"companies", []string{"id", "name", "created_at"}}
	peopleRows  = table{"people", []string{"id", "role", "name", "address", "company_id", "locale", "created_at"}}
	addressRows = table{"addresses", []string{"address", "person_id", "added_at"}}

	ticketRows = table{"tickets", []string{
		"id", "number", "subject", "status", "priority", "team_id", "assignee_id", "requester_id", "locale", "channel", "policy_version_id", "topic_id",
		"finished_as", "close_reason", "opened_at", "solved_at", "closed_at", "unanswered_since", "owed_since", "next_promise_id", "next_due_at",
		"last_event", "waiting_for", "waiting_since",
	}}
	messageRows = table{"messages", []string{"id", "ticket_id", "audience", "author_id", "by_staff", "body", "channel", "created_at", "answered_by_id"}}
	promiseRows = table{"promises", []string{
		"id", "ticket_id", "cycle", "kind", "state", "due_at", "breaks_at", "owner_id", "owner_team_id", "made_by_id", "made_at", "words", "started_at",
		"target_microseconds", "used_microseconds", "left_microseconds", "policy_version_id", "told_at", "recovers_id", "ended_at", "ended_by",
		"noticed_at", "step", "left_at",
	}}
	eventRows = table{"events", []string{
		"ticket_id", "number", "at", "actor_id", "kind", "message_id", "promise_id", "person_id", "was", "became", "was_at", "became_at",
	}}
	mailRows = table{"outbox", []string{
		"kind", "state", "is_automatic", "message_key", "ticket_id", "person_id", "message_id", "promise_id", "tries", "created_at", "sent_at",
	}}
	tagRows  = table{"ticket_tags", []string{"ticket_id", "tag_id"}}
	stepRows = table{"escalations", []string{"ticket_id", "promise_id", "level", "opened_at", "told_at"}}
)

// heap is rows of one table.
type heap struct {
	table
	rows [][]any
}

// batch is some tickets with all that belongs to them, whole: it is written in one change.
type batch []heap

func newBatch() batch {
	return batch{{table: ticketRows}, {table: messageRows}, {table: promiseRows}, {table: eventRows}, {table: mailRows}, {table: tagRows}, {table: stepRows}}
}

// The places of a batch's tables, in the order in which they are written.
const (
	inTickets = iota
	inMessages
	inPromises
	inEvents
	inMails
	inTags
	inSteps
)

func (b batch) add(place int, row ...any) { b[place].rows = append(b[place].rows, row) }

// write copies the rows in one change; all that the schema demands is looked at when it commits.
func (b batch) write(ctx context.Context, db *pg.DB) error {
	return pgx.BeginFunc(ctx, db.Pool(), func(tx pgx.Tx) error {
		// The plans of the schema's checks are made while the tables are small, and used when they are large.
		if _, err := tx.Exec(ctx, `set local enable_seqscan = off`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, searchLater); err != nil {
			return err
		}
		for _, h := range b {
			if len(h.rows) == 0 {
				continue
			}
			if _, err := tx.CopyFrom(ctx, pgx.Identifier{h.name}, h.columns, pgx.CopyFromRows(h.rows)); err != nil {
				return fmt.Errorf("copy into %s: %w", h.name, err)
			}
		}
		return b.letFind(ctx, tx)
	})
}

// searchLater has a change write for the search what it copied at its end, all together, and not message by message.
const searchLater = `set local kept.search_later = 'on'`

// letFind writes for the search what was copied. The words by which it forgives slips are taken of every tenth ticket: they are the
// same in all.
func (b batch) letFind(ctx context.Context, tx pgx.Tx) error {
	if b[inTickets].name != ticketRows.name {
		return nil
	}
	ids := make([]int64, 0, len(b[inTickets].rows))
	for _, row := range b[inTickets].rows {
		ids = append(ids, row[0].(int64))
	}
	const write = `select search_write($1)`
	const learn = `select search_learn(string_agg(body, ' ')) from messages where ticket_id = any($1) and ticket_id % 10 = 0`
	for _, q := range []string{write, learn} {
		if _, err := tx.Exec(ctx, q, ids); err != nil {
			return fmt.Errorf("write what is found: %w", err)
		}
	}
	return nil
}
