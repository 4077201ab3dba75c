package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/ui"
)

// Acts about a colleague's question.
const (
	AskUp = "ask"
	Tell  = "tell"
)

// Asked is what a ticket's page knows of questions to the supervisors besides those that stand on the ticket.
type Asked struct {
	Skills []people.Skill
	By     time.Time         // when an answer would be due, asked now
	Skill  int64             // that stands in the form
	Sent   ticket.QuestionID // the question whose form came back
}

// QuestionState is how a question stands to those who wait for it and to those who owe it.
func QuestionState(q ticket.Enquiry, now time.Time) ui.State {
	switch {
	case q.State == ticket.Answered:
		return ui.Kept
	case q.State != ticket.WithSupervisors:
		return ui.Paused
	case q.IsLate(now):
		return ui.Late
	case q.Share(now) >= soonShare || q.AnswerBy.Sub(now) <= soonWithin:
		return ui.Soon
	default:
		return ui.Upcoming
	}
}

// QuestionChip is its answer-by time as a ring with a marker.
func QuestionChip(ctx context.Context, q ticket.Enquiry, now time.Time) ui.Chip {
	l := i18n.From(ctx)
	c := ui.Chip{State: QuestionState(q, now), Share: q.Share(now)}
	switch c.State {
	case ui.Kept:
		c.When = l.Lead(*q.EndedAt, now)
	case ui.Late, ui.Soon:
		c.When = l.Margin(q.AnswerBy, now)
	case ui.Upcoming:
		c.When = l.By(q.AnswerBy, now)
	case ui.Paused:
		c.When = QuestionStand(ctx, q)
	}
	return c
}

// QuestionStand says in a few words who has a question now.
func QuestionStand(ctx context.Context, q ticket.Enquiry) string {
	b := i18n.Blanks{Name: First(q.TakenBy), Owner: First(q.Asker)}
	switch {
	case q.State == ticket.Answered:
		return i18n.T(ctx, "question.stand.answered", b)
	case q.State == ticket.Withdrawn:
		return i18n.T(ctx, "question.stand.withdrawn")
	case q.State == ticket.WithAsker:
		return i18n.T(ctx, "question.stand.back", b)
	case q.TakenByID != nil:
		return i18n.T(ctx, "question.stand.taken", b)
	case q.Level > 1:
		return i18n.T(ctx, "question.stand.handed_up")
	default:
		return i18n.T(ctx, "question.stand.nobody")
	}
}

// questions are those that the panel shows: what is open, and answers that nobody has made a reply of.
func (t Ticket) questions() []ticket.Enquiry {
	last := time.Time{}
	for _, m := range t.Whole.Messages {
		if m.ByStaff && !m.IsNote() {
			last = m.CreatedAt
		}
	}
	return slices.DeleteFunc(slices.Clone(t.Whole.Questions), func(q ticket.Enquiry) bool {
		return !q.IsOpen() && (q.State != ticket.Answered || !q.EndedAt.After(last))
	})
}

// answered is the question whose answer stands in the composer, nil if none does.
func (t Ticket) question(id ticket.QuestionID) *ticket.Enquiry {
	for i, q := range t.Whole.Questions {
		if q.ID == id {
			return &t.Whole.Questions[i]
		}
	}
	return nil
}

// Answering returns the page with a supervisor's answer in the composer of whoever may use it. What is no such answer
// changes nothing.
func (t Ticket) Answering(id ticket.QuestionID) Ticket {
	if q := t.question(id); q != nil && q.MayUse(t.Me.ID) {
		t.Mode, t.Reply.Body, t.Reply.Uses = Reply, q.Last(ticket.TurnAnswered).Body, q.ID
	}
	return t
}

// usable are the answers that the reader may make a reply of.
func (t Ticket) usable() []ticket.Enquiry {
	return slices.DeleteFunc(slices.Clone(t.Whole.Questions), func(q ticket.Enquiry) bool { return !q.MayUse(t.Me.ID) })
}

// useAddress is the page with an answer in the composer, for those without script.
func (t Ticket) useAddress(q ticket.Enquiry) templ.SafeURL {
	address := string(t.path(""))
	mark := "?"
	if strings.Contains(address, mark) {
		mark = "&"
	}
	return templ.SafeURL(address + mark + "answer=" + questionID(q) + "#composer")
}

func questionID(q ticket.Enquiry) string { return strconv.FormatInt(int64(q.ID), 10) }

