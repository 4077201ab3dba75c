package httpd_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
)

func TestIsAhead_is_what_is_asked_for_before_anybody_opens_it(t *testing.T) {
	t.Parallel()
	asks := func(header, value string) *http.Request {
		r := httptest.NewRequest(http.MethodGet, "/desk/tickets/1", nil)
		r.Header.Set(header, value)
		return r
	}
	const agent = "User-Agent"
	for _, r := range []*http.Request{
		asks("Sec-Purpose", "prefetch;prerender"), asks("Purpose", "prefetch"), asks("X-Moz", "prefetch"), asks("X-Purpose", "preview"),
		asks(agent, "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"), asks(agent, "WhatsApp/2.23.20.0 A"),
		asks(agent, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"),
		asks(agent, "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5"),
	} {
		require.True(t, httpd.IsAhead(r), r.Header)
		require.True(t, httpd.IsByItself(r), r.Header)
	}
	for _, r := range []*http.Request{
		asks("Accept", "text/html"), asks(agent, ""), asks("Sec-Fetch-Mode", "navigate"),
		asks(agent, "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.0.0 Mobile Safari/537.36"),
		asks(agent, "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/440.0.0.0]"),
	} {
		require.False(t, httpd.IsAhead(r), r.Header)
		require.False(t, httpd.IsByItself(r), r.Header)
	}
}
