package door_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/seal"
)

// stale makes every session one that was proved twenty minutes ago.
func stale(t *testing.T, db *pg.DB) {
	t.Helper()
	_, err := db.Pool().Exec(t.Context(), `update sessions set proven_at = clock_timestamp() - interval '20 minutes'`)
	require.NoError(t, err)
}

// recorded counts the entries of a kind in the audit about somebody.
func recorded(t *testing.T, db *pg.DB, kind audit.Kind, address string) (n int) {
	t.Helper()
	const q = `select count(*) from audit a join people p on p.id = a.person_id where a.kind = $1 and p.address = $2`
	require.NoError(t, db.QueryRow(t.Context(), q, kind, address).Scan(&n))
	return n
}

func TestFresh_asks_again_for_the_password_and_leads_back(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	session := v.signsIn("maja@nordby.example").Cookies()[0]
	require.Equal(t, http.StatusOK, v.opens("/desk/profile/security/codes/new").StatusCode, "a sign-in is a proof")
	stale(t, db)
	asked := v.opens("/desk/profile/security/codes/new")
	require.Equal(t, "/login/again?next=%2Fdesk%2Fprofile%2Fsecurity%2Fcodes%2Fnew", asked.goesTo())
	require.Equal(t, http.StatusOK, v.opens("/desk").StatusCode, "everything else goes on")

	form := v.opens(asked.goesTo())
	require.Equal(t, http.StatusOK, form.StatusCode)
	wrong := v.sends(form, "/login/again", url.Values{"password": {"another sentence"}, "next": {"/desk/profile/security/codes/new"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode)
	require.Contains(t, wrong.body, `value="/desk/profile/security/codes/new"`)
	require.Equal(t, 1, recorded(t, db, factor.AuditNotProved, "maja@nordby.example"))
	require.Equal(t, http.StatusSeeOther, v.opens("/desk/profile/security/codes/new").StatusCode)

	right := v.sends(form, "/login/again", url.Values{"password": {password}, "next": {"/desk/profile/security/codes/new"}})
	require.Equal(t, "/desk/profile/security/codes/new", right.goesTo())
	require.NotEqual(t, session.Value, right.Cookies()[0].Value, "the session goes on under another token")
	require.Equal(t, http.StatusOK, v.opens("/desk/profile/security/codes/new").StatusCode)
	require.Equal(t, 1, recorded(t, db, factor.AuditProved, "maja@nordby.example"))
	at, err := url.Parse(v.url)
	require.NoError(t, err)
	stolen := v.elsewhere()
	stolen.http.Jar.SetCookies(at, []*http.Cookie{session})
	require.False(t, stolen.isIn(), "the old token is worth nothing")
}

func TestFresh_asks_for_the_second_factor_of_whoever_has_one_and_never_leads_to_another_site(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	v.signsIn("maja@nordby.example")
	phone := v.setsUp(db)
	stale(t, db)
	form := v.opens("/login/again?next=//evil.example")
	require.NotContains(t, form.body, `name="password"`)
	require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, "/login/again", url.Values{"password": {password}}).StatusCode)
	require.Equal(t, http.StatusSeeOther, v.opens("/desk/profile/security/codes/new").StatusCode)
	right := v.sends(form, "/login/again", url.Values{"code": {phone.shows(0)}, "next": {"//evil.example"}})
	require.Equal(t, "/desk", right.goesTo())
	require.Equal(t, http.StatusOK, v.opens("/desk/profile/security/codes/new").StatusCode)
	require.Equal(t, "/login?next=%2Flogin%2Fagain", v.elsewhere().opens("/login/again").goesTo(), "nobody proves anything without a session")
}

func TestFresh_leads_back_to_the_page_whose_form_was_sent(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	v.signsIn("maja@nordby.example")
	stale(t, db)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url+"/desk/profile/security/recovery-codes", nil)
	require.NoError(t, err)
	req.Header.Set("Referer", v.url+"/desk/profile/security")
	res, err := v.http.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, "/login/again?next=%2Fdesk%2Fprofile%2Fsecurity", res.Header.Get("Location"))
}

