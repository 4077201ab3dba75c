package desk

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

const viewsAddress = "/desk/views"

func (d door) showViews(w http.ResponseWriter, r *http.Request) error {
	frame, shell, err := d.frame(w, r, nil, "views")
	if err != nil {
		return err
	}
	frame.Title, frame.Flow, frame.Side.Current = words(r, "queue.views.title"), true, "views"
	return d.Render(w, r, http.StatusOK, view.ViewsPage(view.Views{Frame: frame, Me: httpd.Me(r.Context()).ID, All: shell.Views}))
}

// theView reads the view that the address names, which the reader may change.
func (d door) theView(r *http.Request) (ticket.View, error) {
	id, err := viewID(r)
	if err != nil {
		return ticket.View{}, err
	}
	v, err := ticket.GetView(r.Context(), d.DB, httpd.Actor(r.Context()), id)
	if err == nil && !v.MayChange {
		err = fault.NotFound()
	}
	return v, err
}

func viewID(r *http.Request) (ticket.ViewID, error) {
	id, err := httpd.PathID(r, "view")
	return ticket.ViewID(id), err
}

func (d door) showView(w http.ResponseWriter, r *http.Request) error {
	v, err := d.theView(r)
	if err != nil {
		return err
	}
	return d.viewPage(w, r, http.StatusOK, view.ViewPage{View: v, Form: view.ViewFormOf(v)})
}

// viewPage draws the form of a view, with what it shows.
func (d door) viewPage(w http.ResponseWriter, r *http.Request, status int, p view.ViewPage) error {
	list := view.List{}.Of(ticket.View{Query: p.Form.Query})
	frame, shell, known, err := d.frameOf(w, r, &list, "views")
	if err != nil {
		return err
	}
	p.Form.Teams = shell.Counts.Teams
	p.List = view.Queue{
		List: list, Me: httpd.Me(r.Context()).ID, Teams: shell.Counts.Teams, Faces: known.faces,
		About: view.Abouts{Topics: shell.Topics, Tags: known.tags, Desk: httpd.Desk(r.Context()).Locale},
	}
	frame.Title, frame.Flow, frame.Side.Current = words(r, "queue.view.save_as"), true, "views"
	if p.View.ID != 0 {
		frame.Title = p.View.Name
	}
	p.Frame = frame
	return d.Render(w, r, status, view.ViewEditPage(p))
}

// viewDraftOf is a view as its form sends it. Whom it is for is a team by its number, else everybody or oneself; what is none of these
// is a team that is not there.
func viewDraftOf(f httpd.Form) ticket.ViewDraft {
	draft := ticket.ViewDraft{Name: field.Line(f.Text("name")), Query: queryOf(f)}
	switch to := f.Text("shared"); to {
	case view.ForMe, "":
	case view.ForAll:
		draft.IsShared = true
	default:
		draft.Team = -1
		if id, err := strconv.ParseInt(to, 10, 64); err == nil && id > 0 {
			draft.Team = people.TeamID(id)
		}
	}
	return draft
}

// queryOf is what a view shows, as Kept writes it, whatever was sent.
func queryOf(f httpd.Form) string {
	q, err := url.ParseQuery(f.Text("query"))
	if err != nil {
		return ""
	}
	l := view.ListOf(q)
	l.Saved, l.Base = 0, 0
	return l.Query()
}

// createView gives a list a name.
func (d door) createView(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	draft := viewDraftOf(form)
	var id ticket.ViewID
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.SaveView(ctx, tx, httpd.Actor(ctx), draft)
		return err
	})
	if err != nil {
		return d.refuseView(w, r, err, view.ViewPage{Form: view.ViewForm{Name: draft.Name, Query: draft.Query, For: form.Text("shared")}})
	}
	return d.done(w, r, view.ViewList(id), ui.Note{Text: words(r, "queue.done.saved", i18n.Blanks{Name: draft.Name})})
}

