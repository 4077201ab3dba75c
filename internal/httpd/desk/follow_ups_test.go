package desk

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// silent is a ticket on which it is Hanna's turn since Monday.
func (d desk) silent() ticket.ID {
	d.T.Helper()
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "Please look at the lamps.", cast.AwaitingCustomer("which lamps are red"))
	return id
}

func TestFollowUp_is_worded_by_a_person_and_by_itself_again(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.silent()
	v := d.as(d.Maja)
	page := v.Open(d.page(id)).Says("If Hanna does not write", "First message", "Wed 11 Nov", "Second message", "Third message", "it solves and asks")
	form := page.Form("follow-up-form")
	require.Contains(t, form.Value("words"), "Press one of the two answers", "the ready words stand there")
	form.Press("Save the words")
	require.Empty(t, d.Latest(id, promise.FollowUp).Words, "the ready words stay ready")
	saved := form.Fill("words", "Did you see the lamps?").Press("Save the words")
	require.Contains(t, saved.Note(), "The words are saved.")
	require.Equal(t, "Did you see the lamps?", saved.Form("follow-up-form").Value("words"))
	require.Equal(t, "Did you see the lamps?", d.Latest(id, promise.FollowUp).Words)
	saved.Form("follow-up-form").Fill("words", "").Press("Save the words")
	require.Empty(t, d.Latest(id, promise.FollowUp).Words)
	for _, c := range []struct{ words, says string }{{strings.Repeat("x", 50_001), "At most 50"}, {"a\x00b", "There are characters in here"}} {
		form.Fill("words", c.words).Press("Save the words").Refuses(http.StatusUnprocessableEntity, c.says)
	}
}

func TestFollowUp_is_sent_now_in_the_words_that_stand_there(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.silent()
	form := d.as(d.Maja).Open(d.page(id)).Form("follow-up-form").Fill("words", "Did you see the lamps?")
	require.Contains(t, form.Press("Send now").Note(), "The message leaves now.")
	first := d.All(id, promise.FollowUp)[0]
	require.Equal(t, "Did you see the lamps?", first.Words)
	require.False(t, first.Posted.IsZero())
	form.Press("Send now").Refuses(http.StatusConflict, "This promise has ended meanwhile.")
	d.Sweep()
	d.as(d.Maja).Open(d.page(id)).Says("sent today 10:00", "Second message")
}

func TestFollowUp_is_left_out(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.silent()
	v := d.as(d.Maja)
	form := v.Open(d.page(id)).Form("follow-up-form")
	form.Press("Leave it out").Says("left out", "Second message")
	require.Equal(t, promise.Withdrawn, d.All(id, promise.FollowUp)[0].State)
	form.Press("Leave it out").Refuses(http.StatusConflict, "This promise has ended meanwhile.")
	require.Len(t, d.All(id, promise.FollowUp), 2, "the second is not left out with it")
	v.Open(d.page(id)).Form("follow-up-form").Press("Leave it out")
	last := v.Open(d.page(id)).Form("follow-up-form").Press("Send now, solve and ask")
	last.Says("Third message")
	d.Sweep()
	require.Equal(t, promise.Solved, d.Ticket(id).Status)
}

func TestFollowUp_of_another_ticket_is_not_there(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.silent()
	other := d.Asks(d.Goran, "Fakturan")
	d.Replies(d.Jonas, other, "Vilken?", cast.AwaitingCustomer("numret"))
	theirs := d.Latest(other, promise.FollowUp)
	v := d.as(d.Maja)
	const kind = "application/x-www-form-urlencoded"
	for _, act := range []string{"words", "sendings", "skips"} {
		for _, p := range []string{text(int64(theirs.ID)), "999999", "x"} {
			v.Send(http.MethodPost, d.page(id)+"/follow-ups/"+p+"/"+act, kind, strings.NewReader("words=INT")).Refuses(http.StatusNotFound)
		}
	}
	require.Equal(t, promise.Pending, d.Latest(other, promise.FollowUp).State)
	require.Empty(t, d.Latest(other, promise.FollowUp).Words)
}

func TestFollowUp_says_that_its_mail_has_not_left_and_where_to_look(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.silent()
	d.as(d.Maja).Open(d.page(id)).Form("follow-up-form").Press("Send now").Says("mail on its way").Lacks("has not left")
	_, err := d.DB.Pool().Exec(t.Context(), `update outbox set state = 'held' where kind = 'follow_up'`)
	require.NoError(t, err)
	d.as(d.Maja).Open(d.page(id)).Says("has not left", "Their silence does not count until it has.").Lacks("See the mail")
	d.as(d.Ingrid).Open(d.page(id)).Says("See the mail that has not left")
}
