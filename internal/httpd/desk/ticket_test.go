package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

func TestTicket_says_the_next_promise_in_one_sentence(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Goran, "Fakturan")
	v := d.as(d.Maja)
	page := v.Open(d.page(id)).Says("Answer Göran, by today 14:00", "From the promise rules, today 10:00", "Göran Åström", "goran@brevlada.example", "Svenska", "First line, nobody yet")
	require.Contains(t, page.Title(), "Fakturan")
	require.Contains(t, page.Body, `lang="sv"`)
	d.Until("Mon 9 Nov 14:30")
	v.Open(d.page(id)).Says("Answer Göran, new time today 16:00. We said today 14:00.", "30 min late", "First reply: broken. We said 14:00; new time 16:00")
}

func TestTicket_leads_back_to_the_list_it_came_from(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Takes(d.Maja, id)
	page := d.as(d.Maja).Open("/desk?view=mine").Click("No internet").Says("My promises")
	page.Click("My promises").Says("No internet", "1 ticket")
	sent := page.Form("note-form").Fill("body", "Looked at it.").Press("Save the note")
	sent.Says("Looked at it.", "note, only our team sees this").Click("My promises").Says("No internet")
}

func TestReply_reaches_the_customer_and_promises_the_next_time(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("reply-form")
	require.Equal(t, "rules", form.Value("day"), "nothing is promised unless somebody says so")
	sent := form.Fill("body", "We found it.\nOskar is on his way.").Attach("files", "map.png", []byte("\x89PNG\r\n\x1a\nmap")).
		Choose("what", "words").Fill("words", "Oskar changes the box").Choose("day", "2026-11-10").Fill("time", "11:15").
		Choose("owner", "p"+text(int64(d.Oskar.ID))).Press("Send")
	sent.Says("Oskar changes the box, by tomorrow 11:15", "You promised this today 10:00", "Hanna knows this time", "We found it.", "map.png",
		"First reply: promise kept, 4 h early", "Maja promised: Oskar changes the box, by Tue 11:15")
	require.Contains(t, sent.Note(), "Sent to Hanna. Next promise: tomorrow 11:15.")
	p := d.Latest(id, promise.Commitment)
	require.Equal(t, int64(d.Oskar.ID), p.Owner.Person)
	require.Equal(t, d.Time("Tue 10 Nov 11:15"), p.Due.In(d.Time("Tue 10 Nov 11:15").Location()))
	require.Equal(t, d.Maja.ID, *d.Ticket(id).AssigneeID, "who answers takes it")
	require.Len(t, d.Mails(id), 2)
	file := sent.Click("map.png")
	require.Equal(t, http.StatusOK, file.Status)
	require.Contains(t, file.Header.Get("Content-Disposition"), "attachment")
}

func TestReply_sent_twice_is_sent_once(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "We look.")
	form.Press("Send").Says("We look.")
	form.Press("Send").Says("We look.")
	require.Len(t, d.Whole(id).Messages, 2)
	form.Fill("body", "Something else.").Press("Send").Refuses(http.StatusConflict, "You have sent this form before", "Something else.")
	require.Len(t, d.Whole(id).Messages, 2)
}

func TestReply_keeps_the_commitment_due_next_unless_its_tick_is_taken_off(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.", d.Promising("We tell you where the fault is", "Mon 9 Nov 14:30"))
	v := d.as(d.Maja)
	page := v.Open(d.page(id)).Says("This keeps: We tell you where the fault is 14:30")
	form := page.Form("reply-form")
	require.Equal(t, text(int64(d.Latest(id, promise.Commitment).ID)), form.Value("keeps"))
	d.At("Mon 9 Nov 14:00")
	kept := form.Fill("body", "It is in the cabinet.").Press("Send").Says("We tell you where the fault is: promise kept, 30 min early")
	require.Equal(t, promise.Kept, d.Latest(id, promise.Commitment).State)
	require.NotContains(t, kept.Body, `name="keeps"`)
}

func TestKept_opens_the_composer_with_that_commitment_ticked(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.", d.Promising("The first", "Mon 9 Nov 14:30"))
	second := d.Promises(d.Maja, id, "The second", "Mon 9 Nov 16:30")
	form := d.as(d.Maja).Open(d.page(id) + "?keeps=" + text(int64(second))).Form("reply-form")
	require.Equal(t, text(int64(second)), form.Value("keeps"))
	form.Fill("body", "Done.").Press("Send").Says("The second: promise kept", "The first, by today 14:30")
}

