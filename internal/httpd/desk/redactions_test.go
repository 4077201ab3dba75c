package desk

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRedaction_asks_what_and_why_and_leaves_a_trace_without_the_words(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	ticket := d.Ticket(id)
	page := fmt.Sprintf("/desk/tickets/%d", ticket.Number)
	d.as(d.Maja).Open(page).Lacks("Remove for good")
	body := d.Whole(id).Messages[0].Body

	ask := d.as(d.Ingrid).Open(page).Click("Remove for good")
	ask.Says("What is to be removed of Hanna Lund’s message?", body)
	refused := ask.Form("redact").Fill("reason", "").Press("Remove for good")
	require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
	done := ask.Form("redact").Fill("reason", "a card's number").Press("Remove for good")
	done.Says("This text was removed on", "Ingrid removed something for good", "a card's number").Lacks(body)
	again := ask.Form("redact").Fill("reason", "a card's number").Press("Remove for good")
	again.Refuses(http.StatusConflict, "This text was removed already.")
}
