package office

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Acts on a question that have a form of their own.
const (
	Answer  = "answer"
	AskBack = "back"
	PassOn  = "pass"
)

// Questions are questions of colleagues with what can be done about them; any page of the office can show them.
type Questions struct {
	All    []ticket.Enquiry
	Staff  []people.Person
	Roster people.Roster // who sees which team's tickets
	Me     people.Person
	Now    time.Time
	Limits ticket.Limits
	Back   string // the page that comes after an act
	Sent   SentForm
}

// SentForm is a form that came back.
type SentForm struct {
	Of       ticket.QuestionID
	Act      string
	Words    string
	To       string
	Problems []ui.Problem // by the fault's field
}

// QuestionsPage is the page of all open questions, or of one.
type QuestionsPage struct {
	Frame layout.Frame
	Questions
	One   bool
	Clash string // why an act came too late
}

func (p Questions) isOpen(q ticket.Enquiry, act string) bool {
	return p.Sent.Of == q.ID && p.Sent.Act == act
}

func (p Questions) words(q ticket.Enquiry, act string) string {
	if p.isOpen(q, act) {
		return p.Sent.Words
	}
	return ""
}

func (p Questions) wrong(q ticket.Enquiry, act, field string) string {
	if p.isOpen(q, act) {
		for _, problem := range p.Sent.Problems {
			if problem.Field == field {
				return problem.Message
			}
		}
	}
	return ""
}

// isMine reports whether the reader can act: it is open, and nobody else's.
func (p Questions) isMine(q ticket.Enquiry) bool {
	return q.IsOpen() && (q.TakenByID == nil || *q.TakenByID == p.Me.ID)
}

// others are who a question can be passed on to: other supervisors, then admins, if they see its ticket.
func (p Questions) others(q ticket.Enquiry) []ui.Option {
	var out []ui.Option
	for _, role := range []people.Role{people.Supervisor, people.Admin} {
		for _, s := range p.Staff {
			if s.Role == role && s.ID != p.Me.ID && s.ID != q.AskerID && !p.Roster.Hides(q.TeamID, s.ID) {
				id := strconv.FormatInt(int64(s.ID), 10)
				out = append(out, ui.Option{Value: id, Label: s.Name, Chosen: p.isOpen(q, PassOn) && p.Sent.To == id})
			}
		}
	}
	return out
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }

func id(q ticket.Enquiry) string { return digits(int64(q.ID)) }

func fieldID(q ticket.Enquiry, name string) string { return name + "-" + id(q) }

func path(q ticket.Enquiry, tail string) templ.SafeURL {
	return templ.SafeURL("/office/questions/" + id(q) + tail)
}

func ticketAddress(q ticket.Enquiry) templ.SafeURL {
	return templ.SafeURL(desk.TicketAddress(q.Number, desk.List{}))
}

func face(who people.ID, name string) ui.Face {
	return ui.Face{Initials: ui.Initials(name), Hue: int(who)}
}

// turnLine says who did what to a question.
func turnLine(ctx context.Context, q ticket.Enquiry, u ticket.Turn) []i18n.Part {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: desk.First(u.Author), Owner: desk.First(u.To)}
	switch u.Kind {
	case ticket.TurnTaken:
		return l.Parts("question.event.taken", b)
	case ticket.TurnWithdrawn:
		return l.Parts("question.event.withdrawn", b)
	case ticket.TurnPassed:
		return l.Parts("question.said.passed", b)
	case ticket.TurnAskedBack:
		return l.Parts("question.said.back", b)
	case ticket.TurnTold:
		return l.Parts("question.said.told", b)
	case ticket.TurnAnswered:
		return l.Parts("question.said.answered", b)
	default:
		return l.Parts("question.list.asks", b)
	}
}
