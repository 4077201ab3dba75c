// Package visitor is a reader of pages for tests: it opens a page, fills in the form that is there, presses a
// button that is there, and reads what comes. A field, a button or a hidden value that a page has lost fails the
// test, as it would stop a person. It runs no script, so what it can do works without.
//
// It must never know a route, a key of a message or a table: all it has is what a browser gets.
package visitor

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Site is where every visitor's address begins.
const Site = "http://kept.example"

// Visitor is one browser with its cookies.
type Visitor struct {
	T        testing.TB
	Language string // Accept-Language, "en" at first
	Address  string // host:port from where requests come

	site http.Handler
	jar  http.CookieJar
}

// New is a visitor of a site without any cookie, who reads English.
func New(t testing.TB, site http.Handler) *Visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &Visitor{T: t, Language: "en", Address: "192.0.2.10:4711", site: site, jar: jar}
}

// Open opens a page by its address on the site, and goes on where it leads.
func (v *Visitor) Open(address string) *Page {
	v.T.Helper()
	return v.follow(httptest.NewRequest(http.MethodGet, v.resolve(address), nil))
}

// Send sends a request that no form on a page makes, such as a forged one. It looks like a form of this site.
func (v *Visitor) Send(method, address, contentType string, body io.Reader) *Page {
	v.T.Helper()
	r := httptest.NewRequest(method, v.resolve(address), body)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.follow(r)
}

func (v *Visitor) resolve(address string) string {
	v.T.Helper()
	base, err := url.Parse(Site + "/")
	require.NoError(v.T, err)
	to, err := base.Parse(address)
	require.NoError(v.T, err, address)
	to.Fragment = "" // a browser keeps it to itself
	return to.String()
}

// follow sends a request and goes where it is sent on to, five times at most.
func (v *Visitor) follow(r *http.Request) *Page {
	v.T.Helper()
	for range 5 {
		page := v.once(r)
		to := page.Header.Get("Location")
		if page.Status < 300 || page.Status > 399 || to == "" {
			return page
		}
		next, err := r.URL.Parse(to)
		require.NoError(v.T, err, to)
		require.Equal(v.T, Site, next.Scheme+"://"+next.Host, "sent on to another site: %s", to)
		next.Fragment = "" // a browser keeps that to itself
		r = httptest.NewRequest(http.MethodGet, next.String(), nil)
	}
	require.FailNow(v.T, "sent on without end", r.URL.String())
	return nil
}

func (v *Visitor) once(r *http.Request) *Page {
	v.T.Helper()
	r.RemoteAddr = v.Address
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", v.Language)
	for _, c := range v.jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	v.site.ServeHTTP(w, r)
	answer := w.Result()
	v.jar.SetCookies(r.URL, answer.Cookies())
	body, err := io.ReadAll(answer.Body)
	require.NoError(v.T, err)
	require.NoError(v.T, answer.Body.Close())
	page := &Page{Status: answer.StatusCode, Address: r.URL.RequestURI(), Header: answer.Header, Body: string(body), visitor: v}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		page.root, err = html.Parse(strings.NewReader(page.Body))
		require.NoError(v.T, err)
	}
	return page
}
