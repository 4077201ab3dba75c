package door_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/httpd/door"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// visitor is a browser at the door of one desk.
type visitor struct {
	t    *testing.T
	http *http.Client
	url  string
	lang string
}

// page is what a visitor sees.
type page struct {
	*http.Response
	body string
}

// open builds the door of a desk, with a bare desk page behind it, and sends a visitor there.
func open(t *testing.T, db *pg.DB, change ...func(*httpd.Settings)) *visitor {
	t.Helper()
	blobs, err := blob.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	base, err := url.Parse("http://kept.example")
	require.NoError(t, err)
	s := &httpd.Server{
		DB: db, Blobs: blobs, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Settings: httpd.Settings{BaseURL: base, Limits: ticket.DefaultLimits(), Rates: httpd.DefaultRates()},
	}
	for _, c := range change {
		c(&s.Settings)
	}
	h, err := httpd.New(s, door.Routes, func(s *httpd.Server) func(chi.Router) {
		return func(r chi.Router) {
			r.With(s.Staff).Get("/desk", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
				me := httpd.Me(r.Context())
				return s.Render(w, r, http.StatusOK, templ.Raw(fmt.Sprintf("%s, %s, in %s", me.Name, me.Role, i18n.From(r.Context()).Zone())))
			}))
		}
	})
	require.NoError(t, err)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return (&visitor{t: t, url: server.URL, lang: "en"}).elsewhere()
}

// elsewhere is the same visitor in another browser.
func (v *visitor) elsewhere() *visitor {
	v.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(v.t, err)
	other := *v
	other.http = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &other
}

func (v *visitor) send(method, path string, form url.Values) page {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.url+path, strings.NewReader(form.Encode()))
	require.NoError(v.t, err)
	req.Header.Set("Accept-Language", v.lang)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res, err := v.http.Do(req)
	require.NoError(v.t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(v.t, err)
	require.NoError(v.t, res.Body.Close())
	return page{Response: res, body: string(body)}
}

func (v *visitor) opens(path string) page { v.t.Helper(); return v.send(http.MethodGet, path, nil) }

// sends fills in the form that stands in a page: only fields that are there can be filled in.
func (v *visitor) sends(p page, path string, form url.Values) page {
	v.t.Helper()
	for name := range form {
		require.Regexp(v.t, `<(input|select)[^>]* name="`+regexp.QuoteMeta(name)+`"`, p.body)
	}
	return v.send(http.MethodPost, path, form)
}

func (p page) goesTo() string { return p.Header.Get("Location") }

const password = "a horse that answers"

// desk is a database with a desk, Maja who answers, and Oskar who has no pages.
func desk(t *testing.T) *pg.DB {
	t.Helper()
	db := pgtest.DB(t)
	hash, err := people.HashPassword(t.Context(), password)
	require.NoError(t, err)
	do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		if err := people.SetUp(ctx, tx, people.Desk{Name: "Nordby <Fiber>", Locale: i18n.SV, Zone: "Europe/Stockholm"}); err != nil {
			return err
		}
		for address, role := range map[string]people.Role{"maja@nordby.example": people.Agent, "oskar@nordby.example": people.Technician} {
			if _, err := people.Add(ctx, tx, people.Newcomer{Role: role, Name: "Maja Lind", Address: address, Locale: i18n.EN, Password: hash}); err != nil {
				return err
			}
		}
		return nil
	})
	return db
}

func do(t *testing.T, db *pg.DB, f func(ctx context.Context, tx *pg.Tx) error) {
	t.Helper()
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		return f(ctx, tx)
	}))
}

func who(address, pass string) url.Values {
	return url.Values{"email": {address}, "password": {pass}}
}

func TestSignIn_leads_to_the_desk_and_out_again(t *testing.T) {
	t.Parallel()
	v := open(t, desk(t))
	require.Equal(t, "/login?next=%2Fdesk", v.opens("/desk").goesTo())
	login := v.opens("/login?next=%2Fdesk%3Fteam%3D2")
	require.Equal(t, http.StatusOK, login.StatusCode)
	require.Contains(t, login.body, "Nordby &lt;Fiber&gt;")
	require.Contains(t, login.body, `value="/desk?team=2"`)

	form := who(" MAJA@nordby.example", password)
	form.Set("next", "/desk?team=2")
	in := v.sends(login, "/login", form)
	require.Equal(t, http.StatusSeeOther, in.StatusCode)
	require.Equal(t, "/desk?team=2", in.goesTo())
	require.Len(t, in.Cookies(), 1)
	c := in.Cookies()[0]
	require.Equal(t, "kept_session", c.Name)
	require.True(t, c.HttpOnly)
	require.Equal(t, http.SameSiteLaxMode, c.SameSite)
	require.Equal(t, "/", c.Path)
	require.Equal(t, "Maja Lind, agent, in Europe/Stockholm", v.opens("/desk").body)
	require.Equal(t, "/desk", v.opens("/login").goesTo(), "who is signed in needs no door")

	out := v.send(http.MethodPost, "/logout", nil)
	require.Equal(t, "/login", out.goesTo())
	require.Contains(t, v.opens("/login").body, i18n.For(i18n.EN, nil).T("signin.signed_out"))
	require.NotContains(t, v.opens("/login").body, i18n.For(i18n.EN, nil).T("signin.signed_out"), "it is said once")
	require.Equal(t, http.StatusSeeOther, v.opens("/desk").StatusCode)
}

