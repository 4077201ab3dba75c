// Package field checks what somebody typed into one field of a form, the same way in every room: present, text, not too
// long, a mail address. It must never know what the field is for.
package field

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/kepthq/kept/internal/fault"
)

// Required checks a text that must be there: NUL and invalid UTF-8 are
// refused, and so is what is longer than max UTF-16 units (as maxlength counts; CRLF counts as one).
func Required(field, text string, max int) *fault.Error {
	if strings.TrimSpace(text) == "" && utf8.ValidString(text) && !strings.ContainsRune(text, 0) {
		return fault.Invalid("fault.required").On(field)
	}
	return Optional(field, text, max)
}

// Optional checks a text that may be there, as Required does.
func Optional(field, text string, max int) *fault.Error {
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

// Line makes one clean line of what was typed into a one-line field.
func Line(text string) string { return strings.Join(strings.Fields(text), " ") }

// Block makes clean paragraphs of what was typed into a text field.
func Block(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
}

// Address reports whether a text has the form of a mail address; whether it exists, only a mail can tell.
func Address(field, text string, max int) *fault.Error {
	if f := Required(field, text, max); f != nil {
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
