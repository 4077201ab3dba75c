package topic

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// List reads every topic, hidden and archived ones too: what a customer may see is the tree's to say.
func List(ctx context.Context, r pg.Reader) (Tree, error) {
	var all Tree
	batch := &pgx.Batch{}
	AskList(batch, &all)
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("read the topics: %w", err)
	}
	return all, nil
}

// AskList asks for List in a batch with other things.
func AskList(batch *pgx.Batch, all *Tree) {
	const q = `select id, parent_id, level, names, icon, position, team_id, skill_id, priority, is_hidden, archived_at from topics order by level, position, id`
	batch.Queue(q).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Topic])
		flat := Tree(found)
		*all = flat.walk(0)
		return err
	})
}

// walk is a branch in the order in which it is read: each topic behind its parent.
func (t Tree) walk(id ID) Tree {
	var out Tree
	for _, one := range t.Children(id) {
		out = append(append(out, one), t.walk(one.ID)...)
	}
	return out
}

// Manage is List for the admins' page.
func Manage(ctx context.Context, r pg.Reader, by people.Actor) (Tree, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	return List(ctx, r)
}

const fieldColumns = `id, topic_id, names, hints, kind, options, is_required, is_shown, position, archived_at`

// Asked reads the questions that a topic asks: those of the topics above it first, then its own.
func Asked(ctx context.Context, r pg.Reader, path []Topic) ([]Field, error) {
	var all []Field
	batch := &pgx.Batch{}
	if AskAsked(batch, path, &all); batch.Len() == 0 {
		return nil, nil
	}
	if err := r.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("read what a topic asks: %w", err)
	}
	return all, nil
}

// AskAsked asks for Asked in a batch with other things.
func AskAsked(batch *pgx.Batch, path []Topic, all *[]Field) {
	if len(path) == 0 {
		return
	}
	const q = `select ` + fieldColumns + ` from topic_fields where topic_id = any($1) and archived_at is null
		order by array_position($1::bigint[], topic_id), position, id`
	ids := make([]ID, len(path))
	for i, one := range path {
		ids[i] = one.ID
	}
	batch.Queue(q, ids).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Field])
		return err
	})
}

// Fields reads all of a topic's own questions, for the admins' page.
func Fields(ctx context.Context, r pg.Reader, by people.Actor, id ID) ([]Field, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, err
	}
	return fieldsOf(ctx, r, id)
}

func fieldsOf(ctx context.Context, r pg.Reader, id ID) ([]Field, error) {
	const q = `select ` + fieldColumns + ` from topic_fields where topic_id = $1 order by position, id`
	return fields(r.Query(ctx, q, id))
}

func fields(rows pgx.Rows, err error) ([]Field, error) {
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Field])
	if err != nil {
		return nil, fmt.Errorf("read the questions of topics: %w", err)
	}
	return all, nil
}

// DeskLocale is the language that every name is there in.
func DeskLocale(ctx context.Context, r pg.Reader) (i18n.Locale, error) {
	desk, err := people.TheDesk(ctx, r)
	if fault.Is(err, fault.KindNotFound) {
		return i18n.EN, nil
	}
	return desk.Locale, err
}
