package office

import (
	"net/http"

	"github.com/kepthq/kept/internal/outbox"
	view "github.com/kepthq/kept/web/office"
)

func (d door) showMail(w http.ResponseWriter, r *http.Request) error {
	frame, err := d.frame(w, r, "mail", words(r, "office.mail.title"))
	if err != nil {
		return err
	}
	counts, err := outbox.CountByState(r.Context(), d.DB)
	if err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.MailPage(view.Mail{Frame: frame, Counts: counts}))
}
