// Package gallery shows every part and every page of Kept in every state worth seeing: empty, refused, late, with
// long words. It exists so that a designer can look at them all and the browser tests can check them all, without
// anybody having to bring a ticket into that state first.
//
// It draws the real views from fixed data: one afternoon in March 2026 at Nordby Fiber, as the design has it. It must
// never ask a database or a clock.
package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Room says which part of the product a state belongs to.
type Room int

// The rooms, in the order of the list.
const (
	Parts Room = iota
	Desk
	Office
	Portal
	Door
	Problem
	Letter
)

// State is a page in one of its states.
type State struct {
	Name string // as it stands in its address
	Room Room
	Page templ.Component
	Mail bool // a letter: a whole document with styles of its own
}

// View is how somebody looks at the gallery.
type View struct {
	Locale i18n.Locale
	Theme  layout.Theme
	Longer bool // every message 40 % longer
}

// query is the view in an address.
func (v View) query() string {
	q := "?locale=" + string(v.Locale) + "&theme=" + string(v.Theme)
	if v.Longer {
		q += "&longer=yes"
	}
	return q
}

func (v View) address(name string) string { return "/demo/gallery/" + name + v.query() }

// Into puts what pages read from ctx there: the language in the desk's zone, the theme, and Maja, who looks at them.
func (v View) Into(ctx context.Context) context.Context {
	l := i18n.For(v.Locale, zone())
	if v.Longer {
		l = l.Longer()
	}
	ctx = layout.WithTheme(i18n.With(ctx, l), string(v.Theme))
	return layout.WithViewer(ctx, layout.Viewer{Name: maja.Name, Hue: int(maja.ID), Initials: ui.Initials(maja.Name), Role: string(maja.Role), HintsGone: hints()})
}

// hints are all of them: whoever looks at the gallery has read them, but in the states of their own.
func hints() []string {
	var all []string
	for _, h := range people.Hints {
		all = append(all, string(h))
	}
	return all
}

// States are all of them, room by room.
func States() []State {
	states := []State{{Name: "parts", Room: Parts, Page: parts()}}
	for _, room := range [][]State{
		queueStates(),
		bulkStates(),
		viewStates(),
		assignStates(),
		ticketStates(),
		liveStates(),
		noticeStates(),
		askedStates(),
		timeStates(),
		turnStates(),
		customerStates(),
		searchStates(),
		paletteStates(),
		addressStates(),
		overviewStates(),
		officeStates(),
		spamStates(),
		mergeStates(),
		kindStates(),
		dayStates(),
		expectStates(),
		eraseStates(),
		staffStates(),
		auditStates(),
		settingsStates(),
		policyStates(),
		calendarStates(),
		dutyStates(),
		lostStates(),
		topicStates(),
		planStates(),
		promisesStates(),
		portalStates(),
		ownStates(),
		doorStates(),
		factorStates(),
		problemStates(),
		letterStates(),
	} {
		states = append(states, room...)
	}
	return states
}

// Find is the state of a name.
func Find(name string) (State, bool) {
	for _, s := range States() {
		if s.Name == name {
			return s, true
		}
	}
	return State{}, false
}

// named is a room with its states, for the list.
type named struct {
	title  string
	states []State
}

func rooms(ctx context.Context) []named {
	titles := map[Room]string{
		Desk:    i18n.T(ctx, "gallery.pages.desk"),
		Office:  i18n.T(ctx, "gallery.pages.office"),
		Portal:  i18n.T(ctx, "gallery.pages.portal"),
		Door:    i18n.T(ctx, "gallery.pages.door"),
		Problem: i18n.T(ctx, "gallery.pages.problem"),
		Letter:  i18n.T(ctx, "gallery.pages.mail"),
	}
	var out []named
	for room := Desk; room <= Letter; room++ {
		n := named{title: titles[room]}
		for _, s := range States() {
			if s.Room == room {
				n.states = append(n.states, s)
			}
		}
		if len(n.states) > 0 {
			out = append(out, n)
		}
	}
	return out
}
