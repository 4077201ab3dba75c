package httpd

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

const halfCookie = "kept_half"

// Security is the page where somebody sets up what they prove themselves with.
const Security = "/desk/profile/security"

// LacksFactor reports whether who is signed in must set up a second factor before anything else.
func LacksFactor(ctx context.Context) bool { return visiting(ctx).lacksFactor }

// ByCompany reports whether who is signed in came by the company's sign-in.
func ByCompany(ctx context.Context) bool { return visiting(ctx).byCompany }

// whileLacking reports whether a page is there for who must set up a second factor first.
func whileLacking(path string) bool { return path == Security || strings.HasPrefix(path, Security+"/") }

// Fresh lets in who has proved within the last quarter of an hour who they are, and asks everybody else to do so again,
// which leads back here: to this page, or to the one whose form was sent. It belongs behind Staff.
func (s *Server) Fresh(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if visiting(r.Context()).isProven {
			next.ServeHTTP(w, r)
			return
		}
		Redirect(w, r, "/login/again?"+url.Values{"next": {back(r)}}.Encode())
	})
}

// Half is the token of the visitor's half-session, "" when there is none.
func (s *Server) Half(r *http.Request) people.Token {
	return people.Token(s.cookieValue(r, halfCookie))
}

// KeepHalf gives the browser its half-session, for as long as it lasts.
func (s *Server) KeepHalf(w http.ResponseWriter, t people.Token) {
	http.SetCookie(w, s.cookie(halfCookie, string(t), factor.HalfLife))
}

// DropHalf takes the half-session's cookie away.
func (s *Server) DropHalf(w http.ResponseWriter) { s.drop(w, halfCookie) }

// Whence is from where somebody signs in, and how they have proved who they are.
func Whence(r *http.Request, by people.Proof) people.Whence {
	return people.Whence{Browser: r.UserAgent(), Network: Network(r), Proof: by}
}

// Enter goes on with whoever has shown the right password: to a session and to where they wanted, or to the second step where
// they have a second factor. There is no session before that.
func (s *Server) Enter(w http.ResponseWriter, r *http.Request, id people.ID, by people.Proof, next string) error {
	var session, half people.Token
	err := s.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) error {
		session, half = "", ""
		needs, err := factor.Needs(ctx, tx, id)
		if err != nil {
			return err
		}
		if needs {
			half, err = factor.Begin(ctx, tx, factor.Half{PersonID: id, Kind: factor.Second, Next: next}, s.Half(r))
			return err
		}
		session, err = people.SignInFrom(ctx, tx, id, s.Session(r), Whence(r, by))
		return err
	})
	if err != nil {
		return err
	}
	if half != "" {
		s.KeepHalf(w, half)
		Redirect(w, r, "/login/second")
		return nil
	}
	s.KeepSession(w, session)
	Redirect(w, r, Onwards(next))
	return nil
}

// Onwards is where to go on to after signing in: where somebody wanted, as far as that is a page of this site, else the desk.
func Onwards(next string) string {
	if to := SafeNext(next); to != "/" {
		return to
	}
	return "/desk"
}
