package office

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// PoliciesPath is where the promise rules stand.
const PoliciesPath = "/office/policies"

// PoliciesPage is the list of the policies in their order, and the try-out.
type PoliciesPage struct {
	Frame    layout.Frame
	Policies []sla.Policy
	Choices  []ConditionGroup
	Trial    PolicyTrial
	Problems []ui.Problem
}

// PolicyTrial is a ticket that somebody tries, and which policy it would get.
type PolicyTrial struct {
	Facts  sla.Facts
	Topic  string // as it was chosen
	Tag    string
	Result *sla.Result // nil: nothing was tried
	Now    time.Time
}

// ConditionGroup is what a condition can ask for of one subject.
type ConditionGroup struct {
	Subject sla.Subject
	Options []ui.Option // the values without the subject
}

// PolicyPage is one policy, or a new one.
type PolicyPage struct {
	Frame     layout.Frame
	Policy    *sla.Policy // nil: a new one
	Place     int         // among all, from 1
	Of        int
	Form      PolicyForm
	Choices   []ConditionGroup
	Calendars []sla.CalendarChoice
	Staff     []people.Person
	Said      []ui.Problem // of what stands outside the form
	Used      []ticket.Row // open tickets that have it
	Try       *PolicyTry
}

// PolicyTry is what would be promised under a policy's newest version, now.
type PolicyTry struct {
	Now    time.Time
	Chosen sla.Priority
	Terms  promise.Terms
}

// PolicyForm is a policy as a form has it, each field as it was typed.
type PolicyForm struct {
	Name, Why    string
	Conditions   []string // "team:3"
	Blank        int      // lines for more
	Calendar     string
	Always       bool
	Targets      [5][4]string
	WarnLeft     string
	WarnBefore   string
	Recovery     string
	Apologies    string
	ApologyAfter string
	Ladder       [3][]string
	FollowUps    [3]string
	Confirmation string
	Quiet        string
	Hold         bool
	Was          string
	From         string // the policy that it is a copy of; empty: none
	Problems     []ui.Problem
}

// FormOfPolicy is a policy as its form shows it first.
func FormOfPolicy(ctx context.Context, d sla.Draft) PolicyForm {
	r := d.Rules
	span := func(t time.Duration) string { return SpanTyped(ctx, t, r.CountsAlways) }
	f := PolicyForm{
		Name: d.Name, Calendar: digits(d.Calendar), Always: r.CountsAlways, WarnLeft: strconv.Itoa(100 - r.WarnPercent), WarnBefore: span(r.WarnBefore),
		Recovery: span(r.Recovery), Apologies: string(r.Apologies), ApologyAfter: span(r.ApologyAfter), Ladder: r.Ladder,
		Confirmation: strconv.Itoa(r.ConfirmationDays), Quiet: strconv.Itoa(r.QuietDays), Hold: r.HoldPauses, Was: digits(int64(d.Was)), Blank: 1,
	}
	for column, of := range sla.TargetsOf(&r) {
		for i, t := range of {
			f.Targets[column][i] = span(t)
		}
	}
	for i, n := range r.FollowUpDays {
		f.FollowUps[i] = strconv.Itoa(n)
	}
	for _, c := range d.Conditions {
		for _, v := range c.Values {
			f.Conditions = append(f.Conditions, string(c.Subject)+":"+v)
		}
	}
	return f
}

// Sent is one field as a page carries it on.
type Sent struct{ Name, Value string }

// Fields are all fields of the form as they were typed, for the page on which it is looked at before it is saved.
func (f PolicyForm) Fields() []Sent {
	out := []Sent{{"name", f.Name}, {"why", f.Why}, {"calendar", f.Calendar}, {"clock", clockValue(f.Always)}, {"was", f.Was}, {"from", f.From}}
	for _, c := range f.Conditions {
		out = append(out, Sent{"condition", c})
	}
	for column, of := range f.Targets {
		for i, v := range of {
			out = append(out, Sent{sla.TargetField(column, sla.Priorities[i]), v})
		}
	}
	out = append(out, Sent{"warn_left", f.WarnLeft}, Sent{"warn_before", f.WarnBefore}, Sent{"recovery", f.Recovery}, Sent{"apologies", f.Apologies},
		Sent{"apology_after", f.ApologyAfter}, Sent{"confirmation", f.Confirmation}, Sent{"quiet", f.Quiet})
	for i, v := range f.FollowUps {
		out = append(out, Sent{"follow_up_" + strconv.Itoa(i+1), v})
	}
	for i, level := range f.Ladder {
		for _, who := range level {
			out = append(out, Sent{LevelField(i), who})
		}
	}
	if f.Hold {
		out = append(out, Sent{"hold", "yes"})
	}
	return out
}

