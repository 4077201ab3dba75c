package door_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/descope/virtualwebauthn"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
)

// device is somebody's device with a passkey.
type device struct {
	site virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	key  virtualwebauthn.Credential
}

func newDevice() *device {
	d := &device{
		site: virtualwebauthn.RelyingParty{Name: "Kept", ID: site.Hostname(), Origin: site.String()},
		auth: virtualwebauthn.NewAuthenticator(), key: virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2),
	}
	// One key in 128 begins a coordinate with a zero, which the device's library leaves out and every server then refuses.
	for len(d.key.Key.AttestationData()) != 77 {
		d.key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return d
}

// isMade is the device's answer to what the desk asks of a new passkey.
func (v *visitor) isMade(d *device) string {
	v.t.Helper()
	asked := v.send(http.MethodPost, "/desk/profile/security/challenges", nil)
	require.Equal(v.t, http.StatusOK, asked.StatusCode, asked.body)
	require.Equal(v.t, "application/json", asked.Header.Get("Content-Type"))
	options, err := virtualwebauthn.ParseAttestationOptions(asked.body)
	require.NoError(v.t, err)
	answer := virtualwebauthn.CreateAttestationResponse(d.site, d.auth, d.key, *options)
	d.auth.Options.UserHandle = []byte(options.UserID)
	d.auth.AddCredential(d.key)
	return answer
}

// isSigned is the device's answer to what a step asks.
func (v *visitor) isSigned(d *device, at string) string {
	v.t.Helper()
	asked := v.send(http.MethodPost, at+"/challenges", nil)
	require.Equal(v.t, http.StatusOK, asked.StatusCode, asked.body)
	options, err := virtualwebauthn.ParseAssertionOptions(asked.body)
	require.NoError(v.t, err)
	return virtualwebauthn.CreateAssertionResponse(d.site, d.auth, d.key, *options)
}

// addsPasskey adds a device's passkey in the pages, as somebody who is signed in.
func (v *visitor) addsPasskey(d *device, name string) page {
	v.t.Helper()
	p := v.opens("/desk/profile/security/passkeys/new")
	require.Equal(v.t, http.StatusOK, p.StatusCode)
	return v.sends(p, "/desk/profile/security/passkeys", url.Values{"name": {name}, "credential": {v.isMade(d)}})
}

func TestPasskey_is_a_second_step_and_answers_each_question_once(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	v.signsIn("maja@nordby.example")
	require.Contains(t, v.opens("/desk/profile/security/passkeys/new").body, "need JavaScript", "without script it says so")
	laptop := newDevice()
	added := v.addsPasskey(laptop, "Laptop")
	require.Equal(t, http.StatusOK, added.StatusCode, added.body)
	require.Len(t, codeText.FindAllString(added.body, -1), 10)
	require.Contains(t, v.opens("/desk/profile/security").body, "Laptop")

	other := v.elsewhere()
	require.Equal(t, "/login/second", other.signsIn("maja@nordby.example").goesTo())
	step := other.opens("/login/second")
	require.Contains(t, step.body, `data-passkey="/login/second/challenges"`)
	answer := other.isSigned(laptop, "/login/second")
	in := other.sends(step, "/login/second/passkeys", url.Values{"credential": {answer}})
	require.Equal(t, "/desk", in.goesTo(), in.body)
	require.True(t, other.isIn())

	third := v.elsewhere()
	third.signsIn("maja@nordby.example")
	third.isSigned(laptop, "/login/second") // another question
	again := third.sends(third.opens("/login/second"), "/login/second/passkeys", url.Values{"credential": {answer}})
	require.Equal(t, http.StatusUnprocessableEntity, again.StatusCode, "an old answer is worth nothing")
	require.False(t, third.isIn())

	stale(t, db)
	require.Equal(t, http.StatusSeeOther, other.opens("/desk/profile/security/codes/new").StatusCode)
	proof := other.isSigned(laptop, "/login/again")
	require.Equal(t, "/desk/profile/security", other.sends(other.opens("/login/again?next=/desk/profile/security"), "/login/again/passkeys",
		url.Values{"credential": {proof}, "next": {"/desk/profile/security"}}).goesTo())
	require.Equal(t, http.StatusOK, other.opens("/desk/profile/security/codes/new").StatusCode)
}

