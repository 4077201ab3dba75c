package ticket

import (
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Cause says why something is suspended.
type Cause string

// Why something that came becomes no ticket until somebody has looked at it.
const (
	FromBlocked Cause = "blocked"     // its address, domain or network is blocked
	OnSpam      Cause = "spam_ticket" // it was written on a ticket that was called spam
	Honeypot    Cause = "honeypot"    // it filled in a field that no person sees
	NoProof     Cause = "no_proof"    // so many came at once that each must prove itself, and it did not
	TooMany     Cause = "too_many"    // so many came at once that each network may send a few only, and it was one more
)

// SuspendedID is the number of something that is suspended.
type SuspendedID int64

// Arrived is something that came and became no ticket.
type Arrived struct {
	ID      SuspendedID
	Number  int64 // of the ticket that it becomes if it is taken back
	Cause   Cause
	Ticket  *int64 // the number of the ticket that it was written on
	Name    string
	Address string
	Subject string
	Body    string
	Locale  i18n.Locale
	Network string
	CameAt  time.Time
	DueAt   time.Time
	Files   []Upload `db:"-"`
}

// Until is when it is removed unless somebody takes it back.
func (h Arrived) Until() time.Time { return h.CameAt.Add(SpamUndo) }

// doubt says why a question is to be looked at first; empty: nothing speaks against it.
func (q Question) doubt(ctx context.Context, tx *pg.Tx) (Cause, error) {
	is, err := isBlocked(ctx, tx, q.Address, q.From)
	if err != nil || is {
		return FromBlocked, err
	}
	return q.Doubt, nil
}

// arrival is something to be suspended.
type arrival struct {
	cause   Cause
	ticket  *ID
	key     string
	content []byte
	q       Question
	author  *people.ID // nil: whoever has the address
	about   routed
}

// suspend keeps what came, with its files, for somebody to look at. Whoever sent it is told what everybody is.
func suspend(ctx context.Context, tx *pg.Tx, a arrival) error {
	// Whoever is being erased is waited for: nothing may be kept back for 30 days of somebody who is gone, or was there a moment ago.
	if err := people.Alone(ctx, tx, "address "+strings.ToLower(strings.TrimSpace(a.q.Address))); err != nil {
		return err
	}
	if a.author != nil {
		if err := people.IsThere(ctx, tx, *a.author); err != nil {
			return err
		}
	}
	out, err := Expect(ctx, tx, tx.Now, Prospect{Customer: orZero(a.author), Topic: orZero(a.about.topic), Locale: a.q.Locale})
	if err != nil {
		return err
	}
	team, err := a.about.getter(ctx, tx)
	if err != nil {
		return err
	}
	const row = `
		insert into suspended (key_hash, content_hash, cause, ticket_id, author_id, team_id, topic_id, name, address, subject, body, locale, network, came_at, due_at)
		values (@key, @content, @cause, @ticket, @author, @team, @topic, @name, @address, @subject, @body, @locale, @network, @now, @due)
		returning id`
	hash := sha256.Sum256([]byte(a.key))
	var id SuspendedID
	err = tx.QueryRow(ctx, row, pgx.StrictNamedArgs{
		"key": hash[:], "content": a.content, "cause": a.cause, "ticket": a.ticket, "name": field.Line(a.q.Name), "address": strings.TrimSpace(a.q.Address),
		"subject": field.Line(a.q.Subject), "body": field.Block(a.q.Body), "locale": a.q.Locale, "network": a.q.Network, "now": tx.Now, "due": out.Due,
		"author": a.author, "team": team, "topic": a.about.topic,
	}).Scan(&id)
	if err != nil {
		return wrap("suspend", err)
	}
	batch := &pgx.Batch{}
	for _, f := range a.q.Files {
		batch.Queue(`insert into suspended_files (suspended_id, name, kind, size, blob) values ($1, $2, $3, $4, $5)`, id, f.Name, f.Kind, f.Size, f.Blob)
	}
	for _, one := range a.about.answers {
		const answer = `insert into suspended_answers (suspended_id, field_id, names, kind, is_shown, value, value_names)
			values (@id, @field, @names, @kind, @shown, @value, @chosen)`
		batch.Queue(answer, pgx.StrictNamedArgs{
			"id": id, "field": one.Field, "names": one.Names, "kind": one.Kind, "shown": one.IsShown, "value": one.Value, "chosen": one.Chosen,
		})
	}
	if batch.Len() == 0 {
		return nil
	}
	return wrap("suspend files and answers", tx.SendBatch(ctx, batch).Close())
}

// suspendOnSpam keeps what a customer wrote on a ticket that was called spam: it opens nothing again.
func (c *change) suspendOnSpam(ctx context.Context, tx *pg.Tx, w Letter, content []byte) error {
	customer, err := people.Get(ctx, tx, c.by.ID) // who may not be the requester: a colleague who follows it
	if err != nil {
		return err
	}
	body := w.Body
	if field.Block(body) == "" {
		body = c.ticket.Subject
	}
	return suspend(ctx, tx, arrival{cause: OnSpam, ticket: &c.ticket.ID, key: w.Key, content: content, author: &customer.ID, about: routed{team: &c.ticket.TeamID, topic: c.ticket.TopicID}, q: Question{
		Name: customer.Name, Address: customer.Address, Subject: c.ticket.Subject, Body: body, Locale: c.ticket.Locale, Files: w.Files,
	}})
}

// suspendedInSight keeps a query to what its reader may see of what is suspended: what was written to a private team is there for
// its members and the admins only. The ticket that it was written on is t.
const suspendedInSight = `(@reader::bigint is null or s.team_id is null or coalesce(t.team_id, s.team_id) = any(array(select v from visible_teams(@reader) v)))`

// Suspended lists what is suspended, the newest first, from behind one on (0: from the first).
func Suspended(ctx context.Context, r pg.Reader, by people.Actor, after SuspendedID, n int) ([]Arrived, error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return nil, err
	}
	const q = `
		select s.id, s.number, s.cause, t.number as ticket, s.name, s.address, s.subject, s.body, s.locale, s.network, s.came_at, s.due_at
		from suspended s left join tickets t on t.id = s.ticket_id
		where (@after::bigint = 0 or (s.came_at, s.id) < (select came_at, id from suspended where id = @after)) and ` + suspendedInSight + `
		order by s.came_at desc, s.id desc limit @n`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{"after": after, "n": n, "reader": by.Reader()})
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Arrived])
	if err != nil {
		return nil, err
	}
	return all, heldFiles(ctx, r, all)
}

// heldFiles fills in the files.
func heldFiles(ctx context.Context, r pg.Reader, all []Arrived) error {
	at := map[SuspendedID]*Arrived{}
	var ids []SuspendedID
	for i := range all {
		at[all[i].ID], ids = &all[i], append(ids, all[i].ID)
	}
	rows, err := r.Query(ctx, `select suspended_id, name, kind, size, blob from suspended_files where suspended_id = any($1) order by id`, ids)
	if err != nil {
		return err
	}
	var id SuspendedID
	var f Upload
	_, err = pgx.ForEachRow(rows, []any{&id, &f.Name, &f.Kind, &f.Size, &f.Blob}, func() error {
		at[id].Files = append(at[id].Files, f)
		return nil
	})
	return err
}

// CountSuspended is how much is suspended, as far as its reader sees it.
func CountSuspended(ctx context.Context, r pg.Reader, by people.Actor) (n int, err error) {
	if err := by.May(people.Supervise, 0); err != nil {
		return 0, err
	}
	const q = `select count(*) from suspended s left join tickets t on t.id = s.ticket_id where ` + suspendedInSight
	err = r.QueryRow(ctx, q, pgx.StrictNamedArgs{"reader": by.Reader()}).Scan(&n)
	return n, err
}
