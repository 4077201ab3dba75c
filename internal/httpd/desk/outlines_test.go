package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/ticket"
)

func TestOutline_is_written_on_the_ticket_and_its_history_stays(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	page := v.Open(d.page(id)).Says("How we understand it", "Nothing is written yet.", "No plan is written yet.")
	page = page.Form("act-understanding-form").Fill("body", "The router is old.").Press("Save")
	page.Says("The router is old.", "Maja wrote how we understand it.").Lacks("Nothing is written yet.")
	page = page.Form("act-plan-form").Fill("body", "We post a new one.").Press("Save").Says("We post a new one.", "Maja wrote the plan.")
	page = page.Form("act-understanding-form").Fill("body", "The line is dead.").Press("Save")
	page.Says("The line is dead.", "What stood here before", "The router is old.")
	require.Equal(t, "Saved. The customer reads it on the ticket’s page.", page.Note())
	gone := page.Form("act-plan-form").Fill("body", "").Press("Save").Says("No plan is written yet.", "Maja took the plan away.")
	require.Equal(t, "Nothing stands there now.", gone.Note(), "nobody reads what is not there")
}

func TestOutline_that_comes_back_keeps_what_was_typed(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	mine, theirs := d.as(d.Maja).Open(d.page(id)), d.as(d.Jonas).Open(d.page(id))
	mine.Form("act-understanding-form").Fill("body", "The router is old.").Press("Save")
	page := theirs.Form("act-understanding-form").Fill("body", "The line is dead.").Press("Save")
	page.Refuses(http.StatusConflict, "Somebody else wrote this anew meanwhile", "The router is old.")
	require.Equal(t, "The line is dead.", strings.TrimSpace(page.Form("act-understanding-form").Value("body")))
	page = page.Form("act-understanding-form").Press("Save").Says("The line is dead.")
	long := strings.Repeat("å", ticket.MaxOutline+1)
	page = page.Form("act-plan-form").Fill("body", long).Press("Save")
	page.Refuses(http.StatusUnprocessableEntity, "1,000")
	require.Equal(t, long, strings.TrimSpace(page.Form("act-plan-form").Value("body")))
}

func TestOutline_shows_what_the_customer_said_and_is_missed_after_a_day(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	v := d.as(d.Maja)
	d.At("Tue 10 Nov 12:00")
	v.Open(d.page(id)).Says("The ticket is older than a day, and Hanna has not read yet how we understand it.")
	page := v.Open(d.page(id)).Form("act-understanding-form").Fill("body", "The router is old.").Press("Save").Lacks("older than a day")
	page.Lacks("says the customer")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return ticket.SayRight(ctx, tx, d.Holder(id), id, d.Whole(id).OutlineSeen(ticket.Understanding))
	})
	v.Open(d.page(id)).Says("That’s right, says the customer (today 12:00)", "Hanna:", "yes, you understand it right.")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		read := d.Whole(id).OutlineSeen(ticket.Understanding)
		_, err := ticket.Write(ctx, tx, d.Holder(id), d.Limits, id, ticket.Letter{Key: cast.Key(), Body: "The lamp is red.", Corrects: read})
		return err
	})
	v.Open(d.page(id)).Says("not quite, says the customer", "The lamp is red.")
}

func TestOutline_is_removed_for_good_by_supervisors(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.as(d.Maja).Open(d.page(id)).Form("act-plan-form").Fill("body", "We call 4571 0000 1111 2222.").Press("Save").Lacks("/redaction")
	v := d.as(d.Ingrid)
	page := v.Open(d.page(id) + "/outlines/" + text(int64(d.Whole(id).OutlineSeen(ticket.Plan))) + "/redaction").Says("4571 0000 1111 2222")
	page = page.Form("redact").Fill("reason", "a card's number").Press("Remove for good")
	page.Says("This text was removed on").Lacks("4571 0000 1111 2222")
}