func TestRedirect_tells_a_script_where_to_go_so_that_what_was_done_is_said_there(t *testing.T) {
	t.Parallel()
	v := open(t, desk(t))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url+"/logout", nil)
	require.NoError(t, err)
	req.Header.Set("Kept-Send", "1")
	req.Header.Set("Accept-Language", v.lang)
	res, err := v.http.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusNoContent, res.StatusCode)
	require.Equal(t, "/login", res.Header.Get("Kept-Location"))
	require.Contains(t, v.opens("/login").body, i18n.For(i18n.EN, nil).T("signin.signed_out"))
}

func TestSignIn_says_the_same_whatever_is_wrong_and_never_shows_the_password(t *testing.T) {
	t.Parallel()
	v := open(t, desk(t))
	login := v.opens("/login")
	wrong := i18n.For(i18n.EN, nil).T("fault.signin_wrong")
	var bodies []string
	for _, form := range []url.Values{
		who("maja@nordby.example", "another sentence"), who("nobody@nordby.example", password), who("oskar@nordby.example", "another sentence"),
	} {
		p := v.sends(login, "/login", form)
		require.Equal(t, http.StatusUnprocessableEntity, p.StatusCode)
		require.Contains(t, p.body, wrong)
		require.Contains(t, p.body, `value="`+form.Get("email")+`"`, "what was typed is kept")
		require.NotContains(t, p.body, form.Get("password"))
		require.Empty(t, p.Cookies())
		body := strings.ReplaceAll(p.body, form.Get("email"), "")
		bodies = append(bodies, regexp.MustCompile(` data-now="[^"]*"`).ReplaceAllString(body, "")) // the clock goes on
	}
	require.Equal(t, bodies[0], bodies[1])
	require.Equal(t, bodies[0], bodies[2])

	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url+"/login", strings.NewReader("--b\r\n"))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	res, err := v.http.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusBadRequest, res.StatusCode, "strangers store no files here")

	p := v.sends(login, "/login", who("", ""))
	require.Equal(t, http.StatusUnprocessableEntity, p.StatusCode)
	require.Contains(t, p.body, `id="email-error"`)
	require.Contains(t, p.body, `id="password-error"`)
	p = v.sends(login, "/login", who("\x00\xff<script>", "x\x00"))
	require.Equal(t, http.StatusUnprocessableEntity, p.StatusCode)
	require.NotContains(t, p.body, "<script>")
}

func TestSignIn_never_leads_to_another_site(t *testing.T) {
	t.Parallel()
	v := open(t, desk(t))
	for _, next := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "javascript:alert(1)", "", "/"} {
		form := who("maja@nordby.example", password)
		form.Set("next", next)
		require.Equal(t, "/desk", v.elsewhere().send(http.MethodPost, "/login", form).goesTo(), next)
	}
}

func TestSignIn_gives_a_new_session_each_time(t *testing.T) {
	t.Parallel()
	v := open(t, desk(t))
	first := v.send(http.MethodPost, "/login", who("maja@nordby.example", password)).Cookies()[0]
	second := v.send(http.MethodPost, "/login", who("maja@nordby.example", password)).Cookies()[0]
	require.NotEqual(t, first.Value, second.Value)
	stolen := v.elsewhere()
	at, err := url.Parse(v.url)
	require.NoError(t, err)
	stolen.http.Jar.SetCookies(at, []*http.Cookie{first})
	require.Equal(t, http.StatusSeeOther, stolen.opens("/desk").StatusCode, "the session before has ended")
	require.Equal(t, http.StatusOK, v.opens("/desk").StatusCode)
}

func TestSignIn_is_refused_after_too_many_tries_even_with_the_right_password(t *testing.T) {
	t.Parallel()
	db := desk(t)
	v := open(t, db, func(s *httpd.Settings) { s.Rates.SignInAccount.Limit, s.Rates.SignInNetwork.Limit = 3, 5 })
	for range 3 {
		require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, "/login", who("maja@nordby.example", "wrong")).StatusCode)
	}
	p := v.elsewhere().send(http.MethodPost, "/login", who("Maja@Nordby.example ", password))
	require.Equal(t, http.StatusTooManyRequests, p.StatusCode)
	require.Equal(t, "900", p.Header.Get("Retry-After"))
	require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, "/login", who("jonas@nordby.example", "wrong")).StatusCode)
	require.Equal(t, http.StatusTooManyRequests, v.send(http.MethodPost, "/login", who("nikos@nordby.example", "wrong")).StatusCode, "the network's own limit")
	require.Equal(t, http.StatusTooManyRequests, open(t, db, func(s *httpd.Settings) { s.Rates.SignInAccount.Limit = 3 }).
		send(http.MethodPost, "/login", who("maja@nordby.example", password)).StatusCode, "a restart forgets nothing")
}

