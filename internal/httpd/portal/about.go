package portal

import (
	"context"
	"net/http"
	"slices"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

// about fills in the topics that are offered, and what the chosen one asks. What is not offered is not chosen.
func (d door) about(ctx context.Context, a *view.Asking) error {
	all, err := topic.List(ctx, d.DB)
	if err != nil {
		return err
	}
	a.About.Topics, a.About.Desk = all, httpd.Desk(ctx).Locale
	if !all.IsOpen(a.About.Chosen) || !all.IsPublic(a.About.Chosen) {
		a.About.Chosen = 0
		return nil
	}
	a.About.Asked, err = topic.Asked(ctx, d.DB, all.Path(a.About.Chosen))
	return err
}

// chosen is the topic that a form names: the deepest of its rows that stands below the one before. A deeper row that
// belongs to another topic stood there before the choice above it changed.
func (d door) chosen(ctx context.Context, form httpd.Form) (topic.ID, error) {
	id := topic.ID(form.ID(view.TopicRows[0]))
	if id == 0 {
		return 0, nil
	}
	all, err := topic.List(ctx, d.DB)
	if err != nil {
		return 0, err
	}
	for _, row := range view.TopicRows[1:] {
		deeper := topic.ID(form.ID(row))
		if slices.ContainsFunc(all.Offered(id), func(t topic.Topic) bool { return t.ID == deeper }) {
			id = deeper
		}
	}
	return id, nil
}

// chooseTopic draws the form with what its topic asks, for those without script. Nothing that was typed is lost, and
// nothing is checked yet.
func (d door) chooseTopic(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadForm(w, r)
	if err != nil {
		return err
	}
	q, err := d.question(r.Context(), form)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, max-age=0")
	return d.form(w, r, http.StatusOK, typed(q, nil))
}

// question is what a form asks.
func (d door) question(ctx context.Context, form httpd.Form) (ticket.Question, error) {
	about, err := d.chosen(ctx, form)
	return ticket.Question{
		Key: form.Text("key"), Name: form.Text("name"), Address: form.Text("email"), Subject: form.Text("subject"),
		Body: form.Text("body"), Locale: i18n.Locale(form.Text("language")), Files: form.Files, Topic: about, Given: form.Text,
	}, err
}

// typed is the form with everything that was typed.
func typed(q ticket.Question, problems []ui.Problem) view.Asking {
	return view.Asking{
		Name: q.Name, Address: q.Address, Subject: q.Subject, Body: q.Body, Language: q.Locale, Key: q.Key, Problems: problems,
		About: view.About{Chosen: q.Topic, Given: q.Given},
	}
}

// aboutInputs are the inputs of a topic's questions.
func (d door) aboutInputs(ctx context.Context, q ticket.Question) ([]input, error) {
	a := typed(q, nil)
	if err := d.about(ctx, &a); err != nil {
		return nil, err
	}
	all := []input{{view.TopicField, view.TopicField, i18n.T(ctx, "topics.portal.title")}}
	for _, f := range a.About.Asked {
		all = append(all, input{f.Input(), f.Input(), ui.Clean(f.Names.In(i18n.From(ctx).Locale(), a.About.Desk))})
	}
	return all, nil
}
