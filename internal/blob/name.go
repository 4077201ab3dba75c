package blob

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxName      = 120 // characters of a cleaned name
	maxExtension = 20  // characters; what is longer is no extension
	nameless     = "file"
)

// CleanName makes of whatever name an attachment came with one that can be shown, sent and saved anywhere: no folders,
// no controls or invisible marks (one that turns the direction passes a program off as a picture), none of the
// characters and device names that Windows forbids, no dot in front, at most 120 characters with the extension kept,
// and never empty. A name that is clean already stays as it is.
func CleanName(s string) string {
	s = strings.TrimRight(strings.ToValidUTF8(s, ""), `/\ `)
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Zs, r):
			return ' '
		case strings.ContainsRune(`<>:"|?*`, r), r == utf8.RuneError:
			return '_'
		case !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, s)
	s = shorten(trim(strings.Join(strings.Fields(s), " ")))
	if s == "" {
		return nameless
	}
	if isDevice(s) {
		return shorten("_" + s)
	}
	return s
}

// trim takes off the dots and spaces that hide a file or get lost when it is saved.
func trim(s string) string { return strings.Trim(s, ". ") }

// shorten cuts a name to maxName characters in front of its extension.
func shorten(s string) string {
	if utf8.RuneCountInString(s) <= maxName {
		return s
	}
	extension := path.Ext(s)
	if utf8.RuneCountInString(extension) > maxExtension {
		extension = ""
	}
	stem := []rune(strings.TrimSuffix(s, extension))
	stem = stem[:min(len(stem), maxName-utf8.RuneCountInString(extension))]
	return trim(string(stem)) + extension
}

// isDevice tells whether Windows would open a device instead of a file (Microsoft, "Naming Files, Paths, and
// Namespaces"): the part before the first dot counts, in any case.
func isDevice(s string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(s), ".")
	switch stem = strings.TrimRight(stem, " "); stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, found := strings.CutPrefix(stem, "COM")
	if !found {
		port, found = strings.CutPrefix(stem, "LPT")
	}
	return found && utf8.RuneCountInString(port) == 1 && strings.Contains("0123456789¹²³", port)
}
