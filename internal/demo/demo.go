// Package demo is the demo room: the newcomer's desk. It holds the people and the conversations of "Nordby Fiber", a
// small internet provider, and performs them through the rooms' own verbs, each at its own instant, so that promises
// are made, kept, broken and made good by the real law and never written down as if they had been.
//
// It exists because a newcomer judges a helpdesk by the first conversation that they read. It must never know how a
// promise is counted, and nothing but cmd may import it.
package demo

import (
	"slices"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
)

// Team is a team by its name.
type Team string

// The teams of the desk. What people sign is nobody's business but that of those who look after it: Contracts is private.
const (
	FirstLine   Team = "First line"
	Technical   Team = "Technical"
	Billing     Team = "Billing"
	FieldVisits Team = "Field visits"
	Contracts   Team = "Contracts"
)

// Verb is what somebody does in an act.
type Verb string

// The verbs. Ask, Write, Works, NotYet, ThatsAll, Agree and AskColleague are the customer's, JoinIn is their colleague's, the others
// are the staff's; TakeOver and AnswerUp the supervisors'.
const (
	Ask         Verb = "ask"          // opens the ticket with Text and Files; the first act of every story and of nothing else
	Write       Verb = "write"        // the customer adds Text and Files
	Reply       Verb = "reply"        // a public message; may make a Promise, bring another status, and say that the commitment due next is Kept
	Note        Verb = "note"         // an internal note
	Assign      Verb = "assign"       // gives the ticket to the person To
	SetPriority Verb = "set priority" // to Priority; what is asked is normal at first
	Sort        Verb = "sort"         // gives the ticket to the story's team
	Solve       Verb = "solve"        // a public message that solves; may say that the commitment due next is Kept
	Works       Verb = "works"        // "Yes, it works"
	NotYet      Verb = "not yet"      // "No, not yet", with Text
	ThatsAll    Verb = "that's all"   // "That's all, thanks"
	Move        Verb = "move"         // moves the commitment due next to Due; Text is the reason that the customer reads
	Withdraw    Verb = "withdraw"     // withdraws the commitment due next; Text is the public message that says so
	LookAgain   Verb = "look again"   // at the time Due
	NoReply     Verb = "no reply"     // is needed to what the customer wrote; Text is why
	AskUp       Verb = "ask up"       // asks the supervisors Text, who best have the Skill
	AnswerUp    Verb = "answer up"    // answers what was asked up with Text
	Watch       Verb = "watch"        // follows the ticket from then on
	Understand  Verb = "understand"   // writes how we understand it, in Text
	Plan        Verb = "plan"         // writes what happens next, in Text
	Agree       Verb = "agree"        // the customer says that we understand it right
	TakeOver    Verb = "take over"    // makes a supervisor the owner; Text is why
	Merge       Verb = "merge"        // closes the ticket as part of the story Into, of the same customer

	AskColleague Verb = "ask a colleague" // the customer lets the Colleague see the ticket, who gets a link by mail
	Appoint      Verb = "appoint"         // agrees the Window
	Arrive       Verb = "arrive"          // whoever comes to the customer is there
	Finish       Verb = "finish"          // and is done; Text is the note of what was done
	JoinIn       Verb = "join in"         // the Colleague opens it and says yes
)

// Story is one ticket from its first word to the anchor.
type Story struct {
	Customer string // key of a customer
	Team     Team   // whose it becomes; what is asked comes to the first line
	Subject  string
	Locale   i18n.Locale
	Acts     []Act // in order of time
}

// Act is one thing that one person does.
type Act struct {
	At       Moment
	Who      Key // a key of the staff; empty means the customer
	Do       Verb
	Text     string // in the customer's language, but for notes; may hold blanks for days, see [Fill]
	Files    []File
	Promise  *Promise       // of a Reply: what the staff commits to next
	Keeps    bool           // of a Reply or a Solve: it delivers the commitment due next
	Then     promise.Status // of a Reply: Awaiting or OnHold, with
	For      string         // what or for whom we wait
	To       Key            // of an Assign
	Priority sla.Priority   // of a SetPriority
	Due      Moment         // of a Move: the new time; of a LookAgain
	Skill    string         // of an AskUp: one of [Skills]
	With     Colleague      // of an AskColleague or a JoinIn
	Window   *Window        // of an Appoint
	Into     string         // of a Merge: the other story's subject
}

// Colleague is somebody whom a customer lets see a ticket.
type Colleague struct{ Name, Email string }

// Promise is a commitment in own words.
type Promise struct {
	Words string // a clause in the customer's language, without a time: "We tell you where the fault is"
	Due   Moment
	Owner Key
}

// Step is an act with the story to which it belongs and its instant.
type Step struct {
	Story int // index in [Stories]
	Act   Act
	At    time.Time
}

// Stories are all conversations of the demo desk, those that need somebody first.
func Stories() []Story {
	return withWindows(withOutlines(slices.Concat(
		lateStories(), hourStories(), todayStories(), eveningStories(),
		tomorrowStories(), laterStories(), waitingStories(), heldStories(), levelStories(),
		solvedStories(), closedStories(), olderStories(), sorryStories(), visitStories(),
	)))
}

// Script is every act of the stories in the order in which the desk lived it, for a desk whose clock stands at the
// anchor. Acts of one instant stay in the order of the stories.
func Script(stories []Story, anchor time.Time) []Step {
	var steps []Step
	for i, s := range stories {
		for _, a := range s.Acts {
			steps = append(steps, Step{Story: i, Act: a, At: a.At.In(anchor)})
		}
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return a.At.Compare(b.At) })
	return steps
}
