package desk

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/promise"
)

func TestReply_makes_it_the_customers_turn_and_says_what_for(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "Can you send a photo?").
		Choose("then", "pending").Fill("for", "a photo of the lamps").Fill("from", "nobody")
	sent := form.Press("Send").Says("Waiting for the customer: a photo of the lamps", "Message 1 of 3 to Hanna leaves by itself", "Solution rests,", "left",
		"If Hanna does not write", "First message", "Third message")
	require.Contains(t, sent.Note(), "Sent. It is Hanna’s turn.")
	now := d.Ticket(id)
	require.Equal(t, promise.Awaiting, now.Status)
	require.Equal(t, "a photo of the lamps", now.WaitingFor)
}

func TestReply_lets_us_wait_for_others_and_says_for_whom(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "I have written to them.").Fill("for", "nothing").Fill("from", strings.Repeat("x", 201))
	back := form.Choose("then", "on_hold").Press("Send").Refuses(http.StatusUnprocessableEntity, "At most 200")
	again := back.Form("reply-form")
	require.Equal(t, "on_hold", again.Value("then"))
	again.Fill("from", "the line’s owner").Press("Send").Says("Waiting for others: the line’s owner")
	require.Equal(t, promise.OnHold, d.Ticket(id).Status)
	bad := d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "More.").Forge("then", "closed").Press("Send")
	bad.Refuses(http.StatusUnprocessableEntity, "Choose whose turn it is from the list.")
	require.Len(t, d.Whole(id).Messages, 2)
}

func TestReply_promises_nothing_but_looks_again(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("reply-form").Fill("body", "It is quiet now.").Choose("what", "look").Choose("day", "2026-11-09").Fill("time", "09:00")
	back := form.Press("Send").Refuses(http.StatusUnprocessableEntity, "That time has passed")
	require.Equal(t, "look", back.Form("reply-form").Value("what"))
	back.Form("reply-form").Fill("time", "x").Press("Send").Refuses(http.StatusUnprocessableEntity, "Write a time like 16:00.")
	back.Form("reply-form").Choose("day", "2026-11-10").Fill("time", "").Press("Send").Says("It is quiet now.")
	looks := d.All(id, promise.CheckBack)
	require.Len(t, looks, 1)
	require.Equal(t, d.Time("Tue 10 Nov 17:00").UTC(), looks[0].Due.UTC(), "a day is due at its closing")
	require.Empty(t, d.All(id, promise.Commitment), "the customer is promised nothing")
}

func TestWaiting_is_set_without_a_message(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	require.False(t, v.Open(d.page(id)).HasForm("act-await-form"), "nobody has answered yet")
	d.Replies(d.Maja, id, "Please look at the lamps.")
	stale := v.Open(d.page(id)).Form("act-await-form").Fill("for", "which lamps are red")
	page := stale.Press("Hanna’s turn").Says("Waiting for the customer: which lamps are red", "leaves by itself Wed 10:00")
	require.Equal(t, "which lamps are red", page.Form("act-await-form").Value("for"))
	stale.Press("Hanna’s turn").Says("Waiting for the customer: which lamps are red")
	require.Len(t, d.Events(id, event.AwaitsCustomer), 1, "pressed twice, it happens once")

	held := v.Open(d.page(id)).Form("act-hold-form").Fill("for", "the line’s owner").Press("Wait for others")
	held.Says("Waiting for others: the line’s owner")
	require.Contains(t, held.Note(), "We wait for others.")
	open := held.Form("reopen-form").Press("Open again").Lacks("Waiting for others: ")
	require.Contains(t, open.Note(), "The ticket is open again.")
	require.Equal(t, promise.Open, d.Ticket(id).Status)

	v.Open(d.page(id)).Form("act-hold-form").Fill("for", strings.Repeat("x", 201)).Press("Wait for others").Refuses(http.StatusUnprocessableEntity, "At most 200")
	v.Open(d.page(id)).Form("act-hold-form").Forge("status", "solved").Press("Wait for others").Refuses(http.StatusUnprocessableEntity, "Choose whose turn it is from the list.")
	v.Open(d.page(id) + "?open=hold").Says("Do we wait for others?")
}

func TestWaiting_is_refused_with_words_while_the_customer_waits(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.")
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("act-await-form").Fill("for", "a photo")
	d.Writes(id, "And now?")
	form.Press("Hanna’s turn").Refuses(http.StatusUnprocessableEntity, "The customer still waits for an answer.", "Hanna waits for an answer, so it is our turn.")
	require.Equal(t, promise.Open, d.Ticket(id).Status)
	fresh := d.Asks(d.Goran, "Fakturan")
	const kind = "application/x-www-form-urlencoded"
	v.Send(http.MethodPost, d.page(fresh)+"/waiting", kind, strings.NewReader("status=on_hold")).Refuses(http.StatusUnprocessableEntity, "Nobody has answered yet.")
}