func TestRules_lead_whoever_has_no_second_factor_to_set_one_up_before_anything_else(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	admin := whole(t, db)
	maja := admin.elsewhere()
	maja.signsIn("maja@nordby.example")
	require.True(t, maja.isIn(), "nobody needs one on a fresh desk")

	require.Equal(t, http.StatusNotFound, maja.opens("/office/settings/security").StatusCode)
	require.Equal(t, http.StatusNotFound, maja.send(http.MethodPost, "/office/settings/security", url.Values{"roles": {"agent"}}).StatusCode)
	admin.signsIn("karin@nordby.example")
	p := admin.opens("/office/settings/security")
	require.Contains(t, p.body, "password only")
	require.Equal(t, http.StatusUnprocessableEntity, admin.sends(p, "/office/settings/security", url.Values{"roles": {"agent", "customer"}}).StatusCode)
	require.Equal(t, "/office/settings/security", admin.sends(p, "/office/settings/security", url.Values{"roles": {"agent"}}).goesTo())
	require.Contains(t, admin.opens("/office/settings/security").body, "none yet, and needs one")

	for _, path := range []string{"/desk", "/desk/profile", "/desk/notices", "/desk/tickets/1", "/desk?team=1"} {
		require.Equal(t, "/desk/profile/security", maja.opens(path).goesTo(), path)
	}
	require.Equal(t, "/desk/profile/security", maja.send(http.MethodPost, "/desk/profile", url.Values{"language": {"sv"}}).goesTo())
	led := maja.opens("/desk/profile/security")
	require.Contains(t, led.body, i18n.For(i18n.EN, nil).T("factor.page.led"))
	require.NotContains(t, led.body, `class="side"`, "nothing of the desk is shown")
	anew := maja.elsewhere()
	require.Equal(t, "/desk", anew.signsIn("maja@nordby.example").goesTo())
	require.Equal(t, "/desk/profile/security", anew.opens("/desk").goesTo())
	phone := maja.setsUp(db)
	require.True(t, maja.isIn())
	require.False(t, anew.isIn(), "the other session has ended")
	require.Len(t, phone.codes, 10)

	p = maja.opens("/desk/profile/security")
	require.NotContains(t, p.body, "/removals", "the last one stays")
	var id string
	require.NoError(t, db.QueryRow(t.Context(), `select id::text from factors`).Scan(&id))
	require.Equal(t, http.StatusConflict, maja.send(http.MethodPost, "/desk/profile/security/factors/"+id+"/removals", nil).StatusCode)
	require.True(t, admin.isIn(), "an admin needs none")
	require.Equal(t, "/office/settings/security", admin.send(http.MethodPost, "/office/settings/security", nil).goesTo())
	require.Equal(t, "/desk/profile/security", maja.send(http.MethodPost, "/desk/profile/security/factors/"+id+"/removals", nil).goesTo())
	var left int
	require.NoError(t, db.QueryRow(t.Context(), `select (select count(*) from factors) + (select count(*) from recovery_codes)`).Scan(&left))
	require.Zero(t, left, "the recovery codes go with the last one")
}

