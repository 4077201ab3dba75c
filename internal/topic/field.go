package topic

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/i18n"
)

// FieldID is the number of a topic's question.
type FieldID int64

// Kind says what a question asks for.
type Kind string

// The kinds.
const (
	Text     Kind = "text"
	LongText Kind = "long_text"
	Number   Kind = "number"
	Date     Kind = "date"
	Choice   Kind = "choice"
	YesNo    Kind = "yes_no"
)

// Kinds are all of them, in the order of a menu.
var Kinds = [...]Kind{Text, LongText, Number, Date, Choice, YesNo}

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds[:], k) }

// What a question of yes or no is answered with.
const (
	Yes = "yes"
	No  = "no"
)

// Field is a question of a topic.
type Field struct {
	ID         FieldID
	TopicID    ID
	Names      Names
	Hints      Names
	Kind       Kind
	Options    []Names // of a choice
	IsRequired bool    // of the customer; the staff may not know
	IsShown    bool    // asked of the customer and shown to them; else the staff's own
	Position   int
	ArchivedAt *time.Time
}

// Input is the name of the question's input in a form.
func (f Field) Input() string { return "field-" + strconv.FormatInt(int64(f.ID), 10) }

// Value is what a form sends for one of a choice's options: its name in the desk's language.
func Value(option Names, desk i18n.Locale) string { return option.In(desk, desk) }

// Read makes clean what was typed into the question's input. Nothing typed is "". Of a choice the option's names come
// with it.
func (f Field) Read(typed string, desk i18n.Locale) (value string, names Names, wrong *fault.Error) {
	most := MaxText
	if f.Kind == LongText {
		most = MaxLong
	}
	if wrong := field.Optional(f.Input(), typed, most); wrong != nil {
		return "", nil, wrong
	}
	value = field.Line(typed)
	if f.Kind == LongText {
		value = field.Block(typed)
	}
	if value == "" {
		return "", nil, nil
	}
	switch f.Kind {
	case Number:
		wrong = number(value)
	case Date:
		wrong = date(value)
	case YesNo:
		if value != Yes && value != No {
			wrong = fault.Invalid("topics.fault.choose")
		}
	case Choice:
		i := slices.IndexFunc(f.Options, func(o Names) bool { return Value(o, desk) == value })
		if i < 0 {
			wrong = fault.Invalid("topics.fault.choose")
			break
		}
		names = f.Options[i]
	}
	if wrong != nil {
		return "", nil, wrong.On(f.Input())
	}
	return value, names, nil
}

// figures are a number as people write one: digits in groups or not, a comma or a point before what is less than one.
var figures = regexp.MustCompile(`^[-−+]?\d{1,15}([.,]\d{1,15})*$`)

// number checks that a text is one. It is kept as it was typed: nobody but its reader knows which mark is which.
func number(text string) *fault.Error {
	if !figures.MatchString(strings.ReplaceAll(text, " ", "")) {
		return fault.Invalid("topics.fault.number")
	}
	return nil
}

// date checks that a text is a day of these times, as the browser's input sends it.
func date(text string) *fault.Error {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1900 || day.Year() > 2199 {
		return fault.Invalid("topics.fault.date")
	}
	return nil
}

// Given is what somebody answered to the questions of a topic, by the names of their inputs.
type Given func(input string) string

// Answer is what stands on a ticket to one question, as both were called then.
type Answer struct {
	Field   FieldID
	Names   Names
	Kind    Kind
	IsShown bool
	Value   string
	Chosen  Names // of a choice
}

// Answer makes an answer to the question of what Read made clean.
func (f Field) Answer(value string, chosen Names) Answer {
	if chosen == nil {
		chosen = Names{}
	}
	return Answer{Field: f.ID, Names: f.Names, Kind: f.Kind, IsShown: f.IsShown, Value: value, Chosen: chosen}
}

// Read reads a customer's answers to those of the questions that are asked of customers; what was sent to any other
// question, of this topic or another, is not looked at.
func Read(asked []Field, given Given, desk i18n.Locale) ([]Answer, error) {
	var answers []Answer
	var wrong fault.Errors
	for _, f := range asked {
		if !f.IsShown {
			continue
		}
		value, names, bad := f.Read(given(f.Input()), desk)
		switch {
		case bad != nil:
			wrong = append(wrong, bad)
		case value != "":
			answers = append(answers, f.Answer(value, names))
		case f.IsRequired:
			wrong = append(wrong, required(f))
		}
	}
	return answers, fault.Join(wrong...)
}

func required(f Field) *fault.Error {
	if f.Kind == Choice || f.Kind == YesNo {
		return fault.Invalid("topics.fault.choose").On(f.Input())
	}
	return fault.Invalid("fault.required").On(f.Input())
}

// Says is the answer in a language: of a choice what was chosen, else the value as it was typed.
func (a Answer) Says(l, desk i18n.Locale) string {
	if said := a.Chosen.In(l, desk); said != "" {
		return said
	}
	return a.Value
}
