package httpd_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
)

// faulty has a page for everything that can go wrong.
func faulty(s *httpd.Server, r chi.Router) {
	fails := map[string]error{
		"/invalid":   fault.Join(fault.Invalid("fault.required").On("name"), fault.Invalid("fault.too_long").On("body").Max(200)),
		"/signin":    fault.SignIn("fault.sign_in"),
		"/forbidden": fault.Forbidden("fault.not_found"),
		"/missing":   fault.NotFound(),
		"/nottheirs": fmt.Errorf("look: %w", fault.NotFound()),
		"/conflict":  fault.Conflict("fault.taken").By("Maja Lind"),
		"/gone":      fault.Gone("fault.link_gone"),
		"/large":     fault.TooLarge("fault.request_too_large"),
		"/often":     fault.TooMany("fault.too_often", 90*time.Second),
		"/ours":      errors.New("secret detail of ours"),
		"/full":      fmt.Errorf("store: %w", blob.ErrFull),
	}
	for path, err := range fails {
		r.Get(path, s.Handle(func(http.ResponseWriter, *http.Request) error { return err }))
	}
	r.Get("/panic", s.Handle(func(http.ResponseWriter, *http.Request) error { panic("a bug of ours") }))
	r.Get("/half", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return s.Render(w, r, http.StatusOK, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, "half a page")
			return errors.Join(err, errors.New("the other half is missing"))
		}))
	}))
	r.Get("/table", s.Handle(func(w http.ResponseWriter, _ *http.Request) error {
		sheet := httpd.NewSheet(w, "table.csv")
		err := errors.Join(sheet.Row("the first line"), sheet.End(), http.NewResponseController(w).Flush())
		return httpd.BreakOff(errors.Join(err, errors.New("the second line cannot be read")))
	}))
	r.Get("/fine", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return s.Render(w, r, http.StatusOK, templ.Raw("<p>"+strings.Repeat("fine ", 1000)))
	}))
	r.Post("/fine", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		httpd.Redirect(w, r, "/fine")
		return nil
	}))
	r.With(s.Staff).Get("/desk", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return s.Render(w, r, http.StatusOK, templ.Raw(httpd.Me(r.Context()).Name))
	}))
}

func TestHandle_answers_each_failure_with_its_page(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty)
	for path, c := range map[string]struct {
		status int
		title  string
	}{
		"/invalid":   {422, "problem.invalid.title"},
		"/forbidden": {403, "problem.forbidden.title"},
		"/missing":   {404, "problem.not_found.title"},
		"/conflict":  {409, "problem.conflict.title"},
		"/gone":      {410, "problem.gone.title"},
		"/large":     {413, "problem.too_large.title"},
		"/often":     {429, "problem.too_many.title"},
		"/ours":      {500, "problem.failed.title"},
		"/panic":     {500, "problem.failed.title"},
		"/full":      {503, "problem.full.title"},
		"/nowhere":   {404, "problem.not_found.title"},
	} {
		for _, locale := range i18n.Locales {
			a := st.get(t, path, "Accept-Language", string(locale))
			require.Equal(t, c.status, a.StatusCode, path)
			require.Contains(t, a.body, "<h1>"+i18n.For(locale, nil).T(c.title)+"</h1>", "%s in %s", path, locale)
			require.Contains(t, a.body, `<html lang="`+string(locale)+`"`)
			require.NotContains(t, a.body, "secret detail")
			require.NotContains(t, a.body, "a bug of ours")
		}
	}
	half := st.get(t, "/half")
	require.Equal(t, http.StatusInternalServerError, half.StatusCode)
	require.NotContains(t, half.body, "half a page")
	require.Contains(t, st.get(t, "/conflict").body, "Maja Lind")
	require.Contains(t, st.get(t, "/invalid", "Accept-Language", "en").body, "At most 200 characters fit here.")
	require.Equal(t, "90", st.get(t, "/often").Header.Get("Retry-After"))
	require.Equal(t, 405, st.send(t, http.MethodDelete, "/fine", "").StatusCode)
}

func TestHandle_breaks_off_a_table_that_cannot_be_finished(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, st.URL+"/table", http.NoBody)
	require.NoError(t, err)
	req.Header.Set("Accept-Encoding", "identity")
	got, err := st.Client().Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, got.Body.Close()) }()
	body, err := io.ReadAll(got.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF, "whoever takes it sees that it is not whole")
	require.Equal(t, "\ufeffthe first line\r\n", string(body))
}

func TestHandle_says_the_same_of_what_is_not_there_and_what_is_not_theirs(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty)
	missing, theirs := st.get(t, "/missing", "Accept-Language", "el"), st.get(t, "/nottheirs", "Accept-Language", "el")
	require.Equal(t, missing.body, theirs.body)
	require.Equal(t, missing.body, st.get(t, "/nowhere", "Accept-Language", "el").body)
}

func TestHandle_logs_what_is_ours_once_with_the_requests_name_and_nothing_else(t *testing.T) {
	t.Parallel()
	for path, words := range map[string]string{"/ours": "secret detail of ours", "/panic": "a bug of ours"} {
		st := build(t, furnished(t), faulty)
		a := st.get(t, path)
		id := a.Header.Get("X-Request-Id")
		require.NotEmpty(t, id)
		require.Contains(t, a.body, id, "the page says what to tell support")
		lines := st.logs.lines()
		require.Len(t, lines, 1)
		require.Contains(t, lines[0], words)
		require.Contains(t, lines[0], id)
	}
	st := build(t, furnished(t), faulty)
	for _, path := range []string{"/invalid", "/missing", "/gone", "/often", "/nowhere", "/signin"} {
		st.get(t, path)
	}
	require.Empty(t, st.logs.lines(), "a visitor's fault is not ours")
}

