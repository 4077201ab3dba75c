package topic

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Joining is what joining a tag into another would do.
type Joining struct {
	From, Into Tag
	Moved      int // tickets that have only the first
	Both       int // tickets that have both already
	Then       int // how many have the second afterwards
}

// PreviewJoin says what joining a tag into another would do, and does nothing.
func PreviewJoin(ctx context.Context, r pg.Reader, by people.Actor, from, into TagID) (Joining, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return Joining{}, err
	}
	const q = `
		select f.id, f.name::text, f.colour, i.id, i.name::text, i.colour,
			(select count(*) from ticket_tags x where x.tag_id = f.id and not exists (select from ticket_tags y where y.ticket_id = x.ticket_id and y.tag_id = i.id)),
			(select count(*) from ticket_tags x where x.tag_id = f.id and exists (select from ticket_tags y where y.ticket_id = x.ticket_id and y.tag_id = i.id)),
			(select count(*) from ticket_tags y where y.tag_id = i.id)
		from tags f, tags i where f.id = $1 and i.id = $2 and f.id <> i.id and f.removed_at is null and i.removed_at is null`
	var j Joining
	err := r.QueryRow(ctx, q, from, into).Scan(&j.From.ID, &j.From.Name, &j.From.Colour, &j.Into.ID, &j.Into.Name, &j.Into.Colour, &j.Moved, &j.Both, &j.Then)
	j.Then += j.Moved
	return j, pg.Found(err)
}

// Join makes one tag of two: every ticket that has the first has the second, and the first is no more.
func Join(ctx context.Context, tx *pg.Tx, by people.Actor, from, into TagID) error {
	if err := tagsAlone(ctx, tx, by); err != nil {
		return err
	}
	was, removed, err := tag(ctx, tx, from)
	if err != nil || removed { // joined already
		return err
	}
	to, gone, err := tag(ctx, tx, into)
	switch {
	case fault.Is(err, fault.KindNotFound) || from == into:
		return fault.Invalid("topics.fault.choose").On("into")
	case err != nil:
		return err
	case gone:
		return fault.Conflict("topics.fault.tag_gone").By(to.Name)
	}
	const both = `insert into ticket_tags (ticket_id, tag_id) select ticket_id, $2 from ticket_tags where tag_id = $1 on conflict do nothing`
	batch := &pgx.Batch{}
	batch.Queue(both, from, into)
	batch.Queue(`delete from ticket_tags where tag_id = $1`, from)
	batch.Queue(`update tags set removed_at = kept_now() where id = $1`, from)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("join tag %d into %d: %w", from, into, err)
	}
	return audit.Write(ctx, tx, tagEntry(by, AuditTagJoined, from, was.Name, to.Name))
}

// NamedTag finds a tag by its name, and keeps it from being removed until the change that gives it is over.
func NamedTag(ctx context.Context, tx *pg.Tx, name string) (Tag, error) {
	const q = `select id, name::text, colour from tags where name = $1 and removed_at is null for share`
	rows, err := tx.Query(ctx, q, name)
	if err != nil {
		return Tag{}, err
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Tag])
	return t, pg.Found(err)
}
