package browser

import (
	"fmt"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/demo"
)

const majaMail = "maja@nordby.example"

func TestJourney_a_second_step_is_set_up_lost_and_recovered(t *testing.T) {
	t.Parallel()
	recovers(t, visitor{})
}

func TestJourney_a_second_step_is_lost_and_recovered_in_every_language(t *testing.T) {
	t.Parallel()
	inEveryLanguage(t, recovers)
}

// showsPassword is the first step of signing in.
func (p *tab) showsPassword(address string) {
	p.t.Helper()
	p.open("/login")
	p.fill("#email", address)
	p.fill("#password", demo.Password)
	p.press(`form[action="/login"] button.primary`)
}

func (p *tab) showsCode(code string) {
	p.t.Helper()
	p.at("/login/second")
	p.fill("#code", code)
	p.press(`form[action="/login/second"] button.primary`)
}

func recovers(t *testing.T, v visitor) {
	kept := nordby(t)
	kept.speaks(v.language)
	v.base = kept.base
	v.mayRefuse = true // a code is tried twice
	looked := func(p *tab, where string) {
		p.fits(t, where)
		if !v.isPlain { // axe is a script, too
			p.accessible(t, where)
		}
	}
	maja := open(t, v)
	maja.showsPassword(majaMail)
	maja.at("/desk")
	maja.open("/desk/profile/security/codes/new")
	looked(maja, "a new code app")
	secret := ask[string](maja, `document.querySelector(".secret code").innerText.replaceAll(" ", "")`)
	var now time.Time
	require.NoError(t, kept.db.QueryRow(t.Context(), `select clock_timestamp()`).Scan(&now))
	code, err := totp.GenerateCode(secret, now)
	require.NoError(t, err)
	maja.fill("#name", "My phone")
	maja.fill("#code", code)
	maja.press("#new-code button.primary")
	maja.until(`document.querySelectorAll(".codes li").length === 10`, "the recovery codes")
	looked(maja, "the recovery codes")
	codes := ask[[]string](maja, `[...document.querySelectorAll(".codes code")].map(c => c.innerText)`)
	maja.open("/desk/profile/security")
	maja.sees("My phone")
	looked(maja, "the second steps")

	// The phone is lost: a recovery code lets her in, once.
	again := open(t, v)
	again.showsPassword(majaMail)
	again.at("/login/second")
	looked(again, "the second step")
	again.showsCode(codes[0])
	again.at("/desk")
	again.open("/desk/profile/security")
	var left int
	require.NoError(t, kept.db.QueryRow(t.Context(), `select count(*) from recovery_codes where used_at is null`).Scan(&left))
	require.Equal(t, 9, left)
	other := open(t, v)
	other.showsPassword(majaMail)
	other.showsCode(codes[0])
	other.until(`!!document.querySelector("#code-error")`, "the code is not taken twice")
	other.at("/login/second")

	// The codes are lost, too: an admin takes the second step away, and her password lets her in again.
	var id int64
	require.NoError(t, kept.db.QueryRow(t.Context(), `select id from people where address = $1`, majaMail).Scan(&id))
	karin := open(t, v)
	karin.showsPassword("karin@nordby.example")
	karin.at("/desk")
	karin.open("/office/settings/security")
	looked(karin, "who needs a second step")
	hers := fmt.Sprintf("#p%d", id)
	karin.press(hers + " summary")
	karin.fill(fmt.Sprintf("#reason-%d", id), "Her phone fell into the harbour")
	karin.press(hers + " form button.danger")
	karin.until(`!document.querySelector("`+hers+` summary")`, "it is gone")
	again.open("/desk")
	again.at("/login")
	again.showsPassword(majaMail)
	again.at("/desk")
	again.open("/desk/profile/security")
	again.lacks("#factors + ul, .factors li")
}
