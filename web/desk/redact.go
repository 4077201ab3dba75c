package desk

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Redaction is the page that asks what is to be removed of a message for good.
type Redaction struct {
	Frame    layout.Frame
	Ticket   ticket.Ticket
	Message  ticket.Message
	Outline  ticket.OutlineID // of what stands above the conversation instead of a message; 0: a message
	Limits   ticket.Limits
	Text     bool    // ticked
	Files    []int64 // ticked
	Reason   string
	Problems []Problem
}

func (p Redaction) problem(field string) string {
	for _, one := range p.Problems {
		if one.Field == field {
			return one.Message
		}
	}
	return ""
}

// clash is what was wrong with the whole.
func (p Redaction) clash() string { return p.problem("") }

func (p Redaction) ticked(file int64) bool {
	for _, f := range p.Files {
		if f == file {
			return true
		}
	}
	return false
}

func (p Redaction) back() templ.SafeURL {
	if p.Outline != 0 {
		return templ.SafeURL("/desk/tickets/" + number(p.Ticket.Number) + "#panel")
	}
	return templ.SafeURL("/desk/tickets/" + number(p.Ticket.Number) + "#m" + number(int64(p.Message.ID)))
}

func (p Redaction) action() templ.SafeURL {
	if p.Outline != 0 {
		return templ.SafeURL("/desk/tickets/" + number(p.Ticket.Number) + "/outlines/" + number(int64(p.Outline)) + "/redactions")
	}
	return templ.SafeURL("/desk/tickets/" + number(p.Ticket.Number) + "/messages/" + number(int64(p.Message.ID)) + "/redactions")
}

// redactAddress is where somebody who may removes what stands in a message; "" where there is nothing, or nobody may.
func (t Ticket) redactAddress(m ticket.Message) string {
	if !t.Me.Acting().Can(people.Redact, int64(t.Whole.ID)) || m.RedactedAt != nil && len(m.Files) == 0 || m.Body == "" && len(m.Files) == 0 {
		return ""
	}
	return "/desk/tickets/" + t.number() + "/messages/" + strconv.FormatInt(int64(m.ID), 10) + "/redaction"
}

func nameOfFile(a ticket.Attachment) string { return ui.Clean(a.Name) }
