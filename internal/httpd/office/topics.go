package office

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showTopics(w http.ResponseWriter, r *http.Request) error {
	return d.topicsPage(w, r, http.StatusOK, view.TopicForm{Draft: topic.Draft{Icon: topic.Icons[0], Parent: topic.ID(queryID(r, "parent"))}})
}

// topicsPage draws the tree, with the form that adds a topic as it is or as it came back.
func (d door) topicsPage(w http.ResponseWriter, r *http.Request, status int, form view.TopicForm) error {
	ctx := r.Context()
	all, err := topic.Manage(ctx, d.DB, httpd.Actor(ctx))
	if err != nil {
		return err
	}
	p := view.TopicsPage{Tree: all, Desk: httpd.Desk(ctx).Locale, Form: form}
	if p.Teams, err = people.Teams(ctx, d.DB); err != nil {
		return err
	}
	if p.Form.Skills, err = people.Skills(ctx, d.DB); err != nil {
		return err
	}
	if p.Frame, err = d.settingsFrame(w, r, words(r, "topics.admin.title")); err != nil {
		return err
	}
	return d.Render(w, r, status, view.ShowTopics(p))
}

func (d door) createTopic(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	draft := topicDraft(form)
	err = d.saved(w, r, view.TopicsPath, words(r, "topics.done.added"), func(ctx context.Context, tx *pg.Tx) error {
		_, err := topic.Add(ctx, tx, httpd.Actor(ctx), draft)
		return err
	})
	return d.again(err, func(status int) error {
		return d.topicsPage(w, r, status, view.TopicForm{Draft: draft, Problems: d.topicProblems(r, err)})
	})
}

// topicDraft is a topic as a form sends it. A parent that is no number is none that exists, and the room refuses it.
func topicDraft(form httpd.Form) topic.Draft {
	d := topic.Draft{
		Parent: topic.ID(form.ID("parent")), Names: topic.Names{}, Icon: form.Text("icon"), Team: people.TeamID(form.ID("team")),
		Priority: sla.Priority(form.Text("priority")), IsHidden: form.Has("hidden"), Skill: form.ID("skill"),
	}
	if d.Parent == 0 && form.Text("parent") != "0" {
		d.Parent = -1
	}
	if d.Team == 0 && form.Text("team") != "0" {
		d.Team = -1
	}
	if skill := form.Text("skill"); d.Skill == 0 && skill != "" && skill != "0" {
		d.Skill = -1
	}
	for _, l := range i18n.Locales {
		d.Names[l] = form.Text("name_" + string(l))
	}
	return d
}

func (d door) topicProblems(r *http.Request, err error) []ui.Problem {
	fields := []httpd.Input{
		{Name: "icon", Label: words(r, "topics.form.icon")},
		{Name: "parent", Label: words(r, "topics.form.parent")},
		{Name: "team", Label: words(r, "topics.form.team")},
		{Name: "priority", Label: words(r, "topics.form.priority")},
		{Name: "skill", Label: words(r, "assign.topic.skill")},
	}
	for _, l := range i18n.Locales {
		fields = append(fields, httpd.Input{Name: "name_" + string(l), Label: l.Name()})
	}
	return httpd.Problems(r.Context(), err, fields...)
}

func (d door) showTopic(w http.ResponseWriter, r *http.Request) error {
	return d.topicPage(w, r, http.StatusOK, func(*view.TopicPage) {})
}

// topicPage draws one topic as it stands now, with what with adds to it.
func (d door) topicPage(w http.ResponseWriter, r *http.Request, status int, with func(*view.TopicPage)) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	all, err := topic.Manage(ctx, d.DB, by)
	if err != nil {
		return err
	}
	id, err := httpd.PathID(r, "topic")
	if err != nil {
		return err
	}
	one, found := all.Find(topic.ID(id))
	if !found {
		return fault.NotFound()
	}
	p := view.TopicPage{
		Tree: all, Topic: one, Desk: httpd.Desk(ctx).Locale, Form: view.TopicForm{Draft: one.Drafted()},
		Added: view.FieldForm{Draft: topic.FieldDraft{Kind: topic.Text, IsShown: true}},
	}
	if p.Fields, err = topic.Fields(ctx, d.DB, by, one.ID); err != nil {
		return err
	}
	if p.Teams, err = people.Teams(ctx, d.DB); err != nil {
		return err
	}
	if p.Frame, err = d.settingsFrame(w, r, all.Name(one.ID, i18n.From(ctx).Locale(), p.Desk)); err != nil {
		return err
	}
	with(&p)
	if p.Form.Skills, err = people.Skills(ctx, d.DB); err != nil {
		return err
	}
	return d.Render(w, r, status, view.ShowTopic(p))
}

func (d door) saveTopic(w http.ResponseWriter, r *http.Request) error {
	id, form, err := d.topicForm(w, r)
	if err != nil {
		return err
	}
	draft := topicDraft(form)
	err = d.saved(w, r, view.TopicsPath, words(r, "topics.done.saved"), func(ctx context.Context, tx *pg.Tx) error {
		return topic.Change(ctx, tx, httpd.Actor(ctx), id, draft)
	})
	return d.again(err, func(status int) error {
		return d.topicPage(w, r, status, func(p *view.TopicPage) {
			p.Form = view.TopicForm{Draft: draft, Problems: d.topicProblems(r, err)}
		})
	})
}

func (d door) topicForm(w http.ResponseWriter, r *http.Request) (topic.ID, httpd.Form, error) {
	id, err := httpd.PathID(r, "topic")
	if err != nil {
		return 0, httpd.Form{}, err
	}
	form, err := d.ReadFields(w, r)
	return topic.ID(id), form, err
}

func (d door) moveTopic(w http.ResponseWriter, r *http.Request) error {
	id, form, err := d.topicForm(w, r)
	if err != nil {
		return err
	}
	err = d.saved(w, r, view.TopicsPath, words(r, "topics.done.moved"), func(ctx context.Context, tx *pg.Tx) error {
		return topic.Move(ctx, tx, httpd.Actor(ctx), id, topic.Step(form.Text("to")), int(form.ID("was")))
	})
	return d.again(err, func(status int) error {
		return d.topicsPage(w, r, status, view.TopicForm{Draft: topic.Draft{Icon: topic.Icons[0]}, Problems: httpd.Problems(r.Context(), err)})
	})
}

func (d door) archiveTopic(w http.ResponseWriter, r *http.Request) error {
	return d.endTopic(w, r, "topics.done.archived", topic.Archive)
}

func (d door) returnTopic(w http.ResponseWriter, r *http.Request) error {
	return d.endTopic(w, r, "topics.done.returned", topic.Return)
}

func (d door) endTopic(w http.ResponseWriter, r *http.Request, done string, f func(context.Context, *pg.Tx, people.Actor, topic.ID) error) error {
	id, _, err := d.topicForm(w, r)
	if err != nil {
		return err
	}
	err = d.saved(w, r, view.TopicsPath, words(r, done), func(ctx context.Context, tx *pg.Tx) error {
		return f(ctx, tx, httpd.Actor(ctx), id)
	})
	return d.again(err, func(status int) error {
		return d.topicPage(w, r, status, func(p *view.TopicPage) { p.Said = httpd.Problems(r.Context(), err) })
	})
}
