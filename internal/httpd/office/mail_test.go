package office

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

const (
	refused = "mail refused: recipient: 550 no such mailbox"
	away    = "mail not taken for now: connect: connection refused"
	cutOff  = "mail may have been taken: content: EOF"
)

func TestMail_says_where_each_mail_stands_and_why(t *testing.T) {
	t.Parallel()
	o := opened(t)
	page := o.as(o.Ingrid)
	page.Open("/office/mail").Says("Every mail has left.")

	number := o.Ticket(o.Asks(o.Hanna, "No internet")).Number
	o.Asks(o.Goran, "Inget internet")
	o.Asks(o.Mette, "Intet internet")
	o.stuck(o.Hanna, outbox.Failed, refused)
	o.stuck(o.Goran, outbox.Uncertain, cutOff)
	o.At("Mon 9 Nov 10:12")
	p := page.Open("/office/mail")
	p.Says("2 mails need somebody", "Not delivered 1", "Uncertain 1", "Held back 0", "Waiting 1", "No internet", "Receipt", "to Hanna Lund, hanna@bakkehuset.example",
		"The mail server refuses this address.", "550 no such mailbox", "10:00", "for 12 min", "2 tries", fmt.Sprintf("#%d", number), "Retry now")
	p.Lacks("Inget internet", "mail refused", "I know it arrived")
	p.Click("Uncertain").Says("Inget internet", "The connection broke before the mail server said if it took the letter.", "Sent again, it may arrive twice.", "I know it arrived", "Send again")
	waiting := page.Open("/office/mail?state=queued").Says("Intet internet", "It leaves in a moment.")
	require.NotContains(t, waiting.Body, `name="one"`, "what leaves by itself needs nobody")
	page.Open("/office/mail?state=held").Says("No mail stands here.")
	page.Open("/office/mail?state=nonsense").Says("No internet")
	page.Open("/office/mail?after=nonsense").Refuses(http.StatusNotFound)
}

func TestMail_that_is_tried_again_says_when(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.Asks(o.Hanna, "No internet")
	mail := o.stuck(o.Hanna, outbox.Queued, away)
	_, err := o.DB.Pool().Exec(t.Context(), `update outbox set next_try_at = $1`, o.Time("Mon 9 Nov 10:05"))
	require.NoError(t, err)
	p := o.as(o.Karin).Open("/office/mail").Says("Waiting 1", "The mail server cannot be reached.", "connection refused", "next try 10:05, in 5 min")
	p = p.Form("mails").Press("Retry now Receipt, Hanna Lund")
	p.Says("It leaves in a moment.")
	require.Equal(t, "The mail is tried again now.", p.Note())
	require.Equal(t, outbox.Queued, o.state(mail))
}

func TestMail_pressed_a_second_time_says_that_it_is_done(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	for _, c := range []struct {
		from          outbox.State
		button, again string
		to            outbox.State
	}{
		{outbox.Failed, "Retry now", "This mail is on its way already.", outbox.Queued},
		{outbox.Held, "Release", "This mail is on its way already.", outbox.Queued},
		{outbox.Uncertain, "Send again", "This mail is on its way already.", outbox.Queued},
		{outbox.Uncertain, "I know it arrived", "This mail has left already: today 10:00.", outbox.Sent},
	} {
		mail := o.stuck(o.Hanna, c.from, refused)
		form := o.as(o.Ingrid).Open("/office/mail?state=" + string(c.from)).Form("mails")
		button := c.button + " Receipt, Hanna Lund"
		require.Equal(t, http.StatusOK, form.Press(button).Status)
		require.Equal(t, c.to, o.state(mail))
		form.Press(button).Refuses(http.StatusConflict, c.again)
		require.Equal(t, c.to, o.state(mail))
	}
	require.Len(t, o.Events(id, event.MailRetried, event.MailReleased, event.MailArrived), 4)
}

