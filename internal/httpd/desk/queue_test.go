package desk

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestDesk_sends_strangers_to_the_sign_in_page(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	for _, address := range []string{"/desk", "/desk/profile", d.page(id)} {
		w := httptest.NewRecorder()
		d.site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		require.Equal(t, http.StatusSeeOther, w.Code, address)
		require.True(t, strings.HasPrefix(w.Header().Get("Location"), "/login?next="), w.Header().Get("Location"))
	}
}

func TestQueue_stands_in_the_order_in_which_tickets_need_somebody(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.At("Mon 9 Nov 09:00")
	d.Asks(d.Goran, "Fakturan")
	d.At("Mon 9 Nov 10:00")
	hanna := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, hanna, "We look.", d.Promising("We tell you where the fault is", "Mon 9 Nov 14:05"))
	mette := d.Asks(d.Mette, "Regning")
	d.Replies(d.Jonas, mette, "Vi ser på det.")
	d.Until("Mon 9 Nov 13:30")
	page := d.as(d.Maja).Open("/desk")
	page.Says("All open", "3 tickets", "Late 1", "13:00", "30 min late", "new time 15:00", "Next hour 1", "14:05", "in 35 min",
		"We tell you where the fault is", "Tomorrow and after 1", "Nobody yet: First line", "You", "Jonas", "1 late")
	order := []string{"Fakturan", `class="nowline"`, "No internet", "Regning"}
	at := 0
	for _, one := range order {
		next := strings.Index(page.Body[at:], one)
		require.GreaterOrEqual(t, next, 0, "%s does not come after what stands before it", one)
		at += next
	}
	require.Contains(t, page.Body, `lang="sv"`)
}

func TestQueue_filters_by_owner_team_and_status_without_script(t *testing.T) {
	t.Parallel()
	d := opened(t)
	mine := d.Asks(d.Hanna, "Mine alone")
	d.Takes(d.Maja, mine)
	other := d.Asks(d.Goran, "Nobody has me")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetTeam(ctx, tx, d.Maja.Acting(), other, d.Second)
	})
	done := d.Asks(d.Mette, "All done")
	d.Replies(d.Jonas, done, "Done.", func(x *ticket.Draft) { x.Then = promise.Solved })
	d.Confirms(done)
	v := d.as(d.Maja)
	v.Open("/desk").Form("filters").Tick("owner", "me").Press("Show").Says("My promises", "Mine alone").Lacks("Nobody has me", "All done")
	v.Open("/desk").Form("filters").Tick("owner", "nobody").Press("Show").Says("Nobody has me").Lacks("Mine alone")
	v.Open("/desk").Form("filters").Tick("owner", "me").Tick("owner", "nobody").Press("Show").Says("Nobody has me", "Mine alone")
	v.Open("/desk").Form("filters").Choose("team", text(int64(d.Second))).Press("Show").Says("Technical", "Nobody has me").Lacks("Mine alone")
	v.Open("/desk").Form("filters").Tick("status", "closed").Press("Show").Says("Closed", "All done").Lacks("Mine alone")
	v.Open("/desk").Form("filters").Tick("status", "new").Tick("owner", "me").Press("Show").Says("Mine alone").Lacks("Nobody has me")
	v.Open("/desk?view=solved").Says("Solved today", "All done").Lacks("Mine alone")
	v.Open("/desk?view=mine&status=closed").Says("Nothing here yet.")
}

func TestQueue_says_one_true_sentence_when_nothing_waits(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.as(d.Maja).Open("/desk").Says("Nothing is waiting.").Lacks("kept 1")
	done := d.Asks(d.Hanna, "Short work")
	d.Replies(d.Maja, done, "Done.", func(x *ticket.Draft) { x.Then = promise.Solved })
	d.Confirms(done)
	d.as(d.Maja).Open("/desk").Says("Nothing is waiting.", "The desk kept 2 promises today.")
}

