package ui

import (
	"strconv"
	"strings"
)

// Field is one thing to fill in: what it asks, what stands in it, and what is wrong with it.
type Field struct {
	Name         string
	ID           string // Name, if empty; must be unlike any other on the page
	Label        string
	Hint         string
	Error        string // a whole sentence that says what to do
	Value        string
	Type         string // of an input: email, password, time, date; empty is text
	Placeholder  string
	Autocomplete string
	Lang         string // of the value, if a customer wrote it
	Rows         int    // of a text area; 4 if 0
	Max          int    // UTF-16 units that may be typed; 0 is no limit
	Optional     bool   // to be filled in "if you like"; everything else is required
	Bare         bool   // the label is for screen readers only
	Free         bool   // neither required nor said to be optional: nobody has to know
	Mode         string // which keys a phone shows: decimal
	Key          string // the key that goes there
	List         string // the id of a datalist that it completes from
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

// describedBy names the hint and the error, those that are there, in the order in which they help.
func (f Field) describedBy() string {
	var ids []string
	if f.Error != "" {
		ids = append(ids, f.id()+"-error")
	}
	if f.Hint != "" {
		ids = append(ids, f.id()+"-hint")
	}
	if f.Max > 0 {
		ids = append(ids, f.id()+"-left")
	}
	return strings.Join(ids, " ")
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

// value is what stands in the field; a password never comes back.
func (f Field) value() string {
	if f.Type == "password" {
		return ""
	}
	return Clean(f.Value)
}

// Option is one of several to choose from.
type Option struct {
	Value  string
	Label  string
	Lang   string // of the label, if it is not the page's
	Icon   string // of a segment
	Key    string // the key that chooses a segment
	Focus  string // the id of what has the focus after the key
	Chosen bool
}

// Problem is one message of a refused form: what to do, and the id of the field that it is about, or
// "" when it is about the whole. Label is what the field is called, for a summary in which several need the same.
type Problem struct {
	Field   string
	Label   string
	Message string
}
