package search

import (
	"strings"
	"unicode"
)

// The letters that the database's plain() writes as others.
const (
	marked   = "åäáàâãąöøóòôõëéèêęïíìîüúùûýÿçćčñńłśšźżžđάέήίϊΐόύϋΰώς"
	unmarked = "aaaaaaaooooooeeeeeiiiiuuuuyycccnnlsszzzdαεηιιιουυυωσ"
)

var unmark = func() map[rune]string {
	m := map[rune]string{'æ': "ae", 'œ': "oe", 'ß': "ss"}
	to := []rune(unmarked)
	for i, r := range []rune(marked) {
		m[r] = string(to[i])
	}
	return m
}()

// plain is a letter as it is looked for; "" for what only marks the letter before it.
func plain(r rune) string {
	r = unicode.ToLower(r)
	if to, found := unmark[r]; found {
		return to
	}
	if unicode.Is(unicode.Mn, r) {
		return ""
	}
	return string(r)
}

// word is a word in a text: where it stands, and what it is looked for as.
type word struct {
	from, to int
	plain    string
}

// wordsIn are the words of a text, at most so many: letters and digits; whatever else stands there parts them.
func wordsIn(text string, most int) []word {
	var all []word
	var now strings.Builder
	from := -1
	end := func(at int) {
		if now.Len() > 0 {
			all = append(all, word{from, at, now.String()})
		}
		now.Reset()
		from = -1
	}
	for i, r := range text {
		if len(all) == most {
			return all
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			end(i)
			continue
		}
		if from < 0 {
			from = i
		}
		now.WriteString(plain(r))
	}
	end(len(text))
	return all
}

func words(text string) []string {
	var all []string
	for _, w := range wordsIn(text, 50) {
		all = append(all, w.plain)
	}
	return all
}

// polishEndings are what Polish words end in, without their marks, the longest first. Where the ending changes the letter
// before it, that is put back.
var polishEndings = []struct{ ending, instead string }{
	{"owymi", ""},
	{"owych", ""},
	{"owego", ""},
	{"owemu", ""},
	{"iami", ""},
	{"dzie", "d"},
	{"ymi", ""},
	{"imi", ""},
	{"ego", ""},
	{"emu", ""},
	{"ach", ""},
	{"ami", ""},
	{"owi", ""},
	{"iem", ""},
	{"owa", ""},
	{"owe", ""},
	{"owy", ""},
	{"rze", "r"},
	{"cie", "t"},
	{"nie", "n"},
	{"sie", "s"},
	{"wie", "w"},
	{"mie", "m"},
	{"pie", "p"},
	{"bie", "b"},
	{"om", ""},
	{"ow", ""},
	{"em", ""},
	{"ie", ""},
	{"ia", ""},
	{"iu", ""},
	{"ej", ""},
	{"ym", ""},
	{"im", ""},
	{"ce", "k"},
	{"le", "l"},
	{"a", ""},
	{"e", ""},
	{"i", ""},
	{"o", ""},
	{"u", ""},
	{"y", ""},
}

// polishStem is what the forms of a Polish word have in common, nearly; Postgres knows no Polish.
func polishStem(w string) string {
	for _, e := range polishEndings {
		if base, found := strings.CutSuffix(w, e.ending); found && len(base)+len(e.instead) >= 3 {
			return base + e.instead
		}
	}
	return w
}

// isSlip reports whether one word may be another, mistyped: two letters that change places, one too many, one missing or
// another one; in a long word twice.
func isSlip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	most := 1
	if len(x) >= 8 {
		most = 2
	}
	if len(x) < 4 || len(x)-len(y) > most || len(y)-len(x) > most {
		return false
	}
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)] <= most
}
