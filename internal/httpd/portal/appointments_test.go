package portal

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestWish_for_another_time_is_a_message_and_the_visit_stands(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Oskar comes by.")
	visit := d.AgreesVisit(d.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
	name := "other-" + strconv.FormatInt(int64(visit), 10)
	v := d.visitor()
	page := v.Open(d.link(id)).Says("Where: Havnegade 22, Nordby").Lacks("A router")
	refused := page.Form(name).Press("Send").Refuses(http.StatusUnprocessableEntity)
	require.Len(t, d.Whole(id).Messages, 2, "nothing half saved")
	form := refused.Form(name).Fill("wish", "Friday morning is better")
	for range 2 { // twice is once
		form.Press("Send").Says("Friday morning is better")
	}
	w := d.Whole(id)
	require.Len(t, w.Messages, 3)
	require.True(t, strings.HasPrefix(w.Messages[2].Body, "Please, another time than"), w.Messages[2].Body)
	stands := d.Latest(id, promise.Visit)
	require.Equal(t, promise.Pending, stands.State, "the time stands until somebody moves it")
	require.Equal(t, promise.Pending, d.Latest(id, promise.NextReply).State, "and they are owed an answer")

	d.Replies(d.Maja, id, "Friday at nine, then.")
	d.MovesWindow(d.Maja, id, visit, "Fri 13 Nov 09:00", time.Hour)
	v.Open(d.link(id)).Says("Fri 13 November")
	require.Equal(t, d.Time("Fri 13 Nov 09:00"), d.Latest(id, promise.Visit).Opens.UTC())

	t.Log("nobody comes; we say sorry, agree a new time on the phone, and come")
	d.Until("Fri 13 Nov 11:01")
	require.NotNil(t, d.Ticket(id).OwedSince)
	d.Apologises(d.Maja, id, "Our van broke down.")
	next := d.Window(promise.Visit, "Mon 16 Nov 09:00", time.Hour)
	d.LogsCall(d.Maja, id, promise.Reached, &next, d.Latest(id, promise.Callback).ID)
	v.Open(d.link(id)).Says("Mon 16 November")
	d.Until("Mon 16 Nov 09:20")
	d.Attends(d.Oskar, id, d.Latest(id, promise.Visit).ID, promise.Arrived, "Mon 16 Nov 09:20")
	require.Nil(t, d.Ticket(id).OwedSince, "made good")
}

func TestApology_for_a_visit_that_nobody_came_to_says_its_window_and_the_new_one(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Oskar comes by.")
	d.AgreesVisit(d.Maja, id, "Tue 10 Nov 10:00", 2*time.Hour)
	d.Until("Tue 10 Nov 13:01")
	next := d.Window(promise.Visit, "Wed 11 Nov 14:00", 2*time.Hour)
	d.LogsCall(d.Maja, id, promise.Reached, &next, d.Latest(id, promise.Callback).ID)
	d.Apologises(d.Ingrid, id, "")
	for _, m := range d.leaves(d.Hanna.Address) {
		if !strings.Contains(m.Text, "We promised to come to you") {
			continue
		}
		require.Equal(t, "We are late, and sorry. New time: tomorrow 14:00–16:00", m.Subject)
		require.True(t, strings.HasPrefix(m.Text, "We promised to come to you today 10:00–12:00, and we did not keep that. We are sorry. We come to you tomorrow 14:00–16:00.\n"), m.Text)
		require.Contains(t, m.Text, "Who comes: Oskar\nWhere: Havnegade 22, Nordby\n")
		return
	}
	t.Fatal("no apology has left")
}

func TestStory_tells_of_a_message_that_was_left_and_of_a_door_that_nobody_opened(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	visit := d.AgreesVisit(d.Maja, id, "Mon 9 Nov 11:00", 2*time.Hour)
	d.LogsCall(d.Maja, id, promise.NotReached, nil)
	d.visitor().Open(d.link(id)).Says("and did not reach you.").Lacks("left you a message")
	d.LogsCall(d.Maja, id, promise.LeftMessage, nil)
	d.visitor().Open(d.link(id)).Says("and left you a message.")
	d.Until("Mon 9 Nov 11:30")
	d.Attends(d.Oskar, id, visit, promise.NotAtHome, "Mon 9 Nov 11:20")
	d.visitor().Open(d.link(id)).Says("We came to you at 11:20, and nobody was at home.").Lacks("Kept: We come to you")
}

func TestWish_from_a_page_that_is_older_than_a_move_says_so_and_keeps_the_words(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Oskar comes by.")
	visit := d.AgreesVisit(d.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
	form := func(p promise.ID) string { return "other-" + strconv.FormatInt(int64(p), 10) }
	page := d.visitor().Open(d.link(id))
	d.MovesWindow(d.Maja, id, visit, "Fri 13 Nov 09:00", time.Hour)
	moved := d.Latest(id, promise.Visit).ID
	again := page.Form(form(visit)).Fill("wish", "Monday is better").Press("Send").Refuses(http.StatusConflict)
	require.Contains(t, again.Body, "We have changed this time meanwhile.")
	require.Contains(t, again.Body, `<details class="other" open>`)
	require.Equal(t, "Monday is better", again.Form(form(moved)).Value("wish"))
	require.Len(t, d.Whole(id).Messages, 2, "they look at the new time first")

	words := ticket.Withdrawal{Words: "Oskar is ill. We ring you.", Seen: d.Whole(id).LastMessage()}
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Withdraw(ctx, tx, d.Maja.Acting(), d.Limits, id, moved, words)
	})
	gone := again.Form(form(moved)).Press("Send").Refuses(http.StatusConflict)
	require.Contains(t, gone.Body, "This appointment no longer stands.")
	require.Equal(t, "Monday is better", gone.Form("write").Value("body"))
	gone.Form("write").Press("Send").Says("Monday is better")
	require.Equal(t, "Monday is better", d.Whole(id).Messages[3].Body)
}

