package door_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

const chosen = "seven kettles sing"

// resetLink asks for a new password for an address, and returns the link that the letter would carry.
func resetLink(t *testing.T, db *pg.DB, address string) string {
	t.Helper()
	var token people.Token
	do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		id, err := people.ForgetPassword(ctx, tx, people.Sizes{Name: 200, Address: 254, Line: 200}, address, "")
		if err != nil {
			return err
		}
		token, _, err = people.NewResetLink(ctx, tx, id)
		return err
	})
	return "/login/new-password/" + string(token)
}

// joinLink invites Freja, and returns the link that the letter would carry.
func joinLink(t *testing.T, db *pg.DB, role people.Role) string {
	t.Helper()
	var token people.Token
	do(t, db, func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		karin, err := people.Add(ctx, tx, people.Newcomer{Role: people.Admin, Name: "Karin Ek", Address: "karin@nordby.example", Locale: i18n.SV})
		if err != nil {
			return err
		}
		by := people.Person{ID: karin, Role: people.Admin}.Acting()
		id, err := people.InviteStaff(ctx, tx, by, people.Sizes{Name: 200, Address: 254, Line: 200}, people.Invitee{Address: "freja@nordby.example", Role: role, Locale: i18n.DA})
		if err != nil {
			return err
		}
		token, _, err = people.NewInvitationLink(ctx, tx, id)
		return err
	})
	return "/join/" + string(token)
}

