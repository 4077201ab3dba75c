package httpd

import (
	"net/http"
	"time"

	"github.com/kepthq/kept/internal/people"
)

// cookie makes one of our cookies. By https its name says __Host-, which a browser takes only from this very
// host, over https and for every path (RFC 6265bis 4.1.3.2).
func (s *Server) cookie(name, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(age / time.Second),
		Secure: s.Settings.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

func (s *Server) cookieName(name string) string {
	if s.Settings.Secure {
		return "__Host-" + name
	}
	return name
}

// cookieValue is what the visitor's cookie says, "" without one.
func (s *Server) cookieValue(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil { // the only error is that there is none
		return ""
	}
	return c.Value
}

// drop takes a cookie away.
func (s *Server) drop(w http.ResponseWriter, name string) {
	c := s.cookie(name, "", 0)
	c.MaxAge = -1
	http.SetCookie(w, c)
}

const (
	sessionCookie  = "kept_session"
	languageCookie = "kept_language"
	themeCookie    = "kept_theme"
	noteCookie     = "kept_note"
	askedCookie    = "kept_signin" // binds a mailed sign-in link to the browser that asked for it

	aYear = 365 * 24 * time.Hour
)

func (s *Server) sessionToken(r *http.Request) people.Token {
	return people.Token(s.cookieValue(r, sessionCookie))
}

// Session is the token of the visitor's session, "" when there is none.
func (s *Server) Session(r *http.Request) people.Token { return s.sessionToken(r) }

// KeepSession gives the browser its session, until the browser or the session ends.
func (s *Server) KeepSession(w http.ResponseWriter, t people.Token) {
	http.SetCookie(w, s.cookie(sessionCookie, string(t), 0))
}

// DropSession takes the session's cookie away.
func (s *Server) DropSession(w http.ResponseWriter) { s.drop(w, sessionCookie) }

// Keep gives the browser a cookie of a door's own.
func (s *Server) Keep(w http.ResponseWriter, name, value string, age time.Duration) {
	http.SetCookie(w, s.cookie(name, value, age))
}

// Cookie is what a door's own cookie says, "" without one.
func (s *Server) Cookie(r *http.Request, name string) string { return s.cookieValue(r, name) }

// Drop takes a door's own cookie away.
func (s *Server) Drop(w http.ResponseWriter, name string) { s.drop(w, name) }
