package portal

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	letters "github.com/kepthq/kept/web/mail"
	view "github.com/kepthq/kept/web/portal"
	"github.com/kepthq/kept/web/ui"
)

// createWish asks for another time than an agreed promise's: a message, which gets an answer like any other. What was agreed stands
// until somebody has moved it.
func (d door) createWish(by opener) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return by(w, r, func(h held) error {
			form, err := d.ReadForm(w, r)
			if err != nil {
				return err
			}
			back := view.Opened{Other: promise.ID(form.ID("of")), Wish: form.Text("wish")}
			err = d.wish(w, r, h, &back, form)
			if err == nil {
				return nil
			}
			faults := fault.Of(err)
			if len(faults) == 0 || faults[0].Kind != fault.KindInvalid && faults[0].Kind != fault.KindConflict {
				return err
			}
			said := httpd.Message(i18n.From(r.Context()), faults[0], httpd.Now(r.Context()))
			if back.WishError = said; back.Other == 0 { // its form has gone: what they wrote stands where it can be sent
				wrong := ui.Problem{Field: "body", Label: i18n.T(r.Context(), "portal.write.body"), Message: said}
				back.Message = view.Written{Body: back.Wish, Problems: []ui.Problem{wrong}}
			}
			return d.ticket(w, r, h, int(faults[0].Kind), back)
		})
	}
}

// wish writes the message, in the language that the ticket is written in and by the customer's clock. Where the time was changed since
// they opened the page, back leads to the one that stands; where none does, to none.
func (d door) wish(w http.ResponseWriter, r *http.Request, h held, back *view.Opened, form httpd.Form) error {
	whole, err := ticket.Seen(r.Context(), d.DB, h.by, h.id)
	if err != nil {
		return err
	}
	wrong := fault.Join(field.Required("wish", form.Text("wish"), d.Limits(r.Context()).Subject))
	now := httpd.Now(r.Context())
	p := whole.Promise(back.Other)
	if p == nil { // its ticket was merged into this one, and the appointment has come along under its number
		if p = whole.Promise(standsFor(whole, back.Other, now)); p != nil && p.Sequence == 0 {
			back.Other = p.ID // and at its time
		}
	}
	if p == nil || !p.Kind.IsAgreed() {
		back.Other = 0
		return cmp.Or(wrong, error(fault.Conflict("kinds.fault.over_meanwhile")))
	}
	shown := back.Other
	back.Other = standsFor(whole, p.FirstID(), now)
	switch back.Other {
	case shown:
	case 0:
		return fault.Conflict("kinds.fault.over_meanwhile")
	default:
		return fault.Conflict("kinds.fault.moved_meanwhile")
	}
	if wrong != nil {
		return wrong
	}
	l := i18n.For(whole.Locale, zoneOf(whole.Requester, httpd.Desk(r.Context())))
	body := l.T("kinds.portal.other_body", i18n.Blanks{When: ui.Window(l, p, httpd.Now(r.Context())), Text: field.Line(form.Text("wish"))})
	return d.write(w, r, h, ticket.Letter{Key: form.Text("key"), Body: body})
}

// standsFor is the promise that stands now of those that were moved from a first one; 0: none, or it is over.
func standsFor(whole ticket.Whole, first promise.ID, now time.Time) promise.ID {
	for _, p := range whole.Promises {
		if p.FirstID() == first && p.State == promise.Pending && p.Due.After(now) {
			return p.ID
		}
	}
	return 0
}

// showAppointment gives an appointment that stands to the customer's calendar: the same event, under the same number, as the mail that
// told of it brought. It is a file to be taken and asks nobody.
func (d door) showAppointment(by opener) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return by(w, r, func(h held) error {
			first, err := strconv.ParseInt(chi.URLParam(r, "appointment"), 10, 64)
			if err != nil {
				return fault.NotFound()
			}
			whole, p, err := ticket.Appointed(r.Context(), d.DB, h.by, h.id, promise.ID(first))
			if err != nil {
				return err
			}
			desk := httpd.Desk(r.Context())
			lives := whole.Requester
			if h.isSigned {
				lives = httpd.Me(r.Context())
			}
			event := mail.Event{
				UID: letters.AppointmentUID(p, d.Settings.BaseURL), Sequence: p.Sequence, Stamp: p.MadeAt, Start: p.Opens, End: p.Due,
				URL: d.Settings.BaseURL.JoinPath(h.base).String(), Organizer: mail.Address{Name: desk.Name, Address: cmp.Or(desk.Sender, d.Settings.MailFrom)},
			}
			event.Summary, event.Location, event.Description = letters.Event(i18n.For(whole.Locale, zoneOf(lives, desk)), letters.Company{Name: desk.Name}, p)
			head := w.Header()
			head.Set("Content-Type", mail.CalendarKind+"; charset=utf-8; method="+event.Method())
			head.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%d.ics"`, whole.Number))
			head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
			head.Set("Cache-Control", "private, no-store")
			_, err = io.WriteString(w, event.File())
			return err
		})
	}
}
