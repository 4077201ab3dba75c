package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/expect"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// recorded lets Maja keep twenty commitments, of which nine of ten take up to six hours, and reads the record.
func (d desk) recorded() {
	d.T.Helper()
	d.At("Mon 2 Nov 09:00")
	id := d.Asks(d.Goran, "An earlier question")
	var all []promise.ID
	for i := range expect.Enough {
		all = append(all, d.Promises(d.Maja, id, fmt.Sprint("Step ", i), "Mon 2 Nov 16:30"))
	}
	for i, p := range all {
		if i == expect.Enough-3 {
			d.At("Mon 2 Nov 15:00")
		}
		d.Replies(d.Maja, id, fmt.Sprint("Done ", i), cast.Keeping(p))
	}
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := expect.Gather(ctx, tx, people.System)
		return err
	})
}

func TestPromise_says_what_the_record_shows_and_what_speaks_against_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.recorded()
	d.At("Mon 9 Nov 10:00")
	id, other := d.Asks(d.Hanna, "No internet"), d.Asks(d.Mette, "No picture")
	d.AgreesVisit(d.Maja, other, "Tue 10 Nov 13:00", 2*time.Hour)
	v := d.as(d.Maja)
	v.Open(d.page(id)).Says("Kept in 9 of 10 cases within 6 h for First line: from now, by today 16:00.", "Sooner than 9 of 10 were kept.", "Promise today 16:00 instead")

	says := func(typed map[string]string, wants ...string) *string {
		q := url.Values{"composer": {"promise"}}
		for name, value := range typed {
			q.Set(name, value)
		}
		page := v.Open(d.page(id) + "/expectations?" + q.Encode())
		require.Equal(t, http.StatusOK, page.Status)
		page.Says(wants...)
		return &page.Body
	}
	words := func(day, clock string) map[string]string {
		return map[string]string{"what": "words", "day": day, "time": clock, "owner": "p" + text(int64(d.Maja.ID))}
	}
	at := says(words("2026-11-09", "16:00"), "Kept in 9 of 10 cases within 6 h for First line")
	require.NotContains(t, *at, "against", "nothing speaks against what nine of ten kept")
	says(words("2026-11-10", "20:00"), "Outside opening hours. We open again Wed 11 November 09:00.", "Promise Wed 11 November 09:00 instead")
	says(words("2026-11-14", "12:00"), "Outside opening hours.")
	d.GoesAway(d.Jonas, "Wed 11 Nov 00:00", "Fri 13 Nov 00:00", people.Person{})
	away := words("2026-11-12", "12:00")
	away["owner"] = "p" + text(int64(d.Jonas.ID))
	says(away, "Jonas is away then, back Fri 13 November 00:00.", "Promise Fri 13 November 09:00 instead")
	visit := map[string]string{"what": "visit", "day": "2026-11-10", "time": "14:00", "until": "16:00", "owner": "p" + text(int64(d.Oskar.ID))}
	says(visit, "Oskar has a visit then, 13:00–15:00.", "Promise tomorrow 15:00–17:00 instead")
	visit["until"] = "13:00"
	require.NotContains(t, *says(visit), "has a visit then", "what cannot be read is refused when it is sent")
	require.NotContains(t, *says(words("2026-11-09", "25:00")), "Kept in 9")
	require.NotContains(t, *says(words("", "")), "Kept in 9")
}

func TestPromise_is_made_whatever_speaks_against_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.recorded()
	d.At("Mon 9 Nov 10:00")
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("promise-form").Fill("words", "News of the router").Choose("day", "2026-11-14").Fill("time", "23:00")
	form.Press("Promise it to Hanna").Says("News of the router")
	require.Equal(t, d.Time("Sat 14 Nov 23:00"), d.Latest(id, promise.Commitment).Due.UTC())
}

func TestPromise_is_weighed_without_script_and_loses_nothing_that_was_typed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.recorded()
	d.At("Mon 9 Nov 10:00")
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("promise-form").Fill("words", "News of the router").Choose("day", "2026-11-14").Fill("time", "12:00")
	weighed := form.Press("What speaks against it?").Says("Outside opening hours.")
	require.Len(t, d.Whole(id).Promises, 2, "nothing is promised yet")
	again := weighed.Form("promise-form")
	require.Equal(t, "News of the router", again.Value("words"))
	require.Equal(t, "2026-11-14", again.Value("day"))
	taken := again.Press("Promise Mon 16 November 09:00 instead").Form("promise-form")
	require.Equal(t, "2026-11-16", taken.Value("day"))
	require.Equal(t, "09:00", taken.Value("time"))
	taken.Press("Promise it to Hanna")
	require.Equal(t, d.Time("Mon 16 Nov 09:00"), d.Latest(id, promise.Commitment).Due.UTC())

	reply := d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "We look at it.").Choose("day", "2026-11-14").Fill("time", "12:00")
	back := reply.Press("What speaks against it?").Says("Outside opening hours.").Form("reply-form")
	require.Equal(t, "We look at it.", back.Value("body"))
	require.Len(t, d.Whole(id).Messages, 1, "nothing is sent")
}

