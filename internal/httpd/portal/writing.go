package portal

import (
	"context"
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

func (d door) createMessage(by opener) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return by(w, r, func(h held) error {
			form, err := d.ReadForm(w, r)
			letter := ticket.Letter{Key: form.Text("key"), Body: form.Text("body"), Files: form.Files}
			if err == nil {
				err = d.write(w, r, h, letter)
			}
			if err == nil {
				return nil
			}
			fields := []input{
				{"body", "body", i18n.T(r.Context(), "portal.write.body")},
				{"files", "files", i18n.T(r.Context(), "portal.files")},
			}
			ref, err := refused(r.Context(), err, fields, i18n.T(r.Context(), "portal.again.message"))
			if err != nil {
				return err
			}
			back := view.Written{Key: letter.Key, Body: letter.Body, Problems: ref.problems}
			if ref.freshKey {
				back.Key = httpd.NewFormKey()
			}
			return d.ticket(w, r, h, ref.status, view.Opened{Message: back})
		})
	}
}

// write takes a message and leads on to where it now stands.
func (d door) write(w http.ResponseWriter, r *http.Request, h held, letter ticket.Letter) error {
	var at ticket.ID
	var number, next int64
	err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		var err error
		if at, err = ticket.Write(ctx, tx, h.by, d.Limits(ctx), h.id, letter); err != nil {
			return err
		}
		whole, err := ticket.Seen(ctx, tx, h.by, h.id)
		if number = whole.Number; err != nil || at == h.id || !h.isSigned {
			return err
		}
		whole, err = ticket.Seen(ctx, tx, h.by, at)
		next = whole.Number
		return err
	})
	if err != nil {
		return err
	}
	note := ui.Note{Text: i18n.T(r.Context(), "portal.said.wrote"), Draft: drafting(number)}
	to := h.base
	if letter.Corrects != 0 {
		note.Draft += correcting
	}
	switch { // what was closed too long ago goes on in a new ticket, whose link comes by mail
	case next != 0:
		note.Text, to = i18n.T(r.Context(), "portal.said.anew"), ownTicket(next)
	case at != h.id:
		note.Text, to = i18n.T(r.Context(), "portal.said.anew"), receiptOf(letter.Key)
	}
	if err := d.Toast(w, note); err != nil {
		return err
	}
	httpd.Redirect(w, r, to)
	return nil
}

// correcting ends the name under which the browser keeps a correction that is being typed.
const correcting = "-correct"

// createAnswer takes the answer to "Does it work again?".
func (d door) createAnswer(by opener) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return by(w, r, func(h held) error {
			form, err := d.ReadForm(w, r)
			answer := view.Written{Key: form.Text("key"), Works: form.Text("works"), Body: form.Text("body")}
			if err == nil {
				err = d.answer(w, r, h, answer)
			}
			if err == nil {
				return nil
			}
			fields := []input{
				{"works", view.ChoiceField, i18n.T(r.Context(), "portal.works.title")},
				{"body", view.StillField, i18n.T(r.Context(), "portal.works.see")},
			}
			ref, err := refused(r.Context(), err, fields, i18n.T(r.Context(), "portal.again.message"))
			if err != nil {
				return err
			}
			if ref.freshKey {
				answer.Key = httpd.NewFormKey()
			}
			answer.Problems = ref.problems
			return d.ticket(w, r, h, ref.status, view.Opened{Answer: answer})
		})
	}
}

func (d door) answer(w http.ResponseWriter, r *http.Request, h held, a view.Written) error {
	switch a.Works {
	case "yes":
		err := d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error { return ticket.Confirm(ctx, tx, h.by, h.id) })
		if err != nil {
			return err
		}
		if err := d.Toast(w, ui.Note{Text: i18n.T(r.Context(), "portal.said.thanks"), Kept: true}); err != nil {
			return err
		}
		httpd.Redirect(w, r, h.base)
		return nil
	case "no":
		return d.write(w, r, h, ticket.Letter{Key: a.Key, Body: a.Body, NotYet: true})
	case "help":
		return d.needsHelp(w, r, h, ticket.Letter{Key: a.Key, Body: a.Body})
	default:
		return fault.Invalid("portal.works.choose").On("works")
	}
}

// needsHelp takes "I still need help". Alone it is a message too, in the language that the ticket is written in.
func (d door) needsHelp(w http.ResponseWriter, r *http.Request, h held, letter ticket.Letter) error {
	if field.Block(letter.Body) == "" {
		whole, err := ticket.Seen(r.Context(), d.DB, h.by, h.id)
		if err != nil {
			return err
		}
		letter.Body = i18n.For(whole.Locale, time.UTC).T("portal.help.said")
	}
	return d.write(w, r, h, letter)
}
