package desk

import (
	"context"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// What the supervisors' pages say and draw as the agents' pages do.

// Verb is what a promise asks of the desk, in lists.
func Verb(ctx context.Context, k promise.Kind, words string) string { return verb(ctx, k, words) }

// Face is somebody of the staff as an avatar.
func Face(id people.ID, name string) ui.Face { return face(id, name) }

// StateOf is how a promise on a rail stands.
func StateOf(p ticket.Point, now time.Time) ui.State { return stateOfPoint(p, now) }

// Place is where an instant stands on the day's rail, in per cent.
func (d Day) Place(t time.Time) float64 { return d.place(t) }

// Rail draws the day with the names of its hours, its promises and their tally in words.
func (d Day) Rail(ctx context.Context, now time.Time) ui.Rail { return d.rail(ctx, now) }

// Soon reports whether something is due so soon that it is marked.
func Soon(due, now time.Time) bool { return due.Sub(now) <= soonWithin }

// Lang is the language of a promise's own words: the customer's.
func Lang(k promise.Kind, words string, customer i18n.Locale) string {
	return langOf(k, words, customer)
}
