package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// settingsFrame is what the shell shows around a page of the settings of topics and tags.
func (d door) settingsFrame(w http.ResponseWriter, r *http.Request, title string) (layout.Frame, error) {
	f, err := d.frame(w, r, "topics", ui.Clean(title))
	f.Side.Current = "topics"
	return f, err
}

// saved makes one change, says what was done, and goes on to a page.
func (d door) saved(w http.ResponseWriter, r *http.Request, to, done string, f func(ctx context.Context, tx *pg.Tx) error) error {
	if err := d.DB.Do(r.Context(), f); err != nil {
		return err
	}
	if err := d.Toast(w, ui.Note{Text: done}); err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

// again draws a form that was not taken with its answer's status. What has a page of its own is returned.
func (d door) again(err error, draw func(status int) error) error {
	faults := fault.Of(err)
	if len(faults) == 0 || !slices.Contains([]fault.Kind{fault.KindInvalid, fault.KindConflict}, faults[0].Kind) {
		return err
	}
	return draw(int(faults[0].Kind))
}

// queryID is a number in the address's query, 0 where there is none.
func queryID(r *http.Request, name string) int64 {
	id, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// topicRoutes are the admins' pages of topics and tags: the rooms say who is one.
func (d door) topicRoutes(r chi.Router) {
	r.Get("/office/settings/topics", d.Handle(d.showTopics))
	r.Post("/office/settings/topics", d.Handle(d.createTopic))
	r.Get("/office/settings/topics/{topic}", d.Handle(d.showTopic))
	r.Post("/office/settings/topics/{topic}", d.Handle(d.saveTopic))
	r.Post("/office/settings/topics/{topic}/places", d.Handle(d.moveTopic))
	r.Post("/office/settings/topics/{topic}/archivings", d.Handle(d.archiveTopic))
	r.Post("/office/settings/topics/{topic}/returns", d.Handle(d.returnTopic))
	r.Post("/office/settings/topics/{topic}/questions", d.Handle(d.createField))
	r.Get("/office/settings/topics/{topic}/questions/{field}", d.Handle(d.showField))
	r.Post("/office/settings/topics/{topic}/questions/{field}", d.Handle(d.saveField))
	r.Post("/office/settings/topics/{topic}/questions/{field}/places", d.Handle(d.moveField))
	r.Post("/office/settings/topics/{topic}/questions/{field}/archivings", d.Handle(d.archiveField))
	r.Post("/office/settings/topics/{topic}/questions/{field}/returns", d.Handle(d.returnField))
	r.Get("/office/settings/tags", d.Handle(d.showTags))
	r.Post("/office/settings/tags", d.Handle(d.createTag))
	r.Post("/office/settings/tags/{tag}", d.Handle(d.saveTag))
	r.Get("/office/settings/tags/{tag}/joins", d.Handle(d.showJoin))
	r.Post("/office/settings/tags/{tag}/joins", d.Handle(d.createJoin))
	r.Post("/office/settings/tags/{tag}/removals", d.Handle(d.removeTag))
}
