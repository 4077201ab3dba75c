// Package httpd is the way in over HTTP: what every page shares whoever it is for — who visits and in which
// language, forms and files, errors as pages, headers, health. The doors below it (portal, desk, door, demo)
// say what there is to see and do. It must never decide what a ticket may become: that is the rooms' business.
package httpd

import (
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/live"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/seal"
	"github.com/kepthq/kept/internal/sso"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/assets"
)

// Server is what handlers need. All fields but Metrics, Seal and SignOn must be set; Passkeys is made by New.
type Server struct {
	DB       *pg.DB
	Blobs    *blob.Disk
	Settings Settings
	Log      *slog.Logger
	Schema   uint     // the version of the schema that this program is made for
	Metrics  *Metrics // nil: nothing is counted

	Seal     *seal.Box        // keeps the secrets that must be read again; nil: there can be none
	SignOn   *sso.Provider    // the company's own sign-in; nil: there is none
	Passkeys *factor.Passkeys // made by New; nil: this address can have none

	Live *live.Hub // tells open pages that something has happened; nil: they stay as they were loaded
}

// Settings are what the operator decides.
type Settings struct {
	BaseURL        *url.URL      // where visitors reach Kept, as in links of mails
	Limits         ticket.Limits // of forms
	Rates          Rates         // of tries
	Burst          int           // questions a minute, from which on browsers must prove that they took their time; 0: never
	Undo           time.Duration // for which a reply can be taken back before it leaves; 0: it leaves at once
	LinkLife       time.Duration // of the links in mails, after their ticket was closed; 0: ticket.LinkLife
	Secure         bool          // visitors come by https: cookies and headers say so
	Demo           bool          // a demo's desk: its clock moves and its mail is shown
	HasMail        bool          // there is a mail server to give mail to
	MailFrom       string        // the address that customers get mail from; may be empty
	TrustedProxies []string      // networks ("10.0.0.0/8") whose X-Forwarded-For is believed; none: the connection's address counts
}

// Door is a part of the site: given the server, it adds its routes.
type Door func(s *Server) func(chi.Router)

// New puts the doors together to one handler. It fails when a setting does not fit or the assets do not.
func New(s *Server, doors ...Door) (http.Handler, error) {
	if s.Settings.LinkLife == 0 {
		s.Settings.LinkLife = ticket.LinkLife
	}
	files, err := assets.Handler()
	if err != nil {
		return nil, err
	}
	if s.Passkeys, err = factor.NewPasskeys(s.Settings.BaseURL); err != nil {
		return nil, err
	}
	from, err := clientAddress(s.Settings.TrustedProxies)
	if err != nil {
		return nil, err
	}
	r := chi.NewRouter()
	r.Use(
		s.identify, s.Metrics.count, s.strict, from, s.speak, s.recover,
		s.sameOrigin(), middleware.GetHead, compressed,
	)
	r.NotFound(s.Handle(notFound))
	r.MethodNotAllowed(s.Handle(methodNotAllowed(r)))
	r.Get("/assets/*", s.asset(files))
	r.Get("/healthz", s.alive)
	r.Get("/readyz", s.ready)
	for _, door := range doors {
		r.Group(func(r chi.Router) {
			r.Use(s.arrive)
			door(s)(r)
		})
	}
	return r, nil
}

// Listener is the server around a handler, with limits of time that stop whoever sends or reads too slowly.
func Listener(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // 60 MB of files over a slow line
		WriteTimeout:      6 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
