// Package ui holds the small parts that every page of Kept is made of: the ring and the marker of a
// promise, buttons, fields, avatars, menus, the rail of a day. It exists so that one thing looks and
// reads the same everywhere, and so that a page is written in these words instead of in classes.
//
// A part gets what it shows as values. It must never know where they come from: no database, no
// clock, no request. Words of its own come from i18n by the language in ctx.
package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// State is how a promise stands to a reader: it chooses glyph, marker and colour (docs/design.md 5). Late is
// what is past its time and still owed; Broken is the same in the past, in histories.
type State string

// The six states of the design.
const (
	Upcoming State = "upcoming"
	Soon     State = "soon"
	Late     State = "late"
	Kept     State = "kept"
	Broken   State = "broken"
	Paused   State = "paused"
)

// Clean makes a text fit to be shown: valid UTF-8 without NUL and the other control characters,
// which no reader sees and some programs stumble over. Line breaks and tabs stay; CRLF becomes LF.
func Clean(text string) string {
	clean := func(r rune) bool {
		return r != utf8.RuneError && !turns(r) && (r == '\n' || r == '\t' || !unicode.IsControl(r))
	}
	for _, r := range text {
		if !clean(r) {
			text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
			return strings.Map(func(r rune) rune {
				if r == utf8.RuneError || clean(r) {
					return r
				}
				return -1
			}, text)
		}
	}
	return text
}

// turns reports whether a sign makes the text around it run the other way, so that a name could disguise what
// stands beside it. Greek and Latin need none of them.
func turns(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// Initials are the first letters of a name's first and last word, as an avatar shows them: "ML" for
// Maja Lindqvist, "Ε" for Ελένη. An empty name gives "".
func Initials(name string) string {
	words := strings.Fields(Clean(name))
	if len(words) == 0 {
		return ""
	}
	letters := []string{words[0]}
	if len(words) > 1 {
		letters = append(letters, words[len(words)-1])
	}
	var out strings.Builder
	for _, word := range letters {
		r, _ := utf8.DecodeRuneInString(word)
		out.WriteRune(unicode.ToUpper(r))
	}
	return out.String()
}

// clamp keeps a share within 0 and 100.
func clamp(share int) int { return max(0, min(100, share)) }
