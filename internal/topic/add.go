package topic

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
)

// alone lets nobody else change topics until this change is over: names, order and numbers of them are looked at first.
func alone(ctx context.Context, tx *pg.Tx) (Tree, i18n.Locale, error) {
	if _, err := tx.Exec(ctx, `lock table topics in share row exclusive mode`); err != nil {
		return nil, "", err
	}
	all, err := List(ctx, tx)
	if err != nil {
		return nil, "", err
	}
	desk, err := DeskLocale(ctx, tx)
	return all, desk, err
}

// Add makes a topic, the last of its parent's.
func Add(ctx context.Context, tx *pg.Tx, by people.Actor, d Draft) (ID, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return 0, err
	}
	all, desk, err := alone(ctx, tx)
	if err != nil {
		return 0, err
	}
	if err := d.check(desk); err != nil {
		return 0, err
	}
	d.Names = d.Names.clean()
	if len(all) >= MaxTopics {
		return 0, fault.Invalid("topics.fault.too_many").On("name_" + string(desk)).Max(MaxTopics)
	}
	level, err := place(ctx, tx, all, d, desk, 0)
	if err != nil {
		return 0, err
	}
	const q = `insert into topics (parent_id, level, names, icon, position, team_id, skill_id, priority, is_hidden)
		values (nullif(@parent::bigint, 0), @level, @names, @icon, @position, nullif(@team::bigint, 0), nullif(@skill::bigint, 0), nullif(@priority, ''), @hidden) returning id`
	var id ID
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"parent": d.Parent, "level": level, "names": d.Names, "icon": d.Icon, "position": last(all, d.Parent) + 1,
		"team": d.Team, "skill": d.Skill, "priority": d.Priority, "hidden": d.IsHidden,
	}).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add a topic: %w", err)
	}
	return id, audit.Write(ctx, tx, entry(by, AuditTopicAdded, id, "", d.Names.In(desk, desk)))
}

// place checks where a topic is to stand, and who gets what is asked about it: 0 is one that is new.
func place(ctx context.Context, tx *pg.Tx, all Tree, d Draft, desk i18n.Locale, id ID) (level int, err error) {
	level = 1
	if d.Parent != 0 {
		parent, found := all.Find(d.Parent)
		if !found || !all.IsOpen(d.Parent) || id != 0 && contains(all.Below(id), d.Parent) {
			return 0, fault.Invalid("topics.fault.parent").On("parent")
		}
		level = parent.Level + 1
	}
	height := 1
	if id != 0 {
		height = all.height(id)
	}
	if level+height-1 > MaxLevel {
		return 0, fault.Invalid("topics.fault.deep").On("parent").Max(MaxLevel)
	}
	for _, other := range all.Children(d.Parent) {
		if other.ID != id && other.ArchivedAt == nil && same(other.Names.In(desk, desk), d.Names.In(desk, desk)) {
			return 0, fault.Conflict("topics.fault.taken").On("name_" + string(desk)).By(other.Names.In(desk, desk))
		}
	}
	if d.Team != 0 {
		if _, err := people.GetTeam(ctx, tx, d.Team); fault.Is(err, fault.KindNotFound) {
			return 0, fault.Invalid("fault.team").On("team")
		} else if err != nil {
			return 0, err
		}
	}
	if d.Skill != 0 {
		skills, err := people.Skills(ctx, tx)
		if err != nil {
			return 0, err
		}
		if !slices.ContainsFunc(skills, func(s people.Skill) bool { return s.ID == d.Skill }) {
			return 0, fault.Invalid("assign.fault.skill").On("skill")
		}
	}
	return level, nil
}

func contains(all []ID, id ID) bool {
	for _, one := range all {
		if one == id {
			return true
		}
	}
	return false
}

func last(all Tree, parent ID) int {
	most := 0
	for _, one := range all.Children(parent) {
		most = max(most, one.Position)
	}
	return most
}

func entry(by people.Actor, kind audit.Kind, id ID, was, became string) audit.Entry {
	return audit.Entry{By: int64(by.ID), Kind: kind, Object: fmt.Sprintf("topic %d", id), Was: was, Became: became}
}

// said is a topic in one line of the audit.
func said(n Names, desk i18n.Locale, team people.TeamID, skill int64, priority sla.Priority, hidden bool) string {
	line := n.In(desk, desk)
	if team != 0 {
		line += fmt.Sprintf(", team %d", team)
	}
	if skill != 0 {
		line += fmt.Sprintf(", skill %d", skill)
	}
	if priority != "" {
		line += ", " + string(priority)
	}
	if hidden {
		line += ", hidden"
	}
	return line
}
