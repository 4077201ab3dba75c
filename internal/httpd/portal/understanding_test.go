package portal

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func (d desk) outlines(id ticket.ID, part ticket.OutlinePart, body string) {
	d.T.Helper()
	seen := d.Whole(id).OutlineSeen(part)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.WriteOutline(ctx, tx, d.Maja.Acting(), id, ticket.Outlining{Part: part, Body: body, Seen: seen})
	})
}

func TestUnderstanding_is_right_in_one_press(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.visitor()
	v.Open(d.link(id)).Lacks("How we understand it")
	d.outlines(id, ticket.Plan, "We post a new router.")
	v.Open(d.link(id)).Says("What happens next", "We post a new router.").Lacks("Not quite")
	d.outlines(id, ticket.Understanding, "The router is old.")
	page := v.Open(d.link(id)).Says("How we understand it", "The router is old.", "Yes, that’s right", "Not quite").Lacks(d.Maja.Name)
	page.Form("right").Press("Yes, that’s right").Says("Confirmed as right today", "You said that we understand it right").Lacks("Not quite")
	require.Len(t, d.Whole(id).Messages, 1, "it is no message")

	page.Form("right").Press("Yes, that’s right").Says("Confirmed as right today")
	d.outlines(id, ticket.Understanding, "The line is dead.")
	page.Form("right").Press("Yes, that’s right").Refuses(http.StatusUnprocessableEntity, "We have written this anew meanwhile", "The line is dead.", "What stood here before", "The router is old.")
	require.Nil(t, d.Whole(id).Outline(ticket.Understanding).Answer)
}

func TestUnderstanding_that_was_corrected_or_closed_meanwhile_is_not_thanked_for(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.outlines(id, ticket.Understanding, "The router is old.")
	page := d.visitor().Open(d.link(id))
	page.Form("correct").Fill("body", "The router is new.").Press("Send. Answer by")
	page.Form("right").Press("Yes, that’s right").Refuses(http.StatusUnprocessableEntity, "It was said meanwhile that this is not quite right.").Lacks("Now we are sure")
	d.outlines(id, ticket.Understanding, "The line is dead.")
	page = d.visitor().Open(d.link(id))
	d.Confirms(id)
	require.Equal(t, promise.Closed, d.Ticket(id).Status)
	page.Form("right").Press("Yes, that’s right").Refuses(http.StatusUnprocessableEntity, "This ticket is closed. Nothing more is done about it").Lacks("Now we are sure")
	require.Nil(t, d.Whole(id).Outline(ticket.Understanding).Answer)
}

func TestUnderstanding_is_corrected_in_words(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look.")
	d.outlines(id, ticket.Understanding, "The router is old.")
	form := d.visitor().Open(d.link(id)).Form("correct")
	page := form.Press("Send. Answer by")
	page.Refuses(http.StatusUnprocessableEntity, "What is different?")
	form = page.Form("correct").Fill("body", "The router is new, the line is dead.")
	form.Press("Send. Answer by").Says("You said: not quite", "The router is new, the line is dead.", "Corrected today").Lacks("Yes, that’s right")
	form.Press("Send. Answer by") // twice is once
	w := d.Whole(id)
	require.Len(t, w.Messages, 3)
	require.Equal(t, promise.NextReply, w.Promise(*w.NextPromiseID).Kind)
	d.Confirms(id)
	d.visitor().Open(d.link(id)).Says("How we understand it").Lacks("Not quite")
}

func TestUnderstanding_answer_that_is_neither_is_refused(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.outlines(id, ticket.Understanding, "The router is old.")
	form := d.visitor().Open(d.link(id)).Form("correct").Fill("body", "Hm.")
	form.Forge("said", "perhaps").Press("Send. Answer by").Refuses(http.StatusUnprocessableEntity, "Choose one of the two.")
}
