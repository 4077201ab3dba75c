package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// setTopic says what a ticket is about.
func (d door) setTopic(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	to := topic.ID(form.ID("topic"))
	if to == 0 && form.Text("topic") != "0" { // what is no number is no topic
		to = -1
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "topics.done.topic")}, ticket.SetTopic(ctx, tx, httpd.Actor(ctx), t.ID, to)
	})
	return d.settled(w, r, t.Number, err, view.Topic)
}

// setFacts writes down what the staff knows of what the topic asks.
func (d door) setFacts(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	facts := ticket.Facts{Given: form.Text, Was: func(input string) string { return form.Text(view.WasOf(input)) }}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "topics.done.facts")}, ticket.SetFacts(ctx, tx, httpd.Actor(ctx), t.ID, facts)
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) {
		if v.Open = view.Facts; !fault.Is(err, fault.KindConflict) { // after a conflict the form shows what stands now
			v.About.Given = form.Text
		}
	})
}

// createTag gives a ticket a tag.
func (d door) createTag(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "topics.done.tagged")}, ticket.Tag(ctx, tx, httpd.Actor(ctx), t.ID, form.Text("tag"))
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) { v.Open, v.Entry.Text = view.Tagging, form.Text("tag") })
}

// removeTag takes a tag off a ticket.
func (d door) removeTag(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	id, err := httpd.PathID(r, "tag")
	if err != nil {
		return err
	}
	return d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "topics.done.untagged")}, ticket.Untag(ctx, tx, httpd.Actor(ctx), t.ID, topic.TagID(id))
	})
}
