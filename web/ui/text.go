package ui

import (
	"context"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// address finds what looks like a web address. It ends at white space and at what may not stand in
// one; a full stop or bracket at its end belongs to the sentence.
var address = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"'\x60]+`)

var blankLine = regexp.MustCompile(`\n[ \t]*\n\s*`)

// Text draws what a person wrote, as plain text: paragraphs at blank lines, line breaks kept,
// addresses that begin with http or https as links. Nothing else in it is markup. The language is
// that of the text, as a lang attribute has it; "" leaves the page's.
func Text(body, lang string) templ.Component { return text(body, lang, nil) }

// TextCalling is Text of a note that calls colleagues: where one of the names stands behind an "@", both are marked.
func TextCalling(body string, names []string) templ.Component { return text(body, "", names) }

func text(body, lang string, names []string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		open := "<p>"
		if lang != "" {
			open = `<p lang="` + html.EscapeString(lang) + `">`
		}
		var out strings.Builder
		for _, paragraph := range blankLine.Split(strings.TrimSpace(Clean(body)), -1) {
			if paragraph == "" {
				continue
			}
			out.WriteString(open)
			for i, line := range strings.Split(paragraph, "\n") {
				if i > 0 {
					out.WriteString("<br>")
				}
				linked(&out, line, names)
			}
			out.WriteString("</p>")
		}
		_, err := io.WriteString(w, out.String())
		return err
	})
}

// linked writes a line with its addresses as links.
func linked(out *strings.Builder, line string, names []string) {
	at := 0
	for _, span := range address.FindAllStringIndex(line, -1) {
		found := trimmed(line[span[0]:span[1]])
		if u, err := url.Parse(found); err != nil || u.Host == "" || u.User != nil {
			continue
		}
		calling(out, line[at:span[0]], names)
		shown := html.EscapeString(found)
		out.WriteString(`<a href="` + shown + `" rel="nofollow noreferrer ugc">` + shown + `</a>`)
		at = span[0] + len(found)
	}
	calling(out, line[at:], names)
}

// calling writes words without addresses, with the names that they call marked.
func calling(out *strings.Builder, words string, names []string) {
	at := 0
	for i := 0; i < len(words) && len(names) > 0; i++ {
		if words[i] != '@' {
			continue
		}
		name := ""
		for _, n := range names { // of two that fit the longer one is meant
			if len(n) > len(name) && strings.HasPrefix(words[i+1:], n) {
				name = n
			}
		}
		if name != "" {
			out.WriteString(html.EscapeString(words[at:i]) + `<mark class="call">@` + html.EscapeString(name) + `</mark>`)
			i += len(name)
			at = i + 1
		}
	}
	out.WriteString(html.EscapeString(words[at:]))
}

// trimmed takes off what belongs to the sentence around an address, but not a bracket that the
// address itself has opened.
func trimmed(found string) string {
	for found != "" {
		last, size := utf8.DecodeLastRuneInString(found)
		switch {
		case strings.ContainsRune(".,;:!?*_»”’…", last):
		case last == ')' && strings.Count(found, "(") < strings.Count(found, ")"):
		case last == ']' && strings.Count(found, "[") < strings.Count(found, "]"):
		default:
			return found
		}
		found = found[:len(found)-size]
	}
	return found
}

// safe is an address that a page may link: of this site, or with one of the schemes that we write.
func safe(href string) string {
	href = Clean(href)
	u, err := url.Parse(href)
	if err != nil {
		return "#"
	}
	switch u.Scheme {
	case "", "http", "https", "mailto", "tel":
		return href
	}
	return "#"
}