func TestQueue_goes_on_to_the_next_page_and_forgives_a_cursor_that_is_none(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for i := range ticket.PageSize + 3 {
		d.Asks(d.Hanna, fmt.Sprintf("Ticket number %03d", i))
	}
	v := d.as(d.Maja)
	first := v.Open("/desk").Says("53 tickets", "Ticket number 000", "Ticket number 049").Lacks("Ticket number 050")
	first.Click("Next").Says("Ticket number 050", "Ticket number 052", "From the beginning").Lacks("Ticket number 049")
	for _, cursor := range []string{"x", "%00", "999999999999999999999.1", "-1.1", "1.-1", "9223372036854775807.1", "1e9.2", strings.Repeat("9", 60)} {
		for _, after := range []string{cursor, base64.RawURLEncoding.EncodeToString([]byte(cursor))} {
			v.Open("/desk?after=" + after).Says("All open")
		}
	}
	v.Open("/desk?view=nonsense&team=-4&status=%00").Says("53 tickets")
}

func TestTaking_two_at_once_gives_it_to_one_and_tells_the_other(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	number := text(d.Ticket(id).Number)
	maja, jonas := d.as(d.Maja).Open("/desk").Form("take-"+number), d.as(d.Jonas).Open("/desk").Form("take-"+number)
	taken := maja.Press("Take").Says("All open", "You")
	require.Contains(t, taken.Note(), "Ticket #"+number+" is yours.")
	jonas.Press("Take").Refuses(http.StatusConflict, "Maja Lindqvist has this ticket now.", "No internet")
	require.Equal(t, d.Maja.ID, *d.Ticket(id).AssigneeID)
	require.Equal(t, d.Maja.ID, people.ID(d.Whole(id).Next().Owner.Person))
}

func TestBanner_says_that_nobody_keeps_time(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	due := d.Whole(id).Next().WarnAt
	d.Stop(due.Add(2 * time.Minute))
	d.as(d.Maja).Open("/desk").Lacks("Nobody keeps time")
	d.Stop(due.Add(2*time.Minute + time.Second))
	d.as(d.Maja).Open("/desk").Says("Nobody keeps time")
	d.Sweep()
	d.as(d.Maja).Open("/desk").Lacks("Nobody keeps time")
}

func TestBanner_says_that_mail_does_not_leave(t *testing.T) {
	t.Parallel()
	d := opened(t, func(s *httpd.Settings) { s.HasMail = false })
	d.as(d.Maja).Open("/desk").Says("No mail leaves: there is no mail server.")
	d.Asks(d.Hanna, "No internet")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update outbox set state = 'held'`)
		return err
	})
	d.as(d.Maja).Open("/desk").Says("1 mail is waiting.")
	d.as(d.Maja).Open("/desk/profile").Says("1 mail is waiting.")
}

func TestProfile_keeps_the_language_with_the_person(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.as(d.Maja)
	form := v.Open("/desk/profile").Form("settings")
	saved := form.Choose("language", "el").Choose("theme", "dark").Press("Save").Says("Οι ρυθμίσεις σας")
	require.Equal(t, "el", saved.Language())
	require.Contains(t, saved.Body, `data-theme="dark"`)
	require.Contains(t, saved.Note(), "Οι ρυθμίσεις σας αποθηκεύτηκαν.")
	require.Equal(t, "el", d.as(d.Maja).Open("/desk").Language(), "it follows the person to another browser")
	form.Forge("language", "xx\x00").Press("Save").Refuses(http.StatusUnprocessableEntity)
}

func TestQueue_shows_what_has_been_late_longest_and_leads_to_all_of_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for i := range mostLate + 2 {
		d.Asks(d.Hanna, fmt.Sprintf("Ticket number %03d", i))
	}
	d.Until("Mon 9 Nov 15:00")
	v := d.as(d.Maja)
	page := v.Open("/desk").Says("Late 52")
	require.Equal(t, mostLate, strings.Count(page.Body, "class=\"row-link clip\""))
	all := page.Click("Show all late tickets").Says("Ticket number 000")
	require.Contains(t, all.Click("Next").Body, "Ticket number 051")
}
