// Package i18n is Kept's tongue: five languages, and the one place where a time, a date, a
// number or a sentence becomes words.
//
// Messages stand in words/<locale>/<area>.json, one file an area, flat keys that begin with
// the area's name:
//
//	"desk.queue.title": "Queue",
//	"desk.queue.count": {"one": "{{.Count}} promise", "other": "{{.Count}} promises"},
//	"portal.ticket.vow": "We will answer you <when>{{.When}}.</when>"
//
// Blanks are fields of Blanks; anything else in braces is an error at load. Values are plain
// text and are not escaped here: pages escape.
//
// Keys are written out in full where they are used. A key glued together at run time
// ("desk.status."+s) cannot be checked, so the package's test refuses it: use a switch over
// whole keys. The same test finds keys that are missing, unused, or not alike in all five
// languages; it reads every Go and templ file of the repository.
//
// The package must never know the clock: what "today" means is the caller's now. It knows
// nothing of tickets, people or pages either.
package i18n

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
)

// Localizer speaks one language in one time zone. It never changes after For made it and is
// safe for many goroutines.
type Localizer struct {
	locale Locale
	zone   *time.Location
	report func(error)
	words  func() *catalogue
	longer bool
}

// For returns the speaker of l in zone. A locale that is not Valid speaks English, a nil zone is UTC.
func For(l Locale, zone *time.Location) *Localizer {
	if !l.Valid() {
		l = EN
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Localizer{locale: l, zone: zone, report: logged, words: embedded}
}

// Reporting returns a copy of l that tells f, instead of the log, what was wrong with a message:
// a key or a plural form that is missing, a blank that was left empty. Tests let it fail them.
func (l *Localizer) Reporting(f func(error)) *Localizer {
	c := *l
	c.report = f
	return &c
}

func logged(err error) { slog.Error("words are missing", "err", err) }

// Locale is the language that l speaks, as for the lang attribute of a page.
func (l *Localizer) Locale() Locale { return l.locale }

// Zone is the time zone in which l tells every time.
func (l *Localizer) Zone() *time.Location { return l.zone }

type contextKey struct{}

// With returns a context in which From finds l.
func With(ctx context.Context, l *Localizer) context.Context {
	return context.WithValue(ctx, contextKey{}, l)
}

// From returns the localizer that With put into ctx, or else English in UTC; never nil.
func From(ctx context.Context) *Localizer {
	if l, ok := ctx.Value(contextKey{}).(*Localizer); ok && l != nil {
		return l
	}
	return For(EN, time.UTC)
}

// T is From(ctx).T.
func T(ctx context.Context, key string, b ...Blanks) string { return From(ctx).T(key, b...) }

// Check says what is wrong with the embedded words, with the file's name. A program asks once,
// when it starts, and had better not go on: a message that could not be read is missing on its page.
func Check() error { return embedded().fault }

// T returns the message of key with its blanks filled in. The plural form follows b.Count when
// the message has forms. Marks around words are left out, their words stay: the same message can be
// a sentence on a page (Parts) and a subject or a label.
//
// What is missing never breaks a page: the English text stands in, or at last the key itself,
// and the fault is reported.
func (l *Localizer) T(key string, b ...Blanks) string {
	parts := l.Parts(key, b...)
	if len(parts) == 1 {
		return parts[0].Text
	}
	var text strings.Builder
	for _, p := range parts {
		if p.Mark != "" && p.Text == "" {
			l.report(fmt.Errorf("i18n: %s %q: <%s/> needs Parts, T leaves a hole", l.locale, key, p.Mark))
		}
		text.WriteString(p.Text)
	}
	return text.String()
}

// Parts returns the message of key cut at its marks, in the language's own order, for a page that
// puts something of its own around or in place of them. Words in a blank are never read as marks. The parts are everybody's:
// who wants them otherwise copies them.
func (l *Localizer) Parts(key string, b ...Blanks) []Part {
	words := l.words()
	var blanks Blanks
	if len(b) > 0 {
		blanks = b[0]
	}
	m, known := words.messages[l.locale][key]
	if !known {
		l.report(fmt.Errorf("i18n: %s %q: no such message", l.locale, key))
		if m, known = words.messages[EN][key]; !known {
			return []Part{{Text: key}}
		}
	}
	isFixed := len(m.blanks) == 0 && !m.plural && !l.longer
	if isFixed { // most messages of a page, which cost a quarter of its time when each was made anew
		if ready, ok := words.ready.Load(wording{l.locale, key}); ok {
			return ready.([]Part)
		}
	}
	for _, name := range blanks.empty(m) {
		l.report(fmt.Errorf("i18n: %s %q: the blank %s was left empty", l.locale, key, name))
	}
	fill := filled{Blanks: blanks.masked(), Count: l.Number(blanks.Count)}
	if l.longer {
		fill.Blanks = fill.fenced()
	}
	ask := goi18n.LocalizeConfig{MessageID: key, TemplateData: fill, TemplateParser: filler{}}
	if m.plural {
		ask.PluralCount = blanks.Count
	}
	text, err := words.speakers[l.locale].Localize(&ask)
	if missing := new(goi18n.MessageNotFoundErr); err != nil && !errors.As(err, &missing) {
		l.report(fmt.Errorf("i18n: %s %q: %w", l.locale, key, err))
	}
	if text == "" {
		text = key
	}
	parts, err := parseParts(text)
	if err != nil {
		l.report(fmt.Errorf("i18n: %s %q: %w", l.locale, key, err))
		parts, isFixed = []Part{{Text: text}}, false
	}
	for i := range parts {
		if l.longer {
			parts[i].Text = lengthened(parts[i].Text)
		}
		parts[i].Text = unmask(parts[i].Text)
	}
	if isFixed && known && text != key {
		words.ready.Store(wording{l.locale, key}, parts[:len(parts):len(parts)])
	}
	return parts
}
