package desk

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestCall_is_promised_for_a_window_begun_and_written_down(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look at it.")
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("promise-form").Choose("what", "call").Choose("day", "2026-11-09").Fill("time", "14:00")
	form.Fill("until", "13:30").Press("Promise it to Hanna").Refuses(http.StatusUnprocessableEntity, "The end must come after the beginning.")
	agreed := form.Fill("until", "14:30").Press("Promise it to Hanna")
	require.Contains(t, agreed.Note(), "Hanna has it by mail.")
	call := d.Latest(id, promise.Callback)
	require.Equal(t, d.Time("Mon 9 Nov 14:00"), call.Opens.UTC())
	require.Equal(t, d.Time("Mon 9 Nov 14:30"), call.Due.UTC())

	d.Until("Mon 9 Nov 14:10")
	begun := v.Open(d.page(id)).Form("dial-" + text(int64(call.ID))).Press("Call")
	require.Contains(t, begun.Note(), "The call is running.")
	require.True(t, begun.HasForm("act-call-drop-"+text(int64(call.ID))), "a call that was never made is taken back")
	require.False(t, d.as(d.Jonas).Open(d.page(id)).HasForm("act-call-drop-"+text(int64(call.ID))), "by whoever calls")
	log := begun.Form("act-call-" + text(int64(call.ID)) + "-form")
	require.Equal(t, text(int64(call.ID)), log.Value("keeps"), "it keeps the call that was agreed")
	logged := log.Fill("words", "The lamp is green again.").Press("Write it down")
	require.Contains(t, logged.Note(), "The call is written down.")
	logged.Says("The lamp is green again.")
	kept := d.Latest(id, promise.Callback)
	require.Equal(t, promise.Kept, kept.State)
	require.Equal(t, promise.Reached, kept.Outcome)
	log.Press("Write it down")
	require.Len(t, d.Whole(id).Messages, 3, "pressed twice it stands there once")
}

func TestCall_that_reaches_nobody_agrees_the_next_one(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	call := d.AgreesCall(d.Maja, id, "Mon 9 Nov 11:00")
	v := d.as(d.Maja)
	log := v.Open(d.page(id)).Form("act-call-"+text(int64(call))+"-form").Choose("outcome", "not_reached").Fill("words", "Busy.").Choose("next", "call")
	refused := log.Fill("time", "25:00").Fill("until", "16:00").Press("Write it down").Refuses(http.StatusUnprocessableEntity)
	back := refused.Form("act-call-" + text(int64(call)) + "-form")
	require.Equal(t, "Busy.", back.Value("words"), "what was typed comes back")
	require.Equal(t, "25:00", back.Value("time"))
	require.Equal(t, promise.Pending, d.Latest(id, promise.Callback).State)
	back.Fill("time", "15:30").Press("Write it down").Says("Busy.")
	next := d.Latest(id, promise.Callback)
	require.Equal(t, d.Time("Mon 9 Nov 15:30"), next.Opens.UTC())
	require.Equal(t, promise.Pending, next.State)
	require.Equal(t, promise.New, d.Ticket(id).Status, "who was not reached has had no answer")
}

func TestCall_of_which_nobody_wrote_what_was_said_is_one_line(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	call := d.AgreesCall(d.Maja, id, "Mon 9 Nov 11:00")
	page := d.as(d.Maja).Open(d.page(id)).Form("act-call-" + text(int64(call)) + "-form").Press("Write it down").Says("Maja talked with Hanna at 10:00")
	require.NotContains(t, page.Text(), "by phone", "no message without words")
	d.LogsCall(d.Maja, id, promise.LeftMessage, nil)
	d.as(d.Maja).Open(d.page(id)).Says("Maja called at 10:00 and left Hanna a message")
}

func TestCall_that_reaches_nobody_asks_once_what_comes_next(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for _, how := range []string{"not_reached", "left_message"} {
		id := d.Asks(d.Hanna, "No internet")
		call := d.AgreesCall(d.Maja, id, "Mon 9 Nov 11:00")
		name := "act-call-" + text(int64(call)) + "-form"
		log := d.as(d.Maja).Open(d.page(id)).Form(name)
		require.Equal(t, "none", log.Value("next"))
		require.NotRegexp(t, `<input[^>]*name="place"[^>]*required`, d.as(d.Maja).Open(d.page(id)).Body, "what is out of sight keeps no browser from sending the form")
		asked := log.Choose("outcome", how).Fill("words", "Nobody answers.").Fill("until", "16:20").Press("Write it down")
		asked.Refuses(http.StatusUnprocessableEntity, "The call did not reach the customer. Say when we call again.")
		back := asked.Form(name)
		require.Equal(t, []string{how, "Nobody answers.", "16:20", "call"}, []string{back.Value("outcome"), back.Value("words"), back.Value("until"), back.Value("next")}, "what was typed comes back")
		require.Equal(t, promise.Pending, d.Latest(id, promise.Callback).State, "nothing is written down yet")
		back.Choose("next", "none").Press("Write it down").Says("Nobody answers.")
		require.Equal(t, promise.Kept, d.Latest(id, promise.Callback).State, "it asks, and does not insist")
	}
	id := d.Asks(d.Hanna, "No internet")
	d.as(d.Maja).Open(d.page(id)).Form("act-call-form").Choose("outcome", "reached").Fill("words", "She is glad.").Press("Write it down").Says("She is glad.")
}

