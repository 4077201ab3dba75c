package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// letDown is a ticket of Maja's whose customer has no answer at the time that she knew.
func (d desk) letDown() ticket.ID {
	d.T.Helper()
	id := d.Asks(d.Hanna, "No internet")
	d.Sees(id)
	d.Takes(d.Maja, id)
	d.Until("Mon 9 Nov 14:05")
	return id
}

func TestSorry_is_said_now_in_the_ready_words_and_stands_in_the_line_of_time(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.letDown()
	v := d.as(d.Maja)
	page := v.Open(d.page(id)).Says("Hanna has not heard that we are sorry", "The apology leaves by itself today 14:15.", "We promised you an answer by today 14:00, and we did not keep that. We are sorry.")
	page.Says("Reminder: First reply by 14:00", "First reply: broken.", "Handed up to the team’s supervisors", "Handed up to the team’s supervisors since today 14:00")
	require.False(t, page.HasForm("act-aside-form"), "that is for those who supervise")
	sent := page.Form("sorry-form").Press("Send now")
	require.Equal(t, "Hanna gets the apology by mail.", sent.Note())
	sent.Says("Maja Lindqvist apology to Hanna, by mail We promised you an answer by today 14:00, and we did not keep that. We are sorry. It names: First reply by 14:00").
		Lacks("has not heard that we are sorry")
	page.Form("sorry-form").Press("Send now").Refuses(http.StatusConflict)
	require.Len(t, d.Events(id, event.Apologised), 1)
}

func TestSorry_for_a_visit_names_its_window_before_and_after_it_is_said(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Oskar comes by.")
	d.AgreesVisit(d.Maja, id, "Tue 10 Nov 10:00", 2*time.Hour)
	d.Until("Tue 10 Nov 13:01")
	const ready = "We promised to come to you today 10:00–12:00, and we did not keep that. We are sorry."
	page := d.as(d.Ingrid).Open(d.page(id)).Says(ready, "Visit: we said today 10:00–12:00, it has not come")
	require.Equal(t, ready, page.Form("act-sorry-form").Value("words"))
	page.Form("sorry-form").Press("Send now").Says(ready + " It names: Visit 10:00–12:00")
}

func TestSorry_is_said_in_somebodys_own_words(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.letDown()
	form := d.as(d.Ingrid).Open(d.page(id)).Form("act-sorry-form")
	require.Equal(t, "We promised you an answer by today 14:00, and we did not keep that. We are sorry.", form.Value("words"))
	back := form.Fill("words", strings.Repeat("x", 50_001)).Press("Send to Hanna").Refuses(http.StatusUnprocessableEntity, "At most 50,000 characters fit here.")
	back.Form("act-sorry-form").Fill("words", "Hanna, I forgot you. <b>Sorry.</b>").Press("Send to Hanna").
		Says("Ingrid Aaberg apology to Hanna, by mail Hanna, I forgot you. <b>Sorry.</b>")
	require.Equal(t, "Hanna, I forgot you. <b>Sorry.</b>", d.Whole(id).Apologies[0].Words)
}

func TestSorry_is_for_the_owner_and_the_supervisors_and_for_everybody_while_nobody_has_the_ticket(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.letDown()
	d.as(d.Jonas).Open(d.page(id)).Lacks("has not heard that we are sorry")
	free := d.Asks(d.Goran, "Fakturan")
	d.Sees(free)
	d.Until("Tue 10 Nov 10:06")
	d.as(d.Jonas).Open(d.page(free)).Says("Göran has not heard that we are sorry")
}

func TestSorry_that_was_said_today_is_not_said_again(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.letDown()
	d.Until("Mon 9 Nov 14:16")
	d.as(d.Maja).Open(d.page(id)).Says("Kept apology to Hanna, by mail").Lacks("has not heard that we are sorry")
	d.Until("Mon 9 Nov 16:05") // the new time is broken too
	page := d.as(d.Ingrid).Open(d.page(id)).Says("Hanna has not heard that we are sorry", "An apology left today 14:15; Hanna gets no second one the same day.", "Handed up to all supervisors since today 16:00")
	require.False(t, page.HasForm("sorry-form"))
	require.True(t, page.HasForm("act-aside-form"))
}