func TestStaff_sends_strangers_to_the_sign_in_page_and_back(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty)
	a := st.get(t, "/desk?team=2&q=a%20b")
	require.Equal(t, http.StatusSeeOther, a.StatusCode)
	require.Equal(t, "/login?next=%2Fdesk%3Fteam%3D2%26q%3Da%2520b", a.Header.Get("Location"))
	a = st.get(t, "/desk", "HX-Request", "true")
	require.Equal(t, http.StatusUnauthorized, a.StatusCode, "no sign-in page inside of a page")
	require.Contains(t, a.body, "/login")
	a = st.get(t, "/desk", "Cookie", "kept_session=forged")
	require.Equal(t, http.StatusSeeOther, a.StatusCode)
}

func TestHeaders_are_strict_on_every_response(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty, func(s *httpd.Server) { s.Settings.Secure = true })
	for _, path := range []string{
		"/fine", "/desk", "/missing", "/nowhere", "/ours", "/panic", "/often", "/healthz", "/readyz",
		"/assets/favicon.svg", "/assets/", "/assets/../fine", "/full", "//", "/half",
	} {
		h := st.get(t, path).Header
		require.Equal(t, httpd.Policy, h.Get("Content-Security-Policy"), path)
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		require.Equal(t, "same-origin", h.Get("Referrer-Policy"), path)
		require.Equal(t, "same-origin", h.Get("Cross-Origin-Opener-Policy"), path)
		require.Equal(t, "same-origin", h.Get("Cross-Origin-Resource-Policy"), path)
		require.NotEmpty(t, h.Get("Permissions-Policy"), path)
		require.Equal(t, "max-age=31536000", h.Get("Strict-Transport-Security"), path)
		require.NotEmpty(t, h.Get("X-Request-Id"), path)
		require.Equal(t, []string{"no-store"}, h.Values("Cache-Control"), path)
	}
	require.NotContains(t, httpd.Policy, "unsafe")
	plain := build(t, furnished(t), faulty)
	require.Empty(t, plain.get(t, "/fine").Header.Get("Strict-Transport-Security"))
}

func TestPages_hold_nothing_inline(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty)
	for _, path := range []string{"/missing", "/ours", "/gone", "/full"} {
		body := st.get(t, path).body
		require.NotRegexp(t, `(?i)<style|\sstyle=|\son[a-z]+=|javascript:`, body)
		require.NotRegexp(t, `<script(?:[^>]*)>[^<]`, body)
	}
}

func TestForms_from_elsewhere_are_refused_with_our_page(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty)
	for name, headers := range map[string][]string{
		"another site":         {"Sec-Fetch-Site", "cross-site"},
		"a sister site":        {"Sec-Fetch-Site", "same-site"},
		"another origin":       {"Origin", "https://evil.example"},
		"an origin that hides": {"Origin", "null"},
	} {
		a := st.send(t, http.MethodPost, "/fine", "", headers...)
		require.Equal(t, http.StatusForbidden, a.StatusCode, name)
		require.Contains(t, a.body, "<h1>"+i18n.For(i18n.EN, nil).T("problem.forbidden.title"), name)
	}
	for name, headers := range map[string][]string{
		"this site":     {"Sec-Fetch-Site", "same-origin"},
		"this origin":   {"Origin", st.URL},
		"no browser":    {},
		"typed by hand": {"Sec-Fetch-Site", "none"},
	} {
		require.Equal(t, http.StatusSeeOther, st.send(t, http.MethodPost, "/fine", "", headers...).StatusCode, name)
	}
}

func TestPages_are_packed_and_answer_HEAD(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty)
	packed := st.get(t, "/fine", "Accept-Encoding", "gzip")
	require.Equal(t, "gzip", packed.Header.Get("Content-Encoding"))
	require.Less(t, len(packed.body), 500)
	head := st.send(t, http.MethodHead, "/fine", "")
	require.Equal(t, http.StatusOK, head.StatusCode)
	require.Empty(t, head.body)
}

func TestPages_speak_the_browsers_language_the_chosen_one_or_the_desks(t *testing.T) {
	t.Parallel()
	st := build(t, furnished(t), faulty)
	require.Contains(t, st.get(t, "/missing", "Accept-Language", "pl,en;q=0.5").body, `lang="pl"`)
	require.Contains(t, st.get(t, "/missing", "Accept-Language", "pl", "Cookie", "kept_language=el").body, `lang="el"`)
	require.Contains(t, st.get(t, "/missing", "Accept-Language", "pl", "Cookie", "kept_language=xx").body, `lang="pl"`)
	require.Contains(t, st.get(t, "/missing").body, `lang="sv"`, "the desk's, when the browser says nothing")
	require.Contains(t, st.get(t, "/missing", "Cookie", "kept_theme=dark").body, `data-theme="dark"`)
}

func TestNew_refuses_a_proxy_that_is_no_network(t *testing.T) {
	t.Parallel()
	_, err := httpd.New(&httpd.Server{Settings: httpd.Settings{TrustedProxies: []string{"10.0.0.1"}}})
	require.ErrorContains(t, err, "10.0.0.0/8")
}
