package httpd

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/ticket"
)

// Form is what a visitor sent: texts by name, and files that are stored already.
type Form struct {
	values map[string][]string
	Files  []ticket.Upload
}

// Text is what was typed into a field, its lines ended as Unix does; "" when the field is not there. It may hold
// NUL or what is no UTF-8: rooms refuse it, and pages show it cleaned.
func (f Form) Text(name string) string {
	if v := f.values[name]; len(v) > 0 {
		return strings.ReplaceAll(v[0], "\r\n", "\n")
	}
	return ""
}

// Has reports whether a field was sent at all, as a ticked box is.
func (f Form) Has(name string) bool { return len(f.values[name]) > 0 }

// All is everything that was sent under a name.
func (f Form) All(name string) []string { return f.values[name] }

// ID is the number in a field, 0 when there is none: nothing has the number 0.
func (f Form) ID(name string) int64 {
	id, err := strconv.ParseInt(strings.TrimSpace(f.Text(name)), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// IDs are the numbers under a name; what is no number reads as 0, which nothing has, so that rooms refuse it.
func (f Form) IDs(name string) []int64 {
	var ids []int64
	for _, v := range f.values[name] {
		ids = append(ids, Form{values: map[string][]string{name: {v}}}.ID(name))
	}
	return ids
}

// NewFormKey is what a form carries so that sending it twice is sending it once.
func NewFormKey() string { return rand.Text() }

// ReadFields reads a form that asks for texts only; files are refused unread, since anybody may send it.
func (s *Server) ReadFields(w http.ResponseWriter, r *http.Request) (Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, min(maxTexts, s.Settings.Limits.RequestBytes))
	if isMultipart(r) {
		return Form{}, fmt.Errorf("%w: files for a form that takes none", errUnreadable)
	}
	return readFields(r)
}

// ReadForm reads a form of either encoding and stores its files. What goes wrong is a fault, and the form then
// holds what could be read: a file too many or too large (413, on "files") leaves every text that was typed.
func (s *Server) ReadForm(w http.ResponseWriter, r *http.Request) (Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, s.Settings.Limits.RequestBytes)
	if isMultipart(r) {
		return s.readParts(r)
	}
	return readFields(r)
}
