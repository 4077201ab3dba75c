package people

import "github.com/kepthq/kept/internal/fault"

// Actor is who does something: a person, the holder of a link to one ticket, or Kept itself.
type Actor struct {
	ID     ID
	Role   Role
	Name   string
	Link   int64 // the ticket whose link is held; its holder acts as the ticket's customer
	system bool
}

// System is Kept itself: the worker that keeps time.
var System = Actor{system: true}

// IsSystem reports whether a rule acts, not a person.
func (a Actor) IsSystem() bool { return a.system }

// Acting is this person as an actor.
func (p Person) Acting() Actor { return Actor{ID: p.ID, Role: p.Role, Name: p.Name} }

// HoldingLink is this person as the holder of a ticket's link, with no rights but on that ticket.
func (p Person) HoldingLink(ticket int64) Actor {
	return Actor{ID: p.ID, Role: Customer, Name: p.Name, Link: ticket}
}

// Act is something that can be done to a ticket, or on the desk.
type Act int

// The acts that somebody may or may not do.
const (
	Ask         Act = iota // ask a new question, as anybody may
	ReadOwn                // read the public side of a ticket
	WriteOwn               // write, confirm or say "not yet" as the customer
	ReadDesk               // read everything of a ticket
	Work                   // answer, note, promise, assign, solve
	Supervise              // see to the standards: the office's pages, and what is done there
	Staffing               // say who works here
	KeepTime               // let time pass: the worker's own act
	Redact                 // remove what was written for good
	Erase                  // remove a person for good, and give out all that is kept about one
	OwnPlace               // a customer's own pages: tickets, profile, password, sessions
	Attend                 // see one's own visits and calls, and write down how they went
	OwnDesk                // look after oneself: name, language, password, second factors, how one is told
	PlanAbsence            // say when somebody is away: oneself, or whom one answers for
	Share                  // say which customers read each other's tickets, and answer for an address that is to open somebody's
)

// Can reports whether the actor may do an act to the ticket with that number (0: none in particular). The
// queue is shared: every agent, supervisor and admin sees and works every ticket. Technicians see
// their own appointments and the tickets that those belong to, and nothing else of the desk. What a customer who is signed in may see is the database's to say
// (visible_to_customer): for reading and writing as a customer the room of tickets asks there.
func (a Actor) Can(act Act, ticket int64) bool {
	switch act {
	case Ask:
		return true
	case ReadOwn, WriteOwn:
		return a.Link != 0 && a.Link == ticket
	case ReadDesk, Work:
		return a.system || a.Role == Agent || a.Role == Supervisor || a.Role == Admin
	case Supervise, Redact:
		return a.Role == Supervisor || a.Role == Admin
	case Erase, Share:
		return a.Role == Admin
	case Staffing:
		return a.system || a.Role == Admin
	case KeepTime:
		return a.system
	case PlanAbsence:
		return a.system || a.Role.IsStaff()
	case Attend:
		return a.Role == Technician || a.Can(Work, ticket)
	case OwnDesk:
		return a.Role.IsStaff()
	case OwnPlace:
		return a.Role == Customer && a.ID != 0 && a.Link == 0
	default:
		return false
	}
}

// May is Can as an error: what the actor may not see is not there.
func (a Actor) May(act Act, ticket int64) error {
	if a.Can(act, ticket) {
		return nil
	}
	return fault.NotFound()
}
