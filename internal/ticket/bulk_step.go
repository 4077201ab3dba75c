package ticket

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// What came of an act for one ticket.
const (
	BulkDone    = "done"
	BulkSame    = "same"    // it stood like that already
	BulkRefused = "refused" // and why
	BulkMissing = "missing" // there is none of that number, or its actor does not see it
)

// ours is why nothing was done to a ticket where the fault is nobody's but ours.
const ours = "bulk.fault.ours"

// bulk is an act over many tickets while it is worked on.
type bulk struct {
	ID         BulkID
	ActorID    people.ID
	Verb       BulkVerb
	Target     string
	Words      string
	FinishedAt *time.Time
	UndoAt     *time.Time
	UndoneAt   *time.Time
}

// turn is the ticket of an act whose turn it is.
type turn struct {
	Position  int
	Number    int64
	SeenID    MessageID
	Was       *stood
	LastEvent *int
}

// stood is how a ticket stood before an act.
type stood struct {
	Owner    *people.ID     `json:"owner"`
	Team     people.TeamID  `json:"team"`
	Priority sla.Priority   `json:"priority"`
	Topic    topic.ID       `json:"topic"`
	Status   promise.Status `json:"status"`
	Policy   sla.VersionID  `json:"policy"`
	Finished promise.Reason `json:"finished,omitempty"`
	Solved   time.Time      `json:"solved,omitzero"`
	Waiting  time.Time      `json:"waiting,omitzero"`
}

// result is what came of a turn.
type result struct {
	outcome string
	why     *fault.Error
	was     *stood
	event   int // the ticket's newest one
	broke   error
}

// Step is what came of one step of an act over many tickets.
type Step struct {
	More   bool  // whether there may be another one to do
	Number int64 // of the ticket that had its turn; 0: none
	Broke  error // what went wrong on our side with this ticket alone; the others go on
}

// StepBulk does what an act over many tickets says to the next of its tickets, or sets the next one back, in the name and with the rights
// that its actor has now. Each ticket is one change and has one turn, however many do this at once and whenever they are killed.
func StepBulk(ctx context.Context, tx *pg.Tx, by people.Actor, id BulkID) (Step, error) {
	if err := by.May(people.KeepTime, 0); err != nil {
		return Step{}, err
	}
	b, actor, err := readBulk(ctx, tx, id)
	if err != nil {
		return Step{}, err
	}
	isBack := b.FinishedAt != nil
	if isBack && (b.UndoAt == nil || b.UndoneAt != nil) {
		return Step{}, nil
	}
	t, err := claimTurn(ctx, tx, id, isBack)
	if err != nil {
		return Step{}, err
	}
	if t == nil {
		return Step{}, b.end(ctx, tx, isBack)
	}
	r, err := b.take(ctx, tx, actor, *t, func(ctx context.Context, found Ticket) (result, error) {
		if isBack {
			return b.back(ctx, tx, actor, *t, found)
		}
		return result{outcome: BulkDone}, b.do(ctx, tx, actor, *t, found)
	})
	if err != nil {
		return Step{}, err
	}
	if isBack && r.outcome == BulkSame { // what only time did has set it back already
		r.outcome = BulkDone
	}
	return Step{More: true, Number: t.Number, Broke: r.broke}, b.write(ctx, tx, *t, r, isBack)
}

func readBulk(ctx context.Context, tx *pg.Tx, id BulkID) (bulk, people.Actor, error) {
	const q = `select id, actor_id, verb, target, words, finished_at, undo_at, undone_at from bulk_acts where id = $1`
	rows, err := tx.Query(ctx, q, id)
	if err != nil {
		return bulk{}, people.Actor{}, err
	}
	b, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[bulk])
	if err != nil {
		return bulk{}, people.Actor{}, pg.Found(err)
	}
	p, err := people.Get(ctx, tx, b.ActorID)
	if err != nil {
		return bulk{}, people.Actor{}, err
	}
	if !p.IsActive {
		return b, people.Actor{ID: p.ID}, nil // who works here no more has no rights
	}
	return b, p.Acting(), nil
}

// claimTurn is the next ticket that nobody is at, nil where there is none.
func claimTurn(ctx context.Context, tx *pg.Tx, id BulkID, isBack bool) (*turn, error) {
	const columns = `select position, number, seen_id, was, last_event from bulk_tickets where act_id = $1 and `
	const next = ` order by position limit 1 for update skip locked`
	q := columns + `outcome is null` + next
	if isBack {
		q = columns + `outcome = 'done' and undone is null` + next
	}
	rows, err := tx.Query(ctx, q, id)
	if err != nil {
		return nil, err
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[turn])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return t, wrap("claim a ticket of an act over many", err)
}

// end notes that every ticket had its turn, unless somebody is still at one. The words have been sent and are let go.
func (b bulk) end(ctx context.Context, tx *pg.Tx, isBack bool) error {
	q := `update bulk_acts set finished_at = (select kept_now()), words = '' where id = $1 and finished_at is null
		and not exists (select from bulk_tickets where act_id = $1 and outcome is null)`
	if isBack {
		q = `update bulk_acts set undone_at = (select kept_now()) where id = $1 and undone_at is null
			and not exists (select from bulk_tickets where act_id = $1 and outcome = 'done' and undone is null)`
	}
	_, err := tx.Exec(ctx, q, b.ID)
	return wrap("end an act over many tickets", err)
}

