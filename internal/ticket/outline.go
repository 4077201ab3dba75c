package ticket

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// OutlinePart is one of the two texts that stand above the conversation.
type OutlinePart string

// The parts: the problem in our own words, and what happens next.
const (
	Understanding OutlinePart = "understanding"
	Plan          OutlinePart = "plan"
)

// OutlineID is the number of one writing of a part.
type OutlineID int64

// MaxOutline is how long such a text may be, in UTF-16 units: they are short.
const MaxOutline = 1000

// outlineWait is how long a ticket may be without an understanding before the page asks for one.
const outlineWait = 24 * time.Hour

// Said is what the customer answered to our understanding of their problem.
type Said string

// The answers.
const (
	SaidRight    Said = "right"
	SaidNotQuite Said = "not_quite"
)

// Outline is one writing of a part; the latest of a part stands, the others are its history. A customer has no ByID.
type Outline struct {
	ID         OutlineID
	Part       OutlinePart
	Body       string // empty: it was taken away, or removed for good
	ByID       people.ID
	ByName     string
	At         time.Time
	Answer     *Said // nil: nothing yet
	AnsweredAt *time.Time
	MessageID  *MessageID // what they wrote that is not quite right
	RedactedAt *time.Time // when its text was removed for good
}

// Outline is what stands as a part of it now, nil if nothing does.
func (w Whole) Outline(part OutlinePart) *Outline {
	if o := w.lastOutline(part); o != nil && (o.Body != "" || o.RedactedAt != nil) {
		return o
	}
	return nil
}

// OutlineSeen is the number of the latest writing of a part, 0 if there is none: what a form about it has seen.
func (w Whole) OutlineSeen(part OutlinePart) OutlineID {
	if o := w.lastOutline(part); o != nil {
		return o.ID
	}
	return 0
}

func (w Whole) lastOutline(part OutlinePart) *Outline {
	for i := range slices.Backward(w.Outlines) {
		if w.Outlines[i].Part == part {
			return &w.Outlines[i]
		}
	}
	return nil
}

// OutlinesBefore is what stood as a part of it before, the latest first.
func (w Whole) OutlinesBefore(part OutlinePart) []Outline {
	var before []Outline
	stands := w.Outline(part)
	for _, o := range slices.Backward(w.Outlines) {
		if o.Part == part && (o.Body != "" || o.RedactedAt != nil) && (stands == nil || o.ID != stands.ID) {
			before = append(before, o)
		}
	}
	return before
}

// WantsUnderstanding reports whether a ticket is older than a day and its customer has not read yet how we understand it.
func (w Whole) WantsUnderstanding(now time.Time) bool {
	return !w.IsClosed() && now.Sub(w.OpenedAt) >= outlineWait && w.Outline(Understanding) == nil
}

// queueOutlines reads both texts with their history.
func (w *Whole) queueOutlines(batch *pgx.Batch, id ID) {
	const q = `
		select o.id, o.part, o.body, o.by_id, p.name as by_name, o.at, o.answer, o.answered_at, o.message_id, o.redacted_at
		from outlines o join people p on p.id = o.by_id where o.ticket_id = $1 order by o.id`
	batch.Queue(q, id).Query(func(rows pgx.Rows) (err error) {
		w.Outlines, err = pgx.CollectRows(rows, pgx.RowToStructByName[Outline])
		return err
	})
}

// Outlining is a part written anew.
type Outlining struct {
	Part OutlinePart
	Body string    // empty: take away what stands
	Seen OutlineID // the latest writing that its writer's page showed, 0: none
}

// WriteOutline writes how we understand the problem, or what happens next. The customer reads it above the conversation;
// no mail tells them. What somebody else wrote meanwhile is not written over.
func WriteOutline(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, o Outlining) error {
	if err := by.May(people.Work, int64(id)); err != nil {
		return err
	}
	if o.Part != Understanding && o.Part != Plan {
		return fault.NotFound()
	}
	if err := fault.Join(field.Optional("body", o.Body, MaxOutline)); err != nil {
		return err
	}
	c, err := begin(ctx, tx, by, id)
	if err != nil {
		return err
	}
	if c.ticket.IsClosed() {
		return fault.Conflict("plan.fault.closed")
	}
	last, err := latestOutline(ctx, tx, id, o.Part)
	body := field.Block(o.Body)
	switch {
	case err != nil:
		return err
	case last.Body == body:
		return c.settle(ctx, tx)
	case last.ID != o.Seen:
		return fault.Conflict("plan.fault.meanwhile")
	}
	const q = `insert into outlines (ticket_id, part, body, by_id, at) values (@ticket, @part, @body, @by, @now)`
	if _, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{"ticket": id, "part": o.Part, "body": body, "by": by.ID, "now": tx.Now}); err != nil {
		return wrap("write an outline", err)
	}
	c.record(event.Event{Kind: outlineEvent(o.Part, body)})
	return c.settle(ctx, tx)
}

func outlineEvent(part OutlinePart, body string) event.Kind {
	switch {
	case part == Understanding && body != "":
		return event.UnderstandingWritten
	case part == Understanding:
		return event.UnderstandingRemoved
	case body != "":
		return event.PlanWritten
	default:
		return event.PlanRemoved
	}
}

// latestOutline is the latest writing of a part, the zero one if there is none.
func latestOutline(ctx context.Context, tx *pg.Tx, id ID, part OutlinePart) (Outline, error) {
	const q = `
		select o.id, o.part, o.body, o.by_id, '' as by_name, o.at, o.answer, o.answered_at, o.message_id, o.redacted_at
		from outlines o where o.ticket_id = $1 and o.part = $2 order by o.id desc limit 1`
	rows, err := tx.Query(ctx, q, id, part)
	if err != nil {
		return Outline{}, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Outline])
	if err != nil || len(found) == 0 {
		return Outline{}, err
	}
	return found[0], nil
}
