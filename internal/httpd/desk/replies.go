package desk

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// createReply sends a public answer, with what it keeps, takes back and promises.
func (d door) createReply(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t, customer, err := d.ticketAndCustomer(r)
	if err != nil {
		return err
	}
	form, wrong := d.ReadForm(w, r)
	draft := draftOf(form)
	back, gone := ticket.FilesAgain(ctx, d.DB, httpd.Actor(ctx), t.ID, form.All("kept"))
	if gone != nil && len(fault.Of(gone)) == 0 {
		return gone
	}
	draft.Kept = back
	if wrong == nil {
		wrong = gone
	}
	if wrong == nil {
		wrong = d.reply(w, r, t, customer, form, back)
	}
	if wrong == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, wrong, func(v *view.Ticket) {
		v.Mode = view.Reply
		v.Fresh, draft.Seen = newSince(draft.Seen, v.Whole.LastMessage())
		draft.Key = keyFor(wrong, draft.Key)
		v.Reply = draft
	})
}

func (d door) reply(w http.ResponseWriter, r *http.Request, t ticket.Ticket, customer people.Person, form httpd.Form, back []ticket.Upload) error {
	draft := draftOf(form)
	zone := zoneOf(r, customer)
	offer, err := commitment(draft, zone)
	if err != nil {
		return err
	}
	look, err := again(draft, zone)
	if err != nil {
		return err
	}
	files, err := d.Again(r.Context(), form, back)
	if err != nil {
		return err
	}
	answer := ticket.Draft{
		Key: draft.Key, Body: draft.Body, Files: files, Seen: draft.Seen, Keeps: draft.Keeps,
		Withdraws: draft.Withdraws, Promise: offer, Look: look, Uses: draft.Uses,
		Then: promise.Status(draft.Then), For: waitsFor(draft), Undo: d.Undo(r.Context()),
	}
	return d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		sent, err := ticket.Reply(ctx, tx, httpd.Actor(ctx), d.Limits(ctx), t.ID, answer)
		if err != nil {
			return ui.Note{}, err
		}
		if wait := sent.PublicAt.Sub(tx.Now); wait > 0 {
			seconds := int((wait + time.Second - 1) / time.Second)
			leaves := words(r, "turn.done.leaves", i18n.Blanks{Count: seconds})
			return ui.Note{Text: leaves, Draft: "reply-" + digits(t.Number), Undo: t.Number, Life: seconds}, nil
		}
		b := i18n.Blanks{Customer: firstName(customer.Name)}
		n := ui.Note{Text: words(r, "desk.done.replied", b), Kept: len(answer.Keeps) > 0, Draft: "reply-" + digits(t.Number)}
		switch {
		case answer.Then == promise.Solved:
			n.Text = words(r, "desk.done.solved", b)
		case answer.Then == promise.Awaiting:
			n.Text = words(r, "turn.done.replied_awaiting", b)
		case sent.NextDueAt != nil:
			b.When = i18n.From(ctx).At(*sent.NextDueAt, tx.Now)
			n.Text = words(r, "desk.done.replied_next", b)
		}
		return n, nil
	})
}

// newSince is what the page did not show when it was written: everything after seen. The form that comes back has
// seen it.
func newSince(seen, newest ticket.MessageID) (fresh, now ticket.MessageID) {
	if seen < newest {
		return seen, newest
	}
	return 0, newest
}

// keyFor is the key of a form that comes back: a new one where its own was used up by other words, or can be none of ours.
func keyFor(wrong error, key string) string {
	isUseless := func(f *fault.Error) bool { return f.Key == "fault.sent_otherwise" || f.Key == "fault.form_key" }
	if slices.ContainsFunc(fault.Of(wrong), isUseless) {
		return httpd.NewFormKey()
	}
	return key
}

// createNote writes a note. Nothing in the form can make it public: this address writes notes and nothing else.
func (d door) createNote(w http.ResponseWriter, r *http.Request) error {
	t, err := d.ticket(r)
	if err != nil {
		return err
	}
	form, wrong := d.ReadForm(w, r)
	draft := draftOf(form)
	if wrong == nil {
		note := ticket.Draft{Key: draft.Key, Body: draft.Body, Files: form.Files}
		wrong = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
			if _, err := ticket.Note(ctx, tx, httpd.Actor(ctx), d.Limits(ctx), t.ID, note); err != nil {
				return ui.Note{}, err
			}
			done, err := noted(ctx, tx, t.ID, note.Body)
			return ui.Note{Text: done, Draft: "note-" + digits(t.Number)}, err
		})
	}
	if wrong == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, wrong, func(v *view.Ticket) {
		v.Mode = view.Note
		draft.Key = keyFor(wrong, draft.Key)
		v.Note = draft
	})
}