func TestVisit_in_two_places_is_refused_at_whose_it_is(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.AgreesVisit(d.Maja, d.Asks(d.Goran, "No internet here"), "Tue 10 Nov 10:00", 2*time.Hour)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("promise-form").Choose("what", "visit").Choose("day", "2026-11-10").Fill("time", "11:00").Fill("until", "13:00")
	form.Forge("owner", "p"+text(int64(d.Oskar.ID))).Press("Promise it to Hanna").Refuses(http.StatusUnprocessableEntity)
	require.Empty(t, d.All(id, promise.Visit), "a visit says where")
	clash := form.Fill("place", "Havnegade 22").Press("Promise it to Hanna")
	clash.Refuses(http.StatusUnprocessableEntity, d.Oskar.Name+" is at another visit then.")
	require.Equal(t, "Havnegade 22", clash.Form("promise-form").Value("place"))
	require.Empty(t, d.All(id, promise.Visit))
	clash.Form("promise-form").Fill("time", "12:00").Fill("bring", "A router").Press("Promise it to Hanna").Says("Havnegade 22", "A router")
	visit := d.Latest(id, promise.Visit)
	require.Equal(t, d.Time("Tue 10 Nov 12:00"), visit.Opens.UTC())
	require.Equal(t, int64(d.Oskar.ID), visit.Owner.Person)
}

// visited is a ticket on which Oskar comes on Tuesday between ten and twelve.
func (d desk) visited() (ticket.ID, promise.ID) {
	d.T.Helper()
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Oskar comes.")
	return id, d.AgreesVisit(d.Maja, id, "Tue 10 Nov 10:00", 2*time.Hour)
}

func TestVisit_is_moved_with_its_window(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, visit := d.visited()
	page := d.as(d.Maja).Open(d.page(id))
	form := page.Form("act-move-" + text(int64(visit)) + "-form")
	require.Equal(t, []string{"10:00", "12:00", "Havnegade 22, Nordby"}, []string{form.Value("time"), form.Value("until"), form.Value("place")}, "it begins as it is")
	form.Choose("day", "2026-11-11").Fill("time", "13:00").Fill("until", "12:00").Fill("reason", "The cable comes later.").
		Press("").Refuses(http.StatusUnprocessableEntity, "The end must come after the beginning.")
	form.Fill("until", "15:00").Press("")
	moved := d.Latest(id, promise.Visit)
	require.Equal(t, d.Time("Wed 11 Nov 13:00"), moved.Opens.UTC())
	require.Equal(t, d.Time("Wed 11 Nov 15:00"), moved.Due.UTC())
	require.Equal(t, 1, moved.Sequence)
	require.Equal(t, "Havnegade 22, Nordby", moved.Place)
	d.as(d.Maja).Open(d.page(id)).Says("Maja moved Visit from Tue 10:00–12:00 to Wed 13:00–15:00: “The cable comes later.”")
}

func TestForms_of_a_promise_that_somebody_else_has_moved_keep_what_was_typed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, visit := d.visited()
	name := func(act string, p promise.ID) string { return "act-" + act + "-" + text(int64(p)) + "-form" }
	page := d.as(d.Maja).Open(d.page(id))
	d.MovesWindow(d.Jonas, id, visit, "Wed 11 Nov 10:00", 2*time.Hour)
	d.MovesWindow(d.Jonas, id, d.Latest(id, promise.Visit).ID, "Thu 12 Nov 10:00", 2*time.Hour)
	moved := d.Latest(id, promise.Visit).ID
	again := page.Form(name("move", visit)).Fill("time", "11:00").Fill("reason", "The van broke down.").Press("").
		Refuses(http.StatusConflict, "This promise has ended meanwhile.").Form(name("move", moved))
	require.Equal(t, []string{"11:00", "The van broke down."}, []string{again.Value("time"), again.Value("reason")})

	taken := page.Form(name("withdraw", visit)).Fill("words", "Nobody needs to come.").Press("").Refuses(http.StatusConflict)
	require.Equal(t, "Nobody needs to come.", taken.Form(name("withdraw", moved)).Value("words"))
	taken.Form(name("withdraw", moved)).Press("").Says("Nobody needs to come.")
	gone := page.Form(name("withdraw", visit)).Fill("words", "Nobody needs to come.").Press("").Refuses(http.StatusConflict)
	require.Equal(t, "Nobody needs to come.", gone.Form("reply-form").Value("body"), "they may still be said")
}

