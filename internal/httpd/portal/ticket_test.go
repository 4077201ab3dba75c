package portal

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestTicket_from_question_to_confirmed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.visitor()
	filled(v).Attach("files", "lamps.jpg", []byte("\xff\xd8\xff picture")).Press("Send").Says("We answer you by today 14:00.")
	id := d.only()
	link := d.link(id)
	v.Open(link).Says("No internet since last night", "We answer you by today 14:00.", "Nordby Fiber is looking after you.", "You wrote", "lamps.jpg")

	d.At("Mon 9 Nov 11:00")
	d.Replies(d.Maja, id, "I am checking the line.", d.Promising("the new router is posted.", "Mon 9 Nov 16:00"))
	page := v.Open(link).Says("The new router is posted by today 16:00.", "Maja Lindqvist is looking after you.", "Maja wrote", "I am checking the line.",
		"Kept: we promised an answer by today 14:00", "Promised: The new router is posted by today 16:00")

	d.At("Mon 9 Nov 11:30")
	page = page.Form("write").Fill("body", "The terminal is down too.").Attach("files", "terminal.txt", []byte("offline")).Press("Send")
	page.Says("The terminal is down too.", "terminal.txt")
	require.Contains(t, page.Note(), "Sent.")
	require.Equal(t, "We answer you by today 15:30.", page.At("vow"))
	page.Says("The new router is posted by today 16:00.", "Maja Lindqvist takes care of this.")

	d.At("Mon 9 Nov 12:00")
	d.Replies(d.Maja, id, "It should work now.", cast.Solving(), cast.Keeping(d.Latest(id, promise.Commitment).ID))
	page = v.Open(link).Says("We think it is solved. Now it is your turn.", "Does it work again?", "Without an answer from you this closes Fri 13 November 12:00")
	page = page.Form("answer").Choose("works", "yes").Press("Done, thank you")
	require.Contains(t, page.Note(), "Thank you for telling us.")
	page.Says("Done. You said that it is solved, today 12:00.", "You said that it is solved", "Writing opens it again.")
	require.False(t, page.HasForm("answer"))
	require.Equal(t, promise.Closed, d.Ticket(id).Status)
}

func TestTicket_not_yet_opens_it_again(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Done.", cast.Solving())
	v := d.visitor()
	page := v.Open(d.link(id)).Form("answer").Choose("works", "no").Press("Send. Answer by today 14:00")
	page.Says("You said: not yet", "We answer you by today 14:00.", "Open again")
	require.Equal(t, promise.Open, d.Ticket(id).Status)
	back := page.Form("answer").Choose("works", "no").Press("Send. Answer by today 14:00")
	back.Refuses(http.StatusUnprocessableEntity, "Fill this in.")
	require.Contains(t, back.Body, `href="#still"`)
	require.Contains(t, back.At("still-error"), "Fill this in.")
	back.Form("answer").Fill("body", "Still one red lamp.").Press("Send. Answer by today 14:00").Says("Still one red lamp.")
	require.Len(t, d.Whole(id).Messages, 4)
}

func TestTicket_that_is_all_closes_it(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	page := d.visitor().Open(d.link(id)).Form("enough").Press("That’s all, thanks")
	page.Says("Done. You said that it is solved, today 10:00.")
	require.Equal(t, promise.Closed, d.Ticket(id).Status)
}

func TestTicket_owns_up_when_it_is_late(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	link := d.link(id)
	v := d.visitor()
	d.At("Mon 9 Nov 14:05")
	v.Open(link).Says("We said 14:00, and we are late. We are sorry.") // the worker has not noticed yet
	d.At("Mon 9 Nov 10:00")
	d.Until("Mon 9 Nov 14:10")
	v.Open(link).Says("We said 14:00, and we are late. We are sorry. We answer you by today 16:00.", "You are at the top of our list now.",
		"Not kept: we promised an answer by today 14:00. We are sorry.")
	d.Replies(d.Maja, id, "Sorry, here I am.")
	v.Open(link).Says("You hear from us", "Kept: we promised an answer by today 16:00", "Late, but here: the answer that we promised by today 14:00")
	d.Until("Wed 11 Nov 10:00")
	v.Open(link).Says("Not kept: we promised an answer by 9 November 14:00.")
}