// take locks the ticket of a turn and does something to it. What is refused has changed nothing, and what goes wrong with one ticket
// stops none of the others.
func (b bulk) take(ctx context.Context, tx *pg.Tx, by people.Actor, t turn, do func(context.Context, Ticket) (result, error)) (result, error) {
	undo, err := tx.Savepoint(ctx)
	if err != nil {
		return result{}, err
	}
	r, err := func() (result, error) {
		if _, err := tx.Exec(ctx, `select from tickets where number = $1 for update`, t.Number); err != nil {
			return result{}, err
		}
		found, err := ByNumber(ctx, tx, by, t.Number)
		if err != nil {
			return result{}, err
		}
		r, err := do(ctx, found)
		if err != nil {
			return r, err
		}
		if _, err := tx.Exec(ctx, `set constraints all immediate`); err != nil { // what would fail at the end fails for this ticket alone
			return r, err
		}
		r.was = stoodLike(found)
		if err := tx.QueryRow(ctx, `select last_event from tickets where id = $1`, found.ID).Scan(&r.event); err != nil {
			return result{}, err
		}
		if r.event == found.LastEvent {
			r.outcome = BulkSame
		}
		return r, nil
	}()
	if err == nil {
		return r, nil
	}
	if pg.Unavailable(err) || pg.WorthAgain(err) || ctx.Err() != nil {
		return result{}, err
	}
	if back := undo(ctx); back != nil {
		return result{}, errors.Join(err, back)
	}
	return refusal(err), nil
}

func stoodLike(t Ticket) *stood {
	return &stood{
		Owner: t.AssigneeID, Team: t.TeamID, Priority: t.Priority, Topic: orZero(t.TopicID), Status: t.Status, Policy: t.PolicyVersionID,
		Finished: orEmpty(t.FinishedAs), Solved: valueOf(t.SolvedAt), Waiting: valueOf(t.WaitingSince),
	}
}

func refusal(err error) result {
	all := fault.Of(err)
	switch {
	case len(all) == 0:
		return result{outcome: BulkRefused, why: fault.Conflict(ours), broke: err}
	case all[0].Kind == fault.KindNotFound:
		return result{outcome: BulkMissing, why: all[0]}
	default:
		return result{outcome: BulkRefused, why: all[0]}
	}
}

func (b bulk) write(ctx context.Context, tx *pg.Tx, t turn, r result, isBack bool) error {
	args := pgx.StrictNamedArgs{"act": b.ID, "position": t.Position, "outcome": r.outcome, "why": "", "who": ""}
	if r.why != nil {
		args["why"], args["who"] = r.why.Key, r.why.Name
	}
	q := `update bulk_tickets set undone = @outcome, undone_why = @why, undone_who = @who where act_id = @act and position = @position`
	if !isBack {
		was, err := json.Marshal(r.was)
		if err != nil {
			return err
		}
		q = `update bulk_tickets set outcome = @outcome, why = @why, who = @who, was = @was, last_event = @event where act_id = @act and position = @position`
		args["was"], args["event"] = was, r.event
	}
	_, err := tx.Exec(ctx, q, args)
	return wrap("write down what came of it", err)
}

// do asks the verb of the act of one ticket.
func (b bulk) do(ctx context.Context, tx *pg.Tx, by people.Actor, t turn, found Ticket) error {
	id, _ := strconv.ParseInt(b.Target, 10, 64) // 0 where the target is no number
	switch b.Verb {
	case BulkTake:
		return Take(ctx, tx, by, found.ID)
	case BulkAssign:
		h := Handing{Was: found.AssigneeID}
		if id != 0 {
			to := people.ID(id)
			h.To = &to
		}
		return Assign(ctx, tx, by, found.ID, h)
	case BulkTeam:
		return SetTeam(ctx, tx, by, found.ID, people.TeamID(id))
	case BulkPriority:
		return SetPriority(ctx, tx, by, found.ID, sla.Priority(b.Target))
	case BulkTag:
		return Tag(ctx, tx, by, found.ID, b.Target)
	case BulkTopic:
		return SetTopic(ctx, tx, by, found.ID, topic.ID(id))
	case BulkSpam:
		return CallSpam(ctx, tx, by, found.ID, Spam{})
	case BulkRules:
		return Renew(ctx, tx, by, found.ID, sla.PolicyID(id))
	case BulkSolve:
		return b.stand(ctx, tx, by, t, found.ID, promise.Solved)
	case BulkWait:
		return b.stand(ctx, tx, by, t, found.ID, promise.Awaiting)
	case BulkHold:
		return b.stand(ctx, tx, by, t, found.ID, promise.OnHold)
	default:
		return fmt.Errorf("nothing over many tickets is called %q", b.Verb)
	}
}

// stand gives a ticket a status, with words or without. Whoever has written since the act began gets no ready words.
func (b bulk) stand(ctx context.Context, tx *pg.Tx, by people.Actor, t turn, id ID, to promise.Status) error {
	switch {
	case b.Words != "":
		l := Limits{Text: math.MaxInt} // they were measured when the act began
		_, err := Reply(ctx, tx, by, l, id, Draft{Key: rand.Text(), Body: b.Words, Seen: t.SeenID, Then: to})
		return err
	case to == promise.Solved:
		return Solve(ctx, tx, by, id)
	default:
		return SetWaiting(ctx, tx, by, Limits{}, id, Wait{Status: to})
	}
}
