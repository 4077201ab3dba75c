package i18n

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

func TestWords_are_set_as_each_language_sets_them(t *testing.T) {
	t.Parallel()
	c := embedded()
	for _, locale := range Locales {
		for _, key := range slices.Sorted(maps.Keys(c.messages[locale])) {
			m := c.messages[locale][key]
			for _, form := range slices.Sorted(maps.Keys(m.forms)) {
				for _, fault := range untidy(locale, m.forms[form]) {
					t.Errorf("%s: %q: %s in %q", m.file, key, fault, m.forms[form])
				}
			}
			if locale == EN && customers.MatchString(key) && soon.MatchString(m.forms["other"]) {
				t.Errorf("%s: %q says soon to a customer, who is told a time", m.file, key)
			}
			if english := c.messages[EN][key].forms["other"]; locale != EN && m.forms["other"] == english && len(wordsOf(english)) > 3 {
				t.Errorf("%s: %q is left in English: %q", m.file, key, english)
			}
		}
	}
}

var (
	braces = regexp.MustCompile(`\{\{[^}]*\}\}`)
	holes  = regexp.MustCompile(`<[a-z_]+/>`)
	tags   = regexp.MustCompile(`</?[a-z_]+/?>`)
	spaced = regexp.MustCompile(` [,.;:?]( |$)`)
	// docs/design.md 12: what pages and mails never say, in English.
	neverEnglish = regexp.MustCompile(`\b(?i:breach\w*|escalat\w+|agents?|requesters?|resolv\w+|pending|submit\w*|overdue|please be advised|has been updated|your call is important|assignees?|macros?)\b|\bIDs?\b`)
	neverAny     = regexp.MustCompile(`\bSLAs?\b`)
	// Customers are told times, never "soon" (docs/design.md 5).
	customers = regexp.MustCompile(`^(portal|mail)\.`)
	soon      = regexp.MustCompile(`(?i)\bsoon\b`)
	// Quotation marks by docs/terms.md: each pair opens and closes.
	quotes = map[Locale][2]rune{EN: {'“', '”'}, SV: {'”', '”'}, DA: {'»', '«'}, PL: {'„', '”'}, EL: {'«', '»'}}
)

// wordsOf are the words of a message without its blanks and marks.
func wordsOf(text string) []string {
	return strings.FieldsFunc(tags.ReplaceAllString(braces.ReplaceAllString(text, " "), " "), func(r rune) bool { return !unicode.IsLetter(r) })
}

// untidy says what is wrong with the setting of a text, or with its tone.
func untidy(locale Locale, text string) []string {
	plain := tags.ReplaceAllString(holes.ReplaceAllString(braces.ReplaceAllString(text, "x"), "x"), "")
	var faults []string
	find := func(wrong bool, what string) {
		if wrong {
			faults = append(faults, what)
		}
	}
	find(strings.ContainsAny(plain, `"`), "a straight quotation mark")
	find(strings.ContainsAny(plain, "'`´‘"), "an apostrophe other than ’")
	find(strings.Contains(plain, "!"), "an exclamation mark")
	find(strings.Contains(plain, "..."), "three dots for …")
	find(strings.Contains(plain, " - ") || strings.Contains(plain, "--"), "a hyphen for a dash")
	find(strings.Contains(plain, "  "), "two spaces")
	find(strings.TrimSpace(plain) != plain, "a space at its edge")
	find(strings.ContainsFunc(plain, unicode.IsControl), "a line break or a control character")
	find(spaced.MatchString(plain), "a space before a sign")
	find(!norm.NFC.IsNormalString(plain), "letters with loose accents")
	find(neverAny.MatchString(plain), "a word of the trade")
	find(locale == EN && neverEnglish.MatchString(plain), "a word that pages never say")
	find(locale == EL && strings.ContainsAny(plain, "?\u037e"), "a question mark other than ;")
	find(!balanced(plain, quotes[locale]), "quotation marks other than the language’s pair")
	for _, word := range wordsOf(text) {
		find(mixed(word, locale), fmt.Sprintf("letters of another script in %q", word))
	}
	return faults
}

// balanced reports whether all quotation marks in text are pairs that open and close.
func balanced(text string, pair [2]rune) bool {
	open := false
	for _, r := range text {
		if !strings.ContainsRune("“”„«»‟", r) {
			continue
		}
		want := pair[0]
		if open {
			want = pair[1]
		}
		if r != want {
			return false
		}
		open = !open
	}
	return !open
}

// mixed reports whether a word has letters that only look like its own: Greek in Latin or the other way round,
// or Cyrillic anywhere.
func mixed(word string, locale Locale) bool {
	in := func(script *unicode.RangeTable) bool {
		return strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(script, r) })
	}
	return in(unicode.Cyrillic) || in(unicode.Greek) && (in(unicode.Latin) || locale != EL)
}

func TestUntidy_finds_what_a_native_would(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		locale Locale
		text   string
		want   string
	}{
		{EN, `Say "yes"`, "straight"},
		{EN, "We don't", "apostrophe"},
		{EN, "Done!", "exclamation"},
		{EN, "Wait...", "three dots"},
		{EN, "Kept - late", "hyphen"},
		{EN, "Two  spaces", "two spaces"},
		{EN, "Edge ", "edge"},
		{EN, "Line\nbreak", "line break"},
		{EN, "What ?", "before a sign"},
		{SV, "Ko\u0308", "loose accents"},
		{DA, "Vores SLA", "trade"},
		{EN, "The agent answers", "never say"},
		{EN, "It is Resolved", "never say"},
		{EN, "Your ID", "never say"},
		{EN, "Say „yes”", "quotation"},
		{EN, "Say ”yes”", "quotation"},
		{SV, "Säg “ja”", "quotation"},
		{SV, "Säg ”ja", "quotation"},
		{DA, "Sig «ja»", "quotation"},
		{PL, "Powiedz “tak”", "quotation"},
		{EL, "Πείτε „ναι”", "quotation"},
		{EL, "Λειτουργεί ξανά?", "question mark"},
		{EL, "Λειτουργεί ξανά\u037e", "question mark"},
		{EL, "Oμάδα", "another script"},  // a Latin O
		{PL, "Zespόł", "another script"}, // a Greek ό
		{DA, "Sаg", "another script"},    // a Cyrillic а
	} {
		require.Contains(t, strings.Join(untidy(c.locale, c.text), "; "), c.want, c.text)
	}
	for locale, text := range map[Locale]string{
		EN: "“{{.Subject}}”: we’ll answer <when>by {{.When}}.</when> Valid, decided. Then <what/>, from <owner/>.",
		SV: "Säg ”ja”, inte ”nej”. Är det så? Ring {{.Phone}}.",
		DA: "Sig »ja«. Virker det igen? Kl. {{.Clock}}",
		PL: "Powiedz „tak”. Czy już działa? Zażółć gęślą jaźń",
		EL: "Πείτε «ναι». Λειτουργεί ξανά; Kept, {{.Name}}.",
	} {
		require.Empty(t, untidy(locale, text), text)
	}
}
