package topic

import (
	"context"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Change gives a topic other names, another place in the tree, another picture or other defaults. Tickets that are open
// stay where they are and as urgent as they are.
func Change(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, d Draft) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	all, desk, err := alone(ctx, tx)
	if err != nil {
		return err
	}
	was, found := all.Find(id)
	if !found {
		return fault.NotFound()
	}
	if err := d.check(desk); err != nil {
		return err
	}
	d.Names = d.Names.clean()
	level, err := place(ctx, tx, all, d, desk, id)
	if err != nil {
		return err
	}
	if d.same(was) {
		return nil
	}
	position := was.Position
	if d.Parent != orZero(was.ParentID) {
		position = last(all, d.Parent) + 1
	}
	const q = `update topics set parent_id = nullif(@parent::bigint, 0), level = @level, names = @names, icon = @icon, position = @position,
			team_id = nullif(@team::bigint, 0), skill_id = nullif(@skill::bigint, 0), priority = nullif(@priority, ''), is_hidden = @hidden where id = @id`
	const deeper = `update topics set level = level + $2 where id = any($1)`
	batch := &pgx.Batch{}
	if by := level - was.Level; by != 0 {
		batch.Queue(deeper, all.Below(id)[1:], by)
	}
	batch.Queue(q, pgx.StrictNamedArgs{
		"id": id, "parent": d.Parent, "level": level, "names": d.Names, "icon": d.Icon, "position": position,
		"team": d.Team, "skill": d.Skill, "priority": d.Priority, "hidden": d.IsHidden,
	})
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("change topic %d: %w", id, err)
	}
	before := said(was.Names, desk, orZero(was.TeamID), orZero(was.SkillID), orZeroText(was.Priority), was.IsHidden)
	after := said(d.Names, desk, d.Team, d.Skill, d.Priority, d.IsHidden)
	entries := []audit.Entry{entry(by, AuditTopicChanged, id, before, after)}
	if d.Parent != orZero(was.ParentID) {
		entries = append(entries, entry(by, AuditTopicMoved, id, all.Name(orZero(was.ParentID), desk, desk), all.Name(d.Parent, desk, desk)))
	}
	return audit.Write(ctx, tx, entries...)
}

func (d Draft) same(t Topic) bool {
	return d.Parent == orZero(t.ParentID) && maps.Equal(d.Names, t.Names) && d.Icon == t.Icon && d.Team == orZero(t.TeamID) && d.Skill == orZero(t.SkillID) &&
		d.Priority == orZeroText(t.Priority) && d.IsHidden == t.IsHidden
}

// Drafted is a topic as the form that changes it begins.
func (t Topic) Drafted() Draft {
	return Draft{
		Parent: orZero(t.ParentID), Names: t.Names, Icon: t.Icon, Team: orZero(t.TeamID), Skill: orZero(t.SkillID), Priority: orZeroText(t.Priority), IsHidden: t.IsHidden,
	}
}

func orZero[T ~int64](p *T) T {
	if p == nil {
		return 0
	}
	return *p
}

func orZeroText[T ~string](p *T) T {
	if p == nil {
		return ""
	}
	return *p
}

// Step is one place up or down.
type Step string

// The steps.
const (
	Up   Step = "up"
	Down Step = "down"
)

// stepped is the order of things after one of them went a step; nil where it cannot.
func stepped[T comparable](order []T, one T, to Step) []T {
	for i := range order {
		j := i - 1
		if to == Down {
			j = i + 1
		}
		if order[i] == one && j >= 0 && j < len(order) {
			out := append([]T(nil), order...)
			out[i], out[j] = out[j], out[i]
			return out
		}
	}
	return nil
}

// Move takes a topic a step up or down among those of its parent. was is the position that stood on the page: of two who
// press at once, or who press twice, one moves it.
func Move(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, to Step, was int) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	all, desk, err := alone(ctx, tx)
	if err != nil {
		return err
	}
	one, found := all.Find(id)
	switch {
	case !found:
		return fault.NotFound()
	case to != Up && to != Down:
		return fault.Invalid("topics.fault.choose").On("to")
	case one.Position != was:
		return fault.Conflict("topics.fault.moved")
	}
	var order []ID
	for _, other := range all.Children(orZero(one.ParentID)) {
		order = append(order, other.ID)
	}
	order = stepped(order, id, to)
	if order == nil {
		return nil
	}
	const q = `update topics t set position = o.position from unnest($1::bigint[]) with ordinality o (id, position) where t.id = o.id`
	if _, err := tx.Exec(ctx, q, order); err != nil {
		return fmt.Errorf("move topic %d: %w", id, err)
	}
	return audit.Write(ctx, tx, entry(by, AuditTopicMoved, id, one.Names.In(desk, desk), string(to)))
}

// Archive takes a topic, and what is below it, off every form; tickets about it keep it.
func Archive(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	return setArchived(ctx, tx, by, id, true)
}

// Return brings an archived topic back to where it stood.
func Return(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) error {
	return setArchived(ctx, tx, by, id, false)
}

func setArchived(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, archived bool) error {
	if err := by.May(people.Staffing, 0); err != nil {
		return err
	}
	all, desk, err := alone(ctx, tx)
	if err != nil {
		return err
	}
	one, found := all.Find(id)
	if !found {
		return fault.NotFound()
	}
	if archived == (one.ArchivedAt != nil) {
		return nil
	}
	kind, name := AuditTopicArchived, one.Names.In(desk, desk)
	if !archived {
		kind = AuditTopicReturned
		for _, other := range all.Children(orZero(one.ParentID)) {
			if other.ID != id && other.ArchivedAt == nil && same(other.Names.In(desk, desk), name) {
				return fault.Conflict("topics.fault.taken").By(name)
			}
		}
	}
	const q = `update topics set archived_at = case when $2 then kept_now() end where id = $1`
	if _, err := tx.Exec(ctx, q, id, archived); err != nil {
		return fmt.Errorf("archive topic %d: %w", id, err)
	}
	return audit.Write(ctx, tx, entry(by, kind, id, name, name))
}
