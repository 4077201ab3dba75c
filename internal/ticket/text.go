package ticket

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/kepthq/kept/internal/fault"
)

// required checks a text that must be there, and optional one that may be: NUL and invalid UTF-8 are
// refused, and so is what is longer than max UTF-16 units (as maxlength counts; CRLF counts as one).
func required(field, text string, max int) *fault.Error {
	if strings.TrimSpace(text) == "" && utf8.ValidString(text) && !strings.ContainsRune(text, 0) {
		return fault.Invalid("fault.required").On(field)
	}
	return optional(field, text, max)
}

func optional(field, text string, max int) *fault.Error {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return fault.Invalid("fault.not_text").On(field)
	case Length(text) > max:
		return fault.Invalid("fault.too_long").On(field).Max(max)
	default:
		return nil
	}
}

// Length counts a text as a browser's maxlength does: in UTF-16 units, a line's end as one.
func Length(text string) int {
	n := 0
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		n += utf16.RuneLen(r)
	}
	return n
}

// line makes one clean line of what was typed into a one-line field.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }

// block makes clean paragraphs of what was typed into a text field.
func block(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
}

// address reports whether a text has the form of a mail address; whether it exists, only a mail can tell.
func address(field, text string, max int) *fault.Error {
	if f := required(field, text, max); f != nil {
		return f
	}
	a := strings.TrimSpace(text)
	local, domain, found := strings.Cut(a, "@")
	if !found || local == "" || strings.ContainsAny(a, " \t\r\n<>,;:\"()[]\\") || strings.Contains(domain, "@") ||
		!strings.Contains(domain, ".") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || strings.Contains(domain, "..") ||
		utf8.RuneCountInString(local) > 64 {
		return fault.Invalid("fault.address").On(field)
	}
	return nil
}
