package ui

import (
	"context"
	"html"
	"io"
	"regexp"

	"github.com/a-h/templ"
	"github.com/kepthq/kept/internal/i18n"
)

// Mark says what becomes of a mark in a sentence. Make one with Put or Around.
type Mark struct {
	name string
	put  func(words string) templ.Component
}

// Put sets a part in the place of a mark: "Then we promise <what/>".
func Put(name string, part templ.Component) Mark {
	return Mark{name, func(string) templ.Component { return part }}
}

// Around draws the words of a mark by a part of their own: "<link>in her words</link>".
func Around(name string, draw func(words string) templ.Component) Mark {
	return Mark{name, draw}
}

// To makes the words of a mark a link.
func To(name, address string) Mark {
	return Around(name, func(words string) templ.Component { return anchor(address, words) })
}

// Sentence draws a message with marks, in the order of its language. Two marks need no telling:
// <when> becomes the marker and <b> is bold. The words of a mark that nobody told about stay as they
// are, so that a sentence never loses any.
func Sentence(parts []i18n.Part, marks ...Mark) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, part := range parts {
			if err := drawn(part, marks).Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// window is one that begins and ends on one day, as i18n writes it: its two clocks stand in one line, however narrow the page.
var window = regexp.MustCompile(`\d\d[:.]\d\d–\d\d[:.]\d\d`)

func unbroken(words string) string {
	return window.ReplaceAllString(html.EscapeString(Clean(words)), `<span class="nowrap">$0</span>`)
}

// Words draws the words of a mark as they stand in a sentence without one.
func Words(words string) templ.Component { return templ.Raw(unbroken(words)) }

func drawn(part i18n.Part, marks []Mark) templ.Component {
	for _, mark := range marks {
		if part.Mark == mark.name && part.Mark != "" {
			return mark.put(part.Text)
		}
	}
	words := unbroken(part.Text)
	switch part.Mark {
	case "when":
		return templ.Raw(`<span class="when">` + words + `</span>`)
	case "b":
		return templ.Raw(`<b>` + words + `</b>`)
	}
	return templ.Raw(words)
}
