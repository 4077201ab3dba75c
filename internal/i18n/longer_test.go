package i18n

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestLonger_makes_messages_about_40_percent_longer(t *testing.T) {
	t.Parallel()
	for _, locale := range Locales {
		plain, longer := 0, 0
		for _, m := range embedded().messages[locale] {
			for _, text := range m.forms {
				words := braces.ReplaceAllString(tags.ReplaceAllString(text, ""), "")
				plain += utf8.RuneCountInString(words)
				longer += utf8.RuneCountInString(lengthened(words))
			}
		}
		require.InDelta(t, 1.40, float64(longer)/float64(plain), 0.03, locale)
	}
}

func TestLonger_leaves_blanks_marks_and_the_speaker_itself_as_they_are(t *testing.T) {
	t.Parallel()
	l := For(EN, time.UTC).Reporting(func(err error) { t.Error(err) })
	parts := l.Longer().Parts("gallery.languages.vow", Blanks{When: "by <today> 15:30"})
	require.Equal(t, []Part{{Text: "Wee wiilll annswwerr yoou "}, {Mark: "when", Text: "by <today> 15:30."}}, parts)
	require.Equal(t, "We will answer you noon.", l.T("gallery.languages.vow", Blanks{When: "noon"}))
	require.NotEqual(t, l.T("ui.errors.title", Blanks{Count: 1}), l.Longer().T("ui.errors.title", Blanks{Count: 1}))
}