func TestReply_is_refused_when_the_conversation_moved_and_the_draft_is_kept(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "My long draft.").
		Choose("what", "words").Fill("words", "We call you").Choose("day", "2026-11-09").Fill("time", "15:45")
	d.Writes(id, "Wait, it works again!")
	back := form.Press("Send").Refuses(http.StatusConflict, "There is something new in this conversation.", "Wait, it works again!")
	require.Contains(t, back.Text(), "new")
	require.Len(t, d.Whole(id).Messages, 2, "nothing was sent")
	again := back.Form("reply-form")
	require.Equal(t, "My long draft.", again.Value("body"))
	require.Equal(t, "We call you", again.Value("words"))
	require.Equal(t, "15:45", again.Value("time"))
	again.Press("Send").Says("My long draft.", "We call you, by today 15:45")
}

func TestNote_never_reaches_the_customer_whatever_the_form_says(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	form := d.as(d.Maja).Open(d.page(id)).Form("note-form").Fill("body", "INT-CANARY").Attach("files", "canary.txt", []byte("INT-CANARY")).
		Forge("then", "solved").Forge("day", "2026-11-09").Forge("time", "15:00").Forge("audience", "public").Forge("seen", "0").Forge("mode", "reply")
	form.Press("Save the note").Says("INT-CANARY", "note, only our team sees this")
	holder := d.Holder(id)
	seen, err := ticket.Seen(t.Context(), d.DB, holder, id)
	require.NoError(t, err)
	require.Len(t, seen.Messages, 1)
	whole := d.Whole(id)
	require.Equal(t, ticket.Internal, whole.Messages[1].Audience)
	_, err = ticket.FileFor(t.Context(), d.DB, holder, id, whole.Messages[1].Files[0].ID)
	require.Error(t, err)
	require.Equal(t, promise.New, whole.Status, "a note keeps nothing and solves nothing")
	require.Len(t, d.Mails(id), 1, "only the receipt")
}

func TestPromise_without_a_message_is_told_and_can_be_moved_and_taken_back(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	made := v.Open(d.page(id)).Form("promise-form").Fill("words", "We call you").Choose("day", "2026-11-09").Fill("time", "13.30").Press("Promise it to Hanna")
	made.Says("We call you, by today 13:30")
	p := d.Latest(id, promise.Commitment)
	form := made.Form("act-move-" + text(int64(p.ID)) + "-form")
	require.Equal(t, "13:30", form.Value("time"))
	bad := form.Fill("time", "09:00").Fill("reason", "The van broke down.").Press("Move it and tell Hanna")
	bad.Refuses(http.StatusUnprocessableEntity, "That time has passed")
	require.Equal(t, "The van broke down.", bad.Form("act-move-"+text(int64(p.ID))+"-form").Value("reason"))
	moved := bad.Form("act-move-"+text(int64(p.ID))+"-form").Fill("time", "15:00").Press("Move it and tell Hanna")
	moved.Says("Then: We call you, 15:00", "Maja moved We call you from 13:30 to 15:00", "The van broke down.")
	next := d.Latest(id, promise.Commitment)
	empty := moved.Form("act-withdraw-" + text(int64(next.ID)) + "-form").Press("Take it back")
	empty.Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	gone := empty.Form("act-withdraw-"+text(int64(next.ID))+"-form").Fill("words", "No call is needed: it works.").Press("Take it back")
	gone.Says("Maja took back: We call you", "No call is needed: it works.")
	require.Equal(t, promise.Withdrawn, d.Latest(id, promise.Commitment).State)
}

func TestMoving_after_the_due_time_moves_what_makes_it_good(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.", d.Promising("We call you", "Mon 9 Nov 12:00"))
	old := d.Latest(id, promise.Commitment).ID
	form := d.as(d.Maja).Open(d.page(id)).Form("act-move-"+text(int64(old))+"-form").Fill("time", "16:45").Fill("reason", "The van broke down.")
	d.Until("Mon 9 Nov 12:30")
	form.Press("Move it and tell Hanna").Says("We call you, new time today 16:45. We said today 12:00.", "30 min late")
	require.Equal(t, promise.Broken, d.Whole(id).Promise(old).State)
}

