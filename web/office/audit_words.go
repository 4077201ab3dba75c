package office

import (
	"context"
	"strings"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/web/ui"
)

// sentences are the keys of what the page says of each kind. Whoever adds a kind adds a line here, and the words to
// internal/i18n/words/*/audit.json; a test finds the kinds that have none.
var sentences = map[audit.Kind]string{
	"address.confirmed":          "audit.told.address_confirmed",
	"audit.emptied":              "audit.told.audit_emptied",
	"audit.exported":             "audit.told.audit_exported",
	"block.added":                "audit.told.block_added",
	"block.ended":                "audit.told.block_ended",
	"calendar.added":             "audit.told.calendar_added",
	"calendar.changed":           "audit.told.calendar_changed",
	"calendar.feed_changed":      "audit.told.calendar_feed_changed",
	"calendar.removed":           "audit.told.calendar_removed",
	"calendar.renamed":           "audit.told.calendar_renamed",
	"company.edited":             "audit.told.company_edited",
	"company.joined":             "audit.told.company_joined",
	"company.made":               "audit.told.company_made",
	"company.sight_changed":      "audit.told.company_sight_changed",
	"customer.address_agreed":    "audit.told.customer_address_agreed",
	"customer.address_asked":     "audit.told.customer_address_asked",
	"customer.address_confirmed": "audit.told.customer_address_confirmed",
	"customer.address_main":      "audit.told.customer_address_main",
	"customer.address_removed":   "audit.told.customer_address_removed",
	"customer.address_vouched":   "audit.told.customer_address_vouched",
	"customer.edited":            "audit.told.customer_edited",
	"customer.exported":          "audit.told.customer_exported",
	"customer.join_undone":       "audit.told.customer_join_undone",
	"customer.joined":            "audit.told.customer_joined",
	"customer.password_set":      "audit.told.customer_password_set",
	"customer.profile_changed":   "audit.told.customer_profile_changed",
	"customer.sessions_ended":    "audit.told.customer_sessions_ended",
	"customer.signed_in":         "audit.told.customer_signed_in",
	"customer.signed_in_by_link": "audit.told.customer_signed_in_by_link",
	"desk.changed":               "audit.told.desk_changed",
	"desk.founded":               "audit.told.desk_founded",
	"duty.added":                 "audit.told.duty_added",
	"duty.removed":               "audit.told.duty_removed",
	"factor.added":               "audit.told.factor_added",
	"factor.removed":             "audit.told.factor_removed",
	"factor.renamed":             "audit.told.factor_renamed",
	"factor.rules_changed":       "audit.told.factor_rules_changed",
	"factor.taken_away":          "audit.told.factor_taken_away",
	"follower.added":             "audit.told.follower_added",
	"follower.confirmed":         "audit.told.follower_confirmed",
	"follower.removed":           "audit.told.follower_removed",
	"hours.changed":              "audit.told.hours_changed",
	"identity.linked":            "audit.told.identity_linked",
	"identity.unlinked":          "audit.told.identity_unlinked",
	"invitation.accepted":        "audit.told.invitation_accepted",
	"invitation.sent":            "audit.told.invitation_sent",
	"invitation.sent_again":      "audit.told.invitation_sent_again",
	"invitation.withdrawn":       "audit.told.invitation_withdrawn",
	"person.added":               "audit.told.person_added",
	"person.erased":              "audit.told.person_erased",
	"person.exported":            "audit.told.person_exported",
	"person.left":                "audit.told.person_left",
	"person.not_proved":          "audit.told.person_not_proved",
	"person.password_changed":    "audit.told.person_password_changed",
	"person.password_forgotten":  "audit.told.person_password_forgotten",
	"person.password_reset":      "audit.told.person_password_reset",
	"person.picture_changed":     "audit.told.person_picture_changed",
	"person.profile_changed":     "audit.told.person_profile_changed",
	"person.proved":              "audit.told.person_proved",
	"person.returned":            "audit.told.person_returned",
	"person.role_changed":        "audit.told.person_role_changed",
	"person.sessions_ended":      "audit.told.person_sessions_ended",
	"person.sign_on_refused":     "audit.told.person_sign_on_refused",
	"person.sign_in_refused":     "audit.told.person_sign_in_refused",
	"person.sign_in_unknown":     "audit.told.person_sign_in_unknown",
	"person.signed_in":           "audit.told.person_signed_in",
	"absence.entered":            "absence.audit.entered",
	"absence.changed":            "absence.audit.changed",
	"absence.ended":              "absence.audit.ended",
	"absence.removed":            "absence.audit.removed",
	"person.skills_changed":      "audit.told.person_skills_changed",
	"person.hours_set":           "audit.told.person_hours_set",
	"person.teams_changed":       "audit.told.person_teams_changed",
	"policy.added":               "policies.audit.added",
	"policy.changed":             "policies.audit.changed",
	"policy.ended":               "policies.audit.ended",
	"policy.moved":               "policies.audit.moved",
	"promises.exported":          "audit.told.promises_exported",
	"recovery_codes.made":        "audit.told.recovery_codes_made",
	"recovery_codes.used":        "audit.told.recovery_codes_used",
	"retention.changed":          "audit.told.retention_changed",
	"retention.cleared":          "audit.told.retention_cleared",
	"second_step.refused":        "audit.told.second_step_refused",
	"setting.changed":            "audit.told.setting_changed",
	"suspended.discarded":        "audit.told.suspended_discarded",
	"suspended.recovered":        "audit.told.suspended_recovered",
	"tag.added":                  "audit.told.tag_added",
	"tag.changed":                "audit.told.tag_changed",
	"tag.joined":                 "audit.told.tag_joined",
	"tag.removed":                "audit.told.tag_removed",
	"team.added":                 "audit.told.team_added",
	"team.changed":               "audit.told.team_changed",
	"team.moved":                 "audit.told.team_moved",
	"team.named":                 "audit.told.team_named",
	"team.removed":               "audit.told.team_removed",
	"topic.added":                "audit.told.topic_added",
	"topic.archived":             "audit.told.topic_archived",
	"topic.changed":              "audit.told.topic_changed",
	"topic.moved":                "audit.told.topic_moved",
	"topic.question_added":       "audit.told.topic_question_added",
	"topic.question_archived":    "audit.told.topic_question_archived",
	"topic.question_changed":     "audit.told.topic_question_changed",
	"topic.question_moved":       "audit.told.topic_question_moved",
	"topic.question_returned":    "audit.told.topic_question_returned",
	"topic.returned":             "audit.told.topic_returned",
}

