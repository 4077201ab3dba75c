package people

import "github.com/kepthq/kept/internal/audit"

// What the audit says was done to people, teams and rights here.
const (
	AuditSignedIn        audit.Kind = "person.signed_in"
	AuditSignInRefused   audit.Kind = "person.sign_in_refused" // a wrong password
	AuditSignInUnknown   audit.Kind = "person.sign_in_unknown" // an address of nobody of the staff
	AuditSignOnRefused   audit.Kind = "person.sign_on_refused" // known to the company, and works here no more
	AuditStepRefused     audit.Kind = "second_step.refused"    // a wrong second step
	AuditSessionsEnded   audit.Kind = "person.sessions_ended"
	AuditPasswordChanged audit.Kind = "person.password_changed"
	AuditPasswordForgot  audit.Kind = "person.password_forgotten"
	AuditPasswordReset   audit.Kind = "person.password_reset"
	AuditProfileChanged  audit.Kind = "person.profile_changed"
	AuditPictureChanged  audit.Kind = "person.picture_changed"
	AuditPersonAdded     audit.Kind = "person.added"
	AuditPersonLeft      audit.Kind = "person.left"
	AuditPersonReturned  audit.Kind = "person.returned"
	AuditRoleChanged     audit.Kind = "person.role_changed"
	AuditTeamsChanged    audit.Kind = "person.teams_changed"
	AuditSkillsChanged   audit.Kind = "person.skills_changed"
	AuditHoursSet        audit.Kind = "person.hours_set" // by an admin, for somebody else or themselves

	AuditInvited             audit.Kind = "invitation.sent"
	AuditInvitedAgain        audit.Kind = "invitation.sent_again"
	AuditInvitationWithdrawn audit.Kind = "invitation.withdrawn"
	AuditInvitationAccepted  audit.Kind = "invitation.accepted"

	AuditTeamAdded   audit.Kind = "team.added"
	AuditTeamChanged audit.Kind = "team.changed"
	AuditTeamMoved   audit.Kind = "team.moved"
	AuditTeamRemoved audit.Kind = "team.removed"
)