func TestHandOver_takes_along_what_is_ticked_and_never_overruns_a_colleague(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.", d.Promising("We call you", "Mon 9 Nov 15:00"))
	v := d.as(d.Maja)
	stale := v.Open(d.page(id)).Form("act-owner-form").Choose("owner", text(int64(d.Ingrid.ID)))
	fresh := v.Open(d.page(id)).Form("act-owner-form").Choose("owner", text(int64(d.Jonas.ID)))
	fresh.Press("Hand over").Says("with Jonas Berg", "We call you is now with Jonas")
	require.Equal(t, int64(d.Jonas.ID), d.Latest(id, promise.Commitment).Owner.Person)
	stale.Press("Hand over").Refuses(http.StatusConflict, "Jonas Berg has this ticket now.")
	form := v.Open(d.page(id)).Form("act-owner-form")
	form.Forge("owner", text(int64(d.Hanna.ID))).Press("Hand over").Refuses(http.StatusUnprocessableEntity, "Choose somebody who works here.")
	form.Forge("owner", "x").Press("Hand over").Refuses(http.StatusUnprocessableEntity)
	v.Open(d.page(id)).Form("act-owner-form").Choose("owner", "0").Press("Hand over").Says("First line, nobody yet")
	require.Nil(t, d.Ticket(id).AssigneeID)
	v.Open(d.page(id)).Form("take-form").Press("Take").Says("yours")
}

func TestTeam_and_priority_change_by_their_forms(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	v.Open(d.page(id)).Form("act-team-form").Choose("team", text(int64(d.Second))).Press("Give it to the team").Says("Maja moved the ticket from First line to Technical")
	v.Open(d.page(id)).Form("act-priority-form").Choose("priority", "urgent").Press("Change it").Says("Urgent", "Maja changed the priority from Normal to Urgent", "Answer Hanna, by today 11:00")
	require.Equal(t, sla.Urgent, d.Ticket(id).Priority)
	v.Open(d.page(id)).Form("act-priority-form").Forge("priority", "<b>").Press("Change it").Refuses(http.StatusUnprocessableEntity, "Choose one of the four priorities.")
	v.Open(d.page(id)).Form("act-team-form").Forge("team", "99999").Press("Give it to the team").Refuses(http.StatusUnprocessableEntity, "Choose one of the teams.")
}

func TestTicket_refuses_every_field_that_does_not_fit_and_keeps_what_was_typed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	reply := func() *visitor.Form { return v.Open(d.page(id)).Form("reply-form").Fill("body", "Kept text") }
	promising := func() *visitor.Form {
		return reply().Choose("what", "words").Fill("words", "We call").Choose("day", "2026-11-09").Fill("time", "15:00")
	}
	cases := map[string]struct {
		form *visitor.Form
		say  string
	}{
		"empty":            {reply().Fill("body", " \n"), "Fill this in."},
		"nul":              {reply().Fill("body", "a\x00b"), "There are characters in here"},
		"not utf-8":        {reply().Fill("body", "a\xffb"), "There are characters in here"},
		"long":             {reply().Fill("body", strings.Repeat("x", 50_001)), "At most 50"},
		"very long":        {reply().Fill("body", strings.Repeat("x", 1<<20)), "At most 50"},
		"no key":           {reply().Forge("key", ""), "This form is incomplete."},
		"time":             {promising().Fill("time", "<b>25:99"), "Write a time like 16:00."},
		"past":             {promising().Fill("time", "09:00"), "That time has passed"},
		"day":              {promising().Forge("day", "2026-99-99"), "Fill this in."},
		"far":              {promising().Forge("day", "2030-01-01"), "more than a year away"},
		"words missing":    {promising().Fill("words", " "), "Fill this in."},
		"words long":       {promising().Fill("words", strings.Repeat("x", 201)), "At most 200"},
		"words nul":        {promising().Fill("words", "a\x00"), "There are characters in here"},
		"words, no day":    {promising().Choose("day", "rules"), "Fill this in."},
		"owner":            {promising().Forge("owner", "z9"), "Choose somebody who works here."},
		"customer owns it": {promising().Forge("owner", "p"+text(int64(d.Hanna.ID))), "Choose somebody who works here."},
		"no such team":     {promising().Forge("owner", "t99999"), "Choose somebody who works here."},
	}
	for name, c := range cases {
		back := c.form.Press("Send").Refuses(http.StatusUnprocessableEntity, c.say)
		if !strings.Contains(name, "long") && c.form.Value("body") == "Kept text" {
			require.Equal(t, "Kept text", back.Form("reply-form").Value("body"), name)
		}
	}
	reply().Forge("keeps", "424242").Press("Send").Refuses(http.StatusConflict, "This promise has ended meanwhile.", "No internet")
	require.Len(t, d.Whole(id).Messages, 1, "no half change")
	require.Empty(t, d.All(id, promise.Commitment))
	markup := reply().Fill("body", `</textarea><script>alert(1)</script><img src=x onerror=alert(1)>`).Press("Send")
	require.NotContains(t, markup.Body, "<script>alert")
	require.NotContains(t, markup.Body, "<img src=x")
}