func TestForgotten_answers_known_and_unknown_addresses_alike(t *testing.T) {
	t.Parallel()
	db := desk(t)
	v := open(t, db)
	form := v.opens("/login/forgotten")
	require.Equal(t, http.StatusOK, form.StatusCode)
	known := v.sends(form, "/login/forgotten", url.Values{"email": {"maja@nordby.example"}})
	unknown := v.sends(form, "/login/forgotten", url.Values{"email": {"nobody@nordby.example"}})
	require.Equal(t, known.StatusCode, unknown.StatusCode)
	require.Equal(t, "/login/forgotten/sent", known.goesTo())
	require.Equal(t, known.goesTo(), unknown.goesTo())
	require.Equal(t, known.body, unknown.body)
	require.Contains(t, v.opens("/login/forgotten/sent").body, "If somebody who works here has this address")
	var letters int
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from outbox where kind = 'password' and person_id is null`).Scan(&letters))
	require.Equal(t, 2, letters, "what is written is the same too: only when a letter leaves is it looked up whose address it is")
	require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, "/login/forgotten", url.Values{"email": {"maja"}}).StatusCode)
}

func TestForgotten_takes_the_same_time_for_known_and_unknown_addresses(t *testing.T) {
	t.Parallel()
	db := desk(t)
	v := open(t, db, func(s *httpd.Settings) { s.Rates = httpd.Rates{} })
	median := func(address string) time.Duration {
		var all []time.Duration
		for range 30 {
			begin := time.Now()
			v.send(http.MethodPost, "/login/forgotten", url.Values{"email": {address}})
			all = append(all, time.Since(begin))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	median("warm@nordby.example")
	known, unknown := median("maja@nordby.example"), median("nobody@nordby.example")
	t.Logf("median of 30: known %v, unknown %v", known, unknown)
	require.Less(t, max(known, unknown), 3*min(known, unknown)+20*time.Millisecond)
}

func TestForgotten_is_tried_only_so_often_by_address_and_by_network_on_every_server(t *testing.T) {
	t.Parallel()
	db := desk(t)
	one, two := open(t, db), open(t, db)
	for i := range 3 {
		v := []*visitor{one, two}[i%2]
		require.Equal(t, http.StatusSeeOther, v.send(http.MethodPost, "/login/forgotten", url.Values{"email": {"maja@nordby.example"}}).StatusCode)
	}
	require.Equal(t, http.StatusTooManyRequests, two.send(http.MethodPost, "/login/forgotten", url.Values{"email": {" MAJA@nordby.example"}}).StatusCode)
	for i := range 17 {
		one.send(http.MethodPost, "/login/forgotten", url.Values{"email": {string(rune('a'+i)) + "@nordby.example"}})
	}
	require.Equal(t, http.StatusTooManyRequests, two.send(http.MethodPost, "/login/forgotten", url.Values{"email": {"z@nordby.example"}}).StatusCode, "20 from one network")
}

func TestNewPassword_link_is_not_spent_by_opening_and_works_once(t *testing.T) {
	t.Parallel()
	db := desk(t)
	v := open(t, db)
	elsewhere := v.elsewhere()
	elsewhere.send(http.MethodPost, "/login", who("maja@nordby.example", password))
	require.Equal(t, http.StatusOK, elsewhere.opens("/desk").StatusCode)
	link := resetLink(t, db, "maja@nordby.example")
	for range 3 {
		require.Equal(t, http.StatusOK, v.opens(link).StatusCode, "what opens links in mails spends none")
	}
	require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, link, url.Values{"password": {"maja"}}).StatusCode)
	done := v.sends(v.opens(link), link, url.Values{"password": {chosen}})
	require.Equal(t, "/login", done.goesTo())
	require.NotContains(t, done.Header.Get("Set-Cookie"), "kept_session", "a link alone lets nobody in")
	require.Equal(t, http.StatusSeeOther, elsewhere.opens("/desk").StatusCode, "every session has ended")
	require.Equal(t, "/desk", v.send(http.MethodPost, "/login", who("maja@nordby.example", chosen)).goesTo())
	for _, gone := range []string{link, link[:len(link)-2], link + "x", "/login/new-password/forged"} {
		require.Equal(t, http.StatusGone, v.opens(gone).StatusCode)
		require.Equal(t, http.StatusGone, v.send(http.MethodPost, gone, url.Values{"password": {chosen}}).StatusCode)
	}
	require.Equal(t, v.opens(link).body, v.opens("/login/new-password/forged").body, "one page for both")
}

func TestJoin_lets_an_invitee_choose_name_and_password_and_signs_them_in_once(t *testing.T) {
	t.Parallel()
	db := desk(t)
	v := open(t, db)
	link := joinLink(t, db, people.Supervisor)
	p := v.opens(link)
	require.Contains(t, p.body, "Karin Ek invites you. You sign in with freja@nordby.example.")
	bad := v.send(http.MethodPost, link, url.Values{"name": {""}, "password": {"freja"}})
	require.Equal(t, http.StatusUnprocessableEntity, bad.StatusCode)
	require.Contains(t, bad.body, `id="name-error"`)
	require.Contains(t, bad.body, `id="password-error"`)
	done := v.sends(p, link, url.Values{"name": {"Freja Holm"}, "password": {chosen}})
	require.Equal(t, "/desk", done.goesTo())
	require.Contains(t, v.opens("/desk").body, "Freja Holm, supervisor")
	other := v.elsewhere()
	require.Equal(t, http.StatusGone, other.opens(link).StatusCode)
	require.Equal(t, http.StatusGone, other.send(http.MethodPost, link, url.Values{"name": {"Eve"}, "password": {chosen}}).StatusCode)
	require.Equal(t, "/desk", other.send(http.MethodPost, "/login", who("freja@nordby.example", chosen)).goesTo())
}

func TestJoin_as_a_technician_leads_in_and_so_does_the_password(t *testing.T) {
	t.Parallel()
	db := desk(t)
	v := open(t, db)
	link := joinLink(t, db, people.Technician)
	done := v.send(http.MethodPost, link, url.Values{"name": {"Freja Holm"}, "password": {chosen}})
	require.Equal(t, "/desk", done.goesTo())
	require.Contains(t, v.opens("/desk").body, "Freja Holm, technician")
	require.Equal(t, "/desk", v.elsewhere().send(http.MethodPost, "/login", who("freja@nordby.example", chosen)).goesTo())
}

// TestRights_are_lost_on_the_next_request_of_two_servers takes them on one server and asks the other.
func TestRights_are_lost_on_the_next_request_of_two_servers(t *testing.T) {
	t.Parallel()
	db := desk(t)
	one, two := open(t, db), open(t, db)
	for _, v := range []*visitor{one, two} {
		v.send(http.MethodPost, "/login", who("maja@nordby.example", password))
		require.Contains(t, v.opens("/desk").body, "agent")
	}
	maja, err := people.ByAddress(t.Context(), db, "maja@nordby.example")
	require.NoError(t, err)
	change := func(f func(ctx context.Context, tx *pg.Tx) error) { do(t, db, f) }
	change(func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.Add(ctx, tx, people.Newcomer{Role: people.Admin, Name: "Karin", Address: "karin@nordby.example", Locale: i18n.EN})
		return err
	})
	change(func(ctx context.Context, tx *pg.Tx) error {
		return people.SetRole(ctx, tx, people.System, maja.ID, people.Supervisor)
	})
	for _, v := range []*visitor{one, two} {
		require.Contains(t, v.opens("/desk").body, "supervisor", "the new role holds at once")
	}
	change(func(ctx context.Context, tx *pg.Tx) error {
		_, err := people.Deactivate(ctx, tx, people.System, maja.ID)
		return err
	})
	for _, v := range []*visitor{one, two} {
		require.Equal(t, http.StatusSeeOther, v.opens("/desk").StatusCode)
		require.Equal(t, http.StatusUnprocessableEntity, v.send(http.MethodPost, "/login", who("maja@nordby.example", password)).StatusCode)
	}
	change(func(ctx context.Context, tx *pg.Tx) error { return people.BringBack(ctx, tx, people.System, maja.ID) })
	for _, v := range []*visitor{one, two} {
		require.Equal(t, http.StatusSeeOther, v.opens("/desk").StatusCode, "bringing back signs nobody in")
	}
}

func TestNewPassword_is_no_way_around_the_second_step(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	maja := whole(t, db)
	maja.signsIn("maja@nordby.example")
	phone := maja.setsUp(db)
	thief := maja.elsewhere()
	require.Equal(t, "/login/second", thief.signsIn("maja@nordby.example").goesTo())

	link := resetLink(t, db, "maja@nordby.example")
	other := maja.elsewhere()
	done := other.send(http.MethodPost, link, url.Values{"password": {chosen}})
	require.Equal(t, "/login", done.goesTo())
	require.False(t, other.isIn())
	require.False(t, maja.isIn(), "every session ends")
	require.Equal(t, http.StatusGone, thief.opens("/login/second").StatusCode, "and so does every half of one that the old password began")

	half := other.send(http.MethodPost, "/login", who("maja@nordby.example", chosen))
	require.Equal(t, "/login/second", half.goesTo())
	require.False(t, other.isIn(), "the new password is half of it, as the old one was")
	require.Equal(t, "/desk", other.says(phone.shows(0)).goesTo())
	require.True(t, other.isIn())
}

func TestChangedPassword_ends_the_half_sessions_of_the_old_one(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	maja := whole(t, db)
	maja.signsIn("maja@nordby.example")
	maja.setsUp(db)
	thief := maja.elsewhere()
	thief.signsIn("maja@nordby.example")
	require.Equal(t, http.StatusOK, thief.opens("/login/second").StatusCode)
	page := maja.opens("/desk/profile/sessions")
	require.Equal(t, "/desk/profile/sessions", maja.sends(page, "/desk/profile/password", url.Values{"current": {password}, "password": {chosen}}).goesTo())
	require.Equal(t, http.StatusGone, thief.opens("/login/second").StatusCode)
	require.True(t, maja.isIn())
}

func TestJoin_is_no_way_around_a_rule_that_wants_a_second_step(t *testing.T) {
	t.Parallel()
	db := desk(t)
	link := joinLink(t, db, people.Agent)
	_, err := db.Pool().Exec(t.Context(), `insert into factor_rules (role) values ('agent')`)
	require.NoError(t, err)
	freja := whole(t, db)
	freja.send(http.MethodPost, link, url.Values{"name": {"Freja Holm"}, "password": {chosen}})
	for _, path := range []string{"/desk", "/desk/profile", "/desk/tickets/1", "/desk/customers"} {
		require.Equal(t, httpd.Security, freja.opens(path).goesTo(), path)
	}
	require.Equal(t, http.StatusOK, freja.opens(httpd.Security).StatusCode)
}

func TestEntrance_of_whoever_has_a_second_step_is_half_a_session_whatever_came_first(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	maja := whole(t, db)
	maja.signsIn("maja@nordby.example")
	maja.setsUp(db)
	var before, after, halves int
	const sessions = `select count(*) from sessions`
	require.NoError(t, db.QueryRow(t.Context(), sessions).Scan(&before))
	var id people.ID
	require.NoError(t, db.QueryRow(t.Context(), `select id from people where address = 'maja@nordby.example'`).Scan(&id))
	s := &httpd.Server{DB: db}
	account, err := people.Verify(t.Context(), db, "maja@nordby.example", password)
	require.NoError(t, err)
	for _, by := range []people.Proof{people.ByPassword, people.ByInvitation, people.ByMailedLink} {
		r := httptest.NewRequest(http.MethodPost, "/join/x", nil)
		w := httptest.NewRecorder()
		require.NoError(t, s.Enter(w, r, httpd.FirstStep{Person: id, By: by, Account: account, Next: "/desk"}))
		require.Equal(t, "/login/second", w.Header().Get("Location"))
		require.NotContains(t, w.Header().Get("Set-Cookie"), "kept_session")
	}
	require.NoError(t, db.QueryRow(t.Context(), sessions).Scan(&after))
	require.Equal(t, before, after)
	require.NoError(t, db.QueryRow(t.Context(), `select count(*) from half_sessions where person_id = $1`, id).Scan(&halves))
	require.Equal(t, 3, halves)
}

func TestHistory_shows_what_was_refused_in_somebodys_name(t *testing.T) {
	t.Parallel()
	db := staffed(t)
	maja := whole(t, db)
	maja.signsIn("maja@nordby.example")
	maja.setsUp(db)
	other := maja.elsewhere()
	other.send(http.MethodPost, "/login", who("maja@nordby.example", "another sentence"))
	other.signsIn("maja@nordby.example")
	other.says("000000")
	for _, v := range []*visitor{maja, maja.elsewhere()} {
		page := "/desk/profile/sessions"
		if v != maja {
			v.signsIn("karin@nordby.example")
			var id string
			require.NoError(t, db.QueryRow(t.Context(), `select id::text from people where address = 'maja@nordby.example'`).Scan(&id))
			page = "/office/people/" + id
		}
		p := v.opens(page)
		require.Contains(t, p.body, `<b class="refused">wrong password</b>`)
		require.Contains(t, p.body, `<b class="refused">wrong second step</b>`)
	}
	require.NotContains(t, maja.elsewhere().opens("/login").body, "wrong password")
}
