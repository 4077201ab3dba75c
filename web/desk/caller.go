package desk

import (
	"context"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// CallersPath is where callers are found while their name is typed.
const CallersPath = "/desk/callers"

// InWords is what a caller is promised in one's own words.
const InWords = "words"

// Caller is the form that files a ticket for somebody who rings.
type Caller struct {
	Frame    layout.Frame
	Find     string // what was looked for
	Found    []Ringing
	Form     CallerForm
	Locale   i18n.Locale
	Ticket   Ticket // what the fields of a window need: who there is, the clock and the limits
	About    Abouts
	Problems []ui.Problem
}

// Ringing is a customer who may be ringing, with what helps not to file the same thing twice.
type Ringing struct {
	people.Card
	Open    []Row // their tickets that are not closed, those of them that the reader sees; the first ones
	HasMore bool
}

// CallerForm is what was typed.
type CallerForm struct {
	Key      string
	Customer people.ID // 0: somebody new
	Name     string
	Address  string
	Phone    string
	Language string
	Subject  string
	Words    string
	What     string // "none", "words", "call" or "visit"
	Promise  string // in words
	Window   Called
	Topic    topic.ID
	Priority string // empty: as the topic has it
}

func (c Caller) wrong(field string) string {
	for _, p := range c.Problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

func (c Caller) whats(ctx context.Context) []ui.Option {
	return choose(c.Form.What, []ui.Option{
		{Value: NextNone, Label: i18n.T(ctx, "kinds.call.next_none")},
		{Value: NextCall, Label: i18n.T(ctx, "kinds.call.next_call")},
		{Value: NextVisit, Label: i18n.T(ctx, "kinds.call.next_visit")},
		{Value: InWords, Label: i18n.T(ctx, "kinds.caller.own_words")},
	})
}

func (c Caller) languages() []ui.Option {
	var all []ui.Option
	for _, l := range i18n.Locales {
		all = append(all, ui.Option{Value: string(l), Label: l.Name(), Lang: string(l)})
	}
	return choose(c.Form.Language, all)
}

// topics are what it can be about; that it is about nothing in the list is the norm.
func (c Caller) topics(ctx context.Context) []ui.Option {
	out := c.About.topicChoices(ctx, c.Form.Topic, "0")
	out[0].Label = i18n.T(ctx, "topics.panel.none")
	return out
}

func (c Caller) priorities(ctx context.Context) []ui.Option {
	first := ui.Option{Label: i18n.T(ctx, "kinds.caller.by_topic"), Chosen: c.Form.Priority == ""}
	return append([]ui.Option{first}, priorityOptions(ctx, sla.Priority(c.Form.Priority))...)
}

// isSorted reports whether the fold with topic and priority stands open: something was chosen in it.
func (c Caller) isSorted() bool {
	return c.Form.Topic != 0 || c.Form.Priority != "" || c.wrong("topic") != "" || c.wrong("priority") != ""
}

// theirs is a queue that says how the tickets of a caller stand.
func (c Caller) theirs() Queue { return Queue{Me: c.Ticket.Me.ID, Now: c.Ticket.Now} }

// isNew reports whether somebody new is chosen: nobody was found, or they are none of those.
func (c Caller) isNew() bool {
	for _, k := range c.Found {
		if k.ID == c.Form.Customer {
			return false
		}
	}
	return true
}
