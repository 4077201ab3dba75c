package httpd_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
)

func TestSafeNext_goes_nowhere_but_here(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]string{
		"/desk":                         "/desk",
		"/desk?team=2&view=mine":        "/desk?team=2&view=mine",
		"/desk/tickets/4812#m7":         "/desk/tickets/4812",
		"/a%20b":                        "/a%20b",
		"/t/%2F%2Fevil.example":         "/t/%2F%2Fevil.example",
		"/login?next=//evil.example":    "/login?next=//evil.example",
		"":                              "/",
		"desk":                          "/",
		"//evil.example":                "/",
		"///evil.example":               "/",
		"/\\evil.example":               "/",
		"\\/evil.example":               "/",
		"/\t/evil.example":              "/",
		"/\n/evil.example":              "/",
		" //evil.example":               "/",
		"https://evil.example":          "/",
		"https:evil.example":            "/",
		"javascript:alert(1)":           "/",
		"data:text/html,x":              "/",
		"/%":                            "/",
		"/\x00":                         "/",
		"/\xff":                         "/",
		"/" + strings.Repeat("a", 2000): "/",
		"http:///evil.example":          "/",
		"/desk\r\nSet-Cookie: x=y":      "/",
	} {
		require.Equal(t, want, httpd.SafeNext(next), "%q", next)
	}
}

func FuzzSafeNext(f *testing.F) {
	for _, seed := range []string{"/desk", "//evil.example", "/\\evil.example", "/%2f/evil.example", "/a?b=c#d", "/.//evil.example", "/;//x", "/%5cevil"} {
		f.Add(seed)
	}
	home, err := url.Parse("https://kept.example/login")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, next string) {
		to := httpd.SafeNext(next)
		require.True(t, strings.HasPrefix(to, "/"), "%q", to)
		require.False(t, strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`), "%q", to)
		require.NotContains(t, to, `\`)
		require.NotContains(t, to, "\n")
		there, err := home.Parse(to)
		require.NoError(t, err)
		require.Equal(t, "kept.example", there.Host)
		require.Equal(t, "https", there.Scheme)
		require.Equal(t, to, httpd.SafeNext(to), "what is safe stays as it is")
	})
}
