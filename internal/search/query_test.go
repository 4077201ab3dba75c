package search

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg/pgtest"
)

func TestParse_reads_words_phrases_and_operators(t *testing.T) {
	t.Parallel()
	q := Parse(`  Røde "two Words" -not  status:Open owner:"Maja Lindqvist" -tag:x #4812 ann@mail.example status:nonsense before:2026-13-01 -: `)
	require.Equal(t, []Term{
		{Words: []string{"rode"}},
		{Words: []string{"two", "words"}, IsExact: true},
		{Words: []string{"not"}, Not: true},
		{Words: []string{"4812"}},
		{Words: []string{"ann", "mail", "example"}},
	}, q.Terms)
	require.Equal(t, []Condition{{Operator: "status", Value: "open"}, {Operator: "owner", Value: "maja lindqvist"}, {Operator: "tag", Value: "x", Not: true}}, q.Conditions)
	require.Equal(t, int64(4812), q.Number)
	require.Equal(t, []string{"status:nonsense", "before:2026-13-01"}, q.Unused)
	require.True(t, Parse("").IsEmpty())
	require.True(t, Parse("-only -these").IsEmpty())
	require.True(t, Parse(`"" : -- ""`).IsEmpty())
}

// hostile are lines that somebody might send to do harm.
func hostile() []string {
	return []string{
		strings.Repeat("status:open ", 10_000), strings.Repeat("a ", 10_000), strings.Repeat("x", 1<<20), strings.Repeat(`"`, 5000), "\x00", "a\x00b", "\xff\xfe", "%", "_%_%", "***", `\`, `'`, `''); drop table tickets`,
		"a & | ! <-> b:*", "(((", "!!!", "<->", "a<->b", ":*", "router:*", "-", "--", "-\"", "#", "#99999999999999999999", "9223372036854775807", "owner:", "owner:%", `owner:"`, `team:\`, "before:0000-00-00", "after:9999-12-31",
		"tag:" + strings.Repeat("ж", 500), "ﷺ", "\u0301\u0301", "ß", "İ", "𝔘𝔫𝔦", "from:' or 1=1", "a\u2028b",
	}
}

func FuzzParse(f *testing.F) {
	for _, line := range hostile() {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		q := Parse(line)
		require.True(t, utf8.ValidString(q.Text))
		require.LessOrEqual(t, utf8.RuneCountInString(q.Text), MostLetters)
		require.NotContains(t, q.Text, "\x00")
		require.LessOrEqual(t, len(q.Terms), mostTerms)
		require.LessOrEqual(t, len(q.Conditions), mostFilters)
		for _, term := range q.Terms {
			require.NotEmpty(t, term.Words)
		}
		again := Parse(q.Text)
		require.Equal(t, q.Text, again.Text)
		require.Equal(t, q.Conditions, again.Conditions)
		m := Marks{begin: words(line)}
		var whole strings.Builder
		for _, p := range m.Whole(q.Text) {
			whole.WriteString(p.Text)
		}
		require.Equal(t, q.Text, whole.String())
		for _, p := range m.Excerpt(q.Text) {
			require.True(t, utf8.ValidString(p.Text))
		}
	})
}

func TestPlain_is_the_databases(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	text := marked + strings.ToUpper(marked) + "æœßÆŒ ABC xyz 09"
	var theirs string
	require.NoError(t, db.QueryRow(context.Background(), `select plain($1)`, text).Scan(&theirs))
	var ours strings.Builder
	for _, r := range text {
		ours.WriteString(plain(r))
	}
	require.Equal(t, theirs, ours.String())
}

func TestMarks_mark_words_and_keep_every_letter(t *testing.T) {
	t.Parallel()
	m := Marks{begin: []string{"natverk", "happi"}}
	require.Equal(t, []Part{{Text: "Vårt "}, {Text: "nätverket", Found: true}, {Text: ", happier: "}, {Text: "happy", Found: true}, {Text: " <b>"}}, withoutHappier(m.Whole("Vårt nätverket, happier: happy <b>")))
	long := strings.Repeat("ord och ", 100) + "nätverk " + strings.Repeat("μετά ", 100)
	parts := m.Excerpt(long)
	require.Equal(t, "… ", parts[0].Text)
	require.Equal(t, " …", parts[len(parts)-1].Text)
	require.Contains(t, parts, Part{Text: "nätverk", Found: true})
}

// withoutHappier joins the mark of a form that the stem begins.
func withoutHappier(parts []Part) []Part {
	var out []Part
	for _, p := range parts {
		if p.Text == "happier" {
			p.Found = false
		}
		if n := len(out); n > 0 && !out[n-1].Found && !p.Found {
			out[n-1].Text += p.Text
			continue
		}
		out = append(out, p)
	}
	return out
}

func TestSlip_is_one_letter_and_two_in_long_words(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"ruoter", "router"}, {"roter", "router"}, {"routter", "router"}, {"rooter", "router"}, {"thundrstrom", "thunderstorm"}} {
		require.True(t, isSlip(pair[0], pair[1]), pair)
	}
	for _, pair := range [][2]string{{"cat", "car"}, {"modem", "moden1"}, {"router", "reuter2"}} {
		require.False(t, isSlip(pair[0], pair[1]), pair)
	}
}

func TestPolish_forms_have_one_stem(t *testing.T) {
	t.Parallel()
	for _, forms := range [][]string{
		{"router", "routera", "routerowi", "routerem", "routerze", "routery", "routerow", "routerami", "routerach"},
		{"faktura", "faktury", "fakture", "faktura", "faktur", "fakturami", "fakturze"},
		{"swiatlowod", "swiatlowodu", "swiatlowodem", "swiatlowodzie"},
		{"umowa", "umowy", "umowe", "umow", "umowami"},
	} {
		for _, f := range forms {
			require.Equal(t, polishStem(forms[0]), polishStem(f), f)
		}
	}
}