func TestWish_from_a_page_that_is_older_than_a_merging_keeps_the_words(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, other := d.Asks(d.Hanna, "No internet"), d.Asks(d.Hanna, "Still no internet")
	d.Replies(d.Maja, id, "Oskar comes by.")
	visit := d.AgreesVisit(d.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
	form := d.visitor().Open(d.link(id)).Form("other-"+strconv.FormatInt(int64(visit), 10)).Fill("wish", "Monday is better")
	again := d.visitor().Open(d.link(id)).Form("other-"+strconv.FormatInt(int64(visit), 10)).Fill("wish", "Tuesday is better")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Merge(ctx, tx, d.Maja.Acting(), id, ticket.Merging{Number: d.Ticket(other).Number})
		return err
	})
	form.Press("Send").Says("Monday is better")
	w := d.Whole(other)
	require.Contains(t, w.Messages[len(w.Messages)-1].Body, "Monday is better", "the appointment stands there at its time")

	along := d.Latest(other, promise.Visit).ID
	d.MovesWindow(d.Maja, other, along, "Fri 13 Nov 10:00", 2*time.Hour)
	moved := again.Press("Send").Refuses(http.StatusConflict, "We have changed this time meanwhile.")
	require.Equal(t, "Tuesday is better", moved.Form("other-"+strconv.FormatInt(int64(d.Latest(other, promise.Visit).ID), 10)).Value("wish"))
	words := ticket.Withdrawal{Words: "Oskar is ill. We ring you.", Seen: d.Whole(other).LastMessage()}
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Withdraw(ctx, tx, d.Maja.Acting(), d.Limits, other, d.Latest(other, promise.Visit).ID, words)
	})
	gone := again.Press("Send").Refuses(http.StatusConflict, "This appointment no longer stands.")
	require.Equal(t, "Tuesday is better", gone.Form("write").Value("body"))
}

func TestAppointment_is_a_file_for_the_customers_calendar_as_long_as_it_stands(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Oskar comes by.")
	d.visitor().Open(d.link(id)).Lacks("Add to calendar")
	visit := d.AgreesVisit(d.Maja, id, "Thu 12 Nov 10:00", 2*time.Hour)
	link := d.link(id)
	page := d.visitor().Open(link).Says("Add to calendar")
	address := link + "/appointments/" + strconv.FormatInt(int64(visit), 10)

	file := page.Click("Add to calendar")
	require.Equal(t, http.StatusOK, file.Status)
	require.Equal(t, "text/calendar; charset=utf-8; method=PUBLISH", file.Header.Get("Content-Type"))
	require.Equal(t, "private, no-store", file.Header.Get("Cache-Control"))
	for _, line := range []string{"UID:appointment-" + strconv.FormatInt(int64(visit), 10) + "@", "SEQUENCE:0\r\n", "DTSTART:20261112T090000Z", "LOCATION:Havnegade 22\\, Nordby", "METHOD:PUBLISH"} {
		require.Contains(t, file.Body, line)
	}
	require.NotContains(t, file.Body, "router", "what is brought along is the staff's own")
	require.NotContains(t, file.Body, "ATTENDEE", "it asks nobody")
	require.Equal(t, file.Body, d.visitor().Open(address).Body, "the same file each time")

	t.Log("moved, it has the same number and counts on")
	d.MovesWindow(d.Maja, id, visit, "Fri 13 Nov 09:00", time.Hour)
	moved := d.visitor().Open(address).Body
	require.Contains(t, moved, "UID:appointment-"+strconv.FormatInt(int64(visit), 10)+"@")
	require.Contains(t, moved, "SEQUENCE:1\r\n")
	require.Contains(t, moved, "DTSTART:20261113T080000Z")

	t.Log("over, or another's, it is not there")
	other := d.Asks(d.Mette, "No mail")
	require.Equal(t, http.StatusNotFound, d.visitor().Open(d.link(other)+"/appointments/"+strconv.FormatInt(int64(visit), 10)).Status)
	d.Until("Fri 13 Nov 11:01")
	require.Equal(t, http.StatusNotFound, d.visitor().Open(address).Status)
	d.visitor().Open(link).Lacks("Add to calendar")
}
