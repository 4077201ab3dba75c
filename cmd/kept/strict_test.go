package main

import (
	"net/http"
	"strings"
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
	page, err := html.Parse(strings.NewReader(body))
	require.NoError(t, err, what)
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		require.NotEqual(t, "style", n.Data, what)
		require.NotContains(t, []string{"base", "object", "embed"}, n.Data, what)
		if n.Data == "script" {
			require.Nil(t, n.FirstChild, "%s: a script in the page", what)
		}
		for _, a := range n.Attr {
			require.False(t, strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") || a.Key == "style" || a.Key == "srcdoc",
				"%s: <%s %s=%q>", what, n.Data, a.Key, a.Val)
			if a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction" {
				scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(a.Val)), ":")
				require.NotContains(t, []string{"javascript", "data", "vbscript"}, scheme, "%s: <%s %s=%q>", what, n.Data, a.Key, a.Val)
			}
		}
	}
}
