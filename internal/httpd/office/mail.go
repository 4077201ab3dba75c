package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	view "github.com/kepthq/kept/web/office"
)

// pageOfMails is how many mails a page shows, and so how many can be ticked.
const pageOfMails = 50

// showMail lists the mails of one state: of the address's, else of the first that has any.
func (d door) showMail(w http.ResponseWriter, r *http.Request) error {
	var after outbox.ID
	if text := r.URL.Query().Get("after"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 {
			return fault.NotFound()
		}
		after = outbox.ID(n)
	}
	return d.mails(w, r, http.StatusOK, view.Mail{State: stateOf(r.URL.Query().Get("state"))}, after)
}

// mails draws the list of a page's state, behind a mail.
func (d door) mails(w http.ResponseWriter, r *http.Request, status int, p view.Mail, after outbox.ID) (err error) {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	if p.Counts, err = outbox.CountByState(ctx, d.DB, by); err != nil {
		return err
	}
	today := httpd.Midnight(r)
	if p.Counts[outbox.Sent], err = outbox.SentSince(ctx, d.DB, by, today); err != nil {
		return err
	}
	if p.State == "" {
		p.State = firstToSee(p.Counts)
	}
	if p.Items, err = outbox.List(ctx, d.DB, by, p.State, today, after, pageOfMails+1); err != nil {
		return err
	}
	if len(p.Items) > pageOfMails {
		p.Items = p.Items[:pageOfMails]
		p.Next = view.MailAddress(p.State, p.Items[pageOfMails-1].ID)
	}
	p.First, p.Now = after == 0, httpd.Now(ctx)
	if p.Frame, err = d.frame(w, r, "mail", words(r, "office.mail.title")); err != nil {
		return err
	}
	return d.Render(w, r, status, view.MailPage(p))
}

// stateOf is the state that a text names; empty if it names none.
func stateOf(text string) outbox.State {
	if s := outbox.State(text); slices.Contains(outbox.States, s) {
		return s
	}
	return ""
}

// firstToSee is the first state that somebody must look at and that has a mail.
func firstToSee(counts map[outbox.State]int) outbox.State {
	for _, s := range outbox.States {
		if counts[s] > 0 && s != outbox.Sent {
			return s
		}
	}
	return outbox.States[0]
}

// ticked are the mails that a form is about: the one whose own button was pressed, else all that are ticked.
func ticked(form httpd.Form) ([]outbox.ID, error) {
	numbers := form.IDs("mail")
	if form.Has("one") {
		numbers = form.IDs("one")
	}
	switch {
	case len(numbers) == 0:
		return nil, fault.Invalid("fault.mail_none")
	case len(numbers) > pageOfMails:
		return nil, fault.Invalid("fault.mail_many").Max(pageOfMails)
	}
	slices.Sort(numbers)
	var ids []outbox.ID
	for _, n := range slices.Compact(numbers) {
		ids = append(ids, outbox.ID(n))
	}
	return ids, nil
}

// refused draws the list again with why nothing was done.
func (d door) refused(w http.ResponseWriter, r *http.Request, form httpd.Form, why error) error {
	faults := fault.Of(why)
	if len(faults) == 0 || faults[0].Kind == fault.KindNotFound {
		return why
	}
	said := httpd.Message(i18n.From(r.Context()), faults[0], httpd.Now(r.Context()))
	return d.mails(w, r, int(faults[0].Kind), view.Mail{State: stateOf(form.Text("state")), Problem: said}, 0)
}

func count(n int) i18n.Blanks { return i18n.Blanks{Count: n} }

// done says what was done to how many, and to how many it was not, since they stood elsewhere by then.
func done(ctx context.Context, key string, n, left int) string {
	said := i18n.T(ctx, key, count(n))
	if left > 0 {
		said += " " + i18n.T(ctx, "office.done.left", count(left))
	}
	return said
}
