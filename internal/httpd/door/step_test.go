package door_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/httpd"
	pages "github.com/kepthq/kept/internal/httpd/desk"
	"github.com/kepthq/kept/internal/httpd/door"
	"github.com/kepthq/kept/internal/httpd/office"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/seal"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
)

// whole opens a desk with its own pages behind the door, and sends a visitor there.
func whole(t *testing.T, db *pg.DB, change ...func(*httpd.Server)) *visitor {
	t.Helper()
	blobs, err := blob.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	s := &httpd.Server{
		DB: db, Blobs: blobs, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Seal: key,
		Settings: httpd.Settings{BaseURL: site, Limits: ticket.DefaultLimits(), Rates: httpd.DefaultRates()},
	}
	for _, c := range change {
		c(s)
	}
	h, err := httpd.New(s, door.Routes, pages.Routes, office.Routes)
	require.NoError(t, err)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return (&visitor{t: t, url: server.URL, lang: "en"}).elsewhere()
}

var (
	key  = seal.Random()
	site = &url.URL{Scheme: "https", Host: "kept.example"}
)

// staffed is a desk with its rules, where Maja answers and Karin is the admin.
func staffed(t *testing.T) *pg.DB {
	t.Helper()
	db := desk(t)
	hash, err := people.HashPassword(t.Context(), password)
	require.NoError(t, err)
	do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		if _, err := sla.Install(ctx, tx, sla.OfficeHours("Europe/Stockholm"), sla.DefaultRules()); err != nil {
			return err
		}
		_, err := people.Add(ctx, tx, people.Newcomer{Role: people.Admin, Name: "Karin Ek", Address: "karin@nordby.example", Locale: i18n.EN, Password: hash})
		return err
	})
	return db
}

// signsIn signs in by password alone.
func (v *visitor) signsIn(address string) page {
	v.t.Helper()
	return v.send(http.MethodPost, "/login", who(address, password))
}

var (
	setupField = regexp.MustCompile(`name="setup" value="([^"]+)"`)
	secretText = regexp.MustCompile(`<p class="secret"[^>]*><code>([A-Z2-7 ]+)</code>`)
	codeText   = regexp.MustCompile(`<code>([a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4})</code>`)
)

// app is somebody's code app: what it was told, and the codes that it shows.
type app struct {
	t      *testing.T
	db     *pg.DB
	secret string
	codes  []string // the recovery codes that came with it
}

// shows is the code of a period from now: 0 is this one.
func (a *app) shows(period int) string {
	a.t.Helper()
	var now time.Time
	require.NoError(a.t, a.db.QueryRow(a.t.Context(), `select clock_timestamp()`).Scan(&now))
	code, err := totp.GenerateCode(a.secret, now.Add(time.Duration(period)*30*time.Second))
	require.NoError(a.t, err)
	return code
}

// forgets lets the desk forget which codes of an app were used, as if a minute had gone by.
func (a *app) forgets() {
	a.t.Helper()
	_, err := a.db.Pool().Exec(a.t.Context(), `update factors set last_step = 0 where kind = 'code'`)
	require.NoError(a.t, err)
}

// setsUp sets up a code app in the pages, as somebody who is signed in.
func (v *visitor) setsUp(db *pg.DB) *app {
	v.t.Helper()
	p := v.opens("/desk/profile/security/codes/new")
	require.Equal(v.t, http.StatusOK, p.StatusCode, p.body)
	a := &app{t: v.t, db: db, secret: strings.ReplaceAll(secretText.FindStringSubmatch(p.body)[1], " ", "")}
	done := v.sends(p, "/desk/profile/security/codes", url.Values{
		"setup": {setupField.FindStringSubmatch(p.body)[1]}, "name": {"My phone"}, "code": {a.shows(0)},
	})
	require.Equal(v.t, http.StatusOK, done.StatusCode, done.body)
	for _, m := range codeText.FindAllStringSubmatch(done.body, -1) {
		a.codes = append(a.codes, m[1])
	}
	a.forgets()
	return a
}

func (v *visitor) says(code string) page {
	v.t.Helper()
	return v.sends(v.opens("/login/second"), "/login/second", url.Values{"code": {code}})
}

// isIn reports whether the visitor has a session.
func (v *visitor) isIn() bool {
	v.t.Helper()
	return v.opens("/desk").StatusCode == http.StatusOK
}

