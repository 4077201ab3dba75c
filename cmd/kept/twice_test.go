package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/presence"
)

// presses is how often somebody presses a button at once.
const presses = 20

// TestForms_pressed_twenty_times_at_once_do_it_once compares what one press leaves with what twenty leave.
func TestForms_pressed_twenty_times_at_once_do_it_once(t *testing.T) {
	t.Parallel()
	s := opened(t)
	admin := s.signedIn(s.Karin.ID)
	for _, route := range posts(t) {
		// Signing in begins a session each time, of which the browser keeps one; a clock is moved as often as one presses.
		// A wish for a new password is another letter each time, until it is one too many; a picture and a calendar file have stories of their own; a team moves as often as one presses, and so does a view, for its owner alone.
		// Each time that the audit is taken away is an entry of its own.
		// The next ticket is another each time, but for presses within three seconds (internal/ticket).
		// What proves somebody is taken once, as its own stories tell (httpd/door).
		if slices.Contains([]string{"/login", "/logout", "/welcome/{token}", "/desk/next", "/demo/clock", "/login/forgotten", "/desk/profile/picture", "/office/teams/{team}/moves", viewRoute + "/moves", exports, promisesExports, ofCustomer + "/exports", "/my/exports", ofCustomer + "/erasures", calendarRoute + "/files", lostRoute + "/tickets/{number}/releases"}, route) || isOnce(route) || isProof(route) {
			continue
		}
		poster := s.poster(route, admin)
		once := s.press(t, route, poster, 1)
		require.Equal(t, once, s.press(t, route, poster, presses), route)
	}
	s.healthy(t)
}

// breaks lets what was promised on a ticket come to nothing: its customer has not heard yet that we are sorry. The brake
// may hold that back, and nothing else.
func (s *site) breaks(x things, held bool) {
	s.T.Helper()
	s.Stop(s.Now().Add(6*time.Hour + time.Minute))
	s.Sweep()
	if held {
		_, err := s.DB.Pool().Exec(s.T.Context(), `update apologies set state = case when ticket_id = $1 then 'held' else 'waiting' end where ended_at is null`, x.id)
		require.NoError(s.T, err)
	}
}

// press sends one form so many times at once, and says how many rows that made in each table.
func (s *site) press(t *testing.T, route string, session people.Token, times int) map[string]int {
	t.Helper()
	s.At("Mon 9 Nov 10:00")
	x := s.make(s.Hanna, route != ofTicket+"/claim")
	s.letDown(route, x)
	if route == ofTicket+"/reopenings" {
		s.Replies(s.Maja, x.id, "Done.", cast.Keeping(x.promise), cast.Solving())
	}
	if isAboutStaff(route) {
		x.folk = s.folkOf()
	}
	if isClients(route) {
		x.clients = s.makeClients()
	}
	if isAboutViews(route) {
		x.views = s.makeViews()
	}
	if isAboutAbsence(route) {
		x.absent, x.admin = s.makeAbsent(), s.Karin.ID
	}
	if isAboutRules(route) {
		x.rules = s.makeRules()
	}
	if isAboutDuty(route) {
		x.duty = s.makeDuty()
	}
	if isAboutLost(route) {
		x.lost = s.makeLost()
	}
	if isAboutBulk(route) {
		x.bulk = s.makeBulk()
	}
	if strings.Contains(route, "{question}") {
		x = s.askedUp(x)
	}
	x = s.inTurn(x, route)
	if route == ofTicket+"/having" {
		s.Do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := presence.Enter(ctx, tx, s.Jonas.Acting(), int64(x.id))
			return err
		})
	}
	if strings.Contains(route, "/apologies") || strings.HasPrefix(route, "/office/") && strings.HasSuffix(route, "/dismissals") {
		s.breaks(x, strings.HasPrefix(route, "/office/apologies/"))
	}
	s.unset(route)
	form := s.fields(route, x)
	before := s.counts(t)
	statuses := make([]int, times)
	answers := make([]answer, times)
	var all sync.WaitGroup
	for i := range times {
		c := call{method: http.MethodPost, path: x.target(route), form: form, session: session}
		all.Go(func() { answers[i] = sendTo(t, s.demo, c) })
	}
	all.Wait()
	for i, a := range answers {
		statuses[i] = a.StatusCode
	}
	done := taken(route)
	require.Contains(t, statuses, done, route)
	for _, status := range statuses {
		// What moves or takes back a promise, or gives a ticket away, finds it done: 409 says so.
		if isAboutStaff(route) && (status == http.StatusGone || status == http.StatusNotFound || status == http.StatusUnprocessableEntity) {
			continue // a link is used up, an invitation withdrawn, a team gone
		}
		if isClients(route) && (status == http.StatusGone || status == http.StatusNotFound || status == http.StatusUnprocessableEntity) {
			continue // a link is used up, an address is gone, a name is taken
		}
		if isAboutViews(route) && (status == http.StatusNotFound || status == http.StatusUnprocessableEntity) {
			continue // it is gone, or the name is taken
		}
		if (isAboutRules(route) || isAboutDuty(route) || strings.HasPrefix(route, calendarsRoute)) && (status == http.StatusNotFound || status == http.StatusUnprocessableEntity) {
			continue // they are gone, or the name is taken
		}
		if route == "/desk/profile/password" && status == http.StatusUnprocessableEntity {
			continue // the old password is the old one no more
		}
		require.Contains(t, []int{done, http.StatusConflict}, status, route)
	}
	made := map[string]int{}
	for table, n := range s.counts(t) {
		made[table] = n - before[table]
	}
	if isClients(route) { // each time that an address is asked about is written down
		delete(made, "audit")
		delete(made, "audit_chain")
	}
	if strings.HasPrefix(route, "/desk/profile") { // what is as it was before is not written down
		delete(made, "audit")
		delete(made, "audit_chain")
	}
	delete(made, "search_words") // a word is learnt once
	delete(made, "throttles")    // customers' forms are counted before they are read, and a window may begin in between
	return made
}

// TestForms_of_the_first_run_pressed_twenty_times_make_one_admin presses on a desk that nobody has set up.
func TestForms_of_the_first_run_pressed_twenty_times_make_one_admin(t *testing.T) {
	t.Parallel()
	s, token := unfounded(t)
	c := call{method: http.MethodPost, path: "/welcome/" + string(token), form: s.fields("/welcome/{token}", things{})}
	statuses := make([]int, presses)
	var all sync.WaitGroup
	for i := range presses {
		all.Go(func() { statuses[i] = sendTo(t, s.demo, c).StatusCode })
	}
	all.Wait()
	done := 0
	for _, status := range statuses {
		require.Contains(t, []int{http.StatusSeeOther, http.StatusGone}, status)
		if status == http.StatusSeeOther {
			done++
		}
	}
	require.Equal(t, 1, done)
	n := s.counts(t)
	require.Equal(t, []int{1, 1, 1, 1, 0}, []int{n["desk"], n["people"], n["teams"], n["policies"], n["invitations"]})
	require.Empty(t, s.logs.errors())
}
