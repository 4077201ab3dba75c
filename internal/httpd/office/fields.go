package office

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

func (d door) createField(w http.ResponseWriter, r *http.Request) error {
	id, form, err := d.topicForm(w, r)
	if err != nil {
		return err
	}
	draft := fieldDraft(form)
	err = d.saved(w, r, topicAddress(id), words(r, "topics.done.question_added"), func(ctx context.Context, tx *pg.Tx) error {
		_, err := topic.AddField(ctx, tx, httpd.Actor(ctx), id, draft)
		return err
	})
	return d.again(err, func(status int) error {
		return d.topicPage(w, r, status, func(p *view.TopicPage) {
			p.Added = view.FieldForm{Draft: draft, Problems: d.fieldProblems(r, err)}
		})
	})
}

func topicAddress(id topic.ID) string { return fmt.Sprintf("%s/%d", view.TopicsPath, id) }

func fieldDraft(form httpd.Form) topic.FieldDraft {
	d := topic.FieldDraft{
		Names: topic.Names{}, Hints: topic.Names{}, Kind: topic.Kind(form.Text("kind")), Options: map[i18n.Locale]string{},
		IsRequired: form.Has("required"), IsShown: form.Has("shown"),
	}
	for _, l := range i18n.Locales {
		d.Names[l], d.Hints[l], d.Options[l] = form.Text("label_"+string(l)), form.Text("hint_"+string(l)), form.Text("options_"+string(l))
	}
	return d
}

func (d door) fieldProblems(r *http.Request, err error) []ui.Problem {
	fields := []httpd.Input{
		{Name: "kind", Label: words(r, "topics.field.kind")},
		{Name: "required", Label: words(r, "topics.field.required")},
	}
	for _, l := range i18n.Locales {
		fields = append(fields,
			httpd.Input{Name: "label_" + string(l), Label: words(r, "topics.field.question") + ", " + l.Name()},
			httpd.Input{Name: "hint_" + string(l), Label: words(r, "topics.field.hint") + ", " + l.Name()},
			httpd.Input{Name: "options_" + string(l), Label: words(r, "topics.field.options") + ", " + l.Name()})
	}
	return httpd.Problems(r.Context(), err, fields...)
}

func (d door) showField(w http.ResponseWriter, r *http.Request) error {
	return d.fieldPage(w, r, http.StatusOK, func(*view.FieldPage) {})
}

// fieldPage draws one question as it stands now, with what with adds to it.
func (d door) fieldPage(w http.ResponseWriter, r *http.Request, status int, with func(*view.FieldPage)) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	id, f, err := fieldIDs(r)
	if err != nil {
		return err
	}
	all, err := topic.Manage(ctx, d.DB, by)
	if err != nil {
		return err
	}
	of, err := topic.Fields(ctx, d.DB, by, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(of, func(one topic.Field) bool { return one.ID == f })
	one, found := all.Find(id)
	if i < 0 || !found {
		return fault.NotFound()
	}
	p := view.FieldPage{Topic: one, Field: of[i], Desk: httpd.Desk(ctx).Locale, Form: view.FieldForm{Draft: of[i].Drafted()}}
	if p.Frame, err = d.settingsFrame(w, r, of[i].Names.In(i18n.From(ctx).Locale(), p.Desk)); err != nil {
		return err
	}
	with(&p)
	return d.Render(w, r, status, view.ShowField(p))
}

func fieldIDs(r *http.Request) (topic.ID, topic.FieldID, error) {
	id, err := httpd.PathID(r, "topic")
	if err != nil {
		return 0, 0, err
	}
	f, err := httpd.PathID(r, "field")
	return topic.ID(id), topic.FieldID(f), err
}

func (d door) saveField(w http.ResponseWriter, r *http.Request) error {
	id, f, err := fieldIDs(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	draft := fieldDraft(form)
	err = d.saved(w, r, topicAddress(id), words(r, "topics.done.saved"), func(ctx context.Context, tx *pg.Tx) error {
		return topic.ChangeField(ctx, tx, httpd.Actor(ctx), id, f, draft)
	})
	return d.again(err, func(status int) error {
		return d.fieldPage(w, r, status, func(p *view.FieldPage) {
			draft.Kind = p.Field.Kind
			p.Form = view.FieldForm{Draft: draft, Problems: d.fieldProblems(r, err)}
		})
	})
}

func (d door) moveField(w http.ResponseWriter, r *http.Request) error {
	id, f, err := fieldIDs(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	err = d.saved(w, r, topicAddress(id), words(r, "topics.done.moved"), func(ctx context.Context, tx *pg.Tx) error {
		return topic.MoveField(ctx, tx, httpd.Actor(ctx), id, f, topic.Step(form.Text("to")), int(form.ID("was")))
	})
	return d.again(err, func(status int) error {
		return d.topicPage(w, r, status, func(p *view.TopicPage) { p.Said = httpd.Problems(r.Context(), err) })
	})
}

func (d door) archiveField(w http.ResponseWriter, r *http.Request) error {
	return d.endField(w, r, "topics.done.archived", topic.ArchiveField)
}

func (d door) returnField(w http.ResponseWriter, r *http.Request) error {
	return d.endField(w, r, "topics.done.returned", topic.ReturnField)
}

func (d door) endField(w http.ResponseWriter, r *http.Request, done string, f func(context.Context, *pg.Tx, people.Actor, topic.ID, topic.FieldID) error) error {
	id, field, err := fieldIDs(r)
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	err = d.saved(w, r, topicAddress(id), words(r, done), func(ctx context.Context, tx *pg.Tx) error {
		return f(ctx, tx, httpd.Actor(ctx), id, field)
	})
	return d.again(err, func(status int) error {
		return d.fieldPage(w, r, status, func(p *view.FieldPage) { p.Said = d.fieldProblems(r, err) })
	})
}
