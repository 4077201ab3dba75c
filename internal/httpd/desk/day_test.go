package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

func TestDay_is_a_technicians_own_and_says_in_one_press_how_it_goes(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, other := d.Asks(d.Hanna, "No internet"), d.Asks(d.Goran, "No light")
	visit := d.AgreesVisit(d.Maja, id, "Mon 9 Nov 14:00", 2*time.Hour)
	stop := text(int64(visit))
	v := d.as(d.Oskar)
	day := v.Open("/desk/day")
	day.Says("Hanna").Says("Havnegade 22, Nordby").Says("A router")
	v.Open(d.page(id)).Says("No internet. Please help.").Says("A router").Says("Monday 9 November")
	v.Open(d.page(other)).Refuses(http.StatusNotFound)

	d.Until("Mon 9 Nov 13:50")
	late := v.Open("/desk/day").Form("late-" + stop).Press("Say: 20 min later")
	require.Contains(t, late.Note(), "Hanna gets a mail: you come at about 14:20.")
	late.Says("Hanna knows: at about 14:20")
	require.False(t, late.HasForm("done-"+stop), "nobody is done who has not come")

	late.Form("earlier-"+stop).Press("").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	form := late.Form("earlier-"+stop).Fill("at", "23:59")
	refused := form.Press("Write it down").Refuses(http.StatusUnprocessableEntity, "This time has not come yet")
	require.Equal(t, "23:59", refused.Form("earlier-"+stop).Value("at"), "what was typed comes back")

	d.Until("Mon 9 Nov 14:20")
	there := v.Open("/desk/day").Form("arrive-" + stop).Press("I am here")
	there.Says("Arrived at 14:20")
	require.Equal(t, promise.Kept, d.Latest(id, promise.Visit).State)
	d.Until("Mon 9 Nov 14:50")
	done := v.Open("/desk/day").Form("done-"+stop).Fill("words", "A new router; the old one was wet.").Press("I am done here")
	done.Says("Done at 14:50")
	require.Len(t, d.Events(id, event.VisitDone), 1)
	v.Open(d.page(id)).Says("A new router; the old one was wet.")
	d.as(d.Maja).Open(d.page(id)).Says("A new router; the old one was wet.").Says("is done at the customer’s")
}

func TestDay_without_appointments_says_when_the_next_one_is(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.as(d.Oskar)
	v.Open("/desk/day").Says("No appointments on this day").Says("Nothing is agreed with you for later either.")
	d.AgreesVisit(d.Maja, d.Asks(d.Hanna, "No internet"), "Thu 12 Nov 10:00", 2*time.Hour)
	v.Open("/desk/day").Says("The next one is")
	v.Open("/desk/day?on=2026-11-12").Says("Havnegade 22, Nordby")
	v.Open("/desk/day?on=nonsense").Says("The next one is")
}

func TestDay_takes_the_arrival_of_the_next_day_at_a_visit_that_was_missed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	visit := d.AgreesVisit(d.Maja, id, "Mon 9 Nov 14:00", 2*time.Hour)
	stop := text(int64(visit))
	v := d.as(d.Oskar)
	d.Until("Mon 9 Nov 15:00")
	require.NotContains(t, v.Open("/desk/day").Body, `name="day"`, "there is one day only")
	d.Until("Tue 10 Nov 10:00")
	page := v.Open("/desk/day?on=2026-11-09")
	refused := page.Form("earlier-"+stop).Choose("day", "2026-11-10").Fill("at", "10:30").Press("Write it down")
	refused.Refuses(http.StatusUnprocessableEntity, "This time has not come yet")
	form := refused.Form("earlier-" + stop)
	require.Equal(t, "2026-11-10", form.Value("day"), "what was chosen comes back")
	form.Fill("at", "09:20").Press("Write it down").Says("Arrived at 09:20")
	p := d.Whole(id).Book().Get(visit)
	require.Equal(t, promise.Broken, p.State)
	require.Equal(t, "Tue 10 Nov 09:20", d.Show(p.Delivered))
}

func TestDay_says_that_an_appointment_was_moved_and_keeps_what_was_typed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	visit := d.AgreesVisit(d.Maja, id, "Mon 9 Nov 14:00", 2*time.Hour)
	call := d.Window(promise.Callback, "Mon 9 Nov 16:30", 30*time.Minute)
	call.Owner = promise.Owner{Person: int64(d.Oskar.ID)}
	ring := d.Agrees(d.Maja, id, call)
	d.Until("Mon 9 Nov 13:50")
	v := d.as(d.Oskar)
	page, its := v.Open("/desk/day"), v.Open(d.page(id))
	rung := page.Form("rung-"+text(int64(ring))).Fill("words", "It works again.")
	d.MovesWindow(d.Maja, id, visit, "Mon 9 Nov 15:00", 2*time.Hour)
	moved := d.Latest(id, promise.Visit).ID
	d.MovesWindow(d.Maja, id, ring, "Mon 9 Nov 17:30", 30*time.Minute)

	const now = "This is the one that stands now."
	for _, refused := range []*visitor.Page{
		page.Form("arrive-" + text(int64(visit))).Press("I am here"), page.Form("late-" + text(int64(visit))).Press("Say: 20 min later"),
		its.Form("arrive-" + text(int64(visit))).Press("I am here"),
	} {
		refused.Refuses(http.StatusConflict, now)
		require.True(t, refused.HasForm("arrive-"+text(int64(moved))))
	}
	require.Equal(t, promise.Pending, d.Latest(id, promise.Visit).State)
	again := rung.Press("Reached").Refuses(http.StatusConflict, now).Form("rung-" + text(int64(d.Latest(id, promise.Callback).ID)))
	require.Equal(t, "It works again.", again.Value("words"))
	emil := d.Hires(people.Technician, "Emil Dahl")
	d.as(emil).Send(http.MethodPost, "/desk/day/stops/"+text(int64(visit))+"/arrivals", "application/x-www-form-urlencoded", strings.NewReader("outcome=arrived")).
		Refuses(http.StatusNotFound)

	t.Log("what is not theirs any more has nothing that stands in its place")
	call.Owner = promise.Owner{Person: int64(emil.ID)}
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.Move(ctx, tx, d.Maja.Acting(), d.Limits, id, d.Latest(id, promise.Callback).ID, ticket.Moving{
			Opens: d.Time("Mon 9 Nov 17:30"), Due: d.Time("Mon 9 Nov 18:00"), Reason: "Emil has time.", Owner: call.Owner,
		})
	})
	rung.Press("Reached").Refuses(http.StatusConflict, "This appointment no longer stands.", "It works again.")
}

func TestDay_follows_an_appointment_to_the_ticket_that_its_own_was_merged_into(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, other := d.Asks(d.Hanna, "No internet"), d.Asks(d.Hanna, "Still no internet")
	visit := d.AgreesVisit(d.Maja, id, "Mon 9 Nov 14:00", 2*time.Hour)
	d.Until("Mon 9 Nov 14:10")
	form := d.as(d.Oskar).Open(d.page(id)).Form("arrive-" + text(int64(visit)))
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Merge(ctx, tx, d.Maja.Acting(), id, ticket.Merging{Number: d.Ticket(other).Number})
		return err
	})
	refused := form.Press("I am here").Refuses(http.StatusConflict, "This is the one that stands now.")
	refused.Form("arrive-" + text(int64(d.Latest(other, promise.Visit).ID))).Press("I am here").Says("Arrived at 14:10")
}
