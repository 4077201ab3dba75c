package i18n

import (
	"reflect"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// filler reads messages into what stands between their blanks. Nothing but blanks may stand in braces (blanksOf refuses
// the rest at load), so that a whole template language, run for each sentence, would be a sixth of a page's time.
type filler struct{}

func (filler) Cacheable() bool { return true }

func (filler) Parse(text, _, _ string) (template.ParsedTemplate, error) {
	var s sentence
	for {
		before, rest, found := strings.Cut(text, "{{.")
		s.words = append(s.words, before)
		if !found {
			return &s, nil
		}
		var name string
		name, text, _ = strings.Cut(rest, "}}")
		field, _ := reflect.TypeFor[filled]().FieldByName(strings.TrimSpace(name))
		s.blanks = append(s.blanks, field.Index)
	}
}

// sentence is a message: words, a blank, words, and so on to the last words.
type sentence struct {
	words  []string
	blanks [][]int // which fields of filled stand between them
}

func (s *sentence) Execute(data any) (string, error) {
	if len(s.blanks) == 0 {
		return s.words[0], nil
	}
	var text strings.Builder
	v := reflect.ValueOf(data)
	for i, words := range s.words {
		text.WriteString(words)
		if i < len(s.blanks) {
			text.WriteString(v.FieldByIndex(s.blanks[i]).String())
		}
	}
	return text.String(), nil
}
