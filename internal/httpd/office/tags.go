package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

func (d door) showTags(w http.ResponseWriter, r *http.Request) error {
	return d.tagsPage(w, r, http.StatusOK, view.TagsPage{Form: view.TagForm{Draft: topic.TagDraft{Colour: topic.Plain}}})
}

// tagsPage draws every tag, with a form as it came back.
func (d door) tagsPage(w http.ResponseWriter, r *http.Request, status int, p view.TagsPage) error {
	var err error
	if p.Tags, err = topic.CountedTags(r.Context(), d.DB, httpd.Actor(r.Context())); err != nil {
		return err
	}
	if p.Frame, err = d.settingsFrame(w, r, words(r, "topics.tags.title")); err != nil {
		return err
	}
	return d.Render(w, r, status, view.ShowTags(p))
}

func tagDraft(form httpd.Form) topic.TagDraft {
	return topic.TagDraft{Name: form.Text("name"), Colour: topic.Colour(form.Text("colour"))}
}

// tagProblems are at the fields of the form of one of the tags, "" of the one that adds.
func tagProblems(r *http.Request, err error, of string) []ui.Problem {
	all := httpd.Problems(r.Context(), err,
		httpd.Input{Name: "name", Label: words(r, "topics.tags.name")}, httpd.Input{Name: "colour", Label: words(r, "topics.tags.colour")})
	for i := range all {
		if all[i].Field != "" && of != "" {
			all[i].Field += "-" + of
		}
	}
	return all
}

func (d door) createTag(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	draft := tagDraft(form)
	err = d.saved(w, r, view.TagsPath, words(r, "topics.done.tag_added"), func(ctx context.Context, tx *pg.Tx) error {
		_, err := topic.AddTag(ctx, tx, httpd.Actor(ctx), draft)
		return err
	})
	return d.again(err, func(status int) error {
		return d.tagsPage(w, r, status, view.TagsPage{Form: view.TagForm{Draft: draft, Problems: tagProblems(r, err, "")}})
	})
}

func (d door) tagForm(w http.ResponseWriter, r *http.Request) (topic.TagID, httpd.Form, error) {
	id, err := httpd.PathID(r, "tag")
	if err != nil {
		return 0, httpd.Form{}, err
	}
	form, err := d.ReadFields(w, r)
	return topic.TagID(id), form, err
}

func (d door) saveTag(w http.ResponseWriter, r *http.Request) error {
	id, form, err := d.tagForm(w, r)
	if err != nil {
		return err
	}
	draft := tagDraft(form)
	err = d.saved(w, r, view.TagsPath, words(r, "topics.done.saved"), func(ctx context.Context, tx *pg.Tx) error {
		return topic.ChangeTag(ctx, tx, httpd.Actor(ctx), id, draft)
	})
	return d.again(err, func(status int) error {
		problems := tagProblems(r, err, strconv.FormatInt(int64(id), 10))
		return d.tagsPage(w, r, status, view.TagsPage{Of: id, Form: view.TagForm{Draft: draft, Problems: problems}})
	})
}

func (d door) removeTag(w http.ResponseWriter, r *http.Request) error {
	id, _, err := d.tagForm(w, r)
	if err != nil {
		return err
	}
	return d.saved(w, r, view.TagsPath, words(r, "topics.done.tag_removed"), func(ctx context.Context, tx *pg.Tx) error {
		return topic.RemoveTag(ctx, tx, httpd.Actor(ctx), id)
	})
}

// showJoin shows what joining a tag into another would do; without another it asks into which.
func (d door) showJoin(w http.ResponseWriter, r *http.Request) error {
	return d.joinPage(w, r, http.StatusOK, topic.TagID(queryID(r, "into")))
}

func (d door) joinPage(w http.ResponseWriter, r *http.Request, status int, into topic.TagID) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	id, err := httpd.PathID(r, "tag")
	if err != nil {
		return err
	}
	p := view.JoinPage{}
	if p.Others, err = topic.CountedTags(ctx, d.DB, by); err != nil {
		return err
	}
	i := slices.IndexFunc(p.Others, func(t topic.Counted) bool { return t.ID == topic.TagID(id) })
	if i < 0 {
		return fault.NotFound()
	}
	p.Tag = p.Others[i].Tag
	if into != 0 {
		preview, err := topic.PreviewJoin(ctx, d.DB, by, p.Tag.ID, into)
		if err != nil {
			return err
		}
		p.Preview = &preview
	}
	if p.Frame, err = d.settingsFrame(w, r, words(r, "topics.tags.join_title", i18n.Blanks{Name: ui.Clean(p.Tag.Name)})); err != nil {
		return err
	}
	return d.Render(w, r, status, view.ShowJoin(p))
}

func (d door) createJoin(w http.ResponseWriter, r *http.Request) error {
	id, form, err := d.tagForm(w, r)
	if err != nil {
		return err
	}
	into := topic.TagID(form.ID("into"))
	err = d.saved(w, r, view.TagsPath, words(r, "topics.done.joined"), func(ctx context.Context, tx *pg.Tx) error {
		return topic.Join(ctx, tx, httpd.Actor(ctx), id, into)
	})
	return d.again(err, func(status int) error {
		return d.tagsPage(w, r, status, view.TagsPage{
			Form: view.TagForm{Draft: topic.TagDraft{Colour: topic.Plain}}, Said: httpd.Problems(r.Context(), err),
		})
	})
}
