package httpd_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
)

func TestIsAhead_is_what_the_browser_asks_for_before_anybody_does(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/desk/tickets/1", nil)
	require.False(t, httpd.IsAhead(r))
	require.False(t, httpd.IsByItself(r))
	r.Header.Set("Sec-Purpose", "prefetch;prerender")
	require.True(t, httpd.IsAhead(r))
	require.True(t, httpd.IsByItself(r))
}