func TestLostFactor_is_removed_by_an_admin_and_its_owner_is_told(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	admin := whole(t, db)
	maja := admin.elsewhere()
	maja.signsIn("maja@nordby.example")
	maja.setsUp(db)
	half := maja.elsewhere()
	half.signsIn("maja@nordby.example")
	var majaID, karinID string
	require.NoError(t, db.QueryRow(t.Context(), `select id::text from people where address = 'maja@nordby.example'`).Scan(&majaID))
	require.NoError(t, db.QueryRow(t.Context(), `select id::text from people where address = 'karin@nordby.example'`).Scan(&karinID))
	removal := "/office/people/" + majaID + "/second-factor/removals"
	require.Equal(t, http.StatusNotFound, maja.send(http.MethodPost, removal, url.Values{"reason": {"me"}}).StatusCode)

	admin.signsIn("karin@nordby.example")
	p := admin.opens("/office/settings/security")
	require.Contains(t, p.body, "1 code app and 10 recovery codes")
	empty := admin.sends(p, removal, url.Values{"reason": {" "}})
	require.Equal(t, http.StatusUnprocessableEntity, empty.StatusCode)
	require.Contains(t, empty.body, `id="reason-`+majaID+`-error"`)
	require.Equal(t, http.StatusConflict, admin.send(http.MethodPost, "/office/people/"+karinID+"/second-factor/removals", url.Values{"reason": {"mine"}}).StatusCode)
	require.Equal(t, http.StatusNotFound, admin.send(http.MethodPost, "/office/people/99999/second-factor/removals", url.Values{"reason": {"whose"}}).StatusCode)
	stale(t, db)
	require.Contains(t, admin.send(http.MethodPost, removal, url.Values{"reason": {"I called her."}}).goesTo(), "/login/again")
	admin.send(http.MethodPost, "/login/again", url.Values{"password": {password}})
	require.Equal(t, "/office/settings/security", admin.sends(p, removal, url.Values{"reason": {"I called her."}}).goesTo())

	require.False(t, maja.isIn(), "every session ends")
	require.Equal(t, http.StatusGone, half.opens("/login/second").StatusCode)
	require.Equal(t, "/desk", maja.elsewhere().signsIn("maja@nordby.example").goesTo(), "the password is enough again")
	var kind, by, became string
	require.NoError(t, db.QueryRow(t.Context(), `select kind, reason from outbox where person_id = $1`, majaID).Scan(&kind, &by))
	require.Equal(t, []string{"factor_lost", "Karin Ek"}, []string{kind, by})
	require.NoError(t, db.QueryRow(t.Context(), `select became from audit where kind = $1 and person_id = $2`, factor.AuditLost, majaID).Scan(&became))
	require.Equal(t, "I called her.", became)
	require.Equal(t, http.StatusConflict, admin.send(http.MethodPost, removal, url.Values{"reason": {"again"}}).StatusCode)
}

func TestSetup_is_its_owners_and_is_added_once(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	maja := whole(t, db)
	karin := maja.elsewhere()
	maja.signsIn("maja@nordby.example")
	karin.signsIn("karin@nordby.example")
	p := maja.opens("/desk/profile/security/codes/new")
	require.Regexp(t, `<svg class="square" role="img" aria-label="[^"]+" viewBox="-4 -4 \d+ \d+"`, p.body)
	a := &app{t: t, db: db, secret: regexp.MustCompile(` `).ReplaceAllString(secretText.FindStringSubmatch(p.body)[1], "")}
	form := func(code string) url.Values {
		return url.Values{"setup": {setupField.FindStringSubmatch(p.body)[1]}, "name": {"Phone"}, "code": {code}}
	}
	require.Equal(t, http.StatusGone, karin.send(http.MethodPost, "/desk/profile/security/codes", form(a.shows(0))).StatusCode)
	forged := form(a.shows(0))
	forged.Set("setup", forged.Get("setup")[1:])
	require.Equal(t, http.StatusGone, maja.send(http.MethodPost, "/desk/profile/security/codes", forged).StatusCode)
	wrong := maja.sends(p, "/desk/profile/security/codes", form("12345"))
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode)
	require.Equal(t, setupField.FindString(p.body), setupField.FindString(wrong.body), "the same square is shown again")
	require.Contains(t, wrong.body, secretText.FindString(p.body))
	require.Equal(t, http.StatusUnprocessableEntity, maja.sends(p, "/desk/profile/security/codes", form(a.shows(3))).StatusCode)
	long := form(a.shows(0))
	long.Set("name", string(make([]rune, 201)))
	require.Equal(t, http.StatusUnprocessableEntity, maja.sends(p, "/desk/profile/security/codes", long).StatusCode)
	require.Equal(t, http.StatusOK, maja.sends(p, "/desk/profile/security/codes", form(a.shows(0))).StatusCode)
	require.Equal(t, http.StatusConflict, maja.sends(p, "/desk/profile/security/codes", form(a.shows(0))).StatusCode, "sending it twice adds it once")
	require.Equal(t, 1, recorded(t, db, factor.AuditAdded, "maja@nordby.example"))
	require.Equal(t, 1, recorded(t, db, factor.AuditCodesMade, "maja@nordby.example"))
}

