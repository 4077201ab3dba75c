package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/kepthq/kept/internal/httpd"
)

// strict requires of an answer what must hold on every route: its headers, its cookies, and of a page that nothing in
// it is inline.
func strict(t testing.TB, c call, a answer) {
	t.Helper()
	what := c.method + " " + c.path
	for name, want := range map[string]string{
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Strict-Transport-Security":    "max-age=31536000",
	} {
		require.Equal(t, want, a.Header.Get(name), "%s: %s", what, name)
	}
	require.NotEmpty(t, a.Header.Get("X-Request-Id"), what)
	page, _, _ := strings.Cut(c.path, "?")
	switch isKept := a.StatusCode == http.StatusOK; {
	case isKept && strings.HasPrefix(page, "/assets/"):
	case isKept && strings.HasPrefix(page, "/desk/people/"): // a face, whose address changes with it
		require.Equal(t, "private, max-age=86400, immutable", a.Header.Get("Cache-Control"), what)
	case isKept && page == "/tickets/new": // going back must find the same form key
		require.Equal(t, "private, max-age=0", a.Header.Get("Cache-Control"), what)
	default:
		require.Contains(t, a.Header.Get("Cache-Control"), "no-store", what)
	}
	isLetter := strings.HasPrefix(c.path, "/demo/mail/") && strings.HasSuffix(c.path, "/html") && a.StatusCode == http.StatusOK
	strictPolicy(t, what, a, isLetter)
	for _, cookie := range a.Cookies() {
		require.True(t, cookie.HttpOnly && cookie.Secure && cookie.SameSite == http.SameSiteLaxMode, "%s: %s", what, cookie)
		require.True(t, strings.HasPrefix(cookie.Name, "__Host-") && cookie.Path == "/" && cookie.Domain == "", "%s: %s", what, cookie)
	}
	if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") && !isLetter {
		nothingInline(t, what, a.body)
	}
}

func strictPolicy(t testing.TB, what string, a answer, isLetter bool) {
	t.Helper()
	policy := a.Header.Values("Content-Security-Policy")
	require.Len(t, policy, 1, what)
	switch {
	case isLetter: // a mail needs inline styles; it stands in a sandbox, where it is nobody's page
		require.Contains(t, policy[0], "default-src 'none'", what)
		require.Contains(t, policy[0], "sandbox", what)
		require.NotContains(t, policy[0], "script", what)
		require.NotContains(t, policy[0], "allow-same-origin", what)
	case a.Header.Get("Content-Disposition") != "":
		require.Equal(t, "sandbox; default-src 'none'", policy[0], what)
	default:
		require.Equal(t, httpd.Policy, strings.TrimSuffix(policy[0], "; frame-src 'self'"), what)
	}
}

// nothingInline requires that a page has neither script nor style of its own, nor an address that runs.
func nothingInline(t testing.TB, what, body string) {
	t.Helper()
	if isPlain(body) {
		return
	}
	page, err := html.Parse(strings.NewReader(body))
	require.NoError(t, err, what)
	for n := range page.Descendants() {
		if n.Type == html.ElementNode {
			require.Empty(t, inline(n.Data, n.Attr), what)
		}
		if n.Type == html.ElementNode && n.Data == "script" {
			require.Nil(t, n.FirstChild, "%s: a script in the page", what)
		}
	}
}

// inline is what is wrong with a tag: what is a script or a style in itself.
func inline(name string, attrs []html.Attribute) string {
	if slices.Contains([]string{"style", "base", "object", "embed"}, name) {
		return "<" + name + ">"
	}
	for _, a := range attrs {
		said := fmt.Sprintf("<%s %s=%q>", name, a.Key, a.Val)
		if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") || a.Key == "style" || a.Key == "srcdoc" {
			return said
		}
		if a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction" {
			scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(a.Val)), ":")
			if slices.Contains([]string{"javascript", "data", "vbscript"}, scheme) {
				return said
			}
		}
	}
	return ""
}

// plain are the tags that were found to be harmless, as they stand in a page.
var plain sync.Map

// isPlain reports whether a page is surely free of all that: whatever in it begins like a tag is one that was found
// harmless before. Reading every page of many thousands as a browser does took longer than making it. A page with
// anything unusual in it, a comment or a sign that a tag ends with inside of one, is none, and is read whole.
func isPlain(body string) bool {
	for {
		_, rest, found := strings.Cut(body, "<")
		if !found {
			return true
		}
		tag, after, closed := strings.Cut(rest, ">")
		if !closed || !isKnownPlain(tag) || strings.HasPrefix(tag, "script") && !strings.HasPrefix(after, "</script>") {
			return false
		}
		body = rest
	}
}

func isKnownPlain(tag string) bool {
	if _, known := plain.Load(tag); known {
		return true
	}
	whole := "<" + tag + ">"
	z := html.NewTokenizer(strings.NewReader(whole))
	switch z.Next() {
	case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken, html.DoctypeToken:
	default:
		return false
	}
	if string(z.Raw()) != whole {
		return false
	}
	if found := z.Token(); inline(found.Data, found.Attr) != "" {
		return false
	}
	if len(tag) < 200 { // what somebody has typed stands in some of them, and may be long
		plain.Store(strings.Clone(tag), true)
	}
	return true
}

// TestStrict_finds_what_is_inline_wherever_it_stands holds the quick look at a page to the thorough one.
func TestStrict_finds_what_is_inline_wherever_it_stands(t *testing.T) {
	t.Parallel()
	const page = `<!doctype html><html><head><script src="/assets/x.js"></script></head><body><p class="a">x</p><textarea>a &lt; b</textarea><br/></body></html>`
	for range 2 {
		require.True(t, isPlain(page))
	}
	for _, bad := range []string{
		`<style>p{}</style>`, `<script>alert(1)</script>`, `<script src="/a.js"> </script>`, `<p onclick="x()">`, `<P ONCLICK=x>`, `<p title="a>b" onclick=x>`, `<p title='">' onclick=x>`,
		`<a b"="x>" onclick=y>`, `<a href=" JavaScript:x">`, `<form action='data:x'>`, `<!-- a comment -->`, `<p style="a">`, `<base href="/">`, `<embed/onload=x>`, `<p title="half`, `<p title=">`, `<svg/onload=x>`,
	} {
		for range 2 {
			require.False(t, isPlain(strings.Replace(page, "<br/>", bad, 1)), bad)
		}
	}
}
