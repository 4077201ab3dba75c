package assets

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// forever is a year, the longest that HTTP's cache rules know (RFC 9111 names no longer one).
const forever = "public, max-age=31536000, immutable"

// asset is one file as it is served. Its compressed forms are made when first asked for, and once.
type asset struct {
	path    string
	hash    string
	kind    kind
	content []byte
	brotli  func() []byte
	gzip    func() []byte
}

func newAsset(path, hash string, kind kind, content []byte) *asset {
	a := &asset{path: path, hash: hash, kind: kind, content: content}
	a.brotli = sync.OnceValue(func() []byte { return squeezeBrotli(content) })
	a.gzip = sync.OnceValue(func() []byte { return squeezeGzip(content) })
	return a
}

// Handler serves every asset below /assets/, by GET and HEAD, and the company's colour at
// /assets/brand.css. An address that is not known is a 404. It fails when the embedded files do not
// fit together, which a test would have shown.
func Handler() (http.Handler, error) {
	t, err := built()
	if err != nil {
		return nil, fmt.Errorf("build the assets: %w", err)
	}
	return t, nil
}

func (t table) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	path := strings.TrimPrefix(r.URL.Path, prefix)
	if path == brandPath {
		serveBrand(w, r)
		return
	}
	a, ok := t.byPath[path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	body, encoding := a.form(r.Header.Get("Accept-Encoding"))
	tag := `"` + a.hash + `"`
	if encoding != "" {
		tag = `"` + a.hash + "-" + encoding + `"`
		w.Header().Set("Content-Encoding", encoding)
	}
	if a.kind.squeeze {
		w.Header().Set("Vary", "Accept-Encoding")
	}
	write(w, r, tag, a.kind.contentType, body)
}

// form picks the smallest form that the browser takes.
func (a *asset) form(accept string) (body []byte, encoding string) {
	switch {
	case !a.kind.squeeze:
		return a.content, ""
	case takes(accept, "br"):
		return a.brotli(), "br"
	case takes(accept, "gzip"):
		return a.gzip(), "gzip"
	}
	return a.content, ""
}

// write answers with a body that may be kept for a year, or with 304 when the browser has it. The
// length is set by hand, because net/http leaves it out of an encoded answer to HEAD.
func write(w http.ResponseWriter, r *http.Request, tag, contentType string, body []byte) {
	h := w.Header()
	h.Set("Cache-Control", forever)
	h.Set("ETag", tag)
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Header.Get("If-None-Match") == tag {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	// An error here is a reader who has left; there is nobody to tell.
	_, _ = w.Write(body)
}

// takes says whether an Accept-Encoding header allows an encoding: named, and not with weight 0.
func takes(accept, encoding string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q, ok := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
		if !ok {
			return true
		}
		share, err := strconv.ParseFloat(q, 64)
		return err == nil && share > 0
	}
	return false
}

func squeezeBrotli(content []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	// Writing to memory cannot fail.
	_, _ = w.Write(content)
	_ = w.Close()
	return out.Bytes()
}

func squeezeGzip(content []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(content)
	_ = w.Close()
	return out.Bytes()
}
