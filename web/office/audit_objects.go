package office

import (
	"context"
	"strconv"
	"strings"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/keep"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/desk"
	"github.com/kepthq/kept/web/ui"
)

// object says what else an entry is about, in words. The audit itself keeps short names that no change of words touches:
// "team 4", "company 2 domains", "sees_company"; what has no words here is shown as it stands there.
func object(ctx context.Context, r audit.Record) string {
	switch r.Kind {
	case people.AuditDeskChanged, people.AuditSettingChanged:
		return settingName(ctx, r.Object)
	case keep.AuditChanged, keep.AuditCleared:
		return keepName(ctx, keep.Kind(r.Object))
	case ticket.AuditBlocked, ticket.AuditBlockEnded:
		return blockKind(ctx, ticket.BlockKind(r.Object))
	case ticket.AuditRecovered, ticket.AuditDiscarded:
		return desk.SpamCause(ctx, ticket.Cause(r.Object))
	case sla.AuditHoursChanged:
		return i18n.T(ctx, "settings.hours.title")
	}
	if said, is := proofObject(ctx, r); is {
		return said
	}
	words := strings.Fields(r.Object)
	if r.Kind == people.AuditSessionsEnded && len(words) > 0 {
		n, _ := strconv.Atoi(words[0])
		return i18n.T(ctx, "audit.object.sign_ins", i18n.Blanks{Count: n})
	}
	if len(words) >= 2 && isNumber(words[1]) {
		noun := numbered(ctx, words[0], words[1])
		if r.Called != "" {
			noun = called(ctx, words[0], r.Called)
		}
		if noun != "" {
			if len(words) == 2 {
				return noun
			}
			return noun + " · " + known(ctx, strings.Join(words[2:], " "))
		}
	}
	return known(ctx, strings.TrimSpace(r.Object))
}

