package topic

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// inTopic locks a topic, whose questions are looked at before one is changed.
func inTopic(ctx context.Context, tx *pg.Tx, by people.Actor, id ID) ([]Field, i18n.Locale, error) {
	if err := by.May(people.Staffing, 0); err != nil {
		return nil, "", err
	}
	var found ID
	if err := tx.QueryRow(ctx, `select id from topics where id = $1 for no key update`, id).Scan(&found); err != nil {
		return nil, "", pg.Found(err)
	}
	all, err := fieldsOf(ctx, tx, id)
	if err != nil {
		return nil, "", err
	}
	desk, err := DeskLocale(ctx, tx)
	return all, desk, err
}

// checked says what is wrong with a question among the topic's others; 0 is one that is new.
func checked(d FieldDraft, all []Field, desk i18n.Locale, id FieldID) (FieldDraft, []Names, error) {
	options, err := d.check(desk)
	if err != nil {
		return d, nil, err
	}
	d.Names, d.Hints = d.Names.clean(), d.Hints.clean()
	asked := 0
	for _, other := range all {
		if other.ID == id || other.ArchivedAt != nil {
			continue
		}
		asked++
		if same(other.Names.In(desk, desk), d.Names.In(desk, desk)) {
			return d, nil, fault.Conflict("topics.fault.taken").On("label_" + string(desk)).By(other.Names.In(desk, desk))
		}
	}
	if asked >= MaxFields {
		return d, nil, fault.Invalid("topics.fault.too_many_fields").On("label_" + string(desk)).Max(MaxFields)
	}
	return d, options, nil
}

// AddField adds a question to a topic, the last of its own.
func AddField(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, d FieldDraft) (FieldID, error) {
	all, desk, err := inTopic(ctx, tx, by, id)
	if err != nil {
		return 0, err
	}
	d, options, err := checked(d, all, desk, 0)
	if err != nil {
		return 0, err
	}
	const q = `insert into topic_fields (topic_id, names, hints, kind, options, is_required, is_shown, position)
		values (@topic, @names, @hints, @kind, @options, @required, @shown, @position) returning id`
	position := 1
	for _, f := range all {
		position = max(position, f.Position+1)
	}
	var added FieldID
	err = tx.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"topic": id, "names": d.Names, "hints": d.Hints, "kind": d.Kind, "options": options, "required": d.IsRequired, "shown": d.IsShown, "position": position,
	}).Scan(&added)
	if err != nil {
		return 0, fmt.Errorf("add a question to topic %d: %w", id, err)
	}
	return added, audit.Write(ctx, tx, entry(by, AuditQuestionAdded, id, "", line(d, desk)))
}

// line is a question in one line of the audit.
func line(d FieldDraft, desk i18n.Locale) string {
	said := d.Names.In(desk, desk) + ", " + string(d.Kind)
	if d.IsRequired {
		said += ", required"
	}
	if !d.IsShown {
		said += ", internal"
	}
	return said
}

// one finds a topic's own question.
func one(all []Field, id FieldID) (Field, error) {
	i := slices.IndexFunc(all, func(f Field) bool { return f.ID == id })
	if i < 0 {
		return Field{}, fault.NotFound()
	}
	return all[i], nil
}

// ChangeField changes a question from now on: what was answered before stays as it was asked. What kind it is stays, too.
func ChangeField(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, f FieldID, d FieldDraft) error {
	all, desk, err := inTopic(ctx, tx, by, id)
	if err != nil {
		return err
	}
	was, err := one(all, f)
	if err != nil {
		return err
	}
	d.Kind = was.Kind
	d, options, err := checked(d, all, desk, f)
	if err != nil {
		return err
	}
	if maps.Equal(d.Names, was.Names) && maps.Equal(d.Hints, was.Hints) && slices.EqualFunc(options, was.Options, maps.Equal[Names, Names]) &&
		d.IsRequired == was.IsRequired && d.IsShown == was.IsShown {
		return nil
	}
	const q = `update topic_fields set names = @names, hints = @hints, options = @options, is_required = @required, is_shown = @shown where id = @id`
	_, err = tx.Exec(ctx, q, pgx.StrictNamedArgs{
		"id": f, "names": d.Names, "hints": d.Hints, "options": options, "required": d.IsRequired, "shown": d.IsShown,
	})
	if err != nil {
		return fmt.Errorf("change question %d: %w", f, err)
	}
	return audit.Write(ctx, tx, entry(by, AuditQuestionChanged, id, line(was.Drafted(), desk), line(d, desk)))
}

// Drafted is a question as the form that changes it begins.
func (f Field) Drafted() FieldDraft {
	d := FieldDraft{Names: f.Names, Hints: f.Hints, Kind: f.Kind, IsRequired: f.IsRequired, IsShown: f.IsShown, Options: map[i18n.Locale]string{}}
	for _, l := range i18n.Locales {
		some := false
		text := ""
		for i, o := range f.Options {
			if i > 0 {
				text += "\n"
			}
			text += o[l]
			some = some || o[l] != ""
		}
		if some {
			d.Options[l] = text
		}
	}
	return d
}

// MoveField takes a question a step up or down among the topic's own, as Move does a topic.
func MoveField(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, f FieldID, to Step, was int) error {
	all, desk, err := inTopic(ctx, tx, by, id)
	if err != nil {
		return err
	}
	it, err := one(all, f)
	switch {
	case err != nil:
		return err
	case to != Up && to != Down:
		return fault.Invalid("topics.fault.choose").On("to")
	case it.Position != was:
		return fault.Conflict("topics.fault.moved")
	}
	var order []FieldID
	for _, other := range all {
		if other.ArchivedAt == nil || other.ID == f {
			order = append(order, other.ID)
		}
	}
	if order = stepped(order, f, to); order == nil {
		return nil
	}
	const q = `update topic_fields t set position = o.position from unnest($1::bigint[]) with ordinality o (id, position) where t.id = o.id`
	if _, err := tx.Exec(ctx, q, order); err != nil {
		return fmt.Errorf("move question %d: %w", f, err)
	}
	return audit.Write(ctx, tx, entry(by, AuditQuestionMoved, id, it.Names.In(desk, desk), string(to)))
}

// ArchiveField asks a question no longer; answers to it stay where they are.
func ArchiveField(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, f FieldID) error {
	return setFieldArchived(ctx, tx, by, id, f, true)
}

// ReturnField asks a question again.
func ReturnField(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, f FieldID) error {
	return setFieldArchived(ctx, tx, by, id, f, false)
}

func setFieldArchived(ctx context.Context, tx *pg.Tx, by people.Actor, id ID, f FieldID, archived bool) error {
	all, desk, err := inTopic(ctx, tx, by, id)
	if err != nil {
		return err
	}
	it, err := one(all, f)
	if err != nil || archived == (it.ArchivedAt != nil) {
		return err
	}
	kind := AuditQuestionArchived
	if !archived {
		kind = AuditQuestionReturned
		if _, _, err := checked(it.Drafted(), all, desk, f); err != nil {
			return err
		}
	}
	const q = `update topic_fields set archived_at = case when $2 then kept_now() end where id = $1`
	if _, err := tx.Exec(ctx, q, f, archived); err != nil {
		return fmt.Errorf("archive question %d: %w", f, err)
	}
	return audit.Write(ctx, tx, entry(by, kind, id, it.Names.In(desk, desk), it.Names.In(desk, desk)))
}
