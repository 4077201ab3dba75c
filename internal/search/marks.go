package search

import (
	"slices"
	"strings"
)

// Marks are the plain words and stems that were looked for.
type Marks struct{ begin []string }

// Part is a stretch of a text; found when it is a word that was looked for.
type Part struct {
	Text  string
	Found bool
}

// longestEnding is how much longer than its stem a word may be.
const longestEnding = 6

// has reports whether a word of a text is one that was looked for: it begins as a stem does, and not much follows.
func (m Marks) has(w string) bool {
	for _, b := range m.begin {
		if w == b || len(b) >= 3 && strings.HasPrefix(w, b) && len(w)-len(b) <= longestEnding {
			return true
		}
		// English stems end in i where the word ends in y.
		if base, found := strings.CutSuffix(b, "i"); found && len(base) >= 3 && w == base+"y" {
			return true
		}
	}
	return false
}

// in reports whether a text has a word that was looked for.
func (m Marks) in(text string) bool {
	return slices.ContainsFunc(wordsIn(text, 5000), func(w word) bool { return m.has(w.plain) })
}

// Whole cuts a line into what was found in it and what is between.
func (m Marks) Whole(line string) []Part {
	return m.cut(line, 0, len(line))
}

// Around is how many letters of an excerpt stand before the first word that was found, and how many it has.
const (
	before  = 60
	excerpt = 240
)

// Excerpt is what stands around the first word of a text that was looked for, in one line; its beginning, when there is none.
func (m Marks) Excerpt(text string) []Part {
	text = strings.Join(strings.Fields(text), " ")
	first := 0
	for _, w := range wordsIn(text, 5000) {
		if m.has(w.plain) {
			first = w.from
			break
		}
	}
	from, to := back(text, first, before), forth(text, first, excerpt-before)
	parts := m.cut(text, from, to)
	if from > 0 {
		parts = append([]Part{{Text: "… "}}, parts...)
	}
	if to < len(text) {
		parts = append(parts, Part{Text: " …"})
	}
	return parts
}

// back is where a word begins that stands about so many letters before a place.
func back(text string, at, letters int) int {
	if at <= letters {
		return 0
	}
	if blank := strings.IndexByte(text[at-letters:at], ' '); blank >= 0 {
		return at - letters + blank + 1
	}
	return at
}

// forth is where a word ends that stands about so many letters behind a place.
func forth(text string, at, letters int) int {
	if len(text)-at <= letters {
		return len(text)
	}
	if blank := strings.LastIndexByte(text[at:at+letters], ' '); blank > 0 {
		return at + blank
	}
	end := at + letters
	for end < len(text) && text[end]&0xC0 == 0x80 { // never inside of a letter
		end++
	}
	return end
}

func (m Marks) cut(text string, from, to int) []Part {
	var parts []Part
	at := from
	for _, w := range wordsIn(text[from:to], 5000) {
		if !m.has(w.plain) {
			continue
		}
		if from+w.from > at {
			parts = append(parts, Part{Text: text[at : from+w.from]})
		}
		at = from + w.to
		parts = append(parts, Part{Text: text[from+w.from : at], Found: true})
	}
	if at < to {
		parts = append(parts, Part{Text: text[at:to]})
	}
	return parts
}

// MarksOf are the marks of plain words, as a page without a database has them.
func MarksOf(plain ...string) Marks { return Marks{begin: plain} }