// uses is the question whose answer a composer holds, as forms send it back.
func (w writing) uses() string { return strconv.FormatInt(int64(w.draft.Uses), 10) }

// said is something that was said about a question.
type spokenTurn struct {
	ticket.Turn
	question ticket.Enquiry
}

// turns are what was done to the ticket's questions, in the order in which it happened.
func (t Ticket) turns() []spokenTurn {
	var all []spokenTurn
	for _, q := range t.Whole.Questions {
		for _, turn := range q.Turns {
			all = append(all, spokenTurn{turn, q})
		}
	}
	slices.SortFunc(all, func(a, b spokenTurn) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// turnKinds are the events that somebody's turn made.
var turnKinds = map[event.Kind]ticket.TurnKind{
	event.QuestionAsked: ticket.TurnAsked, event.QuestionTaken: ticket.TurnTaken, event.QuestionPassed: ticket.TurnPassed,
	event.QuestionAskedBack: ticket.TurnAskedBack, event.QuestionTold: ticket.TurnTold, event.QuestionAnswered: ticket.TurnAnswered,
	event.QuestionWithdrawn: ticket.TurnWithdrawn,
}

// spoken takes the turn off the front of turns that an event tells of, if it said something: the history and the turns
// stand in one order.
func spokenAt(turns *[]spokenTurn, e event.Event) *spokenTurn {
	kind, is := turnKinds[e.Kind]
	if !is || len(*turns) == 0 || (*turns)[0].Kind != kind || e.ActorID == nil {
		return nil
	}
	turn := (*turns)[0]
	*turns = (*turns)[1:]
	if turn.Body == "" {
		return nil
	}
	return &turn
}

// turnTitle says what a turn is.
func turnTitle(ctx context.Context, turn spokenTurn) string {
	b := i18n.Blanks{Name: First(turn.To), What: ui.Clean(turn.question.Skill)}
	switch turn.Kind {
	case ticket.TurnPassed:
		return i18n.T(ctx, "question.turn.passed", b)
	case ticket.TurnAskedBack:
		return i18n.T(ctx, "question.turn.back", b)
	case ticket.TurnTold:
		return i18n.T(ctx, "question.turn.told")
	case ticket.TurnAnswered:
		return i18n.T(ctx, "question.turn.answered", b)
	default:
		if turn.question.Skill != "" {
			return i18n.T(ctx, "question.turn.asked_about", b)
		}
		return i18n.T(ctx, "question.turn.asked")
	}
}

// questionLine says an event about a question that no turn shows; nil for any other event.
func (t Ticket) questionLine(ctx context.Context, e event.Event) *line {
	l := i18n.From(ctx)
	b := i18n.Blanks{Name: t.actor(ctx, e.ActorID)}
	switch e.Kind {
	case event.QuestionTaken:
		return &line{icon: "user", parts: l.Parts("question.event.taken", b)}
	case event.QuestionWithdrawn:
		if e.ActorID == nil {
			return &line{icon: "minus", parts: l.Parts("question.event.closed")}
		}
		return &line{icon: "minus", parts: l.Parts("question.event.withdrawn", b)}
	case event.QuestionNotAnswered:
		if e.WasAt != nil {
			b.Was = l.Lead(*e.WasAt, e.At)
		}
		return &line{icon: "escalate", parts: l.Parts("question.event.not_answered", b)}
	case event.QuestionUsed:
		if e.PersonID != nil {
			b.Name = t.person(ctx, *e.PersonID)
		}
		return &line{icon: "users", parts: l.Parts("question.event.helped", b)}
	default:
		return nil
	}
}

func (t Ticket) skillOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "0", Label: i18n.T(ctx, "question.ask.any"), Chosen: t.Asked.Skill == 0}}
	for _, s := range t.Asked.Skills {
		out = append(out, ui.Option{Value: strconv.FormatInt(s.ID, 10), Label: s.Name, Chosen: s.ID == t.Asked.Skill})
	}
	return out
}

// toldProblem is what was wrong with the answer to what a supervisor asked back.
func (t Ticket) toldProblem(q ticket.Enquiry) string {
	if t.Open == Tell && t.Asked.Sent == q.ID {
		return t.wrong("words")
	}
	return ""
}

func (t Ticket) toldText(q ticket.Enquiry) string {
	if t.Open == Tell && t.Asked.Sent == q.ID {
		return t.Entry.Text
	}
	return ""
}
