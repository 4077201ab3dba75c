// Package promise is the law of promises: what a ticket owes its customer next, when a promise is
// kept or broken, and what follows (docs/domain.md, rules 1 to 14). It is pure: it knows no database,
// no clock and no people but their numbers, so that the whole law can be tried in microseconds.
package promise

import "time"

// ID is a promise's number in the database. A promise that is not stored yet has a negative one.
type ID int64

// Kind says what is promised (docs/domain.md, "Promises").
type Kind string

// The kinds of this desk.
const (
	FirstReply   Kind = "first_reply"
	NextReply    Kind = "next_reply"
	Update       Kind = "update"
	Resolution   Kind = "resolution"
	Commitment   Kind = "commitment"
	Callback     Kind = "callback"
	Visit        Kind = "visit"
	FollowUp     Kind = "follow_up"
	CheckBack    Kind = "check_back"
	Confirmation Kind = "confirmation"
)

// IsReply reports whether a public message to a waiting customer is what keeps it.
func (k Kind) IsReply() bool { return k == FirstReply || k == NextReply }

// IsTarget reports whether a policy's target makes it.
func (k Kind) IsTarget() bool { return k.IsReply() || k == Update || k == Resolution }

// IsAgreed reports whether a person promised it, at a wall-clock time.
func (k Kind) IsAgreed() bool { return k == Commitment || k.IsAppointment() }

// IsAppointment reports whether it is agreed for a window: a call, or somebody who comes.
func (k Kind) IsAppointment() bool { return k == Callback || k == Visit }

// IsWorkerKept reports whether the worker itself keeps it at its due time; such a promise never breaks.
func (k Kind) IsWorkerKept() bool { return k == FollowUp || k == Confirmation }

// IsInternal reports whether the customer never sees it: a word among ourselves.
func (k Kind) IsInternal() bool { return k == CheckBack }

// State is where a promise stands. Pending and Paused are live, the others terminal for ever.
type State string

// The states of a promise.
const (
	Pending    State = "pending"
	Paused     State = "paused"
	Kept       State = "kept"
	Broken     State = "broken"
	Withdrawn  State = "withdrawn"
	Superseded State = "superseded"
	Lapsed     State = "lapsed"
)

// Terminal reports whether a promise in this state never changes again.
func (s State) Terminal() bool { return s != Pending && s != Paused }

// Owner is who answers for a promise: a person, or a team while nobody has taken it.
type Owner struct {
	Person int64 // 0: the team
	Team   int64
}

// Promise is a commitment to the customer with a due time and an owner.
type Promise struct {
	ID        ID
	Cycle     int
	Kind      Kind
	State     State
	Due       time.Time
	BreaksAt  time.Time // past this instant it is broken (rule 5)
	Owner     Owner
	StandsFor int64 // whose it is, who is away when it falls due (rule 10); 0: the owner's own
	MadeBy    int64 // the person who made it; 0: a rule
	MadeAt    time.Time
	Words     string // a commitment's own words, empty: an update; of a follow-up the staff's own text, empty: the ready one; of an appointment what it is about

	Opens    time.Time // of an appointment: when its window opens, which closes with Due; zero: only the end was named
	Place    string    // of a visit: where
	Bring    string    // of a visit: what is to be brought along
	Outcome  Outcome   // of an appointment that has ended: how
	Sequence int       // of an appointment: how often it has been moved
	First    ID        // of an appointment that was moved: the one that was agreed first; 0: it is that one itself
	RemindAt time.Time // of an appointment: when the customer is reminded of it; zero: never
	Reminded time.Time
	DoneAt   time.Time // of a visit that somebody has come to: when they were done there

	Started time.Time     // where the business time counts from that runs now
	Target  time.Duration // business time promised; 0 for agreed ones
	Used    time.Duration // business time used before Started, pauses excluded
	ToRun   time.Duration // paused only: business time left to the due time

	WarnAt time.Time // when its owner is warned; of a check-back: when it comes up; zero: never
	Warned time.Time

	Step   int       // of a follow-up: which of the three
	Posted time.Time // worker-kept: when the mail was asked for that keeps it
	Left   time.Time // worker-kept: when that mail left the house; silence counts from it (rule 11)

	PolicyVersion int64
	Told          time.Time // when the customer was first shown or sent this time (rule 7)
	Recovers      ID        // the broken promise that this one makes good, or 0
	Successor     ID        // superseded only: the promise that took its place

	Ended     time.Time
	EndReason string
	Noticed   time.Time // broken only: when that was noticed
	Delivered time.Time // broken only: when what it promised came after all
	Released  time.Time // broken only: when the customer let go of it
	Failed    time.Time // kept only: when it came out that the mail which kept it never arrived (rule 8)

	Apologised time.Time // broken only: when the customer was told that we are sorry for it
	Apology    int64     // the apology that named it, or that was set aside for it; 0: none
}

// Outcome is how an appointment ended.
type Outcome string

// The outcomes. Of a call: whether it reached the customer; of a visit: whom we met there.
const (
	Reached     Outcome = "reached"
	NotReached  Outcome = "not_reached"
	LeftMessage Outcome = "left_message"
	Arrived     Outcome = "arrived"
	NotAtHome   Outcome = "not_at_home"
	Missed      Outcome = "missed"
)

// Owed reports whether p broke and is neither delivered nor released yet.
func (p *Promise) Owed() bool {
	return p.State == Broken && p.Delivered.IsZero() && p.Released.IsZero()
}

// WasTold reports whether the customer knows of this time.
func (p *Promise) WasTold() bool { return !p.Told.IsZero() }
