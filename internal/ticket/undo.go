package ticket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// acts is what a reply does besides being read, as it waits.
type acts struct {
	Keeps     []promise.ID   `json:"keeps,omitempty"`
	Withdraws []promise.ID   `json:"withdraws,omitempty"`
	Promise   *Commitment    `json:"promise,omitempty"`
	Then      promise.Status `json:"then,omitempty"`
	For       string         `json:"for,omitempty"`
	Look      *Look          `json:"look,omitempty"`
	Uses      QuestionID     `json:"uses,omitempty"`
}

// waitingReply is a reply in its undo time. Nothing has happened until it is public.
type waitingReply struct {
	Author      people.ID `json:"author"`
	Message     MessageID `json:"message"` // the number that it will have
	Seen        MessageID `json:"seen"`
	Body        string    `json:"body"`
	Files       []Upload  `json:"files"`
	Acts        acts      `json:"acts"`
	PressedAt   time.Time `json:"pressed_at"`
	PublicAt    time.Time `json:"public_at"`
	KeyHash     string    `json:"key_hash"`
	ContentHash string    `json:"content_hash"`
}

func (d Draft) acts() acts {
	return acts{d.Keeps, d.Withdraws, d.Promise, d.Then, d.For, d.Look, d.Uses}
}

func (w waitingReply) draft() Draft {
	a := w.Acts
	return Draft{Body: w.Body, Files: w.Files, Seen: w.Seen, Keeps: a.Keeps, Withdraws: a.Withdraws, Promise: a.Promise, Then: a.Then, For: a.For, Look: a.Look, Uses: a.Uses}
}

// justBefore is how long before a due time a reply becomes public whose undo time would cross it.
const justBefore = time.Millisecond

// publicAt is when a reply that is sent now becomes public: its undo time never crosses a due time (rule 5).
func (c *change) publicAt(undo time.Duration) time.Time {
	at := c.book.Now.Add(undo)
	for _, p := range c.book.Pending() {
		if edge := p.Due.Add(-justBefore); !p.Due.Before(c.book.Now) && edge.Before(at) {
			at = edge
		}
	}
	return at
}

// wait keeps a reply back until its undo time is over.
func (c *change) wait(ctx context.Context, tx *pg.Tx, d Draft, content []byte, at time.Time) (MessageID, error) {
	const q = `
		insert into waiting_replies (ticket_id, author_id, key_hash, content_hash, message_id, seen_id, body, files, acts, pressed_at, public_at)
		values (@ticket, @author, @key, @content, nextval('messages_id_seq'), @seen, @body, @files, @acts, @now, @at) returning message_id`
	key := sha256.Sum256([]byte(d.Key))
	files, err := json.Marshal(append([]Upload{}, d.Files...))
	if err != nil {
		return 0, err
	}
	does, err := json.Marshal(d.acts())
	if err != nil {
		return 0, err
	}
	var m MessageID
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"ticket": c.ticket.ID, "author": c.by.ID, "key": key[:], "content": content, "seen": d.Seen, "body": field.Block(d.Body),
		"files": files, "acts": does, "now": tx.Now, "at": at,
	}).Scan(&m)
	if err != nil {
		return 0, wrap("keep a reply back", err)
	}
	c.waiting = &waitingReply{PublicAt: at}
	return m, c.settle(ctx, tx)
}

// publish makes a reply public as of the instant at which its undo time was over, whoever notices it and when. What time had
// done before comes first. A promise that the reply speaks of and that has ended meanwhile is left as it is.
func (c *change) publish(ctx context.Context, tx *pg.Tx, w waitingReply) error {
	author, err := people.Get(ctx, tx, w.Author)
	if err != nil {
		return wrap("read who wrote a reply", err)
	}
	c.book.At = w.PublicAt
	c.book.Pass()
	c.absorb(true)
	by := c.by
	c.by = author.Acting()
	c.book.StaffActed()
	if err := c.say(ctx, tx, w.Message, w.draft(), w.Seen); err != nil {
		return err
	}
	sees, err := people.Sees(ctx, tx, author.ID, c.ticket.TeamID)
	if err != nil {
		return err
	}
	if !sees { // what they have sent is sent, and nothing of it is theirs any more
		if err := c.leaveOut(ctx, tx); err != nil {
			return err
		}
	}
	if p := w.Acts.Promise; p != nil && p.Owner.Person != 0 { // who may have left meanwhile
		if err := c.disown(ctx, tx); err != nil {
			return err
		}
	}
	c.absorb(false)
	c.by, c.book.At, c.waiting = by, time.Time{}, nil
	return c.forget(ctx, tx, w)
}

// forget takes the place of the reply that waited: from now on the same form finds the message.
func (c *change) forget(ctx context.Context, tx *pg.Tx, w waitingReply) error {
	key, err := hex.DecodeString(w.KeyHash)
	if err != nil {
		return err
	}
	content, err := hex.DecodeString(w.ContentHash)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from waiting_replies where ticket_id = $1`, c.ticket.ID)
	batch.Queue(`insert into submissions (key_hash, content_hash, ticket_id, message_id, created_at) values ($1, $2, $3, $4, $5)`,
		key, content, c.ticket.ID, w.Message, tx.Now)
	return wrap("publish a reply", tx.SendBatch(ctx, batch).Close())
}

// Leaving is a reply in its undo time, as its writer wrote it.
type Leaving struct {
	Author   people.ID
	Draft    Draft
	PublicAt time.Time
}

// Undo takes back a reply in its undo time: nothing was sent, and nothing kept. Only who wrote it may.
func Undo(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) (Leaving, error) {
	if err := by.May(people.Work, int64(id)); err != nil {
		return Leaving{}, err
	}
	c, err := beginQuietly(ctx, tx, by, id)
	if err != nil {
		return Leaving{}, err
	}
	w := c.waiting
	switch {
	case w == nil:
		return Leaving{}, fault.Conflict("fault.already_sent")
	case w.Author != by.ID:
		return Leaving{}, fault.Forbidden("fault.not_your_reply")
	}
	if _, err := tx.Exec(ctx, `delete from waiting_replies where ticket_id = $1`, id); err != nil {
		return Leaving{}, wrap("take a reply back", err)
	}
	e, err := takenBack(w.Files)
	if err != nil {
		return Leaving{}, err
	}
	c.waiting = nil
	c.record(e)
	return Leaving{Author: w.Author, Draft: w.draft(), PublicAt: w.PublicAt}, c.settle(ctx, tx)
}

// publishLast publishes a reply in its undo time on a ticket that closes with the last of what was agreed: what closes it publishes
// first (rule 5).
func (c *change) publishLast(ctx context.Context, tx *pg.Tx) error {
	if c.book.Status != promise.Solved || c.book.Finished == "" {
		return nil
	}
	return c.publishNow(ctx, tx)
}

// publishNow makes a reply public before its undo time is over, because the ticket closes.
func (c *change) publishNow(ctx context.Context, tx *pg.Tx) error {
	if c.waiting == nil {
		return nil
	}
	w := *c.waiting
	w.PublicAt = tx.Now
	return c.publish(ctx, tx, w)
}
