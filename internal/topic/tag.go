package topic

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// TagID is a tag's number.
type TagID int64

// Colour is how a tag looks. There are as many as the design allows: none that means something on its own.
type Colour string

// The colours.
const (
	Plain  Colour = "plain"
	Ink    Colour = "ink"
	Stone  Colour = "stone"
	Hollow Colour = "hollow"
	Sea    Colour = "sea"
	Rose   Colour = "rose"
)

// Colours are all of them, in the order of a menu.
var Colours = [...]Colour{Plain, Ink, Stone, Hollow, Sea, Rose}

// Tag is a word by which the staff sorts tickets.
type Tag struct {
	ID     TagID  `json:"id"`
	Name   string `json:"name"`
	Colour Colour `json:"colour"`
}

// Counted is a tag with how many tickets have it.
type Counted struct {
	Tag
	Tickets int
}

// Tags lists every tag by name: for the staff, which no customer is told of.
func Tags(ctx context.Context, r pg.Reader, by people.Actor) ([]Tag, error) {
	if err := by.May(people.ReadDesk, 0); err != nil {
		return nil, err
	}
	var all []Tag
	batch := &pgx.Batch{}
	AskTags(batch, &all)
	return all, r.SendBatch(ctx, batch).Close()
}

// AskTags asks for Tags in a batch with other things, for whoever may read the desk.
func AskTags(batch *pgx.Batch, all *[]Tag) {
	const q = `select id, name::text, colour from tags where removed_at is null order by name, id`
	batch.Queue(q).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Tag])
		return err
	})
}

// CountedTags is Tags for the admins' page, with how many tickets have each.
func CountedTags(ctx context.Context, r pg.Reader, by people.Actor) ([]Counted, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	const q = `select g.id, g.name::text, g.colour, (select count(*) from ticket_tags x where x.tag_id = g.id)::int as tickets
		from tags g where g.removed_at is null order by g.name, g.id`
	rows, err := r.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Counted])
}

// TagDraft is a tag as a form sends it.
type TagDraft struct {
	Name   string
	Colour Colour
}

func (d TagDraft) check() error {
	var colour *fault.Error
	if !slices.Contains(Colours[:], d.Colour) {
		colour = fault.Invalid("topics.fault.choose").On("colour")
	}
	return fault.Join(field.Required("name", d.Name, MaxTag), colour)
}

// tagsAlone lets nobody else change tags until this change is over.
func tagsAlone(ctx context.Context, tx *pg.Tx, by people.Actor) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `lock table tags in share row exclusive mode`)
	return err
}

// tag reads a tag, and lets nobody give it to a ticket meanwhile; removed reports that it is no more.
func tag(ctx context.Context, tx *pg.Tx, id TagID) (t Tag, removed bool, err error) {
	const q = `select id, name::text, colour, removed_at is not null from tags where id = $1 for update`
	err = tx.QueryRow(ctx, q, id).Scan(&t.ID, &t.Name, &t.Colour, &removed)
	return t, removed, pg.Found(err)
}

// free checks that no other tag has a name.
func free(ctx context.Context, tx *pg.Tx, name string, id TagID) error {
	const q = `select exists (select from tags where name = $1 and id <> $2 and removed_at is null)`
	var taken bool
	if err := tx.QueryRow(ctx, q, name, id).Scan(&taken); err != nil {
		return err
	}
	if taken {
		return fault.Conflict("topics.fault.taken").On("name").By(name)
	}
	return nil
}

// AddTag makes a tag.
func AddTag(ctx context.Context, tx *pg.Tx, by people.Actor, d TagDraft) (TagID, error) {
	if err := tagsAlone(ctx, tx, by); err != nil {
		return 0, err
	}
	if err := d.check(); err != nil {
		return 0, err
	}
	d.Name = field.Line(d.Name)
	if err := free(ctx, tx, d.Name, 0); err != nil {
		return 0, err
	}
	const q = `insert into tags (name, colour) select $1, $2 where (select count(*) from tags where removed_at is null) < $3 returning id`
	rows, err := tx.Query(ctx, q, d.Name, d.Colour, MaxTags)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[TagID])
	switch {
	case err != nil:
		return 0, fmt.Errorf("add a tag: %w", err)
	case len(ids) == 0:
		return 0, fault.Invalid("topics.fault.too_many_tags").On("name").Max(MaxTags)
	}
	return ids[0], audit.Write(ctx, tx, tagEntry(by, AuditTagAdded, ids[0], "", d.Name))
}

func tagEntry(by people.Actor, kind audit.Kind, id TagID, was, became string) audit.Entry {
	return audit.Entry{By: int64(by.ID), Kind: kind, Object: fmt.Sprintf("tag %d", id), Was: was, Became: became}
}

// ChangeTag renames a tag or gives it another colour; tickets that have it have it under its new name.
func ChangeTag(ctx context.Context, tx *pg.Tx, by people.Actor, id TagID, d TagDraft) error {
	if err := tagsAlone(ctx, tx, by); err != nil {
		return err
	}
	was, removed, err := tag(ctx, tx, id)
	switch {
	case err != nil:
		return err
	case removed:
		return fault.Conflict("topics.fault.tag_gone").By(was.Name)
	}
	if err := d.check(); err != nil {
		return err
	}
	d.Name = field.Line(d.Name)
	if d == (TagDraft{was.Name, was.Colour}) {
		return nil
	}
	if err := free(ctx, tx, d.Name, id); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update tags set name = $2, colour = $3 where id = $1`, id, d.Name, d.Colour); err != nil {
		return fmt.Errorf("change tag %d: %w", id, err)
	}
	return audit.Write(ctx, tx, tagEntry(by, AuditTagChanged, id, was.Name+", "+string(was.Colour), d.Name+", "+string(d.Colour)))
}

// RemoveTag takes a tag off every ticket, and off the list. Tickets' histories keep its name.
func RemoveTag(ctx context.Context, tx *pg.Tx, by people.Actor, id TagID) error {
	if err := tagsAlone(ctx, tx, by); err != nil {
		return err
	}
	was, removed, err := tag(ctx, tx, id)
	if err != nil || removed {
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from ticket_tags where tag_id = $1`, id)
	batch.Queue(`update tags set removed_at = kept_now() where id = $1`, id)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("remove tag %d: %w", id, err)
	}
	return audit.Write(ctx, tx, tagEntry(by, AuditTagRemoved, id, was.Name, ""))
}