func TestSecondStep_is_asked_of_whoever_has_a_code_app_and_there_is_no_session_before_it(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	require.Equal(t, "/desk", v.signsIn("maja@nordby.example").goesTo(), "without a second factor the password is enough")
	phone := v.setsUp(db)
	require.Len(t, phone.codes, 10)
	require.True(t, v.isIn(), "the session in which it was set up goes on")

	other := v.elsewhere()
	form := who("maja@nordby.example", password)
	form.Set("next", "/desk/profile")
	half := other.send(http.MethodPost, "/login", form)
	require.Equal(t, "/login/second", half.goesTo())
	require.Len(t, half.Cookies(), 1)
	c := half.Cookies()[0]
	require.Equal(t, "kept_half", c.Name)
	require.True(t, c.HttpOnly)
	require.Equal(t, 600, c.MaxAge)
	require.False(t, other.isIn(), "half a session opens nothing")

	wrong := other.says("000000")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode)
	require.Contains(t, wrong.body, `id="code-error"`)
	require.Contains(t, wrong.body, "That leaves 4 tries.")
	require.False(t, other.isIn())

	code := phone.shows(0)
	in := other.says(code)
	require.Equal(t, "/desk/profile", in.goesTo(), in.body)
	require.True(t, other.isIn())
	var by string
	require.NoError(t, db.QueryRow(t.Context(), `select proven_by from sessions order by id desc limit 1`).Scan(&by))
	require.Equal(t, "second_factor", by)

	third := v.elsewhere()
	third.signsIn("maja@nordby.example")
	require.Equal(t, http.StatusUnprocessableEntity, third.says(code).StatusCode, "a code is taken once")
	require.Equal(t, "/desk", third.says(phone.shows(1)).goesTo(), "clocks may differ by one period")
}

func TestSecondStep_takes_a_recovery_code_once_and_counts_those_left(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	v.signsIn("maja@nordby.example")
	phone := v.setsUp(db)
	require.Contains(t, v.opens("/desk/profile/security").body, "10 codes are left.")
	for i, written := range []string{phone.codes[3], strings.ToUpper(strings.ReplaceAll(phone.codes[4], "-", " "))} {
		other := v.elsewhere()
		other.signsIn("maja@nordby.example")
		require.Equal(t, "/desk", other.says(written).goesTo(), written)
		require.Contains(t, other.opens("/desk").body, strconv.Itoa(9-i)+" recovery codes are left.")
		again := v.elsewhere()
		again.signsIn("maja@nordby.example")
		require.Equal(t, http.StatusUnprocessableEntity, again.says(written).StatusCode, "each works once")
		require.False(t, again.isIn())
	}
	p := v.opens("/desk/profile/security")
	anew := v.send(http.MethodPost, "/desk/profile/security/recovery-codes", nil)
	require.Equal(t, http.StatusOK, anew.StatusCode)
	require.Contains(t, p.body, "8 codes are left.")
	require.Len(t, codeText.FindAllString(anew.body, -1), 10)
	other := v.elsewhere()
	other.signsIn("maja@nordby.example")
	require.Equal(t, http.StatusUnprocessableEntity, other.says(phone.codes[0]).StatusCode, "the old ones are gone")
	require.Equal(t, "/desk", other.says(codeText.FindStringSubmatch(anew.body)[1]).goesTo())
}

func TestSecondStep_ends_after_five_wrong_tries_and_after_ten_minutes(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db, func(s *httpd.Server) { s.Settings.Rates.Proof.Limit = 0 })
	v.signsIn("maja@nordby.example")
	phone := v.setsUp(db)

	other := v.elsewhere()
	other.signsIn("maja@nordby.example")
	for range 4 {
		require.Equal(t, http.StatusUnprocessableEntity, other.says("000000").StatusCode)
	}
	last := other.says("000000")
	require.Equal(t, http.StatusGone, last.StatusCode)
	require.Contains(t, last.body, i18n.For(i18n.EN, nil).T("factor.fault.half_tried"))
	require.Equal(t, http.StatusGone, other.send(http.MethodPost, "/login/second", url.Values{"code": {phone.shows(0)}}).StatusCode)
	require.False(t, other.isIn())

	other.signsIn("maja@nordby.example")
	_, err := db.Pool().Exec(t.Context(), `update half_sessions set created_at = created_at - interval '10 minutes'`)
	require.NoError(t, err)
	require.Equal(t, http.StatusGone, other.opens("/login/second").StatusCode)
	require.Equal(t, http.StatusGone, other.send(http.MethodPost, "/login/second", url.Values{"code": {phone.shows(0)}}).StatusCode)
	require.Equal(t, http.StatusGone, v.elsewhere().opens("/login/second").StatusCode, "nobody is half-way without the cookie")
	require.False(t, other.isIn())
}

