package desk

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestAbsence_is_entered_changed_and_ended_and_its_page_tells_what_happened(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.At("Mon 9 Nov 09:00")
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "I am looking.")
	call := d.Promises(d.Maja, id, "I ring you", "Wed 11 Nov 10:00")
	v := d.as(d.Maja)

	form := v.Open("/desk/profile/absences").Says("None is entered.").Form("absence-form")
	form.Fill("from", "2026-11-12").Fill("until", "2026-11-11").Choose("stand_in", fmt.Sprint(d.Jonas.ID)).Press("Enter it").
		Refuses(http.StatusUnprocessableEntity, "This is before the beginning.")
	form.Fill("from", "2026-11-10").Fill("until", "2026-11-16").Fill("until_time", "25:00").Press("Enter it").Refuses(http.StatusUnprocessableEntity)
	p := form.Fill("until_time", "").Press("Enter it").Says("Stand-in: Jonas")
	require.Equal(t, "The absence is entered.", p.Note())
	require.EqualValues(t, d.Jonas.ID, d.Whole(id).Book().Get(call).Owner.Person, "the call is his at once")
	form.Fill("from", "2026-11-16").Fill("until", "2026-11-17").Press("Enter it").Refuses(http.StatusConflict, "Another absence is entered")

	d.as(d.Jonas).Open("/desk/profile/absences").Says(d.Maja.Name).Says("Stand-in: Jonas").Lacks("is back")
	d.At("Wed 11 Nov 09:30")
	require.Contains(t, d.as(d.Jonas).Open(fmt.Sprintf("/desk/tickets/%d/colleagues", d.Ticket(id).Number)).Body, "away until")
	d.Replies(d.Jonas, id, "It works again.")
	d.At("Wed 11 Nov 12:00")
	v.Open("/desk").Says("You are entered as away until")
	p = v.Open("/desk/profile/absences").Form("absence-1-end").Press("I am back").Says("What happened meanwhile", "Jonas", "answered", "No internet")
	require.Equal(t, "The absence is over.", p.Note())
	v.Open("/desk").Says("Your absence ended")
	v.Open("/desk/profile/absences/1/happened").Form("read").Press("I have read it")
	v.Open("/desk").Lacks("Your absence ended")
}

func TestMeanwhile_lets_one_take_back_what_went_to_another(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.At("Mon 9 Nov 09:00")
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Oskar comes.")
	window := d.Window(promise.Callback, "Wed 11 Nov 10:00", 30*time.Minute)
	window.Owner = promise.Owner{Person: int64(d.Maja.ID)}
	call := d.Agrees(d.Maja, id, window)
	absence := d.GoesAway(d.Maja, "Mon 9 Nov 08:00", "Thu 12 Nov 00:00", d.Jonas)
	v := d.as(d.Maja)
	v.Open("/desk/profile/absences/1/happened").Says("is with " + d.Jonas.Name)
	require.EqualValues(t, 1, absence)
	require.EqualValues(t, d.Jonas.ID, d.Whole(id).Book().Get(call).Owner.Person)

	t.Log("back sooner, it is hers without asking")
	d.IsBack(d.Maja, absence)
	require.EqualValues(t, d.Maja.ID, d.Whole(id).Book().Get(call).Owner.Person)
	v.Open("/desk/profile/absences/1/happened").Lacks("Take it back")
	require.Equal(t, http.StatusNotFound, d.as(d.Jonas).Open("/desk/profile/absences/1/happened").Status)
}

