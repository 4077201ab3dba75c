package door_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sso"
	"github.com/kepthq/kept/internal/sso/ssotest"
)

// linked opens a desk whose people may also come by the company's sign-in.
func linked(t *testing.T, db *pg.DB, p *ssotest.Provider, change ...func(*httpd.Server)) *visitor {
	t.Helper()
	return whole(t, db, append(change, func(s *httpd.Server) {
		s.SignOn = sso.New(sso.Settings{
			Issuer: p.Issuer(), ClientID: ssotest.ClientID, ClientSecret: ssotest.ClientSecret, Domains: []string{"nordby.example"},
			Label: "Nordby ID", Back: site.JoinPath("login", "company", "back").String(),
		})
	})...)
}

// goes goes to the company's sign-in and is sent back: the address on this desk to which that leads.
func (v *visitor) goes(path string) string {
	v.t.Helper()
	out := v.opens(path)
	require.Equal(v.t, http.StatusSeeOther, out.StatusCode, out.body)
	req, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, out.goesTo(), nil)
	require.NoError(v.t, err)
	res, err := v.http.Do(req)
	require.NoError(v.t, err)
	require.NoError(v.t, res.Body.Close())
	require.Equal(v.t, http.StatusFound, res.StatusCode)
	back := res.Header.Get("Location")
	require.True(v.t, strings.HasPrefix(back, site.String()+"/login/company/back?"), back)
	return strings.TrimPrefix(back, site.String())
}

func says(key string) string { return i18n.For(i18n.EN, nil).T(key) }

