package desk

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
)

func digits(n int64) string { return strconv.FormatInt(n, 10) }

func parseQuery(q string) (url.Values, error) { return url.ParseQuery(q) }

// idOf is a number that somebody typed into an address, 0 if it is none.
func idOf(text string) int64 {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

func promiseIDs(ids []int64) []promise.ID {
	out := make([]promise.ID, len(ids))
	for i, id := range ids {
		out[i] = promise.ID(id)
	}
	return out
}

// draftOf is what was typed into a composer.
func draftOf(f httpd.Form) view.Draft {
	return view.Draft{
		Key: f.Text("key"), Seen: ticket.MessageID(f.ID("seen")), Body: f.Text("body"), Keeps: promiseIDs(f.IDs("keeps")),
		Withdraws: promiseIDs(f.IDs("withdraws")), What: f.Text("what"), Words: f.Text("words"), Day: f.Text("day"),
		Time: f.Text("time"), Owner: f.Text("owner"), Again: len(f.Files) > 0, Uses: used(f),
		Then: f.Text("then"), For: f.Text("for"), From: f.Text("from"), Until: f.Text("until"), Place: f.Text("place"), Bring: f.Text("bring"),
	}
}

// used is the question whose answer a reply was made of. A field that holds no number is no question, and the room
// refuses it.
func used(f httpd.Form) ticket.QuestionID {
	id := f.ID("uses")
	if text := strings.TrimSpace(f.Text("uses")); id == 0 && text != "" && text != "0" {
		id = -1
	}
	return ticket.QuestionID(id)
}

// waitsFor is what or for whom a reply lets the ticket wait.
func waitsFor(d view.Draft) string {
	switch promise.Status(d.Then) {
	case promise.Awaiting:
		return d.For
	case promise.OnHold:
		return d.From
	default:
		return ""
	}
}

// again reads whether somebody of us looks again instead of a promise to the customer.
func again(d view.Draft, zone *time.Location) (*ticket.Look, error) {
	if d.What != view.LookAgain || d.Day == view.ByRules || d.Day == "" {
		return nil, nil
	}
	look, wrong := lookAt(d.Day, d.Time, zone)
	if wrong != nil {
		return nil, wrong
	}
	return &look, nil
}

// lookAt reads a day, and a time if there is one.
func lookAt(day, clock string, zone *time.Location) (ticket.Look, *fault.Error) {
	if strings.TrimSpace(clock) != "" {
		at, wrong := wall(day, clock, zone)
		return ticket.Look{At: at}, wrong
	}
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ticket.Look{}, fault.Invalid("fault.required").On("day")
	}
	return ticket.Look{Day: calendar.DateOf(date)}, nil
}

// commitment reads the sentence "Then we promise …". With the day left to the rules there is none, unless words were
// written: what somebody wrote is never dropped silently.
func commitment(d view.Draft, zone *time.Location) (*ticket.Commitment, error) {
	own := d.What == "words"
	if d.What == view.LookAgain {
		return nil, nil
	}
	if d.Day == view.ByRules || d.Day == "" {
		if own && strings.TrimSpace(d.Words) != "" {
			return nil, fault.Invalid("fault.required").On("day")
		}
		return nil, nil
	}
	var c ticket.Commitment
	var noWords, noOwner *fault.Error
	if own {
		c.Words = d.Words
		if strings.TrimSpace(d.Words) == "" {
			noWords = fault.Invalid("fault.required").On("words")
		}
	}
	due, noTime := wall(d.Day, d.Time, zone)
	c.Due = due
	if c.Owner, noOwner = owner(d.Owner); noOwner != nil || noTime != nil || noWords != nil {
		return nil, fault.Join(noWords, noTime, noOwner)
	}
	return &c, nil
}

// wall reads a day and a time of day as the clock in zone shows them: in a gap the end of it, in a fold the first.
func wall(day, clock string, zone *time.Location) (time.Time, *fault.Error) {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}, fault.Invalid("fault.required").On("day")
	}
	at, err := time.Parse("15:04", strings.Replace(strings.TrimSpace(clock), ".", ":", 1)) // Danes write 16.00
	if err != nil {
		return time.Time{}, fault.Invalid("fault.clock").On("due")
	}
	return calendar.WallIn(zone, calendar.DateOf(date), at.Hour()*60+at.Minute()), nil
}

// owner reads who is to own a promise: "p7" is a person, "t2" a team, "" the ticket's owner.
func owner(text string) (promise.Owner, *fault.Error) {
	if text == "" {
		return promise.Owner{}, nil
	}
	id := idOf(text[1:])
	switch {
	case id != 0 && text[0] == 'p':
		return promise.Owner{Person: id}, nil
	case id != 0 && text[0] == 't':
		return promise.Owner{Team: id}, nil
	default:
		return promise.Owner{}, fault.Invalid("fault.owner").On("owner")
	}
}
