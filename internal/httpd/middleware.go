package httpd

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

type requestKey struct{}

// RequestID names this request in the log and on error pages.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// identify gives the request a name. One that came along is not believed: it would be written into the log.
func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()[:10]
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, id)))
	})
}

// Policy is the Content-Security-Policy of every page: nothing but our own files, and nothing inline.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// strict sets the headers that every response carries. Nothing is kept by a browser unless its handler says so.
func (s *Server) strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if s.Settings.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// recover turns a panic into a 500 page, and logs it once.
func (s *Server) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler { // net/http's own way to break off
				panic(p)
			}
			s.log(r).Error("a handler panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			if started.Status() != 0 {
				panic(http.ErrAbortHandler) // half a page is out already
			}
			w.Header().Del("Content-Encoding")
			s.problem(w, r, problemOf(http.StatusInternalServerError))
		}()
		next.ServeHTTP(started, r)
	})
}

// log is the log of this request. It names the route and not the address, which may hold a secret.
func (s *Server) log(r *http.Request) *slog.Logger {
	route := ""
	if c := chi.RouteContext(r.Context()); c != nil {
		route = c.RoutePattern()
	}
	return s.Log.With("request", RequestID(r.Context()), "method", r.Method, "route", route)
}

// sameOrigin refuses forms that another site has sent, on every route.
func (s *Server) sameOrigin() func(http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.Handle(crossOrigin))
	return guard.Handler
}

func crossOrigin(http.ResponseWriter, *http.Request) error { return errCrossOrigin }

// clientAddress finds whose request it is: the connection's other end, or what trusted proxies say of theirs.
func clientAddress(proxies []string) (func(http.Handler) http.Handler, error) {
	if len(proxies) == 0 {
		return middleware.ClientIPFromRemoteAddr, nil
	}
	for _, p := range proxies {
		if _, err := netip.ParsePrefix(p); err != nil {
			return nil, fmt.Errorf("a trusted proxy must be a network like 10.0.0.0/8: %w", err)
		}
	}
	return middleware.ClientIPFromXFF(proxies...), nil
}

// Address is the address of whoever sends a request, to be compared with the block list.
func Address(r *http.Request) string {
	if address := middleware.GetClientIP(r.Context()); address != "" {
		return address
	}
	// A broken X-Forwarded-For: all of them together count as one, that of the proxy.
	address, _, _ := net.SplitHostPort(r.RemoteAddr)
	return address
}

// Network is where a request comes from, as coarse as limits should be: the /24 or /64 of the client's address.
func Network(r *http.Request) string {
	a, err := netip.ParseAddr(Address(r))
	if err != nil {
		return "unknown"
	}
	a = a.Unmap().WithZone("")
	bits := 64
	if a.Is4() {
		bits = 24
	}
	n, err := a.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return n.String()
}

// asset serves our own files, with our own page for those that are not there.
func (s *Server) asset(files http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			s.Handle(notFound)(w, r)
			return
		}
		files.ServeHTTP(w, r)
	}
}