func isNumber(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// called is something that has a name, as it is now.
func called(ctx context.Context, noun, name string) string {
	b := i18n.Blanks{Name: ui.Clean(name)}
	switch noun {
	case "calendar":
		return i18n.T(ctx, "audit.object.calendar_called", i18n.Blanks{Name: CalendarName(ctx, name)})
	case "company":
		return i18n.T(ctx, "audit.object.company_called", b)
	case "customer":
		return i18n.T(ctx, "audit.object.customer_called", b)
	case "policy":
		return i18n.T(ctx, "audit.object.policy_called", i18n.Blanks{Name: ui.PolicyName(ctx, name)})
	case "tag":
		return i18n.T(ctx, "audit.object.tag_called", b)
	case "team":
		return i18n.T(ctx, "audit.object.team_called", b)
	case "topic":
		return i18n.T(ctx, "audit.object.topic_called", b)
	}
	return ""
}

// numbered is something that has a number and no name, or none any more.
func numbered(ctx context.Context, noun, n string) string {
	b := i18n.Blanks{Number: n}
	switch noun {
	case "calendar":
		return i18n.T(ctx, "audit.object.calendar", b)
	case "company":
		return i18n.T(ctx, "audit.object.company", b)
	case "customer":
		return i18n.T(ctx, "audit.object.customer", b)
	case "invitation":
		return i18n.T(ctx, "audit.object.invitation", b)
	case "policy":
		return i18n.T(ctx, "audit.object.policy", b)
	case "tag":
		return i18n.T(ctx, "audit.object.tag", b)
	case "team":
		return i18n.T(ctx, "audit.object.team", b)
	case "ticket":
		return i18n.T(ctx, "audit.object.ticket", b)
	case "topic":
		return i18n.T(ctx, "audit.object.topic", b)
	}
	return ""
}

// known is a field of somebody's or a company's, or how somebody proved who they are.
func known(ctx context.Context, name string) string {
	switch name {
	case "company":
		return i18n.T(ctx, "customer.card.company")
	case "contact":
		return i18n.T(ctx, "customer.card.contact")
	case "domains":
		return i18n.T(ctx, "customer.company.domains")
	case "hours":
		return i18n.T(ctx, "customer.card.hours")
	case "language":
		return i18n.T(ctx, "staff.field.language")
	case "may_reply":
		return i18n.T(ctx, "customer.company.may_reply")
	case "name":
		return i18n.T(ctx, "customer.form.name")
	case "notes":
		return i18n.T(ctx, "customer.notes.title")
	case "phones":
		return i18n.T(ctx, "customer.card.phones")
	case "sees_company":
		return i18n.T(ctx, "customer.form.sees")
	case "unrated":
		return i18n.T(ctx, "customer.card.unrated")
	case "zone":
		return i18n.T(ctx, "customer.card.zone")
	case string(people.ByPassword):
		return i18n.T(ctx, "audit.proof.password")
	case string(people.BySecondFactor):
		return i18n.T(ctx, "audit.proof.second_factor")
	case string(people.BySingleSignOn):
		return i18n.T(ctx, "audit.proof.single_sign_on")
	case string(people.ByInvitation):
		return i18n.T(ctx, "audit.proof.invitation")
	}
	return ui.Clean(name)
}

// value is one of the two texts of a change, in words where they are names of things that have names.
func value(ctx context.Context, r audit.Record, text string) string {
	if from, until, is := audit.ReadStretch(text); is {
		l := i18n.From(ctx)
		return l.Stamp(from) + " – " + l.Stamp(until)
	}
	switch r.Kind {
	case people.AuditRoleChanged, people.AuditPersonAdded, people.AuditInvited, people.AuditInvitationAccepted:
		return roleValue(ctx, text)
	case people.AuditSignedIn, people.AuditSessionsEnded, people.AuditSignInRefused, people.AuditSignInUnknown, people.AuditSignOnRefused, people.AuditStepRefused:
		if text != "" {
			return desk.Browser(ctx, text)
		}
	case people.AuditCustomerEdited, people.AuditCompanyEdited, people.AuditCompanySight:
		return factValue(ctx, r.Object, text)
	case factor.AuditRulesChanged:
		return rolesValue(ctx, text)
	case topic.AuditQuestionAdded, topic.AuditQuestionChanged:
		return questionValue(ctx, text)
	case people.AuditHoursSet:
		if own, is := people.HoursIn(text); is {
			return hoursSaid(ctx, own)
		}
	case sla.AuditHoursChanged, sla.AuditCalendarAdded, sla.AuditCalendarChanged:
		return openSaid(ctx, text)
	case people.AuditSettingChanged:
		if r.Object == "remind" && text == "0" {
			return i18n.T(ctx, "settings.remind_nobody")
		}
	case keep.AuditChanged:
		if text == keep.Forever {
			return i18n.T(ctx, "keep.forever")
		}
	}
	return ui.Clean(text)
}

func roleValue(ctx context.Context, role string) string {
	switch people.Role(role) {
	case people.Agent:
		return i18n.T(ctx, "audit.role.agent")
	case people.Customer:
		return i18n.T(ctx, "audit.role.customer")
	case people.Supervisor:
		return i18n.T(ctx, "layout.role.supervisor")
	case people.Technician:
		return i18n.T(ctx, "layout.role.technician")
	case people.Admin:
		return i18n.T(ctx, "layout.role.admin")
	}
	return ui.Clean(role)
}

// factValue is what is known of a customer or a company.
func factValue(ctx context.Context, object, text string) string {
	switch {
	case text == "true":
		return i18n.T(ctx, "topics.answer.yes")
	case text == "false":
		return i18n.T(ctx, "topics.answer.no")
	case object == "language":
		return i18n.Locale(text).Name()
	case object == "zone":
		return ui.Clean(strings.ReplaceAll(text, "_", " "))
	case object == "contact":
		switch people.Contact(text) {
		case people.ByMail:
			return i18n.T(ctx, "customer.contact.mail")
		case people.ByPhone:
			return i18n.T(ctx, "customer.contact.phone")
		case people.ByPortal:
			return i18n.T(ctx, "customer.contact.portal")
		}
	}
	return ui.Clean(text)
}

// questionValue is a topic's question: its name, then its kind and what holds for it.
func questionValue(ctx context.Context, text string) string {
	parts := strings.Split(text, ", ")
	for i := 1; i < len(parts); i++ {
		switch parts[i] {
		case string(topic.Text):
			parts[i] = i18n.T(ctx, "topics.kind.text")
		case string(topic.LongText):
			parts[i] = i18n.T(ctx, "topics.kind.long_text")
		case string(topic.Number):
			parts[i] = i18n.T(ctx, "topics.kind.number")
		case string(topic.Date):
			parts[i] = i18n.T(ctx, "topics.kind.date")
		case string(topic.Choice):
			parts[i] = i18n.T(ctx, "topics.kind.choice")
		case string(topic.YesNo):
			parts[i] = i18n.T(ctx, "topics.kind.yes_no")
		case "required":
			parts[i] = i18n.T(ctx, "audit.question.required")
		case "internal":
			parts[i] = i18n.T(ctx, "audit.question.internal")
		}
	}
	return ui.Clean(strings.Join(parts, " · "))
}
