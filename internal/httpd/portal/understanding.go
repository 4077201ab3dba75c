package portal

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

// createUnderstanding takes the answer to how we understand the problem: "Yes, that's right" in one press, or "Not quite"
// with what is otherwise, which is a message as any.
func (d door) createUnderstanding(by opener) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return by(w, r, func(h held) error {
			form, err := d.ReadFields(w, r)
			said := view.Written{Key: form.Text("key"), Works: form.Text("said"), Body: form.Text("body")}
			if err == nil {
				err = d.understand(w, r, h, said, ticket.OutlineID(form.ID("of")))
			}
			if err == nil {
				return nil
			}
			fields := []input{{"body", view.CorrectField, i18n.T(r.Context(), "plan.portal.see")}, {"of", "outline-title", i18n.T(r.Context(), "plan.portal.understanding")}}
			ref, err := refused(r.Context(), err, fields, i18n.T(r.Context(), "portal.again.message"))
			if err != nil {
				return err
			}
			if ref.freshKey {
				said.Key = httpd.NewFormKey()
			}
			said.Problems = ref.problems
			return d.ticket(w, r, h, ref.status, view.Opened{Correct: said})
		})
	}
}

func (d door) understand(w http.ResponseWriter, r *http.Request, h held, said view.Written, read ticket.OutlineID) error {
	switch ticket.Said(said.Works) {
	case ticket.SaidRight:
		err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error { return ticket.SayRight(ctx, tx, h.by, h.id, read) })
		if err != nil {
			return err
		}
		if err := d.Toast(w, ui.Note{Text: i18n.T(r.Context(), "plan.portal.thanks"), Kept: true}); err != nil {
			return err
		}
		httpd.Redirect(w, r, h.base)
		return nil
	case ticket.SaidNotQuite:
		return d.write(w, r, h, ticket.Letter{Key: said.Key, Body: said.Body, Corrects: read})
	default:
		return fault.Invalid("plan.portal.choose").On("of")
	}
}