func TestSignIn_names_the_fields_that_are_empty(t *testing.T) {
	t.Parallel()
	p := open(t, desk(t)).send(http.MethodPost, "/login", who("", ""))
	require.Equal(t, http.StatusUnprocessableEntity, p.StatusCode)
	said := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(p.body, " ")), " ")
	require.Contains(t, said, "Mail address: Fill this in. Password: Fill this in.")
}

func TestSignIn_that_is_right_is_no_try(t *testing.T) {
	t.Parallel()
	v := open(t, desk(t), func(s *httpd.Settings) { s.Rates.SignInAccount.Limit, s.Rates.SignInNetwork.Limit = 2, 2 })
	require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, "/login", who("maja@nordby.example", "wrong")).StatusCode)
	for range 4 {
		require.Equal(t, http.StatusSeeOther, v.elsewhere().send(http.MethodPost, "/login", who("maja@nordby.example", password)).StatusCode)
	}
	require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, "/login", who("maja@nordby.example", "wrong")).StatusCode)
	require.Equal(t, http.StatusTooManyRequests, v.send(http.MethodPost, "/login", who("maja@nordby.example", password)).StatusCode,
		"being right in between makes no wrong one undone")
}

func TestSignIn_from_another_site_is_refused(t *testing.T) {
	t.Parallel()
	v := open(t, desk(t))
	for _, path := range []string{"/login", "/logout", "/language", "/theme", "/welcome/x"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url+path, nil)
		require.NoError(t, err)
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		res, err := v.http.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, http.StatusForbidden, res.StatusCode, path)
	}
}

func TestSession_cookie_is_bound_to_the_host_by_https(t *testing.T) {
	t.Parallel()
	v := open(t, desk(t), func(s *httpd.Settings) { s.Secure = true })
	c := v.send(http.MethodPost, "/login", who("maja@nordby.example", password)).Cookies()[0]
	require.Equal(t, "__Host-kept_session", c.Name)
	require.True(t, c.Secure)
	require.Empty(t, c.Domain)
}

func TestLanguage_and_theme_are_remembered(t *testing.T) {
	t.Parallel()
	db := desk(t)
	v := open(t, db)
	p := v.sends(v.opens("/login"), "/language", url.Values{"language": {"el"}, "back": {"/login"}})
	require.Equal(t, "/login", p.goesTo())
	require.Contains(t, v.opens("/login").body, `<html lang="el"`)
	require.Equal(t, "/", v.send(http.MethodPost, "/language", url.Values{"language": {"pl"}, "back": {"//evil.example"}}).goesTo())
	require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, "/language", url.Values{"language": {"xx"}}).StatusCode)

	v.send(http.MethodPost, "/login", who("maja@nordby.example", password))
	v.send(http.MethodPost, "/language", url.Values{"language": {"da"}, "back": {"/desk"}})
	maja, err := people.ByAddress(t.Context(), db, "maja@nordby.example")
	require.NoError(t, err)
	require.Equal(t, i18n.DA, maja.Locale, "whoever is signed in chooses for every browser")

	require.Equal(t, "/login", v.send(http.MethodPost, "/theme", url.Values{"theme": {"dark"}, "back": {"/login"}}).goesTo())
	v.send(http.MethodPost, "/logout", nil)
	require.Contains(t, v.opens("/login").body, `data-theme="dark"`)
	v.send(http.MethodPost, "/theme", url.Values{"theme": {""}, "back": {"/login"}})
	require.NotContains(t, v.opens("/login").body, `data-theme`)
}

func TestWall_counts_yesterdays_promises_and_tells_nothing_else(t *testing.T) {
	t.Parallel()
	s := cast.New(t)
	v := open(t, s.DB)
	s.At("Mon 9 Nov 10:00")
	require.NotContains(t, v.opens("/login").body, "Yesterday", "a day without promises shows nothing")
	kept, broken := s.Asks(s.Hanna, "No internet"), s.Asks(s.Goran, "No telephone")
	s.Until("Mon 9 Nov 11:00")
	s.Replies(s.Maja, kept, "The router is on its way.")
	require.NotContains(t, v.opens("/login").body, "Yesterday", "today is not told yet")

	s.Until("Tue 10 Nov 09:00")
	s.Replies(s.Maja, broken, "We are late, and sorry.")
	body := v.opens("/login").body
	require.Contains(t, body, "Yesterday at "+company(t, s.DB)+": 2 promises, 1 kept.")
	require.Equal(t, 1, strings.Count(body, `href="#pt-kept"`))
	require.Equal(t, 1, strings.Count(body, `href="#pt-broken"`))
	require.NotContains(t, body, "router")
	require.NotContains(t, body, "Hanna")

	s.Until("Wed 11 Nov 09:00")
	require.NotContains(t, v.opens("/login").body, "Yesterday at "+company(t, s.DB)+": 2 promises, 1 kept.", "the day before is forgotten")
}

func company(t *testing.T, db *pg.DB) string {
	t.Helper()
	d, err := people.TheDesk(t.Context(), db)
	require.NoError(t, err)
	return d.Name
}
