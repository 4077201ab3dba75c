package browser

import (
	"testing"

	"github.com/kepthq/kept/internal/demo"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/sso"
	"github.com/kepthq/kept/internal/sso/ssotest"
)

func TestJourney_the_companys_own_sign_in_is_linked_once_and_then_enough(t *testing.T) {
	t.Parallel()
	comesByTheCompany(t, visitor{})
}

func TestJourney_the_companys_own_sign_in_in_every_language(t *testing.T) {
	t.Parallel()
	inEveryLanguage(t, comesByTheCompany)
}

func comesByTheCompany(t *testing.T, v visitor) {
	company := ssotest.New(t)
	kept := nordby(t, func(s *httpd.Server) {
		s.SignOn = sso.New(sso.Settings{
			Issuer: company.Issuer(), ClientID: ssotest.ClientID, ClientSecret: ssotest.ClientSecret, Domains: []string{"nordby.example"},
			Label: "Nordby ID", Back: s.Settings.BaseURL.JoinPath("login", "company", "back").String(),
		})
	})
	kept.speaks(v.language)
	v.base = kept.base
	maja := open(t, v)
	maja.open("/desk/notices")
	maja.at("/login")
	maja.fits(t, "two ways to sign in")
	maja.press(`a[href^="/login/company"]`)
	maja.at("/login/link")
	maja.sees("Nordby ID")
	maja.sees(majaMail)
	maja.fits(t, "is this account yours")
	maja.fill("#password", demo.Password)
	maja.press(`form[action="/login/link"] button.primary`)
	maja.at("/desk/notices")

	again := open(t, v)
	again.open("/login")
	again.press(`a[href^="/login/company"]`)
	again.at("/desk")
	again.open("/desk/profile/security")
	again.sees(company.Issuer())

	// Somebody whom the company knows, and who does not work here.
	company.Is(map[string]any{"sub": "guest", "email": "guest@nordby.example"})
	v.mayRefuse = true
	guest := open(t, v)
	guest.open("/login")
	guest.press(`a[href^="/login/company"]`)
	guest.at("/login")
	guest.has(`[role="alert"]`)
	guest.open("/desk")
	guest.at("/login")
}
