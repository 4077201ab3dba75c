package desk

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/presence"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Ticket is the page of one ticket.
type Ticket struct {
	Frame    layout.Frame
	Whole    ticket.Whole
	Record   ticket.Record
	Card     people.Card // the customer's; empty when somebody of the staff has asked
	Staff    []people.Person
	Absences people.Absences // that have not ended, of everybody
	Teams    []people.Team
	Mails    []outbox.Fate
	Me       people.Person
	Now      time.Time
	Zone     *time.Location // the customer's if it is known, else the desk's: wall times are read in it
	Limits   ticket.Limits
	List     List // which list the reader came from
	Here     string

	Share    int       // of the next promise's time that is used, 0 to 100
	ByRules  time.Time // when the policy's update would be due, if nothing is promised
	Mode     string    // which composer is in sight: Reply, Note or Promise
	Reply    Draft
	Note     Draft
	Promise  Draft
	Weighed  *expect.Weighed     // what the record shows of the time in the form that is open; nil: none is typed
	Open     string              // the act whose form is open: "move", "withdraw", "owner", "team", "priority", "solve"; or ""
	OpenID   promise.ID          // of a move or withdrawal
	Entry    Entry               // what stands in that form
	Call     Called              // likewise, of a call log or a visit
	Problems []Problem           // what was wrong with the form that was sent
	Others   []presence.Somebody // who is at the ticket, too
	Clash    string              // why an act came too late: what happened meanwhile
	Fresh    ticket.MessageID
	Asked    Asked // about questions to the supervisors
	About    Abouts
	Spam     *ticket.SpamCall // nil: nobody called it spam
	Ground   expect.Ground    // what is known of promises on such tickets
}

// The composers.
const (
	Reply   = "reply"
	Note    = "note"
	Promise = "promise"
)

// Acts with a form of their own.
const (
	Move     = "move"
	Withdraw = "withdraw"
	Owner    = "owner"
	Team     = "team"
	Priority = "priority"
	Solve    = "solve"
)

// ByRules is the day of a composer that makes no promise of its own: the policy's update follows.
const ByRules = "rules"

// Draft is what stands in a composer.
type Draft struct {
	Key       string
	Seen      ticket.MessageID
	Body      string
	Keeps     []promise.ID
	Withdraws []promise.ID
	What      string // "update", "words" or "look"
	Words     string
	Day       string            // ByRules, or a date as 2006-01-02
	Time      string            // as 15:04
	Until     string            // of an appointment: when its window closes
	Place     string            // of a visit: where
	Bring     string            // and what to bring
	Owner     string            // "p7" a person, "t2" a team
	Again     bool              // the form came back: files must be chosen again
	Uses      ticket.QuestionID // the supervisor's answer that it is made of; 0: none
	Then      string            // the status that it brings: "" none, "pending", "on_hold", "solved"
	For, From string            // what we wait for, and for whom
	Kept      []ticket.Upload   // files that lie here already, of a reply that was taken back
	Weighed   *expect.Weighed   // what the record shows of what it promises; nil: it promises nothing yet
}

// Entry is what stands in the form of an act on a promise or the ticket.
type Entry struct {
	Day, Time, Text, Owner string
	Then, For              string
	Along                  []promise.ID
}

// Problem is one message about a field of the form that was sent, or about the whole.
type Problem struct {
	Field   string // the fault's field
	Message string
}

