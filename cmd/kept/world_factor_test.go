package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// reason is the field in which an admin says why a second factor is taken away.
const ofLostFactor = "/office/people/{person}/second-factor/removals"

// isProof reports whether a route's form proves somebody, or sets up what does: those forms carry what is sealed or signed,
// may end the session that sends them, and write what was wrong into the audit.
func isProof(route string) bool {
	return strings.HasPrefix(route, "/login/") && !strings.HasPrefix(route, "/login/forgotten") && !strings.HasPrefix(route, "/login/new-password") ||
		strings.HasPrefix(route, "/desk/profile/security/") || route == ofLostFactor || route == "/office/settings/security"
}

// proofFields are the fields of such a form as a row of the table sends it.
func proofFields(route string) url.Values {
	switch {
	case route == "/login/again":
		return url.Values{"next": {"/desk"}}
	case strings.HasPrefix(route, "/login/") && strings.HasSuffix(route, "/passkeys"):
		return url.Values{"credential": {""}, "next": {"/desk"}}
	case strings.HasPrefix(route, "/login/"):
		return url.Values{"code": {"123456"}, "password": {"a guess of somebody's"}, "next": {"/desk"}}
	case strings.HasSuffix(route, "/codes"):
		return url.Values{"setup": {"bm90aGluZw"}, "name": {"Phone"}, "code": {"123456"}}
	case strings.HasSuffix(route, "/security/passkeys"):
		return url.Values{"name": {"Laptop"}, "credential": {""}}
	case strings.HasSuffix(route, "/name"):
		return url.Values{"name": {"Old phone"}}
	case strings.HasSuffix(route, "/identities/removals"):
		return url.Values{"issuer": {"https://login.example"}, "subject": {"nobody"}}
	case route == ofLostFactor:
		return url.Values{"reason": {"I called them."}}
	}
	return url.Values{}
}

// hasFactor gives somebody a code app, unless they have one, and returns its number.
func (s *site) hasFactor(id people.ID) factor.ID {
	s.T.Helper()
	standing, err := factor.Of(s.T.Context(), s.DB, id)
	require.NoError(s.T, err)
	if len(standing.Factors) > 0 {
		return standing.Factors[0].ID
	}
	s.addsApp(id)
	return s.hasFactor(id)
}

// addsApp gives somebody a code app, and returns what it was told.
func (s *site) addsApp(id people.ID) (secret string) {
	s.T.Helper()
	me, err := people.Get(s.T.Context(), s.DB, id)
	require.NoError(s.T, err)
	codes, err := factor.NewRecoveries(s.T.Context())
	require.NoError(s.T, err)
	setup, err := factor.NewSetup(s.T.Context(), s.DB, s.box, me, "Nordby Fiber")
	require.NoError(s.T, err)
	now, err := factor.Clock(s.T.Context(), s.DB)
	require.NoError(s.T, err)
	secret = strings.ReplaceAll(setup.Secret, " ", "")
	code, err := totp.GenerateCode(secret, now.Truncate(time.Second))
	require.NoError(s.T, err)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := factor.AddCode(ctx, tx, s.box, me.Acting(), factor.NewCode{Sealed: setup.Sealed, Name: "Phone", Code: code, Longest: 200, Recovery: codes})
		return err
	})
	return secret
}

// proofAddress fills in what only the routes of second factors name: whose factor, and of whom.
func (s *site) proofAddress(path, object string) string {
	of, person := "", s.Jonas.ID
	switch object {
	case "unknown factor", "unknown person":
		of, person = nowhere, 987654
	case "nonsense":
		return strings.NewReplacer("{factor}", nonsense, "{person}", nonsense).Replace(path)
	case "the admin":
		person = s.Karin.ID
	}
	if strings.Contains(path, "{factor}") && of == "" {
		of = fmt.Sprint(s.hasFactor(s.Karin.ID))
	}
	if strings.Contains(path, "{person}") && person == s.Jonas.ID {
		s.hasFactor(person)
	}
	return strings.NewReplacer("{factor}", of, "{person}", fmt.Sprint(person)).Replace(path)
}
