package i18n

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"text/template/parse"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed words
var files embed.FS

// embedded is the catalogue of the words in this binary, read once.
var embedded = sync.OnceValue(func() *catalogue {
	words, err := fs.Sub(files, "words")
	if err != nil {
		return &catalogue{fault: fmt.Errorf("i18n: %w", err)}
	}
	return load(words)
})

// catalogue holds every message of every language that could be read.
type catalogue struct {
	messages map[Locale]map[string]message
	speakers map[Locale]*goi18n.Localizer
	fault    error // what could not be read; Check tells it

	ready sync.Map // by wording: the parts of messages that leave nothing open, once they were asked for
}

// wording is a message in a language.
type wording struct {
	locale Locale
	key    string
}

// message is what stands in a file, and what it was found to need.
type message struct {
	file   string
	forms  map[string]string // by plural form; a message without forms has only "other"
	plural bool
	blanks []string // sorted; of all forms
	marks  []string // sorted; the same in each form
}

var keyShape = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)

// Words that go-i18n reads as a part of a message where a key should end, and the plural forms among them.
var (
	reserved    = []string{"other", "one", "two", "few", "many", "zero", "id", "description", "hash"}
	pluralForms = reserved[:6]
)

// load reads <locale>/<area>.json. It refuses what would only show on somebody's page: a file that is
// not JSON, a key that stands twice or outside of its area, a plural form that does not exist, a blank that Blanks lacks, a
// mark that is not closed. All faults come together, each with its file; what is sound is there none the less.
func load(words fs.FS) *catalogue {
	c := &catalogue{messages: map[Locale]map[string]message{}, speakers: map[Locale]*goi18n.Localizer{}}
	bundle := goi18n.NewBundle(language.English)
	var faults []error
	for _, locale := range Locales {
		c.messages[locale] = map[string]message{}
		names, err := fs.Glob(words, string(locale)+"/*.json")
		if err != nil {
			faults = append(faults, fmt.Errorf("i18n: %w", err))
		}
		for _, name := range names {
			if err := c.loadFile(words, bundle, locale, name); err != nil {
				faults = append(faults, err)
			}
		}
		c.speakers[locale] = goi18n.NewLocalizer(bundle, string(locale))
	}
	c.fault = errors.Join(faults...)
	return c
}

func (c *catalogue) loadFile(words fs.FS, bundle *goi18n.Bundle, locale Locale, name string) error {
	text, err := fs.ReadFile(words, name)
	if err != nil {
		return fmt.Errorf("i18n: %w", err)
	}
	entries, err := readEntries(text)
	if err != nil {
		return fmt.Errorf("i18n: %s: %w", name, err)
	}
	area := strings.TrimSuffix(path.Base(name), ".json")
	var faults []error
	for _, e := range entries {
		if err := c.add(bundle, locale, area, name, e); err != nil {
			faults = append(faults, fmt.Errorf("i18n: %s: %q: %w", name, e.key, err))
		}
	}
	return errors.Join(faults...)
}

func (c *catalogue) add(bundle *goi18n.Bundle, locale Locale, area, file string, e entry) error {
	switch {
	case !keyShape.MatchString(e.key):
		return errors.New("a key is lower case, with dots between its words")
	case !strings.HasPrefix(e.key, area+"."):
		return fmt.Errorf("a key here begins with %q", area+".")
	case slices.Contains(reserved, e.key[strings.LastIndex(e.key, ".")+1:]):
		return errors.New("its last word is a plural form's or go-i18n's own")
	}
	if _, twice := c.messages[locale][e.key]; twice {
		return errors.New("stands twice")
	}
	m, err := study(e)
	if err != nil {
		return err
	}
	m.file = file
	c.messages[locale][e.key] = m
	tag, err := language.Parse(string(locale))
	if err != nil {
		return err
	}
	return bundle.AddMessages(tag, &goi18n.Message{
		ID: e.key, Zero: m.forms["zero"], One: m.forms["one"], Two: m.forms["two"],
		Few: m.forms["few"], Many: m.forms["many"], Other: m.forms["other"],
	})
}