func TestLook_is_taken_on_a_day_or_at_a_time(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.")
	v := d.as(d.Maja)
	form := v.Open(d.page(id) + "?open=look").Says("When do we look again?").Form("act-look-form")
	form.Fill("time", "09:00").Press("Look again").Refuses(http.StatusUnprocessableEntity, "That time has passed")
	form.Fill("time", "nine").Press("Look again").Refuses(http.StatusUnprocessableEntity, "Write a time like 16:00.")
	form.Forge("day", "2027-12-24").Fill("time", "").Press("Look again").Refuses(http.StatusUnprocessableEntity, "more than a year away")
	form.Forge("day", "x").Press("Look again").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	form.Forge("day", "2026-11-07").Press("Look again").Refuses(http.StatusUnprocessableEntity, "That time has passed")
	require.Empty(t, d.All(id, promise.CheckBack))

	timed := v.Open(d.page(id)).Form("act-look-form").Fill("time", "16:00")
	require.Contains(t, timed.Press("Look again").Note(), "You look again today 16:00.")
	timed.Press("Look again")
	require.Len(t, d.All(id, promise.CheckBack), 1, "pressed twice, it is one")
	v.Open(d.page(id)).Form("act-look-form").Press("tomorrow")
	looks := d.All(id, promise.CheckBack)
	require.Len(t, looks, 2)
	require.Equal(t, d.Time("Tue 10 Nov 17:00").UTC(), looks[1].Due.UTC())
	d.Replies(d.Maja, id, "Done.", cast.Solving())
	d.Confirms(id)
	const kind = "application/x-www-form-urlencoded"
	require.Equal(t, promise.Closed, d.Ticket(id).Status)
	v.Send(http.MethodPost, d.page(id)+"/looks", kind, strings.NewReader("quick=2026-11-11")).Refuses(http.StatusConflict, "This ticket is closed.")
}

func TestNo_reply_is_needed_to_thanks_see_you_thursday(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	require.False(t, v.Open(d.page(id)).HasForm("act-dismiss-form"), "the first answer is always owed")
	d.Replies(d.Maja, id, "Oskar comes on Thursday.", cast.AwaitingCustomer("whether Thursday fits"))
	d.Writes(id, "Thanks, see you Thursday.")
	page := v.Open(d.page(id)).Says("No reply needed", "Does Hanna need no reply?", "As it was: waiting for the customer")
	empty := page.Form("act-dismiss-form").Fill("reason", " ").Press("No reply needed").Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	done := empty.Form("act-dismiss-form").Fill("reason", "She only says thanks.").Press("No reply needed").Says("Waiting for the customer: whether Thursday fits")
	require.Contains(t, done.Note(), "No reply is needed. That is noted.")
	require.False(t, done.HasForm("act-dismiss-form"))
	now := d.Ticket(id)
	require.Equal(t, promise.Awaiting, now.Status)
	require.Nil(t, now.UnansweredSince)
	page.Form("act-dismiss-form").Fill("reason", "Again.").Press("No reply needed").Refuses(http.StatusConflict)
	require.Len(t, d.Events(id, event.NoReplyNeeded), 1)
}

func TestNo_reply_needed_brings_another_status_and_notices_what_is_new(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "It was the cable.")
	d.Writes(id, "Thanks, it works.")
	v := d.as(d.Maja)
	stale := v.Open(d.page(id)).Form("act-dismiss-form").Fill("reason", "Thanks.").Choose("then", "solved")
	d.Writes(id, "Oh, and the telephone?")
	back := stale.Press("No reply needed").Refuses(http.StatusConflict, "There is something new in this conversation.")
	form := back.Form("act-dismiss-form")
	require.Equal(t, "solved", form.Value("then"), "what was chosen still stands")
	form.Forge("then", "new").Press("No reply needed").Refuses(http.StatusUnprocessableEntity, "Choose whose turn it is from the list.")
	form.Forge("then", "solved").Press("No reply needed").Says("Hanna is asked if it works")
	require.Equal(t, promise.Solved, d.Ticket(id).Status)
}

func TestNo_reply_needed_is_not_offered_while_an_answer_is_owed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.")
	d.Writes(id, "And?")
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("act-dismiss-form").Fill("reason", "No.")
	d.Until("Tue 10 Nov 17:00")
	form.Press("No reply needed").Refuses(http.StatusConflict, "This message needs a reply")
	require.False(t, v.Open(d.page(id)).HasForm("act-dismiss-form"))
}
