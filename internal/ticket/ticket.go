// Package ticket is the heart of the desk: customers' problems from first word to closed, the
// messages on them, and the promises that they stand on. Every change locks its ticket, works on
// the promises' book (package promise) and is settled in one place, so that none is left hanging.
// It must never know how a page or a mail looks.
package ticket

import (
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// ID is a ticket's number in the database; people use Number.
type ID int64

// MessageID is a message's number.
type MessageID int64

// Channel says by which way something came.
type Channel string

// The ways in that exist so far.
const (
	Web   Channel = "web"
	Phone Channel = "phone"
)

// Ticket is one customer problem.
type Ticket struct {
	ID              ID
	Number          int64 // what people call it: #4812
	Subject         string
	Status          promise.Status
	Priority        sla.Priority
	TeamID          people.TeamID
	AssigneeID      *people.ID
	RequesterID     people.ID
	Locale          i18n.Locale
	Channel         Channel
	PolicyVersionID sla.VersionID
	Cycle           int // from an opening to its closing
	FinishedAs      *promise.Reason
	CloseReason     *promise.Reason
	WaitingFor      string          // for what or for whom we wait, in the staff's words
	WaitingSince    *time.Time      // when the customer's turn began
	EndedStatus     *promise.Status // that the oldest unanswered message ended
	EndedAs         *promise.Reason // what the ticket had been finished as then
	HandOvers       int             // how often it went from one owner to another
	LinkedFromID    *ID             // the closed ticket that this one continues
	MergedIntoID    *ID             // the ticket that has its messages and promises since
	OpenedAt        time.Time
	SolvedAt        *time.Time
	ClosedAt        *time.Time
	UnansweredSince *time.Time // when the oldest message was written that nobody has answered
	OwedSince       *time.Time // late since
	NextPromiseID   *promise.ID
	NextDueAt       *time.Time
	LastEvent       int
	TopicID         *topic.ID  // what it is about; nil: nobody has said
	CallingSince    *time.Time // when the call was begun that runs; nil: none does
	CallingID       *people.ID // who calls
}

// IsLate reports whether something that was promised is owed.
func (t Ticket) IsLate() bool { return t.OwedSince != nil }

// IsClosed reports whether the cycle has ended.
func (t Ticket) IsClosed() bool { return t.Status == promise.Closed }

// Owner is who the ticket's promises belong to: the assignee, else the team.
func (t Ticket) Owner() promise.Owner {
	if t.AssigneeID != nil {
		return promise.Owner{Person: int64(*t.AssigneeID)}
	}
	return promise.Owner{Team: int64(t.TeamID)}
}

const ticketColumns = `t.id, t.number, t.subject, t.status, t.priority, t.team_id, t.assignee_id, t.requester_id, t.locale, t.channel,
	t.policy_version_id, t.cycle, t.finished_as, t.close_reason, t.waiting_for, t.waiting_since, t.ended_status, t.ended_as, t.hand_overs, t.linked_from_id, t.merged_into_id, t.opened_at, t.solved_at, t.closed_at,
	t.unanswered_since, t.owed_since, t.next_promise_id, t.next_due_at, t.last_event, t.topic_id, t.calling_since, t.calling_id`

// Message is a public reply, a customer's message or an internal note.
type Message struct {
	ID         MessageID
	TicketID   ID
	Audience   Audience
	AuthorID   people.ID
	AuthorName string
	ByStaff    bool
	Said       *string // not_yet: the customer pressed "No, not yet"; called: a call log; not_quite: they corrected how we understand it
	Body       string
	Channel    Channel
	CreatedAt  time.Time
	LateFor    []time.Time  // the promised times that this reply came late for
	RedactedAt *time.Time   // when its text was removed for good
	Files      []Attachment `db:"-"`
}

// Audience says who may read a message. There is no default: internal reaches no customer by any way.
type Audience string

// The audiences.
const (
	Public   Audience = "public"
	Internal Audience = "internal"
)

// IsCall reports whether it is a call log.
func (m Message) IsCall() bool { return m.Said != nil && *m.Said == called }

// IsNote reports whether only the staff may read it.
func (m Message) IsNote() bool { return m.Audience == Internal }

// IsNotYet reports whether the customer pressed "No, not yet".
func (m Message) IsNotYet() bool { return m.Said != nil && *m.Said == "not_yet" }

// IsNotQuite reports whether the customer corrected how we understand their problem.
func (m Message) IsNotQuite() bool { return m.Said != nil && *m.Said == "not_quite" }

// Attachment is a file on a message.
type Attachment struct {
	ID        int64
	MessageID MessageID
	Name      string
	Kind      string // sniffed content type, for the icon only
	Size      int64  // bytes
	Blob      string // key of the bytes
}

// Upload is a file that has been stored and is to hang on a message.
type Upload struct {
	Name string
	Kind string
	Size int64
	Blob string
}

// Limits are how much a form may carry; all are settings. Characters are UTF-16 units, as maxlength counts.
type Limits struct {
	Name, Address, Subject, Text int
	Files                        int   // how many
	FileBytes, RequestBytes      int64 // of one file, of a whole request
}

// DefaultLimits are the settings unless somebody sets others.
func DefaultLimits() Limits {
	return Limits{Name: 200, Address: 254, Subject: 200, Text: 50_000, Files: 10, FileBytes: 25 << 20, RequestBytes: 60 << 20}
}