func TestTicket_hides_what_is_not_there(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, other := d.Asks(d.Hanna, "No internet"), d.Asks(d.Goran, "Fakturan")
	theirs := d.Promises(d.Jonas, other, "Vi ringer", "Mon 9 Nov 15:00")
	v := d.as(d.Maja)
	for _, address := range []string{"/desk/tickets/999999", "/desk/tickets/0", "/desk/tickets/-1", "/desk/tickets/x", "/desk/tickets/99999999999999999999", d.page(id) + "/files/1", d.page(id) + "/files/x"} {
		v.Open(address).Refuses(http.StatusNotFound)
	}
	const form = "application/x-www-form-urlencoded"
	for tail, fields := range map[string]string{
		"/promises/" + text(int64(theirs)) + "/moves":       "day=2026-11-09&time=16:00&reason=x",
		"/promises/" + text(int64(theirs)) + "/withdrawals": "words=x",
		"/promises/x/moves": "day=2026-11-09&time=16:00&reason=x",
	} {
		v.Send(http.MethodPost, d.page(id)+tail, form, strings.NewReader(fields)).Refuses(http.StatusNotFound)
	}
	for _, tail := range []string{"replies", "notes", "promises", "claim", "owner", "team", "priority", "solution", "reopenings"} {
		v.Send(http.MethodPost, "/desk/tickets/999999/"+tail, form, strings.NewReader("body=x")).Refuses(http.StatusNotFound)
	}
	require.Equal(t, promise.Pending, d.Whole(other).Promise(theirs).State)
}

func TestFiles_of_one_ticket_are_not_served_under_another(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id, other := d.Asks(d.Hanna, "No internet"), d.Asks(d.Goran, "Fakturan")
	v := d.as(d.Maja)
	v.Open(d.page(id)).Form("note-form").Fill("body", "See the file").Attach("files", "plan.txt", []byte("plan")).Press("Save the note").Says("plan.txt")
	file := text(d.Whole(id).Messages[1].Files[0].ID)
	require.Equal(t, "plan", v.Open(d.page(id)+"/files/"+file).Body)
	v.Open(d.page(other) + "/files/" + file).Refuses(http.StatusNotFound)
}

func TestWall_times_are_the_customers(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Eleni, "Δεν έχω σύνδεση")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set zone = 'Europe/Athens' where id = $1`, d.Eleni.ID)
		return err
	})
	page := d.as(d.Maja).Open(d.page(id)).Says("Ελένη’s time: it is 11:00 there")
	page.Form("promise-form").Fill("words", "Σας καλούμε").Choose("day", "2026-11-09").Fill("time", "16:00").Press("Promise it")
	require.Equal(t, d.Time("Mon 9 Nov 15:00").UTC(), d.Latest(id, promise.Commitment).Due.UTC())
}

func TestReply_with_too_many_files_keeps_the_text_and_stores_nothing(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	for _, name := range []string{"reply", "note"} {
		form := d.as(d.Maja).Open(d.page(id)).Form(name+"-form").Fill("body", "Eleven pictures")
		for range d.Limits.Files + 1 {
			form.Attach("files", "lamp.png", []byte("\x89PNG\r\n\x1a\n"))
		}
		back := form.Press(map[string]string{"reply": "Send", "note": "Save the note"}[name])
		back.Refuses(http.StatusRequestEntityTooLarge, "Choose at most 10 files.", "No internet")
		require.Equal(t, "Eleven pictures", back.Form(name+"-form").Value("body"))
	}
	require.Len(t, d.Whole(id).Messages, 1)
}
