package door_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

func founding() url.Values {
	return url.Values{
		"company": {"Nordby Fiber"}, "line": {"Hamngatan 1, Malmö"}, "phone": {"+46 40 123"}, "locale": {"sv"}, "zone": {"Europe/Stockholm"},
		"name": {"Karin Ek"}, "email": {"karin@nordby.example"}, "password": {password},
	}
}

func invite(t *testing.T, db *pg.DB) string {
	t.Helper()
	var token people.Token
	do(t, db, func(ctx context.Context, tx *pg.Tx) (err error) {
		token, err = people.Invite(ctx, tx, people.System)
		return err
	})
	return "/welcome/" + string(token)
}

func TestFirstRun_makes_the_desk_signs_its_admin_in_and_is_gone(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	v := open(t, db)
	for _, path := range []string{"/", "/login", "/desk", "/tickets/new"} {
		require.Contains(t, []int{http.StatusServiceUnavailable, http.StatusNotFound}, v.opens(path).StatusCode, path)
	}
	link := invite(t, db)
	p := v.opens(link)
	require.Equal(t, http.StatusOK, p.StatusCode)
	require.Contains(t, p.body, `<optgroup label="Europe">`)
	require.Contains(t, p.body, `<option value="America/Argentina/Buenos_Aires" lang="en">Argentina, Buenos Aires</option>`)
	done := v.sends(p, link, founding())
	require.Equal(t, http.StatusSeeOther, done.StatusCode, done.body)
	require.Equal(t, "/office/start", done.goesTo())
	require.Equal(t, "Karin Ek, admin, in Europe/Stockholm", v.opens("/desk").body)

	desk, err := people.TheDesk(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, people.Desk{Name: "Nordby Fiber", AddressLine: "Hamngatan 1, Malmö", Phone: "+46 40 123", Locale: i18n.SV, Zone: "Europe/Stockholm", Languages: i18n.Locales, RemindHours: 24, Steps: []people.Step{}}, desk)
	teams, err := people.Teams(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, "Första linjen", teams[0].Name, "in the desk's language")
	var rules int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from policy_targets`).Scan(&rules))
	require.Equal(t, 16, rules, "four kinds for four priorities")

	for _, gone := range []string{link, "/welcome/forged"} {
		require.Equal(t, http.StatusGone, v.opens(gone).StatusCode)
		require.Equal(t, http.StatusGone, v.send(http.MethodPost, gone, founding()).StatusCode)
	}
	require.Equal(t, v.opens(link).body, v.opens("/welcome/forged").body, "one page for both")
	require.Equal(t, "/desk", v.elsewhere().send(http.MethodPost, "/login", who("karin@nordby.example", password)).goesTo())
}

func TestFirstRun_keeps_what_was_typed_and_says_at_each_field_what_is_wrong(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	v := open(t, db)
	link := invite(t, db)
	form := founding()
	form.Set("company", "Nordby & <b>Fiber</b>")
	form.Set("name", strings.Repeat("ä", 201))
	form.Set("email", "karin at nordby")
	form.Set("zone", "Europe/Atlantis")
	form.Set("password", "password1")
	p := v.send(http.MethodPost, link, form)
	require.Equal(t, http.StatusUnprocessableEntity, p.StatusCode)
	for _, at := range []string{"name-error", "email-error", "zone-error", "password-error"} {
		require.Contains(t, p.body, `id="`+at+`"`)
	}
	require.NotContains(t, p.body, `id="company-error"`)
	require.Regexp(t, `(?s)<a href="#email">\s*Your mail address: \s*Write a mail address`, p.body)
	require.Contains(t, p.body, `value="Nordby &amp; &lt;b&gt;Fiber&lt;/b&gt;"`)
	require.Contains(t, p.body, `value="karin at nordby"`)
	require.NotContains(t, p.body, "password1")
	for name := range founding() {
		form := founding()
		form.Set(name, "a\x00b\xff")
		require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, link, form).StatusCode, name)
		form.Set(name, strings.Repeat("x", 1<<20))
		require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, link, form).StatusCode, name)
	}
	isFresh, err := people.NeedsFounding(t.Context(), db)
	require.NoError(t, err)
	require.True(t, isFresh, "never half a desk")
	require.Equal(t, http.StatusSeeOther, v.send(http.MethodPost, link, founding()).StatusCode, "the link still works")
}

func TestFirstRun_can_be_read_in_five_languages(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	v := open(t, db)
	link := invite(t, db)
	for _, locale := range i18n.Locales {
		v.lang = string(locale)
		body := v.opens(link).body
		require.Contains(t, body, "<h1>"+i18n.For(locale, nil).T("signin.welcome.title")+"</h1>")
		require.Contains(t, body, `<option value="`+string(locale)+`" lang="`+string(locale)+`" selected>`)
	}
	p := v.send(http.MethodPost, "/language", url.Values{"language": {"pl"}, "back": {link}})
	require.Equal(t, link, p.goesTo())
	require.Contains(t, v.opens(link).body, `<html lang="pl"`)
}
