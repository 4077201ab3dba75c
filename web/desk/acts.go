package desk

import (
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/web/ui"
)

// problemOf is the message at a field of an act's form; with field "" the one about the whole.
func (t Ticket) problemOf(act string, id promise.ID, field string) string {
	if t.Open != act || t.OpenID != id {
		return ""
	}
	return t.wrong(field)
}

func (t Ticket) isOpen(act string, id promise.ID) bool { return t.Open == act && t.OpenID == id }

// entryText is what was typed into an act's form that came back.
func (t Ticket) entryText(act string, id promise.ID) string {
	if t.isOpen(act, id) {
		return t.Entry.Text
	}
	return ""
}

// moveDay is the day that stands in a move's form: what was chosen, else the promise's, else today.
func (t Ticket) moveDay(p *promise.Promise) string {
	if t.isOpen(Move, p.ID) && t.Entry.Day != "" {
		return t.Entry.Day
	}
	due := p.Due
	if due.Before(t.Now) {
		due = t.Now
	}
	return due.In(t.Zone).Format(time.DateOnly)
}

func (t Ticket) moveTime(p *promise.Promise) string {
	if t.isOpen(Move, p.ID) && t.Entry.Time != "" {
		return t.Entry.Time
	}
	return p.Due.In(t.Zone).Format("15:04")
}

func (t Ticket) teamOptions() []ui.Option {
	var out []ui.Option
	for _, team := range t.Teams {
		out = append(out, ui.Option{Value: strconv.FormatInt(int64(team.ID), 10), Label: team.Name, Chosen: team.ID == t.Whole.TeamID})
	}
	return out
}
