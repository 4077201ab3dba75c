package i18n

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// loud speaks locale in Copenhagen, and fails the test where words are missing.
func loud(t testing.TB, locale Locale) *Localizer {
	return For(locale, copenhagen(t)).Reporting(func(err error) { t.Error(err) })
}

// speaking reads its words from files instead of the embedded ones, and notes what it reports.
func speaking(t testing.TB, locale Locale, files map[string]string) (*Localizer, *[]string) {
	t.Helper()
	words := fstest.MapFS{}
	for name, text := range files {
		words[name] = &fstest.MapFile{Data: []byte(text)}
	}
	c := load(words)
	require.NoError(t, c.fault)
	var reports []string
	l := For(locale, nil).Reporting(func(err error) { reports = append(reports, err.Error()) })
	l.words = func() *catalogue { return c }
	return l, &reports
}

func nonBreaking(text string) string { return strings.ReplaceAll(text, " ", noBreak) }

func TestT_fills_blanks_and_chooses_the_plural_form(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"en/desk.json": `{"desk.kept": {"one": "{{.Name}} kept {{.Count}} promise", "other": "{{.Name}} kept {{.Count}} promises"}}`,
		"pl/desk.json": `{"desk.kept": {"one": "{{.Name}}: {{.Count}} obietnica", "few": "{{.Name}}: {{.Count}} obietnice", "many": "{{.Name}}: {{.Count}} obietnic", "other": "{{.Name}}: {{.Count}} obietnicy"}}`,
	}
	en, reports := speaking(t, EN, files)
	require.Equal(t, "Maja kept 1 promise", en.T("desk.kept", Blanks{Name: "Maja", Count: 1}))
	require.Equal(t, "Maja kept 1,200 promises", en.T("desk.kept", Blanks{Name: "Maja", Count: 1200}))
	require.Equal(t, "Maja kept 0 promises", en.T("desk.kept", Blanks{Name: "Maja"}))
	require.Empty(t, *reports)
	pl, reports := speaking(t, PL, files)
	for count, want := range map[int]string{0: "obietnic", 1: "obietnica", 2: "obietnice", 5: "obietnic", 12: "obietnic", 22: "obietnice", 25: "obietnic"} {
		require.Equal(t, "Maja: "+pl.Number(count)+" "+want, pl.T("desk.kept", Blanks{Name: "Maja", Count: count}))
	}
	require.Empty(t, *reports)
}

func TestT_does_not_escape_what_pages_escape(t *testing.T) {
	t.Parallel()
	l, reports := speaking(t, EN, map[string]string{"en/desk.json": `{"desk.from": "From {{.Name}} & “{{.Subject}}”"}`})
	require.Equal(t, `From <b>O'Neil & "sons"</b> & “{{.Name}}”`, l.T("desk.from", Blanks{Name: `<b>O'Neil & "sons"</b>`, Subject: "{{.Name}}"}))
	require.Empty(t, *reports)
}

func TestParts_never_reads_a_blank_as_a_mark(t *testing.T) {
	t.Parallel()
	l, reports := speaking(t, EN, map[string]string{"en/desk.json": `{"desk.promise": "{{.Name}} promised <when>{{.When}}.</when> Then <what/>"}`})
	rapid.Check(t, func(r *rapid.T) {
		words := rapid.StringMatching(`[a-zå<>/ ."'&{}]{1,12}`)
		name, when := words.Draw(r, "name"), words.Draw(r, "when")
		name += rapid.SampledFrom([]string{"", "<when>", "</when>", "<what/>", ">", "<"}).Draw(r, "trap")
		require.Equal(r, []Part{{Text: name + " promised "}, {Mark: "when", Text: when + "."}, {Text: " Then "}, {Mark: "what"}},
			l.Parts("desk.promise", Blanks{Name: name, When: when}))
	})
	require.Empty(t, *reports)
}

func TestT_keeps_the_words_of_a_mark_and_reports_a_hole(t *testing.T) {
	t.Parallel()
	l, reports := speaking(t, EN, map[string]string{"en/desk.json": `{"desk.vow": "We answer you <when>by {{.When}}.</when>", "desk.then": "Then <what/> {{.When}}"}`})
	require.Equal(t, "We answer you by today.", l.T("desk.vow", Blanks{When: "today"}))
	require.Empty(t, *reports)
	require.Equal(t, "Then  today", l.T("desk.then", Blanks{When: "today"}))
	require.Len(t, *reports, 1)
	require.Contains(t, (*reports)[0], "<what/> needs Parts")
}

func TestT_says_it_in_english_and_reports_when_a_language_lacks_it(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"en/desk.json": `{"desk.take": "Take it", "desk.ago": {"one": "{{.Count}} day", "other": "{{.Count}} days"}}`,
		"pl/desk.json": `{"desk.ago": {"one": "{{.Count}} dzień", "other": "{{.Count}} dnia"}}`,
	}
	l, reports := speaking(t, PL, files)
	require.Equal(t, "Take it", l.T("desk.take"))
	require.Equal(t, "5 dnia", l.T("desk.ago", Blanks{Count: 5}), "a form that is missing")
	require.Equal(t, "desk.nothing", l.T("desk.nothing"), "a key that is nowhere")
	require.Len(t, *reports, 3)
	require.Contains(t, (*reports)[0], `pl "desk.take"`)
	require.Contains(t, (*reports)[1], "plural form")
	require.Contains(t, (*reports)[2], `pl "desk.nothing"`)
	sv, reports := speaking(t, SV, files)
	require.Equal(t, "1 day", sv.T("desk.ago", Blanks{Count: 1}), "English by English rules")
	require.Len(t, *reports, 1)
}

func TestT_reports_a_blank_that_was_left_empty(t *testing.T) {
	t.Parallel()
	l, reports := speaking(t, EN, map[string]string{"en/desk.json": `{"desk.by": "{{.Name}} answers {{.When}}"}`})
	require.Equal(t, "Maja answers ", l.T("desk.by", Blanks{Name: "Maja", Phone: "not asked for"}))
	require.Len(t, *reports, 1)
	require.Contains(t, (*reports)[0], "the blank When was left empty")
}

func TestT_shows_the_key_when_the_words_could_not_be_read(t *testing.T) {
	t.Parallel()
	var reports []error
	l := For(SV, nil).Reporting(func(err error) { reports = append(reports, err) })
	l.words = func() *catalogue { return load(fstest.MapFS{"en/a.json": {Data: []byte("{")}}) }
	require.Equal(t, "desk.take", l.T("desk.take"))
	require.Len(t, reports, 1)
}

func TestFrom_is_never_nil(t *testing.T) {
	t.Parallel()
	require.Equal(t, EN, From(context.Background()).Locale())
	require.Equal(t, time.UTC, From(context.Background()).Zone())
	require.Equal(t, EN, From(With(context.Background(), nil)).Locale())
	l := loud(t, PL)
	ctx := With(context.Background(), l)
	require.Same(t, l, From(ctx))
	require.Equal(t, "teraz", T(ctx, "time.now"))
	require.Equal(t, EN, For("xx", nil).Locale(), "an unknown language speaks English")
}

func BenchmarkBy(b *testing.B) {
	l := loud(b, PL)
	now := time.Date(2026, 3, 17, 14, 18, 0, 0, time.UTC)
	for b.Loop() {
		l.By(now.AddDate(0, 0, 2), now)
	}
}
