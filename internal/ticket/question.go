package ticket

import (
	"slices"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// QuestionID is the number of a question that was asked up.
type QuestionID int64

// QuestionState says whose move a question is.
type QuestionState string

// The states of a question.
const (
	WithSupervisors QuestionState = "asked"
	WithAsker       QuestionState = "asked_back"
	Answered        QuestionState = "answered"
	Withdrawn       QuestionState = "withdrawn"
)

// TurnKind is what somebody did to a question.
type TurnKind string

// What can be done to a question, with words or without.
const (
	TurnAsked     TurnKind = "asked"
	TurnTaken     TurnKind = "taken"
	TurnPassed    TurnKind = "passed"
	TurnAskedBack TurnKind = "asked_back"
	TurnTold      TurnKind = "told"
	TurnAnswered  TurnKind = "answered"
	TurnWithdrawn TurnKind = "withdrawn"
)

// topLevel is the last level of the ladder: who is told there is told again every business day.
const topLevel = 3

// Enquiry is a question that somebody of the staff asked the supervisors about a ticket (docs/domain.md, "One owner, no
// needless transfers"). The ticket stays with its owner, and no customer ever hears of it. Its answer-by time is a
// promise among colleagues: nobody apologises for it.
type Enquiry struct {
	ID         QuestionID
	TicketID   ID
	Number     int64  // the ticket's
	Subject    string // the ticket's
	Locale     string // of the subject
	TeamID     people.TeamID
	AssigneeID *people.ID
	AskerID    people.ID
	Asker      string
	SkillID    *int64
	Skill      string // "" where any supervisor can answer
	State      QuestionState
	TakenByID  *people.ID // the supervisor whose it is, and who answered it; nil: whoever comes first
	TakenBy    string
	AnswerBy   time.Time
	AlarmAt    *time.Time // when the next level is told
	Level      int        // 1 the supervisors who were asked; 2 and 3 by the policy's ladder
	AskedAt    time.Time
	EndedAt    *time.Time
	Policy     sla.VersionID `db:"policy_version_id"`

	Turns []Turn             `db:"-"` // the oldest first
	Open  *calendar.Calendar `db:"-"` // the opening hours that its time counts in
}

// Turn is one thing that somebody did or said.
type Turn struct {
	ID         int64
	QuestionID QuestionID
	Kind       TurnKind
	AuthorID   people.ID
	Author     string
	ToID       *people.ID
	To         string
	Body       string
	At         time.Time
}

// IsOpen reports whether somebody still has to do something.
func (q Enquiry) IsOpen() bool { return q.EndedAt == nil }

// IsLate reports whether the supervisors' time has passed. While it is the asker's move no time runs.
func (q Enquiry) IsLate(now time.Time) bool {
	return q.State == WithSupervisors && now.After(q.AnswerBy)
}

// Last is the newest turn of a kind, nil if there is none.
func (q Enquiry) Last(kind TurnKind) *Turn {
	for i := range slices.Backward(q.Turns) {
		if q.Turns[i].Kind == kind {
			return &q.Turns[i]
		}
	}
	return nil
}

// Words are the question itself.
func (q Enquiry) Words() string {
	if asked := q.Last(TurnAsked); asked != nil {
		return asked.Body
	}
	return ""
}

// Share is how much of the supervisors' time is used, in per cent from 0 to 100, in business time since it was last
// asked.
func (q Enquiry) Share(now time.Time) int {
	since := q.AskedAt
	if told := q.Last(TurnTold); told != nil {
		since = told.At
	}
	used := q.Open.Between(since, now)
	whole := used + q.Open.Between(now, q.AnswerBy)
	if used >= whole {
		return 100
	}
	return int(100 * used / whole)
}

// MayUse reports whether somebody is offered to make a reply of the answer: the ticket's owner, or anybody while it
// has none.
func (q Enquiry) MayUse(by people.ID) bool {
	return q.State == Answered && (q.AssigneeID == nil || *q.AssigneeID == by)
}

// IsTheirs reports whether somebody speaks for the asking side: who asked, and the ticket's owner.
func (q Enquiry) IsTheirs(by people.ID) bool {
	return q.AskerID == by || q.AssigneeID != nil && *q.AssigneeID == by
}

// isOpen refuses what comes after a question's end.
func (q Enquiry) isOpen() error {
	switch q.State {
	case Answered:
		return fault.Conflict("fault.question_answered").By(q.TakenBy)
	case Withdrawn:
		return fault.Conflict("fault.question_withdrawn")
	default:
		return nil
	}
}

// isFor refuses a supervisor for whom somebody else was first. Once the next level is told, it is nobody's own.
func (q Enquiry) isFor(by people.ID) error {
	if err := q.isOpen(); err != nil {
		return err
	}
	if q.TakenByID != nil && *q.TakenByID != by {
		return fault.Conflict("fault.question_taken").By(q.TakenBy)
	}
	return nil
}

// isFrom refuses whoever neither asked nor owns the ticket.
func (q Enquiry) isFrom(by people.ID) error {
	if !q.IsTheirs(by) {
		return fault.Forbidden("fault.question_not_yours")
	}
	return q.isOpen()
}

// asks gives the supervisors the policy's time, from now.
func (q *Enquiry) asks(terms promise.Terms, now time.Time) {
	q.State, q.Level = WithSupervisors, 1
	q.AnswerBy = terms.Hours().Add(now, terms.AnswerWithin)
	q.AlarmAt = &q.AnswerBy
}

// ends takes its alarm off.
func (q *Enquiry) ends(as QuestionState, now time.Time) {
	q.State, q.AlarmAt, q.EndedAt = as, nil, &now
}

// isDue reports whether the next level is to be told. At the very instant an answer is still in time.
func (q Enquiry) isDue(now time.Time) bool { return q.AlarmAt != nil && now.After(*q.AlarmAt) }

// handUp raises the question by one level. It is free again for whoever is told now; the level after that is told when
// the same time has passed once more, at the latest one business day later, and the top again every business day.
func (q *Enquiry) handUp(terms promise.Terms, now time.Time) {
	q.Level = min(q.Level+1, topLevel)
	q.TakenByID, q.TakenBy = nil, ""
	again := terms.Calendar.AddDays(now, 1)
	if soon := terms.Hours().Add(now, terms.AnswerWithin); q.Level < topLevel && soon.Before(again) {
		again = soon
	}
	q.AlarmAt = &again
}