func TestSecondStep_is_throttled_by_person_over_browsers_and_processes(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	v.signsIn("maja@nordby.example")
	phone := v.setsUp(db)
	processes := []*visitor{v, whole(t, db)}
	var answers []int
	for i := range 12 {
		other := processes[i%2].elsewhere()
		other.signsIn("maja@nordby.example")
		answers = append(answers, other.says("000000").StatusCode)
	}
	require.Equal(t, http.StatusUnprocessableEntity, answers[9])
	require.Equal(t, []int{http.StatusTooManyRequests, http.StatusTooManyRequests}, answers[10:])
	other := v.elsewhere()
	other.signsIn("maja@nordby.example")
	require.Equal(t, http.StatusTooManyRequests, other.says(phone.shows(0)).StatusCode)
	require.False(t, other.isIn())
}

func TestSecondStep_of_many_at_once_takes_a_code_once(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db, func(s *httpd.Server) { s.Settings.Rates.Proof.Limit, s.Settings.Rates.SignInAccount.Limit = 0, 0 })
	v.signsIn("maja@nordby.example")
	phone := v.setsUp(db)
	const many = 6
	visitors := make([]*visitor, many)
	for i := range visitors {
		visitors[i] = v.elsewhere()
		visitors[i].signsIn("maja@nordby.example")
	}
	code := phone.shows(0)
	answers := make(chan int, many)
	for _, one := range visitors {
		go func() {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, one.url+"/login/second", strings.NewReader(url.Values{"code": {code}}.Encode()))
			if err != nil {
				answers <- 0
				return
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			res, err := one.http.Do(req)
			if err != nil || res.Body.Close() != nil {
				answers <- 0
				return
			}
			answers <- res.StatusCode
		}()
	}
	in := 0
	for range many {
		if status := <-answers; status == http.StatusSeeOther {
			in++
		} else {
			require.Equal(t, http.StatusUnprocessableEntity, status)
		}
	}
	require.Equal(t, 1, in)
}

func TestSecondStep_gives_a_new_session_whatever_the_browser_had(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	v := whole(t, db)
	v.signsIn("maja@nordby.example")
	phone := v.setsUp(db)
	at, err := url.Parse(v.url)
	require.NoError(t, err)

	victim := v.elsewhere()
	attacker := v.elsewhere()
	planted := attacker.signsIn("maja@nordby.example").Cookies()[0]
	victim.http.Jar.SetCookies(at, []*http.Cookie{planted, {Name: "kept_session", Value: "planted-by-somebody", Path: "/"}})
	half := victim.signsIn("maja@nordby.example").Cookies()[0]
	require.NotEqual(t, planted.Value, half.Value, "a planted half-session is not completed")
	require.Equal(t, http.StatusGone, attacker.opens("/login/second").StatusCode, "it has ended")
	in := victim.says(phone.shows(0))
	require.Equal(t, "/desk", in.goesTo())
	for _, c := range in.Cookies() {
		require.NotEqual(t, "planted-by-somebody", c.Value)
	}
	require.True(t, victim.isIn())
	require.False(t, attacker.isIn())
	victim.http.Jar.SetCookies(at, []*http.Cookie{half})
	require.Equal(t, http.StatusGone, victim.opens("/login/second").StatusCode, "a half-session is completed once")
}

// TestSecondStep_is_asked_of_who_signs_in_while_they_get_one lets somebody who knows the password sign in at the very moment at which
// its owner adds their first factor, which ends the sessions that there are.
func TestSecondStep_is_asked_of_who_signs_in_while_they_get_one(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	thief := whole(t, db)
	done := make(chan page, 1)
	do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		const add = `insert into factors (person_id, kind, name, setup_key, sealed, last_step) values ($1, 'code', 'Phone', 'key', 'sealed', 0)`
		maja, err := people.ByAddress(ctx, tx, "maja@nordby.example")
		if err != nil {
			return err
		}
		if _, err := factor.Needs(ctx, tx, maja.ID); err != nil { // who adds one keeps others off them
			return err
		}
		if _, err := tx.Exec(ctx, add, maja.ID); err != nil {
			return err
		}
		if err := people.SignOutElsewhere(ctx, tx, maja.ID, ""); err != nil {
			return err
		}
		go func() { done <- thief.signsIn("maja@nordby.example") }()
		require.Eventually(t, func() bool {
			var waits bool
			err := db.QueryRow(context.WithoutCancel(t.Context()), `select exists (select from pg_locks l join pg_database d on d.oid = l.database
				where d.datname = current_database() and l.locktype = 'advisory' and not l.granted)`).Scan(&waits)
			return err == nil && waits || len(done) > 0
		}, 20*time.Second, time.Millisecond)
		return nil
	})
	require.Equal(t, "/login/second", (<-done).goesTo())
	var sessions int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from sessions`).Scan(&sessions))
	require.Zero(t, sessions)
}
