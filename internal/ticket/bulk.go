package ticket

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// BulkID is the number of an act over many tickets.
type BulkID int64

// BulkVerb is what is done to each ticket of an act over many.
type BulkVerb string

// What can be done to many tickets. Each is a verb of one ticket, asked of each alone.
const (
	BulkTake     BulkVerb = "take"
	BulkAssign   BulkVerb = "assign"   // to a person, by number; 0: back to the team
	BulkTeam     BulkVerb = "team"     // by number
	BulkPriority BulkVerb = "priority" // by name
	BulkTag      BulkVerb = "tag"      // by name
	BulkTopic    BulkVerb = "topic"    // by number; 0: nobody knows
	BulkSolve    BulkVerb = "solve"    // with words or without
	BulkWait     BulkVerb = "wait"     // for the customer, with words or without
	BulkHold     BulkVerb = "hold"     // for others, with words or without
	BulkSpam     BulkVerb = "spam"
)

// BulkVerbs are all of them, in the order of a menu.
var BulkVerbs = [...]BulkVerb{BulkTake, BulkAssign, BulkTeam, BulkPriority, BulkTag, BulkTopic, BulkSolve, BulkWait, BulkHold, BulkSpam}

// HasWords reports whether a message to the customers may go with it.
func (v BulkVerb) HasWords() bool { return v == BulkSolve || v == BulkWait || v == BulkHold }

// AtOnce is for how many tickets somebody waits until an act is done; more are a job.
const AtOnce = 200

// BulkKept is for how long an act over many tickets can be looked at and undone.
const BulkKept = 30 * 24 * time.Hour

// Bulk says what is done to which tickets.
type Bulk struct {
	Verb    BulkVerb
	Target  string
	Words   string
	Numbers []int64 // of the tickets; what is none of the actor's is answered like one that is not there
	All     *Filter // instead: every ticket of a list that the actor sees
	Key     string  // of the form, so that it counts once; "": taking, which is the same twice
}

// once is what tells the act from every other: the form's key, and what it asked for.
func (b Bulk) once(by people.Actor) []byte {
	if b.Key == "" {
		return nil
	}
	hash := sha256.Sum256(fmt.Appendf(nil, "%d %q %q %q %q %d %+v", by.ID, b.Key, b.Verb, b.Target, b.Words, b.Numbers, b.All))
	return hash[:]
}