func TestCompany_signs_in_whom_it_knows_after_they_have_shown_once_that_the_account_is_theirs(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	p := ssotest.New(t)
	v := linked(t, db, p)
	login := v.opens("/login?next=%2Fdesk%2Fprofile")
	require.Contains(t, login.body, "Sign in with Nordby ID")
	require.Contains(t, login.body, `href="/login/company?next=%2Fdesk%2Fprofile"`)

	back := v.opens(v.goes("/login/company?next=%2Fdesk%2Fprofile"))
	require.Equal(t, "/login/link", back.goesTo(), back.body)
	require.False(t, v.isIn(), "the company's word alone is not enough the first time")
	ask := v.opens("/login/link")
	require.Contains(t, ask.body, "Nordby ID says that you are maja@nordby.example.")
	wrong := v.sends(ask, "/login/link", url.Values{"password": {"another sentence"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode)
	require.Zero(t, recorded(t, db, factor.AuditLinked, "maja@nordby.example"))
	right := v.sends(ask, "/login/link", url.Values{"password": {password}})
	require.Equal(t, "/desk/profile", right.goesTo(), right.body)
	require.True(t, v.isIn())
	require.Equal(t, 1, recorded(t, db, factor.AuditLinked, "maja@nordby.example"))

	p.Signs, p.Alg = "ec", jose.ES256
	p.Is(map[string]any{"email": "renamed@elsewhere.example", "email_verified": false})
	again := v.elsewhere()
	in := again.opens(again.goes("/login/company?next=//evil.example"))
	require.Equal(t, "/desk", in.goesTo(), "issuer and subject are who they are, whatever the address is now")
	require.True(t, again.isIn())
	var by string
	require.NoError(t, db.QueryRow(t.Context(), `select proven_by from sessions order by id desc limit 1`).Scan(&by))
	require.Equal(t, "single_sign_on", by)
	_, err := db.Pool().Exec(t.Context(), `insert into factor_rules (role) values ('agent')`)
	require.NoError(t, err)
	require.True(t, again.isIn(), "the company has asked for what it asks for")

	profile := again.opens("/desk/profile/security")
	require.Contains(t, profile.body, "maja@nordby.example")
	gone := again.sends(profile, "/desk/profile/security/identities/removals", url.Values{"issuer": {p.Issuer()}, "subject": {"maja-at-the-company"}})
	require.Equal(t, "/desk/profile/security", gone.goesTo(), gone.body)
	p.Is(nil)
	third := v.elsewhere()
	require.Equal(t, "/login/link", third.opens(third.goes("/login/company")).goesTo())
}

func TestCompany_asks_for_the_second_factor_before_it_is_linked(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := linked(t, db, ssotest.New(t))
	v.signsIn("maja@nordby.example")
	phone := v.setsUp(db)
	other := v.elsewhere()
	require.Equal(t, "/login/link", other.opens(other.goes("/login/company")).goesTo())
	ask := other.opens("/login/link")
	require.NotContains(t, ask.body, `name="password"`)
	require.Equal(t, http.StatusUnprocessableEntity, other.send(http.MethodPost, "/login/link", url.Values{"password": {password}}).StatusCode)
	require.Equal(t, "/desk", other.sends(ask, "/login/link", url.Values{"code": {phone.shows(0)}}).goesTo())
	require.True(t, other.isIn())
	third := v.elsewhere()
	third.signsIn("maja@nordby.example")
	require.Equal(t, http.StatusGone, third.opens("/login/link").StatusCode, "one half-session is not the other")
}

func TestCompany_lets_nobody_in_by_what_it_has_not_signed_for_this_visit(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	for name, c := range map[string]struct {
		claims map[string]any
		signs  string
		says   string
		status int
	}{
		"a wrong nonce":               {map[string]any{"nonce": "another"}, "rsa", "factor.fault.sso_refused", 403},
		"no nonce":                    {map[string]any{"nonce": ""}, "rsa", "factor.fault.sso_refused", 403},
		"a wrong issuer":              {map[string]any{"iss": "https://login.evil.example"}, "rsa", "factor.fault.sso_refused", 403},
		"another one's token":         {map[string]any{"aud": "another-client"}, "rsa", "factor.fault.sso_refused", 403},
		"an old token":                {map[string]any{"exp": 1_000_000_000}, "rsa", "factor.fault.sso_refused", 403},
		"another key":                 {nil, "stranger", "factor.fault.sso_refused", 403},
		"nobody":                      {map[string]any{"sub": ""}, "rsa", "factor.fault.sso_refused", 403},
		"an address nobody has seen":  {map[string]any{"email_verified": false}, "rsa", "factor.fault.stranger", 403},
		"an address seen by no claim": {map[string]any{"email_verified": nil}, "rsa", "factor.fault.stranger", 403},
		"another domain":              {map[string]any{"email": "maja@elsewhere.example"}, "rsa", "factor.fault.stranger", 403},
		"a domain within another":     {map[string]any{"email": "maja@nordby.example@evil.example"}, "rsa", "factor.fault.stranger", 403},
		"somebody unknown":            {map[string]any{"email": "nobody@nordby.example"}, "rsa", "factor.fault.stranger", 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := ssotest.New(t)
			v := linked(t, db, p)
			p.Signs = c.signs
			p.Is(c.claims)
			refused := v.opens(v.goes("/login/company"))
			require.Equal(t, c.status, refused.StatusCode, refused.body)
			require.Contains(t, refused.body, says(c.says))
			require.Contains(t, refused.body, `name="password"`, "the password is still a way in")
			require.Equal(t, http.StatusGone, v.opens("/login/link").StatusCode)
			require.False(t, v.isIn())
		})
	}
}

func TestCompany_takes_each_way_back_once_and_only_from_the_browser_that_was_sent(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	p := ssotest.New(t)
	v := linked(t, db, p)
	back := v.goes("/login/company")
	other := v.elsewhere()
	require.Equal(t, http.StatusGone, other.opens(back).StatusCode, "another browser was not sent")
	other.goes("/login/company")
	require.Equal(t, http.StatusForbidden, other.opens(back).StatusCode, "it was sent with another state")

	at, err := url.Parse(v.url)
	require.NoError(t, err)
	cookies := v.http.Jar.Cookies(at)
	require.Equal(t, "/login/link", v.opens(back).goesTo())
	v.http.Jar.SetCookies(at, cookies)
	replayed := v.opens(back)
	require.Equal(t, http.StatusGone, replayed.StatusCode)
	require.Contains(t, replayed.body, says("factor.fault.sso_over"))

	for _, spoilt := range []string{"?error=access_denied&state=x", "?code=x", "", "?code=&state=", "?code=x&state=" + strings.Repeat("y", 2000)} {
		one := v.elsewhere()
		one.goes("/login/company")
		require.Equal(t, http.StatusForbidden, one.opens("/login/company/back"+spoilt).StatusCode, spoilt)
	}
	one := v.elsewhere()
	mixed := strings.Replace(one.goes("/login/company"), url.QueryEscape(p.Issuer()), url.QueryEscape("https://login.evil.example"), 1)
	require.Equal(t, http.StatusForbidden, one.opens(mixed).StatusCode, "another provider's answer")
	forged := v.elsewhere()
	forged.http.Jar.SetCookies(at, []*http.Cookie{{Name: "kept_visit", Value: "Zm9yZ2Vk", Path: "/"}})
	require.Equal(t, http.StatusGone, forged.opens(back).StatusCode)
}

func TestCompany_lets_nobody_in_who_has_left_and_is_not_offered_where_there_is_none(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	p := ssotest.New(t)
	v := linked(t, db, p)
	v.opens(v.goes("/login/company"))
	require.Equal(t, "/desk", v.sends(v.opens("/login/link"), "/login/link", url.Values{"password": {password}}).goesTo())
	_, err := db.Pool().Exec(t.Context(), `update people set is_active = false where address = 'maja@nordby.example'`)
	require.NoError(t, err)
	left := v.elsewhere()
	refused := left.opens(left.goes("/login/company"))
	require.Equal(t, http.StatusForbidden, refused.StatusCode)
	require.False(t, left.isIn())
	require.Equal(t, 1, recorded(t, db, people.AuditSignOnRefused, "maja@nordby.example"), "that they came is written down")
	var sessions int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from sessions s join identities i on i.person_id = s.person_id where i.used_at > s.seen_at`).Scan(&sessions))
	require.Zero(t, sessions)

	off := whole(t, db)
	require.NotContains(t, off.opens("/login").body, "/login/company")
	require.Equal(t, http.StatusNotFound, off.opens("/login/company").StatusCode)

	p.Down = true
	away := linked(t, db, p)
	out := away.opens("/login/company")
	require.Equal(t, http.StatusServiceUnavailable, out.StatusCode)
	require.Contains(t, out.body, `name="password"`)
}

// TestCompany_asks_of_a_visitor_what_the_password_asks_but_the_second_step holds strangers of the company to the limit of wrong sign-ins, over two
// processes, and not who is let in; and notes each.
func TestCompany_asks_of_a_visitor_what_the_password_asks_but_the_second_step(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	p := ssotest.New(t)
	few := func(s *httpd.Server) { s.Settings.Rates.SignInNetwork.Limit = 3 }
	processes := []*visitor{linked(t, db, p, few), linked(t, db, p, few)}
	first := processes[0]
	first.opens(first.goes("/login/company"))
	require.Equal(t, "/desk", first.sends(first.opens("/login/link"), "/login/link", url.Values{"password": {password}}).goesTo())
	for i := range 6 {
		one := processes[i%2].elsewhere()
		require.Equal(t, "/desk", one.opens(one.goes("/login/company")).goesTo(), "who is right has not guessed")
	}
	p.Is(map[string]any{"sub": "nobody-here", "email": "nobody@nordby.example"})
	var answers []int
	for i := range 4 {
		one := processes[i%2].elsewhere()
		answers = append(answers, one.opens(one.goes("/login/company")).StatusCode)
	}
	require.Equal(t, []int{403, 403, 403, 429}, answers)
	var unknown int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from audit where kind = $1 and person_id is null and object = 'single_sign_on'`, people.AuditSignInUnknown).Scan(&unknown))
	require.Equal(t, 3, unknown)
}

