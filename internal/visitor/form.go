package visitor

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Form is a form on a page while it is filled in.
type Form struct {
	page   *Page
	node   *html.Node
	values []value
	files  []file
}

type value struct{ name, text string }

type file struct {
	name, filename string
	content        []byte
}

// newForm reads what the form holds as the page came: a browser would send just that.
func newForm(p *Page, n *html.Node) *Form {
	f := &Form{page: p, node: n}
	for _, field := range f.fields() {
		name := attr(field, "name")
		switch {
		case name == "" || has(field, "disabled"):
		case field.Data == "select":
			f.values = append(f.values, value{name, selected(field)})
		case field.Data == "textarea":
			f.values = append(f.values, value{name, strings.TrimPrefix(textOf(field), "\n")})
		case attr(field, "type") == "file":
		case attr(field, "type") == "radio" || attr(field, "type") == "checkbox":
			if has(field, "checked") {
				f.values = append(f.values, value{name, attr(field, "value")})
			}
		default:
			f.values = append(f.values, value{name, attr(field, "value")})
		}
	}
	return f
}

// fields are those in the form, and those elsewhere on the page that name it.
func (f *Form) fields() []*html.Node {
	own := slices.Collect(all(f.node, isField))
	id := attr(f.node, "id")
	if id == "" {
		return own
	}
	return append(own, slices.Collect(all(f.page.root, func(n *html.Node) bool { return isField(n) && attr(n, "form") == id }))...)
}

func isField(n *html.Node) bool {
	return n.Data == "input" || n.Data == "select" || n.Data == "textarea"
}

func textOf(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

func selected(n *html.Node) string {
	chosen := ""
	for i, o := range slices.Collect(all(n, func(n *html.Node) bool { return n.Data == "option" })) {
		if i == 0 || has(o, "selected") {
			chosen = attr(o, "value")
		}
	}
	return chosen
}

// field is a field of the form that a person can reach.
func (f *Form) field(name string, is func(*html.Node) bool) *html.Node {
	f.page.visitor.T.Helper()
	at := slices.IndexFunc(f.fields(), func(n *html.Node) bool {
		return attr(n, "name") == name && attr(n, "type") != "hidden" && is(n)
	})
	require.GreaterOrEqual(f.page.visitor.T, at, 0, "no field %q in the form on %s", name, f.page.Address)
	return f.fields()[at]
}

// Value is what stands in a field, hidden ones too, "" when there is none.
func (f *Form) Value(name string) string {
	for _, v := range f.values {
		if v.name == name {
			return v.text
		}
	}
	return ""
}

// Fill types a text into a field. A browser's maxlength stops nobody here.
func (f *Form) Fill(name, text string) *Form {
	f.page.visitor.T.Helper()
	f.field(name, func(n *html.Node) bool {
		return n.Data != "select" && !slices.Contains([]string{"radio", "checkbox", "file"}, attr(n, "type"))
	})
	return f.set(name, text)
}

// Choose takes one of the choices that a list or a row of radios offers.
func (f *Form) Choose(name, choice string) *Form {
	f.page.visitor.T.Helper()
	f.field(name, func(n *html.Node) bool {
		if n.Data == "select" {
			return first(n, func(o *html.Node) bool { return o.Data == "option" && attr(o, "value") == choice }) != nil
		}
		return attr(n, "value") == choice
	})
	return f.set(name, choice)
}

// Tick ticks one of the boxes of a name, and leaves the others as they are.
func (f *Form) Tick(name, choice string) *Form {
	f.page.visitor.T.Helper()
	f.box(name, choice)
	f.values = append(f.values, value{name, choice})
	return f
}

// Untick takes the tick off one of the boxes of a name.
func (f *Form) Untick(name, choice string) *Form {
	f.page.visitor.T.Helper()
	f.box(name, choice)
	f.values = slices.DeleteFunc(f.values, func(v value) bool { return v == value{name, choice} })
	return f
}

func (f *Form) box(name, choice string) {
	f.page.visitor.T.Helper()
	f.field(name, func(n *html.Node) bool { return attr(n, "type") == "checkbox" && attr(n, "value") == choice })
}

// Forge sets a value that the form does not offer, as only somebody with a tool of their own can.
func (f *Form) Forge(name, text string) *Form { return f.set(name, text) }

func (f *Form) set(name, text string) *Form {
	f.values = slices.DeleteFunc(f.values, func(v value) bool { return v.name == name })
	f.values = append(f.values, value{name, text})
	return f
}

// Attach chooses one more file.
func (f *Form) Attach(name, filename string, content []byte) *Form {
	f.page.visitor.T.Helper()
	f.field(name, func(n *html.Node) bool { return attr(n, "type") == "file" })
	require.Equal(f.page.visitor.T, "multipart/form-data", attr(f.node, "enctype"), "the form loses its files")
	f.files = append(f.files, file{name, filename, content})
	return f
}

// Press presses the button with these words and returns the page that comes.
func (f *Form) Press(label string) *Page {
	f.page.visitor.T.Helper()
	return f.page.visitor.follow(f.Request(label))
}

// Request is what a browser sends when the button with these words is pressed.
func (f *Form) Request(label string) *http.Request {
	t := f.page.visitor.T
	t.Helper()
	button := first(f.node, func(n *html.Node) bool {
		return n.Data == "button" && attr(n, "type") != "button" && strings.Contains(words(n), label)
	})
	require.NotNil(t, button, "no button says %q in the form on %s", label, f.page.Address)
	values := f.values
	if name := attr(button, "name"); name != "" {
		values = append(slices.Clone(values), value{name, attr(button, "value")})
	}
	action := attr(f.node, "action")
	if to := attr(button, "formaction"); to != "" {
		action = to
	}
	here, err := url.Parse(Site + f.page.Address)
	require.NoError(t, err)
	to, err := here.Parse(action)
	require.NoError(t, err)
	method := attr(f.node, "method")
	if own := attr(button, "formmethod"); own != "" {
		method = own
	}
	if !strings.EqualFold(method, "post") {
		to.RawQuery = encoded(values)
		return httptest.NewRequest(http.MethodGet, to.String(), nil)
	}
	body, kind := f.body(values)
	r := httptest.NewRequest(http.MethodPost, to.String(), body)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", Site)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

func encoded(values []value) string {
	form := url.Values{}
	for _, v := range values {
		form.Add(v.name, v.text)
	}
	return form.Encode()
}

// body is the form as browsers encode it: with CRLF, fields first and files behind.
func (f *Form) body(values []value) (io.Reader, string) {
	t := f.page.visitor.T
	t.Helper()
	values = slices.Clone(values)
	for i := range values {
		values[i].text = strings.ReplaceAll(values[i].text, "\n", "\r\n")
	}
	if attr(f.node, "enctype") != "multipart/form-data" {
		return strings.NewReader(encoded(values)), "application/x-www-form-urlencoded"
	}
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, v := range values {
		require.NoError(t, w.WriteField(v.name, v.text))
	}
	for _, one := range f.files {
		part, err := w.CreateFormFile(one.name, one.filename)
		require.NoError(t, err)
		_, err = part.Write(one.content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return &out, w.FormDataContentType()
}
