package httpd_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
)

// echo says what it has read, and what was wrong: in the way in which a form page would.
func echo(s *httpd.Server, r chi.Router) {
	r.Post("/", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		form, err := s.ReadForm(w, r)
		if err != nil && len(fault.Of(err)) == 0 {
			return err
		}
		status, said := http.StatusOK, ""
		for _, f := range fault.Of(err) {
			status, said = int(f.Kind), said+f.Field+" "+f.Key
		}
		page := fmt.Sprintf("body=%q length=%d ids=%v has=%v files=%d wrong=%q", cut(form.Text("body")), len(form.Text("body")), form.IDs("keeps"), form.Has("solve"), len(form.Files), said)
		for _, f := range form.Files {
			page += fmt.Sprintf(" [%s %s %d]", f.Name, f.Kind, f.Size)
		}
		return s.Render(w, r, status, templ.Raw(page))
	}))
}

func cut(s string) string { return s[:min(len(s), 40)] }

func post(t *testing.T, st *site, values url.Values) answer {
	t.Helper()
	return st.send(t, http.MethodPost, "/", values.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// upload sends a multipart form that fill writes.
func upload(t *testing.T, st *site, fill func(w *multipart.Writer)) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	fill(w)
	require.NoError(t, w.Close())
	return st.send(t, http.MethodPost, "/", body.String(), "Content-Type", w.FormDataContentType())
}

func file(t *testing.T, w *multipart.Writer, name, content string) {
	t.Helper()
	part, err := w.CreateFormFile("files", name)
	require.NoError(t, err)
	_, err = io.WriteString(part, content)
	require.NoError(t, err)
}

// stored counts the files below the site's blob directory.
func stored(t *testing.T, st *site) int {
	t.Helper()
	n := 0
	require.NoError(t, filepath.WalkDir(st.dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}))
	return n
}

func small(s *httpd.Server) {
	s.Settings.Limits.Files, s.Settings.Limits.FileBytes, s.Settings.Limits.RequestBytes = 2, 1000, 2<<20
}

func TestReadForm_reads_what_was_typed(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), echo)
	a := post(t, st, url.Values{"body": {"one\r\ntwo"}, "keeps": {"4", " 5 ", "x", "-1", "99999999999999999999"}, "solve": {"yes"}})
	require.Equal(t, `body="one\ntwo" length=7 ids=[4 5 0 0 0] has=true files=0 wrong=""`, a.body)
	a = post(t, st, url.Values{"body": {"a\x00b\xff"}})
	require.Contains(t, a.body, `body="a\x00b\xff"`, "rooms refuse it at its field")
	a = post(t, st, url.Values{"body": {strings.Repeat("å", 500_000)}})
	require.Equal(t, http.StatusOK, a.StatusCode, "a megabyte is told at the field, by the room")
	require.Contains(t, a.body, "length=1000000")
	a = st.send(t, http.MethodPost, "/", "")
	require.Contains(t, a.body, `body="" length=0 ids=[] has=false files=0 wrong=""`)
}

func TestReadForm_stores_files_under_clean_names(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), echo, small)
	a := upload(t, st, func(w *multipart.Writer) {
		require.NoError(t, w.WriteField("body", "see the picture"))
		file(t, w, `..\..\photo.png`, "\x89PNG\r\n\x1a\nrest")
		file(t, w, "", "") // a field in which nothing was chosen
		file(t, w, "log.txt", "line")
	})
	require.Equal(t, http.StatusOK, a.StatusCode)
	require.Contains(t, a.body, `files=2 wrong="" [photo.png image/png 12] [log.txt text/plain 4]`)
}

func TestReadForm_keeps_the_text_when_a_file_is_too_large_or_one_too_many(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), echo, small)
	a := upload(t, st, func(w *multipart.Writer) {
		file(t, w, "large.bin", strings.Repeat("x", 1001))
		require.NoError(t, w.WriteField("body", "typed after it"))
	})
	require.Equal(t, http.StatusRequestEntityTooLarge, a.StatusCode)
	require.Contains(t, a.body, `body="typed after it"`)
	require.Contains(t, a.body, `files=0 wrong="files fault.file_too_large"`)
	a = upload(t, st, func(w *multipart.Writer) {
		for i := range 3 {
			file(t, w, fmt.Sprintf("%d.txt", i), "x")
		}
		require.NoError(t, w.WriteField("body", "typed after them"))
	})
	require.Equal(t, http.StatusRequestEntityTooLarge, a.StatusCode)
	require.Contains(t, a.body, `body="typed after them"`)
	require.Contains(t, a.body, `files=0 wrong="files fault.too_many_files"`)
	require.Zero(t, stored(t, st), "nothing is stored, whole or half")
	exact := upload(t, st, func(w *multipart.Writer) {
		file(t, w, "exact.bin", strings.Repeat("x", 1000))
		file(t, w, "second.bin", "x")
	})
	require.Equal(t, http.StatusOK, exact.StatusCode, "what is allowed is allowed to the byte")
	require.Equal(t, 2, stored(t, st))
}

func TestReadForm_refuses_what_no_form_is(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), echo, small)
	parts := func(n int) answer {
		return upload(t, st, func(w *multipart.Writer) {
			for range n {
				require.NoError(t, w.WriteField("keeps", "1"))
			}
		})
	}
	require.Equal(t, http.StatusOK, parts(1000).StatusCode)
	require.Equal(t, http.StatusRequestEntityTooLarge, parts(1001).StatusCode)
	tooMuch := strings.Repeat("x", 3<<20)
	require.Equal(t, http.StatusRequestEntityTooLarge, post(t, st, url.Values{"body": {tooMuch}}).StatusCode)
	require.Equal(t, http.StatusRequestEntityTooLarge, upload(t, st, func(w *multipart.Writer) {
		require.NoError(t, w.WriteField("body", tooMuch))
	}).StatusCode)

	const kind = "multipart/form-data; boundary=b"
	for name, body := range map[string]string{
		"NUL in a file's name":   "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\x00b.txt\"\r\n\r\nx\r\n--b--\r\n",
		"NUL hidden in the name": "--b\r\nContent-Disposition: form-data; name=\"files\"; filename*=utf-8''a%00b.txt\r\n\r\nx\r\n--b--\r\n",
		"a part without a name":  "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
		"no part at all":         "nonsense",
		"a file, then broken":    "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
		"broken off":             "--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nx",
	} {
		a := st.send(t, http.MethodPost, "/", body, "Content-Type", kind)
		require.Equal(t, http.StatusBadRequest, a.StatusCode, "%s: %s", name, a.body)
		require.Contains(t, a.body, "<h1>", name)
	}
	require.Equal(t, http.StatusBadRequest, st.send(t, http.MethodPost, "/", "body=%zz").StatusCode)
	require.Equal(t, http.StatusBadRequest, st.send(t, http.MethodPost, "/", "x", "Content-Type", "multipart/form-data").StatusCode)
	require.Empty(t, st.logs.lines(), "nothing of it is ours")
	require.Zero(t, stored(t, st))
}

func TestNewFormKey_is_never_the_same_and_long_enough(t *testing.T) {
	t.Parallel()
	one := httpd.NewFormKey()
	require.GreaterOrEqual(t, len(one), 16)
	require.NotEqual(t, one, httpd.NewFormKey())
}
