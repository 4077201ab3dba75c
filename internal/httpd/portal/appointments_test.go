package portal

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
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
