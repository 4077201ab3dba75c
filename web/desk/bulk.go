package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// The address under which acts over many tickets stand.
const bulkRoot = "/desk/acts"

// Which tickets are meant where not only those that are ticked are.
const (
	AllOfPage = "page"
	AllOfList = "list"
)

// Chosen is which tickets somebody has chosen in a list.
type Chosen struct {
	Numbers []int64
	IsAll   bool   // every ticket of the list instead
	List    string // its address's query
	Back    string // where they were chosen
}

func (c Chosen) isNone() bool { return len(c.Numbers) == 0 && !c.IsAll }

func joinNumbers(all []int64) string {
	words := make([]string, len(all))
	for i, n := range all {
		words[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(words, ",")
}

// BulkForm is the page on which somebody says what is done to the tickets that they chose.
type BulkForm struct {
	Frame    layout.Frame
	Chosen   Chosen
	Key      string // so that the form counts once
	ListName string
	Named    []ticket.Named  // the first of the chosen ones, one more than are shown
	Verb     ticket.BulkVerb // empty: it is to be chosen
	Target   string
	Words    string
	Most     int // how long words may be
	Staff    []people.Person
	Teams    []people.Team
	About    Abouts
	Me       people.ID
	Problems []Problem
}

// BulkNames is how many of the chosen tickets the page names.
const BulkNames = 8

// named are the tickets that the page names, and how many more are chosen.
func (f BulkForm) named() (all []ticket.Named, more int) {
	all = f.Named[:min(len(f.Named), BulkNames)]
	if len(f.Named) > BulkNames {
		more = len(f.Chosen.Numbers) - BulkNames
	}
	return all, more
}

func (f BulkForm) problem(field string) string {
	for _, p := range f.Problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

// targets are what the act can be done to.
func (f BulkForm) targets(ctx context.Context) []ui.Option {
	var out []ui.Option
	add := func(value, label string) { out = append(out, ui.Option{Value: value, Label: label}) }
	switch f.Verb {
	case ticket.BulkAssign:
		for _, p := range f.Staff {
			switch {
			case p.Role == people.Technician:
			case p.ID == f.Me:
				add(strconv.FormatInt(int64(p.ID), 10), i18n.T(ctx, "desk.owner.me", i18n.Blanks{Name: ui.Clean(p.Name)}))
			default:
				add(strconv.FormatInt(int64(p.ID), 10), p.Name)
			}
		}
		add("0", i18n.T(ctx, "bulk.target.team"))
	case ticket.BulkTeam:
		for _, t := range f.Teams {
			add(strconv.FormatInt(int64(t.ID), 10), t.Name)
		}
	case ticket.BulkPriority:
		for _, p := range sla.Priorities {
			add(string(p), priorityName(ctx, p))
		}
	case ticket.BulkTag:
		for _, t := range f.About.Tags {
			add(t.Name, t.Name)
		}
	case ticket.BulkTopic:
		for _, t := range f.About.Topics {
			if f.About.Topics.IsOpen(t.ID) {
				add(strconv.FormatInt(int64(t.ID), 10), f.About.Topics.Name(t.ID, i18n.From(ctx).Locale(), f.About.Desk))
			}
		}
		add("0", i18n.T(ctx, "bulk.target.no_topic"))
	default:
	}
	for i := range out {
		out[i].Chosen = out[i].Value == f.Target
	}
	if len(out) > 0 && f.Target == "" { // nothing is done to many because it stood first in a list
		out = slices.Insert(out, 0, ui.Option{Label: i18n.T(ctx, "topics.answer.choose"), Chosen: true})
	}
	return out
}

// bulkVerb is what an act is called on its button.
func bulkVerb(ctx context.Context, v ticket.BulkVerb) string {
	switch v {
	case ticket.BulkTake:
		return i18n.T(ctx, "desk.act.take")
	case ticket.BulkAssign:
		return i18n.T(ctx, "desk.act.hand_over")
	case ticket.BulkTeam:
		return i18n.T(ctx, "bulk.verb.team")
	case ticket.BulkPriority:
		return i18n.T(ctx, "desk.act.priority")
	case ticket.BulkTag:
		return i18n.T(ctx, "topics.filter.tag")
	case ticket.BulkTopic:
		return i18n.T(ctx, "topics.filter.topic")
	case ticket.BulkSolve:
		return i18n.T(ctx, "bulk.verb.solve")
	case ticket.BulkWait:
		return i18n.T(ctx, "bulk.verb.wait")
	case ticket.BulkHold:
		return i18n.T(ctx, "bulk.verb.hold")
	case ticket.BulkRules:
		return i18n.T(ctx, "policies.bulk")
	default:
		return i18n.T(ctx, "spam.act")
	}
}

// BulkTitle is the title of the page on which an act is said.
func BulkTitle(ctx context.Context, v ticket.BulkVerb) string {
	if v == "" {
		return i18n.T(ctx, "bulk.title")
	}
	return bulkVerb(ctx, v)
}

// bulkKey is the key that begins an act over the tickets that are chosen; it is the one that does it to a single ticket.
func bulkKey(v ticket.BulkVerb) string {
	switch v {
	case ticket.BulkAssign:
		return "a"
	case ticket.BulkTag:
		return "t"
	default:
		return ""
	}
}

func bulkIcon(v ticket.BulkVerb) string {
	switch v {
	case ticket.BulkTake:
		return "user"
	case ticket.BulkAssign:
		return "swap"
	case ticket.BulkTeam:
		return "users"
	case ticket.BulkTag, ticket.BulkTopic:
		return "tag"
	case ticket.BulkSolve:
		return "check"
	case ticket.BulkWait, ticket.BulkHold:
		return "pause"
	case ticket.BulkPriority:
		return "sort"
	default:
		return "trash"
	}
}

// BulkResult is the page of what came of an act over many tickets.
type BulkResult struct {
	Frame layout.Frame
	Act   ticket.BulkAct
	Rows  []BulkLine
	Older string // where the list goes on
	First bool
	Here  string
}

// BulkLine is what came of it for one ticket.
type BulkLine struct {
	ticket.BulkRow
	Why string // why it was not done, or not set back, in the reader's words
}

// What is the act with what it was done to.
func (r BulkResult) What(ctx context.Context) string {
	target := ui.Clean(r.Act.Named)
	switch {
	case r.Act.Verb == ticket.BulkRules:
		target = ui.PolicyName(ctx, r.Act.Named)
	case r.Act.Verb == ticket.BulkPriority:
		target = priorityName(ctx, sla.Priority(r.Act.Target))
	case r.Act.Verb == ticket.BulkAssign && r.Act.Target == "0":
		target = i18n.T(ctx, "bulk.target.team")
	case r.Act.Verb == ticket.BulkTopic && r.Act.Target == "0":
		target = i18n.T(ctx, "bulk.target.no_topic")
	}
	if target == "" {
		return bulkVerb(ctx, r.Act.Verb)
	}
	return i18n.T(ctx, "bulk.what", i18n.Blanks{Label: bulkVerb(ctx, r.Act.Verb), What: target})
}

// tally says in sentences what came of the act so far.
func (r BulkResult) tally(ctx context.Context) []string {
	a := r.Act
	var out []string
	add := func(n int, words string) {
		if n > 0 {
			out = append(out, words)
		}
	}
	count := func(n int) i18n.Blanks { return i18n.Blanks{Count: n} }
	if a.UndoAt != nil {
		add(a.Back, i18n.T(ctx, "bulk.tally.back", count(a.Back)))
		add(a.Stayed, i18n.T(ctx, "bulk.tally.stayed", count(a.Stayed)))
		return out
	}
	add(a.Done, i18n.T(ctx, "bulk.tally.done", count(a.Done)))
	add(a.Same, i18n.T(ctx, "bulk.tally.same", count(a.Same)))
	add(a.Refused, i18n.T(ctx, "bulk.tally.refused", count(a.Refused)))
	add(a.Missing, i18n.T(ctx, "bulk.tally.missing", count(a.Missing)))
	return out
}

// turns are how many tickets had their turn, and of how many.
func (r BulkResult) turns() (had, all int) {
	all = r.Act.Total
	if r.Act.UndoAt != nil {
		all = r.Act.Done
	}
	return all - r.Act.Left(), all
}

// says is what came of it for a ticket, and whether that is not what was asked for.
func (l BulkLine) says(ctx context.Context) (words string, isNot bool) {
	switch {
	case l.Outcome == nil:
		return i18n.T(ctx, "bulk.row.waits"), false
	case l.Undone != nil && *l.Undone == ticket.BulkDone:
		return i18n.T(ctx, "bulk.row.back"), false
	case l.Undone != nil && *l.Undone == ticket.BulkMissing, *l.Outcome == ticket.BulkMissing:
		return i18n.T(ctx, "bulk.row.missing"), true
	case l.Undone != nil, *l.Outcome == ticket.BulkRefused:
		return l.Why, true
	case *l.Outcome == ticket.BulkSame:
		return i18n.T(ctx, "bulk.row.same"), false
	default:
		return i18n.T(ctx, "bulk.row.done"), false
	}
}

// BulkAddress is the page of an act over many tickets.
func BulkAddress(id ticket.BulkID) string { return bulkRoot + "/" + strconv.FormatInt(int64(id), 10) }

// hasPicks reports whether tickets of the list can be chosen.
func (q Queue) hasPicks() bool { return !q.IsHistory() && len(q.Late)+len(q.Rows) > 0 }

// pageNumbers are the numbers of all tickets on the page.
func (q Queue) pageNumbers() string {
	var all []int64
	for _, r := range q.Late {
		all = append(all, r.Number)
	}
	for _, r := range q.Rows {
		all = append(all, r.Number)
	}
	return joinNumbers(all)
}