func TestTicket_says_nothing_of_times_that_were_never_told(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	link := d.link(id)
	d.Replies(d.Maja, id, "I am on it.")
	d.Writes(id, "And the television?")
	require.False(t, d.Latest(id, promise.NextReply).WasTold())
	d.Until("Mon 9 Nov 15:00") // the answer was due at 14:00, and nobody had told Hanna of it
	page := d.visitor().Open(link).Lacks("and we are late", "Not kept")
	require.Equal(t, "We answer you by today 16:00.", page.At("vow"))
	require.True(t, d.Latest(id, promise.NextReply).WasTold(), "now the page has told it")
	require.False(t, d.Latest(id, promise.Resolution).WasTold(), "this one stood nowhere")
	d.Until("Mon 9 Nov 16:30")
	d.visitor().Open(link).Says("We said 16:00, and we are late.")
}

func TestTicket_shows_both_times_of_a_move_and_the_reason(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Wait for it.", d.Promising("The router is posted", "Mon 9 Nov 16:00"))
	d.Moves(d.Maja, id, d.Latest(id, promise.Commitment).ID, "Tue 10 Nov 10:00")
	d.visitor().Open(d.link(id)).Says("The router is posted by tomorrow 10:00.",
		"New time: tomorrow 10:00 instead of today 16:00 for “The router is posted”", "The van broke down.")
}

func TestTicket_solved_keeps_showing_what_was_agreed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "It works, and Oskar comes to tidy up.", d.Promising("Oskar tidies up the cables", "Tue 10 Nov 16:00"), cast.Solving())
	link := d.link(id)
	page := d.visitor().Open(link).Says("Does it work again?", "Oskar tidies up the cables by tomorrow 16:00.")
	page = page.Form("answer").Choose("works", "yes").Press("Done, thank you")
	require.Equal(t, "Oskar tidies up the cables by tomorrow 16:00.", page.At("vow"))
	page.Says("You said that it is solved. What we promised still stands.")
	require.False(t, page.HasForm("answer"))
}

func TestTicket_never_shows_notes_or_what_is_the_staffs_own(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Notes(d.Maja, id, "This customer is a nuisance.")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetTeam(ctx, tx, d.Maja.Acting(), id, d.Second)
	})
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SetPriority(ctx, tx, d.Maja.Acting(), id, "urgent")
	})
	page := d.visitor().Open(d.link(id)).Says("New time: today 11:00 instead of today 14:00")
	for _, secret := range []string{"nuisance", "Technical", "First line", "urgent", "maja@"} {
		require.NotContains(t, page.Body, secret)
	}
}

func TestTicket_writing_on_a_closed_one(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Confirms(id)
	link := d.link(id)
	d.At("Thu 12 Nov 10:00")
	v := d.visitor()
	v.Open(link).Says("Writing opens it again.").Form("write").Fill("body", "It is back.").Press("Send").Says("Open again", "It is back.")
	require.Equal(t, promise.Open, d.Ticket(id).Status)
	d.Confirms(id)
	d.At("Mon 7 Dec 10:00")
	page := v.Open(link).Says("What you write starts a new ticket").Form("write").Fill("body", "And again.").Press("Send")
	page.Says("This is a new ticket", "Your earlier ticket was closed a while ago", "And again.", "We write to hanna@bakkehuset.example.")
	require.Equal(t, 2, d.count("tickets"))
	require.NotContains(t, page.Body, "/t/")
}

func TestTicket_closed_by_silence_says_so(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Done.", cast.Solving())
	d.Until("Mon 16 Nov 10:00")
	d.visitor().Open(d.link(id)).Says("Closed Fri 13 November 10:00. We asked whether it works again and heard nothing more.", "Closed, since we heard nothing more")
}

func TestTicket_sending_twice_is_sending_once(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	form := d.visitor().Open(d.link(id)).Form("write").Fill("body", "Hello?")
	form.Press("Send").Says("Hello?")
	form.Press("Send").Says("Hello?")
	require.Len(t, d.Whole(id).Messages, 2)
	back := form.Fill("body", "Hello again?").Press("Send").Refuses(http.StatusConflict, "You have sent this message before, with other words.")
	back.Form("write").Press("Send").Says("Hello again?")
	require.Len(t, d.Whole(id).Messages, 3)
}