// LevelField is the name of a level's fields, from 0.
func LevelField(level int) string { return "level_" + strconv.Itoa(level+1) }

func clockValue(always bool) string {
	if always {
		return "always"
	}
	return "open"
}

func (f PolicyForm) wrong(field string) string { return wrongAt(f.Problems, field) }

func policyPath(id sla.PolicyID, tail string) string {
	return PoliciesPath + "/" + digits(int64(id)) + tail
}

// action is where a policy's form goes.
func (p PolicyPage) action() string {
	if p.Policy == nil {
		return PoliciesPath
	}
	return policyPath(p.Policy.ID, "")
}

func (p PolicyPage) isRest() bool { return p.Policy != nil && p.Policy.IsRest }

// SubjectName is what a condition asks for.
func SubjectName(ctx context.Context, s sla.Subject) string {
	switch s {
	case sla.ByTeam:
		return i18n.T(ctx, "policies.by.team")
	case sla.ByPriority:
		return i18n.T(ctx, "policies.by.priority")
	case sla.ByCompany:
		return i18n.T(ctx, "policies.by.company")
	case sla.ByTag:
		return i18n.T(ctx, "policies.by.tag")
	case sla.ByTopic:
		return i18n.T(ctx, "policies.by.topic")
	case sla.ByLanguage:
		return i18n.T(ctx, "policies.by.language")
	default:
		return i18n.T(ctx, "policies.by.channel")
	}
}

// ChannelName is by which way a ticket came.
func ChannelName(ctx context.Context, channel string) string {
	switch channel {
	case "mail":
		return i18n.T(ctx, "policies.channel.mail")
	case "phone":
		return i18n.T(ctx, "policies.channel.phone")
	default:
		return i18n.T(ctx, "policies.channel.web")
	}
}

// PriorityName is a priority in words.
func PriorityName(ctx context.Context, p sla.Priority) string {
	switch p {
	case sla.Low:
		return i18n.T(ctx, "ui.prio.low")
	case sla.High:
		return i18n.T(ctx, "ui.prio.high")
	case sla.Urgent:
		return i18n.T(ctx, "ui.prio.urgent")
	default:
		return i18n.T(ctx, "ui.prio.normal")
	}
}

// valueName is what a condition's value is called; what is not there any more says so.
func valueName(ctx context.Context, choices []ConditionGroup, s sla.Subject, value string) string {
	for _, g := range choices {
		for _, o := range g.Options {
			if g.Subject == s && o.Value == value {
				return ui.Clean(strings.TrimSpace(o.Label))
			}
		}
	}
	return i18n.T(ctx, "policies.gone")
}

func valueNames(ctx context.Context, choices []ConditionGroup, s sla.Subject, values []string) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = valueName(ctx, choices, s, v)
	}
	return strings.Join(names, ", ")
}

// askedFor is a condition in words: "Team: First line, Technical".
func askedFor(ctx context.Context, choices []ConditionGroup, c sla.Condition) string {
	return i18n.T(ctx, "policies.condition", i18n.Blanks{Label: SubjectName(ctx, c.Subject), What: valueNames(ctx, choices, c.Subject, c.Values)})
}

// askedAll is all that a policy asks for, in a line.
func askedAll(ctx context.Context, choices []ConditionGroup, p sla.Policy) string {
	if p.IsRest {
		return i18n.T(ctx, "policies.rest")
	}
	all := make([]string, len(p.Conditions))
	for i, c := range p.Conditions {
		all[i] = askedFor(ctx, choices, c)
	}
	return strings.Join(all, " · ")
}