func TestVisit_at_which_nobody_was_at_home_says_so_to_who_has_the_ticket(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, visit := d.visited()
	d.Until("Tue 10 Nov 10:20")
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("act-attend-"+text(int64(visit))+"-form").Choose("outcome", "not_at_home").Fill("at", "10:15")
	form.Press("Write it down").Says("Visit: nobody at home, 10:15").Lacks("Visit: promise kept")
	require.Equal(t, promise.Kept, d.Latest(id, promise.Visit).State)
}

func TestVisit_before_midnight_is_entered_after_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	visit := d.AgreesVisit(d.Maja, id, "Tue 10 Nov 22:00", 90*time.Minute)
	name := "act-attend-" + text(int64(visit)) + "-form"
	d.Until("Tue 10 Nov 23:50")
	v := d.as(d.Maja)
	before := v.Open(d.page(id)).Form(name).Choose("outcome", "arrived")
	d.Until("Wed 11 Nov 00:15")
	before.Fill("at", "15:00").Press("Write it down").Refuses(http.StatusUnprocessableEntity, "This time has not come yet")
	require.Contains(t, before.Fill("at", "23:20").Press("Write it down").Note(), "The visit is written down.")
	require.Equal(t, promise.Kept, d.Latest(id, promise.Visit).State)
}

func TestVisit_is_entered_on_a_later_day(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, visit := d.visited() // Tuesday from 10 to 12
	name := "act-attend-" + text(int64(visit)) + "-form"
	v := d.as(d.Maja)
	d.Until("Tue 10 Nov 13:00")
	require.NotContains(t, v.Open(d.page(id)).Body, "attend-day", "there is one day only")
	d.Until("Wed 11 Nov 13:00")
	form := v.Open(d.page(id)).Form(name).Choose("outcome", "arrived")
	require.Equal(t, "2026-11-10", form.Value("day"), "the window's day is the likelier")
	form.Press("Write it down").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	refused := form.Choose("day", "2026-11-11").Fill("at", "13:30").Press("Write it down").Refuses(http.StatusUnprocessableEntity, "This time has not come yet")
	require.Equal(t, "2026-11-11", refused.Form(name).Value("day"), "what was chosen comes back")
	form.Choose("day", "2026-11-10").Fill("at", "12:40").Press("Write it down")
	require.Equal(t, "Tue 10 Nov 12:40", d.Show(d.Whole(id).Book().Get(visit).Delivered))
}

func TestVisit_that_was_refused_comes_back_as_it_was_written(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, visit := d.visited()
	d.Until("Tue 10 Nov 12:20")
	name := "act-attend-" + text(int64(visit)) + "-form"
	form := d.as(d.Maja).Open(d.page(id)).Form(name).Choose("outcome", "not_at_home").Fill("at", "23:50").Press("Write it down").
		Refuses(http.StatusUnprocessableEntity, "This time has not come yet").Form(name)
	require.Equal(t, []string{"not_at_home", "23:50"}, []string{form.Value("outcome"), form.Value("at")})
	form.Fill("at", "11:50").Press("Write it down")
	require.Equal(t, promise.NotAtHome, d.Latest(id, promise.Visit).Outcome)
}

func TestVisit_is_told_late_and_arrival_is_entered_afterwards(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, visit := d.visited()
	d.Until("Tue 10 Nov 10:05")
	v := d.as(d.Maja)
	late := v.Open(d.page(id)).Form("late-" + text(int64(visit))).Press("20")
	require.Contains(t, late.Note(), "you come at about 10:25")
	d.Until("Tue 10 Nov 12:20")
	form := v.Open(d.page(id)).Form("act-attend-"+text(int64(visit))+"-form").Choose("outcome", "arrived")
	form.Fill("at", "23:00").Press("Write it down").Refuses(http.StatusUnprocessableEntity, "This time has not come yet")
	require.Contains(t, form.Fill("at", "11:50").Press("Write it down").Note(), "The visit is written down.")
	kept := d.Latest(id, promise.Visit)
	require.Equal(t, promise.Kept, kept.State, "whoever came in time kept it, however late that is entered")
	require.Equal(t, d.Time("Tue 10 Nov 11:50"), kept.Ended.UTC())
}
