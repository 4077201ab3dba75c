package people

import "github.com/kepthq/kept/internal/audit"

// What the audit says was done to people, teams and rights here.
const (
	AuditSignedIn      audit.Kind = "person.signed_in"
	AuditSignInRefused audit.Kind = "person.sign_in_refused" // a wrong password
)
