package portal

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	view "github.com/kepthq/kept/web/portal"
)

// showForm shows the empty form. The browser may keep it, unlike all other pages: who goes back and sends again
// must send the same key, or one question would make two tickets. Opened anew it is asked for anew.
func (d door) showForm(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "private, max-age=0")
	asking := view.Asking{Language: i18n.From(r.Context()).Locale(), Key: httpd.NewFormKey()}
	if id, err := strconv.ParseInt(r.URL.Query().Get("topic"), 10, 64); err == nil {
		asking.About.Chosen = topic.ID(id)
	}
	return d.form(w, r, http.StatusOK, asking)
}

// form draws the form of a question, empty or as it came.
func (d door) form(w http.ResponseWriter, r *http.Request, status int, a view.Asking) error {
	var err error
	a.Limits, a.Now = d.Limits(r.Context()), httpd.Now(r.Context())
	if a.Challenge, err = d.challenge(r, a.Key); err != nil {
		return err
	}
	if err := d.about(r.Context(), &a); err != nil {
		return err
	}
	if a.Expected, a.Usually, err = d.expected(r.Context(), a.About.Chosen); err != nil {
		return err
	}
	f := d.Frame(w, r, i18n.T(r.Context(), "portal.new.title"), "portal-new")
	if me := httpd.Me(r.Context()); me.Role == people.Customer {
		a.IsSigned, a.Name, a.Address = true, me.Name, me.Address
	}
	f.Back = "/tickets/new" // also when the form came back from POST /tickets, which has no page
	return d.Render(w, r, status, view.New(f, a))
}

func (d door) createTicket(w http.ResponseWriter, r *http.Request) error {
	form, err := d.ReadForm(w, r)
	q, failed := d.question(r.Context(), form)
	if failed != nil {
		return failed
	}
	if me := httpd.Me(r.Context()); me.Role == people.Customer {
		q.Name, q.Address = me.Name, me.Address // who is signed in types neither
	}
	q.From, q.Network = httpd.Address(r), httpd.Network(r)
	if err == nil {
		q.Doubt, err = d.doubt(r, form)
	}
	if err == nil {
		err = d.ask(r, q)
	}
	if err != nil {
		return d.askAgain(w, r, q, err)
	}
	httpd.Redirect(w, r, receiptOf(q.Key))
	return nil
}

// receiptOf is where the receipt of a form stands. A key that no form of ours has made leads nowhere else.
func receiptOf(key string) string { return "/tickets/sent/" + url.PathEscape(key) }

// ask opens the ticket. Only what is new counts as a try: a form that is sent again makes nothing.
func (d door) ask(r *http.Request, q ticket.Question) error {
	wrong := fault.Of(q.Check(d.Limits(r.Context())))
	if err := q.CheckAbout(r.Context(), d.DB); err != nil {
		about := fault.Of(err)
		if len(about) == 0 {
			return err
		}
		wrong = append(wrong, about...)
	}
	if !q.Locale.Valid() {
		wrong = append(wrong, fault.Invalid("fault.language").On("language"))
	}
	if err := fault.Join(wrong...); err != nil {
		return err
	}
	return d.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := d.countNew(ctx, tx, r, &q); err != nil {
			return err
		}
		by := people.Actor{}
		if me := httpd.Actor(ctx); me.Can(people.OwnPlace, 0) {
			by = me
		}
		_, err := ticket.Ask(ctx, tx, by, d.Limits(ctx), q)
		return err
	})
}

// countNew counts a question as a try unless its form has arrived before. Of the same form sent several times at
// once the first is counted; the others wait here and find it. While very many come, it is doubted when its network has
// sent several already.
func (d door) countNew(ctx context.Context, tx *pg.Tx, r *http.Request, q *ticket.Question) error {
	known, err := ticket.WasSent(ctx, tx, q.Key)
	if known || err != nil {
		return err
	}
	if err := httpd.CountIn(ctx, tx, r, d.Rates(ctx).AskNetwork, httpd.Network(r)); err != nil {
		return err
	}
	if err := httpd.CountIn(ctx, tx, r, d.Rates(ctx).AskAddress, q.Address); err != nil || q.Doubt != "" {
		return err
	}
	q.Doubt, err = d.crowd(ctx, tx, r)
	return err
}

// askAgain shows a refused form with everything that was typed.
func (d door) askAgain(w http.ResponseWriter, r *http.Request, q ticket.Question, err error) error {
	l := i18n.From(r.Context())
	about, failed := d.aboutInputs(r.Context(), q)
	if failed != nil {
		return failed
	}
	fields := append([]input{{"subject", "subject", l.T("portal.new.subject")}}, about...)
	fields = append(fields, []input{
		{"body", "body", l.T("portal.new.body")},
		{"files", "files", l.T("portal.files")},
		{"name", "name", l.T("portal.new.name")},
		{"email", "email", l.T("portal.new.email")},
		{"language", view.LanguageField, l.T("portal.new.language")},
	}...)
	ref, ours := refused(r.Context(), err, fields, l.T("portal.again.question"))
	if ours != nil {
		return ours
	}
	if ref.freshKey {
		q.Key = httpd.NewFormKey()
	}
	wait(w, err)
	return d.form(w, r, ref.status, typed(q, ref.problems))
}

func (d door) showReceipt(w http.ResponseWriter, r *http.Request) error {
	receipt, err := ticket.ReceiptOf(r.Context(), d.DB, chi.URLParam(r, "key"))
	if err != nil {
		return err
	}
	title := i18n.T(r.Context(), "portal.sent.title")
	if receipt.Continues {
		title = i18n.T(r.Context(), "portal.sent.anew")
	}
	f := d.Frame(w, r, title, "portal-sent")
	return d.Render(w, r, http.StatusOK, view.Sent(f, view.Received{Receipt: receipt, Now: httpd.Now(r.Context())}))
}