func TestSorry_that_nobody_needs_is_set_aside_by_a_supervisor_with_a_reason(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.letDown()
	form := d.as(d.Ingrid).Open(d.page(id)).Form("act-aside-form")
	form.Fill("reason", " ").Press("Send no apology").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	form.Fill("reason", "We spoke on the phone.").Press("Send no apology").
		Says("Ingrid: no apology needed. “We spoke on the phone.”").Lacks("has not heard that we are sorry")
	form.Press("Send no apology").Refuses(http.StatusConflict)
	d.as(d.Maja).Send(http.MethodPost, d.page(id)+"/apologies/dismissals", "application/x-www-form-urlencoded", strings.NewReader("reason=x")).Refuses(http.StatusNotFound)
}

func TestSorry_held_back_or_drafted_says_what_it_waits_for(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.letDown()
	for state, words := range map[string]string{
		"held": "Many apologies were due at once. A supervisor lets them leave together.", "drafted": "The apology waits for somebody to send it.",
	} {
		d.Do(func(ctx context.Context, tx *pg.Tx) error {
			_, err := tx.Exec(ctx, `update apologies set state = $2 where ticket_id = $1`, id, state)
			return err
		})
		d.as(d.Maja).Open(d.page(id)).Says(words).Lacks("See what is held back")
	}
}

func TestTakeover_asks_for_a_reason_and_is_the_supervisors(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Maja, id)
	require.False(t, d.as(d.Jonas).Open(d.page(id)).HasForm("act-takeover-form"))
	d.as(d.Jonas).Send(http.MethodPost, d.page(id)+"/takeovers", "application/x-www-form-urlencoded", strings.NewReader("reason=x")).Refuses(http.StatusNotFound)
	page := d.as(d.Ingrid).Open(d.page(id) + "?open=takeover").Says("Make this ticket yours?")
	form := page.Form("act-takeover-form")
	form.Press("Take over").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	mine := form.Fill("reason", "Maja is ill").Press("Take over").Says("Ingrid took the ticket over from Maja: “Maja is ill”", "Handed over 1 time", "yours")
	require.False(t, mine.HasForm("act-takeover-form"))
	require.Equal(t, d.Ingrid.ID, *d.Ticket(id).AssigneeID)
	form.Press("Take over").Refuses(http.StatusConflict)
}

func TestLine_of_time_tells_waiting_and_silence(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "A photo of the lamps?", cast.AwaitingCustomer("a photo of the lamps"))
	page := d.as(d.Maja).Open(d.page(id))
	page.Says("Maja waits for Hanna: “a photo of the lamps”", "Solution: the time rests,", "If Hanna stays silent, message 1 of 3 leaves Wed 10:00", "Message 1 of 3 to Hanna leaves by itself Wed 10:00", "left · ").
		Lacks("Hanna was not told this time")
	following := d.Latest(id, promise.FollowUp)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.RewordFollowUp(ctx, tx, d.Maja.Acting(), d.Limits, id, following.ID, "Did you find the lamps?")
	})
	d.Until("Wed 11 Nov 10:05")
	d.as(d.Maja).Open(d.page(id)).Says("Maja changed the words of message 1 of 3", "Maja Lindqvist message 1 of 3 to Hanna, by mail Did you find the lamps?").Lacks("is on its way")
	d.Writes(id, "Here they are.")
	d.as(d.Maja).Open(d.page(id)).Says("Solution: the time runs again,").Lacks("the waiting is over", "Message 2 of 3 to Hanna: not needed")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.NoReplyNeeded(ctx, tx, d.Maja.Acting(), d.Limits, id, ticket.NoReply{Reason: "She only thanks", Seen: d.Whole(id).LastMessage(), Then: promise.OnHold, For: "the cable"})
	})
	d.as(d.Maja).Open(d.page(id)).Says("Maja: no reply needed. “She only thanks”", "Maja waits for others: “the cable”")
}