func TestReply_that_is_weighed_without_script_keeps_the_files_of_one_that_was_taken_back(t *testing.T) {
	t.Parallel()
	d := opened(t, tenSeconds)
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "See the map.").Attach("files", "map.txt", []byte("the map")).
		Press("Send").Form("undo-form").Press("Undo").Form("reply-form")
	file := form.Value("kept")
	require.Contains(t, file, "map.txt")
	const choose = "Choose your files again"
	weighed := form.Choose("what", "words").Fill("words", "News of the map").Choose("day", "2026-11-14").Fill("time", "12:00").Press("What speaks against it?").Says("Outside opening hours.")
	weighed.Lacks(choose)
	again := weighed.Form("reply-form")
	require.Equal(t, file, again.Value("kept"))
	attached := again.Attach("files", "plan.txt", []byte("the plan")).Press("What speaks against it?").Says(choose)
	require.Equal(t, file, attached.Form("reply-form").Value("kept"))
	lost := attached.Form("reply-form").Forge("kept", "x").Press("What speaks against it?")
	require.Equal(t, "See the map.", lost.Refuses(http.StatusUnprocessableEntity, "A file of this reply is not here any more.").Form("reply-form").Value("body"))
	attached.Form("reply-form").Press("Send")
	d.Until("Mon 9 Nov 10:01")
	require.Equal(t, "map.txt", d.Whole(id).Messages[1].Files[0].Name)
}

func TestExpectations_are_the_staffs_who_see_the_ticket(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	require.Equal(t, http.StatusNotFound, d.as(d.Maja).Open("/desk/tickets/999999/expectations").Status)
	require.NotEqual(t, http.StatusOK, d.as(d.Oskar).Open(d.page(id)+"/expectations").Status, "a technician sees his own appointments")
}

func TestMoving_says_what_speaks_against_the_new_time_but_not_the_appointment_that_it_moves(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.recorded()
	d.At("Mon 9 Nov 10:00")
	id, other := d.Asks(d.Hanna, "No internet"), d.Asks(d.Mette, "No picture")
	visit := d.AgreesVisit(d.Maja, id, "Tue 10 Nov 13:00", 2*time.Hour)
	d.AgreesVisit(d.Maja, other, "Wed 11 Nov 13:00", 2*time.Hour)
	said := d.Promises(d.Maja, id, "News of the router", "Mon 9 Nov 16:30")
	v := d.as(d.Maja)
	ask := func(of promise.ID, typed url.Values) string {
		typed.Set("composer", "move")
		typed.Set("of", text(int64(of)))
		page := v.Open(d.page(id) + "/expectations?" + typed.Encode())
		require.Equal(t, http.StatusOK, page.Status)
		return page.Body
	}
	oskar := "p" + text(int64(d.Oskar.ID))
	window := func(day, from, until string) url.Values {
		return url.Values{"day": {day}, "time": {from}, "until": {until}, "owner": {oskar}}
	}
	require.NotContains(t, ask(visit, window("2026-11-10", "14:00", "16:00")), "against", "the visit itself is no other one")
	require.Contains(t, ask(visit, window("2026-11-11", "14:00", "16:00")), "Oskar has a visit then, 13:00–15:00.")
	clock := func(day, at string) url.Values { return url.Values{"day": {day}, "time": {at}} }
	require.Contains(t, ask(said, clock("2026-11-10", "20:00")), "Outside opening hours.")
	d.At("Mon 9 Nov 12:00")
	require.Contains(t, ask(said, clock("2026-11-09", "15:00")), "Sooner than 9 of 10 were kept.", "counted from ten, when it was agreed")
	require.NotContains(t, ask(said, clock("2026-11-09", "16:15")), "against")
	require.NotContains(t, ask(said, clock("", "")), "against")
	require.NotContains(t, ask(987654, clock("2026-11-10", "20:00")), "against", "no such promise")
}

func TestMoving_is_weighed_without_script_and_moves_nothing(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.At("Mon 9 Nov 10:00")
	id := d.Asks(d.Hanna, "No internet")
	said := d.Promises(d.Maja, id, "News of the router", "Mon 9 Nov 16:30")
	form := d.as(d.Maja).Open(d.page(id)).Form("act-move-"+text(int64(said))+"-form").Choose("day", "2026-11-14").Fill("time", "12:00").Fill("reason", "It takes longer.")
	weighed := form.Press("What speaks against it?").Says("Outside opening hours.")
	require.Equal(t, d.Time("Mon 9 Nov 16:30"), d.Latest(id, promise.Commitment).Due.UTC(), "nothing is moved yet")
	taken := weighed.Form("act-move-" + text(int64(said)) + "-form").Press("Promise Mon 16 November 09:00 instead").Form("act-move-" + text(int64(said)) + "-form")
	require.Equal(t, "2026-11-16", taken.Value("day"))
	require.Equal(t, "09:00", taken.Value("time"))
	require.Equal(t, "It takes longer.", taken.Value("reason"))
}

func TestCall_says_what_speaks_against_the_time_that_follows_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.At("Mon 9 Nov 10:00")
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("act-call-form").Choose("next", "call").Choose("day", "2026-11-14").Fill("time", "12:00").Fill("until", "12:30").Fill("words", "She was in the bakery.")
	weighed := form.Press("What speaks against it?").Says("Outside opening hours.").Form("act-call-form")
	require.Equal(t, "She was in the bakery.", weighed.Value("words"))
	none := weighed.Choose("next", "none").Press("What speaks against it?")
	require.NotContains(t, none.Body, "Outside opening hours.", "nothing is promised then")
	require.Len(t, d.Whole(id).Promises, 2, "and nothing was")
}
