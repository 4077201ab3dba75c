package desk

import (
	"context"
	"net/http"
	"strings"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// showColleagues answers with who can be called in a note on the ticket.
func (d door) showColleagues(w http.ResponseWriter, r *http.Request) error {
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	all, err := people.Callable(r.Context(), d.DB, t.TeamID)
	if err != nil {
		return err
	}
	var others []people.Called
	for _, c := range all {
		if c.Sees && c.ID != httpd.Actor(r.Context()).ID {
			others = append(others, c)
		}
	}
	return d.Render(w, r, http.StatusOK, view.Colleagues(others, httpd.Now(r.Context())))
}

// createWatch lets the reader follow the ticket.
func (d door) createWatch(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "bell.done.watched")}, ticket.Watch(ctx, tx, httpd.Actor(ctx), t.ID)
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(*view.Ticket) {})
}

// removeWatch lets the reader follow it no more.
func (d door) removeWatch(w http.ResponseWriter, r *http.Request) error {
	t, _, err := d.form(w, r)
	if err != nil {
		return err
	}
	return d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: words(r, "bell.done.unwatched")}, ticket.Unwatch(ctx, tx, httpd.Actor(ctx), t.ID)
	})
}

// noted says that a note was saved, whom it tells, and whom it calls in vain because they do not see the ticket.
func noted(ctx context.Context, tx *pg.Tx, id ticket.ID, body string) (string, error) {
	told, blind, err := ticket.Calls(ctx, tx, httpd.Actor(ctx), id, body)
	if err != nil {
		return "", err
	}
	l := i18n.From(ctx)
	said := l.T("desk.done.noted")
	if len(told) > 0 {
		said = l.T("bell.done.noted", i18n.Blanks{Who: namesOf(told)})
	}
	if len(blind) > 0 {
		said += " " + l.T("bell.done.blind", i18n.Blanks{Who: namesOf(blind)})
	}
	for _, c := range told {
		if c.Back != nil {
			said += " " + l.T("absence.mention", i18n.Blanks{Name: ui.Clean(c.Name), When: view.AwayUntil(ctx, *c.Back, httpd.Now(ctx))})
		}
	}
	return said, nil
}

func namesOf(all []people.Called) string {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = ui.Clean(c.Name)
	}
	return strings.Join(names, ", ")
}