// wrong is the message at a field of the form that is in sight, "" if nothing is wrong with it.
func (t Ticket) wrong(field string) string {
	for _, p := range t.Problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

// wrongIn is wrong, when that form is the one that was sent.
func (t Ticket) wrongIn(form, field string) string {
	if t.Open == "" && t.Mode == form || t.Open == form && form != "" {
		return t.wrong(field)
	}
	return ""
}

func (t Ticket) number() string { return number(t.Whole.Number) }

// path is the address of something on this ticket; the list goes along, so that the way back stays.
func (t Ticket) path(tail string) templ.SafeURL {
	address := "/desk/tickets/" + t.number() + tail
	if q := t.List.Query(); q != "" {
		address += "?list=" + escape(q)
	}
	return templ.SafeURL(address)
}

// actAddress is the page with an act's form open, for those without script and for links from elsewhere.
func actAddress(address, act string, id promise.ID) string {
	u, err := url.Parse(address)
	if err != nil { // the address is ours
		return address
	}
	q := u.Query()
	q.Set("open", act)
	if id != 0 {
		q.Set("of", strconv.FormatInt(int64(id), 10))
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func (t Ticket) customer() string { return First(t.Whole.Requester.Name) }

// pending are the promises that run, but for the customer's confirmation.
func (t Ticket) pending() []*promise.Promise { return t.Whole.Book().Pending() }

// commitments are the promises that run and that somebody made in person.
func (t Ticket) commitments() []*promise.Promise {
	return slices.DeleteFunc(t.pending(), func(p *promise.Promise) bool { return !p.Kind.IsAgreed() })
}

// owed is the due time of what p makes good, through any number of broken ones.
func (t Ticket) owed(p *promise.Promise) time.Time {
	was := time.Time{}
	for id := p.Recovers; id != 0; {
		broken := t.Whole.Promise(id)
		if broken == nil {
			break
		}
		was, id = broken.Due, broken.Recovers
	}
	return was
}

// isDone reports whether the ticket is solved or closed.
func (t Ticket) isDone() bool {
	return t.Whole.Status == promise.Solved || t.Whole.Status == promise.Closed
}

// promiseName is what a promise is called where its act stands, with the language it is written in.
func (t Ticket) promiseName(ctx context.Context, p *promise.Promise) (name, lang string) {
	if p.Kind == promise.FollowUp {
		l := i18n.From(ctx)
		b := i18n.Blanks{Customer: t.customer(), Number: l.Number(p.Step), Total: l.Number(len(t.Whole.Terms.FollowUpDays))}
		return l.T("thread.follow_up.name", b), ""
	}
	return noun(ctx, p.Kind, p.Words), langOf(p.Kind, p.Words, t.Whole.Locale)
}

// ownerName is who owns a promise: a person's name, or the team's.
func (t Ticket) ownerName(o promise.Owner) string {
	if o.Person != 0 {
		return First(t.Whole.Named(o.Person))
	}
	for _, team := range t.Teams {
		if int64(team.ID) == o.Team {
			return ui.Clean(team.Name)
		}
	}
	return ui.Clean(t.Whole.TeamName)
}

// since says where the ticket stands and from when.
func (t Ticket) since(ctx context.Context) string {
	l, w := i18n.From(ctx), t.Whole
	switch {
	case w.ClosedAt != nil && w.Status == promise.Closed:
		return l.T("desk.ticket.closed_at", i18n.Blanks{When: l.At(*w.ClosedAt, t.Now)})
	case w.SolvedAt != nil && w.Status == promise.Solved:
		return l.T("desk.ticket.solved_at", i18n.Blanks{When: l.At(*w.SolvedAt, t.Now)})
	}
	b := i18n.Blanks{When: l.At(w.OpenedAt, t.Now)}
	if w.Channel == ticket.Phone {
		return l.T("desk.ticket.open_since_phone", b)
	}
	return l.T("desk.ticket.open_since", b)
}

// days are the days that can be promised: today, tomorrow, and the next twelve by name, in the zone in which wall
// times are meant.
func (t Ticket) days(ctx context.Context, chosen string) []ui.Option {
	l := i18n.For(i18n.From(ctx).Locale(), t.Zone)
	now := t.Now.In(t.Zone)
	var out []ui.Option
	for i := range 14 {
		day := time.Date(now.Year(), now.Month(), now.Day()+i, 12, 0, 0, 0, t.Zone)
		o := ui.Option{Value: day.Format(time.DateOnly), Label: l.Day(day, t.Now)}
		switch i {
		case 0:
			o.Label = l.T("time.left.today")
		case 1:
			o.Label = l.T("time.left.tomorrow")
		}
		o.Chosen = o.Value == chosen
		out = append(out, o)
	}
	return out
}

// owners are who can own a promise: the reader first, then colleagues, technicians too, then the ticket's team.
func (t Ticket) owners(ctx context.Context, chosen string) []ui.Option {
	return t.ownersFrom(ctx, i18n.T(ctx, "desk.who.me"), chosen)
}

// doers are the same people where the page asks "Who": "me" is another word there than after "from", in Polish and in Greek.
func (t Ticket) doers(ctx context.Context, chosen string) []ui.Option {
	return t.ownersFrom(ctx, i18n.T(ctx, "kinds.call.me"), chosen)
}

func (t Ticket) ownersFrom(ctx context.Context, myself, chosen string) []ui.Option {
	out := []ui.Option{{Value: "p" + strconv.FormatInt(int64(t.Me.ID), 10), Label: myself}}
	for _, p := range t.Staff {
		if p.ID != t.Me.ID {
			out = append(out, ui.Option{Value: "p" + strconv.FormatInt(int64(p.ID), 10), Label: t.nameOrAway(ctx, p)})
		}
	}
	if t.Whole.TeamID != 0 { // a ticket that is yet to be filed has no team
		out = append(out, ui.Option{Value: "t" + strconv.FormatInt(int64(t.Whole.TeamID), 10), Label: t.Whole.TeamName})
	}
	for i := range out {
		out[i].Chosen = out[i].Value == chosen
	}
	return out
}

// nameOrAway is a colleague in a list to choose from, with until when they are away.
func (t Ticket) nameOrAway(ctx context.Context, p people.Person) string {
	if a, away := t.Absences.At(p.ID, t.Now); away {
		return i18n.T(ctx, "absence.option", i18n.Blanks{Name: ui.Clean(p.Name), When: AwayUntil(ctx, a.Ends, t.Now)})
	}
	return p.Name
}

// assignees are who can have the ticket: everybody but technicians, or nobody yet, which is the team.
func (t Ticket) assignees(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "0", Label: i18n.T(ctx, "desk.owner.nobody", i18n.Blanks{Team: ui.Clean(t.Whole.TeamName)})}}
	current := "0"
	if t.Whole.AssigneeID != nil {
		current = strconv.FormatInt(int64(*t.Whole.AssigneeID), 10)
	}
	if t.Entry.Owner != "" {
		current = t.Entry.Owner
	}
	for _, p := range t.Staff {
		if p.Role == people.Technician {
			continue
		}
		o := ui.Option{Value: strconv.FormatInt(int64(p.ID), 10), Label: t.nameOrAway(ctx, p)}
		if p.ID == t.Me.ID {
			o.Label = i18n.T(ctx, "desk.owner.me", i18n.Blanks{Name: ui.Clean(p.Name)})
		}
		out = append(out, o)
	}
	for i := range out {
		out[i].Chosen = out[i].Value == current
	}
	return out
}

// was is the owner that stands on this page, "0" for nobody.
func (t Ticket) was() string {
	if t.Whole.AssigneeID == nil {
		return "0"
	}
	return strconv.FormatInt(int64(*t.Whole.AssigneeID), 10)
}

// goesAlong reports whether a commitment is ticked to go along with a hand-over: the owner's own are.
func (t Ticket) goesAlong(p *promise.Promise) bool {
	if t.Entry.Along != nil {
		return slices.Contains(t.Entry.Along, p.ID)
	}
	return p.Owner == t.Whole.Owner()
}

func promiseID(p *promise.Promise) string { return strconv.FormatInt(int64(p.ID), 10) }

// zoneHint says whose clock is meant when it is not the reader's.
func (t Ticket) zoneHint(ctx context.Context) string {
	mine := i18n.From(ctx).Zone()
	if t.Now.In(mine).Format("15:04-0700") == t.Now.In(t.Zone).Format("15:04-0700") {
		return ""
	}
	l := i18n.For(i18n.From(ctx).Locale(), t.Zone)
	return l.T("desk.compose.zone", i18n.Blanks{Name: t.customer(), Clock: l.Clock(t.Now)})
}

// lastMessage is the newest message on the page, as forms send it back.
func (t Ticket) lastMessage() string { return strconv.FormatInt(int64(t.Whole.LastMessage()), 10) }
