package i18n

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// needed are the plural forms by language. Source: Unicode CLDR 48, supplemental/plurals.json (cardinal).
var needed = map[Locale][]string{
	EN: {"one", "other"},
	SV: {"one", "other"},
	DA: {"one", "other"},
	PL: {"few", "many", "one", "other"}, // other is for fractions
	EL: {"one", "other"},
}

func TestWords_are_alike_in_all_five_languages(t *testing.T) {
	t.Parallel()
	c := embedded()
	for _, fault := range unlike(c) {
		t.Error(fault)
	}
}

// unlike says where a language lacks a message, a blank, a mark or a plural form that another has.
func unlike(c *catalogue) []string {
	keys := map[string]bool{}
	for _, locale := range Locales {
		for key := range c.messages[locale] {
			keys[key] = true
		}
	}
	var faults []string
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		area, _, _ := strings.Cut(key, ".")
		model, known := c.messages[EN][key]
		for _, locale := range Locales {
			m, there := c.messages[locale][key]
			say := func(format string, a ...any) {
				faults = append(faults, fmt.Sprintf("%s/%s.json: %q ", locale, area, key)+fmt.Sprintf(format, a...))
			}
			switch {
			case !there:
				say("is missing")
				continue
			case m.plural && !slices.Equal(slices.Sorted(maps.Keys(m.forms)), needed[locale]):
				say("needs exactly the forms %v", needed[locale])
			}
			if !known {
				continue
			}
			if m.plural != model.plural {
				say("has plural forms: %v, in English: %v", m.plural, model.plural)
			}
			if got, want := written(m), written(model); !slices.Equal(got, want) && !isNameless(key, locale, got) {
				say("has the blanks %v, in English %v", got, want)
			}
			if !slices.Equal(m.marks, model.marks) {
				say("has the marks %v, in English %v", m.marks, model.marks)
			}
		}
	}
	return faults
}

// isNameless reports a greeting that leaves the name out, as it must where a name that is called is declined and nobody
// can say how: Hanno, Γιώργο.
func isNameless(key string, locale Locale, blanks []string) bool {
	return key == "mail.receipt.hello" && (locale == PL || locale == EL) && len(blanks) == 0
}

// written are the blanks of m; where the plural form tells the count, the figure may be left out.
func written(m message) []string {
	return slices.DeleteFunc(slices.Clone(m.blanks), func(b string) bool { return m.plural && b == "Count" })
}

func TestUnlike_finds_what_one_language_lacks(t *testing.T) {
	t.Parallel()
	c := &catalogue{messages: map[Locale]map[string]message{}}
	for _, locale := range Locales {
		c.messages[locale] = map[string]message{"desk.a": {
			plural: true, blanks: []string{"Count", "Name"}, marks: []string{"when"}, forms: map[string]string{},
		}}
		for _, form := range needed[locale] {
			c.messages[locale]["desk.a"].forms[form] = "words"
		}
	}
	require.Empty(t, unlike(c))
	m := c.messages[SV]["desk.a"]
	m.blanks = []string{"Name"}
	c.messages[SV]["desk.a"] = m
	require.Empty(t, unlike(c), "a form may tell the count in words")
	m.blanks, m.marks = []string{"Count", "Owner"}, nil
	c.messages[SV]["desk.a"] = m
	delete(c.messages[PL]["desk.a"].forms, "few")
	delete(c.messages[DA], "desk.a")
	c.messages[EL]["desk.b"] = message{forms: map[string]string{"other": "λόγια"}}
	c.messages[EL]["desk.a"] = message{forms: map[string]string{"other": "λόγια"}, blanks: []string{"Name"}, marks: []string{"when"}}
	require.Equal(t, []string{
		`sv/desk.json: "desk.a" has the blanks [Owner], in English [Name]`,
		`sv/desk.json: "desk.a" has the marks [], in English [when]`,
		`da/desk.json: "desk.a" is missing`,
		`pl/desk.json: "desk.a" needs exactly the forms [few many one other]`,
		`el/desk.json: "desk.a" has plural forms: false, in English: true`,
		`en/desk.json: "desk.b" is missing`,
		`sv/desk.json: "desk.b" is missing`,
		`da/desk.json: "desk.b" is missing`,
		`pl/desk.json: "desk.b" is missing`,
	}, unlike(c))
}

func TestNeeded_forms_are_the_ones_that_numbers_ask_for(t *testing.T) {
	t.Parallel()
	names := map[plural.Form]string{plural.Other: "other", plural.One: "one", plural.Few: "few", plural.Many: "many", plural.Two: "two", plural.Zero: "zero"}
	for locale, want := range needed {
		forms := map[string]bool{}
		tag := language.MustParse(string(locale))
		for n := range 1000 {
			forms[names[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]] = true
			forms[names[plural.Cardinal.MatchPlural(tag, n, 1, 1, 5, 5)]] = true // n.5
		}
		require.Equal(t, want, slices.Sorted(maps.Keys(forms)), locale)
	}
}
