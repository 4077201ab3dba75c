package i18n

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseParts_cuts_a_sentence_at_its_marks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]Part{
		"Plain words.":                      {{Text: "Plain words."}},
		"We answer <when>by today.</when>":  {{Text: "We answer "}, {Mark: "when", Text: "by today."}},
		"<when>By today</when> we answer":   {{Mark: "when", Text: "By today"}, {Text: " we answer"}},
		"Then <what/> <day/> from <owner/>": {{Text: "Then "}, {Mark: "what"}, {Text: " "}, {Mark: "day"}, {Text: " from "}, {Mark: "owner"}},
		"<a>one</a><a>two</a>":              {{Mark: "a", Text: "one"}, {Mark: "a", Text: "two"}},
		"<help_page>read</help_page>":       {{Mark: "help_page", Text: "read"}},
		"<b>a/b</b>":                        {{Mark: "b", Text: "a/b"}},
		"Żółć <when>έως</when>":             {{Text: "Żółć "}, {Mark: "when", Text: "έως"}},
	} {
		got, err := parseParts(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestParseParts_refuses_what_is_not_a_mark(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "<when>open", "<when>open</what>", "closed</when>", "<when", "a < b", "a > b",
		"<a><b>nested</b></a>", "<a><b/></a>", "<When>x</When>", "< when>x</ when>", `<a href="x">x</a>`, "</>", "<>x</>", "<what />",
	} {
		_, err := parseParts(text)
		require.Error(t, err, text)
	}
}

func FuzzParseParts(f *testing.F) {
	for _, seed := range []string{"a <when>b</when> c", "<what/>", "<", "<a><a>b</a></a>", "a</a>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts, err := parseParts(text)
		if err != nil || strings.Contains(text, "></") {
			return // refused, or a mark around nothing, which the catalogue refuses
		}
		var whole strings.Builder
		for _, p := range parts {
			switch {
			case p.Mark == "":
				whole.WriteString(p.Text)
			case p.Text == "":
				whole.WriteString("<" + p.Mark + "/>")
			default:
				whole.WriteString("<" + p.Mark + ">" + p.Text + "</" + p.Mark + ">")
			}
		}
		require.Equal(t, text, whole.String(), "parts put together again")
	})
}
