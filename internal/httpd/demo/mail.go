package demo

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	view "github.com/kepthq/kept/web/demo"
)

const (
	pageOfMails = 50

	// letterPolicy is for a mail alone: inline styles, which mail programs need, and nothing else; in a sandbox, so that
	// it is nobody's page.
	letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; " +
		"sandbox allow-popups allow-top-navigation-by-user-activation"
)

// showMailbox lists the mails, the newest first.
func (d door) showMailbox(w http.ResponseWriter, r *http.Request) error {
	var before int64
	if text := r.URL.Query().Get("before"); text != "" {
		var err error
		if before, err = strconv.ParseInt(text, 10, 64); err != nil || before < 1 {
			return fault.NotFound()
		}
	}
	mails, err := outbox.Mailbox(r.Context(), d.DB, before, pageOfMails+1)
	if err != nil {
		return err
	}
	m := view.Mailbox{
		Frame: d.Frame(w, r, i18n.T(r.Context(), "demo.mail.title"), "demo-mail"),
		Mails: mails, First: before == 0, Now: httpd.Now(r.Context()),
	}
	if len(mails) > pageOfMails {
		m.Mails = mails[:pageOfMails]
		m.Older = m.Mails[pageOfMails-1].ID
	}
	return d.Render(w, r, http.StatusOK, view.List(m))
}

// showMail shows one mail: as it looks, and as text.
func (d door) showMail(w http.ResponseWriter, r *http.Request) error {
	mail, err := d.mail(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", httpd.Policy+"; frame-src 'self'")
	return d.Render(w, r, http.StatusOK, view.One(view.Mail{
		Frame: d.Frame(w, r, mail.Subject, "demo-mail"), Captured: mail, Now: httpd.Now(r.Context()),
	}))
}

// showLetter is a mail's HTML, byte for byte but for one thing: its links open in place of the page around it.
func (d door) showLetter(w http.ResponseWriter, r *http.Request) error {
	mail, err := d.mail(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", letterPolicy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	// An error here is a reader who has left; there is nobody to tell.
	_, _ = strings.NewReplacer("<head>", `<head><base target="_top">`).WriteString(w, mail.HTML)
	return nil
}

func (d door) mail(r *http.Request) (outbox.Captured, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return outbox.Captured{}, fault.NotFound()
	}
	return outbox.InMailbox(r.Context(), d.DB, id)
}