// begun finds the act that the same form has begun already. Two who send it at once wait for each other here.
func (b Bulk) begun(ctx context.Context, tx *pg.Tx, by people.Actor) (id BulkID, n int, err error) {
	hash := b.once(by)
	if hash == nil {
		return 0, 0, nil
	}
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(('x' || encode($1, 'hex'))::bit(64)::bigint)`, hash[:8]); err != nil {
		return 0, 0, wrap("wait for the same form", err)
	}
	err = tx.QueryRow(ctx, `select id, total from bulk_acts where key_hash = $1`, hash).Scan(&id, &n)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, nil
	}
	return id, n, wrap("look for the same form", err)
}

// GoOn is the job that does what is left of an act over many tickets.
type GoOn struct {
	Act BulkID `json:"act"`
}

// Kind names the job.
func (GoOn) Kind() string { return "bulk" }

// BeginBulk writes down what is to be done to which tickets, and says to how many. Nothing is done to them yet: StepBulk does it, a ticket
// at a time, for whoever waits, or as a job where that would take long.
func BeginBulk(ctx context.Context, tx *pg.Tx, by people.Actor, l Limits, b Bulk) (BulkID, int, error) {
	if err := by.May(people.Work, 0); err != nil {
		return 0, 0, err
	}
	named, err := b.check(ctx, tx, l)
	if err != nil {
		return 0, 0, err
	}
	if (b.Words != "" || b.Key != "") && !isKey(b.Key) {
		return 0, 0, fault.Invalid("fault.form_key")
	}
	if err := tx.ReadClock(ctx); err != nil {
		return 0, 0, err
	}
	if id, n, err := b.begun(ctx, tx, by); err != nil || id != 0 {
		return id, n, err
	}
	const q = `insert into bulk_acts (actor_id, verb, target, named, words, begun_at, key_hash) values (@by, @verb, @target, @named, @words, @now, @key) returning id`
	var id BulkID
	args := pgx.StrictNamedArgs{"by": by.ID, "verb": b.Verb, "target": b.Target, "named": named, "words": field.Block(b.Words), "now": tx.Now, "key": b.once(by)}
	if err := tx.QueryRow(ctx, q, args).Scan(&id); err != nil {
		return 0, 0, wrap("begin an act over many tickets", err)
	}
	n, err := b.choose(ctx, tx, by, id)
	if err != nil {
		return 0, 0, err
	}
	if n == 0 {
		return 0, 0, fault.Invalid("bulk.fault.none").On("ticket")
	}
	if _, err := tx.Exec(ctx, `update bulk_acts set total = $2 where id = $1`, id, n); err != nil {
		return 0, 0, wrap("count what was chosen", err)
	}
	if n > AtOnce {
		err = tx.Later(ctx, GoOn{id})
	}
	return id, n, err
}

// choose writes down the tickets of an act.
func (b Bulk) choose(ctx context.Context, tx *pg.Tx, by people.Actor, id BulkID) (int, error) {
	const chosen = `
		insert into bulk_tickets (act_id, position, number, seen_id)
		select @act, n.position, n.number, ` + newestOfT + `
		from unnest(@numbers::bigint[]) with ordinality n (number, position) left join tickets t on t.number = n.number`
	const listed = `
		insert into bulk_tickets (act_id, position, number, seen_id)
		select @act, row_number() over (order by coalesce(t.owed_since, t.next_due_at), t.id), t.number, ` + newestOfT + `
		from tickets t where t.live and `
	q, args := chosen, pgx.StrictNamedArgs{"numbers": once(b.Numbers)}
	if b.All != nil {
		where, own := b.All.where(by)
		q, args = listed+where, own
	}
	args["act"] = id
	done, err := tx.Exec(ctx, q, args)
	return int(done.RowsAffected()), wrap("write down what was chosen", err)
}

// once are the numbers that a ticket can have, each once and in their order.
func once(all []int64) []int64 {
	out, seen := []int64{}, map[int64]bool{}
	for _, n := range all {
		if n > 0 && !seen[n] {
			out, seen[n] = append(out, n), true
		}
	}
	return out
}

// check refuses what can be done to no ticket at all, and says what the target is called.
func (b Bulk) check(ctx context.Context, tx *pg.Tx, l Limits) (string, error) {
	if !slices.Contains(BulkVerbs[:], b.Verb) {
		return "", fault.Invalid("bulk.fault.verb").On("act")
	}
	if b.Verb.HasWords() {
		return "", fault.Join(field.Optional("words", b.Words, l.Text))
	}
	if b.Words != "" {
		return "", fault.Invalid("bulk.fault.verb").On("act")
	}
	return b.targetName(ctx, tx)
}

func (b Bulk) targetName(ctx context.Context, tx *pg.Tx) (string, error) {
	id, err := strconv.ParseInt(b.Target, 10, 64)
	isNumber := err == nil && id >= 0
	switch b.Verb {
	case BulkAssign:
		if isNumber && id == 0 {
			return "", nil
		}
		p, err := people.Get(ctx, tx, people.ID(id))
		if fault.Is(err, fault.KindNotFound) || err == nil && (!isNumber || !p.IsActive || !p.Role.IsStaff() || p.Role == people.Technician) {
			return "", fault.Invalid("fault.owner").On("target")
		}
		return p.Name, err
	case BulkTeam:
		team, err := people.GetTeam(ctx, tx, people.TeamID(id))
		if fault.Is(err, fault.KindNotFound) {
			return "", fault.Invalid("fault.team").On("target")
		}
		return team.Name, err
	case BulkPriority:
		if !sla.Priority(b.Target).Valid() {
			return "", fault.Invalid("fault.priority").On("target")
		}
	case BulkTag:
		if err := fault.Join(field.Required("target", b.Target, topic.MaxTag)); err != nil {
			return "", err
		}
		tag, err := topic.NamedTag(ctx, tx, field.Line(b.Target))
		if fault.Is(err, fault.KindNotFound) {
			return "", fault.Invalid("topics.fault.no_such_tag").On("target")
		}
		return tag.Name, err
	case BulkTopic:
		return topicName(ctx, tx, topic.ID(id), isNumber)
	default:
	}
	return "", nil
}

func topicName(ctx context.Context, tx *pg.Tx, id topic.ID, isNumber bool) (string, error) {
	if isNumber && id == 0 {
		return "", nil
	}
	all, err := topic.List(ctx, tx)
	if err != nil {
		return "", err
	}
	if !isNumber || !all.IsOpen(id) {
		return "", fault.Invalid("topics.fault.choose").On("target")
	}
	desk, err := topic.DeskLocale(ctx, tx)
	return all.Name(id, desk, desk), err
}
