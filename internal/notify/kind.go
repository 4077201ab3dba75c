package notify

import "slices"

// Kind says what somebody is told.
type Kind string

// The notices.
const (
	HandedUp       Kind = "handed_up"       // promise, level: what broke has come to them
	Broken         Kind = "broken"          // promise: theirs was not kept
	NotAnswered    Kind = "not_answered"    // question, level: nobody answered in time
	ApologiesHeld  Kind = "apologies_held"  // no ticket: many apologies wait for one release
	Undelivered    Kind = "undelivered"     // a reply never arrived
	ApologyDrafted Kind = "apology_drafted" // promise: an apology waits to be sent by a person
	Warned         Kind = "warned"          // promise: it will be due soon
	Asked          Kind = "asked"           // question: supervisors are asked
	AskedBack      Kind = "asked_back"      // question: the asker is asked
	Answered       Kind = "answered"        // question
	ToldMore       Kind = "told_more"       // question: the asker has said more
	Passed         Kind = "passed"          // question: it is theirs now
	Mentioned      Kind = "mentioned"       // message: a note calls them by name
	TakenOver      Kind = "taken_over"      // a supervisor owns the ticket now
	Assigned       Kind = "assigned"        // the ticket is theirs now
	CameUp         Kind = "came_up"         // promise: it is time to look again
	NobodyHome     Kind = "nobody_home"     // promise: whoever came found nobody, and another time has to be found
	Wrote          Kind = "wrote"           // message: a customer, on a ticket that they own or follow, as all that stand below
	Reopened       Kind = "reopened"        // by a colleague; a customer who opens one again writes
	Solved         Kind = "solved"          // by a colleague
	Replied        Kind = "replied"         // message: a colleague, to the customer
	Noted          Kind = "noted"           // message: a colleague, inside
	HasIt          Kind = "has_it"          // actor: they answer the ticket at which the reader is, too
)

// urgency is the order in which a mail tells its notices.
var urgency = []Kind{
	HandedUp, Broken, NotAnswered, ApologiesHeld, Undelivered, ApologyDrafted, Warned,
	Asked, AskedBack, Answered, ToldMore, Passed, Mentioned, TakenOver, Assigned, NobodyHome, CameUp, Wrote, Reopened, Solved, Replied, Noted, HasIt,
}

// Kinds are all kinds of notices, the most urgent first.
func Kinds() []Kind { return slices.Clone(urgency) }

// Ways are how somebody is told.
type Ways struct {
	App     bool // by the bell
	Mail    bool // in their own hours, unless they have read it by then
	Browser bool // while a page of Kept stands open
}

// Suggested is how everybody is told who has not chosen otherwise: in the app of all that concerns them, by mail of what waits for
// them, and by the browser of nothing.
func (k Kind) Suggested() Ways {
	switch k {
	case Wrote, Reopened, Solved, Replied, Noted, HasIt:
		return Ways{App: true}
	default:
		return Ways{App: true, Mail: true}
	}
}

// IsSure reports whether it stands in the app whatever its reader has chosen: what is late, and what somebody must do about it,
// nobody can shut out.
func (k Kind) IsSure() bool {
	return slices.Contains([]Kind{HandedUp, Broken, NotAnswered, ApologiesHeld, Undelivered, ApologyDrafted}, k)
}

// IsSupervisors reports whether only who supervises is told of it.
func (k Kind) IsSupervisors() bool {
	return slices.Contains([]Kind{HandedUp, NotAnswered, ApologiesHeld, Asked, ToldMore, Passed}, k)
}
