package httpd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// visit is what was found out about a request before its handler runs.
type visit struct {
	desk  people.Desk
	isSet bool // the desk was set up
	me    *people.Person
	now   time.Time

	isProven    bool // me has proved lately who they are
	lacksFactor bool // me must set up a second factor before anything else
	byCompany   bool // me came by the company's sign-in

	mark string // what had happened before anything was read
}

type visitKey struct{}

func visiting(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

// Me is who is signed in; a person without an ID when nobody is.
func Me(ctx context.Context) people.Person {
	if me := visiting(ctx).me; me != nil {
		return *me
	}
	return people.Person{}
}

// Actor is who is signed in, as the rooms want it; nobody may do nothing.
func Actor(ctx context.Context) people.Actor { return Me(ctx).Acting() }

// Now is the desk's instant of this request, read once with the session.
func Now(ctx context.Context) time.Time { return visiting(ctx).now }

// Desk is whose desk this is.
func Desk(ctx context.Context) people.Desk { return visiting(ctx).desk }

// patience is how long a page waits for a database that says nothing, before it says so.
const patience = 3 * time.Second

// arrive reads the clock, the desk and the session in one round trip, and chooses the visitor's language and zone.
// A desk that nobody has set up yet shows only its first-run page.
func (s *Server) arrive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mark := s.mark()
		arriving, cancel := context.WithTimeout(r.Context(), patience)
		a, err := people.Arrive(arriving, s.DB, s.sessionToken(r), !isByItself(r))
		cancel()
		if err != nil {
			s.fail(w, r, err)
			return
		}
		v := visit{now: a.Now, me: a.Me, isProven: a.IsProven, lacksFactor: a.LacksFactor, byCompany: a.ByCompany, mark: mark}
		if a.Desk != nil {
			v.desk, v.isSet = *a.Desk, true
		}
		ctx := context.WithValue(r.Context(), visitKey{}, v)
		ctx = i18n.With(ctx, i18n.For(s.language(r, v), v.desk.Location()))
		ctx = ui.WithLanguages(ctx, v.desk.Languages)
		if v.me != nil && !v.me.Role.IsStaff() {
			ctx = layout.WithCustomer(ctx, v.me.Name)
		} else if v.me != nil {
			ctx = layout.WithViewer(ctx, layout.Viewer{
				Name: v.me.Name, Hue: int(v.me.ID), Initials: ui.Initials(v.me.Name), Role: string(v.me.Role), KeysOff: a.KeysOff, Compact: a.Compact, HintsGone: a.HintsGone,
			})
			ctx = ui.WithPictures(ctx, faces(a.Pictures))
		}
		r = r.WithContext(ctx)
		if !v.isSet && !beforeSetUp(r.URL.Path) {
			s.fail(w, r, errNotSetUp)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// mark is how much has happened so far; empty where pages do not follow it.
func (s *Server) mark() string {
	if s.Live == nil {
		return ""
	}
	return s.Live.Mark()
}

// IsByItself reports whether a page's script asks for news, or the browser for a page that somebody might open, without anybody
// doing anything.
func IsByItself(r *http.Request) bool { return isByItself(r) }

func isByItself(r *http.Request) bool {
	return r.Method == http.MethodGet && (isScript(r) || IsAhead(r))
}

// isScript reports whether a page's script asks, which puts the answer into the page.
func isScript(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" || isSent(r) }

// isSent reports whether our own script sends a form (web/assets/js/send.js).
func isSent(r *http.Request) bool { return r.Header.Get("Kept-Send") != "" }

// Staff lets in those of the staff who are signed in, and sends everybody else to the sign-in page, which leads back here. Who
// must set up a second factor first is led there from everywhere.
func (s *Server) Staff(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !Me(r.Context()).Role.IsStaff():
			s.fail(w, r, fault.SignIn("fault.sign_in"))
		case LacksFactor(r.Context()) && !whileLacking(r.URL.Path):
			Redirect(w, r, Security)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// AtDesk lets in who works the queue. To technicians, whose pages are those of their own day, the pages behind it are not there.
func (s *Server) AtDesk(next http.Handler) http.Handler {
	return s.Staff(s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := Actor(r.Context()).May(people.ReadDesk, 0); err != nil {
			return err
		}
		next.ServeHTTP(w, r)
		return nil
	}))
}

// Admins lets in admins; to everybody else who is signed in the pages behind it are not there.
func (s *Server) Admins(next http.Handler) http.Handler {
	return s.Staff(s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := Actor(r.Context()).May(people.Staffing, 0); err != nil {
			return err
		}
		next.ServeHTTP(w, r)
		return nil
	}))
}

// faces are the addresses of pictures by their person's number.
func faces(pictures people.Pictures) map[int]string {
	if len(pictures) == 0 {
		return nil
	}
	all := make(map[int]string, len(pictures))
	for id, version := range pictures {
		all[int(id)] = fmt.Sprintf("/desk/people/%d/picture/%s", id, version)
	}
	return all
}

// Whence is from where, and how, somebody signs in.
func Whence(r *http.Request, by people.Proof) people.Whence {
	return people.Whence{Browser: r.UserAgent(), Network: Network(r), Proof: by}
}

// Supervisors lets in supervisors and admins; to everybody else who is signed in the pages behind it are not there.
func (s *Server) Supervisors(next http.Handler) http.Handler {
	return s.Staff(s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := Actor(r.Context()).May(people.Supervise, 0); err != nil {
			return err
		}
		next.ServeHTTP(w, r)
		return nil
	}))
}

// Frame is what a page tells its shell: whose desk this is, where to come back to, and what was just done.
// screen is the design's name of the page. Reading a note takes it away, so call it once a page.
func (s *Server) Frame(w http.ResponseWriter, r *http.Request, title, screen string) layout.Frame {
	return layout.Frame{
		Title: title, Screen: screen, Company: s.Company(r.Context()),
		Back: back(r), Note: s.note(w, r), Now: Now(r.Context()),
	}
}

// Followed is how a page hears of what happens, nil where pages do not: at is the address of its stream.
func (s *Server) Followed(ctx context.Context, at string) *layout.Followed {
	if s.Live == nil {
		return nil
	}
	return &layout.Followed{Address: at, Mark: visiting(ctx).mark}
}

// back is the address of the page that the visitor looks at: behind a form that was refused, the form's.
func back(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return SafeNext(r.URL.RequestURI())
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return SafeNext("")
	}
	return SafeNext(from.RequestURI())
}

// Company is whose desk this is, as the shells want it.
func (s *Server) Company(ctx context.Context) layout.Company {
	d := Desk(ctx)
	c := layout.Company{Name: d.Name, AddressLine: d.AddressLine, Phone: d.Phone, Brand: d.Brand}
	if s.Settings.Demo && d.IsDemo {
		c.Demo = &layout.Demo{Now: Now(ctx)}
	}
	return c
}

var errNotSetUp = errors.New("the desk is not set up yet")
