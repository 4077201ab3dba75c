package i18n

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMatch_finds_the_language_of_a_browser(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]Locale{
		"":                             EN,
		"*":                            EN,
		"en":                           EN,
		"en-US,en;q=0.9":               EN,
		"sv":                           SV,
		"sv-FI, fi;q=0.9":              SV,
		"da-DK,da;q=0.9,en;q=0.8":      DA,
		"pl-PL":                        PL,
		"el-GR,el;q=0.9,en-US;q=0.8":   EL,
		"el-CY":                        EL,
		"nb-NO,nb;q=0.9,no;q=0.8":      DA,
		"no":                           DA,
		"nn-NO":                        DA,
		"fo":                           DA,
		"de-DE,de;q=0.9":               EN,
		"de, pl;q=0.5":                 PL,
		"en;q=0.3, el;q=0.7":           EL,
		"sv;q=0, da":                   DA,
		"zh-Hant":                      EN,
		"not a header at all \x00":     EN,
		strings.Repeat("sv-x-a,", 999): EN,
	} {
		require.Equal(t, want, Match(header), header)
	}
}

func TestLocales_have_their_own_names(t *testing.T) {
	t.Parallel()
	var names []string
	for _, l := range Locales {
		require.True(t, l.Valid())
		names = append(names, l.Name())
	}
	require.Equal(t, []string{"English", "Svenska", "Dansk", "Polski", "Ελληνικά"}, names)
	for _, l := range []Locale{"", "de", "EN", "en-GB"} {
		require.False(t, l.Valid(), l)
		require.Equal(t, string(l), l.Name())
	}
}
