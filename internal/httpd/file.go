package httpd

import (
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/ticket"
)

// ServeFile answers with an attachment, as a download that no browser runs. Whether the visitor may have it was
// asked before. Parts of it (Range) are answered too.
func (s *Server) ServeFile(w http.ResponseWriter, r *http.Request, a ticket.Attachment) error {
	content, _, err := s.Blobs.Open(r.Context(), a.Blob)
	if errors.Is(err, blob.ErrNotFound) {
		s.log(r).Error("an attachment's bytes are gone", "attachment", a.ID)
		return fault.NotFound()
	}
	if err != nil {
		return err
	}
	defer func() {
		if err := content.Close(); err != nil {
			s.log(r).Warn("close an attachment", "err", err)
		}
	}()
	h := w.Header()
	h.Set("Content-Type", served(a.Kind))
	h.Set("Content-Disposition", disposition(a.Name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, content)
	return nil
}

// served is the type under which a kind is sent: only those that a phone can show after the download keep theirs.
func served(kind string) string {
	switch kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf":
		return kind
	case "text/plain":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// disposition names the file twice (RFC 6266): in ASCII for old readers, and as it is.
func disposition(name string) string {
	name = blob.CleanName(name)
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' || r == ';' {
			return '_'
		}
		return r
	}, name)
	value := mime.FormatMediaType("attachment", map[string]string{"filename": plain})
	if plain == name {
		return value
	}
	return value + "; filename*=UTF-8''" + percent(name)
}

// percent writes a name as RFC 8187 wants it.
func percent(name string) string {
	const hex, plain = "0123456789ABCDEF", "!#$&+-.^_`|~"
	var b strings.Builder
	for _, c := range []byte(name) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
	}
	return b.String()
}