func (d door) done(w http.ResponseWriter, r *http.Request, to string, n ui.Note) error {
	if err := d.Toast(w, n); err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

// refuseView draws the form again with what is wrong with it; after a conflict it shows what stands now.
func (d door) refuseView(w http.ResponseWriter, r *http.Request, err error, p view.ViewPage) error {
	switch {
	case fault.Is(err, fault.KindConflict):
		v, gone := d.theView(r)
		if gone != nil {
			return gone
		}
		p.View, p.Form, p.Clash = v, view.ViewFormOf(v), httpd.Problems(r.Context(), err)[0].Message
		return d.viewPage(w, r, http.StatusConflict, p)
	case fault.Is(err, fault.KindInvalid):
		for _, one := range httpd.Problems(r.Context(), err) {
			p.Form.Problems = append(p.Form.Problems, view.Problem{Field: one.Field, Message: one.Message})
		}
		return d.viewPage(w, r, http.StatusUnprocessableEntity, p)
	}
	return err
}

// saveView gives a view another name, and says who has it.
func (d door) saveView(w http.ResponseWriter, r *http.Request) error {
	v, err := d.theView(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	draft := viewDraftOf(form)
	err = d.Change(w, r, viewsAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		if err := ticket.ChangeView(ctx, tx, httpd.Actor(ctx), v.ID, versionOf(form), draft); err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "queue.done.changed", i18n.Blanks{Name: draft.Name})}, nil
	})
	if err != nil {
		page := view.ViewPage{View: v, Form: view.ViewFormOf(v)}
		page.Form.Version, page.Form.Name, page.Form.For = versionOf(form), draft.Name, form.Text("shared")
		return d.refuseView(w, r, err, page)
	}
	return nil
}

// versionOf is the version that somebody read; what is none is one that never was, so that it is a conflict.
func versionOf(f httpd.Form) int {
	if n, err := strconv.Atoi(f.Text("version")); err == nil && n > 0 {
		return n
	}
	return -1
}

// setViewFilters makes a view show the list that somebody looks at.
func (d door) setViewFilters(w http.ResponseWriter, r *http.Request) error {
	v, err := d.theView(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, view.ViewList(v.ID), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		_, err := ticket.RefilterView(ctx, tx, httpd.Actor(ctx), v.ID, versionOf(form), queryOf(form))
		return ui.Note{Text: words(r, "queue.done.changed", i18n.Blanks{Name: v.Name})}, err
	})
	if err != nil {
		return d.refuseView(w, r, err, view.ViewPage{View: v, Form: view.ViewFormOf(v)})
	}
	return nil
}

func (d door) createViewMove(w http.ResponseWriter, r *http.Request) error {
	v, err := d.theView(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	return d.Change(w, r, viewsAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "queue.done.moved", i18n.Blanks{Name: v.Name})}, ticket.MoveView(ctx, tx, httpd.Actor(ctx), v.ID, form.Text("way") == "up")
	})
}

func (d door) createViewRemoval(w http.ResponseWriter, r *http.Request) error {
	id, err := viewID(r)
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	return d.Change(w, r, viewsAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		v, err := ticket.RemoveView(ctx, tx, httpd.Actor(ctx), id)
		if err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "queue.done.removed", i18n.Blanks{Name: v.Name}), View: int64(v.ID), Life: 20}, err
	})
}

func (d door) undoViewRemoval(w http.ResponseWriter, r *http.Request) error {
	id, err := viewID(r)
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	return d.Change(w, r, viewsAddress, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		v, err := ticket.RestoreView(ctx, tx, httpd.Actor(ctx), id)
		if err != nil {
			return ui.Note{}, err
		}
		return ui.Note{Text: words(r, "queue.done.restored", i18n.Blanks{Name: v.Name})}, err
	})
}

// setDensity says how dense the rows of somebody's lists are.
func (d door) setDensity(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	isCompact := form.Text("rows") == "compact"
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return people.SetCompact(ctx, tx, httpd.Actor(ctx), isCompact)
	})
	if err != nil {
		return err
	}
	httpd.Redirect(w, r, httpd.SafeNext(form.Text("back")))
	return nil
}
