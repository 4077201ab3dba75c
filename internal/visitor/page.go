package visitor

import (
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Page is what a visitor sees.
type Page struct {
	Status  int
	Address string // path and query where it stands, after being sent on
	Header  http.Header
	Body    string

	visitor *Visitor
	root    *html.Node // nil: not a page of HTML
}

// Text is what can be read on the page, in one line; what only a screen reader says is in it.
func (p *Page) Text() string { return words(p.main()) }

// Says checks that the page answered 200 and says all of that.
func (p *Page) Says(texts ...string) *Page {
	p.visitor.T.Helper()
	require.Equal(p.visitor.T, http.StatusOK, p.Status, "%s: %s", p.Address, p.Text())
	for _, text := range texts {
		require.Contains(p.visitor.T, p.Text(), text, p.Address)
	}
	return p
}

// Refuses checks that the page has that status and says all of that.
func (p *Page) Refuses(status int, texts ...string) *Page {
	p.visitor.T.Helper()
	require.Equal(p.visitor.T, status, p.Status, "%s: %s", p.Address, p.Text())
	for _, text := range texts {
		require.Contains(p.visitor.T, p.Text(), text, p.Address)
	}
	return p
}

// Lacks checks that the page says none of that.
func (p *Page) Lacks(texts ...string) *Page {
	p.visitor.T.Helper()
	for _, text := range texts {
		require.NotContains(p.visitor.T, p.Text(), text, p.Address)
	}
	return p
}

// Note is what the page says has just been done, at its foot.
func (p *Page) Note() string {
	return words(first(p.root, func(n *html.Node) bool { return has(n, "data-toasts") }))
}

// Language is the language that the page says it is in.
func (p *Page) Language() string {
	return attr(first(p.root, func(n *html.Node) bool { return n.Data == "html" }), "lang")
}

// Title is what the browser's tab says.
func (p *Page) Title() string {
	return words(first(p.root, func(n *html.Node) bool { return n.Data == "title" }))
}

// At is what stands in the element with that id; the page must have it.
func (p *Page) At(id string) string {
	p.visitor.T.Helper()
	n := first(p.root, func(n *html.Node) bool { return attr(n, "id") == id })
	require.NotNil(p.visitor.T, n, "nothing has the id %q on %s", id, p.Address)
	return words(n)
}

// Click follows the link with these words.
func (p *Page) Click(text string) *Page {
	p.visitor.T.Helper()
	n := first(p.root, func(n *html.Node) bool {
		return n.Data == "a" && attr(n, "href") != "" && strings.Contains(words(n), text)
	})
	require.NotNil(p.visitor.T, n, "no link says %q on %s", text, p.Address)
	return p.visitor.Open(attr(n, "href"))
}

// Form is the form with that id; the page must have it.
func (p *Page) Form(id string) *Form {
	p.visitor.T.Helper()
	n := first(p.root, func(n *html.Node) bool { return n.Data == "form" && attr(n, "id") == id })
	require.NotNil(p.visitor.T, n, "no form %q on %s (%d): %s", id, p.Address, p.Status, p.Text())
	return newForm(p, n)
}

// HasForm reports whether there is a form with that id.
func (p *Page) HasForm(id string) bool {
	return first(p.root, func(n *html.Node) bool { return n.Data == "form" && attr(n, "id") == id }) != nil
}

// main is the page's own part, all of it where there is none.
func (p *Page) main() *html.Node {
	if n := first(p.root, func(n *html.Node) bool { return n.Data == "main" }); n != nil {
		return n
	}
	return p.root
}

// first is the first element below n for which is holds, nil if there is none.
func first(n *html.Node, is func(*html.Node) bool) *html.Node {
	for found := range all(n, is) {
		return found
	}
	return nil
}

// all goes through the elements below n for which is holds, in the order of the page; what a template holds is not
// on the page.
func all(n *html.Node, is func(*html.Node) bool) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		if n == nil {
			return
		}
		for child := range n.Descendants() {
			if child.Type == html.ElementNode && !inTemplate(child, n) && is(child) && !yield(child) {
				return
			}
		}
	}
}

func inTemplate(n, root *html.Node) bool {
	for p := n.Parent; p != nil && p != root; p = p.Parent {
		if p.Data == "template" {
			return true
		}
	}
	return false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// words is the text of an element without what is no text, its white space as one.
func words(n *html.Node) string {
	if n == nil {
		return ""
	}
	var out strings.Builder
	var read func(*html.Node)
	read = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			out.WriteString(n.Data)
		case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "template" || has(n, "hidden")):
			return
		case n.Type == html.ElementNode && !inline[n.Data]:
			out.WriteString(" ")
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			read(child)
		}
		if n.Type == html.ElementNode && !inline[n.Data] {
			out.WriteString(" ")
		}
	}
	read(n)
	return strings.Join(strings.Fields(out.String()), " ")
}

// inline elements stand in a line of text and part no words.
var inline = map[string]bool{"a": true, "b": true, "span": true, "time": true, "small": true, "u": true, "i": true, "em": true, "mark": true}