func TestAbsence_of_who_comes_to_customers_is_theirs_to_enter_and_tells_them_of_nobody_else(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.At("Mon 9 Nov 09:00")
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Oskar comes.")
	window := d.Window(promise.Visit, "Wed 11 Nov 10:00", 2*time.Hour)
	window.Owner = promise.Owner{Person: int64(d.Oskar.ID)}
	visit := d.Agrees(d.Maja, id, window)
	d.GoesAway(d.Jonas, "Mon 9 Nov 08:00", "Thu 12 Nov 00:00", d.Maja)
	v := d.as(d.Oskar)

	page := v.Open("/desk/profile/absences").Says("None is entered.", "A visit stays with the team").Lacks(d.Jonas.Name, "Who stands in", "Colleagues who are away")
	form := page.Form("absence-form").Fill("from", "2026-11-11")
	form.Fill("until", "2026-11-10").Press("Enter it").Refuses(http.StatusUnprocessableEntity, "This is before the beginning.")
	form.Fill("until", "2026-11-12").Forge("who", fmt.Sprint(d.Maja.ID)).Press("Enter it").Refuses(http.StatusNotFound)
	v.Open("/desk/profile/absences").Form("absence-form").Fill("from", "2026-11-11").Fill("until", "2026-11-12").
		Forge("stand_in", fmt.Sprint(d.Jonas.ID)).Press("Enter it").Says("The team of each ticket stands in")
	owner := d.Whole(id).Book().Get(visit).Owner
	require.Zero(t, owner.Person, "a visit is the team's")

	d.At("Wed 11 Nov 12:00")
	v.Open("/desk/day").Says("You are entered as away until")
	back := v.Open("/desk/profile/absences").Form("absence-2-end").Press("I am back").Says("What happened meanwhile", "Appointments that are not yours any more")
	require.Equal(t, "The absence is over.", back.Note())
	v.Open("/desk/day").Says("Your absence ended")
	require.Equal(t, http.StatusNotFound, v.Open("/desk/profile/absences/1/happened").Status, "a colleague's is nobody else's")
}

func TestAbsence_of_who_comes_to_customers_ends_with_what_became_of_their_appointments(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.At("Mon 9 Nov 09:00")
	visit := func(subject, opens string) (ticket.ID, promise.ID) {
		id := d.Asks(d.Hanna, subject)
		d.Replies(d.Maja, id, "Oskar comes.")
		return id, d.AgreesVisit(d.Maja, id, opens, time.Hour)
	}
	lent, _ := visit("Lent to the team", "Tue 10 Nov 10:00")
	moved, later := visit("Moved by Maja", "Fri 13 Nov 08:00")
	gone, dropped := visit("Taken back by Maja", "Fri 13 Nov 10:00")
	v := d.as(d.Oskar)
	v.Open("/desk/profile/absences").Form("absence-form").Fill("from", "2026-11-10").Fill("until", "2026-11-11").Press("Enter it")
	d.At("Tue 10 Nov 09:00")
	d.MovesWindow(d.Maja, moved, later, "Thu 12 Nov 14:00", time.Hour)
	d.Replies(d.Maja, gone, "It works without him, then.", cast.Withdrawing(dropped))
	visit("Agreed for him", "Fri 13 Nov 15:00")
	d.Until("Thu 12 Nov 08:00")
	require.Equal(t, promise.Broken, d.Latest(lent, promise.Visit).State, "nobody came")

	page := v.Open("/desk/day").Says("Your absence ended").Click("See what happened meanwhile")
	page.Says("Moved by Maja", "Maja moved Visit from", "Agreed for him", "Maja agreed for you: Visit", "tomorrow 15:00–16:00", "Appointments that are not yours any more", "promise not kept", "took back: Visit").
		Lacks("Lent to the team", "Taken back by Maja", "Take it back", "Take the ticket back")
	for _, id := range []ticket.ID{lent, gone} {
		number := fmt.Sprint(d.Ticket(id).Number)
		page.Lacks("#" + number)
		require.Equal(t, http.StatusNotFound, v.Open("/desk/tickets/"+number).Status)
	}
	page.Click("Agreed for him").Says("Hanna")
	require.Equal(t, http.StatusNotFound, v.Send(http.MethodPost, page.Address[:len(page.Address)-len("happened")]+"takings", "application/x-www-form-urlencoded", strings.NewReader("ticket="+fmt.Sprint(d.Ticket(lent).Number))).Status)
	page.Form("read").Press("I have read it")
	v.Open("/desk/day").Lacks("Your absence ended")

	t.Log("a team that he does not see is silent altogether")
	_, err := d.DB.Pool().Exec(t.Context(), `update teams set is_private = true; delete from team_members where person_id = `+fmt.Sprint(d.Oskar.ID))
	require.NoError(t, err)
	v.Open(page.Address).Says("Nothing happened meanwhile")
}

