// Package fault names what can go wrong for a visitor: a kind, which decides the answer's
// status, and the key of a message in the visitor's language. It knows no words itself, no HTTP
// and no database; anything that is not a fault is ours, and answered with 500.
package fault

import (
	"errors"
	"strings"
	"time"
)

// Kind says which sort of failure a fault is.
type Kind int

// The kinds, with the HTTP status that the doors answer (docs/reliability.md, "Answers").
const (
	KindInvalid   Kind = 422 // the visitor's input does not fit
	KindSignIn    Kind = 401 // somebody must sign in first
	KindForbidden Kind = 403 // visible, but not this actor's to do
	KindNotFound  Kind = 404 // does not exist, or this actor may not see it
	KindConflict  Kind = 409 // somebody else was first, or the same key came with other content
	KindGone      Kind = 410 // was there, and is used up
	KindTooLarge  Kind = 413 // more than a request may carry
	KindTooMany   Kind = 429 // too often; RetryAfter says when it goes on
)

// Error is one failure that a visitor is told about.
type Error struct {
	Kind  Kind
	Key   string // key of the message
	Field string // name of the form's field, or empty for the whole form

	Name       string        // a blank of the message: who, or which
	Limit      int           // a blank of the message: how many at most
	At         time.Time     // a blank of the message: when
	RetryAfter time.Duration // KindTooMany only
}

// Error makes a line for logs; visitors read the message behind Key instead.
func (e *Error) Error() string {
	if e.Field == "" {
		return e.Key
	}
	return e.Key + " on " + e.Field
}

// On says which field the fault belongs to.
func (e *Error) On(field string) *Error { c := *e; c.Field = field; return &c }

// By fills the message's blank for a name.
func (e *Error) By(name string) *Error { c := *e; c.Name = name; return &c }

// Max fills the message's blank for a limit.
func (e *Error) Max(limit int) *Error { c := *e; c.Limit = limit; return &c }

// When fills the message's blank for an instant.
func (e *Error) When(at time.Time) *Error { c := *e; c.At = at; return &c }

// Invalid is input that does not fit.
func Invalid(key string) *Error { return &Error{Kind: KindInvalid, Key: key} }

// SignIn asks the visitor to sign in.
func SignIn(key string) *Error { return &Error{Kind: KindSignIn, Key: key} }

// Forbidden is an act that this actor may not do on a thing that they see.
func Forbidden(key string) *Error { return &Error{Kind: KindForbidden, Key: key} }

// NotFound is a thing that is not there, or that this actor may not see: the same answer.
func NotFound() *Error { return &Error{Kind: KindNotFound, Key: "fault.not_found"} }

// Conflict is an act that came second.
func Conflict(key string) *Error { return &Error{Kind: KindConflict, Key: key} }

// Gone is a thing that is used up.
func Gone(key string) *Error { return &Error{Kind: KindGone, Key: key} }

// TooLarge is a request that carries too much.
func TooLarge(key string) *Error { return &Error{Kind: KindTooLarge, Key: key} }

// TooMany is a request that comes too often; it may come again after wait.
func TooMany(key string, wait time.Duration) *Error {
	return &Error{Kind: KindTooMany, Key: key, RetryAfter: wait}
}

// Errors are several faults of one form, told together.
type Errors []*Error

// Error joins the faults' lines.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "; ")
}

// Join makes one error of the faults that are not nil, or nil when there is none.
func Join(faults ...*Error) error {
	var es Errors
	for _, f := range faults {
		if f != nil {
			es = append(es, f)
		}
	}
	if len(es) == 0 {
		return nil
	}
	return es
}

// Of returns the faults in err, none if it is nil or ours.
func Of(err error) Errors {
	var es Errors
	if errors.As(err, &es) {
		return es
	}
	var e *Error
	if errors.As(err, &e) {
		return Errors{e}
	}
	return nil
}

// Is reports whether err is a fault of that kind.
func Is(err error, kind Kind) bool {
	es := Of(err)
	return len(es) > 0 && es[0].Kind == kind
}