// lineOptions are what one line of the conditions can be; the first takes the line away.
func lineOptions(ctx context.Context, g ConditionGroup, chosen string) []ui.Option {
	out := make([]ui.Option, len(g.Options))
	for i, o := range g.Options {
		value := string(g.Subject) + ":" + o.Value
		out[i] = ui.Option{Value: value, Label: o.Label, Lang: o.Lang, Chosen: value == chosen}
	}
	return out
}

// lines are the conditions of a form with its blank ones.
func (f PolicyForm) lines() []string {
	return append(slices.Clone(f.Conditions), make([]string, f.Blank)...)
}

// isKnown reports whether a condition's value can still be chosen.
func isKnown(choices []ConditionGroup, line string) bool {
	s, value, _ := strings.Cut(line, ":")
	return slices.ContainsFunc(choices, func(g ConditionGroup) bool {
		return string(g.Subject) == s && slices.ContainsFunc(g.Options, func(o ui.Option) bool { return o.Value == value })
	})
}

func columnName(ctx context.Context, column int) string {
	switch column {
	case 0:
		return i18n.T(ctx, "policies.column.first")
	case 1:
		return i18n.T(ctx, "policies.column.next")
	case 2:
		return i18n.T(ctx, "policies.column.update")
	case 3:
		return i18n.T(ctx, "policies.column.resolution")
	default:
		return i18n.T(ctx, "policies.column.answer")
	}
}

// TargetLabel is what the field of a target is called.
func TargetLabel(ctx context.Context, column int, p sla.Priority) string {
	return PriorityName(ctx, p) + ", " + columnName(ctx, column)
}

// ladderNames are who can stand on a level, other than somebody in person.
var ladderNames = []string{people.TheOwner, people.WholeTeam, people.OnDuty, people.TeamSupervisors, people.AllSupervisors, people.Admins}

// inPerson are the people of a level who are named, as its boxes.
func (p PolicyPage) inPerson(level int) []people.Person {
	return slices.DeleteFunc(slices.Clone(p.Staff), func(one people.Person) bool {
		return !slices.Contains(p.Form.Ladder[level], people.InPerson(one.ID))
	})
}

// morePeople are those who can be named on a level as well.
func (p PolicyPage) morePeople(ctx context.Context, level int) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "policies.nobody_else"), Chosen: true}}
	for _, one := range p.Staff {
		if who := people.InPerson(one.ID); !slices.Contains(p.Form.Ladder[level], who) {
			out = append(out, ui.Option{Value: who, Label: one.Name})
		}
	}
	return out
}

func (p PolicyPage) calendars(ctx context.Context) []ui.Option {
	out := make([]ui.Option, len(p.Calendars))
	for i, c := range p.Calendars {
		out[i] = ui.Option{Value: digits(c.ID), Label: CalendarName(ctx, c.Name) + " (" + zoneCity(c.Zone) + ")", Chosen: digits(c.ID) == p.Form.Calendar}
	}
	return out
}

func (f PolicyForm) apologyModes(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: string(promise.ApologiesAutomatic), Label: i18n.T(ctx, "policies.apologies.automatic"), Chosen: f.Apologies == string(promise.ApologiesAutomatic)},
		{Value: string(promise.ApologiesDrafted), Label: i18n.T(ctx, "policies.apologies.drafted"), Chosen: f.Apologies == string(promise.ApologiesDrafted)},
		{Value: string(promise.ApologiesOff), Label: i18n.T(ctx, "policies.apologies.off"), Chosen: f.Apologies == string(promise.ApologiesOff)},
	}
}

func priorities(ctx context.Context, chosen sla.Priority) []ui.Option {
	out := make([]ui.Option, len(sla.Priorities))
	for i, p := range sla.Priorities {
		out[i] = ui.Option{Value: string(p), Label: PriorityName(ctx, p), Chosen: p == chosen}
	}
	return out
}

// due is when something with a target would be due, in words.
func (t PolicyTry) due(ctx context.Context, target time.Duration) string {
	return i18n.From(ctx).By(t.Terms.Hours().Add(t.Now, target), t.Now)
}

// how is the plain sentence of how a target's time would run from now on.
func (t PolicyTry) how(ctx context.Context, target time.Duration) string {
	return ui.Sum(i18n.From(ctx), t.Terms.Hours().Explain(t.Now, t.Terms.Hours().Add(t.Now, target)))
}
