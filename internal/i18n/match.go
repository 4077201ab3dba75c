package i18n

import (
	"sync"

	"golang.org/x/text/language"
)

// spoken lists what visitors may ask for and what they get; the first one is the answer to all else.
var spoken = []struct {
	tag    language.Tag
	locale Locale
}{
	{language.English, EN},
	{language.Swedish, SV},
	{language.Danish, DA},
	{language.Polish, PL},
	{language.Greek, EL},
	{language.Norwegian, DA},
	{language.MustParse("nb"), DA},
	{language.MustParse("nn"), DA},
	{language.MustParse("fo"), DA},
}

var matcher = sync.OnceValue(func() language.Matcher {
	tags := make([]language.Tag, len(spoken))
	for i, s := range spoken {
		tags[i] = s.tag
	}
	return language.NewMatcher(tags)
})
