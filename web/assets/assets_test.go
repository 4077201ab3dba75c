package assets

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"
)

// ask sends one request to the handler.
func ask(t *testing.T, method, target string, headers ...string) *http.Response {
	t.Helper()
	handler, err := Handler()
	require.NoError(t, err)
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t *testing.T, answer *http.Response) []byte {
	t.Helper()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return body
}

func TestURL_carries_the_hash_of_the_content(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"desk.css", "portal.css", "gallery.css", "desk.js", "portal.js", "favicon.svg", "kept-sans-latin.woff2", "kept-sans-latin-ext.woff2", "kept-sans-greek.woff2", "kept-figures.woff2"} {
		stem, ext, _ := strings.Cut(name, ".")
		require.Regexp(t, `^/assets/`+stem+`\.[0-9a-f]{10}\.`+ext+`$`, URL(name))
	}
	require.Equal(t, "/assets/nothing.css", URL("nothing.css"))
}

func TestURL_changes_with_the_content(t *testing.T) {
	t.Parallel()
	before, err := build(files)
	require.NoError(t, err)
	changed := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		changed[path] = &fstest.MapFile{Data: content}
		return err
	}))
	changed["css/tokens.css"].Data = append(changed["css/tokens.css"].Data, "\n/* more */"...)
	after, err := build(changed)
	require.NoError(t, err)
	require.NotEqual(t, before.byName["desk.css"].path, after.byName["desk.css"].path)
	require.NotEqual(t, before.byName["portal.css"].path, after.byName["portal.css"].path)
	require.Equal(t, before.byName["desk.js"].path, after.byName["desk.js"].path)
}

func TestBuild_refuses_a_style_sheet_with_an_unknown_font(t *testing.T) {
	t.Parallel()
	_, err := joinStyles(fstest.MapFS{"css/x.css": {Data: []byte(`a { src: url("../fonts/lost.woff2") }`)}},
		bundle{"x.css", []string{"x.css"}}, func(string) (string, bool) { return "", false })
	require.ErrorContains(t, err, "lost.woff2")
}

func TestHandler_serves_what_may_be_kept_for_a_year(t *testing.T) {
	t.Parallel()
	answer := ask(t, http.MethodGet, URL("desk.css"))
	body := bodyOf(t, answer)
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Equal(t, "public, max-age=31536000, immutable", answer.Header.Get("Cache-Control"))
	require.Equal(t, "text/css; charset=utf-8", answer.Header.Get("Content-Type"))
	require.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"))
	require.Equal(t, "Accept-Encoding", answer.Header.Get("Vary"))
	require.Equal(t, strconv.Itoa(len(body)), answer.Header.Get("Content-Length"))
	require.Empty(t, answer.Header.Get("Content-Encoding"))
}

func TestHandler_compresses_for_whoever_takes_it(t *testing.T) {
	t.Parallel()
	plain := bodyOf(t, ask(t, http.MethodGet, URL("portal.css")))
	for _, c := range []struct {
		accept, encoding string
		open             func([]byte) ([]byte, error)
	}{
		{"gzip, deflate, br, zstd", "br", func(b []byte) ([]byte, error) { return io.ReadAll(brotli.NewReader(bytes.NewReader(b))) }},
		{"gzip, br;q=0", "gzip", func(b []byte) ([]byte, error) {
			r, err := gzip.NewReader(bytes.NewReader(b))
			if err != nil {
				return nil, err
			}
			return io.ReadAll(r)
		}},
		{"br;q=nonsense, GZIP;q=0.5", "gzip", func(b []byte) ([]byte, error) {
			r, err := gzip.NewReader(bytes.NewReader(b))
			if err != nil {
				return nil, err
			}
			return io.ReadAll(r)
		}},
	} {
		answer := ask(t, http.MethodGet, URL("portal.css"), "Accept-Encoding", c.accept)
		squeezed := bodyOf(t, answer)
		require.Equal(t, c.encoding, answer.Header.Get("Content-Encoding"), c.accept)
		require.Equal(t, strconv.Itoa(len(squeezed)), answer.Header.Get("Content-Length"))
		require.Less(t, len(squeezed), len(plain)/3)
		opened, err := c.open(squeezed)
		require.NoError(t, err)
		require.Equal(t, plain, opened)
	}
	require.Empty(t, ask(t, http.MethodGet, URL("portal.css"), "Accept-Encoding", "identity, zstd").Header.Get("Content-Encoding"))
}

func TestHandler_leaves_fonts_as_they_are(t *testing.T) {
	t.Parallel()
	answer := ask(t, http.MethodGet, URL("kept-figures.woff2"), "Accept-Encoding", "br, gzip")
	require.Equal(t, "font/woff2", answer.Header.Get("Content-Type"))
	require.Empty(t, answer.Header.Get("Content-Encoding"))
	require.Equal(t, "wOF2", string(bodyOf(t, answer)[:4]))
}

