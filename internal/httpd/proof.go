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

// Entrance is what the first step of signing in was worth: a session, or half of one where somebody has a second factor.
type Entrance struct{ session, half people.Token }

// Admit makes of a first step, within its change, what it is worth. There is no session before the second step of whoever has
// one: every way in that the staff has leads through here.
func (s *Server) Admit(ctx context.Context, tx *pg.Tx, r *http.Request, f FirstStep) (e Entrance, err error) {
	if f.By == people.ByPassword {
		if err := f.Account.Stands(ctx, tx); err != nil {
			return e, err
		}
	}
	needs, err := factor.Needs(ctx, tx, f.Person)
	if err != nil {
		return e, err
	}
	if needs {
		e.half, err = factor.Begin(ctx, tx, factor.Half{PersonID: f.Person, Kind: factor.Second, Next: f.Next}, s.Half(r))
		return e, err
	}
	e.session, err = people.SignInFrom(ctx, tx, f.Person, s.Session(r), Whence(r, f.By))
	return e, err
}

// FirstStep is somebody who has shown the right password, or something worth as much, and where they want to go.
type FirstStep struct {
	Person  people.ID
	By      people.Proof
	Account people.Account // whose password it was
	Next    string
}

// Lead goes on from an entrance: to where somebody wanted, or to the second step.
func (s *Server) Lead(w http.ResponseWriter, r *http.Request, e Entrance, next string) {
	if e.half != "" {
		s.KeepHalf(w, e.half)
		Redirect(w, r, "/login/second")
		return
	}
	s.KeepSession(w, e.session)
	Redirect(w, r, Onwards(next))
}

// Enter is Admit and Lead for somebody of whom nothing else is written down.
func (s *Server) Enter(w http.ResponseWriter, r *http.Request, f FirstStep) error {
	var e Entrance
	err := s.DB.Do(r.Context(), func(ctx context.Context, tx *pg.Tx) (err error) {
		e, err = s.Admit(ctx, tx, r, f)
		return err
	})
	if err != nil {
		return err
	}
	s.Lead(w, r, e, f.Next)
	return nil
}

// Onwards is where to go on to after signing in: where somebody wanted, as far as that is a page of this site, else the desk.
func Onwards(next string) string {
	if to := SafeNext(next); to != "/" {
		return to
	}
	return "/desk"
}
