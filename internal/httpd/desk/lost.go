package desk

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// lostRoutes are the supervisors' page of what fell between two chairs, and the acts that mend it.
func (d door) lostRoutes(r chi.Router) {
	r.Use(d.Supervisors)
	r.Get(view.LostPath, d.Handle(d.showLost))
	r.Post(view.LostPath+"/tickets/{number}/releases", d.Handle(d.releaseLost))
	r.Post(view.LostPath+"/tickets/{number}/calls", d.Handle(d.callLost))
	r.Post(view.LostPath+"/mails/{mail}/repeats", d.Handle(d.repeatLost))
	r.Post(view.LostPath+"/jobs/{job}/repeats", d.Handle(d.repeatJob))
}

// mostLost is how many of each kind the page shows.
const mostLost = 100

func (d door) showLost(w http.ResponseWriter, r *http.Request) error {
	return d.lost(w, r, http.StatusOK, "")
}

// lost draws the page as it stands now, with what could not be done.
func (d door) lost(w http.ResponseWriter, r *http.Request, status int, clash string) (err error) {
	ctx := r.Context()
	p := view.LostPage{Now: httpd.Now(ctx), Clash: clash, Administers: httpd.Actor(ctx).Role == people.Admin}
	if p.Lost, err = ticket.ReadLost(ctx, d.DB, httpd.Actor(ctx), mostLost); err != nil {
		return err
	}
	if p.Frame, _, err = d.frame(w, r, nil, "lost"); err != nil {
		return err
	}
	p.Frame.Title, p.Frame.Flow, p.Frame.Side.Current = words(r, "lost.title"), true, "lost"
	return d.Render(w, r, status, view.ShowLost(p))
}

// mend does what mends something, and leads back to what is left. What somebody else has mended meanwhile is said.
func (d door) mend(w http.ResponseWriter, r *http.Request, done string, act func(ctx context.Context, tx *pg.Tx) error) error {
	err := d.Change(w, r, view.LostPath, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: done}, act(ctx, tx)
	})
	faults := fault.Of(err)
	if len(faults) == 0 || faults[0].Kind != fault.KindConflict && faults[0].Kind != fault.KindInvalid {
		return err
	}
	return d.lost(w, r, int(faults[0].Kind), httpd.Message(i18n.From(r.Context()), faults[0], httpd.Now(r.Context())))
}

func (d door) releaseLost(w http.ResponseWriter, r *http.Request) error {
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	form, err := d.ReadForm(w, r)
	if err != nil {
		return err
	}
	return d.mend(w, r, words(r, "lost.done.released", i18n.Blanks{Number: digits(t.Number)}), func(ctx context.Context, tx *pg.Tx) error {
		return ticket.GiveToTeam(ctx, tx, httpd.Actor(ctx), t.ID, people.ID(form.ID("person")))
	})
}

func (d door) callLost(w http.ResponseWriter, r *http.Request) error {
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	if _, err := d.ReadForm(w, r); err != nil {
		return err
	}
	return d.mend(w, r, words(r, "lost.done.called", i18n.Blanks{Number: digits(t.Number)}), func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.CallUnreached(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, t)
		return err
	})
}

func (d door) repeatLost(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "mail")
	if err != nil {
		return err
	}
	if _, err := d.ReadForm(w, r); err != nil {
		return err
	}
	return d.mend(w, r, words(r, "lost.done.sent"), func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SendAgain(ctx, tx, httpd.Actor(ctx), outbox.ID(id))
	})
}

func (d door) repeatJob(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "job")
	if err != nil {
		return err
	}
	if _, err := d.ReadForm(w, r); err != nil {
		return err
	}
	return d.mend(w, r, words(r, "lost.done.tried"), func(ctx context.Context, tx *pg.Tx) error {
		return ticket.TryAgain(ctx, tx, httpd.Actor(ctx), id)
	})
}