// told is what was done, with the marks "who" and "whom" in the place of the people. A kind without a sentence of its
// own is told by its name.
func told(l *i18n.Localizer, r audit.Record) []i18n.Part {
	if key, known := sentences[r.Kind]; known {
		return l.Parts(key)
	}
	b := i18n.Blanks{Kind: ui.Clean(strings.NewReplacer(".", ": ", "_", " ").Replace(string(r.Kind)))}
	if r.PersonID != nil {
		return l.Parts("audit.told.unnamed_about", b)
	}
	return l.Parts("audit.told.unnamed", b)
}

// groupName is what entries are about.
func groupName(ctx context.Context, group string) string {
	switch group {
	case "address":
		return i18n.T(ctx, "audit.group.address")
	case "audit":
		return i18n.T(ctx, "audit.group.audit")
	case "block":
		return i18n.T(ctx, "audit.group.block")
	case "calendar":
		return i18n.T(ctx, "audit.group.calendar")
	case "company":
		return i18n.T(ctx, "audit.group.company")
	case "customer":
		return i18n.T(ctx, "audit.group.customer")
	case "desk":
		return i18n.T(ctx, "audit.group.desk")
	case "factor":
		return i18n.T(ctx, "audit.group.factor")
	case "follower":
		return i18n.T(ctx, "audit.group.follower")
	case "hours":
		return i18n.T(ctx, "audit.group.hours")
	case "identity":
		return i18n.T(ctx, "audit.group.identity")
	case "invitation":
		return i18n.T(ctx, "audit.group.invitation")
	case "person":
		return i18n.T(ctx, "audit.group.person")
	case "policy":
		return i18n.T(ctx, "policies.title")
	case "recovery_codes":
		return i18n.T(ctx, "audit.group.recovery_codes")
	case "retention":
		return i18n.T(ctx, "audit.group.retention")
	case "second_step":
		return i18n.T(ctx, "audit.group.second_step")
	case "setting":
		return i18n.T(ctx, "audit.group.setting")
	case "suspended":
		return i18n.T(ctx, "audit.group.suspended")
	case "tag":
		return i18n.T(ctx, "audit.group.tag")
	case "team":
		return i18n.T(ctx, "audit.group.team")
	case "topic":
		return i18n.T(ctx, "audit.group.topic")
	default:
		return ui.Clean(strings.ReplaceAll(group, "_", " "))
	}
}