// study finds the blanks and marks of an entry, or what is wrong with it.
func study(e entry) (message, error) {
	m := message{forms: e.forms, plural: e.plural}
	if m.forms["other"] == "" {
		return m, errors.New("needs words, with forms at least for other")
	}
	for i, form := range pluralForms {
		text, there := e.forms[form]
		if !there {
			continue
		}
		if text == "" {
			return m, fmt.Errorf("the form %s has no words", form)
		}
		blanks, err := blanksOf(text)
		if err != nil {
			return m, err
		}
		m.blanks = append(m.blanks, blanks...)
		parts, err := parseParts(text)
		if err != nil {
			return m, err
		}
		if strings.Contains(text, "></") {
			return m, fmt.Errorf("a mark around nothing in %q: write <mark/>", text)
		}
		var marks []string
		for _, p := range parts {
			if p.Mark != "" {
				marks = append(marks, p.Mark)
			}
		}
		slices.Sort(marks)
		if i > 0 && !slices.Equal(marks, m.marks) {
			return m, errors.New("its forms have different marks")
		}
		m.marks = marks
	}
	slices.Sort(m.blanks)
	m.blanks = slices.Compact(m.blanks)
	return m, nil
}

// blanksOf names the blanks in a text. Nothing but blanks may stand in braces.
func blanksOf(text string) ([]string, error) {
	trees, err := parse.Parse("message", text, "{{", "}}")
	if err != nil {
		return nil, err
	}
	tree := trees["message"]
	if tree == nil || len(trees) > 1 {
		return nil, fmt.Errorf("nothing but words and blanks may stand in %q", text)
	}
	var names []string
	for _, node := range tree.Root.Nodes {
		if node.Type() == parse.NodeText {
			continue
		}
		name := strings.TrimSuffix(strings.TrimPrefix(node.String(), "{{."), "}}")
		if _, known := reflect.TypeFor[Blanks]().FieldByName(name); !known {
			return nil, fmt.Errorf("%s is not a blank", node)
		}
		names = append(names, name)
	}
	return names, nil
}

// entry is one key of a file with its texts by plural form.
type entry struct {
	key    string
	forms  map[string]string
	plural bool
}

// readEntries reads a file in its own order. It reads tokens, since a map would
// swallow a key that stands twice.
func readEntries(text []byte) ([]entry, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if err := expect(d, json.Delim('{')); err != nil {
		return nil, err
	}
	var entries []entry
	for d.More() {
		key, err := readString(d)
		if err != nil {
			return nil, err
		}
		e := entry{key: key, forms: map[string]string{}}
		switch value, err := d.Token(); value := value.(type) {
		case string:
			e.forms["other"] = value
		case json.Delim:
			if value != '{' {
				return nil, fmt.Errorf("%q: needs words or an object of plural forms", key)
			}
			e.plural = true
			if err := readForms(d, e.forms); err != nil {
				return nil, fmt.Errorf("%q: %w", key, err)
			}
		default:
			if err != nil {
				return nil, err
			}
			return nil, fmt.Errorf("%q: needs words or an object of plural forms", key)
		}
		entries = append(entries, e)
	}
	if err := expect(d, json.Delim('}')); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("goes on after its end")
	}
	return entries, nil
}

func readForms(d *json.Decoder, forms map[string]string) error {
	for d.More() {
		form, err := readString(d)
		if err != nil {
			return err
		}
		if !slices.Contains(pluralForms, form) {
			return fmt.Errorf("%q is not a plural form", form)
		}
		if _, twice := forms[form]; twice {
			return fmt.Errorf("the form %s stands twice", form)
		}
		if forms[form], err = readString(d); err != nil {
			return err
		}
	}
	return expect(d, json.Delim('}'))
}

func readString(d *json.Decoder) (string, error) {
	token, err := d.Token()
	if err != nil {
		return "", err
	}
	text, ok := token.(string)
	if !ok {
		return "", fmt.Errorf("%v stands where words should", token)
	}
	return text, nil
}

func expect(d *json.Decoder, want json.Delim) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("%v stands where %v should", token, want)
	}
	return nil
}
