package ticket

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// AuditPromisesExported is that somebody took a table of promises away.
const AuditPromisesExported audit.Kind = "promises.exported"

// ErrSlow is that a search in promises took longer than a page may.
var ErrSlow = errors.New("the search in promises took too long")

// Owed is what a search may ask for beside the states of promises: what broke and was neither delivered nor released.
const Owed promise.State = "owed"

// PromiseKinds and PromiseStates are what a search can ask for, in the order of the page.
var (
	PromiseKinds = []promise.Kind{
		promise.FirstReply, promise.NextReply, promise.Update, promise.Resolution, promise.Callback, promise.Visit, promise.Commitment,
		promise.FollowUp, promise.CheckBack, promise.Confirmation,
	}
	PromiseStates = []promise.State{
		promise.Pending, promise.Paused, Owed, promise.Broken, promise.Kept, promise.Superseded, promise.Withdrawn, promise.Lapsed,
	}
)

// Sought says which promises somebody looks for; what is zero is not asked.
type Sought struct {
	Kind        promise.Kind
	State       promise.State // or Owed
	Owner       people.ID
	Team        people.TeamID // the ticket's
	From, Until time.Time     // when they are due: from the first instant on, until before the second

	Unsorry     bool // broke, the customer knew the time, and nobody has said sorry
	Later       bool // was given a later time
	Undelivered bool // was kept by a mail that never arrived
}

// Place is the last promise of a page: the next begins behind it.
type Place struct {
	Due time.Time
	ID  promise.ID
}

// Found is a promise with what its line says.
type Found struct {
	ID           promise.ID
	Number       int64
	Subject      string
	Locale       i18n.Locale
	Customer     string
	TeamName     string
	OwnerID      *people.ID
	OwnerName    *string // nil: the team
	Kind         promise.Kind
	State        promise.State
	Words        string
	MadeAt       time.Time
	Opens        *time.Time // of an appointment: when its window opens, which closes with Due
	Due          time.Time
	Outcome      promise.Outcome
	EndedAt      *time.Time
	Told         bool
	Recovers     bool
	DeliveredAt  *time.Time
	ReleasedAt   *time.Time
	ApologisedAt *time.Time
	FailedAt     *time.Time
	MovedTo      *time.Time
	MovedOpens   *time.Time
	Elsewhere    *int64 // the ticket that it went to when its own was merged, if the reader sees that
}

// Place is where a page that ends with it is cut.
func (f Found) Place() Place { return Place{Due: f.Due, ID: f.ID} }

// Promises lists the promises that somebody looks for, of the tickets that they see: those due last first, at most limit.
// When it takes too long it is ErrSlow.
func Promises(ctx context.Context, r pg.Reader, by people.Actor, s Sought, after Place, limit int) ([]Found, error) {
	return seekPromises(ctx, r, by, s, after, limit, queuePatience)
}

// PromisesAtLeisure is Promises for who waits for a table that they take away, and not for a page.
func PromisesAtLeisure(ctx context.Context, r pg.Reader, by people.Actor, s Sought, after Place, limit int) ([]Found, error) {
	return seekPromises(ctx, r, by, s, after, limit, `select set_config('statement_timeout', '60000', true)`)
}

func seekPromises(ctx context.Context, r pg.Reader, by people.Actor, s Sought, after Place, limit int, patience string) ([]Found, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	args := pgx.StrictNamedArgs{
		"reader": by.Reader(), "limit": limit, "kind": s.Kind, "state": s.state(), "owed": s.State == Owed, "owner": s.Owner, "team": s.Team,
		"from": s.From, "until": infinite(s.Until), "due": infinite(after.Due), "id": after.ID, "unsorry": s.Unsorry, "later": s.Later, "undelivered": s.Undelivered,
	}
	var found []Found
	batch := &pgx.Batch{}
	batch.Queue(patience)
	batch.Queue(`select set_config('plan_cache_mode', 'force_custom_plan', true)`) // of what is not asked the plan need not know
	batch.Queue(promisesSought, args).Query(func(rows pgx.Rows) (err error) {
		found, err = pgx.CollectRows(rows, pgx.RowToStructByName[Found])
		return err
	})
	err := r.SendBatch(ctx, batch).Close()
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) && e.Code == "57014" {
		return nil, ErrSlow
	}
	return found, err
}

// promisesSought reads a page. The bounds of the due time are an index's conditions always; what else is asked filters.
const promisesSought = `
	select p.id, t.number, t.subject, t.locale, c.name as customer, tm.name as team_name, p.owner_id, o.name as owner_name, p.kind, p.state, p.words,
		p.made_at, p.opens_at as opens, p.due_at as due, p.outcome, p.ended_at, p.told_at is not null as told, p.recovers_id is not null as recovers, p.delivered_at, p.released_at,
		p.apologised_at, p.delivery_failed_at as failed_at, s.due_at as moved_to, s.opens_at as moved_opens,
		(select t.number from tickets t where t.id = coalesce(p.carried_to_id, s.ticket_id) and t.id <> p.ticket_id and ` + people.InSight + `) as elsewhere
	from promises p join tickets t on t.id = p.ticket_id join teams tm on tm.id = t.team_id join people c on c.id = t.requester_id
	left join people o on o.id = p.owner_id left join promises s on s.id = p.successor_id
	where p.due_at >= @from::timestamptz and p.due_at < @until::timestamptz and (p.due_at, p.id) < (@due::timestamptz, @id::bigint)
		and (@kind::text = '' or p.kind = @kind) and (@state::text = '' or p.state = @state)
		and (not @owed::boolean or p.delivered_at is null and p.released_at is null)
		and (@owner::bigint = 0 or p.owner_id = @owner) and (@team::bigint = 0 or t.team_id = @team)
		and (not @unsorry::boolean or ` + unsaid + `)
		and (not @later::boolean or p.state = 'superseded' and s.due_at > p.due_at)
		and (not @undelivered::boolean or p.delivery_failed_at is not null)
		and ` + people.InSight + `
	order by p.due_at desc, p.id desc limit @limit`

// check refuses what nobody can look for.
func (s Sought) check() error {
	var wrong fault.Errors
	if s.Kind != "" && !slices.Contains(PromiseKinds, s.Kind) {
		wrong = append(wrong, fault.Invalid("promises.fault.choose").On("kind"))
	}
	if s.State != "" && !slices.Contains(PromiseStates, s.State) {
		wrong = append(wrong, fault.Invalid("promises.fault.choose").On("state"))
	}
	if !s.Until.IsZero() && !s.From.Before(s.Until) {
		wrong = append(wrong, fault.Invalid("promises.fault.order").On("to"))
	}
	return fault.Join(wrong...)
}

func (s Sought) state() promise.State {
	if s.State == Owed {
		return promise.Broken
	}
	return s.State
}

// infinite is an instant, or one behind all others where there is none.
func infinite(at time.Time) time.Time {
	if at.IsZero() {
		return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return at
}
