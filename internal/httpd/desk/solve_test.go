package desk

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/promise"
)

func TestReply_that_solves_asks_what_stands(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.")
	stays := d.Promises(d.Maja, id, "Emil comes on Thursday", "Thu 12 Nov 12:00")
	goes := d.Promises(d.Maja, id, "We call you", "Wed 11 Nov 12:00")
	form := d.as(d.Maja).Open(d.page(id)).Form("reply-form").Fill("body", "It works from here. No need for a call.").
		Untick("keeps", text(int64(goes))).Tick("withdraws", text(int64(goes)))
	form.Choose("then", "solved").Press("ask if it is solved").Says("Maja took back: We call you", "Hanna is asked if it works")
	require.Equal(t, promise.Solved, d.Ticket(id).Status)
	require.Equal(t, promise.Pending, d.Whole(id).Promise(stays).State)
	require.Equal(t, promise.Withdrawn, d.Whole(id).Promise(goes).State)
}

func TestSolving_without_words_is_refused_while_the_customer_waits(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	v.Open(d.page(id) + "?open=solve").Says("Hanna waits for an answer.")
	d.Replies(d.Maja, id, "We look.")
	form := v.Open(d.page(id)).Form("act-solve-form")
	d.Writes(id, "And now?")
	form.Press("Solve and ask").Refuses(http.StatusUnprocessableEntity, "The customer still waits for an answer.")
	d.Replies(d.Maja, id, "Now it works.")
	solved := v.Open(d.page(id)).Form("act-solve-form").Press("Solve and ask")
	solved.Says("Solved. It closes", "unless Hanna writes", "Hanna is asked if it works")
	require.Contains(t, solved.Note(), "Hanna is asked if it works.")
	solved.Form("reopen-form").Press("Open again").Says("Open again", "Tell Hanna how it goes", "Solution by")
	require.Equal(t, promise.Open, d.Ticket(id).Status)
}

func TestSolution_of_what_is_solved_already_changes_nothing(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "It was the cable.", cast.Solving())
	solvedAt := d.Ticket(id).SolvedAt
	d.Until("Mon 9 Nov 11:00")
	mails := len(d.Mails(id))
	a := d.as(d.Maja).Send(http.MethodPost, d.page(id)+"/solution", "application/x-www-form-urlencoded", strings.NewReader(""))
	require.Equal(t, http.StatusOK, a.Status)
	a.Lacks("Hanna is asked if it works.")
	require.Equal(t, solvedAt, d.Ticket(id).SolvedAt)
	require.Len(t, d.Mails(id), mails)
}
