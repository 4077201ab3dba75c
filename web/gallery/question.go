package gallery

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/ticket"
	view "github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// nina is another supervisor.
var nina = people.Person{ID: 12, Role: people.Supervisor, Name: "Nina Gustafsson", Address: "nina@nordby.example", Locale: i18n.SV, IsActive: true}

// What colleagues say about a question.
const (
	majaWonders    = "Can a customer with the old NB5 router get the new firmware, or must we swap it? Hanna’s keeps restarting."
	ingridAsksBack = "Which version stands on the label under it?"
	majaTells      = "NB5, version 3."
	ingridKnows    = "Version 3 takes the new firmware. It is installed overnight, so the router restarts once at about four.\n\nNothing has to be swapped."
)

// turnEvents are how the history calls what somebody does to a question.
var turnEvents = map[ticket.TurnKind]event.Kind{
	ticket.TurnAsked: event.QuestionAsked, ticket.TurnTaken: event.QuestionTaken, ticket.TurnPassed: event.QuestionPassed,
	ticket.TurnAskedBack: event.QuestionAskedBack, ticket.TurnTold: event.QuestionTold, ticket.TurnAnswered: event.QuestionAnswered,
	ticket.TurnWithdrawn: event.QuestionWithdrawn,
}

// question begins one that Maja asks on a ticket.
func (s *story) question(by people.Person, when, answer time.Time, words, skill string) *ticket.Enquiry {
	q := ticket.Enquiry{
		ID: ticket.QuestionID(len(s.Questions) + 1), TicketID: s.ID, Number: s.Number, Subject: s.Subject, Locale: string(s.Locale), AssigneeID: s.AssigneeID,
		AskerID: by.ID, Asker: by.Name, Skill: skill, State: ticket.WithSupervisors, AnswerBy: answer, Level: 1, AskedAt: when, Open: s.Terms.Calendar,
	}
	s.Questions = append(s.Questions, q)
	asked := &s.Questions[len(s.Questions)-1]
	s.turn(asked, by, when, ticket.TurnAsked, words)
	return asked
}

// turn adds what somebody says to a question, and what it becomes by that.
func (s *story) turn(q *ticket.Enquiry, by people.Person, when time.Time, kind ticket.TurnKind, words string) {
	said := ticket.Turn{ID: int64(s.LastEvent), QuestionID: q.ID, Kind: kind, AuthorID: by.ID, Author: by.Name, Body: words, At: when}
	if kind == ticket.TurnAskedBack || kind == ticket.TurnAnswered {
		said.ToID, said.To = &q.AskerID, q.Asker
	}
	q.Turns = append(q.Turns, said)
	s.happened(event.Event{At: when, ActorID: &by.ID, Kind: turnEvents[kind]})
	switch kind {
	case ticket.TurnTaken:
		q.TakenByID, q.TakenBy = &by.ID, by.Name
	case ticket.TurnAskedBack:
		q.State, q.TakenByID, q.TakenBy = ticket.WithAsker, &by.ID, by.Name
	case ticket.TurnTold:
		q.State = ticket.WithSupervisors
	case ticket.TurnAnswered:
		q.State, q.TakenByID, q.TakenBy, q.EndedAt = ticket.Answered, &by.ID, by.Name, &when
	}
}

// askedUp is Hanna's ticket with a question that waits.
func askedUp() *story {
	s := promised()
	s.question(maja, at(17, 14, 3), at(17, 14, 40), majaWonders, "Routers")
	return s
}

func askedBack() *story {
	s := askedUp()
	s.turn(&s.Questions[0], ingrid, at(17, 14, 6), ticket.TurnAskedBack, ingridAsksBack)
	return s
}

func answeredUp() *story {
	s := askedBack()
	s.turn(&s.Questions[0], maja, at(17, 14, 8), ticket.TurnTold, majaTells)
	s.turn(&s.Questions[0], ingrid, at(17, 14, 12), ticket.TurnAnswered, ingridKnows)
	return s
}

// helped is the same when Maja has made a reply of it, after somebody else had the ticket for a while.
func helped() *story {
	s := answeredUp()
	s.answered(maja, at(17, 14, 15), "Your router gets new software tonight. It restarts once, at about four.")
	s.happened(event.Event{At: at(17, 14, 15), ActorID: &maja.ID, Kind: event.QuestionUsed, PersonID: &ingrid.ID})
	s.happened(event.Event{At: at(17, 14, 16), ActorID: &maja.ID, Kind: event.TicketAssigned, PersonID: &jonas.ID})
	s.happened(event.Event{At: at(17, 14, 17), ActorID: &jonas.ID, Kind: event.TicketAssigned, PersonID: &maja.ID})
	s.HandOvers = 2
	return s
}

