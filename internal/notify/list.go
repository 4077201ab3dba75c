package notify

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Entry is a notice with what it is about, as pages and mails tell it.
type Entry struct {
	ID           ID
	Kind         Kind
	At           time.Time
	ReadAt       *time.Time // nil: unread
	Level        int
	Number       *int64 // the ticket's; nil: no ticket's
	Subject      string
	Locale       i18n.Locale // of the ticket, and so of its words
	PromiseKind  *promise.Kind
	PromiseWords string
	Due          *time.Time
	Actor        string // empty: a rule
	Question     string // its first line
	Message      *int64 // the message that it tells of; nil: none
}

// due is when the entry's promise is or was due; one without comes last.
func (e Entry) due() time.Time {
	if e.Due == nil {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return *e.Due
}

const entryColumns = `n.id, n.kind, n.at, n.read_at, n.level, t.number, coalesce(t.subject, '') as subject, coalesce(t.locale, '') as locale,
	p.kind as promise_kind, coalesce(p.words, '') as promise_words, p.due_at as due, coalesce(a.name, '') as actor, n.message_id as message,
	coalesce((select split_part(body, E'\n', 1) from question_turns q where q.question_id = n.question_id and q.kind = 'asked' order by q.id limit 1), '') as question`

const entryJoins = `
	left join tickets t on t.id = n.ticket_id
	left join promises p on p.id = n.promise_id
	left join people a on a.id = n.actor_id`

// seen is the condition that keeps notices n to those that their reader may still see, @me: one of a ticket of a private
// team is nobody's who is not in it any more.
const seen = `(n.ticket_id is null or exists (select from tickets s where s.id = n.ticket_id and s.team_id = any(array(select v from visible_teams(@me) v)) offset 0))`

// List lists somebody's own notices, the newest first: those before a number, 0 for the newest of all.
func List(ctx context.Context, r pg.Reader, by people.Actor, before ID, limit int) ([]Entry, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `select ` + entryColumns + ` from notices n` + entryJoins + `
		where n.person_id = @me and n.in_app and (@before::bigint = 0 or n.id < @before) and ` + seen + ` order by n.id desc limit @limit`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "before": before, "limit": limit})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Entry])
}

// Unread is how many notices somebody has not read.
func Unread(ctx context.Context, r pg.Reader, person people.ID) (int, error) {
	const q = `select count(*) from notices n where n.person_id = @me and n.read_at is null and n.in_app and ` + seen
	var n int
	err := r.QueryRow(ctx, q, pgx.StrictNamedArgs{"me": person}).Scan(&n)
	return n, err
}

// MostCounted is how many unread notices a page counts: beyond that it says "99+".
const MostCounted = 100

// Bell is what a page says of its reader's notices.
type Bell struct {
	Unread  int  // up to MostCounted
	Browser bool // whether the browser is to show some
	Newest  ID   // of all that they have; 0: none
}

// AskBell asks for it in a batch with other things.
func AskBell(batch *pgx.Batch, person people.ID, b *Bell) {
	const q = `
		select (select count(*) from (select from notices n where n.person_id = @me and n.read_at is null and n.in_app and ` + seen + ` limit @most) counted),
			exists (select from notice_choices where person_id = @me and browser), coalesce((select max(id) from notices where person_id = @me), 0)`
	batch.Queue(q, pgx.StrictNamedArgs{"me": person, "most": MostCounted}).QueryRow(func(row pgx.Row) error { return row.Scan(&b.Unread, &b.Browser, &b.Newest) })
}

// MostShown is how many notices a browser shows at once: of more than that, nobody reads any.
const MostShown = 5

// Fresh lists somebody's own notices that their browser is to show and that are newer than after, the oldest first; of many the
// newest MostShown.
func Fresh(ctx context.Context, r pg.Reader, by people.Actor, after ID) ([]Entry, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	const q = `select ` + entryColumns + ` from notices n` + entryJoins + `
		where n.person_id = @me and n.in_browser and n.read_at is null and n.id > @after and ` + seen + ` order by n.id desc limit @limit`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"me": by.ID, "after": after, "limit": MostShown})
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Entry])
	slices.Reverse(all)
	return all, err
}
