package office

import (
	"context"
	"net/http"
	"strconv"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// pageOfSpam is how much of what is suspended a page shows.
const pageOfSpam = 50

func (d door) showSpam(w http.ResponseWriter, r *http.Request) error {
	var after ticket.SuspendedID
	if text := r.URL.Query().Get("after"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 {
			return fault.NotFound()
		}
		after = ticket.SuspendedID(n)
	}
	return d.spam(w, r, http.StatusOK, after, "")
}

// spam draws what is suspended, behind one of the rows.
func (d door) spam(w http.ResponseWriter, r *http.Request, status int, after ticket.SuspendedID, problem string) (err error) {
	ctx := r.Context()
	p := view.Spam{First: after == 0, Problem: problem, Now: httpd.Now(ctx)}
	if p.Items, err = ticket.Suspended(ctx, d.DB, httpd.Actor(ctx), after, pageOfSpam+1); err != nil {
		return err
	}
	if len(p.Items) > pageOfSpam {
		p.Items = p.Items[:pageOfSpam]
		p.Next = view.SpamAfter(p.Items[pageOfSpam-1].ID)
	}
	if p.Count, err = ticket.CountSuspended(ctx, d.DB, httpd.Actor(ctx)); err != nil {
		return err
	}
	blocks, err := ticket.Blocks(ctx, d.DB, httpd.Actor(ctx), p.Now)
	if err != nil {
		return err
	}
	p.Blocks = len(blocks)
	if p.Frame, err = d.frame(w, r, "spam", words(r, "spam.list.title")); err != nil {
		return err
	}
	p.Frame.Side.Current, p.Frame.Back = "spam", view.SpamAddress
	return d.Render(w, r, status, view.SpamPage(p))
}

// createRecovery makes a ticket of something that is suspended.
func (d door) createRecovery(w http.ResponseWriter, r *http.Request) error {
	return d.onSuspended(w, r, func(ctx context.Context, tx *pg.Tx, id ticket.SuspendedID) (ui.Note, error) {
		t, err := ticket.Recover(ctx, tx, httpd.Actor(ctx), id)
		return ui.Note{Text: words(r, "spam.done.recovered", i18n.Blanks{Number: digits(t.Number)})}, err
	})
}

// createRemoval removes something that is suspended.
func (d door) createRemoval(w http.ResponseWriter, r *http.Request) error {
	return d.onSuspended(w, r, func(ctx context.Context, tx *pg.Tx, id ticket.SuspendedID) (ui.Note, error) {
		return ui.Note{Text: words(r, "spam.done.removed")}, ticket.Discard(ctx, tx, httpd.Actor(ctx), id)
	})
}

func (d door) onSuspended(w http.ResponseWriter, r *http.Request, do func(context.Context, *pg.Tx, ticket.SuspendedID) (ui.Note, error)) error {
	id, err := httpd.PathID(r, "suspended")
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	var said ui.Note
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		said, err = do(ctx, tx, ticket.SuspendedID(id))
		return err
	})
	if fault.Is(err, fault.KindConflict) {
		return d.spam(w, r, http.StatusConflict, 0, httpd.Message(i18n.From(r.Context()), fault.Of(err)[0], httpd.Now(r.Context())))
	}
	if err != nil {
		return err
	}
	if err := d.Toast(w, said); err != nil {
		return err
	}
	httpd.Redirect(w, r, view.SpamAddress)
	return nil
}

func (d door) showBlocks(w http.ResponseWriter, r *http.Request) error {
	return d.blocks(w, r, http.StatusOK, view.Blocks{})
}

func (d door) blocks(w http.ResponseWriter, r *http.Request, status int, p view.Blocks) (err error) {
	ctx := r.Context()
	p.Now, p.Limits = httpd.Now(ctx), d.Settings.Limits
	if p.All, err = ticket.Blocks(ctx, d.DB, httpd.Actor(ctx), p.Now); err != nil {
		return err
	}
	if p.Suspended, err = ticket.CountSuspended(ctx, d.DB, httpd.Actor(ctx)); err != nil {
		return err
	}
	if p.Frame, err = d.frame(w, r, "spam", words(r, "spam.list.title")); err != nil {
		return err
	}
	p.Frame.Side.Current, p.Frame.Back = "spam", view.BlocksAddress
	return d.Render(w, r, status, view.BlocksPage(p))
}

func (d door) createBlock(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadFields(w, r)
	if err != nil {
		return err
	}
	draft := ticket.BlockDraft{Value: form.Text("value"), Reason: form.Text("reason"), Days: -1} // what is no number is refused
	if n, err := strconv.Atoi(form.Text("days")); err == nil {
		draft.Days = n
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return ticket.AddBlock(ctx, tx, httpd.Actor(ctx), d.Settings.Limits, draft)
	})
	if err == nil {
		return d.blocksAgain(w, r, words(r, "spam.done.blocked"))
	}
	faults := fault.Of(err)
	if len(faults) == 0 || faults[0].Kind != fault.KindInvalid && faults[0].Kind != fault.KindConflict {
		return err
	}
	p := view.Blocks{Value: draft.Value, Reason: draft.Reason, Days: form.Text("days")}
	labels := map[string]string{"value": words(r, "spam.blocks.value"), "reason": words(r, "spam.blocks.reason"), "days": words(r, "spam.blocks.days")}
	for _, f := range faults {
		said := httpd.Message(i18n.From(r.Context()), f, httpd.Now(r.Context()))
		if f.Field == "" {
			p.Problem = said
			continue
		}
		p.Problems = append(p.Problems, ui.Problem{Field: "block-" + f.Field, Label: labels[f.Field], Message: said})
	}
	return d.blocks(w, r, int(faults[0].Kind), p)
}

func (d door) endBlock(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "block")
	if err != nil {
		return err
	}
	if _, err := d.ReadFields(w, r); err != nil {
		return err
	}
	err = d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		return ticket.EndBlock(ctx, tx, httpd.Actor(ctx), ticket.BlockID(id))
	})
	if fault.Is(err, fault.KindConflict) {
		return d.blocks(w, r, http.StatusConflict, view.Blocks{Problem: httpd.Message(i18n.From(r.Context()), fault.Of(err)[0], httpd.Now(r.Context()))})
	}
	if err != nil {
		return err
	}
	return d.blocksAgain(w, r, words(r, "spam.done.unblocked"))
}

func (d door) blocksAgain(w http.ResponseWriter, r *http.Request, said string) error {
	if err := d.Toast(w, ui.Note{Text: said}); err != nil {
		return err
	}
	httpd.Redirect(w, r, view.BlocksAddress)
	return nil
}