func notAnswered() *story {
	s := askedUp()
	q := &s.Questions[0]
	q.AnswerBy, q.Level = at(17, 14, 11), 2
	s.happened(event.Event{At: at(17, 14, 11), Kind: event.QuestionNotAnswered, Became: "2", WasAt: &q.AnswerBy})
	return s
}

func askedStates() []State {
	none := func(context.Context, *view.Ticket) {}
	by := func(t *view.Ticket) {
		t.Asked.By, t.Asked.Skills = at(17, 16, 18), []people.Skill{{ID: 1, Name: "Fibre"}, {ID: 2, Name: "Routers"}}
	}
	var states []State
	for _, s := range []struct {
		name  string
		story *story
		with  func(context.Context, *view.Ticket)
	}{
		{"ticket-ask-up", promised(), func(_ context.Context, t *view.Ticket) { t.Open = view.AskUp }},
		{"ticket-ask-up-refused", promised(), func(ctx context.Context, t *view.Ticket) {
			t.Open, t.Problems = view.AskUp, []view.Problem{{Field: "question", Message: i18n.T(ctx, "fault.required")}, {Field: "skill", Message: i18n.T(ctx, "fault.skill")}}
		}},
		{"ticket-asked-up", askedUp(), none},
		{"ticket-asked-back", askedBack(), none},
		{"ticket-not-answered", notAnswered(), none},
		{"ticket-answered-up", answeredUp(), func(_ context.Context, t *view.Ticket) { *t = t.Answering(1) }},
		{"ticket-helped", helped(), none},
	} {
		states = append(states, State{Name: s.name, Room: Desk, Page: opened(s.story, func(ctx context.Context, t *view.Ticket) {
			by(t)
			s.with(ctx, t)
		})})
	}
	return append(states, questionPages()...)
}

// questionPages are the supervisors' pages of questions, as Ingrid sees them.
func questionPages() []State {
	several := func() []ticket.Enquiry {
		late, back, mine := notAnswered(), askedBack(), askedUp()
		mine.turn(&mine.Questions[0], ingrid, at(17, 14, 5), ticket.TurnTaken, "")
		other := wordy()
		q := other.question(zofia, at(17, 9, 0), at(18, 9, 0), "Refund for 38 hours offline: a day or two days?", "")
		other.turn(q, nina, at(17, 9, 30), ticket.TurnTaken, "")
		all := []ticket.Enquiry{late.Questions[0], mine.Questions[0], back.Questions[0], *q}
		for i := range all {
			all[i].ID = ticket.QuestionID(i + 1)
		}
		return all
	}
	return []State{
		{Name: "office-questions", Room: Office, Page: questions(func(_ context.Context, p *office.QuestionsPage) { p.All = several() })},
		{Name: "office-questions-empty", Room: Office, Page: questions(func(context.Context, *office.QuestionsPage) {})},
		{Name: "office-question-refused", Room: Office, Page: questions(func(ctx context.Context, p *office.QuestionsPage) {
			p.All, p.One = several()[:1], true
			p.Sent = office.SentForm{Of: 1, Act: office.PassOn, To: "12", Problems: []ui.Problem{
				{Field: "to", Message: i18n.T(ctx, "fault.pass_to")}, {Field: "words", Message: i18n.T(ctx, "fault.required")},
			}}
		})},
		{Name: "office-question-taken", Room: Office, Page: questions(func(ctx context.Context, p *office.QuestionsPage) {
			p.All, p.One = several()[3:], true
			p.Clash = i18n.T(ctx, "fault.question_taken", i18n.Blanks{Name: nina.Name})
		})},
		{Name: "office-question-answered", Room: Office, Page: questions(func(_ context.Context, p *office.QuestionsPage) {
			p.All, p.One = answeredUp().Questions, true
		})},
	}
}

func questions(with func(ctx context.Context, p *office.QuestionsPage)) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		f := frame(i18n.T(ctx, "question.list.title"), "questions")
		f.Side, f.Flow = side("office"), true
		p := office.QuestionsPage{Frame: f, Questions: office.Questions{Staff: append(staff(), nina), Me: ingrid, Now: now(), Limits: ticket.DefaultLimits()}}
		with(ctx, &p)
		if p.One {
			p.Frame.Title = i18n.T(ctx, "question.list.from", i18n.Blanks{Name: view.First(p.All[0].Asker)})
		}
		return office.ShowQuestions(p)
	})
}