func TestFactors_can_be_renamed_and_are_ten_at_most(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	maja := whole(t, db)
	maja.signsIn("maja@nordby.example")
	maja.setsUp(db)
	var id string
	require.NoError(t, db.QueryRow(t.Context(), `select id::text from factors`).Scan(&id))
	p := maja.opens("/desk/profile/security")
	require.Equal(t, "/desk/profile/security", maja.sends(p, "/desk/profile/security/factors/"+id+"/name", url.Values{"name": {"<b>Old</b> phone"}}).goesTo())
	require.Contains(t, maja.opens("/desk/profile/security").body, "&lt;b&gt;Old&lt;/b&gt; phone")
	refused := maja.sends(p, "/desk/profile/security/factors/"+id+"/name", url.Values{"name": {""}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.StatusCode)
	require.Contains(t, refused.body, `id="name-`+id+`-error"`)
	karin := maja.elsewhere()
	karin.signsIn("karin@nordby.example")
	for _, act := range []string{"/name", "/removals"} {
		require.Equal(t, http.StatusNotFound, karin.send(http.MethodPost, "/desk/profile/security/factors/"+id+act, url.Values{"name": {"mine"}}).StatusCode, "it is another's")
	}
	_, err := db.Pool().Exec(t.Context(), `insert into factors (person_id, kind, name, setup_key, sealed, last_step)
		select person_id, 'code', 'more', decode(lpad(n::text, 8, '0'), 'hex'), sealed, 0 from factors, generate_series(1, 9) n`)
	require.NoError(t, err)
	require.Contains(t, maja.opens("/desk/profile/security").body, "You have 10")
	full := maja.opens("/desk/profile/security/codes/new")
	a := &app{t: t, db: db, secret: regexp.MustCompile(` `).ReplaceAllString(secretText.FindStringSubmatch(full.body)[1], "")}
	many := maja.sends(full, "/desk/profile/security/codes", url.Values{"setup": {setupField.FindStringSubmatch(full.body)[1]}, "name": {"Phone"}, "code": {a.shows(0)}})
	require.Equal(t, http.StatusUnprocessableEntity, many.StatusCode)
	require.Contains(t, many.body, "At most 10 fit here.")
}

func TestSecrets_are_opened_by_no_other_key_and_sealed_anew_with_a_newer_one(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	v.signsIn("maja@nordby.example")
	phone := v.setsUp(db)
	var dump string
	require.NoError(t, db.QueryRow(t.Context(), `select string_agg(f::text, '') || (select string_agg(r::text, '') from recovery_codes r) from factors f`).Scan(&dump))
	require.NotContains(t, dump, phone.secret)
	require.NotContains(t, dump, phone.codes[0])
	require.NoError(t, factor.CheckKeys(t.Context(), db, key))
	require.ErrorIs(t, factor.CheckKeys(t.Context(), db, seal.Random()), factor.ErrOtherKey)
}

func TestSignIn_is_written_into_the_audit_and_so_is_a_wrong_password_of_somebody_known(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	v.send(http.MethodPost, "/login", who("maja@nordby.example", "another sentence"))
	v.send(http.MethodPost, "/login", who("nobody@nordby.example", "another sentence"))
	require.Equal(t, 1, recorded(t, db, people.AuditSignInRefused, "maja@nordby.example"))
	v.signsIn("maja@nordby.example")
	require.Equal(t, 1, recorded(t, db, people.AuditSignedIn, "maja@nordby.example"))
	v.setsUp(db)
	other := v.elsewhere()
	other.signsIn("maja@nordby.example")
	other.says("000000")
	require.Equal(t, 1, recorded(t, db, people.AuditStepRefused, "maja@nordby.example"))
	require.Equal(t, 1, recorded(t, db, people.AuditSignedIn, "maja@nordby.example"), "half a session is no sign-in")
	var refused int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from audit where kind = $1`, people.AuditSignInRefused).Scan(&refused))
	require.Equal(t, 1, refused, "nobody is written down whom nobody knows")
}
