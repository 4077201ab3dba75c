package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

func TestSentence_keeps_the_clocks_of_a_window_in_one_line(t *testing.T) {
	t.Parallel()
	closes := time.Date(2026, time.March, 19, 18, 0, 0, 0, time.UTC)
	for _, locale := range i18n.Locales {
		l := i18n.For(locale, time.UTC)
		opens, hours := closes.Add(-30*time.Minute), l.Hours(closes.Add(-30*time.Minute), closes)
		parts := []i18n.Part{{Text: "A "}, {Mark: "when", Text: l.Within(opens, closes, closes.AddDate(0, 0, -2))}, {Text: " < " + hours}}
		said := drawn(t, ui.Sentence(parts))
		require.Equal(t, 2, strings.Count(said, `<span class="nowrap">`+hours+`</span>`), said)
		require.Contains(t, said, " &lt; ")
		require.Contains(t, drawn(t, ui.Words(hours+"<b>")), `<span class="nowrap">`+hours+`</span>&lt;b&gt;`)
	}
}

func TestSentence_keeps_the_language_s_order_and_all_words(t *testing.T) {
	t.Parallel()
	parts := []i18n.Part{{Text: "Then we promise "}, {Mark: "what"}, {Text: " "}, {Mark: "when", Text: "by today <15:30>."}, {Mark: "b", Text: "now"}, {Mark: "else", Text: " & more"}, {Mark: "link", Text: "here"}}
	require.Equal(t,
		`Then we promise <i>x</i> <span class="when">by today &lt;15:30&gt;.</span><b>now</b> &amp; more<a href="/t">here</a>`,
		drawn(t, ui.Sentence(parts, ui.Put("what", templ.Raw("<i>x</i>")), ui.To("link", "/t"))))
}

func TestText_makes_paragraphs_lines_and_links_only(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                                  "",
		"\n \n":                             "",
		"a\nb\r\n\r\n\n c":                  `<p>a<br>b</p><p>c</p>`,
		"<b onclick='x'>&amp;":              `<p>&lt;b onclick=&#39;x&#39;&gt;&amp;amp;</p>`,
		"see https://a.example/x?y=1&z=2.":  `<p>see <a href="https://a.example/x?y=1&amp;z=2" rel="nofollow noreferrer ugc">https://a.example/x?y=1&amp;z=2</a>.</p>`,
		"(HTTP://a.example/(b))":            `<p>(<a href="HTTP://a.example/(b)" rel="nofollow noreferrer ugc">HTTP://a.example/(b)</a>)</p>`,
		"”https://a.example”":               `<p>”<a href="https://a.example" rel="nofollow noreferrer ugc">https://a.example</a>”</p>`,
		"javascript:alert(1) ftp://a b":     `<p>javascript:alert(1) ftp://a b</p>`,
		"https://me:pw@a.example/ https://": `<p>https://me:pw@a.example/ https://</p>`,
		"xhttps://a.example":                `<p>xhttps://a.example</p>`,
	} {
		require.Equal(t, want, drawn(t, ui.Text(body, "")), body)
	}
	require.Equal(t, `<p lang="sv">hej</p>`, drawn(t, ui.Text("hej", "sv")))
}

func TestClean_lets_no_NUL_or_broken_text_through(t *testing.T) {
	t.Parallel()
	require.Equal(t, "ab\tc\nd", ui.Clean("a\x00b\tc\r\nd\x07"))
	require.Equal(t, "a\uFFFDb", ui.Clean("a\xff\xfeb"))
	require.Equal(t, "Ελένη\n", ui.Clean("Ελένη\n"))
	dirty := "a\x00\xff<b>"
	for _, part := range []templ.Component{
		ui.Input(ui.Field{Name: "n", Label: "l", Value: dirty}), ui.Area(ui.Field{Name: "n", Label: "l", Value: dirty}),
		ui.Text(dirty, ""), ui.Tag(dirty), ui.FileChip(ui.File{Name: dirty}), ui.When(dirty), ui.Toast(ui.Note{Text: dirty}),
		ui.Avatar(ui.Face{Initials: dirty}), ui.Language(dirty), ui.Sentence([]i18n.Part{{Text: dirty}}), ui.Empty(ui.Nothing{State: ui.Kept, Text: dirty}),
	} {
		page := drawn(t, part)
		require.NotContains(t, page, "\x00")
		require.NotContains(t, page, "\xff")
		require.NotContains(t, page, "<b>")
	}
}