func TestAbsence_that_was_changed_meanwhile_is_shown_as_it_stands_before_it_is_changed_again(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.At("Mon 9 Nov 09:00")
	d.GoesAway(d.Maja, "Mon 9 Nov 08:00", "Sat 14 Nov 00:00", people.Person{})
	const at = "/desk/profile/absences/1"
	stale := d.as(d.Ingrid).Open(at).Form("absence-form").Choose("stand_in", fmt.Sprint(d.Jonas.ID))
	d.as(d.Maja).Open(at).Form("absence-form").Fill("until", "2026-11-11").Press("Save")
	ends := func() string {
		a, err := people.GetAbsence(t.Context(), d.DB, d.Maja.Acting(), 1)
		require.NoError(t, err)
		return d.Show(a.Ends) + " " + a.StandInName
	}
	require.Equal(t, "Thu 12 Nov 00:00 ", ends())

	p := stale.Press("Save")
	p.Refuses(http.StatusConflict, "Somebody has changed this absence meanwhile.", "It stands now: today 08:00 – Wednesday 11 November. The team of each ticket stands in.")
	require.Equal(t, "Thu 12 Nov 00:00 ", ends(), "she is back on Thursday still")
	require.Equal(t, "2026-11-13", p.Form("absence-form").Value("until"), "what was typed stands there")
	p.Form("absence-form").Fill("until", "2026-11-11").Press("Save")
	require.Equal(t, "Thu 12 Nov 00:00 "+d.Jonas.Name, ends())

	t.Log("two changes at one instant are two versions; what says what stands is no change, however old it is")
	first, second := d.as(d.Ingrid).Open(at).Form("absence-form"), d.as(d.Ingrid).Open(at).Form("absence-form")
	first.Fill("until", "2026-11-12").Press("Save")
	second.Fill("until", "2026-11-13").Press("Save").Refuses(http.StatusConflict)
	first.Press("Save")
	require.Equal(t, "Fri 13 Nov 00:00 "+d.Jonas.Name, ends())
}

func TestAbsence_that_was_removed_meanwhile_is_told_beside_those_that_are(t *testing.T) {
	t.Parallel()
	const gone = "This absence is not there any more: it was removed meanwhile."
	d := opened(t)
	d.At("Mon 9 Nov 09:00")
	v := d.as(d.Maja)
	v.Open("/desk/profile/absences").Form("absence-form").Fill("from", "2026-11-20").Fill("until", "2026-11-20").Press("Enter it")
	v.Open("/desk/profile/absences").Form("absence-form").Fill("from", "2026-11-10").Fill("until", "2026-11-11").Press("Enter it")
	change := v.Open("/desk/profile/absences/2").Form("absence-form")
	end := v.Open("/desk/profile/absences").Form("absence-2-end")
	v.Open("/desk/profile/absences").Form("absence-2-end").Press("Remove")
	told := change.Fill("until", "2026-11-12").Press("Save")
	told.Refuses(http.StatusGone, gone, "Your absences", "20 Nov")
	require.Equal(t, []string{"2026-11-10", "2026-11-12"}, []string{told.Form("absence-form").Value("from"), told.Form("absence-form").Value("until")}, "what was typed can be entered anew")
	end.Press("Remove").Refuses(http.StatusGone, gone)
	v.Open("/desk/profile/absences/2").Refuses(http.StatusGone, gone)
	require.Equal(t, http.StatusNotFound, v.Open("/desk/profile/absences/x").Status)
}

func TestAbsence_in_an_hour_that_the_clocks_skip_is_refused_at_that_hour(t *testing.T) {
	t.Parallel()
	d := opened(t)
	form := d.as(d.Maja).Open("/desk/profile/absences").Form("absence-form")
	form.Fill("from", "2027-03-28").Fill("from_time", "02:30").Fill("until", "2027-03-28").Fill("until_time", "02:45").Press("Enter it").
		Refuses(http.StatusUnprocessableEntity, "From what time: The clocks skip this time on that night. Choose another time.", "Until what time: The clocks skip this time on that night.").
		Lacks("This is before the beginning.")
	form.Fill("from_time", "01:30").Fill("until_time", "03:00").Press("Enter it").Says("28 Mar")
}
