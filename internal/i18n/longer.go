package i18n

import (
	"reflect"
	"strings"
	"unicode"
)

// Longer returns a copy of l whose messages are about 40 % longer than they are, as a translation may be: every second
// letter is doubled. It shows whether a page has room, and is for the gallery. What fills a blank stays as it is: a phrase of
// ours was lengthened when it was made, and a name is somebody's.
func (l *Localizer) Longer() *Localizer {
	c := *l
	c.longer = true
	return &c
}

// Around what fills a blank while a message is lengthened. No text can look like them (see maskLess).
const fence, fenceEnd = "\x00[", "\x00]"

// fenced returns a copy of b whose words are not lengthened.
func (b Blanks) fenced() Blanks {
	v := reflect.ValueOf(&b).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.String && f.Len() > 0 {
			f.SetString(fence + f.String() + fenceEnd)
		}
	}
	return b
}

// lengthened doubles every second letter of a text, but not inside of fences, which it takes away.
func lengthened(text string) string {
	var out strings.Builder
	letters := 0
	for i, piece := range strings.Split(text, fence) {
		if i > 0 {
			filled, behind, _ := strings.Cut(piece, fenceEnd)
			out.WriteString(filled)
			piece = behind
		}
		for _, r := range piece {
			out.WriteRune(r)
			if !unicode.IsLetter(r) {
				continue
			}
			if letters++; letters%2 == 0 {
				out.WriteRune(r)
			}
		}
	}
	return out.String()
}
