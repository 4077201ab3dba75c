package desk

import (
	"context"
	"net/http"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// setFollowUpWords words the next message to a silent customer otherwise.
func (d door) setFollowUpWords(w http.ResponseWriter, r *http.Request) error {
	return d.followUp(w, r, words(r, "turn.done.reworded"), d.reword)
}

// createFollowUpSending sends it now, in the words that stand in the form.
func (d door) createFollowUpSending(w http.ResponseWriter, r *http.Request) error {
	return d.followUp(w, r, words(r, "turn.done.sent_now"), func(ctx context.Context, tx *pg.Tx, f following) error {
		if err := d.reword(ctx, tx, f); err != nil {
			return err
		}
		return ticket.SendFollowUp(ctx, tx, httpd.Actor(ctx), f.ticket.ID, f.id)
	})
}

// createFollowUpSkip leaves it out.
func (d door) createFollowUpSkip(w http.ResponseWriter, r *http.Request) error {
	return d.followUp(w, r, words(r, "turn.done.skipped"), func(ctx context.Context, tx *pg.Tx, f following) error {
		return ticket.SkipFollowUp(ctx, tx, httpd.Actor(ctx), f.ticket.ID, f.id)
	})
}

// following is a follow-up as its form names it, with the words that stand there.
type following struct {
	ticket ticket.Ticket
	id     promise.ID
	words  string
}

// reword keeps the words that somebody has written; where the ready ones stand as they were, none.
func (d door) reword(ctx context.Context, tx *pg.Tx, f following) error {
	whole, err := ticket.Get(ctx, tx, httpd.Actor(ctx), f.ticket.Number)
	if err != nil {
		return err
	}
	text := f.words
	if p := whole.Promise(f.id); p != nil {
		text = view.OwnWords(text, whole.Locale, p.Step)
	}
	return ticket.RewordFollowUp(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, f.ticket.ID, f.id, text)
}

// followUp does something with the next message to a silent customer. Whether the ticket has it, the room knows.
func (d door) followUp(w http.ResponseWriter, r *http.Request, done string, do func(context.Context, *pg.Tx, following) error) error {
	t, id, form, err := d.promise(w, r)
	if err != nil {
		return err
	}
	f := following{ticket: t, id: id, words: form.Text("words")}
	err = d.Change(w, r, address(r, t.Number), func(ctx context.Context, tx *pg.Tx) (ui.Note, error) {
		return ui.Note{Text: done}, do(ctx, tx, f)
	})
	if err == nil {
		return nil
	}
	return d.refuse(w, r, t.Number, err, func(v *view.Ticket) {
		v.Open, v.OpenID, v.Entry = view.Reword, id, view.Entry{Text: f.words}
	})
}
