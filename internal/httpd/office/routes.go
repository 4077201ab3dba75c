// Package office is the supervisors' and admins' door: what they see to that no ticket's owner does. It reads forms,
// asks the rooms and draws pages. It must never decide what becomes of a mail or a promise.
package office

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/office"
)

// door is the server, with the pages of the office.
type door struct{ *httpd.Server }

// Routes are all addresses of the office, in reading order. To whoever supervises nobody they are not there.
func Routes(s *httpd.Server) func(chi.Router) {
	d := door{s}
	return func(r chi.Router) {
		r.Use(s.Supervisors)
		r.Get("/office", s.Handle(d.showOverview))
		r.Post("/office/tickets/{number}/owner", s.Handle(d.setOwner))
		r.Post("/office/tickets/{number}/takeovers", s.Handle(d.createTakeover))
		r.Post("/office/tickets/{number}/apologies", s.Handle(d.createApology))
		r.Post("/office/tickets/{number}/dismissals", s.Handle(d.createDismissal))
		r.Post("/office/apologies/releases", s.Handle(d.createRelease))
		r.Post("/office/apologies/drops", s.Handle(d.createDrop))
		r.Get(view.PromisesPath, s.Handle(d.showPromises))
		r.With(s.Fresh).Post(view.PromisesPath+"/exports", s.Handle(d.createPromisesExport))
		r.Get(view.DutyPath, s.Handle(d.showDuty))
		r.Post(view.DutyPath, s.Handle(d.createDuty))
		r.Post(view.DutyPath+"/{duty}/removals", s.Handle(d.removeDuty))
		r.Get("/office/mail", s.Handle(d.showMail))
		r.Post("/office/mail/retries", s.Handle(d.createRetries))
		r.Post("/office/mail/releases", s.Handle(d.createReleases))
		r.Post("/office/mail/repeats", s.Handle(d.createRepeats))
		r.Post("/office/mail/arrivals", s.Handle(d.createArrivals))
		r.Group(func(r chi.Router) {
			r.Use(s.Admins, s.Fresh)
			r.Get("/office/customers/{person}/data", s.Handle(d.showData))
			r.Post("/office/customers/{person}/exports", s.Handle(d.createExport))
			r.Post("/office/customers/{person}/erasures", s.Handle(d.createErasure))
		})
		r.Get("/office/spam", s.Handle(d.showSpam))
		r.Post("/office/spam/{suspended}/recoveries", s.Handle(d.createRecovery))
		r.Post("/office/spam/{suspended}/removals", s.Handle(d.createRemoval))
		r.Get("/office/spam/blocks", s.Handle(d.showBlocks))
		r.Post("/office/spam/blocks", s.Handle(d.createBlock))
		r.Post("/office/spam/blocks/{block}/endings", s.Handle(d.endBlock))
		r.Get("/office/questions", s.Handle(d.showQuestions))
		r.Get("/office/questions/{question}", s.Handle(d.showQuestion))
		r.Post("/office/questions/{question}/claims", s.Handle(d.createClaim))
		r.Post("/office/questions/{question}/answers", s.Handle(d.createAnswer))
		r.Post("/office/questions/{question}/returns", s.Handle(d.createReturn))
		r.Post("/office/questions/{question}/passes", s.Handle(d.createPass))
		d.topicRoutes(r)
		r.Group(d.staffing)
		r.Group(d.calendarRoutes)
		r.Group(func(r chi.Router) {
			r.Use(s.Admins)
			r.Get("/office/start", s.Handle(d.showStart))
			r.Post("/office/start", s.Handle(d.takeStep))
			r.Get("/office/settings", s.Handle(d.showSettings))
			r.Post("/office/settings", s.Handle(d.saveSettings))
			d.policyRoutes(r)
			r.Get("/office/settings/hours", s.Handle(d.showHours))
			r.Post("/office/settings/hours", s.Handle(d.saveHours))
			r.Get(view.LimitsPath, s.Handle(d.showLimits))
			r.Post(view.LimitsPath, s.Handle(d.saveLimits))
			r.With(s.Fresh).Get(view.KeepPath, s.Handle(d.showKeep))
			r.With(s.Fresh).Post(view.KeepPath, s.Handle(d.saveKeep))
			r.With(s.Fresh).Get("/office/settings/security", s.Handle(d.showSecurity))
			r.With(s.Fresh).Post("/office/settings/security", s.Handle(d.setSecurity))
			r.Get("/office/audit", s.Handle(d.showAudit))
			r.With(s.Fresh).Post("/office/audit/exports", s.Handle(d.createAuditExport))
		})
	}
}

// frame is what the shell shows around a page of the office.
func (d door) frame(w http.ResponseWriter, r *http.Request, screen, title string) (layout.Frame, error) {
	f, _, err := d.DeskFrame(w, r, screen)
	f.Title, f.Side.Current, f.Flow = title, "office", true
	return f, err
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }

func words(r *http.Request, key string, b ...i18n.Blanks) string {
	return i18n.T(r.Context(), key, b...)
}
