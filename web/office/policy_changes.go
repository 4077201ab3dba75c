package office

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// ChangesPage is the history of one policy.
type ChangesPage struct {
	Frame    layout.Frame
	Versions []sla.Policy // the newest first
	Choices  []ConditionGroup
	Staff    []people.Person // who may have made them, or is named on a ladder
}

func (p ChangesPage) back() string {
	if p.Versions[0].EndedAt != nil {
		return PoliciesPath
	}
	return policyPath(p.Versions[0].ID, "")
}

func nameOf(ctx context.Context, staff []people.Person, id people.ID) string {
	for _, one := range staff {
		if one.ID == id {
			return ui.Clean(one.Name)
		}
	}
	return i18n.T(ctx, "policies.somebody")
}

func (p ChangesPage) maker(ctx context.Context, v sla.Policy) string {
	if v.MadeBy == nil {
		return i18n.T(ctx, "policies.with_desk")
	}
	return nameOf(ctx, p.Staff, *v.MadeBy)
}

// differences are what a version changed, each in a line of words.
func (p ChangesPage) differences(ctx context.Context, at int) []string {
	newer, older := p.Versions[at], p.Versions[at+1]
	var out []string
	for _, d := range sla.Differences(older, newer) {
		out = append(out, p.said(ctx, d, older.Rules.CountsAlways, newer.Rules.CountsAlways))
	}
	return out
}

// said is one difference: what it is in, and from what to what.
func (p ChangesPage) said(ctx context.Context, d sla.Difference, wasAlways, isAlways bool) string {
	b := i18n.Blanks{Label: p.aspect(ctx, d)}
	switch d.Aspect {
	case sla.OfHours:
		return i18n.T(ctx, "policies.difference.hours")
	case sla.OfTarget, sla.OfRecovery, sla.OfWarnBefore, sla.OfApologyAfter:
		b.Was, b.Then = timeSaid(ctx, d.WasTime, wasAlways), timeSaid(ctx, d.BecameTime, isAlways)
	case sla.OfWarning, sla.OfConfirmation, sla.OfQuiet, sla.OfReopening:
		b.Was, b.Then = strconv.Itoa(d.WasCount), strconv.Itoa(d.BecameCount)
	default:
		b.Was, b.Then = p.values(ctx, d, d.Was), p.values(ctx, d, d.Became)
	}
	return i18n.T(ctx, "policies.difference.line", b)
}

func timeSaid(ctx context.Context, t time.Duration, always bool) string {
	if t == 0 {
		return i18n.T(ctx, "policies.none")
	}
	return SpanTyped(ctx, t, always)
}

func (p ChangesPage) values(ctx context.Context, d sla.Difference, values []string) string {
	switch {
	case d.Aspect == sla.OfClock && len(values) > 0:
		return i18n.T(ctx, "policies.clock.always")
	case d.Aspect == sla.OfClock:
		return i18n.T(ctx, "policies.clock.open")
	case d.Aspect == sla.OfHold && len(values) > 0:
		return i18n.T(ctx, "policies.yes")
	case d.Aspect == sla.OfHold:
		return i18n.T(ctx, "policies.no")
	case len(values) == 0:
		return i18n.T(ctx, "policies.none")
	case d.Aspect == sla.OfConditions:
		return valueNames(ctx, p.Choices, d.Subject, values)
	case d.Aspect == sla.OfApologies:
		return apologyName(ctx, promise.ApologyMode(values[0]))
	case d.Aspect == sla.OfLadder:
		names := make([]string, len(values))
		for i, who := range values {
			if id, named := people.NamedInPerson(who); named {
				names[i] = nameOf(ctx, p.Staff, id)
			} else {
				names[i] = ui.LadderName(ctx, who)
			}
		}
		return i18n.From(ctx).And(names)
	default:
		return ui.Clean(strings.Join(values, ", "))
	}
}

