package portal

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/visitor"
)

// body is what somebody sends; it knows whether anybody has read it.
type body struct{ read bool }

func (b *body) Read([]byte) (int, error) {
	b.read = true
	return 0, io.EOF
}

// post sends a form from an address and reports whether it was read.
func (d desk) post(path, from string) (w *httptest.ResponseRecorder, read bool) {
	b := &body{}
	r := httptest.NewRequest(http.MethodPost, visitor.Site+path, b)
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	r.RemoteAddr = from + ":1234"
	return d.answer(r), b.read
}

func TestForms_of_a_network_that_sent_too_many_are_refused_unread(t *testing.T) {
	t.Parallel()
	d := opened(t, func(s *httpd.Settings) { s.Rates.PostNetwork.Limit = 3 })
	link := d.link(d.Asks(d.Hanna, "No internet"))
	paths := []string{"/tickets", link + "/messages", link + "/answers"}
	for _, path := range paths {
		w, read := d.post(path, "203.0.113.7")
		require.NotEqual(t, http.StatusTooManyRequests, w.Code, path)
		require.True(t, read, path)
	}
	for _, path := range paths {
		w, read := d.post(path, "203.0.113.8") // of the same network
		require.Equal(t, http.StatusTooManyRequests, w.Code, path)
		require.Equal(t, "3600", w.Header().Get("Retry-After"))
		require.Contains(t, w.Body.String(), "That was tried too often. It works again later.")
		require.False(t, read, path)
	}
	_, read := d.post("/tickets", "198.51.100.7")
	require.True(t, read, "another network goes on")
	r := httptest.NewRequest(http.MethodGet, visitor.Site+link, nil)
	r.RemoteAddr = "203.0.113.7:1234"
	require.Equal(t, http.StatusOK, d.answer(r).Code, "reading is not counted")
}
