package ticket

import (
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

// Filter says which tickets a list shows, and in which order. Several values of one kind mean any of them, several kinds all
// of them. The zero filter is the whole shared queue: what is not closed and asks something of the desk.
type Filter struct {
	Owners     []people.ID // tickets that one of them owns, or on which a promise of theirs runs
	Nobody     bool        // or nobody owns
	Teams      []people.TeamID
	Statuses   []promise.Status // none: everything that the desk still has to do with; closed ones are listed alone
	Priorities []sla.Priority
	Tags       []topic.TagID
	Topics     []topic.ID // as they stand: whoever asks for a topic names those below it too
	Companies  []string   // words of a company's name
	Languages  []i18n.Locale
	Kinds      []promise.Kind // of the next promise
	IsLate     bool           // something promised is owed, or
	Due        []Span         // the next promise falls due within one of these, and nothing is owed
	Waiting    []Waiting
	Text       string // part of the subject, or of the customer's or their company's name, or the number
	Sort       Sort
}

// Span is a stretch of time, without its end.
type Span struct{ From, To time.Time }

// Waiting is for whom a ticket waits.
type Waiting string

// For whom a ticket waits.
const (
	ForUs       Waiting = "us"       // the customer has written, and nobody has answered
	ForCustomer Waiting = "customer" // we have asked them something
	ForOthers   Waiting = "others"
)

// Waitings are all of them, in the order of a form.
var Waitings = [...]Waiting{ForUs, ForCustomer, ForOthers}

// IsHistory reports whether the list is of closed tickets, of which the latest stand first.
func (f Filter) IsHistory() bool {
	return len(f.Statuses) == 1 && f.Statuses[0] == promise.Closed
}

// The conditions of a filter on the ticket t. Each is added only where it is asked for, so that an index can serve it; what
// looks into another table asks it once a statement and not once a ticket.
const (
	ofOwners = `(t.assignee_id = any(@owners) or t.id in (select o.ticket_id from promises o where o.open and o.owner_id = any(@owners)))`
	ofOwner  = `t.assignee_id = any(@owners)`
	ofNobody = `t.assignee_id is null`
	ofTeams  = `t.team_id = any(@teams)`
	ofStatus = `t.status = any(@statuses)`
	ofUrgent = `t.priority = any(@priorities)`
	ofTags   = `t.id in (select x.ticket_id from ticket_tags x where x.tag_id = any(@tags))`
	ofTopics = `t.topic_id = any(@topics)`
	ofFirms  = `t.requester_id in (select m.id from people m join companies f on f.id = m.company_id where exists (select from unnest(@companies::text[]) w where plain(f.name) like plain(w)))`
	ofTongue = `t.locale = any(@languages)`
	ofKinds  = `t.next_promise_id in (select o.id from promises o where o.open and o.kind = any(@kinds))`
	ofLate   = `t.owed_since is not null`
	ofDue    = `(t.owed_since is null and t.next_due_at >= @due_from and t.next_due_at < @due_to
		and exists (select from unnest(@spans_from::timestamptz[], @spans_to::timestamptz[]) s (a, z) where t.next_due_at >= s.a and t.next_due_at < s.z))`
	ofUs       = `t.unanswered_since is not null`
	ofCustomer = `t.status = 'pending'`
	ofOthers   = `t.status = 'on_hold'`
	ofText     = `(plain(t.subject) like plain(@text) or t.number::text = @digits
		or exists (select from people r left join companies f on f.id = r.company_id where r.id = t.requester_id and (r.plain_name like plain(@text) or plain(f.name) like plain(@text))))`
)

// asksTheDesk leaves out what only waits for the customer's "it works": nothing is for the desk to do there.
const asksTheDesk = `(t.status <> 'solved' or t.owed_since is not null
	or exists (select 1 from promises o where o.ticket_id = t.id and o.open and o.kind in ('commitment', 'callback', 'visit')))`

// conditions are those of the filter, and what they ask for.
func (f Filter) conditions() ([]string, pgx.StrictNamedArgs) {
	args := pgx.StrictNamedArgs{}
	var all []string
	// add adds a condition with its argument where there are values.
	add := func(is bool, condition, name string, value any) {
		if is {
			all, args[name] = append(all, condition), value
		}
	}
	if len(f.Owners) > 0 {
		args["owners"] = f.Owners
	}
	owned := ofOwners
	if f.IsHistory() {
		owned = ofOwner // no promise runs on what is closed
	}
	all = append(all, anyOf(choice{len(f.Owners) > 0, owned}, choice{f.Nobody, ofNobody})...)
	add(len(f.Teams) > 0, ofTeams, "teams", f.Teams)
	add(len(f.Statuses) > 0, ofStatus, "statuses", f.Statuses)
	if len(f.Statuses) == 0 {
		all = append(all, asksTheDesk)
	}
	add(len(f.Priorities) > 0, ofUrgent, "priorities", f.Priorities)
	add(len(f.Tags) > 0, ofTags, "tags", f.Tags)
	add(len(f.Topics) > 0, ofTopics, "topics", f.Topics)
	firms := patterns(f.Companies)
	add(len(firms) > 0, ofFirms, "companies", firms)
	add(len(f.Languages) > 0, ofTongue, "languages", f.Languages)
	add(len(f.Kinds) > 0, ofKinds, "kinds", f.Kinds)
	if len(f.Due) > 0 {
		f.dueArgs(args)
	}
	all = append(all, anyOf(choice{f.IsLate, ofLate}, choice{len(f.Due) > 0, ofDue})...)
	all = append(all, anyOf(f.waits(ForUs, ofUs), f.waits(ForCustomer, ofCustomer), f.waits(ForOthers, ofOthers))...)
	if like := pattern(f.Text); like != "" {
		all, args["text"], args["digits"] = append(all, ofText), like, strings.Trim(like, "%#")
	}
	return all, args
}

// choice is a condition that may be asked for.
type choice struct {
	is   bool
	what string
}

func (f Filter) waits(w Waiting, what string) choice {
	for _, one := range f.Waiting {
		if one == w {
			return choice{true, what}
		}
	}
	return choice{}
}

// anyOf is one condition that holds where any of those does that are asked for.
func anyOf(choices ...choice) []string {
	var asked []string
	for _, c := range choices {
		if c.is {
			asked = append(asked, c.what)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	return []string{"(" + strings.Join(asked, " or ") + ")"}
}

func (f Filter) dueArgs(args pgx.StrictNamedArgs) {
	first, last := f.Due[0].From, f.Due[0].To
	var from, to []time.Time
	for _, s := range f.Due {
		from, to = append(from, s.From), append(to, s.To)
		if s.From.Before(first) {
			first = s.From
		}
		if s.To.After(last) {
			last = s.To
		}
	}
	args["due_from"], args["due_to"], args["spans_from"], args["spans_to"] = first, last, from, to
}

func patterns(all []string) []string {
	var out []string
	for _, one := range all {
		if like := pattern(one); like != "" {
			out = append(out, like)
		}
	}
	return out
}