func TestCompany_proves_again_who_is_signed_in_when_it_has_just_asked_them(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	p := ssotest.New(t)
	v := linked(t, db, p)
	v.opens(v.goes("/login/company"))
	v.sends(v.opens("/login/link"), "/login/link", url.Values{"password": {password}})
	stale(t, db)
	again := v.opens("/login/again?next=/desk/profile/security/codes/new")
	require.Contains(t, again.body, "again=yes")
	p.Is(map[string]any{"auth_time": 1_000_000_000})
	require.Equal(t, http.StatusForbidden, v.opens(v.goes("/login/company?again=yes&next=/desk/profile/security/codes/new")).StatusCode, "it did not ask them")
	require.Equal(t, http.StatusSeeOther, v.opens("/desk/profile/security/codes/new").StatusCode)
	p.Is(map[string]any{"sub": "somebody-else"})
	require.Equal(t, http.StatusForbidden, v.opens(v.goes("/login/company?again=yes&next=/desk/profile/security/codes/new")).StatusCode, "it is somebody else")
	p.Is(nil)
	require.Equal(t, "/desk/profile/security/codes/new", v.opens(v.goes("/login/company?again=yes&next=/desk/profile/security/codes/new")).goesTo())
	require.Equal(t, http.StatusOK, v.opens("/desk/profile/security/codes/new").StatusCode)
}