func TestPasskey_of_another_site_of_another_person_or_another_browser_is_refused(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	maja := whole(t, db, func(s *httpd.Server) { s.Settings.Rates.Proof.Limit = 0 })
	karin := maja.elsewhere()
	maja.signsIn("maja@nordby.example")
	karin.signsIn("karin@nordby.example")
	hers, his := newDevice(), newDevice()
	require.Equal(t, http.StatusOK, maja.addsPasskey(hers, "Laptop").StatusCode)
	require.Equal(t, http.StatusOK, karin.addsPasskey(his, "Laptop").StatusCode)
	require.Equal(t, http.StatusConflict, karin.addsPasskey(hers, "Hers").StatusCode, "a passkey is one person's")

	elsewhere := *hers
	elsewhere.site.Origin = "https://kept.example.evil.example"
	foreign := *hers
	foreign.site.ID, foreign.site.Origin = "evil.example", "https://evil.example"
	fake := newDevice()
	fake.key.ID = hers.key.ID
	for name, d := range map[string]*device{"another origin": &elsewhere, "another site": &foreign, "another key": fake, "another person": his} {
		other := maja.elsewhere()
		other.signsIn("maja@nordby.example")
		refused := other.send(http.MethodPost, "/login/second/passkeys", url.Values{"credential": {other.isSigned(d, "/login/second")}})
		require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode, name)
		require.False(t, other.isIn(), name)
	}
	one, two := maja.elsewhere(), maja.elsewhere()
	one.signsIn("maja@nordby.example")
	two.signsIn("maja@nordby.example")
	answer := one.isSigned(hers, "/login/second")
	require.Equal(t, http.StatusUnprocessableEntity, two.send(http.MethodPost, "/login/second/passkeys", url.Values{"credential": {answer}}).StatusCode)
	require.False(t, two.isIn(), "the question was another browser's")

	for _, junk := range []string{"", "{}", "null", "[]", `{"id":1}`, "\x00", answer[:len(answer)/2]} {
		other := maja.elsewhere()
		other.signsIn("maja@nordby.example")
		other.isSigned(hers, "/login/second")
		require.Equal(t, http.StatusUnprocessableEntity, other.send(http.MethodPost, "/login/second/passkeys", url.Values{"credential": {junk}}).StatusCode, junk)
	}
}

func TestPasskey_that_was_copied_is_refused(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	v.signsIn("maja@nordby.example")
	laptop := newDevice()
	require.Equal(t, http.StatusOK, v.addsPasskey(laptop, "Laptop").StatusCode)
	laptop.key.Counter = 7
	other := v.elsewhere()
	other.signsIn("maja@nordby.example")
	require.Equal(t, "/desk", other.send(http.MethodPost, "/login/second/passkeys", url.Values{"credential": {other.isSigned(laptop, "/login/second")}}).goesTo())
	laptop.key.Counter = 6
	copied := v.elsewhere()
	copied.signsIn("maja@nordby.example")
	require.Equal(t, http.StatusUnprocessableEntity, copied.send(http.MethodPost, "/login/second/passkeys", url.Values{"credential": {copied.isSigned(laptop, "/login/second")}}).StatusCode)
	var stored struct{ Credential json.RawMessage }
	require.NoError(t, db.QueryRow(t.Context(), `select credential from factors`).Scan(&stored.Credential))
	require.Contains(t, string(stored.Credential), `"signCount": 7`)
}

func TestPasskeys_are_not_offered_where_the_address_is_a_number(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db, func(s *httpd.Server) { s.Settings.BaseURL = &url.URL{Scheme: "http", Host: "127.0.0.1:8080"} })
	v.signsIn("maja@nordby.example")
	require.Contains(t, v.opens("/desk/profile/security").body, "Passkeys need an address with a name")
	require.Equal(t, http.StatusNotFound, v.opens("/desk/profile/security/passkeys/new").StatusCode)
	require.Equal(t, http.StatusNotFound, v.send(http.MethodPost, "/desk/profile/security/challenges", nil).StatusCode)
	require.Equal(t, http.StatusNotFound, v.send(http.MethodPost, "/desk/profile/security/passkeys", url.Values{"name": {"x"}, "credential": {"{}"}}).StatusCode)
}