func apologyName(ctx context.Context, m promise.ApologyMode) string {
	for _, o := range (PolicyForm{Apologies: string(m)}).apologyModes(ctx) {
		if o.Chosen {
			return o.Label
		}
	}
	return i18n.T(ctx, "policies.none")
}

// aspect is what a difference is in.
func (p ChangesPage) aspect(ctx context.Context, d sla.Difference) string {
	switch d.Aspect {
	case sla.OfConditions:
		return SubjectName(ctx, d.Subject)
	case sla.OfTarget:
		return TargetLabel(ctx, d.Column, d.Priority)
	case sla.OfLadder:
		return LevelName(ctx, d.Level-1)
	default:
		return settingOf(ctx, d.Aspect)
	}
}

// settingOf is what a setting of a policy is called.
func settingOf(ctx context.Context, a sla.Aspect) string {
	switch a {
	case sla.OfClock:
		return i18n.T(ctx, "policies.clock")
	case sla.OfCalendar:
		return i18n.T(ctx, "policies.calendar")
	case sla.OfWarning:
		return i18n.T(ctx, "policies.field.warn_left")
	case sla.OfWarnBefore:
		return i18n.T(ctx, "policies.field.warn_before")
	case sla.OfRecovery:
		return i18n.T(ctx, "policies.field.recovery")
	case sla.OfApologies:
		return i18n.T(ctx, "policies.field.apologies")
	case sla.OfApologyAfter:
		return i18n.T(ctx, "policies.field.apology_after")
	case sla.OfFollowUps:
		return i18n.T(ctx, "policies.field.follow_ups")
	case sla.OfConfirmation:
		return i18n.T(ctx, "policies.field.confirmation")
	case sla.OfQuiet:
		return i18n.T(ctx, "policies.field.quiet")
	case sla.OfHold:
		return i18n.T(ctx, "policies.field.hold")
	default:
		return i18n.T(ctx, "policies.field.reopening")
	}
}

// LevelName is what a level of the ladder is called, from 0.
func LevelName(ctx context.Context, level int) string {
	switch level {
	case 0:
		return i18n.T(ctx, "policies.level.first")
	case 1:
		return i18n.T(ctx, "policies.level.second")
	default:
		return i18n.T(ctx, "policies.level.third")
	}
}

// options are what can be tried of a subject. A company, a tag and a topic may be none.
func (t PolicyTrial) options(ctx context.Context, g ConditionGroup) []ui.Option {
	var out []ui.Option
	if g.Subject == sla.ByCompany || g.Subject == sla.ByTag || g.Subject == sla.ByTopic {
		out = append(out, ui.Option{Value: "", Label: i18n.T(ctx, "policies.try.none")})
	}
	for _, o := range g.Options {
		o.Chosen = t.has(g.Subject, o.Value)
		out = append(out, o)
	}
	return out
}

func (t PolicyTrial) has(s sla.Subject, value string) bool {
	switch s {
	case sla.ByTeam:
		return digits(t.Facts.Team) == value
	case sla.ByPriority:
		return string(t.Facts.Priority) == value
	case sla.ByCompany:
		return digits(t.Facts.Company) == value
	case sla.ByTag:
		return t.Tag == value
	case sla.ByTopic:
		return t.Topic == value
	case sla.ByLanguage:
		return t.Facts.Language == value
	default:
		return t.Facts.Channel == value
	}
}

// whyOf says why a ticket got a policy, or did not.
func whyOf(ctx context.Context, choices []ConditionGroup, l sla.Looked) string {
	switch {
	case l.Missed != nil:
		return i18n.T(ctx, "policies.try.not", i18n.Blanks{What: askedFor(ctx, choices, *l.Missed)})
	case l.Candidate.IsRest:
		return i18n.T(ctx, "policies.try.rest")
	}
	met := make([]string, len(l.Met))
	for i, c := range l.Met {
		met[i] = askedFor(ctx, choices, c)
	}
	return i18n.T(ctx, "policies.try.yes", i18n.Blanks{What: strings.Join(met, " · ")})
}