func TestLine_of_time_shows_a_late_replys_first_lines_and_looks_again(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.letDown()
	d.Replies(d.Maja, id, "Here I am.")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.LookAgain(ctx, tx, d.Maja.Acting(), id, ticket.Look{At: d.Time("Mon 9 Nov 16:00")})
		return err
	})
	d.as(d.Maja).Open(d.page(id)).Says("We had said by today 14:00, and we are late. We are sorry. Here I am.", "First reply: made good, 5 min late", "No longer handed up", "Maja: look again by 16:00",
		"Look again, by today 16:00")
	d.Until("Mon 9 Nov 15:31")
	d.as(d.Maja).Open(d.page(id)).Says("Time to look again, by 16:00")
	d.Notes(d.Maja, id, "I looked.")
	d.as(d.Maja).Open(d.page(id)).Says("Looked at again, 29 min early")
}

func TestQueue_shows_who_waits_for_whom(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, held := d.Asks(d.Hanna, "No internet"), d.Asks(d.Goran, "Fakturan")
	d.Replies(d.Maja, id, "A photo?", cast.AwaitingCustomer("a photo of the lamps"))
	d.Replies(d.Maja, held, "We ask them.", func(draft *ticket.Draft) { draft.Then, draft.For = promise.OnHold, "the bank" })
	v := d.as(d.Maja)
	v.Open("/desk").Says("Message to Hanna", "waiting for the customer: a photo of the lamps", "waiting for others: the bank")
	waiting := v.Open("/desk?status=pending").Says("Waiting for the customer", "No internet").Lacks("Fakturan")
	require.Contains(t, waiting.Body, `<a href="/desk?status=pending" title="Waiting for customer" aria-current="page">`)
	require.Equal(t, "Waiting for the customer (1)", strings.Split(waiting.Title(), " · ")[0])
	v.Open("/desk?status=on_hold").Says("Waiting for others", "Fakturan").Lacks("No internet")
	counts, err := ticket.Count(t.Context(), d.DB, d.Maja.Acting(), d.Now().Add(-time.Hour))
	require.NoError(t, err)
	require.Equal(t, 1, counts.Waiting)
}

func TestRecord_counts_no_message_of_silence_and_no_look_again(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "A photo?", cast.AwaitingCustomer(""))
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.LookAgain(ctx, tx, d.Maja.Acting(), id, ticket.Look{At: d.Time("Mon 9 Nov 11:00")})
		return err
	})
	d.Until("Wed 11 Nov 10:05") // the message left, and nobody looked
	require.Equal(t, promise.Kept, d.All(id, promise.FollowUp)[0].State)
	require.Equal(t, promise.Broken, d.All(id, promise.CheckBack)[0].State)
	record, err := ticket.RecordOf(t.Context(), d.DB, people.Actor{ID: d.Maja.ID, Role: d.Maja.Role}, d.Ticket(id))
	require.NoError(t, err)
	require.Equal(t, []int{1, 1}, []int{record.Kept, record.Ended}, "the first reply")
	require.Len(t, record.Last, 1)
	points, err := ticket.Day(t.Context(), d.DB, d.Maja.Acting(), d.Time("Mon 9 Nov 00:00"), d.Time("Fri 13 Nov 00:00"))
	require.NoError(t, err)
	for _, p := range points {
		require.NotEqual(t, promise.Broken, p.State, "the rail shows what customers count")
	}
}

func TestTakeover_of_two_supervisors_is_the_first_ones(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Maja, id)
	late := d.as(d.Karin).Open(d.page(id)+"?open=takeover").Form("act-takeover-form").Fill("reason", "Maja is ill")
	d.as(d.Ingrid).Open(d.page(id)+"?open=takeover").Form("act-takeover-form").Fill("reason", "Maja is ill").Press("Take over")
	back := late.Press("Take over").Refuses(http.StatusConflict, "Ingrid Aaberg has this ticket now.")
	require.Empty(t, back.Form("act-takeover-form").Value("reason"), "what was written was about Maja; it does not take the ticket from Ingrid")
	require.Equal(t, d.Ingrid.ID, *d.Ticket(id).AssigneeID)
}
