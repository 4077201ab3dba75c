package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// createOutline writes how we understand the problem, or what happens next, anew.
func (d door) createOutline(w http.ResponseWriter, r *http.Request) error {
	t, form, err := d.form(w, r)
	if err != nil {
		return err
	}
	o := ticket.Outlining{Part: ticket.OutlinePart(form.Text("part")), Body: form.Text("body"), Seen: ticket.OutlineID(form.ID("was"))}
	done := ui.Note{Text: words(r, "plan.done")}
	if strings.TrimSpace(o.Body) == "" {
		done.Text = words(r, "plan.done_empty")
	}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return done, ticket.WriteOutline(ctx, tx, httpd.Actor(ctx), t.ID, o)
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) { v.Open, v.Entry.Text = string(o.Part), o.Body })
}

// outlineRedaction is the page about the text that the address names.
func (d door) outlineRedaction(r *http.Request) (view.Redaction, error) {
	ctx := r.Context()
	if err := httpd.Actor(ctx).May(people.Redact, 0); err != nil {
		return view.Redaction{}, err
	}
	number, err := httpd.PathID(r, "number")
	if err != nil {
		return view.Redaction{}, err
	}
	id, err := httpd.PathID(r, "outline")
	if err != nil {
		return view.Redaction{}, err
	}
	whole, err := ticket.Get(ctx, d.DB, httpd.Actor(ctx), number)
	if err != nil {
		return view.Redaction{}, err
	}
	i := slices.IndexFunc(whole.Outlines, func(o ticket.Outline) bool { return int64(o.ID) == id })
	if i < 0 {
		return view.Redaction{}, fault.NotFound()
	}
	o := whole.Outlines[i]
	m := ticket.Message{AuthorName: o.ByName, Body: o.Body}
	return view.Redaction{Ticket: whole.Ticket, Message: m, Outline: o.ID, Limits: d.Settings.Limits}, nil
}

// showOutlineRedaction asks whether such a text is to be removed.
func (d door) showOutlineRedaction(w http.ResponseWriter, r *http.Request) error {
	p, err := d.outlineRedaction(r)
	if err != nil {
		return err
	}
	p.Text = p.Message.Body != ""
	return d.drawRedaction(w, r, http.StatusOK, p)
}

// createOutlineRedaction removes it for good.
func (d door) createOutlineRedaction(w http.ResponseWriter, r *http.Request) error {
	p, err := d.outlineRedaction(r)
	if err != nil {
		return err
	}
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	p.Text, p.Reason = form.Has("text"), form.Text("reason")
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if !p.Text {
			return fault.Invalid("redact.fault.nothing").On("what")
		}
		return ticket.RedactOutline(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, p.Ticket.ID, p.Outline, p.Reason)
	})
	return d.redacted(w, r, p, err)
}
