package desk

import (
	"context"
	"net/http"
	"slices"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// showRedaction asks what is to be removed of a message.
func (d door) showRedaction(w http.ResponseWriter, r *http.Request) error {
	p, err := d.redaction(r)
	if err != nil {
		return err
	}
	p.Text = p.Message.Body != ""
	return d.drawRedaction(w, r, http.StatusOK, p)
}

// redaction is the page about the message that the address names.
func (d door) redaction(r *http.Request) (view.Redaction, error) {
	ctx := r.Context()
	if err := httpd.Actor(ctx).May(people.Redact, 0); err != nil {
		return view.Redaction{}, err
	}
	number, err := httpd.PathID(r, "number")
	if err != nil {
		return view.Redaction{}, err
	}
	id, err := httpd.PathID(r, "message")
	if err != nil {
		return view.Redaction{}, err
	}
	whole, err := ticket.Get(ctx, d.DB, httpd.Actor(ctx), number)
	if err != nil {
		return view.Redaction{}, err
	}
	i := slices.IndexFunc(whole.Messages, func(m ticket.Message) bool { return int64(m.ID) == id })
	if i < 0 {
		return view.Redaction{}, fault.NotFound()
	}
	return view.Redaction{Ticket: whole.Ticket, Message: whole.Messages[i], Limits: d.Settings.Limits}, nil
}

func (d door) drawRedaction(w http.ResponseWriter, r *http.Request, status int, p view.Redaction) error {
	frame, _, err := d.DeskFrame(w, r, "ticket")
	if err != nil {
		return err
	}
	p.Frame, p.Frame.Title, p.Frame.Flow = frame, words(r, "redact.title"), true
	return d.Render(w, r, status, view.RedactionPage(p))
}

// createRedaction removes what was ticked for good: the rows first, then the files' bytes.
func (d door) createRedaction(w http.ResponseWriter, r *http.Request) error {
	p, err := d.redaction(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	p.Text, p.Files, p.Reason = form.Has("text"), form.IDs("file"), form.Text("reason")
	var keys []string
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		keys, err = ticket.Redact(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, p.Ticket.ID, ticket.Redaction{
			Message: p.Message.ID, Text: p.Text, Files: p.Files, Reason: p.Reason,
		})
		return err
	})
	if err == nil {
		d.RemoveFiles(r.Context(), keys)
	}
	return d.redacted(w, r, p, err)
}

// redacted leads back to the ticket, or shows the page again with what was wrong.
func (d door) redacted(w http.ResponseWriter, r *http.Request, p view.Redaction, err error) error {
	if fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindConflict) {
		for _, f := range fault.Of(err) {
			p.Problems = append(p.Problems, view.Problem{Field: f.Field, Message: httpd.Message(i18n.From(r.Context()), f, httpd.Now(r.Context()))})
		}
		return d.drawRedaction(w, r, int(fault.Of(err)[0].Kind), p)
	}
	if err != nil {
		return err
	}
	if err := d.Toast(w, ui.Note{Text: words(r, "redact.done")}); err != nil {
		return err
	}
	httpd.Redirect(w, r, address(r, p.Ticket.Number))
	return nil
}
