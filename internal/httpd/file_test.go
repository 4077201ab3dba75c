package httpd_test

import (
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/ticket"
)

func serving(a ticket.Attachment) func(*httpd.Server, chi.Router) {
	return func(s *httpd.Server, r chi.Router) {
		r.Get("/file", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
			ref, err := s.Blobs.Put(r.Context(), strings.NewReader("<script>alert(1)</script>"), 1000)
			if err != nil {
				return err
			}
			a := a
			if a.Blob == "" {
				a.Blob = ref.Key
			}
			return s.ServeFile(w, r, a)
		}))
	}
}

func TestServeFile_sends_a_download_that_no_browser_runs(t *testing.T) {
	t.Parallel()
	db := furnished(t)
	for name, c := range map[string]struct {
		attachment ticket.Attachment
		kind, file string
	}{
		"a page":    {ticket.Attachment{Name: "page.html", Kind: "text/html"}, "application/octet-stream", "page.html"},
		"a drawing": {ticket.Attachment{Name: "a.svg", Kind: "image/svg+xml"}, "application/octet-stream", "a.svg"},
		"a picture": {ticket.Attachment{Name: "Größe – “zwei”; 2%.png", Kind: "image/png"}, "image/png", "Größe – “zwei”; 2%.png"},
		"a text":    {ticket.Attachment{Name: "αρχείο.txt", Kind: "text/plain"}, "text/plain; charset=utf-8", "αρχείο.txt"},
		"a folder":  {ticket.Attachment{Name: "../../etc/passwd\r\nX: y", Kind: ""}, "application/octet-stream", "passwd X_ y"},
	} {
		st := build(t, db, serving(c.attachment))
		a := st.get(t, "/file")
		require.Equal(t, http.StatusOK, a.StatusCode, name)
		require.Equal(t, "<script>alert(1)</script>", a.body, name)
		require.Equal(t, c.kind, a.Header.Get("Content-Type"), name)
		require.Equal(t, "sandbox; default-src 'none'", a.Header.Get("Content-Security-Policy"), name)
		require.Equal(t, "nosniff", a.Header.Get("X-Content-Type-Options"), name)
		disposition, params, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
		require.NoError(t, err, a.Header.Get("Content-Disposition"))
		require.Equal(t, "attachment", disposition, name)
		require.Equal(t, c.file, params["filename"], name)
		require.Regexp(t, `^[ -~]+$`, a.Header.Get("Content-Disposition"), name)
	}
}

func TestServeFile_answers_parts(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), serving(ticket.Attachment{Name: "a.bin"}))
	a := st.get(t, "/file", "Range", "bytes=1-6")
	require.Equal(t, http.StatusPartialContent, a.StatusCode)
	require.Equal(t, "script", a.body)
	require.Equal(t, http.StatusRequestedRangeNotSatisfiable, st.get(t, "/file", "Range", "bytes=500-").StatusCode)
}

func TestServeFile_says_and_logs_that_bytes_are_gone(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), serving(ticket.Attachment{ID: 7, Name: "a.bin", Blob: strings.Repeat("0", 64)}))
	require.Equal(t, http.StatusNotFound, st.get(t, "/file").StatusCode)
	require.Len(t, st.logs.lines(), 1)
	require.Contains(t, st.logs.lines()[0], "attachment=7")
}