func TestMail_ticked_ones_are_done_together_and_one_that_is_done_keeps_no_other_back(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.Asks(o.Hanna, "No internet")
	o.Asks(o.Goran, "Inget internet")
	o.Asks(o.Mette, "Intet internet")
	hanna, goran, mette := o.stuck(o.Hanna, outbox.Uncertain, cutOff), o.stuck(o.Goran, outbox.Uncertain, cutOff), o.stuck(o.Mette, outbox.Uncertain, cutOff)
	form := o.as(o.Ingrid).Open("/office/mail").Form("mails")
	form.Press("I know it arrived").Refuses(http.StatusUnprocessableEntity, "Tick at least one mail.", "Inget internet")
	for _, m := range []outbox.ID{hanna, goran, hanna} {
		form.Tick("mail", fmt.Sprint(m))
	}
	o.stuck(o.Goran, outbox.Failed, refused)
	p := form.Press("I know it arrived")
	require.Equal(t, "Noted: the mail arrived. 1 more stood elsewhere by then and was left alone.", p.Note())
	require.Equal(t, []outbox.State{outbox.Sent, outbox.Failed, outbox.Uncertain}, []outbox.State{o.state(hanna), o.state(goran), o.state(mette)})
	p.Says("Intet internet").Lacks("No internet")
	form.Press("Send again").Refuses(http.StatusConflict, "This mail stands elsewhere by now.")
}

func TestMail_takes_no_more_than_a_page_at_once(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.Asks(o.Hanna, "No internet")
	mail := o.stuck(o.Hanna, outbox.Failed, refused)
	form := "state=failed" + strings.Repeat("&mail=1", pageOfMails+1)
	send := func(body string) int {
		return o.as(o.Ingrid).Send(http.MethodPost, "/office/mail/retries", "application/x-www-form-urlencoded", strings.NewReader(body)).Status
	}
	require.Equal(t, http.StatusUnprocessableEntity, send(form))
	require.Equal(t, http.StatusNotFound, send("mail=987654"))
	require.Equal(t, http.StatusNotFound, send("mail=nonsense"))
	require.Equal(t, outbox.Failed, o.state(mail))
}

func TestMail_turns_pages(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	const many = `insert into outbox (kind, state, is_automatic, message_key, ticket_id, person_id, created_at)
		select 'promised', 'failed', true, 'k' || n, $1, $2, kept_now() from generate_series(1, $3::int) n`
	_, err := o.DB.Pool().Exec(t.Context(), many, id, o.Hanna.ID, pageOfMails+3)
	require.NoError(t, err)
	p := o.as(o.Ingrid).Open("/office/mail")
	require.Equal(t, pageOfMails, strings.Count(p.Body, `name="one"`))
	next := p.Click("Next")
	require.Equal(t, 3, strings.Count(next.Body, `name="one"`))
	require.Equal(t, pageOfMails, strings.Count(next.Click("From the beginning").Body, `name="one"`))
}

func TestMail_of_a_refused_answer_says_that_sending_it_keeps_nothing(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	o.Replies(o.Maja, id, "Please restart the router.")
	_, err := o.DB.Pool().Exec(t.Context(), `update outbox set state = 'failed', error = $1 where kind = 'reply'`, refused)
	require.NoError(t, err)
	page := o.as(o.Ingrid)
	page.Open("/office/mail").Says("Answer · to").Lacks("does not count as kept")
	o.undelivered(id)
	page.Open("/office/mail").Says("This answer came back, so what it had kept does not count as kept. Sending it now does not change that: look at the ticket.")
}

// undelivered lets it have come out that the newest answer on a ticket did not arrive.
func (o office) undelivered(id ticket.ID) {
	o.T.Helper()
	o.Do(func(ctx context.Context, tx *pg.Tx) error {
		var m ticket.MessageID
		if err := tx.QueryRow(ctx, `select max(id) from messages where ticket_id = $1 and by_staff`, id).Scan(&m); err != nil {
			return err
		}
		return ticket.Undelivered(ctx, tx, people.System, id, m, refused)
	})
}
