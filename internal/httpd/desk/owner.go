package desk

import (
	"context"
	"net/http"
	"strings"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

func firstName(name string) string { return view.First(name) }

// createClaim takes a ticket that nobody owns. Who comes second is shown the ticket, and told who has it.
func (d door) createClaim(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	to := address(r, t.Number)
	if back := form.Text("back"); back != "" {
		to = httpd.SafeNext(back)
	}
	err = d.Change(w, r, to, func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		err := ticket.Take(ctx, tx, httpd.Actor(ctx), t.ID)
		return ui.Note{Text: words(r, "desk.done.taken", i18n.Blanks{Number: digits(t.Number)})}, err
	})
	return d.settled(w, r, t.Number, err, "")
}

// setOwner gives a ticket to somebody, or back to its team.
func (d door) setOwner(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	h := ticket.Handing{Was: httpd.OwnerThen(form), Along: promiseIDs(form.IDs("along"))}
	done := words(r, "desk.done.released", i18n.Blanks{Number: digits(t.Number)})
	if to := strings.TrimSpace(form.Text("owner")); to != "0" {
		id := people.ID(form.ID("owner")) // what is no number is nobody's, and the room refuses it
		h.To = &id
		done = words(r, "desk.done.assigned", i18n.Blanks{Number: digits(t.Number)})
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: done}, ticket.Assign(ctx, tx, httpd.Actor(ctx), t.ID, h)
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) {
		if !fault.Is(err, fault.KindConflict) { // after a conflict the form would show another owner than it was about
			v.Open, v.Entry = view.Owner, view.Entry{Owner: form.Text("owner"), Along: append([]promise.ID{}, h.Along...)}
		}
	})
}

func (d door) setTeam(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	done, to := ui.Note{}, ""
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		done, to, err = d.giveToTeam(ctx, tx, r, t, people.TeamID(form.ID("team")))
		return err
	})
	if err != nil {
		return d.settled(w, r, t.Number, err, view.Team)
	}
	if err := d.Toast(w, done); err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

// giveToTeam makes the change and says where to go on: to the ticket, or back to the list if the ticket is out of the
// actor's sight now.
func (d door) giveToTeam(ctx context.Context, tx *pg.Tx, r *http.Request, t ticket.Ticket, team people.TeamID) (ui.Note, string, error) {
	by := httpd.Actor(ctx)
	if err := ticket.SetTeam(ctx, tx, by, t.ID, team); err != nil {
		return ui.Note{}, "", err
	}
	_, err := ticket.ByNumber(ctx, tx, by, t.Number)
	switch {
	case err == nil:
		return ui.Note{Text: words(r, "desk.done.team")}, address(r, t.Number), nil
	case !fault.Is(err, fault.KindNotFound):
		return ui.Note{}, "", err
	}
	now, err := people.GetTeam(ctx, tx, team)
	gone := words(r, "sight.done.gone", i18n.Blanks{Number: digits(t.Number), Team: ui.Clean(now.Name)})
	return ui.Note{Text: gone}, listOf(r).Address(), err
}

func (d door) setPriority(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "desk.done.priority")}, ticket.SetPriority(ctx, tx, httpd.Actor(ctx), t.ID, sla.Priority(form.Text("priority")))
	})
	return d.settled(w, r, t.Number, err, view.Priority)
}

// createSolution solves without a message.
func (d door) createSolution(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	customer, err := people.Get(r.Context(), d.DB, t.RequesterID)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		done := ui.Note{Text: words(r, "desk.done.solved", i18n.Blanks{Customer: firstName(customer.Name)}), Kept: true}
		if t.Status == promise.Solved || t.Status == promise.Closed {
			done = ui.Note{} // nobody is asked again
		}
		return done, ticket.Solve(ctx, tx, httpd.Actor(ctx), t.ID)
	})
	return d.settled(w, r, t.Number, err, view.Solve)
}

func (d door) createReopening(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "desk.done.reopened")}, ticket.Reopen(ctx, tx, httpd.Actor(ctx), t.ID)
	})
	return d.settled(w, r, t.Number, err, "")
}

// form reads the ticket and a form of a few fields.
func (d door) form(w http.ResponseWriter, r *http.Request) (ticket.Ticket, httpd.Form, error) {
	t, err := d.ticket(r)
	if err != nil {
		return t, httpd.Form{}, err
	}
	f, err := d.ReadForm(w, r)
	return t, f, err
}

// settled shows the ticket with what was wrong, the act's form open, or nothing more when all went well.
func (d door) settled(w http.ResponseWriter, r *http.Request, number int64, err error, act string) error {
	if err == nil {
		return nil
	}
	return d.refuse(w, r, number, err, func(v *view.Ticket) { v.Open = act })
}
