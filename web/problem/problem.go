// Package problem draws the pages that say what went wrong: what happened, what it means for the visitor, what to
// do, and a short code (docs/design.md 9). They must work when nothing else does, so they never know whose desk this is.
package problem

import (
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// Kind is what went wrong.
type Kind int

// The kinds, each with its page.
const (
	Failed     Kind = iota // our fault
	Unreadable             // the request made no sense
	SignIn                 // the session has ended
	Forbidden              // not for this visitor, or sent by another site
	NotFound               // not there, or not theirs: the same page
	Method                 // the address is there, the verb is not
	Conflict               // somebody else was first
	Gone                   // a link that is used up
	TooLarge               // more than a request may carry
	Invalid                // a form that does not fit
	TooMany                // too often
	Away                   // the database is away
	Full                   // no room for files
	NotSetUp               // the desk is being set up
)

// Problem is what the page tells.
type Problem struct {
	Kind     Kind
	Messages []string // what was wrong in particular, in the visitor's language
	Code     string
}

// state is the ring above the words: a cross, but for what is only still to come.
func state(k Kind) ui.State {
	if k == NotSetUp {
		return ui.Upcoming
	}
	return ui.Broken
}

// words are a page's sentences.
type words struct{ title, text, way string }

func wordsOf(l *i18n.Localizer, k Kind) words {
	switch k {
	case Unreadable:
		return words{l.T("problem.unreadable.title"), l.T("problem.unreadable.text"), l.T("problem.way.back")}
	case SignIn:
		return words{l.T("problem.sign_in.title"), l.T("problem.sign_in.text"), l.T("problem.way.sign_in")}
	case Forbidden:
		return words{l.T("problem.forbidden.title"), l.T("problem.forbidden.text"), l.T("problem.way.home")}
	case NotFound:
		return words{l.T("problem.not_found.title"), l.T("problem.not_found.text"), l.T("problem.way.home")}
	case Method:
		return words{l.T("problem.method.title"), l.T("problem.method.text"), l.T("problem.way.home")}
	case Conflict:
		return words{l.T("problem.conflict.title"), l.T("problem.conflict.text"), l.T("problem.way.back")}
	case Gone:
		return words{l.T("problem.gone.title"), l.T("problem.gone.text"), l.T("problem.way.home")}
	case TooLarge:
		return words{l.T("problem.too_large.title"), l.T("problem.too_large.text"), l.T("problem.way.back")}
	case Invalid:
		return words{l.T("problem.invalid.title"), l.T("problem.invalid.text"), l.T("problem.way.back")}
	case TooMany:
		return words{l.T("problem.too_many.title"), l.T("problem.too_many.text"), l.T("problem.way.home")}
	case Away:
		return words{l.T("problem.away.title"), l.T("problem.away.text"), l.T("problem.way.again")}
	case Full:
		return words{l.T("problem.full.title"), l.T("problem.full.text"), l.T("problem.way.back")}
	case NotSetUp:
		return words{l.T("problem.not_set_up.title"), l.T("problem.not_set_up.text"), ""}
	default:
		return words{l.T("problem.failed.title"), l.T("problem.failed.text"), l.T("problem.way.home")}
	}
}
