package office

import (
	"cmp"
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// showStart leads the first admin through what a new desk needs; it can be left and gone on with at any time.
func (d door) showStart(w http.ResponseWriter, r *http.Request) error {
	return d.start(w, r, http.StatusOK, view.Start{})
}

func (d door) start(w http.ResponseWriter, r *http.Request, status int, p view.Start) (err error) {
	if p.Frame, err = d.frame(w, r, "start", words(r, "settings.start.title")); err != nil {
		return err
	}
	p.Frame.Side.Current = "settings"
	p.Desk, p.Sizes = httpd.Desk(r.Context()), d.sizes()
	p.HasMail, p.Sender = d.Settings.HasMail, cmp.Or(httpd.Desk(r.Context()).Sender, d.Settings.MailFrom)
	teams, err := people.Teams(r.Context(), d.DB)
	if err != nil {
		return err
	}
	if len(teams) > 0 && p.Problems == nil {
		p.Team = teams[0].Name
	}
	return d.Render(w, r, status, view.StartPage(p))
}

// takeStep notes that a step is done or skipped; the team's is done with its name.
func (d door) takeStep(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	step := people.Step(form.Text("step"))
	err = d.changeTo(w, r, "/office/start", func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		if step == people.StepTeam && !form.Has("skip") {
			if err := people.NameFirstTeam(ctx, tx, httpd.Actor(ctx), form.Text("team"), d.sizes()); err != nil {
				return ui.Note{}, err
			}
		}
		return ui.Note{}, people.Take(ctx, tx, httpd.Actor(ctx), step)
	})
	if fault.Is(err, fault.KindInvalid) {
		return d.start(w, r, http.StatusUnprocessableEntity, view.Start{Team: form.Text("team"), Problems: httpd.Problems(r.Context(), err, inputs(r.Context())...)})
	}
	return err
}
