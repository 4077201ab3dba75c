package httpd

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/pg"
	view "github.com/kepthq/kept/web/problem"
)

var errCrossOrigin = errors.New("a form from another site")

// errMethod is an address that exists, but not for this verb.
var errMethod = errors.New("no such method here")

// methodNotAllowed names the verbs that the address does know (RFC 9110 15.5.6).
func methodNotAllowed(routes chi.Routes) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		path := cmp.Or(r.URL.RawPath, r.URL.Path)
		var known []string
		if routes.Match(chi.NewRouteContext(), http.MethodGet, path) {
			known = append(known, http.MethodGet, http.MethodHead)
		}
		if routes.Match(chi.NewRouteContext(), http.MethodPost, path) {
			known = append(known, http.MethodPost)
		}
		w.Header().Set("Allow", strings.Join(known, ", "))
		return errMethod
	}
}

// fail answers with the page of an error. Only what is ours is logged, and only here.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if half := (brokenOff{}); errors.As(err, &half) {
		if r.Context().Err() == nil {
			s.log(r).Warn("an answer was broken off", "err", half.error)
		}
		panic(http.ErrAbortHandler)
	}
	switch faults := fault.Of(err); {
	case len(faults) > 0:
		s.faulty(w, r, faults)
	case errors.Is(err, errUnreadable):
		s.problem(w, r, problemOf(http.StatusBadRequest))
	case errors.Is(err, errCrossOrigin):
		s.problem(w, r, problemOf(http.StatusForbidden))
	case errors.Is(err, errMethod):
		s.problem(w, r, problemOf(http.StatusMethodNotAllowed))
	case errors.Is(err, errNotSetUp):
		p := problemOf(http.StatusServiceUnavailable)
		p.kind = view.NotSetUp
		s.problem(w, r, p)
	case r.Context().Err() != nil && errors.Is(err, context.Canceled):
		// The visitor has left; nobody reads a page, and nothing is wrong with us.
	case pg.TookTooLong(err):
		s.log(r).Warn("the database took too long", "err", err)
		w.Header().Set("Retry-After", "5")
		s.problem(w, r, problemOf(http.StatusServiceUnavailable))
	case pg.Unavailable(err):
		s.log(r).Warn("the database is away", "err", err)
		w.Header().Set("Retry-After", "5")
		s.problem(w, r, problemOf(http.StatusServiceUnavailable))
	case errors.Is(err, blob.ErrFull):
		s.log(r).Error("no room for attachments", "err", err)
		p := problemOf(http.StatusServiceUnavailable)
		p.kind = view.Full
		s.problem(w, r, p)
	default:
		s.log(r).Error("a request failed", "err", err)
		s.problem(w, r, problemOf(http.StatusInternalServerError))
	}
}

// faulty answers with the page of a fault that no form has shown.
func (s *Server) faulty(w http.ResponseWriter, r *http.Request, faults fault.Errors) {
	first := faults[0]
	if first.Kind == fault.KindSignIn && !isScript(r) { // a script would put the sign-in page into the page
		to := "/login"
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			to += "?" + url.Values{"next": {SafeNext(r.URL.RequestURI())}}.Encode()
		}
		Redirect(w, r, to)
		return
	}
	p := problemOf(int(first.Kind))
	if first.Kind == fault.KindTooMany {
		w.Header().Set("Retry-After", strconv.Itoa(int(first.RetryAfter/time.Second)))
	}
	if first.Kind != fault.KindNotFound && first.Kind != fault.KindGone { // those have one page, whatever it was
		for _, f := range faults {
			p.messages = append(p.messages, Message(i18n.From(r.Context()), f, Now(r.Context())))
		}
	}
	s.problem(w, r, p)
}

type problem struct {
	status   int
	kind     view.Kind
	messages []string
}

func problemOf(status int) problem {
	kind := view.Failed
	switch status {
	case http.StatusBadRequest:
		kind = view.Unreadable
	case http.StatusUnauthorized:
		kind = view.SignIn
	case http.StatusForbidden:
		kind = view.Forbidden
	case http.StatusNotFound:
		kind = view.NotFound
	case http.StatusMethodNotAllowed:
		kind = view.Method
	case http.StatusConflict:
		kind = view.Conflict
	case http.StatusGone:
		kind = view.Gone
	case http.StatusRequestEntityTooLarge:
		kind = view.TooLarge
	case http.StatusUnprocessableEntity:
		kind = view.Invalid
	case http.StatusTooManyRequests:
		kind = view.TooMany
	case http.StatusServiceUnavailable:
		kind = view.Away
	}
	return problem{status: status, kind: kind}
}

// problem draws the page of a problem. It needs no database. Only what is ours carries the request's id, so that
// two pages about what is not there are the same to the byte.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, p problem) {
	code := strconv.Itoa(p.status)
	switch {
	case p.kind == view.NotSetUp:
		code = "" // there is no support yet, and nothing is wrong
	case p.status >= http.StatusInternalServerError:
		code += " " + RequestID(r.Context())
	}
	w.Header().Set("Cache-Control", "no-store")
	page := view.Page(view.Problem{Kind: p.kind, Messages: p.messages, Code: code})
	if err := s.Render(w, r, p.status, page); err != nil {
		s.log(r).Error("draw the page of a problem", "err", err)
		http.Error(w, http.StatusText(p.status), p.status)
	}
}
