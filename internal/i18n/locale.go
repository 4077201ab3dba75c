package i18n

import (
	"slices"

	"golang.org/x/text/language"
)

// Locale names one of the five languages by its BCP 47 tag; it is what the database keeps for a person.
type Locale string

// The languages of Kept.
const (
	EN Locale = "en"
	SV Locale = "sv"
	DA Locale = "da"
	PL Locale = "pl"
	EL Locale = "el"
)

// Locales lists the five languages in the order in which a menu shows them. Do not change it.
var Locales = []Locale{EN, SV, DA, PL, EL}

// Valid says whether l is one of Locales.
func (l Locale) Valid() bool { return slices.Contains(Locales, l) }

// Name is the language's name in that language itself ("Svenska"), as a menu shows it.
// An unknown locale is its own name.
func (l Locale) Name() string {
	switch l {
	case EN:
		return "English"
	case SV:
		return "Svenska"
	case DA:
		return "Dansk"
	case PL:
		return "Polski"
	case EL:
		return "Ελληνικά"
	default:
		return string(l)
	}
}

// Match picks the language for a browser's Accept-Language header: English when none fits or the
// header is broken. Who reads Norwegian or Faroese reads Danish sooner than English.
func Match(acceptLanguage string) Locale {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return EN
	}
	// The index is asked for, not the tag: the tag carries the visitor's region ("el-u-rg-cyzzzz").
	_, i, confidence := matcher().Match(wanted...)
	if confidence == language.No {
		return EN
	}
	return spoken[i].locale
}
