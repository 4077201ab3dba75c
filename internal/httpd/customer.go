package httpd

import (
	"net/http"
	"net/url"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
)

// Customers lets in customers who are signed in, and sends who is not to where they sign in, which leads back here. To the
// staff these pages are not there.
func (s *Server) Customers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		me := Me(r.Context())
		switch {
		case Actor(r.Context()).Can(people.OwnPlace, 0):
			next.ServeHTTP(w, r)
		case me.ID != 0:
			s.fail(w, r, fault.NotFound())
		case isScript(r):
			s.fail(w, r, fault.SignIn("fault.sign_in"))
		default:
			to := "/signin"
			if r.Method == http.MethodGet || r.Method == http.MethodHead {
				to += "?" + url.Values{"next": {SafeNext(r.URL.RequestURI())}}.Encode()
			}
			Redirect(w, r, to)
		}
	})
}

// asking is for how long a browser is known as the one that asked for a sign-in link.
const asking = time.Hour

// AskingBrowser is the secret that binds a mailed sign-in link to this browser, empty without one.
func (s *Server) AskingBrowser(r *http.Request) people.Token {
	if t := s.cookieValue(r, askedCookie); len(t) == len(people.NewToken()) {
		return people.Token(t)
	}
	return ""
}

// KeepAsking makes this browser the one that asked. One that has asked before stays the same, so that each of its links works.
func (s *Server) KeepAsking(w http.ResponseWriter, r *http.Request) people.Token {
	t := s.AskingBrowser(r)
	if t == "" {
		t = people.NewToken()
	}
	http.SetCookie(w, s.cookie(askedCookie, string(t), asking))
	return t
}

// DropAsking forgets it.
func (s *Server) DropAsking(w http.ResponseWriter) { s.drop(w, askedCookie) }

// KeepCustomer gives the browser a customer's session, for as long as one lasts.
func (s *Server) KeepCustomer(w http.ResponseWriter, t people.Token) {
	http.SetCookie(w, s.cookie(sessionCookie, string(t), people.CustomerSessionLife))
}

// Visit is the browser from which a customer signs in.
func (s *Server) Visit(r *http.Request) people.Visit {
	return people.Visit{Before: s.sessionToken(r), Browser: r.UserAgent(), Network: Network(r)}
}