func TestTicket_refuses_what_does_not_fit(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	link := d.link(id)
	page := d.visitor().Open(link)
	for _, c := range []struct{ form, field, text, press, says string }{
		{"write", "body", "", "Send", "Fill this in."},
		{"write", "body", "a\x00b", "Send", "There are characters in here that cannot be stored."},
		{"write", "body", "a\xffb", "Send", "There are characters in here that cannot be stored."},
		{"write", "body", strings.Repeat("a", 50_001), "Send", "At most 50,000 characters fit here."},
		{"write", "key", "x", "Send", "This form is incomplete."},
		{"answer", "works", "", "Done", "Choose whether it works or not yet."},
		{"answer", "works", "maybe", "Done", "Choose whether it works or not yet."},
	} {
		form := page.Form(c.form)
		if c.field != "body" && c.form == "write" {
			form.Fill("body", "Hello?")
		}
		back := form.Forge(c.field, c.text).Press(c.press)
		back.Refuses(http.StatusUnprocessableEntity, "One thing needs a change.", c.says)
	}
	answer := page.Form("answer").Choose("works", "no")
	answer.Fill("body", strings.Repeat("a", 50_001)).Press("Send.").Refuses(http.StatusUnprocessableEntity, "At most 50,000 characters fit here.")
	require.Len(t, d.Whole(id).Messages, 1)
	require.Equal(t, promise.New, d.Ticket(id).Status)
}

func TestLinks_open_their_own_ticket_and_no_other(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.visitor()
	filled(v).Attach("files", "private.txt", []byte("for Hanna only")).Press("Send").Says("We have your question")
	hers := d.only()
	his := d.Asks(d.Goran, "Ingen tv")
	file := v.Open(d.link(hers)).Click("private.txt")
	require.Equal(t, "for Hanna only", file.Body)
	require.Contains(t, file.Header.Get("Content-Disposition"), "attachment")
	require.Contains(t, file.Header.Get("Content-Security-Policy"), "sandbox")
	name := file.Address[strings.LastIndex(file.Address, "/"):]
	v.Open(d.link(his) + "/files" + name).Refuses(http.StatusNotFound)
	v.Open(d.link(hers) + "/files/0").Refuses(http.StatusNotFound)
	v.Open(d.link(hers) + "/files/lamps").Refuses(http.StatusNotFound)
	v.Open(d.link(hers) + "/files/99999999999999999999").Refuses(http.StatusNotFound)
}

func TestLinks_that_open_nothing_have_one_page(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	link := d.link(id)
	page := d.visitor().Open(link)
	d.Confirms(id)
	d.Stop(d.Now().Add(ticket.LinkLife + time.Minute))
	v := d.visitor()
	const forged = "/t/abcdefghijklmnopqrstuvwxyz"
	for address, status := range map[string]int{link: http.StatusGone, forged: http.StatusNotFound, link + "/files/1": http.StatusGone, "/t/%00%ff": http.StatusNotFound} {
		v.Open(address).Refuses(status, "This link does not open a ticket", "The newest link is in our latest mail to you.").Lacks("No internet")
	}
	page.Form("write").Fill("body", "Hello?").Press("Send").Refuses(http.StatusGone)
	page.Form("answer").Choose("works", "yes").Press("Done").Refuses(http.StatusGone)
	v.Send(http.MethodPost, forged+"/messages", "application/x-www-form-urlencoded", strings.NewReader("body=x&key=0123456789abcdef")).Refuses(http.StatusNotFound)
	require.Len(t, d.Whole(id).Messages, 1)
}

func TestTicket_times_are_the_customers_own(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Eleni, "Δεν έχω σύνδεση")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `update people set zone = 'Europe/Athens' where id = $1`, d.Eleni.ID)
		return err
	})
	v := d.visitor()
	v.Language = "el"
	v.Open(d.link(id)).Says("Θα σας απαντήσουμε έως σήμερα στις 15:00.", "Λειτουργεί ξανά;")
}
