// Package event keeps what happened to tickets: the history that pages tell, and later the audit and
// the source of notices. Each change of a ticket records its events in its own transaction; nobody
// else writes here. It must never decide anything.
package event

import (
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// Kind names what happened, in the past tense.
type Kind string

// What happens to tickets.
const (
	TicketAsked           Kind = "ticket.asked"            // the first message
	CustomerWrote         Kind = "ticket.customer_wrote"   // became: the status, where the message changed it
	CustomerSaidNotYet    Kind = "ticket.said_not_yet"     //
	CustomerConfirmed     Kind = "ticket.confirmed"        //
	StaffReplied          Kind = "ticket.replied"          //
	NoteWritten           Kind = "ticket.noted"            // internal
	TicketAssigned        Kind = "ticket.assigned"         // person: the new owner; was: the old one's name; became: "next" where they asked for the next one
	TicketReleased        Kind = "ticket.released"         // back to the team
	TeamChanged           Kind = "ticket.team_changed"     // team: the new one; was: the old one's name
	PriorityChanged       Kind = "ticket.priority_changed" // was, became
	TicketSolved          Kind = "ticket.solved"
	TicketReopened        Kind = "ticket.reopened"
	TicketClosed          Kind = "ticket.closed" // became: the reason
	PromiseMade           Kind = "promise.made"
	PromiseKept           Kind = "promise.kept"
	PromiseBroken         Kind = "promise.broken"      // was_at: the due time; became_at: the new one
	PromiseMoved          Kind = "promise.moved"       // by a person; was_at, became_at; became: the reason
	PromiseMovedByRule    Kind = "promise.reckoned"    // was_at, became_at; became: "later" where it is
	PromiseWithdrawn      Kind = "promise.withdrawn"   // became: the reason
	PromiseLapsed         Kind = "promise.lapsed"      //
	PromiseDelivered      Kind = "promise.delivered"   // late
	PromiseReleased       Kind = "promise.released"    //
	PromiseGivenToAnother Kind = "promise.handed_over" // person or team: the new owner; became: SinceAway
	PromiseUndelivered    Kind = "promise.undelivered" // the mail that kept it never arrived
	ReplyUndelivered      Kind = "ticket.undelivered"  // message: whose mail was refused for good; became: why
	PromiseOwedAgain      Kind = "promise.owed_again"  // the mail that delivered it never arrived
	PromiseTold           Kind = "promise.told"        // the customer was shown or sent its time
	PromiseWarned         Kind = "promise.warned"      // its owner was told that its time comes
	PromiseCameUp         Kind = "promise.came_up"     // a check-back: internal
	PromiseReminded       Kind = "promise.reminded"    // of an appointment: the customer was asked to think of it
	PromisePaused         Kind = "promise.paused"      //
	PromiseResumed        Kind = "promise.resumed"     // became_at: the new time
	PromisePosted         Kind = "promise.posted"      // a follow-up: its mail was asked for
	PromiseReworded       Kind = "promise.reworded"    // a follow-up: its text was changed

	CallBegun    Kind = "call.begun"   // internal
	CallDropped  Kind = "call.dropped" // begun, and never made; internal
	CallLogged   Kind = "call.logged"  // became: how it went; was_at: when it was begun; message: what was said
	VisitDelayed Kind = "visit.late"   // the customer was told that somebody comes later; became_at: when

	VisitDone Kind = "visit.done" // whoever came was done there; what they wrote about it is a note; internal

	AwaitsCustomer Kind = "ticket.awaits_customer" // became: for what
	TicketHeld     Kind = "ticket.on_hold"         // became: for whom; internal
	TicketOpened   Kind = "ticket.opened"          // waiting ended; was: the status
	NoReplyNeeded  Kind = "ticket.no_reply_needed" // became: the reason; was: the status gone back to; internal
	TakenOver      Kind = "ticket.taken_over"      // by a supervisor; was: the old owner's name; became: the reason; internal
	PassedOn       Kind = "ticket.passed_on"       // by its owner, back to the team; became: the reason; internal
	TicketDealt    Kind = "ticket.dealt"           // by a rule; person: the new owner; became: why; was: the skill; internal
	TicketReturned Kind = "ticket.returned"        // by a rule: nobody touched it; person: who had it; became: hours; internal
	HandedUp       Kind = "ticket.handed_up"       // became: the level; internal
	HandUpClosed   Kind = "ticket.hand_up_closed"  // internal
	Apologised     Kind = "ticket.apologised"      // became: a person's own words
	ApologyDrafted Kind = "ticket.apology_drafted" // internal
	ApologyHeld    Kind = "ticket.apology_held"    // by the brake; internal
	ApologyDropped Kind = "ticket.apology_dropped" // became: why a person needed none; internal
	ReplyTakenBack Kind = "ticket.reply_undone"    // in its undo time: nothing was sent; Became names its files; internal
	MailRetried    Kind = "mail.retried"           // by a person; became: which letter
	MailReleased   Kind = "mail.released"          // by a person, from where it was held; became: which letter
	CalledSpam     Kind = "ticket.called_spam"     // internal
	NotSpam        Kind = "ticket.not_spam"        // became: the status that it went back to; internal
	Recovered      Kind = "ticket.recovered"       // it was suspended; became: the cause; was_at: when it came; internal
	Redacted       Kind = "ticket.redacted"        // a text or files were removed for good; became: why; internal
	Emptied        Kind = "ticket.emptied"         // its texts or files were kept long enough; became: "texts" or "files"; internal
	MailArrived    Kind = "mail.arrived"           // a person knows that it did; became: which letter
	PromiseMerged  Kind = "promise.merged"         // one of another ticket has its place; was_at, became_at; internal
	Merged         Kind = "ticket.merged"          // became: the number of the ticket that it was merged into
	MergedHere     Kind = "ticket.merged_here"     // became: the number of the ticket that was merged into it
	MessageCame    Kind = "ticket.message_came"    // message: it was written on the ticket that was merged into this one
	Unmerged       Kind = "ticket.unmerged"        // was: the number of the ticket that it came back from; became: its status; internal
	UnmergedHere   Kind = "ticket.unmerged_here"   // was: the number of the ticket that went; internal

	// What it is about and how the staff sorts it, internal; was, became: names, of an answer see ticket.Told.
	TopicChanged  Kind = "ticket.topic_changed"
	AnswerChanged Kind = "ticket.answer_changed"
	Tagged        Kind = "ticket.tagged"
	Untagged      Kind = "ticket.untagged"
	RulesChanged  Kind = "ticket.rules_changed" // other promise rules hold for it, or a new version of them

	// What stands above the conversation for the customer, and that they said it is right.
	UnderstandingWritten Kind = "ticket.understood"
	UnderstandingRemoved Kind = "ticket.understanding_removed"
	UnderstandingRight   Kind = "ticket.understanding_right"
	PlanWritten          Kind = "ticket.planned"
	PlanRemoved          Kind = "ticket.plan_removed"

	// Who sees a ticket beside its requester; person: they.
	FollowerAdded     Kind = "ticket.follower_added"     // became: the address to which a link was mailed
	FollowerConfirmed Kind = "ticket.follower_confirmed" //
	FollowerRemoved   Kind = "ticket.follower_removed"   // was: the address

	// What the staff asked each other, internal for ever; became: the first line of what was said.
	QuestionAsked       Kind = "question.asked"        //
	QuestionTaken       Kind = "question.taken"        //
	QuestionPassed      Kind = "question.passed"       // person: to whom
	QuestionAskedBack   Kind = "question.asked_back"   // person: who had asked
	QuestionTold        Kind = "question.told"         // person: the supervisor, if one has it
	QuestionAnswered    Kind = "question.answered"     // person: who had asked
	QuestionUsed        Kind = "question.used"         // a reply was made of the answer; person: whose it was
	QuestionWithdrawn   Kind = "question.withdrawn"    // became: "closed" where the ticket's end did it
	QuestionNotAnswered Kind = "question.not_answered" // became: the level that is told; was_at: when it was to be answered
)

// SinceAway is why a promise was given to another: its owner is away when it falls due.
const SinceAway = "away"

// Event is one thing that happened to one ticket.
type Event struct {
	Number    int // without gaps from 1 in each ticket
	At        time.Time
	ActorID   *people.ID // nil: a rule
	Kind      Kind
	MessageID *int64
	PromiseID *int64
	PersonID  *people.ID
	TeamID    *people.TeamID
	Was       string
	Became    string
	WasAt     *time.Time
	BecameAt  *time.Time
}

// History is what happened to one ticket in a change.
type History struct {
	Ticket int64
	Events []Event
}

// Queue adds the events to a batch that is sent with the change's other rows.
func Queue(batch *pgx.Batch, all []History) {
	const q = `
		insert into events (ticket_id, number, at, actor_id, kind, message_id, promise_id, person_id, team_id, was, became, was_at, became_at)
		select * from unnest(@ticket::bigint[], @number::integer[], @at::timestamptz[], @actor::bigint[], @kind::text[], @message::bigint[],
			@promise::bigint[], @person::bigint[], @team::bigint[], @was::text[], @became::text[], @was_at::timestamptz[], @became_at::timestamptz[])`
	var rows []pgx.StrictNamedArgs
	for _, h := range all {
		for _, e := range h.Events {
			rows = append(rows, pgx.StrictNamedArgs{
				"ticket": h.Ticket, "number": e.Number, "at": e.At, "actor": e.ActorID, "kind": e.Kind, "message": e.MessageID,
				"promise": e.PromiseID, "person": e.PersonID, "team": e.TeamID, "was": e.Was, "became": e.Became,
				"was_at": e.WasAt, "became_at": e.BecameAt,
			})
		}
	}
	if len(rows) > 0 {
		batch.Queue(q, pg.Columns(rows))
	}
}

// AskOfTicket asks in a batch for a ticket's whole history, the oldest first.
func AskOfTicket(batch *pgx.Batch, ticket int64, all *[]Event) {
	const q = `
		select number, at, actor_id, kind, message_id, promise_id, person_id, team_id, was, became, was_at, became_at
		from events where ticket_id = $1 order by number`
	batch.Queue(q, ticket).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Event])
		return err
	})
}