func TestHandler_answers_HEAD_like_GET_without_the_body(t *testing.T) {
	t.Parallel()
	get := ask(t, http.MethodGet, URL("desk.js"), "Accept-Encoding", "br")
	head := ask(t, http.MethodHead, URL("desk.js"), "Accept-Encoding", "br")
	require.Equal(t, http.StatusOK, head.StatusCode)
	require.Equal(t, get.Header, head.Header)
	require.Empty(t, bodyOf(t, head))
}

func TestHandler_says_304_to_the_same_form_only(t *testing.T) {
	t.Parallel()
	tag := ask(t, http.MethodGet, URL("desk.js"), "Accept-Encoding", "br").Header.Get("ETag")
	again := ask(t, http.MethodGet, URL("desk.js"), "Accept-Encoding", "br", "If-None-Match", tag)
	require.Equal(t, http.StatusNotModified, again.StatusCode)
	require.Empty(t, bodyOf(t, again))
	require.Equal(t, http.StatusOK, ask(t, http.MethodGet, URL("desk.js"), "If-None-Match", tag).StatusCode)
}

func TestHandler_knows_no_other_address(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/assets/", "/assets/desk.css", "/assets/desk.0000000000.css", "/assets/css/tokens.css", "/assets/OFL-Commissioner.txt", "/assets/../assets.go"} {
		require.Equal(t, http.StatusNotFound, ask(t, http.MethodGet, target).StatusCode, target)
	}
	answer := ask(t, http.MethodPost, URL("desk.css"))
	require.Equal(t, http.StatusMethodNotAllowed, answer.StatusCode)
	require.Equal(t, "GET, HEAD", answer.Header.Get("Allow"))
}

func TestStyles_refer_only_to_what_is_there(t *testing.T) {
	t.Parallel()
	address := regexp.MustCompile(`url\(\s*["']?([^"')]+)`)
	for _, b := range styles() {
		found := address.FindAllStringSubmatch(string(bodyOf(t, ask(t, http.MethodGet, URL(b.name)))), -1)
		for _, match := range found {
			if strings.HasPrefix(match[1], "data:") {
				continue
			}
			require.Equal(t, http.StatusOK, ask(t, http.MethodGet, match[1]).StatusCode, match[1])
		}
		if b.name != "gallery.css" {
			require.GreaterOrEqual(t, len(found), 4, "the fonts of %s", b.name)
		}
	}
}

func TestStyles_set_nothing_from_outside(t *testing.T) {
	t.Parallel()
	for _, b := range styles() {
		text := string(bodyOf(t, ask(t, http.MethodGet, URL(b.name))))
		require.NotContains(t, text, "@import")
		require.NotRegexp(t, `url\(\s*["']?(https?:)?//`, text)
		require.Equal(t, strings.Count(text, "{"), strings.Count(text, "}"), "braces of %s", b.name)
	}
}

func TestScripts_need_no_eval_and_import_nothing(t *testing.T) {
	t.Parallel()
	for _, b := range scripts() {
		for _, part := range b.parts {
			text, err := fs.ReadFile(files, "js/"+part)
			require.NoError(t, err)
			require.NotRegexp(t, `(?m)^\s*(import|export)\b|\beval\(|new Function|innerHTML|insertAdjacentHTML|setAttribute\("style`, string(text), part)
		}
	}
}

func TestScripts_are_all_joined(t *testing.T) {
	t.Parallel()
	entries, err := fs.ReadDir(files, "js")
	require.NoError(t, err)
	joined := map[string]bool{}
	for _, b := range scripts() {
		for _, part := range b.parts {
			joined[part] = true
		}
	}
	for _, entry := range entries {
		require.True(t, joined[entry.Name()], entry.Name())
	}
	require.Len(t, joined, len(entries))
}

func TestBrand_is_one_rule_with_a_checked_colour(t *testing.T) {
	t.Parallel()
	require.Equal(t, "/assets/brand.css?colour=0b5f78", BrandURL("#0B5F78"))
	for _, colour := range []string{"", "0b5f78", "#0b5f7", "#0b5f788", "#0b5f7g", "red", "#}body{x"} {
		require.Empty(t, BrandURL(colour), colour)
	}
	answer := ask(t, http.MethodGet, BrandURL("#0b5f78"))
	require.Equal(t, "body.branded { --brand-pick: #0b5f78; }\n", string(bodyOf(t, answer)))
	require.Equal(t, "text/css; charset=utf-8", answer.Header.Get("Content-Type"))
	require.Equal(t, http.StatusNotFound, ask(t, http.MethodGet, "/assets/brand.css?colour=%7Dbody%7B").StatusCode)
}
